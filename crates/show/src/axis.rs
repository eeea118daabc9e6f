//! One axis of a chart: what it measures, in which unit, and how its ticks are called.

use crate::scale::{Kind, Scale};
use crate::units;

/// What an axis measures.
#[derive(Clone, Debug, Default)]
pub(crate) struct Axis {
    pub(crate) name: String,
    /// As a reader wrote it; `s`, `B`, `×` and `%` are understood.
    pub(crate) unit: String,
    pub(crate) kind: Kind,
    pub(crate) from_zero: bool,
}

/// Ticks with their names, and the name of the whole axis.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Ticks {
    pub(crate) at: Vec<(f64, String)>,
    /// Smaller ones between, without names.
    pub(crate) minor: Vec<f64>,
    pub(crate) title: String,
}

/// One SI prefix for a whole linear axis in seconds.
const TIME_UNITS: [(f64, &str); 6] = [
    (3600.0, "h"),
    (60.0, "min"),
    (1.0, "s"),
    (1e-3, "ms"),
    (1e-6, "µs"),
    (1e-9, "ns"),
];
const BYTE_UNITS: [(f64, &str); 5] = [
    (1_099_511_627_776.0, "TiB"),
    (1_073_741_824.0, "GiB"),
    (1_048_576.0, "MiB"),
    (1024.0, "KiB"),
    (1.0, "B"),
];

impl Axis {
    pub(crate) fn new(name: &str, unit: &str) -> Self {
        Self {
            name: name.to_owned(),
            unit: unit.to_owned(),
            ..Self::default()
        }
    }

    /// The scale that fits the data, with zero in it where the axis asks for that.
    pub(crate) fn scale(&self, (low, high): (f64, f64)) -> Scale {
        let zero = self.from_zero && self.kind == Kind::Linear;
        Scale::around(
            self.kind,
            if zero { low.min(0.0) } else { low },
            if zero { high.max(0.0) } else { high },
        )
    }

    /// The ticks of this axis on a scale.
    pub(crate) fn ticks(&self, scale: &Scale, want: usize) -> Ticks {
        match scale.kind {
            Kind::Log => {
                let binary = self.unit == "B";
                let minor = if binary {
                    Vec::new()
                } else {
                    scale.minor_ticks()
                };
                let at = scale.ticks(want, binary);
                // One notation for the whole axis.
                let plain = at.iter().all(|tick| (0.999e-3..1.001e6).contains(tick));
                let at = at
                    .into_iter()
                    .map(|tick| (tick, self.log_name(tick, plain)))
                    .collect();
                let said = matches!(self.unit.as_str(), "s" | "B" | "×" | "%");
                Ticks {
                    at,
                    minor,
                    title: self.title(if said { "" } else { &self.unit }),
                }
            }
            Kind::Linear => self.linear_ticks(scale, want),
        }
    }

    fn log_name(&self, tick: f64, plain: bool) -> String {
        match self.unit.as_str() {
            "s" | "B" | "×" | "%" => units::with_unit(tick, &self.unit),
            _ if plain && tick > 0.999 => units::count(tick.round()),
            _ if plain => units::digits(tick),
            _ => units::power(tick),
        }
    }

