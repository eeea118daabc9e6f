//! No time without a right answer: what `measure` and `Race` do with wrong, drifting and panicking candidates.

use std::cell::{Cell, RefCell};
use std::time::Duration;

use bench::{BenchError, Checked, Cost, Disagreement, Race, Rows, measure};

const SHORT: Duration = Duration::from_millis(5);

#[test]
fn a_wrong_answer_is_caught_with_its_place_and_is_never_timed() {
    let calls = Cell::new(0);
    let wrong = measure("off", Cost::NONE, || {
        calls.set(calls.get() + 1);
        vec![[1.0, 2.0], [3.0, 4.5]]
    })
    .against(&vec![[1.0, 2.0], [3.0, 4.0]], 1e-9);
    let Err(BenchError::Disagrees {
        name,
        wrong:
            Disagreement::Value {
                place,
                expected,
                got,
                error,
                ..
            },
    }) = wrong
    else {
        panic!("not caught: {wrong:?}");
    };
    assert_eq!((name.as_str(), place.as_str()), ("off", "[1][1]"));
    assert_eq!(
        (expected.as_str(), got.as_str(), error),
        ("4.0", "4.5", 0.125)
    );
    assert_eq!(calls.get(), 1, "called again although the answer was wrong");
}

#[test]
fn one_wrong_candidate_stops_the_race_before_any_is_timed() {
    let calls = RefCell::new(Vec::new());
    let note = |who| {
        calls.borrow_mut().push(who);
    };
    let result = Race::new("sum")
        .against(&3.0, 0.0)
        .run("right", Cost::NONE, || {
            note("right");
            3.0
        })
        .run("wrong", Cost::NONE, || {
            note("wrong");
            f64::NAN
        })
        .go();
    let message = result.unwrap_err().to_string();
    assert!(
        message.contains("`wrong`") && message.contains("expected 3.0, got NaN"),
        "{message}"
    );
    assert_eq!(*calls.borrow(), ["right", "wrong"]);
}

#[test]
fn a_closure_that_carries_state_is_found_out() {
    let mut sum = 0.0;
    let result = measure("adds up", Cost::NONE, || {
        sum += 1.0;
        sum
    })
    .budget(SHORT)
    .against(&1.0, 1e-6);
    assert!(
        matches!(result, Err(BenchError::Drifts { .. })),
        "{result:?}"
    );
}

#[test]
fn a_panic_is_an_error_with_its_words() {
    let result = measure("breaks", Cost::NONE, || -> f64 {
        panic!("index {} too large", 7)
    })
    .against(&1.0, 0.0);
    assert_eq!(
        result,
        Err(BenchError::Panicked {
            name: "breaks".into(),
            message: "index 7 too large".into()
        })
    );
    // Later, while it is being timed.
    let calls = Cell::new(0);
    let result = measure("breaks later", Cost::NONE, || {
        calls.set(calls.get() + 1);
        assert!(calls.get() < 3, "worn out");
    })
    .budget(SHORT)
    .against(&(), 0.0);
    assert!(matches!(result, Err(BenchError::Panicked { message, .. }) if message == "worn out"));
}

#[test]
fn a_check_of_ones_own_is_asked_first_and_its_words_are_kept() {
    let result = measure("odd", Cost::NONE, || 3).budget(SHORT).check(|&x| {
        if x % 2 == 0 {
            Ok(())
        } else {
            Err(format!("{x} is odd"))
        }
    });
    assert_eq!(
        result,
        Err(BenchError::Rejected {
            name: "odd".into(),
            why: "3 is odd".into()
        })
    );
    let row = measure("even", Cost::NONE, || 4)
        .budget(SHORT)
        .check(|_| Ok(()))
        .unwrap();
    assert_eq!(row.checked, "a test of its own");
}

#[test]
fn all_rows_of_a_race_know_what_they_are() {
    let rows = Race::new("double")
        .against(&[2.0, 4.0], 1e-12)
        .size(2)
        .run("add", Cost::new(32.0, 2.0), || [1.0 + 1.0, 2.0 + 2.0])
        .run("times", Cost::new(32.0, 2.0), || [2.0 * 1.0, 2.0 * 2.0])
        .threads(2)
        .budget(SHORT)
        .go()
        .unwrap();
    let row = rows.row("times").unwrap();
    assert_eq!(
        (row.group.as_str(), row.size, row.threads),
        ("double", 2, 2)
    );
    assert_eq!(rows[0].threads, 1);
    assert_eq!(row.checked, "the oracle, equal");
    for row in &rows {
        assert!(row.samples >= 3 && row.samples == row.times.len());
        assert!(row.min > 0.0 && row.min <= row.median && row.mad >= 0.0 && row.first > 0.0);
        assert!(row.gflops() > 0.0 && row.gbytes() > row.gflops());
    }
}

#[test]
fn candidates_take_turns() {
    let order = RefCell::new(String::new());
    let pause = || std::thread::sleep(Duration::from_millis(1));
    let rows = Race::new("turns")
        .against(&(), 0.0)
        .run("a", Cost::NONE, || {
            order.borrow_mut().push('a');
            pause();
        })
        .run("b", Cost::NONE, || {
            order.borrow_mut().push('b');
            pause();
        })
        .budget(Duration::ZERO)
        .samples(4)
        .go()
        .unwrap();
    assert_eq!(rows[0].samples, 4);
    // Checks first, then rounds that run forwards and backwards in turn.
    assert_eq!(*order.borrow(), "ababbaabba");
}

#[test]
fn names_that_are_missing_or_double_are_errors() {
    let double = Race::new("x")
        .against(&1, 0.0)
        .run("same", Cost::NONE, || 1)
        .run("same", Cost::NONE, || 1)
        .go();
    assert_eq!(
        double,
        Err(BenchError::SameName {
            name: "same".into()
        })
    );

    let mut rows = Rows::new("x");
    assert!(rows.base().is_none());
    rows.push(bench::Row::from_times(
        "a",
        &[1.0],
        Cost::NONE,
        Checked::on_trust("made up"),
    ));
    rows.push(bench::Row::from_times(
        "b",
        &[2.0],
        Cost::NONE,
        Checked::on_trust("made up"),
    ));
    let error = rows.ratio("a", "c").unwrap_err();
    assert_eq!(
        error.to_string(),
        "`c`: there is no such row; there are: a, b"
    );
    assert!(rows.clone().baseline("c").is_err());
    assert_eq!(rows.base().unwrap().name, "a");
    assert_eq!(rows.baseline("b").unwrap().base().unwrap().name, "b");
}

#[test]
fn an_empty_race_has_no_rows() {
    assert!(
        Race::new("none")
            .against(&1.0, 0.0)
            .go()
            .unwrap()
            .is_empty()
    );
}
