//! Runs a reader's code so that a panic in it is an answer, not a page of backtrace.

use kernels::threads::panic_words;
use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe, PanicHookInfo};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

/// What a panic said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Panic {
    /// The words of the panic.
    pub(crate) message: String,
}

impl Panic {
    /// Whether it is `todo!()` or `unimplemented!()`, which is how an exercise begins.
    pub(crate) fn is_todo(&self) -> bool {
        ["not yet implemented", "not implemented"]
            .iter()
            .any(|start| self.message.starts_with(start))
    }
}

thread_local! {
    /// Whether a panic of this thread is being waited for.
    static WAITING: Cell<bool> = const { Cell::new(false) };
}

/// The panic hook belongs to the whole process: one at a time may change it.
static HOOK: Mutex<()> = Mutex::new(());

/// Puts the usual hook back, also when the waiting ends by a panic.
struct Silence<'a> {
    usual: Arc<dyn Fn(&PanicHookInfo<'_>) + Send + Sync>,
    _alone: MutexGuard<'a, ()>,
}

impl Silence<'_> {
    fn begin() -> Self {
        let alone = HOOK.lock().unwrap_or_else(PoisonError::into_inner);
        let usual: Arc<dyn Fn(&PanicHookInfo<'_>) + Send + Sync> = Arc::from(panic::take_hook());
        let others = Arc::clone(&usual);
        panic::set_hook(Box::new(move |info| {
            if !WAITING.get() && !is_worker() {
                others(info);
            }
        }));
        WAITING.set(true);
        Self {
            usual,
            _alone: alone,
        }
    }
}

impl Drop for Silence<'_> {
    fn drop(&mut self) {
        WAITING.set(false);
        let usual = Arc::clone(&self.usual);
        // While this thread unwinds the hook cannot be changed; it is quiet for this thread only.
        if !thread::panicking() {
            panic::set_hook(Box::new(move |info| usual(info)));
        }
    }
}

/// Whether this thread is one that a reader's parallel code started: unnamed, or of a pool of ours.
fn is_worker() -> bool {
    thread::current()
        .name()
        .is_none_or(|name| name.starts_with("kernels-"))
}

/// Runs `f`. A panic in it comes back as its words and prints nothing.
pub(crate) fn quietly<T>(f: impl FnOnce() -> T) -> Result<T, Panic> {
    let silence = (!WAITING.get()).then(Silence::begin);
    let outcome = panic::catch_unwind(AssertUnwindSafe(f));
    drop(silence);
    outcome.map_err(|cause| Panic {
        message: panic_words(&*cause),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_caught_with_its_words() {
        assert_eq!(quietly(|| 3), Ok(3));
        let panic = quietly(|| -> u8 { panic!("index {} of {}", 3, 2) }).unwrap_err();
        assert_eq!(panic.message, "index 3 of 2");
        assert!(!panic.is_todo());
        assert!(quietly(|| -> u8 { todo!("step 2") }).unwrap_err().is_todo());
        assert!(
            quietly(|| -> u8 { unimplemented!() })
                .unwrap_err()
                .is_todo()
        );
    }

    #[test]
    fn it_may_be_called_within_itself() {
        let inner = quietly(|| quietly(|| panic!("inside")));
        assert_eq!(inner.unwrap().unwrap_err().message, "inside");
    }
}
