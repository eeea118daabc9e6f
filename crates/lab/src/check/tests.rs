//! The four states, and what is said with each.

use super::{Exercise, State};
use bench::Cost;

fn doubled(id: &str, yours: impl Fn(&[f64]) -> Vec<f64>) -> Exercise {
    let mut check = Exercise::new(id);
    for n in [0u32, 1, 3] {
        let x: Vec<f64> = (1..=n).map(f64::from).collect();
        let expected: Vec<f64> = x.iter().map(|x| 2.0 * x).collect();
        check = check.case(format!("{x:?}"), expected, || yours(&x));
    }
    check
}

fn right(x: &[f64]) -> Vec<f64> {
    x.iter().map(|x| x + x).collect()
}

#[test]
fn an_exercise_not_begun_is_not_wrong() {
    let verdict = doubled("02.1", |_| todo!()).verdict();
    assert_eq!(verdict.state(), State::NotYet);
    assert_eq!(
        verdict.text().lines().next(),
        Some("exercise 02.1: not yet")
    );
    let verdict = doubled("02.1", |_| todo!("double each number")).verdict();
    assert!(verdict.text().ends_with("\ndouble each number"));
}

#[test]
fn what_is_half_written_or_no_number_is_called_so() {
    let half = Exercise::new("02.1")
        .case("one", 1, || 1)
        .case("two", 2, || -> i32 { todo!() });
    assert!(half.verdict().text().contains("not all of it"));
    let nan = Exercise::new("02.1")
        .case("one", 1.0, || f64::NAN)
        .verdict();
    assert!(nan.text().contains("NaN is not a number"), "{}", nan.text());
    assert!(!nan.text().contains("inf,"), "{}", nan.text());
}

#[test]
fn only_the_step_that_failed_is_explained() {
    let mut check = Exercise::new("02.1");
    for n in 0..4 {
        check = check
            .case(format!("{n}"), n * n, || n + n)
            .explain(|| Some(format!("{n} doubled is no square.")));
    }
    let text = check.verdict().text();
    assert!(text.contains("1 doubled is no square."), "{text}");
    assert!(!text.contains("3 doubled"), "{text}");
}

#[test]
fn a_compilers_words_keep_their_lines() {
    let said = "error[E0308]: mismatched types\n  |\n3 | 1.0".to_owned();
    let verdict = Exercise::new("02.1")
        .that("it builds", || Err(said))
        .verdict();
    assert!(
        verdict
            .html()
            .contains("white-space:pre-wrap\">error[E0308]"),
        "{}",
        verdict.html()
    );
}

#[test]
fn the_smallest_wrong_case_is_shown_with_both_answers() {
    let verdict = doubled("02.1", |x| x.iter().map(|x| x * x * 2.0).collect()).verdict();
    assert_eq!(verdict.state(), State::Wrong);
    let text = verdict.text();
    assert!(
        text.starts_with("exercise 02.1: wrong\n2 tests pass, then:"),
        "{text}"
    );
    assert!(text.contains("input         [1.0, 2.0, 3.0]"), "{text}");
    assert!(text.contains("all expected  [2.0, 4.0, 6.0]"), "{text}");
    assert!(text.contains("all of yours  [2.0, 8.0, 18.0]"), "{text}");
    assert!(verdict.html().contains("[2.0, 8.0, 18.0]"));
}

#[test]
fn another_length_is_a_wrong_shape() {
    let verdict = doubled("02.1", |x| x.iter().skip(1).copied().collect()).verdict();
    assert!(
        verdict.text().contains("another shape"),
        "{}",
        verdict.text()
    );
    assert!(verdict.text().contains("[1.0]"));
}

#[test]
fn a_panic_is_wrong_and_says_why() {
    let verdict = doubled("02.1", |x| vec![x[0]; x.len()]).verdict();
    assert_eq!(verdict.state(), State::Wrong);
    assert!(
        verdict.text().contains("index out of bounds"),
        "{}",
        verdict.text()
    );
    assert!(verdict.text().contains("Your code panics."));
}

