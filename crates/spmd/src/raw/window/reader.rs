//! The side of a window that a value goes to.

use std::fs::File;
use std::io;
use std::ptr::NonNull;
use std::slice;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::{ABANDONED, COMPLETE, OPEN, PIECE, Stop, Window, abandoned, check, sleep, wake};

/// Takes the bytes of a value from a window.
#[derive(Debug)]
pub(crate) struct Reader {
    window: Arc<Window>,
    /// Which piece is next.
    next: u32,
    /// The bytes of the piece before it that are not taken: from where, and how many. The place is kept, because
    /// numbers are taken one by one.
    at: NonNull<u8>,
    left: usize,
    /// Whether that piece is not released yet.
    holds: bool,
}

// SAFETY: `at` points into the window, which any thread may use.
unsafe impl Send for Reader {}

impl Reader {
    /// Each of the readers that the window was made for opens it once.
    ///
    /// # Errors
    /// When this is no window.
    pub(crate) fn open(file: File) -> io::Result<Self> {
        check(&file)?;
        let window = Window::map(file)?;
        Ok(Self {
            at: window.start,
            window: Arc::new(window),
            next: 0,
            left: 0,
            holds: false,
        })
    }

    pub(crate) fn stop(&self) -> Stop {
        Stop(Arc::clone(&self.window))
    }

    /// Bytes of this piece that are left.
    #[inline]
    pub(crate) fn left(&self) -> usize {
        self.left
    }

    /// Takes as many, or what is left of this piece.
    #[inline]
    pub(crate) fn take(&mut self, count: usize) -> &[u8] {
        let count = count.min(self.left);
        // SAFETY: `left` is 0 unless a piece is held; then so many bytes of its slot follow, and the
        // writer leaves the slot alone until it is released, for which `advance` needs `&mut self`:
        // the slice is gone by then.
        let (bytes, at) = unsafe {
            let bytes = slice::from_raw_parts(self.at.as_ptr(), count);
            (bytes, self.at.add(count))
        };
        self.at = at;
        self.left -= count;
        bytes
    }

    /// Goes on to the next piece, and waits for it; false at the end of the value.
    ///
    /// # Errors
    /// When somebody has given up.
    pub(crate) fn advance(&mut self) -> io::Result<bool> {
        self.release();
        let posted = &self.window.head().posted;
        loop {
            // In this order: what is complete is posted.
            let state = self.window.state();
            let now = posted.load(Ordering::Acquire);
            if now > self.next {
                break;
            }
            match state {
                OPEN => sleep(posted, now),
                COMPLETE => return Ok(false),
                _ => return Err(abandoned()),
            }
        }
        let (slot, start) = self.window.slot(self.next);
        // Whatever stands there.
        self.left = (slot.length.load(Ordering::Relaxed) as usize).min(PIECE);
        self.at = start;
        self.holds = true;
        self.next += 1;
        Ok(true)
    }

    fn release(&mut self) {
        if !std::mem::take(&mut self.holds) {
            return;
        }
        self.left = 0;
        let (slot, _) = self.window.slot(self.next - 1);
        // The writer sees that everything here is read.
        if slot.readers.fetch_sub(1, Ordering::AcqRel) == 1 {
            let released = &self.window.head().released;
            released.fetch_add(1, Ordering::Release);
            wake(released);
        }
    }
}

impl Drop for Reader {
    /// A writer does not wait for a reader that is gone.
    fn drop(&mut self) {
        self.release();
        let is_read = self.window.state() == COMPLETE
            && self.window.head().posted.load(Ordering::Acquire) == self.next;
        if !is_read {
            self.window.head().state.store(ABANDONED, Ordering::Release);
            wake(&self.window.head().released);
        }
    }
}
