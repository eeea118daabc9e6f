//! Typical wrong answers of lesson 01, told apart in words.

use crate::check::speed::has_work;
use bench::machine::Machine;
use bench::{Cost, Row, stats};
use show::units::counted;

/// Further from its oracle than this an answer was not checked, whatever the tolerance.
const COARSEST: f64 = 0.05;

/// More bytes or flops in a second than one core can do: two units of 32 floats at 5 GHz, multiplying and adding,
/// are 0.64 · 10¹² flops, and two reads and a write of 64 bytes in each tick are 0.96 · 10¹² bytes.
const MOST_OF_A_CORE: f64 = 1e12;

/// Whether two numbers agree but for rounding.
fn same(a: f64, b: f64) -> bool {
    // The difference of two infinities is no small number.
    a == b || (b.is_finite() && (a - b).abs() <= 1e-12 * a.abs().max(b.abs()))
}

fn mean(x: &[f64]) -> f64 {
    x.iter().sum::<f64>() / x.len() as f64
}

/// Expected beside got, and what was probably done, if it is known.
fn differs(what: &str, expected: f64, got: f64, why: Option<&str>) -> Result<(), String> {
    if same(expected, got) {
        return Ok(());
    }
    let why = why.map_or(String::new(), |why| format!(" {why}"));
    Err(format!("{what}: expected {expected}, got {got}.{why}"))
}

pub(super) fn median_and_mad(
    samples: &[f64],
    expected: (f64, f64),
    got: (f64, f64),
) -> Result<(), String> {
    let middle = samples.len() / 2;
    let mut sorted = samples.to_vec();
    sorted.sort_by(f64::total_cmp);
    let even = samples.len().is_multiple_of(2);
    let as_they_came = samples[middle];
    let swapped = same(got.0, expected.1) && same(got.1, expected.0) && !same(got.0, got.1);
    let why = if swapped {
        Some("The two are the wrong way round: the median comes first.")
    } else if same(got.0, as_they_came) && !same(as_they_came, sorted[middle]) {
        Some("That is the middle of the samples as they came: sort them first.")
    } else if even && (same(got.0, sorted[middle]) || same(got.0, sorted[middle - 1])) {
        Some("An even number of samples has two in the middle: the median is halfway between them.")
    } else if same(got.0, mean(samples)) {
        Some("That is the mean.")
    } else {
        None
    };
    differs("median", expected.0, got.0, why)?;

    let from_median: Vec<f64> = samples.iter().map(|x| x - expected.0).collect();
    let away: Vec<f64> = from_median.iter().map(|x| x.abs()).collect();
    let from_mean: Vec<f64> = samples.iter().map(|x| (x - mean(samples)).abs()).collect();
    let squares = from_mean.iter().map(|x| x * x).sum::<f64>();
    let deviation = (squares / samples.len() as f64).sqrt();
    let why = if same(got.1, 1.4826 * expected.1) {
        Some("That is scaled to equal the standard deviation of normal noise; here it is not.")
    } else if same(got.1, stats::median(&from_median)) {
        Some(
            "0 comes out when the deviations keep their signs (half of them are negative: take absolute values), and \
             when they are in the order of the samples (the one in the middle is the median's own: sort them again).",
        )
    } else if same(got.1, mean(&away)) || same(got.1, mean(&from_mean)) {
        Some("That is the mean of the deviations, which one outlier can move: take their median.")
    } else if same(got.1, stats::median(&from_mean)) {
        Some("That is the deviation from the mean: take it from the median.")
    } else if same(got.1, deviation) {
        Some("That is the standard deviation, which one outlier can move.")
    } else if same(got.1, away[middle]) {
        Some("That is the middle of the deviations as they came: sort them too.")
    } else {
        None
    };
    differs("MAD", expected.1, got.1, why)
}

