use super::*;
use lab::check::State;

#[test]
fn the_solutions_pass() {
    assert!(tenths(tenths_reference).state() >= State::Right);
    assert!(frosty(frosty_reference).state() >= State::Right);
}

#[test]
fn a_lost_sign_and_whole_degrees_are_told_apart() {
    let sign = tenths(|text| tenths_reference(text).abs());
    assert!(
        sign.state() == State::Wrong && sign.text().contains("sign is lost"),
        "{}",
        sign.text()
    );
    let whole = tenths(|text| tenths_reference(text) / 10);
    assert!(whole.text().contains("whole degrees"), "{}", whole.text());
}

#[test]
fn a_wrong_order_and_a_zero_among_the_frosty_are_told_apart() {
    let order = frosty(|rows| {
        frosty_reference(rows).sort(
            ["station"],
            SortMultipleOptions::default().with_order_descending(true),
        )
    });
    assert!(order.text().contains("order is not"), "{}", order.text());
    let zero = frosty(|rows| frosty_reference(rows.with_column(col("temperature") - lit(0.05))));
    assert!(zero.text().contains("0.0 is not"), "{}", zero.text());
    let name = frosty(|rows| frosty_reference(rows).rename(["frosty"], ["count"], true));
    assert!(
        name.text().contains("no column `frosty`"),
        "{}",
        name.text()
    );
}

#[test]
fn two_answers_of_ones_own_are_told_apart_by_what_differs() {
    let said = |hand: &[f64], polars: &[f64]| {
        let verdict = your_own(|| hand.to_vec(), || polars.to_vec());
        assert_eq!(verdict.state(), State::Wrong, "{hand:?} {polars:?}");
        verdict.text()
    };
    let nan = f64::NAN;
    for (hand, polars, words) in [
        (&[][..], &[][..], "Both answers are empty"),
        (&[1.0], &[1.0, 2.0], "Numbers by hand: 1, from polars: 2"),
        (&[1.0, 2.0], &[2.0, 1.0], "in another order"),
        (
            &[1.0, 2.0],
            &[1.0, 2.5],
            "Number 1 is 2 by hand, 2.5 from polars",
        ),
        (&[nan], &[3.0], "Number 0 is NaN by hand"),
    ] {
        let text = said(hand, polars);
        assert!(text.contains(words), "{text}");
    }
    let close = your_own(|| vec![1.0, nan], || vec![1.0 + 1e-12, nan]);
    assert!(close.state() >= State::Right, "{}", close.text());
}
