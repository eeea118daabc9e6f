//! Amdahl's law, fitted to measured times.

use crate::Rows;
use crate::scaling::{NoFit, alone_and_shared, different};

/// T(p) = T(1) (s + (1 − s) / p): a part s of the work that one thread does alone, the rest shared by p.
///
/// G. M. Amdahl, "Validity of the single processor approach to achieving large scale computing
/// capabilities", AFIPS 1967.
///
/// ```
/// use bench::Amdahl;
///
/// // A tenth of a second alone, nine tenths shared.
/// let law = Amdahl::fit([(1, 1.0), (2, 0.55), (4, 0.325)])?;
/// assert!((law.serial - 0.1).abs() < 1e-12);
/// assert!((law.speedup(9) - 5.0).abs() < 1e-9);
/// assert!((law.limit() - 10.0).abs() < 1e-9);
/// # Ok::<(), bench::NoFit>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Amdahl {
    /// The part s of one thread's time that is not shared, from 0 to 1.
    pub serial: f64,
    /// Seconds on one thread by the fit, T(1).
    pub one: f64,
    /// Different numbers of threads that it was fitted to: with two, any two times fit.
    pub points: usize,
}

impl Amdahl {
    /// Fits the law to pairs of threads and seconds, so that the sum of squared relative errors is smallest.
    ///
    /// A curve that no s from 0 to 1 fits, such as one that is faster than p times, gets the nearest s.
    ///
    /// # Errors
    /// [`NoFit`] for fewer than two different numbers of threads, and for times that are none.
    pub fn fit(points: impl IntoIterator<Item = (usize, f64)>) -> Result<Self, NoFit> {
        let points: Vec<(usize, f64)> = points.into_iter().collect();
        let different = different(&points)?;
        let (a, b) = alone_and_shared(points);
        Ok(Self {
            serial: a / (a + b),
            one: a + b,
            points: different,
        })
    }

    /// Fits the law to the rows of one race, those on up to `cores` threads: more only wait for each other.
    ///
    /// # Errors
    /// As [`fit`](Self::fit).
    pub fn of(rows: &Rows, cores: usize) -> Result<Self, NoFit> {
        let on_cores = rows.iter().filter(|row| row.threads <= cores);
        Self::fit(on_cores.map(|row| (row.threads, row.median)))
    }

    /// Seconds on `threads`, by the law.
    #[must_use]
    pub fn time(&self, threads: usize) -> f64 {
        self.one * (self.serial + (1.0 - self.serial) / threads as f64)
    }

    /// How many times faster `threads` are than one, by the law.
    #[must_use]
    pub fn speedup(&self, threads: usize) -> f64 {
        self.one / self.time(threads)
    }

    /// The speed-up that no number of threads reaches, 1/s; infinite when everything is shared.
    #[must_use]
    pub fn limit(&self) -> f64 {
        1.0 / self.serial
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Checked, Cost, Row};

    fn law(serial: f64, one: f64, threads: &[usize]) -> Vec<(usize, f64)> {
        let time = |p: usize| one * (serial + (1.0 - serial) / p as f64);
        threads.iter().map(|&p| (p, time(p))).collect()
    }

    #[test]
    fn a_curve_that_obeys_the_law_is_found_again() {
        for serial in [0.0, 0.01, 0.3, 0.999, 1.0] {
            for threads in [&[1, 2][..], &[2, 3], &[1, 2, 3, 4, 8, 64], &[4, 1, 2, 2, 1]] {
                let fit = Amdahl::fit(law(serial, 7e-3, threads)).unwrap();
                assert!((fit.serial - serial).abs() < 1e-9, "{serial}: {fit:?}");
                assert!((fit.one - 7e-3).abs() < 1e-12);
            }
        }
    }

    #[test]
    fn noise_of_a_per_cent_moves_it_by_about_as_much() {
        let mut points = law(0.2, 1.0, &[1, 2, 4, 8]);
        for (k, (_, t)) in points.iter_mut().enumerate() {
            *t *= if k % 2 == 0 { 1.01 } else { 0.99 };
        }
        let fit = Amdahl::fit(points).unwrap();
        assert!((fit.serial - 0.2).abs() < 0.02, "{fit:?}");
    }

    #[test]
    fn what_no_part_fits_gets_the_nearest() {
        // Three times as fast on two threads; twice as slow on two.
        let faster = Amdahl::fit([(1, 3.0), (2, 1.0)]).unwrap();
        assert_eq!(faster.serial, 0.0);
        assert_eq!(faster.limit(), f64::INFINITY);
        let slower = Amdahl::fit([(1, 1.0), (2, 2.0)]).unwrap();
        assert_eq!((slower.serial, slower.speedup(100)), (1.0, 1.0));
        assert!(slower.one > 1.0 && slower.one < 2.0);
    }

    #[test]
    fn two_different_numbers_of_threads_are_needed() {
        assert_eq!(Amdahl::fit([]), Err(NoFit::TooFew { different: 0 }));
        let one = Amdahl::fit([(2, 1.0), (2, 1.1)]);
        assert_eq!(one, Err(NoFit::TooFew { different: 1 }));
        assert!(one.unwrap_err().to_string().contains("at least 2"));
    }

    #[test]
    fn impossible_times_are_named() {
        for (threads, seconds) in [(0, 1.0), (1, 0.0), (1, -1.0), (1, f64::INFINITY)] {
            let fit = Amdahl::fit([(2, 1.0), (threads, seconds)]);
            assert_eq!(fit, Err(NoFit::Impossible { threads, seconds }));
        }
        assert!(Amdahl::fit([(1, f64::NAN), (2, 1.0)]).is_err());
    }

    #[test]
    fn rows_on_more_threads_than_cores_do_not_count() {
        let row = |threads: usize, t: f64| {
            let mut row = Row::from_times("x", &[t], Cost::NONE, Checked::on_trust("made up"));
            row.threads = threads;
            row
        };
        let rows: Rows = [row(1, 1.0), row(2, 0.6), row(4, 0.6)]
            .into_iter()
            .collect();
        let fit = Amdahl::of(&rows, 2).unwrap();
        assert!((fit.serial - 0.2).abs() < 1e-12);
        assert_eq!(fit.points, 2);
        assert!(Amdahl::of(&rows, 1).is_err());
    }
}
