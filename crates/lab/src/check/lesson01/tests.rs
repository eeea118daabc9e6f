//! Reference solutions are right, and typical wrong answers are told apart.

use super::super::State;
use super::*;
use bench::{Checked, measure};

/// The verdict's text, which must be that of a wrong answer.
fn wrong(verdict: &Verdict) -> String {
    assert_eq!(verdict.state(), State::Wrong, "{verdict}");
    verdict.text()
}

/// Asserts that the words of a verdict hold `part`.
fn says(verdict: &Verdict, part: &str) {
    let text = wrong(verdict);
    assert!(text.contains(part), "`{part}` is not in\n{text}");
}

fn middle(samples: &[f64]) -> f64 {
    let mut sorted = samples.to_vec();
    sorted.sort_by(f64::total_cmp);
    (sorted[(sorted.len() - 1) / 2] + sorted[sorted.len() / 2]) / 2.0
}

fn middle_as_it_is(x: &[f64]) -> f64 {
    (x[(x.len() - 1) / 2] + x[x.len() / 2]) / 2.0
}

fn deviations(samples: &[f64], from: f64) -> Vec<f64> {
    samples.iter().map(|x| (x - from).abs()).collect()
}

fn right(samples: &[f64]) -> (f64, f64) {
    (
        middle(samples),
        middle(&deviations(samples, middle(samples))),
    )
}

fn mean(x: &[f64]) -> f64 {
    x.iter().sum::<f64>() / x.len() as f64
}

#[test]
fn the_spread_is_right() {
    assert_eq!(median_and_mad(right).state(), State::Right);
    assert_eq!(median_and_mad(|_| todo!()).state(), State::NotYet);
}

#[test]
fn wrong_medians_are_told_apart() {
    says(
        &median_and_mad(|x| (x[x.len() / 2], 0.0)),
        "MAD: expected 1",
    );
    let unsorted = |x: &[f64]| (x[x.len() / 2], right(x).1);
    says(&median_and_mad(unsorted), "sort them first");
    let upper = |x: &[f64]| {
        let mut sorted = x.to_vec();
        sorted.sort_by(f64::total_cmp);
        (sorted[x.len() / 2], right(x).1)
    };
    says(&median_and_mad(upper), "two in the middle");
    says(&median_and_mad(|x| (mean(x), right(x).1)), "the mean");
    let swapped = |x: &[f64]| (right(x).1, right(x).0);
    says(&median_and_mad(swapped), "wrong way round");
}

#[test]
fn wrong_spreads_are_told_apart() {
    let with = |mad: fn(&[f64]) -> f64| median_and_mad(move |x| (middle(x), mad(x)));
    says(
        &with(|x| mean(&deviations(x, middle(x)))),
        "mean of the deviations",
    );
    // Of sorted samples, and then not sorted again: the one in the middle is the median itself.
    let not_again = |x: &[f64]| {
        let mut sorted = x.to_vec();
        sorted.sort_by(f64::total_cmp);
        middle_as_it_is(&deviations(&sorted, middle(x)))
    };
    says(&with(not_again), "sort them again");
    says(&with(|x| 1.4826 * right(x).1), "normal noise");
    let signed = |x: &[f64]| {
        let signed: Vec<f64> = x.iter().map(|v| v - middle(x)).collect();
        middle(&signed)
    };
    says(&with(signed), "absolute values");
    let squares = |x: &[f64]| {
        let m = mean(x);
        (x.iter().map(|v| (v - m).powi(2)).sum::<f64>() / x.len() as f64).sqrt()
    };
    says(&with(squares), "standard deviation");
    says(
        &with(|x| middle(&deviations(x, mean(x)))),
        "from the median",
    );
}

#[test]
fn the_cost_is_right_with_and_without_the_ends() {
    for ends in [0.0, 16.0] {
        let yours = |n: usize| Cost::new(16.0 * n as f64 + ends, 4.0 * n as f64);
        assert_eq!(cost(yours).state(), State::Right);
    }
    assert_eq!(cost(|_| todo!()).state(), State::NotYet);
}

