//! Checks of lesson 05's exercises; they need tokio, so they live here and not in `lab`.
//!
//! ```
//! use waiting::check;
//! let verdict = check::bounded(|_, _, _| async { todo!() });
//! assert_eq!(verdict.text().lines().next(), Some("exercise 05.1: not yet"));
//! ```

mod bounded;
mod collect;
mod off_loop;
mod patient;
#[cfg(test)]
mod tests;

use std::cell::RefCell;
use std::fmt::Debug;
use std::future::Future;
use std::time::Duration;

use bench::Agree;
use lab::check::Exercise;

use crate::error::FetchError;
use crate::run::block_on;
use crate::server::{Reply, Server, Visit};

pub use bounded::bounded;
pub use collect::collect;
pub use off_loop::off_loop;
pub use patient::patient;

/// Longer than this, and the reader's code waits for something that never comes.
const FOREVER: Duration = Duration::from_secs(3);

/// A step in which the reader's future must give `expected`.
fn answer<T: Agree + Debug + Default>(
    check: Exercise,
    input: impl std::fmt::Display,
    expected: T,
    yours: impl Future<Output = Result<T, FetchError>>,
) -> Exercise {
    let failed = RefCell::new(None);
    let run = || match patiently(yours) {
        Ok(value) => value,
        Err(error) => {
            failed.replace(Some(error));
            T::default()
        }
    };
    check
        .case(input, expected, run)
        .explain(|| Some(format!("Your function gave an error: {}.", failed.take()?)))
}

/// Runs a future to its end, or to the end of all patience.
fn patiently<T>(yours: impl Future<Output = Result<T, FetchError>>) -> Result<T, FetchError> {
    block_on(crate::within(FOREVER, yours))
}

/// A server, or a check that says why there is none.
fn server(
    id: &str,
    plan: impl Fn(Visit) -> Reply + Send + Sync + 'static,
) -> Result<Server, Box<Exercise>> {
    Server::start(plan).map_err(|error| {
        let why = format!("The operating system gives no server: {error}.");
        Box::new(Exercise::new(id).that("a server to ask", || Err(why)))
    })
}