#[test]
fn an_index_below_zero_hears_a_way_out_that_is_one() {
    let before = |x: &[f64], i: usize| {
        x.iter()
            .map(|_| 0.0)
            .chain([x[i.wrapping_sub(1)]])
            .collect()
    };
    let of_some =
        Exercise::new("02.1").case("1 number", vec![0.0], || -> Vec<f64> { before(&[1.0], 0) });
    assert!(of_some.verdict().text().contains("stays at 0"));
    let of_none = Exercise::new("02.1").case("none", vec![0.0], || -> Vec<f64> { before(&[], 0) });
    assert!(of_none.verdict().text().contains("in what is empty"));
}

#[test]
fn not_a_number_is_not_right() {
    let verdict = Exercise::new("00.1")
        .case("nothing", 1.0, || f64::NAN)
        .verdict();
    assert_eq!(verdict.state(), State::Wrong);
}

#[test]
fn right_without_a_race_is_right() {
    let verdict = doubled("02.1", right).verdict();
    assert_eq!(verdict.text(), "exercise 02.1: right\nAll 3 tests pass.");
}

#[test]
fn the_target_decides_between_right_and_fast() {
    let x: Vec<f64> = (0..1000).map(f64::from).collect();
    let race = |allowed: f64| {
        doubled("02.1", right)
            .allow(allowed)
            .race(
                "1000 numbers",
                Cost::new(16e3, 1e3),
                || right(&x),
                || right(&x),
            )
            .verdict()
    };
    let fast = race(f64::INFINITY);
    assert_eq!(
        fast.text().lines().next(),
        Some("exercise 02.1: right and fast")
    );
    assert!(fast.text().contains("reference") && fast.html().contains("<table"));
    assert_eq!(race(0.0).state(), State::Right);
}

#[test]
fn a_slow_answer_hears_why_and_the_other_row_has_its_name() {
    let race = |allowed: f64| {
        doubled("02.1", right)
            .allow(allowed)
            .beside("your plain one")
            .when_slow("Look at the inner loop.")
            .race(
                "3 numbers",
                Cost::NONE,
                || right(&[1.0; 3]),
                || right(&[1.0; 3]),
            )
            .verdict()
            .text()
    };
    let (slow, fast) = (race(0.0), race(f64::INFINITY));
    assert!(slow.contains("Look at the inner loop."), "{slow}");
    assert!(
        !fast.contains("inner loop") && fast.contains("\nyour plain one "),
        "{fast}"
    );
}

#[test]
fn a_wrong_answer_to_the_large_input_is_never_timed() {
    let verdict = doubled("02.1", right)
        .race(
            "4 numbers",
            Cost::NONE,
            || vec![1.0, 2.0, 3.0, 5.0],
            || vec![1.0, 2.0, 3.0, 4.0],
        )
        .verdict();
    assert_eq!(verdict.state(), State::Wrong);
    assert!(verdict.text().contains("[3]"), "{}", verdict.text());
    assert!(!verdict.text().contains("spread"));
}

#[test]
fn a_panic_in_the_race_is_caught() {
    let verdict = Exercise::new("02.1")
        .race(
            "large",
            Cost::NONE,
            || -> f64 { panic!("too large") },
            || 1.0,
        )
        .verdict();
    assert!(verdict.text().contains("too large"), "{}", verdict.text());
    let verdict = Exercise::new("02.1")
        .race("large", Cost::NONE, || -> f64 { todo!() }, || 1.0)
        .verdict();
    assert_eq!(verdict.state(), State::NotYet);
}

#[test]
fn panics_of_threads_that_the_code_started_are_caught() {
    let verdict = Exercise::new("04.1")
        .case("two threads", 1.0, || {
            std::thread::scope(|scope| {
                let worker = scope.spawn(|| -> f64 { panic!("in a worker") });
                worker
                    .join()
                    .unwrap_or_else(|cause| std::panic::resume_unwind(cause))
            })
        })
        .verdict();
    assert!(verdict.text().contains("in a worker"), "{}", verdict.text());
}

#[test]
fn a_test_of_another_kind_says_what_it_found() {
    let verdict = Exercise::new("01.4")
        .that("first", || Ok(()))
        .that("the sum is even", || Err("7 is odd".to_owned()))
        .that("never reached", || panic!("it is"))
        .verdict();
    assert!(verdict.text().contains("7 is odd") && verdict.text().contains("the sum is even"));
    assert!(!verdict.text().contains("never"));
}
