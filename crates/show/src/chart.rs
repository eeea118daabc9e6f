//! Lines and points over two axes.

use crate::axis::Axis;
use crate::draw;
use crate::figure::{Figure, display};
use crate::frame::{ORDINARY, SMALL};
use crate::number::Number;
use crate::scale::Kind;
use std::fmt;

/// How a series is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    Line,
    LineAndPoints,
    Points,
    Dashed,
    /// Grey, and first: what the others are under.
    Roof {
        dashed: bool,
    },
}

/// Points with a name.
#[derive(Clone)]
pub(crate) struct Series {
    pub(crate) name: String,
    pub(crate) points: Vec<(f64, f64)>,
    pub(crate) style: Style,
}

/// A chart of lines and points, built step by step; it shows itself at the end of a cell.
///
/// Units are words that the axis understands: `"s"` gives ns, µs, ms, …, `"B"` gives KiB, MiB, …,
/// `"×"` and `"%"` stand behind each number, and any other unit stands in brackets behind the name.
///
/// ```
/// let t: Vec<f64> = (0..50).map(|i| 0.1 * i as f64).collect();
/// let u: Vec<f64> = t.iter().map(|t| (-t).exp()).collect();
/// let chart = show::lines("Cooling").x("time", "s").y("temperature", "K").series("rod", &t, &u);
/// assert!(chart.figure().alt.starts_with("Cooling: temperature (K) against time (s)."));
/// ```
#[derive(Clone)]
pub struct Chart {
    pub(crate) title: String,
    pub(crate) x: Axis,
    pub(crate) y: Axis,
    pub(crate) series: Vec<Series>,
    pub(crate) size: (f64, f64),
    style: Style,
}

/// A chart whose series are lines.
#[must_use]
pub fn lines(title: &str) -> Chart {
    Chart::new(title, Style::Line)
}

/// A chart whose series are points.
///
/// A million points are fine: where they lie on top of each other the picture holds only one.
///
/// ```
/// let figure = show::scatter("two points").series("", [1.0, 2.0], [3.0, 4.0]).figure();
/// assert!(figure.html.contains("<img"));
/// ```
#[must_use]
pub fn scatter(title: &str) -> Chart {
    Chart::new(title, Style::Points)
}

impl Chart {
    fn new(title: &str, style: Style) -> Self {
        Self {
            title: title.to_owned(),
            x: Axis::default(),
            y: Axis::default(),
            series: Vec::new(),
            size: ORDINARY,
            style,
        }
    }

    /// Names the horizontal axis and its unit (`""` for none).
    #[must_use]
    pub fn x(mut self, name: &str, unit: &str) -> Self {
        self.x = Axis {
            kind: self.x.kind,
            from_zero: self.x.from_zero,
            ..Axis::new(name, unit)
        };
        self
    }

    /// Names the vertical axis and its unit (`""` for none).
    #[must_use]
    pub fn y(mut self, name: &str, unit: &str) -> Self {
        self.y = Axis {
            kind: self.y.kind,
            from_zero: self.y.from_zero,
            ..Axis::new(name, unit)
        };
        self
    }

    /// Makes the horizontal axis logarithmic.
    #[must_use]
    pub fn log_x(mut self) -> Self {
        self.x.kind = Kind::Log;
        self
    }

    /// Makes the vertical axis logarithmic.
    #[must_use]
    pub fn log_y(mut self) -> Self {
        self.y.kind = Kind::Log;
        self
    }

    /// Makes both axes logarithmic: a power law becomes a straight line.
    #[must_use]
    pub fn log_log(self) -> Self {
        self.log_x().log_y()
    }

    /// Lets the vertical axis begin at zero, so that heights can be compared.
    #[must_use]
    pub fn from_zero(mut self) -> Self {
        self.y.from_zero = true;
        self
    }

    /// Makes the chart half as wide, to stand beside another one.
    #[must_use]
    pub fn small(mut self) -> Self {
        self.size = SMALL;
        self
    }

    /// Adds a series in the chart's own style, a line or points.
    ///
    /// `x` and `y` may be vectors, slices, arrays or ranges of any kind of number; where one is longer
    /// than the other, its rest is left out.
    #[must_use]
    pub fn series<X, Y>(self, name: &str, x: X, y: Y) -> Self
    where
        X: IntoIterator<Item: Number>,
        Y: IntoIterator<Item: Number>,
    {
        let style = self.style;
        self.add(name, style, x, y)
    }

    /// Adds a line.
    #[must_use]
    pub fn line<X, Y>(self, name: &str, x: X, y: Y) -> Self
    where
        X: IntoIterator<Item: Number>,
        Y: IntoIterator<Item: Number>,
    {
        self.add(name, Style::Line, x, y)
    }

    /// Adds a line with a mark on each of its points: for a few measured values.
    #[must_use]
    pub fn marked<X, Y>(self, name: &str, x: X, y: Y) -> Self
    where
        X: IntoIterator<Item: Number>,
        Y: IntoIterator<Item: Number>,
    {
        self.add(name, Style::LineAndPoints, x, y)
    }

    /// Adds points.
    #[must_use]
    pub fn points<X, Y>(self, name: &str, x: X, y: Y) -> Self
    where
        X: IntoIterator<Item: Number>,
        Y: IntoIterator<Item: Number>,
    {
        self.add(name, Style::Points, x, y)
    }

    /// Adds a thin dashed line: a model, an ideal, a limit.
    #[must_use]
    pub fn dashed<X, Y>(self, name: &str, x: X, y: Y) -> Self
    where
        X: IntoIterator<Item: Number>,
        Y: IntoIterator<Item: Number>,
    {
        self.add(name, Style::Dashed, x, y)
    }

    pub(crate) fn roof(self, name: &str, dashed: bool, x: &[f64], y: Vec<f64>) -> Self {
        self.add(name, Style::Roof { dashed }, x, y)
    }

    fn add<X, Y>(mut self, name: &str, style: Style, x: X, y: Y) -> Self
    where
        X: IntoIterator<Item: Number>,
        Y: IntoIterator<Item: Number>,
    {
        let points = x
            .into_iter()
            .zip(y)
            .map(|(x, y)| (x.number(), y.number()))
            .collect();
        self.series.push(Series {
            name: name.to_owned(),
            points,
            style,
        });
        self
    }

    /// The finished picture, for `side_by_side`, or to keep.
    #[must_use]
    pub fn figure(&self) -> Figure {
        draw::figure(self)
    }

    /// Shows the chart in the notebook; evcxr calls this for the last expression of a cell.
    pub fn evcxr_display(&self) {
        let figure = self.figure();
        display(&figure.html, &figure.text);
    }
}

impl From<Chart> for Figure {
    fn from(chart: Chart) -> Self {
        chart.figure()
    }
}

impl fmt::Debug for Chart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.series.iter().map(|s| s.name.as_str()).collect();
        f.debug_struct("Chart")
            .field("title", &self.title)
            .field("series", &names)
            .finish_non_exhaustive()
    }
}
