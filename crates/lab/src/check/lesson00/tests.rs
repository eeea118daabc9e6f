//! The solutions of the lesson pass, typical mistakes are called by their names.

use super::hot_share::share;
use super::*;
use crate::check::State;
use ndarray::Array;
use show::Figure;

#[track_caller]
fn wrong(verdict: &Verdict, words: &str) {
    assert_eq!(verdict.state(), State::Wrong, "{verdict}");
    assert!(verdict.text().contains(words), "{verdict}");
}

#[test]
fn columns_are_centred_by_their_own_means() {
    let right = centre_columns(|x| &x - &x.mean_axis(Axis(0)).unwrap());
    assert_eq!(right.text(), "exercise 00.1: right\nAll 5 tests pass.");
}

#[test]
fn other_means_are_told_apart() {
    let rows = |x: ArrayView2<'_, f64>| {
        let means = x.mean_axis(Axis(1)).unwrap().insert_axis(Axis(1));
        &x - &means
    };
    wrong(&centre_columns(rows), "each row is reduced by its own mean");
    wrong(
        &centre_columns(|x| Array2::zeros(x.dim())),
        "nothing is written",
    );
    let rows_of_tables = |x: ArrayView2<'_, f64>| if x.ncols() == 1 { centred(x) } else { rows(x) };
    wrong(&centre_columns(rows_of_tables), "centres the rows");
    wrong(
        &centre_columns(|x| &x - x.mean().unwrap()),
        "one mean of the whole array",
    );
    wrong(
        &centre_columns(|x| &x.mean_axis(Axis(0)).unwrap() - &x),
        "The sign",
    );
    wrong(&centre_columns(|x| x.to_owned()), "nothing was subtracted");
    wrong(
        &centre_columns(|x| &x - &x.sum_axis(Axis(0))),
        "takes the sum of each column",
    );
    let scaled = |x: ArrayView2<'_, f64>| centred(x) / x.std_axis(Axis(0), 0.0);
    wrong(&centre_columns(scaled), "not divided by its spread");
    let shapes = centre_columns(|x| &x - &x.mean_axis(Axis(1)).unwrap());
    wrong(&shapes, "broadcast to a table");
    let fails = centre_columns(|x| &x - &x.row(x.ncols()));
    wrong(&fails, "If two shapes do not fit");
    let numbers = centre_columns(|x| Array2::zeros((x.nrows() + 1, x.ncols())));
    wrong(&numbers, "another shape");
}

#[test]
fn a_wrong_answer_comes_with_its_small_case() {
    let verdict = centre_columns(|x| x.to_owned());
    assert!(verdict.text().contains("[[2.0]]"), "{verdict}");
    let verdict = centre_columns(|x| &x - x.mean().unwrap());
    assert!(
        verdict
            .text()
            .contains("[[2.0, 5.0, 8.0], [9.0, 1.0, 4.0]]"),
        "{verdict}"
    );
}

#[test]
fn the_laplacian_of_the_inner_points() {
    assert!(laplacian(inner_laplacian).state() >= State::Right);
    let loops = |u: ArrayView2<'_, f64>| {
        let (rows, cols) = u.dim();
        Array::from_shape_fn((rows - 2, cols - 2), |(i, j)| {
            u[[i, j + 1]] + u[[i + 2, j + 1]] + u[[i + 1, j]] + u[[i + 1, j + 2]]
                - 4.0 * u[[i + 1, j + 1]]
        })
    };
    assert!(laplacian(loops).state() >= State::Right);
}