    fn linear_ticks(&self, scale: &Scale, want: usize) -> Ticks {
        let largest = scale.low.abs().max(scale.high.abs());
        let pick = |units: &[(f64, &'static str)]| {
            let last = units[units.len() - 1];
            units
                .iter()
                .copied()
                .find(|&(size, _)| largest >= size)
                .unwrap_or(last)
        };
        let (size, unit) = match self.unit.as_str() {
            // Minutes and hours only for what is truly long.
            "s" if (1.0..300.0).contains(&largest) => (1.0, "s"),
            "s" => pick(&TIME_UNITS),
            "B" => pick(&BYTE_UNITS),
            other => (1.0, other),
        };
        // Round numbers in the unit of the labels, which for bytes and hours are not round in the base unit.
        let shown = scale.in_units_of(size);
        let step = shown.step(want);
        let tail = if unit == "×" || unit == "%" {
            unit
        } else {
            ""
        };
        let at = shown
            .ticks(want, false)
            .into_iter()
            .map(|tick| (tick * size, linear_name(tick, step) + tail))
            .collect();
        Ticks {
            at,
            minor: Vec::new(),
            title: self.title(if tail.is_empty() { unit } else { "" }),
        }
    }

    fn title(&self, unit: &str) -> String {
        match (self.name.is_empty(), unit.is_empty()) {
            (_, true) => self.name.clone(),
            (true, false) => unit.to_owned(),
            (false, false) => format!("{} ({unit})", self.name),
        }
    }
}

/// A tick of a linear axis, with as many decimals as the step needs.
fn linear_name(tick: f64, step: f64) -> String {
    let tick = if tick.abs() < step * 1e-6 { 0.0 } else { tick };
    let exponent = step.log10().floor() as i32;
    if tick == 0.0 {
        "0".to_owned()
    } else if tick.abs() >= 1e7 || exponent < -5 {
        // Enough digits that two neighbours differ.
        let n = tick.abs().log10().floor() as i32 - exponent + 1;
        if n > 4 && tick.fract() == 0.0 {
            units::count(tick)
        } else {
            units::significant(tick, n.clamp(1, 15))
        }
    } else if tick.fract() == 0.0 {
        units::count(tick)
    } else {
        units::trim(&format!("{tick:.*}", (-exponent).max(0) as usize))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(axis: &Axis, low: f64, high: f64) -> (Vec<String>, String) {
        let ticks = axis.ticks(&axis.scale((low, high)), 5);
        (
            ticks.at.into_iter().map(|(_, name)| name).collect(),
            ticks.title,
        )
    }

    #[test]
    fn a_linear_axis_takes_one_prefix_for_all_its_ticks() {
        let axis = Axis::new("time", "s");
        assert_eq!(
            names(&axis, 0.0, 0.004),
            (
                vec!["0", "1", "2", "3", "4"]
                    .into_iter()
                    .map(String::from)
                    .collect(),
                "time (ms)".into()
            )
        );
        let axis = Axis::new("speed-up", "×");
        assert_eq!(
            names(&axis, 0.0, 8.0),
            (
                ["0", "2×", "4×", "6×", "8×"]
                    .map(|t| if t == "0" {
                        "0×".to_owned()
                    } else {
                        t.to_owned()
                    })
                    .to_vec(),
                "speed-up".into()
            )
        );
    }

    #[test]
    fn a_logarithmic_axis_of_times_names_each_tick() {
        let axis = Axis {
            kind: Kind::Log,
            ..Axis::new("time", "s")
        };
        let (ticks, title) = names(&axis, 1e-7, 1e-3);
        assert_eq!(ticks, ["100 ns", "1 µs", "10 µs", "100 µs", "1 ms"]);
        assert_eq!(title, "time");
        let axis = Axis {
            kind: Kind::Log,
            ..Axis::new("array", "B")
        };
        assert_eq!(
            names(&axis, 4096.0, 16384.0).0,
            ["4 KiB", "8 KiB", "16 KiB"]
        );
    }

    #[test]
    fn a_logarithmic_axis_of_numbers_has_one_notation() {
        let axis = Axis {
            kind: Kind::Log,
            ..Axis::new("size", "")
        };
        let space = '\u{202f}';
        assert_eq!(
            names(&axis, 1e3, 1e6).0,
            [
                "1000".into(),
                format!("10{space}000"),
                format!("100{space}000"),
                format!("1{space}000{space}000")
            ]
        );
        assert_eq!(names(&axis, 0.01, 1.0).0, ["0.01", "0.1", "1"]);
        assert_eq!(names(&axis, 1.0, 1e8).0, ["1", "100", "10⁴", "10⁶", "10⁸"]);
        assert_eq!(names(&axis, 1e-6, 1e-4).0, ["10⁻⁶", "10⁻⁵", "10⁻⁴"]);
    }

    #[test]
    fn neighbouring_ticks_never_share_a_name() {
        for (low, high) in [
            (0.0, 1.0),
            (1e9, 1e9 + 10.0),
            (-1e-9, 1e-9),
            (0.1, 0.1001),
            (1e15, 3e15),
        ] {
            let (mut ticks, _) = names(&Axis::new("x", ""), low, high);
            let before = ticks.len();
            ticks.dedup();
            assert!(
                before >= 3 && ticks.len() == before,
                "{low}..{high}: {ticks:?}"
            );
        }
    }
}
