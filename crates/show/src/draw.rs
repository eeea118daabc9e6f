//! Draws a [`Chart`]: series, labels at their ends, words for the alternative text.

use crate::axis::Axis;
use crate::chart::{Chart, Series, Style};
use crate::figure::Figure;
use crate::frame::{Frame, spread};
use crate::palette::{self, INK};
use crate::scale::{Kind, range};
use crate::svg::{Anchor, TEXT, fit, text_width};
use crate::thin;
use crate::units::with_unit;

/// Widest label of a series beside the plot.
const LABEL_ROOM: f64 = 210.0;

pub(crate) fn figure(chart: &Chart) -> Figure {
    let xs = chart
        .series
        .iter()
        .flat_map(|s| s.points.iter().filter(|p| shown(chart, p)).map(|p| p.0));
    let ys = chart
        .series
        .iter()
        .flat_map(|s| s.points.iter().filter(|p| shown(chart, p)).map(|p| p.1));
    let (Some(xs), Some(ys)) = (range(chart.x.kind, xs), range(chart.y.kind, ys)) else {
        return Figure::message(&nothing(chart));
    };
    let widest = chart
        .series
        .iter()
        .map(|s| text_width(&s.name, TEXT))
        .fold(0.0, f64::max);
    let margin = if widest > 0.0 {
        widest.min(LABEL_ROOM) + 46.0
    } else {
        24.0
    };
    let mut frame = Frame::new(&chart.title, &chart.x, &chart.y, (xs, ys), margin);
    for (i, series) in chart.series.iter().enumerate() {
        draw_series(&mut frame, i, series);
    }
    draw_labels(&mut frame, &chart.series);
    let alt = alt(chart);
    let text = alt.replace("; ", "\n  ").replacen(". ", ".\n  ", 1);
    Figure::from_svg(&frame.svg.finish(), &alt).with_text(text)
}

/// Whether both axes have a place for the point.
fn shown(chart: &Chart, (x, y): &(f64, f64)) -> bool {
    let fits = |kind, v: f64| v.is_finite() && (kind == Kind::Linear || v > 0.0);
    fits(chart.x.kind, *x) && fits(chart.y.kind, *y)
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
    let colour = palette::colour(i);
    if series.style != Style::Points {
        // A point without a place is a gap in the line.
        let (width, dash) = match series.style {
            Style::Dashed => (1.8, "7 5"),
            _ => (2.6, ""),
        };
        let pixels: Vec<_> = series.points.iter().map(|&p| frame.at(p)).collect();
        for run in pixels.split(Option::is_none) {
            let run: Vec<(f64, f64)> = run.iter().flatten().copied().collect();
            match run.as_slice() {
                [] => {}
                [alone] => frame.svg.mark(0, *alone, 3.0, colour),
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
            thin::Cloud::Many(cells) => {
                cells
                    .into_iter()
                    .for_each(|(x, y, w)| frame.svg.rect(x, y, w, thin::CELL, colour));
            }
        }
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
            Style::Points => frame.top + 10.0,
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
        let (x, colour) = (frame.right + 10.0, palette::colour(i));
        match s.style {
            Style::Dashed => frame
                .svg
                .polyline(&[(x, y), (x + 18.0, y)], colour, 1.8, "7 4"),
            Style::Line => frame
                .svg
                .polyline(&[(x, y), (x + 18.0, y)], colour, 2.6, ""),
            Style::LineAndPoints => {
                frame
                    .svg
                    .polyline(&[(x, y), (x + 18.0, y)], colour, 2.6, "");
                frame.svg.mark(i, (x + 9.0, y), 4.5, colour);
            }
            Style::Points => frame.svg.mark(i, (x + 9.0, y), 5.0, colour),
        }
        let name = fit(&s.name, TEXT, LABEL_ROOM);
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
            inside.len(),
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
