//! Exercise 00.3: how much of it is hot.

use super::{case, described, same, sample};
use crate::check::{Exercise, Verdict};
use bench::Cost;
use ndarray::ArrayView2;

/// Exercise 00.3: the share of points hotter than `limit`, between 0 and 1; equal is not hotter.
///
/// ```
/// use lab::check::{State, lesson00::hot_share};
/// assert_eq!(hot_share(|_, _| todo!()).state(), State::NotYet);
/// let at_least = hot_share(|u, limit| u.mapv(|t| f64::from(t >= limit)).mean().unwrap());
/// assert_eq!(at_least.state(), State::Wrong);
/// ```
#[must_use]
pub fn hot_share(yours: impl Fn(ArrayView2<'_, f64>, f64) -> f64) -> Verdict {
    let mut check = Exercise::new("00.3").allow(2.0).when_slow(
        "A mask is one more pass over memory. And a `for` over `u.iter()` asks at each number in which of two \
         ways the array is walked; `u.iter().filter(…).count()` asks once, a loop over each of `u.rows()` once a row. And who \
         counts in floats has each addition wait for the one before.",
    );
    for (rows, cols, limit) in [
        (1, 1, 1.0),
        (1, 1, 9.0),
        (2, 3, 4.0),
        (3, 3, 5.0),
        (7, 5, 2.0),
    ] {
        let u = sample(rows, cols);
        let expected = share(u.view(), limit);
        let hint = |got: Option<&f64>| {
            let (got, points) = (*got?, (rows * cols) as f64);
            let at_least = u.iter().filter(|&&t| t >= limit).count() as f64;
            if got == 0.0 && expected < 1.0 {
                return Some(
                    "Two integers were divided: in Rust 3 / 12 is 0. Make both f64 first, with `as f64`.",
                );
            }
            if same(&got, &(expected * points)) {
                return Some("This is how many points are hotter. Divide by how many there are.");
            }
            if same(&got, &(expected * cols as f64)) || same(&got, &(expected * rows as f64)) {
                return Some(
                    "This is divided by the length of one axis: `u.len()` is the number of all points.",
                );
            }
            if same(&got, &(100.0 * expected)) {
                return Some("This is in percent: the share lies between 0 and 1.");
            }
            if same(&got, &(at_least / points)) {
                return Some("A point of exactly the limit is not hotter: `>`, not `>=`.");
            }
            same(&got, &(1.0 - expected))
                .then_some("This is the share of those that are not hotter.")
        };
        let input = format!("{}, limit {limit:?}", described(&u));
        check = case(check, input, expected, || yours(u.view(), limit), hint);
    }
    let u = sample(301, 301);
    let points = 301.0 * 301.0;
    check
        .race(
            "301 × 301 points",
            Cost::new(8.0 * points, 0.0),
            || yours(u.view(), 4.0),
            || share(u.view(), 4.0),
        )
        .verdict()
}

pub(super) fn share(u: ArrayView2<'_, f64>, limit: f64) -> f64 {
    let hot = u.iter().filter(|&&t| t > limit).count();
    hot as f64 / u.len() as f64
}
