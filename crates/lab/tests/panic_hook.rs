//! The panic hook is one for the whole process, so this test has a process of its own.

use lab::check::{Exercise, State};
use std::panic;
use std::sync::Mutex;

static SEEN: Mutex<Vec<String>> = Mutex::new(Vec::new());

#[test]
fn a_check_is_quiet_and_leaves_the_hook_as_it_was() {
    panic::set_hook(Box::new(|info| {
        let text = info.payload().downcast_ref::<&str>().unwrap_or(&"");
        SEEN.lock().unwrap().push((*text).to_owned());
    }));
    let verdict = Exercise::new("00.1")
        .that("anything", || panic!("quiet please"))
        .verdict();
    assert_eq!(verdict.state(), State::Wrong);
    let _ = panic::catch_unwind(|| panic!("loud again"));
    // Copied first: a failing assertion runs the hook, which wants the lock.
    let seen = SEEN.lock().unwrap().clone();
    assert_eq!(seen, ["loud again"]);
}
