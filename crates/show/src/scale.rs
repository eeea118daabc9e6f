//! From data to pixels, and the round numbers between which the axis is divided.

/// How an axis is divided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(crate) enum Kind {
    /// Equal differences are equally far apart.
    #[default]
    Linear,
    /// Equal ratios are equally far apart; values at or below zero have no place.
    Log,
}

/// A range of values laid over a range of pixels.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scale {
    pub(crate) kind: Kind,
    pub(crate) low: f64,
    pub(crate) high: f64,
    from: f64,
    to: f64,
}

impl Scale {
    /// A scale for data between `low` and `high` (both finite; positive if logarithmic) that leaves a
    /// little air at the ends. Constant data gets a range of its own.
    pub(crate) fn around(kind: Kind, low: f64, high: f64) -> Self {
        let (low, high) = (low.min(high), low.max(high));
        let (low, high) = match kind {
            Kind::Log if is_point(kind, low, high) => (low / 2.0, high * 2.0),
            Kind::Log => {
                let air = ((high.ln() - low.ln()) * 0.03).exp();
                ((low / air).max(1e-305), (high * air).min(1e305))
            }
            Kind::Linear if is_point(kind, low, high) => {
                let air = if high.abs() < 1.0 / HUGE {
                    1.0
                } else {
                    high.abs() * 0.1
                };
                (low - air, high + air)
            }
            Kind::Linear => {
                let air = (high * 0.03) - (low * 0.03);
                // An axis that starts at zero starts at zero.
                (
                    if low == 0.0 { 0.0 } else { low - air },
                    if high == 0.0 { 0.0 } else { high + air },
                )
            }
        };
        Self {
            kind,
            low,
            high,
            from: 0.0,
            to: 1.0,
        }
    }

    /// A scale from `low` to `high` without air; constant data gets a range of its own.
    pub(crate) fn exact(kind: Kind, low: f64, high: f64) -> Self {
        if is_point(kind, low, high) {
            return Self::around(kind, low, high);
        }
        Self {
            kind,
            low,
            high,
            from: 0.0,
            to: 1.0,
        }
    }

    /// The same scale over the pixels `from` (lowest value) to `to`.
    pub(crate) fn over(self, from: f64, to: f64) -> Self {
        Self { from, to, ..self }
    }

    /// The same scale for values counted in `unit`s.
    pub(crate) fn in_units_of(self, unit: f64) -> Self {
        Self {
            low: self.low / unit,
            high: self.high / unit,
            ..self
        }
    }

    /// The pixel of a value; `None` where the axis has no place for it.
    pub(crate) fn at(&self, value: f64) -> Option<f64> {
        if !has_place(self.kind, value) {
            return None;
        }
        let part = match self.kind {
            Kind::Linear => (value - self.low) / (self.high - self.low),
            Kind::Log => (value.ln() - self.low.ln()) / (self.high.ln() - self.low.ln()),
        };
        Some(self.from + part * (self.to - self.from))
    }

    /// How many powers of ten a logarithmic scale spans.
    fn decades(&self) -> f64 {
        self.high.log10() - self.low.log10()
    }

    fn holds(&self, value: f64) -> bool {
        let slack = match self.kind {
            Kind::Linear => (self.high - self.low) * 1e-9,
            Kind::Log => 0.0,
        };
        value >= self.low - slack && value <= self.high + slack
    }

    /// Round values within the range, about `want` of them; powers of two where `binary`.
    pub(crate) fn ticks(&self, want: usize, binary: bool) -> Vec<f64> {
        match self.kind {
            Kind::Linear => self.linear_ticks(want),
            Kind::Log if binary => self.power_ticks(2.0, want),
            Kind::Log => {
                let decades = self.decades();
                if decades >= 1.8 {
                    self.power_ticks(10.0, want)
                } else {
                    self.one_two_five(decades, want)
                }
            }
        }
    }

    /// The distance between two linear ticks: 1, 2 or 5 times a power of ten.
    pub(crate) fn step(&self, want: usize) -> f64 {
        let rough = (self.high - self.low) / want.max(1) as f64;
        let magnitude = 10f64.powf(rough.log10().floor());
        let factor = [1.0, 2.0, 5.0, 10.0]
            .into_iter()
            .find(|f| f * magnitude >= rough * 0.7);
        factor.unwrap_or(10.0) * magnitude
    }

    fn linear_ticks(&self, want: usize) -> Vec<f64> {
        let step = self.step(want);
        if !(step.is_finite() && step > 0.0) {
            return Vec::new();
        }
        let first = (self.low / step - 1e-9).ceil();
        (0..=2 * want + 2)
            .map(|i| (first + i as f64) * step)
            .take_while(|&tick| self.holds(tick))
            .collect()
    }

