//! The step of `test` for the crate with polars.

use super::outcome::Outcome;
use crate::error::Error;
use crate::kernel::alike;
use crate::paths::Paths;

/// The group of lessons that load polars, and the crate that has it.
const GROUP: &str = "frames";

/// Unit, integration and documentation tests of `frames`. No lints: for them cargo would read all of polars once
/// more, which takes as long as many another step.
pub(super) fn check(paths: &Paths) -> Result<Outcome, Error> {
    let Some(mut cargo) = alike::cargo(paths, GROUP)? else {
        return Ok(Outcome::Failed(
            "polars is not built: `cargo workshop setup` builds it, and says why when it cannot"
                .into(),
        ));
    };
    let words = ["test", "--no-fail-fast", "--package", GROUP];
    Outcome::of(&format!("`cargo {}`", words.join(" ")), cargo.args(words))
}
