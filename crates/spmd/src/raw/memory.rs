//! Advice to the system on memory that is about to be written.

/// Has the part of a buffer that is not written yet in pages of 2 MB, where the system has them.
pub(crate) fn ask_for_large_pages<T>(buffer: &mut Vec<T>) {
    #[cfg(target_os = "linux")]
    {
        const PAGE: usize = 2 << 20;
        let spare = buffer.spare_capacity_mut();
        let (start, bytes) = (spare.as_mut_ptr().cast::<u8>(), size_of_val(spare));
        let before = start.align_offset(PAGE);
        if before >= bytes {
            return;
        }
        let (whole, length) = (start.wrapping_add(before), bytes - before);
        // SAFETY: memory of this buffer's own. The advice changes no contents; refused, it costs
        // nothing but time.
        unsafe { libc::madvise(whole.cast(), length, libc::MADV_HUGEPAGE) };
    }
    #[cfg(not(target_os = "linux"))]
    let _ = buffer;
}
