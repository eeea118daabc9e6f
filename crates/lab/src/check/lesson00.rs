//! Checks of lesson 00, start here.

// In `s![1..-1]` a negative end counts from the end, as in Python; and views are handed over by
// value, as the reader does it.
#![allow(clippy::reversed_empty_ranges, clippy::needless_pass_by_value)]

mod hot_share;
mod own_plate;

pub use hot_share::hot_share;
pub use own_plate::own_plate;

use super::{Exercise, Verdict};
use bench::{Agree, Comparison, Cost, compare};
use ndarray::{Array2, ArrayView2, Axis, s};
use std::cell::{Cell, RefCell};
use std::fmt;

/// r = D Δt / Δx² of the lesson's plate.
const R: f64 = 97e-6 * 0.02 / (3e-3 * 3e-3);

/// A grid that describes itself in one line: `[[1.0, 2.0], [3.0, 4.0]]`.
#[derive(Clone)]
struct Grid(Array2<f64>);

impl fmt::Debug for Grid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rows = self.0.rows().into_iter().map(|row| row.to_vec());
        f.debug_list().entries(rows).finish()
    }
}

impl Agree for Grid {
    fn compare_into(&self, oracle: &Self, to: &mut Comparison) {
        self.0.compare_into(&oracle.0, to);
    }

    fn squares(oracle: &Self) -> (f64, usize) {
        <Array2<f64> as Agree>::squares(&oracle.0)
    }
}

/// Small whole numbers without any symmetry that could hide a mistake.
fn sample(rows: usize, cols: usize) -> Array2<f64> {
    Array2::from_shape_fn((rows, cols), |(i, j)| ((7 * i * i + 3 * j + 2) % 11) as f64)
}

fn described(u: &Array2<f64>) -> String {
    let (rows, cols) = u.dim();
    match rows * cols {
        0..=12 => format!("{:?}", Grid(u.clone())),
        _ => format!("{rows} rows × {cols} columns"),
    }
}

fn same<T: Agree>(a: &T, b: &T) -> bool {
    compare(a, b).error() <= 1e-9
}

/// One case. `hint` sees a wrong answer, or `None` after a panic, and may tell how it came about.
fn case<T: Agree + Clone + fmt::Debug>(
    check: Exercise,
    input: String,
    expected: T,
    yours: impl FnOnce() -> T,
    hint: impl FnOnce(Option<&T>) -> Option<&'static str>,
) -> Exercise {
    let (ran, answer) = (Cell::new(false), RefCell::new(None));
    let keep = || {
        ran.set(true);
        let got = yours();
        answer.replace(Some(got.clone()));
        got
    };
    check.case(input, expected, keep).explain(|| {
        // Only the case that failed has something to say.
        let words = ran.get().then(|| hint(answer.borrow().as_ref()))?;
        words.map(str::to_owned)
    })
}

