//! A two-dimensional array as a picture of colours.

mod axes;

use crate::axis::Axis;
use crate::figure::{Figure, display};
use crate::frame::{ORDINARY, SMALL, draw_title};
use crate::palette::{INK, sequential};
use crate::png;
use crate::reduce::{blocks, where_extremes};
use crate::scale::{Kind, Scale, range};
use crate::subdomains::Part;
use crate::svg::{Anchor, Svg, TEXT, text_width};
use crate::units::with_unit;
use ndarray::{Array2, ArrayView2, AsArray, Ix2};
use std::fmt;

/// Colours between the lowest and the highest value; more than an eye can tell apart.
const LEVELS: usize = 160;
/// The colour of what is not a number: not on the way from blue to yellow.
const MISSING: [u8; 3] = [0xcc, 0x79, 0xa7];

/// A picture of a two-dimensional array, built step by step; it shows itself at the end of a cell.
///
/// Row 0 is at the top, as when NumPy prints the array. What is not a number is pink.
///
/// ```
/// use show::ndarray::array;
/// let picture = show::heatmap("plate", &array![[0.0, 1.0], [2.0, 3.0]]).unit("K");
/// assert_eq!(picture.figure().alt, "plate: 2 rows × 2 columns as colours from 0 K (dark) to 3 K (light); \
///     lowest at row 0, column 0, highest at row 1, column 1.");
/// ```
#[derive(Clone)]
pub struct Heatmap {
    title: String,
    cells: Array2<f64>,
    shape: (usize, usize),
    alt: Option<String>,
    unit: String,
    kind: Kind,
    limits: Option<(f64, f64)>,
    /// Ranges of all values, for a linear and for a logarithmic scale.
    ranges: [Option<(f64, f64)>; 2],
    small: bool,
    x: (Axis, f64, f64),
    y: (Axis, f64, f64),
    parts: Vec<Part>,
}

/// A picture of a two-dimensional array: colours from dark (low) to light (high).
///
/// Takes `&Array2`, a view, or a slice of rows. A large array is reduced to blocks of means, so that
/// the picture stays small.
#[must_use]
pub fn heatmap<'a, A: AsArray<'a, f64, Ix2>>(title: &str, array: A) -> Heatmap {
    let array: ArrayView2<'a, f64> = array.into();
    let (rows, columns) = array.dim();
    let mut map = Heatmap {
        title: title.to_owned(),
        cells: blocks(&array),
        shape: (rows, columns),
        alt: None,
        unit: String::new(),
        kind: Kind::Linear,
        limits: None,
        ranges: [Kind::Linear, Kind::Log].map(|kind| range(kind, array.iter().copied())),
        small: false,
        x: (Axis::new("column", ""), -0.5, columns as f64 - 0.5),
        y: (Axis::new("row", ""), rows as f64 - 0.5, -0.5),
        parts: Vec::new(),
    };
    map.alt = where_extremes(&array);
    map
}

impl Heatmap {
    /// The unit of the values, for the scale of colours.
    #[must_use]
    pub fn unit(mut self, unit: &str) -> Self {
        unit.clone_into(&mut self.unit);
        self
    }

    /// Colours by ratios instead of differences; values at or below zero count as missing.
    #[must_use]
    pub fn log(mut self) -> Self {
        self.kind = Kind::Log;
        self
    }

    /// The values of the darkest and the lightest colour, so that several pictures can be compared.
    #[must_use]
    pub fn limits(mut self, low: f64, high: f64) -> Self {
        self.limits = (low.is_finite() && high.is_finite() && low < high).then_some((low, high));
        self
    }

    /// What the columns stand for: from `left` to `right`, with a unit.
    #[must_use]
    pub fn x(mut self, name: &str, unit: &str, left: f64, right: f64) -> Self {
        self.x = (Axis::new(name, unit), left, right);
        self
    }

    /// What the rows stand for: from `bottom` (last row) to `top` (row 0), with a unit.
    #[must_use]
    pub fn y(mut self, name: &str, unit: &str, bottom: f64, top: f64) -> Self {
        self.y = (Axis::new(name, unit), bottom, top);
        self
    }

    /// Draws the borders of sub-domains over the picture, with the number of the rank that owns each.
    #[must_use]
    pub fn parts(mut self, parts: &[Part]) -> Self {
        self.parts = parts.to_vec();
        self
    }

    /// Makes the picture half as wide, to stand beside another one.
    #[must_use]
    pub fn small(mut self) -> Self {
        self.small = true;
        self
    }