#[test]
fn mistakes_in_the_laplacian_are_told_apart() {
    let here = |u: ArrayView2<'_, f64>| u.slice(s![1..-1, 1..-1]).to_owned();
    wrong(&laplacian(|u| -inner_laplacian(u)), "The sign");
    wrong(
        &laplacian(|u| inner_laplacian(u) + 4.0 * here(u)),
        "sum of the four neighbours",
    );
    wrong(
        &laplacian(|u| inner_laplacian(u) + 3.0 * here(u)),
        "counts four times",
    );
    wrong(&laplacian(|u| inner_laplacian(u) / 4.0), "divided by 4");
    wrong(&laplacian(|u| R * inner_laplacian(u)), "multiplied by R");
    let padded = laplacian(|u| {
        let mut out = Array2::zeros(u.dim());
        out.slice_mut(s![1..-1, 1..-1]).assign(&inner_laplacian(u));
        out
    });
    wrong(&padded, "as large as u");
    wrong(&padded, "another shape");
    let uneven = laplacian(|u| &u.slice(s![..-2, 1..-1]) + &u.slice(s![2.., 1..]));
    wrong(&uneven, "With slices, all five have that shape");
    let transposed = laplacian(|u| inner_laplacian(u).reversed_axes());
    wrong(&transposed, "Rows and columns are exchanged");
}

#[test]
fn the_share_of_hot_points() {
    assert!(hot_share(share).state() >= State::Right);
    let mask = |u: ArrayView2<'_, f64>, limit| u.mapv(|t| f64::from(t > limit)).mean().unwrap();
    assert!(hot_share(mask).state() >= State::Right);
}

#[test]
fn mistakes_in_the_share_are_told_apart() {
    let count = |u: ArrayView2<'_, f64>, limit| u.iter().filter(|&&t| t > limit).count();
    wrong(
        &hot_share(|u, limit| (count(u, limit) / u.len()) as f64),
        "in Rust 3 / 12 is 0",
    );
    wrong(
        &hot_share(|u, limit| count(u, limit) as f64),
        "how many points",
    );
    wrong(
        &hot_share(|u, limit| count(u, limit) as f64 / u.nrows() as f64),
        "the length of one axis",
    );
    wrong(&hot_share(|u, limit| 100.0 * share(u, limit)), "in percent");
    wrong(&hot_share(|u, limit| 1.0 - share(u, limit)), "not hotter");
    let at_least = |u: ArrayView2<'_, f64>, limit: f64| share(u, limit - 1e-9);
    wrong(&hot_share(at_least), "`>`, not `>=`");
}

fn bar(hot: f64) -> Array2<f64> {
    let mut plate = Array2::from_elem((21, 15), 20.0);
    plate.slice_mut(s![3..6, ..]).fill(hot);
    plate
}

fn seen(plate: impl FnOnce() -> Array2<f64>) -> Figure {
    own_plate(plate, |title, plate| show::heatmap(title, plate).figure())
}

#[test]
fn a_sensible_plate_is_shown_twice() {
    let figure = seen(|| bar(90.0));
    assert!(
        figure.text.starts_with("exercise 00.4: right\n"),
        "{}",
        figure.text
    );
    assert_eq!(figure.html.matches("<img").count(), 2);
    // Rows may lie in memory in any order.
    assert!(
        seen(|| bar(90.0).reversed_axes())
            .text
            .starts_with("exercise 00.4: right\n")
    );
}

#[test]
fn a_plate_that_is_not_sensible_is_told_why() {
    let not = |plate: Array2<f64>, words: &str| {
        let figure = seen(|| plate);
        assert!(
            figure.text.starts_with("exercise 00.4: wrong\n"),
            "{}",
            figure.text
        );
        assert!(figure.text.contains(words), "{}", figure.text);
    };
    not(Array2::zeros((3, 40)), "3 × 40");
    not(bar(f64::NAN), "At [3, 0] it is NaN");
    not(bar(-300.0), "absolute zero");
    not(bar(20.0), "in balance already");
    // A ramp from edge to edge is the solution of Laplace's equation.
    not(
        Array2::from_shape_fn((21, 21), |(i, _)| i as f64 * 5.0),
        "in balance already",
    );
    assert!(
        seen(|| todo!())
            .text
            .starts_with("exercise 00.4: not yet\n")
    );
    let blank = own_plate(|| bar(90.0), |_, _| Figure::message("nothing"));
    assert!(
        blank.text.contains("There is no picture in it"),
        "{}",
        blank.text
    );
}