    fn power_ticks(&self, base: f64, want: usize) -> Vec<f64> {
        let first = (self.low.log(base) - 1e-9).ceil() as i32;
        let last = (self.high.log(base) + 1e-9).floor() as i32;
        let stride = (last - first + 1)
            .max(1)
            .unsigned_abs()
            .div_ceil(want.max(1) as u32) as i32;
        (first..=last)
            .filter(|e| e.rem_euclid(stride) == 0)
            .map(|e| base.powi(e))
            .collect()
    }

    /// Less than two decades: 1, 2, 5, 10, 20, …; less than a factor three: linear ticks do better.
    fn one_two_five(&self, decades: f64, want: usize) -> Vec<f64> {
        if decades < 0.5 {
            return self.linear_ticks(want);
        }
        let first = self.low.log10().floor() as i32;
        (first..=first + 3)
            .flat_map(|e| [1.0, 2.0, 5.0].map(|f| f * 10f64.powi(e)))
            .filter(|&tick| self.holds(tick))
            .collect()
    }

    /// The lines between the ticks of a logarithmic axis: 2, 3, …, 9 of every decade.
    pub(crate) fn minor_ticks(&self) -> Vec<f64> {
        if self.kind != Kind::Log || self.decades() > 6.0 {
            return Vec::new();
        }
        let first = self.low.log10().floor() as i32;
        let last = self.high.log10().ceil() as i32;
        (first..last)
            .flat_map(|e| (2..10).map(move |f| f64::from(f) * 10f64.powi(e)))
            .filter(|&tick| self.holds(tick))
            .collect()
    }
}

/// Values further from zero than this have no place: sums and differences of them would overflow.
const HUGE: f64 = 1e300;

/// Whether an axis of this kind has a place for the value.
pub(crate) fn has_place(kind: Kind, value: f64) -> bool {
    match kind {
        Kind::Linear => value.abs() <= HUGE,
        Kind::Log => (1.0 / HUGE..=HUGE).contains(&value),
    }
}

/// Whether two values are so close that nothing fits between them.
fn is_point(kind: Kind, low: f64, high: f64) -> bool {
    match kind {
        Kind::Linear => high - low <= (1e-12 * high.abs().max(low.abs())).max(1.0 / HUGE),
        Kind::Log => high.ln() - low.ln() < 1e-9,
    }
}

/// The smallest and the largest value that an axis of this kind can show.
pub(crate) fn range(kind: Kind, values: impl IntoIterator<Item = f64>) -> Option<(f64, f64)> {
    values
        .into_iter()
        .filter(|&v| has_place(kind, v))
        .fold(None, |range, v| match range {
            None => Some((v, v)),
            Some((low, high)) => Some((low.min(v), high.max(v))),
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_of_the_data_are_inside_and_ticks_are_round() {
        let scale = Scale::around(Kind::Linear, 0.0, 97.0).over(0.0, 100.0);
        assert_eq!(scale.at(0.0), Some(0.0));
        assert!(scale.at(97.0).unwrap() < 100.0);
        assert_eq!(scale.ticks(5, false), [0.0, 20.0, 40.0, 60.0, 80.0]);
        assert_eq!(scale.at(f64::NAN), None);
    }

    #[test]
    fn log_ticks_are_powers_or_one_two_five() {
        let wide = Scale::around(Kind::Log, 1e-6, 1e3);
        assert_eq!(wide.ticks(20, false).len(), 10);
        assert!(wide.ticks(5, false).len() <= 5);
        let narrow = Scale::around(Kind::Log, 1.0, 20.0);
        assert_eq!(narrow.ticks(6, false), [1.0, 2.0, 5.0, 10.0, 20.0]);
        assert_eq!(
            Scale::around(Kind::Log, 1024.0, 8192.0)
                .ticks(6, true)
                .len(),
            4
        );
        assert_eq!(wide.at(0.0), None);
    }

    #[test]
    fn no_range_is_too_odd() {
        for (low, high) in [
            (0.0, 0.0),
            (5.0, 5.0),
            (-1e300, 1e300),
            (1e-300, 2e-300),
            (1e9, 1e9 + 1.0),
        ] {
            let scale = Scale::around(Kind::Linear, low, high).over(0.0, 10.0);
            assert!(scale.low < scale.high, "{low} {high}");
            assert!(scale.ticks(5, false).len() <= 12);
            assert!(scale.at(low).unwrap().is_finite());
        }
        for (low, high) in [(1e-300, 1e300), (3.0, 3.0)] {
            let scale = Scale::around(Kind::Log, low, high);
            assert!(scale.ticks(5, false).len() <= 5);
            assert!(scale.minor_ticks().len() < 60);
        }
    }

    #[test]
    fn what_an_axis_cannot_show_does_not_count() {
        let values = [f64::NAN, -1.0, 0.0, 2.0, f64::INFINITY, 8.0];
        assert_eq!(range(Kind::Linear, values), Some((-1.0, 8.0)));
        assert_eq!(range(Kind::Log, values), Some((2.0, 8.0)));
        assert_eq!(range(Kind::Log, [0.0]), None);
    }
}
