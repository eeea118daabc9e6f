//! Horizontal bars: one quantity for several named things.

use crate::axis::Axis;
use crate::figure::{Figure, display};
use crate::frame::{WIDTH, draw_title};
use crate::number::Number;
use crate::palette::{GRID, INK, OKABE_ITO, SOFT};
use crate::scale::{Kind, has_place};
use crate::svg::{Anchor, Svg, TEXT, fit, text_width};
use crate::units::with_unit;
use std::fmt;

/// One bar.
#[derive(Clone, Debug, Default)]
pub(crate) struct Bar {
    pub(crate) name: String,
    pub(crate) value: f64,
    /// Where the whiskers begin and end, in the unit of the value.
    pub(crate) spread: Option<(f64, f64)>,
    /// Small text behind the value.
    pub(crate) note: String,
    /// What the others are compared with; grey.
    pub(crate) base: bool,
}

/// Horizontal bars from zero, built step by step; they show themselves at the end of a cell.
///
/// ```
/// let chart = show::bar_chart("Distance", "km").bar("Mars", 78.0).bar("Venus", 38.0);
/// assert_eq!(chart.figure().alt, "Distance: Mars 78 km, Venus 38 km.");
/// ```
#[derive(Clone)]
pub struct BarChart {
    pub(crate) title: String,
    pub(crate) axis: Axis,
    pub(crate) bars: Vec<Bar>,
    pub(crate) text: Option<String>,
}

/// An empty chart of horizontal bars, with the unit of its values.
#[must_use]
pub fn bar_chart(title: &str, unit: &str) -> BarChart {
    let axis = Axis {
        from_zero: true,
        ..Axis::new("", unit)
    };
    BarChart {
        title: title.to_owned(),
        axis,
        bars: Vec::new(),
        text: None,
    }
}

const ROW: f64 = 38.0;

impl BarChart {
    /// Adds a bar below the others.
    #[must_use]
    pub fn bar(mut self, name: &str, value: impl Number) -> Self {
        self.bars.push(Bar {
            name: name.to_owned(),
            value: value.number(),
            ..Bar::default()
        });
        self
    }

    /// Adds a bar with whiskers from `low` to `high`, the spread of its value.
    #[must_use]
    pub fn bar_with_spread(mut self, name: &str, value: f64, low: f64, high: f64) -> Self {
        self.bars.push(Bar {
            name: name.to_owned(),
            value,
            spread: Some((low, high)),
            ..Bar::default()
        });
        self
    }

    /// The name of the axis under the bars.
    #[must_use]
    pub fn axis(mut self, name: &str) -> Self {
        name.clone_into(&mut self.axis.name);
        self
    }

    /// Makes the axis logarithmic; points take the place of bars, which would have no end at zero.
    #[must_use]
    pub fn log(mut self) -> Self {
        self.axis.kind = Kind::Log;
        self
    }

    /// The finished picture.
    #[must_use]
    pub fn figure(&self) -> Figure {
        let shown = self
            .bars
            .iter()
            .filter(|bar| has_place(self.axis.kind, bar.value));
        let values = shown.flat_map(|bar| {
            [
                Some(bar.value),
                bar.spread.map(|s| s.0),
                bar.spread.map(|s| s.1),
            ]
        });
        let Some(range) = crate::scale::range(self.axis.kind, values.flatten()) else {
            let why = if self.bars.is_empty() {
                "there are no bars"
            } else {
                "no value is finite"
            };
            return Figure::message(&format!("{}: nothing to draw, {why}.", self.title));
        };
        let figure = Figure::from_svg(&self.draw(range), &self.alt());
        match &self.text {
            Some(text) => figure.with_text(text.clone()),
            None => figure,
        }
    }

    /// What a bar shows.
    fn words(&self, bar: &Bar) -> String {
        if !has_place(self.axis.kind, bar.value) && !bar.note.is_empty() {
            return format!("{}: {}", bar.name, bar.note);
        }
        let note = if bar.note.is_empty() {
            String::new()
        } else {
            format!(" ({})", bar.note)
        };
        format!(
            "{} {}{note}",
            bar.name,
            with_unit(bar.value, &self.axis.unit)
        )
    }

    fn alt(&self) -> String {
        let parts: Vec<String> = self.bars.iter().map(|bar| self.words(bar)).collect();
        let what = match (self.title.as_str(), self.axis.name.as_str()) {
            ("", "") => String::new(),
            ("", name) | (name, _) => format!("{name}: "),
        };
        format!("{what}{}.", parts.join(", "))
    }

