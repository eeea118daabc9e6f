//! Ctrl-C in a long call.
//!
//! Python's handler of the signal only notes it, and runs when the main thread asks
//! ([`Python::check_signals`]). So either the work is done in pieces, and Python is asked between
//! two of them; or, where one piece takes long, another thread does it while this one asks.

use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

use pyo3::prelude::*;

/// Between two looks at the signals.
const LOOK: Duration = Duration::from_millis(50);

/// Calls `work` on a thread of its own, without the interpreter lock, and sets the flag that it is
/// given when a signal handler raises.
///
/// # Errors
/// What a signal handler raised, which for Ctrl-C is `KeyboardInterrupt`.
pub(crate) fn watched<R: Send>(
    py: Python<'_>,
    work: impl FnOnce(&AtomicBool) -> R + Send,
) -> PyResult<R> {
    let stop = AtomicBool::new(false);
    let (flag, (done, is_done)) = (&stop, channel::<()>());
    py.detach(move || {
        std::thread::scope(|scope| {
            let worker = scope.spawn(move || {
                // Dropped at the end, also at that of a panic: the other side then stops waiting.
                let _done = done;
                work(flag)
            });
            let mut raised = Ok(());
            while let Err(RecvTimeoutError::Timeout) = is_done.recv_timeout(LOOK) {
                if raised.is_ok() {
                    raised = Python::attach(look);
                    flag.store(raised.is_err(), Ordering::Relaxed);
                }
            }
            match worker.join() {
                Ok(result) => raised.map(|()| result),
                // PyO3 makes an exception of it.
                Err(panic) => std::panic::resume_unwind(panic),
            }
        })
    })
}

fn look(py: Python<'_>) -> PyResult<()> {
    py.check_signals()
}

/// Calls `work` with `0..count` in pieces of `piece` (at least 1), without the interpreter lock,
/// and lets Python's signal handlers run between them.
///
/// # Errors
/// What a signal handler raised, which for Ctrl-C is `KeyboardInterrupt`, or what `work` did.
pub(crate) fn in_pieces<E: Into<PyErr> + Send>(
    py: Python<'_>,
    count: usize,
    piece: usize,
    mut work: impl FnMut(Range<usize>) -> Result<(), E> + Send,
) -> PyResult<()> {
    let piece = piece.max(1);
    let mut start = 0_usize;
    loop {
        let end = start.saturating_add(piece).min(count);
        py.detach(|| work(start..end)).map_err(Into::into)?;
        if end == count {
            // The last piece is not asked after: its result is there, and nothing is gained.
            return Ok(());
        }
        py.check_signals()?;
        start = end;
    }
}
