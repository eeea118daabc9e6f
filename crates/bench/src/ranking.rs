//! Who is faster than whom, as far as one run can say it.

use crate::{Row, Rows};

/// Two medians closer than this are called level.
const MARGIN: f64 = 1.1;

/// How many median absolute deviations two medians must lie apart.
const SPREADS: f64 = 3.0;

/// One candidate is faster than another, by more than the margin and the spread.
#[derive(Clone, Debug, PartialEq)]
pub struct Claim {
    /// The work.
    pub group: String,
    /// The faster one.
    pub faster: String,
    /// The slower one.
    pub slower: String,
    /// How many times faster.
    pub ratio: f64,
}

/// Whether `a` is faster than `b` for sure: by a tenth, and by three spreads.
///
/// ```
/// use bench::{Checked, Cost, Row};
/// let row = |t: [f64; 3]| Row::from_times("x", &t, Cost::NONE, Checked::on_trust("made up"));
/// assert!(bench::is_faster(&row([1.0, 1.01, 1.02]), &row([2.0, 2.01, 2.02])));
/// assert!(!bench::is_faster(&row([1.0, 1.01, 1.02]), &row([1.05, 1.06, 1.07])));
/// assert!(!bench::is_faster(&row([1.0, 2.0, 3.0]), &row([2.0, 3.0, 4.0])));
/// ```
#[must_use]
pub fn is_faster(a: &Row, b: &Row) -> bool {
    b.median > MARGIN * a.median && b.median - a.median > SPREADS * (a.mad + b.mad)
}

/// Every pair of one group of which one is faster for sure.
#[must_use]
pub fn claims(rows: &Rows) -> Vec<Claim> {
    let pairs = rows.iter().flat_map(|a| rows.iter().map(move |b| (a, b)));
    pairs
        .filter(|(a, b)| a.group == b.group && is_faster(a, b))
        .map(|(a, b)| Claim {
            group: a.group.clone(),
            faster: a.name.clone(),
            slower: b.name.clone(),
            ratio: a.speedup_over(b),
        })
        .collect()
}

/// The claims of one run that another run of the same work does not bear out.
///
/// ```
/// use bench::{Checked, Cost, Row, Rows};
/// let run = |a: f64, b: f64| {
///     let row = |name, t| Row::from_times(name, &[t], Cost::NONE, Checked::on_trust("made up"));
///     let mut rows = Rows::new("work");
///     rows.extend([row("a", a), row("b", b)]);
///     rows
/// };
/// assert!(bench::contradictions(&run(1.0, 2.0), &run(1.0, 1.5)).is_empty());
/// assert_eq!(bench::contradictions(&run(1.0, 2.0), &run(1.6, 1.5))[0].faster, "a");
/// ```
#[must_use]
pub fn contradictions(run: &Rows, other: &Rows) -> Vec<Claim> {
    let median = |name: &str, group: &str| {
        let mut same = other.iter().filter(|row| row.group == group);
        same.find(|row| row.name == name).map(|row| row.median)
    };
    let is_borne_out = |claim: &Claim| {
        let faster = median(&claim.faster, &claim.group);
        let slower = median(&claim.slower, &claim.group);
        // Who is missing in the other run contradicts nobody.
        faster
            .zip(slower)
            .is_none_or(|(faster, slower)| faster < slower)
    };
    let mut claims = claims(run);
    claims.retain(|claim| !is_borne_out(claim));
    claims
}
