//! Checks of lesson 06's exercises; they need polars, so they live here and not in `lab`.
//!
//! ```
//! let verdict = frames::check::tenths(|_| todo!());
//! assert_eq!(verdict.text().lines().next(), Some("exercise 06.1: not yet"));
//! ```

use std::cell::RefCell;

use lab::bench::Cost;
use lab::check::{Exercise, Verdict};
use outofcore::tables::Measurements;
use polars::prelude::{Column, DataFrame, IntoLazy, LazyFrame, SortMultipleOptions, col, len, lit};

/// Exercise 06.1: a temperature such as `-12.3` as a whole number of tenths, without a float.
///
/// ```
/// use lab::check::State;
/// let by_float = |text: &[u8]| {
///     let number: f64 = std::str::from_utf8(text).unwrap().parse().unwrap();
///     (10.0 * number).round() as i32
/// };
/// assert!(frames::check::tenths(by_float).state() >= State::Right);
/// ```
pub fn tenths(yours: impl Fn(&[u8]) -> i32) -> Verdict {
    let mut check = Exercise::new("06.1");
    for text in [
        "0.0", "1.5", "9.9", "10.0", "12.3", "99.9", "-0.1", "-7.0", "-12.3", "-99.9",
    ] {
        let bytes = text.as_bytes();
        let expected = tenths_reference(bytes);
        check = check
            .case(format!("b\"{text}\""), expected, || yours(bytes))
            .explain(|| tell_tenths(&yours, bytes, expected));
    }
    let texts: Vec<String> = (0..20_000)
        .map(|k| format!("{:.1}", Measurements::new(1, 100).row(k).1 as f64 / 10.0))
        .collect();
    let sum = |work: &dyn Fn(&[u8]) -> i32| {
        texts
            .iter()
            .map(|text| f64::from(work(text.as_bytes())))
            .sum::<f64>()
    };
    check
        .race(
            "20 000 temperatures",
            Cost::NONE,
            || sum(&yours),
            || sum(&tenths_reference),
        )
        .verdict()
}

fn tenths_reference(text: &[u8]) -> i32 {
    let digits = text.strip_prefix(b"-").unwrap_or(text);
    let value = digits
        .iter()
        .filter(|&&byte| byte != b'.')
        .fold(0, |value, &byte| 10 * value + i32::from(byte - b'0'));
    if digits.len() < text.len() {
        -value
    } else {
        value
    }
}

/// What a wrong answer to 06.1 looks like.
fn tell_tenths(yours: &impl Fn(&[u8]) -> i32, text: &[u8], expected: i32) -> Option<String> {
    let got = yours(text);
    if got == -expected {
        return Some(
            "The sign is lost: the minus is the first byte, and changes the whole number.".into(),
        );
    }
    if got == expected / 10 {
        return Some("These are whole degrees: the digit after the point counts too.".into());
    }
    (got == expected / 10 * 10).then(|| "The digit after the point is left out.".into())
}

/// Exercise 06.2: for each station how many measurements are below zero; the station with most of them first, of
/// two with as many the one whose name comes first. The columns are `station` and `frosty`.
///
/// ```
/// use lab::check::State;
/// assert_eq!(frames::check::frosty(|_| todo!()).state(), State::NotYet);
/// assert_eq!(frames::check::frosty(|rows| rows).state(), State::Wrong);
/// ```
pub fn frosty(yours: impl Fn(LazyFrame) -> LazyFrame) -> Verdict {
    let mut check = Exercise::new("06.2");
    let small: [(&str, &[&str], &[f64]); 3] = [
        ("one row", &["a"], &[-1.0]),
        (
            "three rows, 0.0 among them",
            &["a", "b", "a"],
            &[-1.0, -0.5, 0.0],
        ),
        (
            "five rows",
            &["a", "b", "b", "c", "c"],
            &[-0.1, -2.0, -3.0, 4.0, -5.0],
        ),
    ];
    for (input, stations, temperatures) in small {
        check = case(check, input, &rows_of(stations, temperatures), &yours);
    }
    let measured = Measurements::new(6, 20);
    let rows: Vec<_> = (0..2000).map(|k| measured.row(k)).collect();
    let names: Vec<&str> = rows.iter().map(|row| row.0).collect();
    let temperatures: Vec<f64> = rows.iter().map(|row| row.1 as f64 / 10.0).collect();
    case(check, "2000 rows", &rows_of(&names, &temperatures), &yours).verdict()
}

