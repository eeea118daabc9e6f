//! The step of `test` that makes the site and looks at each of its pages.

use super::browser::{HOW, is_ci};
use super::outcome::Outcome;
use crate::error::Error;
use crate::paths::Paths;
use crate::site;
use crate::slides::Seen;

/// Builds the site, and audits every page in a browser.
pub(crate) fn check(paths: &Paths) -> Result<Outcome, Error> {
    let seen = site::build(paths).and_then(|folder| site::look(paths, &folder));
    let Seen {
        problems,
        is_missing,
    } = match seen {
        // Without npm or a browser there is nothing to look at; only a code host must have both.
        Err(Error::Missing { what, .. }) if !is_ci() => return Ok(Outcome::Skipped(what)),
        other => other?,
    };
    Ok(match (problems, is_missing) {
        (_, true) if is_ci() => Outcome::Failed(HOW.into()),
        (_, true) => Outcome::Skipped(HOW.into()),
        (0, false) => Outcome::Passed,
        (many, false) => Outcome::Failed(format!("{many} problems on the pages")),
    })
}
