//! Whether a right answer is also a fast one, with the noise of the machine considered.

use bench::{Row, stats};

/// The reader's time as a multiple of the reference's, and what that says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Speed {
    /// Median of the ratios of neighbouring samples.
    pub(super) ratio: f64,
    /// Half the width of the range in which the true median lies, most probably.
    pub(super) doubt: f64,
}

/// Doubt beyond this part of the ratio does not count in favour of a slow answer.
const LARGEST_CREDIT: f64 = 0.25;

impl Speed {
    /// Compares two rows of one race, whose samples were taken in turns.
    ///
    /// Where there are as many of one as of the other, each is divided by the one taken beside it: a
    /// disturbance that lasts longer than one round hits both and cancels.
    pub(super) fn of(yours: &Row, reference: &Row) -> Self {
        // The spread of normal noise is 1.4826 times its MAD, that of the median of n samples
        // 1.2533/√n of it, and twice as much covers 95 of 100 cases.
        let doubt = |mad: f64, n: usize| 2.0 * 1.2533 * 1.4826 * mad / (n.max(1) as f64).sqrt();
        if yours.times.is_empty() || yours.times.len() != reference.times.len() {
            let ratio = yours.median / reference.median;
            let (a, b) = (
                doubt(yours.noise(), yours.samples),
                doubt(reference.noise(), reference.samples),
            );
            return Self {
                ratio,
                doubt: ratio * a.hypot(b),
            };
        }
        let pairs = yours.times.iter().zip(&reference.times);
        let ratios: Vec<f64> = pairs.map(|(a, b)| a / b).collect();
        Self {
            ratio: stats::median(&ratios),
            doubt: doubt(stats::mad(&ratios), ratios.len()),
        }
    }

    /// Whether it is as fast as `allowed` times the reference, in case of doubt yes.
    ///
    /// Where it is to be faster than the other (`allowed` below 1) doubt brings it half of the way at most: the same
    /// code twice is never faster.
    pub(super) fn is_fast(&self, allowed: f64) -> bool {
        let half_way = f64::midpoint(1.0, allowed);
        if allowed < 1.0 && self.ratio > half_way {
            return false;
        }
        self.ratio - self.doubt.min(LARGEST_CREDIT * self.ratio) <= allowed
    }

    /// Whether another measurement might well say otherwise.
    pub(super) fn is_doubtful(&self, allowed: f64) -> bool {
        (self.ratio - allowed).abs() < self.doubt
    }

    /// The comparison in words.
    pub(super) fn words(&self, allowed: f64, reference: &str) -> String {
        let (mut ratio, mut target) = (show::units::times(self.ratio), show::units::times(allowed));
        if ratio == target {
            // 1.29 is more than 1.25.
            (ratio, target) = (format!("{:.2}×", self.ratio), format!("{allowed:.2}×"));
        }
        match (self.is_fast(allowed), self.ratio < 0.95) {
            (true, _) if self.ratio > allowed => format!(
                "{ratio} the time of {reference}; up to {target} counts as fast, and within the noise of these \
                 samples it is."
            ),
            (true, true) => format!("Faster than {reference}: {ratio} its time."),
            (true, false) => {
                format!("{ratio} the time of {reference} (up to {target} counts as fast).")
            }
            (false, _) => {
                format!("It takes {ratio} the time of {reference}; up to {target} counts as fast.")
            }
        }
    }
}

/// A call shorter than this, in seconds, is no work: a few ticks of the processor.
const NO_WORK: f64 = 2e-9;

/// Refuses the time of a loop that is not there.
pub(super) fn has_work(row: &Row) -> Result<(), String> {
    if row.median >= NO_WORK {
        return Ok(());
    }
    Err(format!(
        "`{}` takes {}: there is no work in it, or the compiler has taken it out. Give the answer back, \
         without a `;` behind it, and pass the input through `std::hint::black_box`.",
        row.name,
        show::units::seconds(row.median)
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use bench::{Checked, Cost};

    fn row(times: &[f64]) -> Row {
        Row::from_times("x", times, Cost::NONE, Checked::on_trust("made up"))
    }

    #[test]
    fn a_disturbance_that_hits_both_cancels() {
        let speed = Speed::of(
            &row(&[1.1, 1.1, 11.0, 11.0, 1.1]),
            &row(&[1.0, 1.0, 10.0, 10.0, 1.0]),
        );
        assert!((speed.ratio - 1.1).abs() < 1e-12);
        assert!(speed.is_fast(1.2) && !speed.is_doubtful(1.2));
    }

    #[test]
    fn unequal_numbers_of_samples_compare_by_their_medians() {
        let speed = Speed::of(&row(&[2.0, 2.2, 2.4]), &row(&[1.0, 1.1, 1.2, 1.1]));
        assert!((speed.ratio - 2.0).abs() < 1e-12);
        assert!(speed.doubt > 0.0 && speed.doubt < 1.0);
    }

    #[test]
    fn noise_counts_in_favour_but_not_without_end() {
        let wild = Speed::of(&row(&[1.0, 2.0, 1.6, 1.1, 1.5]), &row(&[1.0; 5]));
        assert_eq!(wild.ratio, 1.5);
        assert!(wild.is_fast(1.25) && wild.is_doubtful(1.25));
        let same = Speed {
            ratio: 0.98,
            doubt: 0.3,
        };
        assert!(!same.is_fast(0.9) && same.is_fast(1.0));
        let slow = Speed {
            ratio: 3.0,
            doubt: 100.0,
        };
        assert!(!slow.is_fast(1.25));
    }

    #[test]
    fn a_loop_that_is_not_there_has_no_time() {
        assert!(has_work(&row(&[3e-9; 9])).is_ok());
        let why = has_work(&row(&[3e-10; 9])).unwrap_err();
        assert!(why.starts_with("`x` takes 0.3 ns"), "{why}");
        // Either may be the cause.
        assert!(why.contains("`;`") && why.contains("black_box"), "{why}");
    }

    #[test]
    fn words_name_the_target() {
        let slow = Speed {
            ratio: 3.04,
            doubt: 0.1,
        };
        assert_eq!(
            slow.words(1.25, "the reference solution"),
            "It takes 3× the time of the reference solution; up to 1.3× counts as fast."
        );
        let just = Speed {
            ratio: 1.29,
            doubt: 0.01,
        };
        let words = just.words(1.25, "NumPy");
        assert!(
            words.contains("1.29×") && words.contains("1.25×"),
            "{words}"
        );
        let fast = Speed {
            ratio: 0.5,
            doubt: 0.1,
        };
        assert!(fast.words(1.25, "NumPy").starts_with("Faster than NumPy"));
        let within = Speed {
            ratio: 0.87,
            doubt: 0.2,
        };
        assert!(
            within
                .words(0.75, "your plain one")
                .contains("up to 0.75× counts as fast, and within")
        );
        let half = fast.words(0.3, "your plain one");
        assert_eq!(
            half,
            "It takes 0.5× the time of your plain one; up to 0.3× counts as fast."
        );
    }
}
