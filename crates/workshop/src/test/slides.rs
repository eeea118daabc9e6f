//! The step of `test` that turns every lesson, and the talk, into slides and looks at them.

use super::browser::{HOW, is_ci};
use super::outcome::Outcome;
use crate::error::Error;
use crate::paths::Paths;
use crate::slides::{self, Seen, Wanted};

/// Builds all decks, walks through them in a browser, prints them as PDF.
pub(crate) fn check(paths: &Paths) -> Result<Outcome, Error> {
    let decks = match slides::build(paths, &Wanted::select(paths, &[])?) {
        // Without npm or a browser there is nothing to look at; only a code host must have both.
        Err(Error::Missing { what, .. }) if !is_ci() => return Ok(Outcome::Skipped(what)),
        other => other?,
    };
    let Seen {
        problems,
        is_missing,
    } = slides::look(paths, &decks, true, true)?;
    Ok(match (problems, is_missing) {
        (_, true) if is_ci() => Outcome::Failed(HOW.into()),
        (_, true) => Outcome::Skipped(HOW.into()),
        (0, false) => Outcome::Passed,
        (many, false) => Outcome::Failed(format!("{many} problems on the slides")),
    })
}
