//! The part that charts share: title, two axes with their ticks and names, grid lines.

use crate::axis::{Axis, Ticks};
use crate::palette::{GRID, INK, SOFT};
use crate::scale::Scale;
use crate::svg::{Anchor, Svg, TEXT, TITLE, fit, text_width};

/// Width of an ordinary picture in pixels.
pub(crate) const WIDTH: f64 = 800.0;
/// Size of an ordinary chart.
pub(crate) const ORDINARY: (f64, f64) = (WIDTH, 450.0);
/// Size of a chart that stands beside another: half the width, text as large as ever.
pub(crate) const SMALL: (f64, f64) = (460.0, 340.0);

/// A page with axes drawn on it, and the scales to draw data with.
pub(crate) struct Frame {
    pub(crate) svg: Svg,
    pub(crate) x: Scale,
    pub(crate) y: Scale,
    pub(crate) left: f64,
    pub(crate) right: f64,
    pub(crate) top: f64,
    pub(crate) bottom: f64,
}

/// Ranges of the data on both axes.
pub(crate) type Ranges = ((f64, f64), (f64, f64));

impl Frame {
    /// Draws title, grid and axes; `margin` pixels stay free on the right.
    pub(crate) fn new(
        title: &str,
        x_axis: &Axis,
        y_axis: &Axis,
        (x_range, y_range): Ranges,
        (width, height): (f64, f64),
        margin: f64,
    ) -> Self {
        let mut svg = Svg::new(width, height);
        let top = draw_title(&mut svg, title);
        let (x, y) = (x_axis.scale(x_range), y_axis.scale(y_range));
        let y_ticks = y_axis.ticks(&y, (height / 70.0) as usize);
        let widest = y_ticks
            .at
            .iter()
            .map(|(_, name)| text_width(name, TEXT))
            .fold(0.0, f64::max);
        let left = 18.0 + widest + if y_ticks.title.is_empty() { 8.0 } else { 32.0 };
        let right = width - margin.max(24.0);
        let x_ticks = x_axis.ticks(&x, ((right - left) / 72.0) as usize);
        let bottom = height - if x_ticks.title.is_empty() { 36.0 } else { 62.0 };
        let mut frame = Self {
            svg,
            x: x.over(left, right),
            y: y.over(bottom, top),
            left,
            right,
            top,
            bottom,
        };
        frame.grid(&x_ticks, &y_ticks);
        let middle = (left + right) / 2.0;
        let x_title = fit(
            &x_ticks.title,
            TEXT + 1.0,
            right - left + 2.0 * margin.min(left),
        );
        frame.svg.text(
            middle,
            height - 16.0,
            Anchor::Middle,
            TEXT + 1.0,
            INK,
            &x_title,
        );
        let y_title = fit(&y_ticks.title, TEXT + 1.0, bottom - top + 60.0);
        frame
            .svg
            .text_upwards(24.0, (top + bottom) / 2.0, TEXT + 1.0, INK, &y_title);
        frame
    }

    fn grid(&mut self, x_ticks: &Ticks, y_ticks: &Ticks) {
        let (left, right, top, bottom) = (self.left, self.right, self.top, self.bottom);
        for minor in y_ticks.minor.iter().filter_map(|&v| self.y.at(v)) {
            self.svg
                .line((left - 4.0, minor), (left, minor), "#aaaaaa", 1.0);
        }
        for minor in x_ticks.minor.iter().filter_map(|&v| self.x.at(v)) {
            self.svg
                .line((minor, bottom), (minor, bottom + 4.0), "#aaaaaa", 1.0);
        }
        for (value, name) in &y_ticks.at {
            let Some(y) = self.y.at(*value) else { continue };
            self.svg.line((left, y), (right, y), GRID, 1.0);
            self.svg
                .text(left - 8.0, y + 5.0, Anchor::End, TEXT, SOFT, name);
        }
        let mut free_from = f64::NEG_INFINITY;
        for (value, name) in &x_ticks.at {
            let Some(x) = self.x.at(*value) else { continue };
            self.svg.line((x, top), (x, bottom + 5.0), GRID, 1.0);
            let half = text_width(name, TEXT) / 2.0;
            if x - half > free_from {
                self.svg
                    .text(x, bottom + 21.0, Anchor::Middle, TEXT, SOFT, name);
                free_from = x + half + 6.0;
            }
        }
        self.svg
            .line((left, bottom), (right, bottom), "#777777", 1.2);
        self.svg.line((left, top), (left, bottom), "#777777", 1.2);
    }

    /// The pixel of a point; `None` where an axis has no place for it.
    pub(crate) fn at(&self, (x, y): (f64, f64)) -> Option<(f64, f64)> {
        Some((self.x.at(x)?, self.y.at(y)?))
    }
}

/// Writes the title and gives back where the picture may begin below it.
pub(crate) fn draw_title(svg: &mut Svg, title: &str) -> f64 {
    if title.is_empty() {
        return 22.0;
    }
    let size = if text_width(title, TITLE) > svg.width - 40.0 {
        TEXT
    } else {
        TITLE
    };
    let title = fit(title, size, svg.width - 40.0);
    svg.bold(20.0, 30.0, Anchor::Start, size, INK, &title);
    54.0
}

/// Moves wished positions apart until neighbours are `gap` away from each other, inside `low..high`
/// as far as there is room. The order of the wishes is kept.
pub(crate) fn spread(wishes: &[f64], gap: f64, low: f64, high: f64) -> Vec<f64> {
    let mut order: Vec<usize> = (0..wishes.len()).collect();
    order.sort_by(|&a, &b| wishes[a].total_cmp(&wishes[b]));
    let mut places = vec![0.0; wishes.len()];
    let mut next = low;
    for &i in &order {
        places[i] = wishes[i].max(next);
        next = places[i] + gap;
    }
    // Pushed over the end: push back from there.
    let mut limit = high;
    for &i in order.iter().rev() {
        places[i] = places[i].min(limit);
        limit = places[i] - gap;
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_keep_their_distance_and_their_order() {
        assert_eq!(
            spread(&[10.0, 10.0, 50.0], 20.0, 0.0, 100.0),
            [10.0, 30.0, 50.0]
        );
        assert_eq!(spread(&[99.0, 98.0], 20.0, 0.0, 100.0), [100.0, 80.0]);
        assert!(spread(&[], 1.0, 0.0, 1.0).is_empty());
    }
}
