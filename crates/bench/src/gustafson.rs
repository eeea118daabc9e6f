//! Gustafson's law, fitted to measured times of work that grows with the number of hands.

use crate::Rows;
use crate::scaling::{NoFit, alone_and_shared, different};

/// S(p) = s + (1 − s) p: p ranks do p times the work, and a part s of each one's time is not shared.
///
/// S is the *scaled* speed-up, p T(1) / T(p), where T(p) is the time of p ranks for p times the work of
/// one (weak scaling). In Amdahl's law the work stays the same, and s counts from one rank's time.
///
/// J. L. Gustafson, "Reevaluating Amdahl's law", Communications of the ACM 31(5), 1988.
///
/// ```
/// use bench::Gustafson;
///
/// // Twice the work on two ranks takes 1/0.95 of the time, four times on four a little more.
/// let law = Gustafson::fit([(1, 1.0), (2, 2.0 / 1.9), (4, 4.0 / 3.7)])?;
/// assert!((law.serial - 0.1).abs() < 1e-12);
/// assert!((law.speedup(101) - 91.0).abs() < 1e-9);
/// assert!((law.efficiency(4) - 0.925).abs() < 1e-12);
/// # Ok::<(), bench::NoFit>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Gustafson {
    /// The part s of each rank's time that is not shared, from 0 to 1.
    pub serial: f64,
    /// Seconds on one rank by the fit, T(1).
    pub one: f64,
    /// Different numbers of ranks that it was fitted to: with two, any two times fit.
    pub points: usize,
}

impl Gustafson {
    /// Fits the law to pairs of ranks and seconds, so that the sum of squared relative errors is smallest.
    ///
    /// The work of a point is as many times that of one rank as it has ranks. A curve that no s from 0 to 1
    /// fits, such as one that becomes faster, gets the nearest s.
    ///
    /// # Errors
    /// [`NoFit`] for fewer than two different numbers of ranks, and for times that are none.
    pub fn fit(points: impl IntoIterator<Item = (usize, f64)>) -> Result<Self, NoFit> {
        let points: Vec<(usize, f64)> = points.into_iter().collect();
        let different = different(&points)?;
        // Work per second and rank, 1/T = (1 − s)/T(1) + s/T(1) · 1/p: a line in 1/p.
        let (a, b) = alone_and_shared(points.into_iter().map(|(p, t)| (p, 1.0 / t)));
        Ok(Self {
            serial: b / (a + b),
            one: 1.0 / (a + b),
            points: different,
        })
    }

    /// Fits the law to rows whose sizes grow with their threads (or ranks), those on up to `cores`.
    ///
    /// # Errors
    /// As [`fit`](Self::fit); also when a size is not, to a per cent, as much for each as in the first row.
    pub fn of(rows: &Rows, cores: usize) -> Result<Self, NoFit> {
        let on_cores = || rows.iter().filter(|row| row.threads <= cores);
        if let Some(first) = on_cores().next() {
            for row in on_cores() {
                let expected = first.size as f64 / first.threads.max(1) as f64 * row.threads as f64;
                if (row.size as f64 - expected).abs() > 0.01 * expected {
                    return Err(NoFit::NotWeak {
                        threads: row.threads,
                        size: row.size,
                        expected: expected.round() as usize,
                    });
                }
            }
        }
        Self::fit(on_cores().map(|row| (row.threads, row.median)))
    }

    /// Seconds of `ranks` for as many times the work, by the law.
    #[must_use]
    pub fn time(&self, ranks: usize) -> f64 {
        self.one / self.efficiency(ranks)
    }

    /// How many times as much `ranks` do in the time of one, by the law.
    #[must_use]
    pub fn speedup(&self, ranks: usize) -> f64 {
        self.serial + (1.0 - self.serial) * ranks as f64
    }

    /// The scaled speed-up per rank, by the law; it falls to 1 − s and no further.
    #[must_use]
    pub fn efficiency(&self, ranks: usize) -> f64 {
        self.speedup(ranks) / ranks as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Amdahl, Checked, Cost, Row};

    fn law(serial: f64, one: f64, ranks: &[usize]) -> Vec<(usize, f64)> {
        let time = |p: usize| one * p as f64 / (serial + (1.0 - serial) * p as f64);
        ranks.iter().map(|&p| (p, time(p))).collect()
    }

    #[test]
    fn a_curve_that_obeys_the_law_is_found_again() {
        for serial in [0.0, 0.01, 0.3, 0.9, 1.0] {
            for ranks in [&[1, 2][..], &[2, 3], &[1, 2, 3, 4, 8, 64], &[4, 1, 2, 2, 1]] {
                let fit = Gustafson::fit(law(serial, 7e-3, ranks)).unwrap();
                assert!((fit.serial - serial).abs() < 1e-9, "{serial}: {fit:?}");
                assert!((fit.one - 7e-3).abs() < 1e-12);
                assert!((fit.time(2) - law(serial, 7e-3, &[2])[0].1).abs() < 1e-12);
            }
        }
    }

    #[test]
    fn on_two_ranks_it_says_what_amdahl_says_of_the_same_efficiency() {
        // Half of the time is lost on two ranks: no gain at all by either law.
        let weak = Gustafson::fit([(1, 1.0), (2, 2.0)]).unwrap();
        let strong = Amdahl::fit([(1, 1.0), (2, 1.0)]).unwrap();
        assert_eq!((weak.serial, strong.serial), (1.0, 1.0));
        assert_eq!((weak.speedup(50), strong.speedup(50)), (1.0, 1.0));
    }

    #[test]
    fn what_no_part_fits_gets_the_nearest() {
        let faster = Gustafson::fit([(1, 1.0), (2, 0.9)]).unwrap();
        assert_eq!((faster.serial, faster.speedup(9)), (0.0, 9.0));
        let slower = Gustafson::fit([(1, 1.0), (2, 5.0)]).unwrap();
        assert_eq!((slower.serial, slower.speedup(9)), (1.0, 1.0));
    }

    #[test]
    fn points_that_say_nothing_are_refused() {
        assert_eq!(
            Gustafson::fit([(2, 1.0), (2, 1.1)]),
            Err(NoFit::TooFew { different: 1 })
        );
        let impossible = Gustafson::fit([(1, 1.0), (2, -1.0)]);
        assert!(matches!(impossible, Err(NoFit::Impossible { .. })));
    }

    #[test]
    fn rows_must_be_of_work_that_grows() {
        let rows = |sizes: [usize; 3]| -> Rows {
            let each = [1, 2, 4].into_iter().zip(sizes);
            let row = |(threads, size): (usize, usize)| {
                let mut row = Row::from_times("x", &[1.0], Cost::NONE, Checked::on_trust("no"));
                (row.threads, row.size) = (threads, size);
                row
            };
            each.map(row).collect()
        };
        let fit = Gustafson::of(&rows([1000, 2004, 1]), 2).unwrap();
        assert_eq!(
            (fit.serial, fit.points),
            (0.0, 2),
            "the third is beyond the cores"
        );
        let why = Gustafson::of(&rows([1000, 2000, 1000]), 4).unwrap_err();
        let expected = NoFit::NotWeak {
            threads: 4,
            size: 1000,
            expected: 4000,
        };
        assert_eq!(why, expected);
        assert!(why.to_string().contains("they get 4000"), "{why}");
    }
}
