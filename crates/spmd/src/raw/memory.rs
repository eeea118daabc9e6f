//! Advice to the system on memory that is about to be written.

/// Has the part of a buffer that is not written yet in pages of 2 MB, where the system has them.
pub(crate) fn ask_for_large_pages(buffer: &mut Vec<u8>) {
    #[cfg(target_os = "linux")]
    {
        const PAGE: usize = 2 << 20;
        let spare = buffer.spare_capacity_mut();
        let before = spare.as_ptr().align_offset(PAGE);
        let Some(whole) = spare.get_mut(before..) else {
            return;
        };
        // SAFETY: memory of this buffer's own. The advice changes no contents; refused, it costs
        // nothing but time.
        unsafe { libc::madvise(whole.as_mut_ptr().cast(), whole.len(), libc::MADV_HUGEPAGE) };
    }
    #[cfg(not(target_os = "linux"))]
    let _ = buffer;
}