pub(super) fn cost(n: usize, got: Cost) -> Result<(), String> {
    let count = n as f64;
    let near = |value: f64, per: f64| (value - per * count).abs() <= 1e-9 * count + 2.0 * per;
    // Whoever reads n + 2 numbers exactly, or leaves the two at the ends out, is right.
    let bytes = |per: f64| near(got.bytes, per);
    if n > 10 && !bytes(16.0) {
        let why = if bytes(4.0) && got.flops > got.bytes {
            "The two are the wrong way round: `Cost::new` takes the bytes first."
        } else if bytes(8.0) {
            "Half of it is missing: each number of `a` is read once and each of `out` is written once, 8 bytes each."
        } else if bytes(32.0) {
            "You counted three reads for each number written. Two of the three were read a moment \
             before and are still in the cache: memory delivers each number once."
        } else if bytes(24.0) {
            "An ordinary store first reads what it overwrites, so memory does see 24 bytes. Here, as \
             in STREAM, only the useful traffic counts: one number read, one written."
        } else if bytes(2.0) || bytes(4.0) || bytes(3.0) {
            "That looks like a count of numbers: an f64 has 8 bytes."
        } else {
            "Count what comes from memory and what goes there, 8 bytes for each number."
        };
        return Err(format!(
            "bytes for n = {n}: expected about {}, got {}. {why}",
            16.0 * count,
            got.bytes
        ));
    }
    let flops = |per: f64| same(got.flops, per * count);
    if !flops(4.0) {
        let why = if flops(2.0) {
            "Multiplications count as much as additions: two of each."
        } else if flops(3.0) {
            "One is missing: two multiplications and two additions."
        } else if flops(5.0) || flops(6.0) {
            "Indices are integers, `i + 1` is no flop; and an assignment is none."
        } else {
            "Count each + and each × between two f64 of one turn of the loop."
        };
        return Err(format!(
            "flops for n = {n}: expected {}, got {}. {why}",
            4.0 * count,
            got.flops
        ));
    }
    Ok(())
}

pub(super) fn potential(expected: f64, got: f64) -> Result<(), String> {
    let why = if !got.is_finite() {
        "A body was paired with itself: its distance is 0, and 1/0 is infinite."
    } else if same(got, 2.0 * expected) {
        "Twice too much: each pair was counted from both sides."
    } else if same(got, 0.5 * expected) {
        "Half of it: when each pair is visited once, the factor ½ goes."
    } else if same(got, -expected) {
        "The sign: gravity binds, so the potential energy is negative."
    } else {
        "The sum is −mᵢ mⱼ / rᵢⱼ over all pairs i < j; r is the root of the squared distance."
    };
    differs("energy", expected, got, Some(why))
}

pub(super) fn checked(row: &Row) -> Result<(), String> {
    if row.checked.is_empty() || row.checked.starts_with("not checked") {
        return Err(format!(
            "`{}` has a time, but nothing was compared: use `.against(&expected, tolerance)`.",
            row.name
        ));
    }
    // "the oracle, to 4e-15, both NaN at [3]"
    let mut parts = row.checked.split(", ");
    if let Some(both) = parts.clone().find_map(|part| part.strip_prefix("both ")) {
        return Err(format!(
            "The answer of `{}` and the expected one are both {both}: no digit was compared there.",
            row.name
        ));
    }
    let error = parts.find_map(|part| part.strip_prefix("to ")?.parse::<f64>().ok());
    if let Some(error) = error.filter(|error| *error > COARSEST) {
        return Err(format!(
            "`{}` is {:.0} % away from its oracle: a tolerance that lets that pass does not check anything.",
            row.name,
            100.0 * error
        ));
    }
    Ok(())
}

pub(super) fn samples(row: &Row, enough: usize) -> Result<(), String> {
    if row.samples < enough {
        return Err(format!(
            "`{}` has {}; with fewer than {enough} the spread says little. \
             Make the problem smaller, or ask for `.samples({enough})`.",
            row.name,
            counted(row.samples, "sample", "samples")
        ));
    }
    Ok(())
}

pub(super) fn work(row: &Row) -> Result<(), String> {
    has_work(row)?;
    let most = MOST_OF_A_CORE * Machine::here().threads.max(1) as f64;
    let per_second = |count: f64| count / row.median;
    for (count, what, unit) in [
        (row.cost.flops, "flops", "Gflop/s"),
        (row.cost.bytes, "bytes", "GB/s"),
    ] {
        if per_second(count) > most {
            return Err(format!(
                "`{}` would do {:.0} {unit}, and no processor does: its cost says {count:.0} {what} for one call. \
                 Count them again.",
                row.name,
                per_second(count) / 1e9
            ));
        }
    }
    Ok(())
}

/// What may be worth another look although it is not wrong.
pub(super) fn remarks(row: &Row) -> Vec<String> {
    let mut remarks = Vec::new();
    if row.checked == "a test of its own" {
        remarks.push(
            "It has a test of its own. Does that test fail for a wrong answer? Try once."
                .to_owned(),
        );
    }
    if row.noise() > 0.1 {
        remarks.push(format!(
            "The spread is ±{:.0} % of the median: a difference smaller than that is none.",
            100.0 * row.noise()
        ));
    }
    if row.cost == Cost::NONE {
        remarks.push("Count its bytes and flops, and it can go under the roofline.".to_owned());
    }
    remarks
}
