use super::{is_faster, is_faster_reference, pays_after, pays_after_reference, your_choice};
use crate::check::State;
use bench::stats::median;

#[test]
fn the_solutions_pass() {
    assert!(pays_after(pays_after_reference).state() >= State::Right);
    assert!(is_faster(is_faster_reference).state() >= State::Right);
}

#[test]
fn what_is_not_begun_is_not_wrong() {
    assert_eq!(pays_after(|_, _, _| todo!()).state(), State::NotYet);
    assert_eq!(is_faster(|_, _| todo!()).state(), State::NotYet);
    let none = your_choice(|_| todo!(), "lambda x: np.sum(x)");
    assert_eq!(none.state(), State::NotYet, "{}", none.text());
}

#[test]
fn the_course_says_the_same_as_the_exercise() {
    use bench::{Checked, Cost, Row};
    for (a, b, expected, what) in super::PAIRS {
        let row = |t: &[f64]| Row::from_times("x", t, Cost::NONE, Checked::on_trust("made up"));
        assert_eq!(bench::is_faster(&row(a), &row(b)), expected, "{what}");
    }
}

#[test]
fn wrong_numbers_of_calls_are_told_apart() {
    let text = |yours: fn(f64, f64, f64) -> Option<u64>| {
        let verdict = pays_after(yours);
        assert_eq!(verdict.state(), State::Wrong);
        verdict.text()
    };
    let down =
        text(|once, fast, slow| (fast <= slow).then(|| (once / (slow - fast)).max(1.0) as u64));
    assert!(down.contains("round up"), "{down}");
    let slow_alone = text(|once, _, slow| Some((once / slow).ceil().max(1.0) as u64));
    assert!(
        slow_alone.contains("a call saves slow − fast"),
        "{slow_alone}"
    );
    let always = text(|once, fast, slow| Some((once / (slow - fast).abs()).ceil().max(1.0) as u64));
    assert!(always.contains("never pays"), "{always}");
    let none = text(|once, fast, slow| (fast < slow).then(|| (once / (slow - fast)).ceil() as u64));
    assert!(none.contains("at least 1"), "{none}");
}

#[test]
fn wrong_comparisons_are_told_apart() {
    let text = |yours: fn(&[f64], &[f64]) -> bool| {
        let verdict = is_faster(yours);
        assert_eq!(verdict.state(), State::Wrong);
        verdict.text()
    };
    let means = text(|a, b| {
        let mean = |x: &[f64]| x.iter().sum::<f64>() / x.len() as f64;
        let mad = bench::stats::mad;
        mean(b) - mean(a) > (0.1 * mean(a)).max(3.0 * (mad(a) + mad(b)))
    });
    assert!(means.contains("moves the mean"), "{means}");
    let no_spread = text(|a, b| median(b) > 1.1 * median(a));
    assert!(no_spread.contains("samples scatter"), "{no_spread}");
    let no_margin = text(|a, b| median(b) > median(a));
    assert!(no_margin.contains("a tenth at least"), "{no_margin}");
    let luck = text(|a, b| {
        let least = |x: &[f64]| x.iter().copied().fold(f64::INFINITY, f64::min);
        is_faster_reference(a, b) || a.len() == 5 && least(b) > 1.1 * least(a)
    });
    assert!(luck.contains("stroke of luck"), "{luck}");
}

#[test]
fn a_choice_of_ones_own_needs_both_sides() {
    let settings = peers::Settings::default();
    if !peers::available(&settings)
        .iter()
        .any(|(name, found)| *name == "numpy" && found.is_ok())
    {
        return;
    }
    let right = your_choice(|x| x.iter().map(|x| x * x).sum(), "lambda x: np.sum(x * x)");
    assert!(right.state() >= State::Right, "{}", right.text());
    let other = your_choice(|x| x.iter().sum(), "lambda x: np.sum(x * x)");
    assert_eq!(other.state(), State::Wrong);
    assert!(other.text().contains("do not agree"), "{}", other.text());
    let broken = your_choice(|x| x.iter().sum(), "lambda x: np.summ(x)");
    assert!(broken.text().contains("summ"), "{}", broken.text());
}
