//! Draws a [`Chart`]: series, labels at their ends, words for the alternative text.

use crate::axis::Axis;
use crate::chart::{Chart, Series, Style};
use crate::figure::Figure;
use crate::frame::{Frame, spread};
use crate::palette::{self, INK};
use crate::png;
use crate::scale::{Kind, has_place, range};
use crate::svg::{Anchor, TEXT, fit, text_width};
use crate::thin;
use crate::units::{count, with_unit};

/// Widest label of a series beside the plot, as a part of the whole width.
const LABEL_ROOM: f64 = 0.27;

pub(crate) fn figure(chart: &Chart) -> Figure {
    let alt = alt(chart);
    let text = alt.replace("; ", "\n  ").replacen(". ", ".\n  ", 1);
    figure_saying(chart, &alt, &text)
}

/// The picture with other words than those that a chart finds for itself.
pub(crate) fn figure_saying(chart: &Chart, alt: &str, text: &str) -> Figure {
    let shown = || {
        let points = chart.series.iter().flat_map(|s| &s.points);
        points.filter(|p| shown(chart, p))
    };
    let ranges = (
        range(chart.x.kind, shown().map(|p| p.0)),
        range(chart.y.kind, shown().map(|p| p.1)),
    );
    let (Some(xs), Some(ys)) = ranges else {
        return Figure::message(&nothing(chart));
    };
    let names = chart.series.iter().map(|s| text_width(&s.name, TEXT));
    let widest = names.fold(0.0, f64::max);
    let margin = if widest > 0.0 {
        widest.min(LABEL_ROOM * chart.size.0) + 40.0
    } else {
        24.0
    };
    let size = chart.size;
    let mut frame = Frame::new(&chart.title, &chart.x, &chart.y, (xs, ys), size, margin);
    // Roofs lie under everything else.
    for roofs in [true, false] {
        for (i, series) in chart.series.iter().enumerate() {
            if matches!(series.style, Style::Roof { .. }) == roofs {
                draw_series(&mut frame, i, series);
            }
        }
    }
    draw_labels(&mut frame, &chart.series);
    Figure::from_svg(&frame.svg.finish(), alt).with_text(text)
}

/// Whether both axes have a place for the point.
fn shown(chart: &Chart, (x, y): &(f64, f64)) -> bool {
    has_place(chart.x.kind, *x) && has_place(chart.y.kind, *y)
}

fn nothing(chart: &Chart) -> String {
    let total: usize = chart.series.iter().map(|s| s.points.len()).sum();
    let why = if total == 0 {
        "there are no points".to_owned()
    } else if chart.x.kind == Kind::Log || chart.y.kind == Kind::Log {
        format!("none of the {total} points is finite and above zero, as a logarithmic axis needs")
    } else {
        format!("none of the {total} points is finite")
    };
    let title = if chart.title.is_empty() {
        "This chart"
    } else {
        &chart.title
    };
    format!("{title}: nothing to draw, {why}.")
}

fn draw_series(frame: &mut Frame, i: usize, series: &Series) {
    let colour = colour(i, series);
    if series.style != Style::Points {
        // A point without a place is a gap in the line.
        let (width, dash) = match series.style {
            Style::Dashed => (1.8, "7 5"),
            Style::Roof { dashed: true } => (2.2, "7 5"),
            Style::Roof { dashed: false } => (2.2, ""),
            _ => (2.6, ""),
        };
        let pixels: Vec<_> = series.points.iter().map(|&p| frame.at(p)).collect();
        for run in pixels.split(Option::is_none) {
            let run: Vec<(f64, f64)> = run.iter().flatten().copied().collect();
            match run.as_slice() {
                [] => {}
                [alone] => frame.svg.mark(0, *alone, 4.5, colour),
                _ => frame.svg.polyline(&thin::line(&run), colour, width, dash),
            }
        }
    }
    if matches!(series.style, Style::Points | Style::LineAndPoints) {
        let pixels: Vec<_> = series.points.iter().filter_map(|&p| frame.at(p)).collect();
        match thin::cloud(&pixels) {
            thin::Cloud::Few(points) => {
                let r = if points.len() > 400 { 2.2 } else { 4.5 };
                points
                    .into_iter()
                    .for_each(|p| frame.svg.mark(i, p, r, colour));
            }
            thin::Cloud::Many(cloud) => {
                let address = png::tinted(cloud.width, &cloud.cells, colour);
                frame
                    .svg
                    .image(cloud.left, cloud.top, cloud.size.0, cloud.size.1, &address);
            }
        }
    }
}

