//! When each request was in flight: a line for each, as the server saw it.

use show::plotters::prelude::*;
use show::units::seconds;
use show::{Figure, plot};

use crate::server::Served;

/// Pixels; two of these stand beside each other.
const SIZE: (u32, u32) = (460, 300);

/// Okabe and Ito's blue and orange: also apart without colour, by the place of their ends.
const ANSWERED: RGBColor = RGBColor(0, 114, 178);
const NOT_ANSWERED: RGBColor = RGBColor(230, 159, 0);

/// When each request was in flight, from when it came to the server until the server was done with it.
///
/// The requests stand below each other in the order in which they came; those without whole readings
/// are orange. The axis ends at `until` seconds, or with the last request.
///
/// ```
/// use waiting::{Reply, Server, by_tasks, over_time};
/// let server = Server::start(|_| Reply::after_ms(10))?;
/// by_tasks(server.address(), &[1, 2, 3], 3)?;
/// let figure = over_time("Three tasks", &server.served(), None);
/// assert!(figure.alt.starts_with("Three tasks: 3 requests on 3 connections in "));
/// assert!(figure.alt.ends_with(" At most 3 in flight at once."));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn over_time(title: &str, served: &[Served], until: Option<f64>) -> Figure {
    let (Some(first), end) = (served.first(), end_of(served)) else {
        return Figure::message(&format!("{title}: there were no requests."));
    };
    // From the first request: what came before it was not waiting.
    let begin = first.begin;
    let until = until.unwrap_or(end - begin).max(1e-3);
    let unit = if until < 2.0 { (1e3, "ms") } else { (1.0, "s") };
    let drawn = plot(&words(title, served), SIZE, |root| {
        let mut chart = ChartBuilder::on(root)
            .caption(title, ("sans-serif", 17))
            .margin(12)
            .x_label_area_size(42)
            .y_label_area_size(52)
            .build_cartesian_2d(0.0..until * unit.0, (served.len() as f64).max(1.0)..0.0)?;
        chart
            .configure_mesh()
            .light_line_style(TRANSPARENT)
            .bold_line_style(RGBColor(227, 227, 227))
            .x_labels(6)
            .y_labels(5)
            .x_label_formatter(&|value| show::units::digits(*value))
            .y_label_formatter(&|value| format!("{value:.0}"))
            .x_desc(format!("time ({})", unit.1))
            .y_desc("request")
            .label_style(("sans-serif", 14))
            .draw()?;
        // As thick as there is room, and never so short that nobody sees it.
        let room = f64::from(SIZE.1 - 110) / served.len() as f64;
        let thick = (0.8 * room).clamp(1.0, 12.0) as u32;
        chart.draw_series(served.iter().enumerate().map(|(line, one)| {
            let end = if one.end.is_nan() {
                until
            } else {
                one.end - begin
            };
            let begin = one.begin - begin;
            let end = end.max(begin + until / 120.0).min(until);
            let colour = if one.answered { ANSWERED } else { NOT_ANSWERED };
            let middle = line as f64 + 0.5;
            let ends = [(begin * unit.0, middle), (end * unit.0, middle)];
            PathElement::new(ends, colour.stroke_width(thick))
        }))?;
        Ok(())
    });
    drawn.unwrap_or_else(|why| Figure::message(&why.to_string()))
}

fn end_of(served: &[Served]) -> f64 {
    served
        .iter()
        .map(|one| if one.end.is_nan() { one.begin } else { one.end })
        .fold(0.0, f64::max)
}

fn words(title: &str, served: &[Served]) -> String {
    let count = |n: usize, what: &str| format!("{n} {what}{}", if n == 1 { "" } else { "s" });
    let mut connections: Vec<usize> = served.iter().map(|one| one.connection).collect();
    connections.sort_unstable();
    connections.dedup();
    let begin = served.first().map_or(0.0, |one| one.begin);
    let failed = served.iter().filter(|one| !one.answered).count();
    let failed = match failed {
        0 => String::new(),
        n => format!(" {n} of them without whole readings."),
    };
    format!(
        "{title}: {} on {} in {}.{failed} At most {} in flight at once.",
        count(served.len(), "request"),
        count(connections.len(), "connection"),
        seconds(end_of(served) - begin),
        most_at_once(served)
    )
}

/// The most requests that were in flight at the same time.
fn most_at_once(served: &[Served]) -> usize {
    let mut edges: Vec<(f64, i32)> = Vec::new();
    for one in served {
        edges.push((one.begin, 1));
        edges.extend((!one.end.is_nan()).then_some((one.end, -1)));
    }
    // Where one ends and another begins at the same moment, it ends first.
    edges.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let (mut now, mut most) = (0_i32, 0_i32);
    for (_, step) in edges {
        now += step;
        most = most.max(now);
    }
    usize::try_from(most).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn served(begin: f64, end: f64, answered: bool) -> Served {
        Served {
            station: 1,
            attempt: 1,
            connection: 0,
            begin,
            end,
            answered,
        }
    }

    #[test]
    fn words_count_what_overlaps_and_what_failed() {
        let some = [
            served(0.0, 0.2, true),
            served(0.1, 0.3, false),
            served(0.2, f64::NAN, false),
        ];
        assert_eq!(
            over_time("t", &some, None).alt,
            "t: 3 requests on 1 connection in 300 ms. 2 of them without whole readings. \
             At most 2 in flight at once."
        );
    }

    #[test]
    fn nothing_is_said() {
        assert_eq!(over_time("t", &[], None).alt, "t: there were no requests.");
    }
}