    /// The finished picture.
    #[must_use]
    pub fn figure(&self) -> Figure {
        let (rows, columns) = self.shape;
        let Some((low, high)) = self.range() else {
            let why = if rows * columns == 0 {
                "the array is empty"
            } else {
                "no value can be shown"
            };
            return Figure::message(&format!(
                "{}: nothing to draw, {why} ({rows} × {columns}).",
                self.title
            ));
        };
        let svg = self.draw(low, high);
        let mut alt = format!(
            "{rows} rows × {columns} columns as colours from {} (dark) to {} (light)",
            with_unit(low, &self.unit),
            with_unit(high, &self.unit)
        );
        if !self.title.is_empty() {
            alt = format!("{}: {alt}", self.title);
        }
        alt += self.alt.as_deref().unwrap_or("");
        alt.push('.');
        if !self.parts.is_empty() {
            alt += &format!(" Borders of {} sub-domains are drawn.", self.parts.len());
        }
        Figure::from_svg(&svg, &alt)
    }

    /// The values of the darkest and the lightest colour.
    pub(crate) fn range(&self) -> Option<(f64, f64)> {
        let scale = usize::from(self.kind == Kind::Log);
        self.limits.or(self.ranges[scale])
    }

    fn draw(&self, low: f64, high: f64) -> String {
        let (mut svg, place) = self.page();
        self.image(&mut svg, place, &self.cells, (low, high));
        self.around(&mut svg, place, (low, high));
        svg.finish()
    }

    /// A page with the title, and the place of the cells on it: left, top, width and height.
    pub(crate) fn page(&self) -> (Svg, (f64, f64, f64, f64)) {
        let (rows, columns) = self.shape;
        let ((page, _), room_h) = if self.small {
            (SMALL, 230.0)
        } else {
            (ORDINARY, 400.0)
        };
        // Square cells, unless that would make a thread of the picture.
        let aspect = (columns as f64 / rows as f64).clamp(0.4, 5.0);
        let w = f64::min(page - 220.0, room_h * aspect);
        let h = w / aspect;
        let mut svg = Svg::new(page, 0.0);
        let top = draw_title(&mut svg, &self.title);
        let left = ((page - 60.0 - w) / 2.0).max(90.0);
        svg.height = top + h + 66.0;
        (svg, (left, top, w, h))
    }

    /// The cells as colours.
    pub(crate) fn image(
        &self,
        svg: &mut Svg,
        (left, top, w, h): (f64, f64, f64, f64),
        cells: &Array2<f64>,
        limits: (f64, f64),
    ) {
        svg.image(left, top, w, h, &self.bitmap(cells, limits));
    }

    /// What stands around the cells and over them: axes, the scale of colours, sub-domains.
    pub(crate) fn around(
        &self,
        svg: &mut Svg,
        (left, top, w, h): (f64, f64, f64, f64),
        (low, high): (f64, f64),
    ) {
        svg.line((left, top + h), (left + w, top + h), "#777777", 1.2);
        svg.line((left, top), (left, top + h), "#777777", 1.2);
        self.ticks_below(svg, (left, top + h), w);
        self.ticks_beside(svg, (left, top), h);
        self.colour_bar(svg, (left + w + 26.0, top), h, low, high);
        let (x, y) = (w / self.shape.1 as f64, h / self.shape.0 as f64);
        for (rank, [rows, columns]) in self.parts.iter().enumerate() {
            if rows.is_empty() || columns.is_empty() {
                continue;
            }
            let at = (
                left + x * columns.start as f64,
                top + y * rows.start as f64,
                x * columns.len() as f64,
                y * rows.len() as f64,
            );
            // White with a dark core: seen on dark and on light colours.
            svg.frame(at, "#ffffff", 3.0);
            svg.frame(at, INK, 1.0);
            let (size, name) = (TEXT, format!("rank {rank}"));
            let name = if text_width(&name, size) + 12.0 < at.2 {
                name
            } else {
                rank.to_string()
            };
            svg.bold_over(at.0 + 7.0, at.1 + 19.0, Anchor::Start, size, INK, &name);
        }
    }

    fn bitmap(&self, cells: &Array2<f64>, (low, high): (f64, f64)) -> String {
        let scale = Scale::exact(self.kind, low, high).over(0.0, (LEVELS - 1) as f64);
        let level = |value: &f64| match scale.at(*value) {
            Some(place) => place.round().clamp(0.0, (LEVELS - 1) as f64) as u8,
            None => LEVELS as u8,
        };
        let pixels: Vec<u8> = cells.iter().map(level).collect();
        png::data_uri(cells.ncols(), &pixels, &colours())
    }

    /// Shows the picture in the notebook; evcxr calls this for the last expression of a cell.
    pub fn evcxr_display(&self) {
        let figure = self.figure();
        display(&figure.html, &figure.text);
    }
}

impl From<Heatmap> for Figure {
    fn from(map: Heatmap) -> Self {
        map.figure()
    }
}

impl fmt::Debug for Heatmap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Heatmap")
            .field("title", &self.title)
            .field("shape", &self.shape)
            .finish_non_exhaustive()
    }
}

fn colours() -> Vec<[u8; 3]> {
    (0..LEVELS)
        .map(|i| sequential(i as f64 / (LEVELS - 1) as f64))
        .chain([MISSING])
        .collect()
}