    fn draw(&self, range: (f64, f64)) -> String {
        let unit = &self.axis.unit;
        let names = self
            .bars
            .iter()
            .map(|bar| text_width(&bar.name, TEXT))
            .fold(0.0, f64::max)
            .min(280.0);
        let label = |bar: &Bar| match has_place(self.axis.kind, bar.value) {
            false if !bar.note.is_empty() => bar.note.clone(),
            _ => with_unit(bar.value, unit),
        };
        let behind = |bar: &Bar| {
            if !has_place(self.axis.kind, bar.value) {
                return 0.0; // its words stand where the bar would be
            }
            let note = if bar.note.is_empty() {
                0.0
            } else {
                text_width(&bar.note, TEXT - 2.0) + 12.0
            };
            text_width(&label(bar), TEXT) * 1.1 + note
        };
        let room = self.bars.iter().map(behind).fold(0.0, f64::max).min(300.0);
        let (left, right) = (names + 32.0, WIDTH - room - 26.0);
        let mut svg = Svg::new(WIDTH, 0.0);
        let top = draw_title(&mut svg, &self.title);
        let bottom = top + ROW * self.bars.len() as f64 + 4.0;
        let scale = self.axis.scale(range);
        let ticks = self
            .axis
            .ticks(&scale, ((right - left) / 75.0).max(2.0) as usize);
        let scale = scale.over(left, right);
        svg.height = bottom + if ticks.title.is_empty() { 36.0 } else { 58.0 };
        for (value, name) in &ticks.at {
            let Some(x) = scale.at(*value) else { continue };
            svg.line((x, top), (x, bottom + 5.0), GRID, 1.0);
            svg.text(x, bottom + 21.0, Anchor::Middle, TEXT, SOFT, name);
        }
        let zero = scale.at(0.0).unwrap_or(left).clamp(left, right);
        for (i, bar) in self.bars.iter().enumerate() {
            let middle = top + ROW * (i as f64 + 0.5);
            svg.part("bar", &self.words(bar));
            svg.text(
                left - 10.0,
                middle + 5.0,
                Anchor::End,
                TEXT,
                INK,
                &fit(&bar.name, TEXT, 280.0),
            );
            let Some(end) = scale.at(bar.value) else {
                svg.text(
                    zero + 8.0,
                    middle + 5.0,
                    Anchor::Start,
                    TEXT,
                    SOFT,
                    &label(bar),
                );
                svg.close();
                continue;
            };
            let colour = if bar.base { "#8a8a8a" } else { OKABE_ITO[0] };
            if self.axis.kind == Kind::Log {
                svg.line((left, middle), (end, middle), GRID, 2.0);
                svg.mark(0, (end, middle), 7.0, colour);
            } else {
                svg.rect(
                    zero.min(end),
                    middle - 12.0,
                    (end - zero).abs().max(1.5),
                    24.0,
                    colour,
                );
            }
            let mut free = if self.axis.kind == Kind::Log {
                end
            } else {
                end.max(zero)
            };
            if let Some((a, b)) = bar
                .spread
                .and_then(|(a, b)| Some((scale.at(a)?, scale.at(b)?)))
            {
                // A spread thinner than the whisker's own lines says nothing that the number does not.
                if b - a > 3.0 {
                    svg.line((a, middle), (b, middle), INK, 1.6);
                    [a, b]
                        .into_iter()
                        .for_each(|x| svg.line((x, middle - 5.0), (x, middle + 5.0), INK, 1.6));
                    free = free.max(b);
                }
            }
            svg.bold(
                free + 9.0,
                middle + 5.0,
                Anchor::Start,
                TEXT,
                INK,
                &label(bar),
            );
            if !bar.note.is_empty() {
                let x = free + 9.0 + text_width(&label(bar), TEXT) * 1.1 + 8.0;
                svg.text(
                    x,
                    middle + 5.0,
                    Anchor::Start,
                    TEXT - 2.0,
                    SOFT,
                    &fit(&bar.note, TEXT - 2.0, WIDTH - x - 8.0),
                );
            }
            svg.close();
        }
        svg.line((zero, top), (zero, bottom), "#777777", 1.2);
        svg.text(
            (left + right) / 2.0,
            bottom + 44.0,
            Anchor::Middle,
            TEXT + 1.0,
            INK,
            &ticks.title,
        );
        svg.finish()
    }

    /// Shows the chart in the notebook; evcxr calls this for the last expression of a cell.
    pub fn evcxr_display(&self) {
        let figure = self.figure();
        display(&figure.html, &figure.text);
    }
}

impl From<BarChart> for Figure {
    fn from(chart: BarChart) -> Self {
        chart.figure()
    }
}

impl fmt::Debug for BarChart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BarChart")
            .field("title", &self.title)
            .field("bars", &self.bars.len())
            .finish_non_exhaustive()
    }
}
