//! The side of a window that a value comes from.

use std::fs::File;
use std::io;
use std::ptr::NonNull;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::{ABANDONED, COMPLETE, PIECE, SLOTS, Window, abandoned, create, sleep, wake};

/// Puts the bytes of a value into a window.
#[derive(Debug)]
pub(crate) struct Writer {
    window: Arc<Window>,
    readers: u32,
    /// The piece that is being written, where in it the next byte goes, and how much room is left.
    piece: u32,
    at: NonNull<u8>,
    room: usize,
}

// SAFETY: `at` points into the window, which any thread may use.
unsafe impl Send for Writer {}

impl Writer {
    /// A new window with so many readers.
    ///
    /// # Errors
    /// When the system has no memory of this kind.
    pub(crate) fn new(readers: usize) -> io::Result<Self> {
        let window = Window::map(create()?)?;
        Ok(Self {
            at: window.slot(0).1,
            room: PIECE,
            window: Arc::new(window),
            readers: readers as u32,
            piece: 0,
        })
    }

    /// Where readers find it while this lives.
    pub(crate) fn file(&self) -> &File {
        &self.window.file
    }

    /// Room that is left in the piece.
    #[inline]
    pub(crate) fn room(&self) -> usize {
        self.room
    }

    /// Writes as much as there is room for; returns how much.
    #[inline]
    pub(crate) fn write(&mut self, bytes: &[u8]) -> usize {
        let count = bytes.len().min(self.room);
        // SAFETY: at most the end of the slot, which is this writer's: the first SLOTS pieces find
        // it new, and `post` has waited for the others. `bytes` lie elsewhere: no slice of a slot
        // is ever given to a writer's process by a writer.
        self.at = unsafe {
            self.at
                .as_ptr()
                .copy_from_nonoverlapping(bytes.as_ptr(), count);
            self.at.add(count)
        };
        self.room -= count;
        count
    }

    /// Gives the piece to the readers, and waits for room for the next one.
    ///
    /// # Errors
    /// When somebody has given up, or `goes_on` says no.
    pub(crate) fn post(&mut self, goes_on: &dyn Fn() -> bool) -> io::Result<()> {
        self.give();
        self.wait_until(self.piece.saturating_sub(SLOTS as u32 - 1), goes_on)?;
        self.at = self.window.slot(self.piece).1;
        self.room = PIECE;
        Ok(())
    }

    /// Gives the last piece, and waits until everything is read.
    ///
    /// # Errors
    /// As [`Writer::post`].
    pub(crate) fn finish(&mut self, goes_on: &dyn Fn() -> bool) -> io::Result<()> {
        self.give();
        self.window.set_state(COMPLETE);
        self.wait_until(self.piece, goes_on)
    }

    fn give(&mut self) {
        let (slot, _) = self.window.slot(self.piece);
        slot.length
            .store((PIECE - self.room) as u32, Ordering::Relaxed);
        slot.readers.store(self.readers, Ordering::Relaxed);
        self.piece += 1;
        // It is not this writer's any more, and the next one not yet.
        self.room = 0;
        let posted = &self.window.head().posted;
        // Readers see what is in the slot.
        posted.store(self.piece, Ordering::Release);
        wake(posted);
    }

    /// Waits until so many pieces are released.
    fn wait_until(&self, count: u32, goes_on: &dyn Fn() -> bool) -> io::Result<()> {
        let released = &self.window.head().released;
        loop {
            let now = released.load(Ordering::Acquire);
            if now >= count {
                return Ok(());
            }
            if self.window.state() == ABANDONED || !goes_on() {
                return Err(abandoned());
            }
            sleep(released, now);
        }
    }
}

impl Drop for Writer {
    /// Readers of an unfinished value get an error.
    fn drop(&mut self) {
        self.window.set_state(ABANDONED);
    }
}