/// Exercise 06.3: a question of the reader's own, answered by hand and by polars; the numbers must be the same.
///
/// ```
/// use lab::check::State;
/// assert_eq!(frames::check::your_own(|| todo!(), || vec![1.0]).state(), State::NotYet);
/// assert_eq!(frames::check::your_own(|| vec![2.0], || vec![1.0]).state(), State::Wrong);
/// assert!(frames::check::your_own(|| vec![1.0], || vec![1.0]).state() >= State::Right);
/// ```
pub fn your_own(by_hand: impl Fn() -> Vec<f64>, by_polars: impl Fn() -> Vec<f64>) -> Verdict {
    let check = Exercise::new("06.3");
    let same = || {
        let (hand, polars) = (by_hand(), by_polars());
        if hand.is_empty() && polars.is_empty() {
            return Err("Both answers are empty.".to_owned());
        }
        if hand.len() != polars.len() {
            return Err(format!(
                "Numbers by hand: {}, from polars: {}.",
                hand.len(),
                polars.len()
            ));
        }
        match first_difference(&hand, &polars) {
            None => Ok(()),
            Some(_) if first_difference(&sorted(&hand), &sorted(&polars)).is_none() => {
                Err("The numbers are the same, in another order: sort both alike.".to_owned())
            }
            Some(k) => Err(format!(
                "Number {k} is {} by hand, {} from polars.",
                hand[k], polars[k]
            )),
        }
    };
    check.that("both answers", same).verdict()
}

/// Where two answers of one length differ by more than rounding; NaN agrees with NaN alone.
fn first_difference(a: &[f64], b: &[f64]) -> Option<usize> {
    let same = |a: f64, b: f64| {
        a == b || a.is_nan() && b.is_nan() || (a - b).abs() <= 1e-9 * a.abs().max(1.0)
    };
    a.iter().zip(b).position(|(&a, &b)| !same(a, b))
}

fn sorted(numbers: &[f64]) -> Vec<f64> {
    let mut numbers = numbers.to_vec();
    numbers.sort_by(f64::total_cmp);
    numbers
}

fn case(
    check: Exercise,
    input: &str,
    rows: &DataFrame,
    yours: &impl Fn(LazyFrame) -> LazyFrame,
) -> Exercise {
    let expected = lines(frosty_reference(rows.clone().lazy())).unwrap_or_default();
    let failed = RefCell::new(None);
    let run = || {
        lines(yours(rows.clone().lazy())).unwrap_or_else(|why| {
            failed.replace(Some(why));
            Vec::new()
        })
    };
    let all = lines(frosty_reference(rows.clone().lazy()).filter(lit(true))).unwrap_or_default();
    check.that(input, || {
        let got = run();
        if let Some(why) = failed.take() {
            return Err(why);
        }
        match got == expected {
            true => Ok(()),
            false => Err(tell(&got, &expected, all.len())),
        }
    })
}

fn tell(got: &[(String, f64)], expected: &[(String, f64)], stations: usize) -> String {
    let sorted = |rows: &[(String, f64)]| {
        let mut rows = rows.to_vec();
        rows.sort_by(|a, b| a.0.cmp(&b.0));
        rows
    };
    let shown = |rows: &[(String, f64)]| {
        let words: Vec<String> = rows
            .iter()
            .take(5)
            .map(|(name, count)| format!("{name} {count}"))
            .collect();
        words.join(", ")
    };
    let hint = if sorted(got) == sorted(expected) {
        "The counts are right, their order is not."
    } else if got.iter().map(|row| row.1).sum::<f64>() > expected.iter().map(|row| row.1).sum() {
        "More are counted than are below zero: 0.0 is not."
    } else if got.len() != stations {
        "A station without frost is not in the answer, and all others are."
    } else {
        "The counts differ."
    };
    format!("{hint} Expected {}; got {}.", shown(expected), shown(got))
}

fn rows_of(stations: &[&str], temperatures: &[f64]) -> DataFrame {
    let columns = vec![
        Column::new("station".into(), stations),
        Column::new("temperature".into(), temperatures),
    ];
    DataFrame::new_infer_height(columns).unwrap_or_default()
}

fn frosty_reference(rows: LazyFrame) -> LazyFrame {
    rows.filter(col("temperature").lt(lit(0.0)))
        .group_by([col("station")])
        .agg([len().alias("frosty")])
        .sort(
            ["frosty", "station"],
            SortMultipleOptions::default().with_order_descending_multi([true, false]),
        )
}

/// The rows of an answer, or what is wrong with its form.
fn lines(answer: LazyFrame) -> Result<Vec<(String, f64)>, String> {
    let frame = answer
        .collect()
        .map_err(|error| format!("polars: {error}"))?;
    let column = |name: &str| {
        frame
            .column(name)
            .map_err(|_| format!("There is no column `{name}`."))
    };
    let names = column("station")?
        .str()
        .map_err(|error| error.to_string())?
        .clone();
    let counts = column("frosty")?
        .cast(&polars::prelude::DataType::Float64)
        .map_err(|error| error.to_string())?;
    let counts = counts.f64().map_err(|error| error.to_string())?.clone();
    let rows = names.iter().zip(counts.iter());
    Ok(rows
        .map(|(name, count)| (name.unwrap_or("null").to_owned(), count.unwrap_or(f64::NAN)))
        .collect())
}

#[cfg(test)]
mod tests;