/// Exercise 00.1: each column minus its own mean, xᵢⱼ − mean(x₀ⱼ, x₁ⱼ, …).
///
/// ```
/// use lab::check::{State, lesson00::centre_columns};
/// use lab::ndarray::Axis;
/// assert_eq!(centre_columns(|_| todo!()).state(), State::NotYet);
/// let right = centre_columns(|x| &x - &x.mean_axis(Axis(0)).unwrap());
/// assert!(right.state() >= State::Right);
/// ```
#[must_use]
pub fn centre_columns(yours: impl Fn(ArrayView2<'_, f64>) -> Array2<f64>) -> Verdict {
    let mut check = Exercise::new("00.1");
    for (rows, cols) in [(1, 1), (3, 1), (2, 3), (3, 3), (7, 5)] {
        let x = sample(rows, cols);
        let hint = |got: Option<&Grid>| {
            if got.is_some_and(|got| got.0.dim() != x.dim()) {
                return Some(
                    "The answer is as large as x. A column and a row are broadcast to a table, as in NumPy: one mean for \
                     each column has as many numbers as x has columns, mean_axis(Axis(0)), since axis 0 is the one that \
                     disappears.",
                );
            }
            let Some(got) = got else {
                return Some(
                    "If two shapes do not fit: one mean for each column has as many \
                     numbers as x has columns: mean_axis(Axis(0)), since axis 0 is the one that disappears.",
                );
            };
            if got.0.iter().all(|value| *value == 0.0) {
                return Some(
                    "It is 0 everywhere. That comes out when nothing is written into the answer, and in one column also \
                     when each row is reduced by its own mean.",
                );
            }
            let row_means = x.mean_axis(Axis(1))?.insert_axis(Axis(1));
            if same(got, &Grid(&x - &row_means)) {
                return Some("This centres the rows: each row was reduced by its own mean.");
            }
            if same(got, &Grid(&x - x.mean()?)) {
                return Some("This takes one mean of the whole array; each column has its own.");
            }
            if same(got, &Grid(&x - &x.sum_axis(Axis(0)))) {
                return Some(
                    "This takes the sum of each column away: its mean is that divided by the number of rows.",
                );
            }
            if got.0.iter().all(|value| value.is_nan()) {
                return Some(
                    "0 was divided by 0. A column is only shifted here, and not divided by its spread.",
                );
            }
            if same(got, &Grid(-centred(x.view()))) {
                return Some("The sign: it is x minus the mean.");
            }
            let means = x.mean_axis(Axis(0))?.broadcast(x.dim())?.to_owned();
            match (same(got, &Grid(x.clone())), same(got, &Grid(means))) {
                (true, true) => Some("This is x itself, or its means: nothing was subtracted."),
                (true, false) => Some("This is x itself: nothing was subtracted."),
                (false, true) => Some("These are the means: subtract them from x."),
                (false, false) => None,
            }
        };
        let expected = Grid(centred(x.view()));
        check = case(
            check,
            described(&x),
            expected,
            || Grid(yours(x.view())),
            hint,
        );
    }
    check.verdict()
}

fn centred(x: ArrayView2<'_, f64>) -> Array2<f64> {
    match x.mean_axis(Axis(0)) {
        Some(means) => &x - &means,
        None => x.to_owned(),
    }
}

/// Exercise 00.2: the five-point Laplacian at the inner points, without dividing by Δx²:
/// uᵢ₋₁ⱼ + uᵢ₊₁ⱼ + uᵢⱼ₋₁ + uᵢⱼ₊₁ − 4 uᵢⱼ; two rows and two columns fewer than u.
///
/// ```
/// use lab::check::{State, lesson00::laplacian};
/// assert_eq!(laplacian(|_| todo!()).state(), State::NotYet);
/// assert_eq!(laplacian(|u| u.to_owned()).state(), State::Wrong);
/// ```
#[must_use]
pub fn laplacian(yours: impl Fn(ArrayView2<'_, f64>) -> Array2<f64>) -> Verdict {
    let mut check = Exercise::new("00.2").allow(1.5);
    for (rows, cols) in [(3, 3), (3, 4), (5, 3), (7, 6)] {
        let u = sample(rows, cols);
        let hint = |got: Option<&Grid>| {
            let here = u.slice(s![1..-1, 1..-1]);
            let right = inner_laplacian(u.view());
            if got.is_some_and(|got| got.0.dim() == u.dim()) {
                return Some(
                    "The answer is as large as u. Only inner points have four neighbours: \
                     the answer has two rows and two columns fewer.",
                );
            }
            let (rows, columns) = right.dim();
            if rows != columns && got.is_some_and(|got| got.0.dim() == (columns, rows)) {
                return Some("Rows and columns are exchanged.");
            }
            let fits = |got: &&Grid| got.0.dim() == right.dim();
            let Some(got) = got.filter(fits) else {
                return Some(
                    "The answer has two rows and two columns fewer than u. With slices, all five have that shape: \
                     `..-2` leaves out the last two, `2..` the first two, `1..-1` one at each end. With indices, the point \
                     (i, j) of the answer is (i + 1, j + 1) of u.",
                );
            };
            let around = &right + 4.0 * &here;
            if same(got, &Grid(-&right)) {
                return Some("The sign: it is the four neighbours minus four times the middle.");
            }
            if same(got, &Grid(around.clone())) {
                return Some(
                    "This is the sum of the four neighbours: 4 u is still to be subtracted.",
                );
            }
            if same(got, &Grid(&around - &here)) {
                return Some("The middle counts four times, once for each neighbour.");
            }
            if same(got, &Grid(R * &right)) {
                return Some("This is multiplied by R: the Laplacian is the bracket alone.");
            }
            same(got, &Grid(right / 4.0)).then_some("This is divided by 4; the Laplacian is not.")
        };
        let expected = Grid(inner_laplacian(u.view()));
        check = case(
            check,
            described(&u),
            expected,
            || Grid(yours(u.view())),
            hint,
        );
    }
    let u = sample(201, 201);
    check
        .race(
            "201 × 201 points",
            Cost::new(16.0 * 199.0 * 199.0, 5.0 * 199.0 * 199.0),
            || yours(u.view()),
            || inner_laplacian(u.view()),
        )
        .verdict()
}

/// The reference solution, as a reader of NumPy would write it.
fn inner_laplacian(u: ArrayView2<'_, f64>) -> Array2<f64> {
    let above = u.slice(s![..-2, 1..-1]);
    let below = u.slice(s![2.., 1..-1]);
    let left = u.slice(s![1..-1, ..-2]);
    let right = u.slice(s![1..-1, 2..]);
    let here = u.slice(s![1..-1, 1..-1]);
    &above + &below + left + right - 4.0 * &here
}

#[cfg(test)]
mod tests;