#[test]
fn wrong_costs_are_told_apart() {
    let counted =
        |bytes: f64, flops: f64| cost(move |n| Cost::new(bytes * n as f64, flops * n as f64));
    says(&counted(8.0, 4.0), "is missing");
    says(
        &cost(|n| Cost::new(8.0 * (n + 2) as f64, 4.0 * n as f64)),
        "is missing",
    );
    says(&counted(32.0, 4.0), "in the cache");
    says(&counted(24.0, 4.0), "STREAM");
    says(&counted(2.0, 4.0), "8 bytes");
    says(&counted(16.0, 2.0), "Multiplications");
    says(&counted(16.0, 3.0), "One is missing");
    says(&counted(16.0, 6.0), "no flop");
    says(&counted(16.0, 40.0), "each + and each ×");
    says(&counted(4.0, 16.0), "the wrong way round");
    says(&cost(|_| Cost::NONE), "expected about 16016, got 0");
}

/// What the lesson starts from: all pairs from both sides, and a power.
fn slow(bodies: &Bodies) -> f64 {
    let [x, y, z] = bodies.position();
    let m = bodies.mass();
    let mut sum = 0.0;
    for i in 0..bodies.len() {
        for j in 0..bodies.len() {
            if i != j {
                let (dx, dy, dz) = (x[i] - x[j], y[i] - y[j], z[i] - z[j]);
                let r2 = dx * dx + dy * dy + dz * dz;
                sum -= 0.5 * m[i] * m[j] * r2.powf(-0.5);
            }
        }
    }
    sum
}

#[test]
fn the_potential_is_right_fast_or_not() {
    assert!(potential(nbody::potential_energy).state() >= State::Right);
    assert!(potential(slow).state() >= State::Right);
    assert_eq!(potential(|_| todo!()).state(), State::NotYet);
}

#[test]
fn wrong_potentials_are_told_apart() {
    says(&potential(|b| 2.0 * slow(b)), "from both sides");
    says(&potential(|b| 0.5 * slow(b)), "factor ½ goes");
    says(&potential(|b| -slow(b)), "The sign");
    says(
        &potential(|b| if b.is_empty() { 0.0 } else { -f64::INFINITY }),
        "with itself",
    );
    says(&potential(|b| slow(b) - 1e-3), "expected 0, got -0.001");
    // Right for the few by hand, wrong for a cluster.
    says(
        &potential(|b| if b.len() > 3 { 0.0 } else { slow(b) }),
        "17 bodies",
    );
}

#[test]
fn a_measurement_of_ones_own() {
    let data: Vec<f64> = (0..1000).map(f64::from).collect();
    let sum = || measure("sum", Cost::NONE, || data.iter().sum::<f64>());
    assert_eq!(
        your_own(|| sum().against(&499_500.0, 0.0)).state(),
        State::Right
    );
    let shown = your_own(|| sum().check(|_| Ok(()))).text();
    assert!(
        shown.contains("test of its own") && shown.contains("samples"),
        "{shown}"
    );
    says(
        &your_own(|| sum().against(&1.0, 0.0)),
        "No row, so no time: `sum`: wrong answer",
    );
    says(
        &your_own(|| sum().samples(3).against(&499_500.0, 0.0)),
        "3 samples",
    );
    says(
        &your_own(|| sum().samples(1).against(&499_500.0, 0.0)),
        "has 1 sample;",
    );
    says(
        &your_own(|| sum().against(&1.0, f64::INFINITY)),
        "does not check anything",
    );
    let nan = || measure("root", Cost::NONE, || (data[1] - 2.0).sqrt());
    says(
        &your_own(|| nan().against(&f64::NAN, 0.0)),
        "both NaN: no digit was compared",
    );
    let costs = |cost| {
        let sum = || measure("sum", cost, || data.iter().sum::<f64>());
        your_own(|| sum().against(&499_500.0, 0.0))
    };
    says(
        &costs(Cost::new(0.0, 1e12)),
        "its cost says 1000000000000 flops",
    );
    says(&costs(Cost::new(1e12, 1.0)), "GB/s, and no processor does");
    let mine = || -> Result<Row, String> { todo!() };
    assert_eq!(your_own(mine).state(), State::NotYet);
    let row = |times: &[f64], checked| {
        let row = Row::from_times("made up", times, Cost::NONE, checked);
        your_own(|| Ok::<_, String>(row))
    };
    let trusted = Checked::on_trust("in a hurry");
    says(&row(&[1.0; 20], trusted), "nothing was compared");
    let checked = Checked::by(|| Ok(())).unwrap();
    says(&row(&[1e-10; 20], checked), "black_box");
}
