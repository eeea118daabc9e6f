//! The steps of `test` for what takes minutes to build: polars and Zarr.

use std::cell::Cell;
use std::time::{Duration, Instant};

use super::of_lessons;
use super::outcome::Outcome;
use crate::background;
use crate::error::Error;
use crate::kernel::{alike, needs, template};
use crate::lessons::{self, Lesson};
use crate::paths::Paths;
use crate::run;
use crate::steps::clock;

/// The group of lessons that load polars, and the crate that has it.
const FRAMES: &str = "frames";

/// How long a run waits for it.
#[derive(Debug)]
pub(super) struct Patience {
    begin: Instant,
    limit: Option<Duration>,
    is_over: Cell<bool>,
}

impl Patience {
    /// From now on; without a limit, as long as it takes.
    pub(super) fn begin(limit: Option<Duration>) -> Self {
        Self {
            begin: Instant::now(),
            limit,
            is_over: Cell::new(false),
        }
    }

    /// What needs a group that was not waited for is skipped; one that could not be built is a failure.
    fn lacks(&self, what: &str) -> Outcome {
        match self.is_over.get() {
            true => Outcome::Skipped(format!("{what} was not built in the time there is")),
            false => Outcome::Failed(format!(
                "{what} is not built: `cargo workshop setup` builds it, and says why when it cannot"
            )),
        }
    }
}

/// Waits for what was begun in the background.
pub(super) fn warm(paths: &Paths, patience: &Patience) -> Result<Outcome, Error> {
    let until = patience.limit.map(|limit| patience.begin + limit);
    if background::finish(paths, until)? {
        return Ok(Outcome::Passed);
    }
    patience.is_over.set(true);
    let waited = clock(patience.begin.elapsed());
    Ok(Outcome::Skipped(format!(
        "it was still going on {waited} after the beginning"
    )))
}

/// Unit, integration and documentation tests of `frames`. No lints: for them cargo would read all of polars once
/// more, which takes as long as many another step.
pub(super) fn frames(paths: &Paths, patience: &Patience) -> Result<Outcome, Error> {
    let Some(mut cargo) = alike::cargo(paths, FRAMES)? else {
        return Ok(patience.lacks("polars"));
    };
    let words = ["test", "--no-fail-fast", "--package", FRAMES];
    Outcome::of(&format!("`cargo {}`", words.join(" ")), cargo.args(words))
}

/// The lessons that load nothing heavy, two at the same time: a kernel compiles on one processor most of the time, and
/// nobody looks at the times in them.
pub(super) fn light_lessons(paths: &Paths) -> Result<Outcome, Error> {
    let mut lessons = lessons::all(paths)?;
    lessons.retain(|lesson| group_of(paths, lesson) == needs::LIGHT);
    let options = run::Options {
        two_at_once: true,
        ..run::Options::default()
    };
    let failed = run::execute(paths, &lessons, &options)?;
    Ok(of_lessons(lessons.len(), &failed))
}

/// The others, one by one: in some of them a model is held against times.
pub(super) fn heavy_lessons(paths: &Paths, patience: &Patience) -> Result<Outcome, Error> {
    let mut lessons = lessons::all(paths)?;
    lessons.retain(|lesson| group_of(paths, lesson) != needs::LIGHT);
    let (built, lacking): (Vec<_>, Vec<_>) = lessons
        .into_iter()
        .partition(|lesson| template::is_there(paths, &group_of(paths, lesson)));
    let failed = run::execute(paths, &built, &run::Options::default())?;
    let lacking: Vec<_> = lacking.into_iter().map(|lesson| lesson.name).collect();
    Ok(match (failed.as_slice(), lacking.as_slice()) {
        ([], [_, ..]) => patience.lacks(&format!("what {} loads", lacking.join(", "))),
        _ => of_lessons(built.len(), &failed),
    })
}

fn group_of(paths: &Paths, lesson: &Lesson) -> String {
    needs::group_of_lesson(&paths.root, lesson)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_waited_for_is_skipped_and_what_could_not_be_built_has_failed() {
        let patience = Patience::begin(Some(Duration::ZERO));
        assert!(!patience.lacks("polars").is_fine());
        patience.is_over.set(true);
        assert!(
            matches!(patience.lacks("polars"), Outcome::Skipped(why) if why.contains("polars"))
        );
    }
}