fn colour(i: usize, series: &Series) -> &'static str {
    if matches!(series.style, Style::Roof { .. }) {
        "#8a8a8a"
    } else {
        palette::colour(i)
    }
}

/// The names of the series at the right, each as near to the end of its line as the others let it.
fn draw_labels(frame: &mut Frame, series: &[Series]) {
    let named: Vec<(usize, &Series)> = series
        .iter()
        .enumerate()
        .filter(|(_, s)| !s.name.is_empty())
        .collect();
    let wishes: Vec<f64> = named
        .iter()
        .map(|(_, s)| match s.style {
            Style::Points if s.points.len() > 1 => frame.top + 10.0,
            _ => s
                .points
                .iter()
                .rev()
                .find_map(|&p| frame.at(p))
                .map_or(frame.top + 10.0, |(_, y)| y),
        })
        .collect();
    let places = spread(&wishes, 21.0, frame.top + 6.0, frame.bottom);
    for (&(i, s), y) in named.iter().zip(places) {
        let (x, colour) = (frame.right + 10.0, colour(i, s));
        match s.style {
            Style::Dashed | Style::Roof { dashed: true } => {
                frame
                    .svg
                    .polyline(&[(x, y), (x + 18.0, y)], colour, 1.8, "7 4");
            }
            Style::Line | Style::Roof { .. } => {
                frame
                    .svg
                    .polyline(&[(x, y), (x + 18.0, y)], colour, 2.6, "");
            }
            Style::LineAndPoints => {
                frame
                    .svg
                    .polyline(&[(x, y), (x + 18.0, y)], colour, 2.6, "");
                frame.svg.mark(i, (x + 9.0, y), 4.5, colour);
            }
            Style::Points => frame.svg.mark(i, (x + 9.0, y), 5.0, colour),
        }
        let name = fit(&s.name, TEXT, LABEL_ROOM * frame.svg.width);
        frame
            .svg
            .text(x + 24.0, y + 5.0, Anchor::Start, TEXT, INK, &name);
    }
}

fn axis_words(axis: &Axis, fallback: &str) -> String {
    let name = if axis.name.is_empty() {
        fallback
    } else {
        &axis.name
    };
    let unit = if axis.unit.is_empty() {
        String::new()
    } else {
        format!(" ({})", axis.unit)
    };
    let log = if axis.kind == Kind::Log {
        ", logarithmic"
    } else {
        ""
    };
    format!("{name}{unit}{log}")
}

/// What the chart shows: its axes, and for each series where it begins and ends.
fn alt(chart: &Chart) -> String {
    let mut words = format!(
        "{} against {}.",
        axis_words(&chart.y, "y"),
        axis_words(&chart.x, "x")
    );
    if !chart.title.is_empty() {
        words = format!("{}: {words}", chart.title);
    }
    let parts: Vec<String> = chart
        .series
        .iter()
        .take(8)
        .map(|s| series_words(chart, s))
        .collect();
    words += &format!(" {}", parts.join("; "));
    if chart.series.len() > 8 {
        words += &format!("; and {} more", chart.series.len() - 8);
    }
    words + "."
}

fn series_words(chart: &Chart, series: &Series) -> String {
    let name = if series.name.is_empty() {
        String::new()
    } else {
        format!("{}: ", series.name)
    };
    let x = |v| with_unit(v, &chart.x.unit);
    let y = |v| with_unit(v, &chart.y.unit);
    let inside: Vec<_> = series.points.iter().filter(|p| shown(chart, p)).collect();
    let left_out = match series.points.len() - inside.len() {
        0 => String::new(),
        n => format!(" ({n} of {} points cannot be shown)", series.points.len()),
    };
    let (Some(first), Some(last)) = (inside.first(), inside.last()) else {
        return format!("{name}nothing to show{left_out}");
    };
    if inside.len() == 1 {
        return format!(
            "{name}one point, {} at {}{left_out}",
            y(first.1),
            x(first.0)
        );
    }
    if series.style == Style::Points {
        let low = |pick: fn(&(f64, f64)) -> f64| {
            range(Kind::Linear, inside.iter().map(|p| pick(p))).unwrap_or((0.0, 0.0))
        };
        let ((x0, x1), (y0, y1)) = (low(|p| p.0), low(|p| p.1));
        return format!(
            "{name}{} points between {} and {}, at {} to {}{left_out}",
            count(inside.len() as f64),
            y(y0),
            y(y1),
            x(x0),
            x(x1)
        );
    }
    format!(
        "{name}{} at {} to {} at {}{left_out}",
        y(first.1),
        x(first.0),
        y(last.1),
        x(last.0)
    )
}
