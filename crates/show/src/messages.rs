//! Who sent what to whom: a line of time for each rank, a box for each call, an arrow for each message.

use crate::axis::Axis;
use crate::figure::Figure;
use crate::frame::{ORDINARY, draw_title};
use crate::palette::{GRID, INK, SOFT, colour};
use crate::scale::{Kind, Scale};
use crate::svg::{Anchor, Svg, TEXT, text_width};
use crate::units::{bytes, seconds};

/// Height of a rank's lane.
const LANE: f64 = 62.0;
/// Height of a call's box.
const BOX: f64 = 20.0;
/// Arrows that are named; more names would cover each other.
const NAMED: usize = 8;

/// A call that a rank was in: the rank, what was called, from when and until when, in seconds.
pub type Call = (usize, &'static str, f64, f64);

/// Something that went from one rank to another: from, to, when its sending began and when it was
/// there, in seconds, and its bytes where it was a message.
pub type Arrow = (usize, usize, f64, f64, Option<u64>);

/// A picture of the calls and messages of some ranks; time runs to the right.
///
/// ```
/// let calls = [(0, "MPI_Send", 0.0, 1e-6), (1, "MPI_Recv", 0.0, 3e-6)];
/// let figure = show::messages("One message", 2, &calls, &[(0, 1, 0.0, 3e-6, Some(8))]);
/// assert_eq!(
///     figure.alt,
///     "One message: 2 ranks in 3 µs. Messages: 0 to 1 (8 B). Calls: MPI_Send on rank 0; MPI_Recv on rank 1."
/// );
/// ```
#[must_use]
pub fn messages(title: &str, ranks: usize, calls: &[Call], arrows: &[Arrow]) -> Figure {
    let times = calls.iter().flat_map(|call| [call.2, call.3]);
    let (low, high) = times
        .chain(arrows.iter().flat_map(|arrow| [arrow.2, arrow.3]))
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), time| {
            (low.min(time), high.max(time))
        });
    if ranks == 0 || low >= high {
        return Figure::message(&format!("{title}: no rank called MPI."));
    }
    let alt = words(title, ranks, calls, arrows, high - low);
    let picture = draw(title, ranks, calls, arrows, (low, high));
    Figure::from_svg(&picture, &alt).with_text(alt)
}

fn words(title: &str, ranks: usize, calls: &[Call], arrows: &[Arrow], duration: f64) -> String {
    let mut said = format!("{title}: {ranks} ranks in {}.", seconds(duration));
    let of_messages: Vec<String> = arrows
        .iter()
        .filter_map(|&(from, to, .., size)| {
            Some(format!("{from} to {to} ({})", bytes(size? as f64)))
        })
        .collect();
    if !of_messages.is_empty() {
        let more = of_messages.len().saturating_sub(16);
        said += &format!(
            " Messages: {}",
            of_messages[..of_messages.len() - more].join(", ")
        );
        said += &if more > 0 {
            format!(" and {more} more.")
        } else {
            ".".to_owned()
        };
    }
    let of_calls: Vec<String> = names(calls)
        .into_iter()
        .map(|name| {
            let mut ranks: Vec<usize> = calls
                .iter()
                .filter(|call| call.1 == name)
                .map(|call| call.0)
                .collect();
            ranks.sort_unstable();
            ranks.dedup();
            let list: Vec<String> = ranks.iter().map(ToString::to_string).collect();
            format!(
                "{name} on rank{} {}",
                if ranks.len() == 1 { "" } else { "s" },
                list.join(", ")
            )
        })
        .collect();
    if !of_calls.is_empty() {
        said += &format!(" Calls: {}.", of_calls.join("; "));
    }
    said
}

/// The names of calls, in the order in which they first appear.
fn names(calls: &[Call]) -> Vec<&'static str> {
    let mut names = Vec::new();
    for call in calls {
        if !names.contains(&call.1) {
            names.push(call.1);
        }
    }
    names
}

fn draw(
    title: &str,
    ranks: usize,
    calls: &[Call],
    arrows: &[Arrow],
    (low, high): (f64, f64),
) -> String {
    let (width, _) = ORDINARY;
    let mut svg = Svg::new(width, 100.0);
    let top = draw_title(&mut svg, title);
    let (left, right) = (78.0, width - 24.0);
    let top = legend(&mut svg, &names(calls), left, top);
    let bottom = top + LANE * ranks as f64;
    svg.height = bottom + 62.0;
    let axis = Axis::new("time", "s");
    let x = Scale::exact(Kind::Linear, 0.0, high - low);
    let ticks = axis.ticks(&x, 7);
    let x = x.over(left, right);
    for (value, name) in &ticks.at {
        if let Some(x) = x.at(*value) {
            svg.line((x, top), (x, bottom + 5.0), GRID, 1.0);
            svg.text(x, bottom + 21.0, Anchor::Middle, TEXT, SOFT, name);
        }
    }
    svg.text(
        (left + right) / 2.0,
        bottom + 46.0,
        Anchor::Middle,
        TEXT + 1.0,
        INK,
        &ticks.title,
    );
    let at = |time: f64| x.at(time - low).unwrap_or(left);
    let middle = |rank: usize| top + LANE * (rank as f64 + 0.5);
    for rank in 0..ranks {
        svg.text(
            left - 12.0,
            middle(rank) + 5.0,
            Anchor::End,
            TEXT,
            INK,
            &format!("rank {rank}"),
        );
        svg.line((left, middle(rank)), (right, middle(rank)), "#999999", 1.0);
    }
    let names = names(calls);
    for &(rank, name, start, end) in calls.iter().filter(|call| call.0 < ranks) {
        let place = names.iter().position(|known| *known == name).unwrap_or(0);
        let (from, to) = (at(start), at(end));
        svg.rect(
            from,
            middle(rank) - BOX / 2.0,
            (to - from).max(2.5),
            BOX,
            colour(place),
        );
    }
    let inside = arrows
        .iter()
        .filter(|arrow| arrow.0 < ranks && arrow.1 < ranks);
    for (number, &(sender, receiver, sent, received, size)) in inside.enumerate() {
        let down = if receiver > sender { 1.0 } else { -1.0 };
        let from = (at(sent), middle(sender) + down * BOX / 2.0);
        let to = (at(received), middle(receiver) - down * BOX / 2.0);
        draw_arrow(&mut svg, from, to);
        if let Some(size) = size.filter(|_| number < NAMED) {
            let (x, y) = ((from.0 + to.0) / 2.0 + 7.0, (from.1 + to.1) / 2.0 + 4.0);
            svg.bold_over(
                x.min(right - 40.0),
                y,
                Anchor::Start,
                TEXT - 1.0,
                INK,
                &bytes(size as f64),
            );
        }
    }
    svg.finish()
}

/// Which colour is which call; returns where the lanes may begin.
fn legend(svg: &mut Svg, names: &[&str], left: f64, top: f64) -> f64 {
    let (mut x, mut y) = (left, top);
    for (place, name) in names.iter().enumerate() {
        let needs = 34.0 + text_width(name, TEXT);
        if x + needs > svg.width && x > left {
            (x, y) = (left, y + 20.0);
        }
        svg.rect(x, y - 6.0, 14.0, 12.0, colour(place));
        svg.text(x + 20.0, y + 5.0, Anchor::Start, TEXT, INK, name);
        x += needs;
    }
    y + 14.0
}

fn draw_arrow(svg: &mut Svg, from: (f64, f64), to: (f64, f64)) {
    svg.line(from, to, INK, 1.4);
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let length = dx.hypot(dy).max(1e-9);
    let (dx, dy) = (dx / length, dy / length);
    for side in [-1.0, 1.0] {
        let wing = (
            to.0 - 8.0 * dx + side * 4.0 * dy,
            to.1 - 8.0 * dy - side * 4.0 * dx,
        );
        svg.line(wing, to, INK, 1.6);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rank_has_a_lane_and_every_message_a_line_with_a_head() {
        let calls = [(0, "one", 0.0, 1.0), (2, "two", 0.5, 2.0)];
        let arrow = [(0, 2, 0.2, 1.9, Some(1000))];
        let lines = |arrows: &[Arrow]| {
            draw("t", 3, &calls, arrows, (0.0, 2.0))
                .matches(INK)
                .count()
        };
        assert_eq!(lines(&arrow) - lines(&[]), 4, "a line, two wings, a name");
        let svg = draw("t", 3, &calls, &arrow, (0.0, 2.0));
        for rank in 0..3 {
            assert!(svg.contains(&format!("rank {rank}")));
        }
    }

    #[test]
    fn odd_records_are_words_or_still_a_picture() {
        assert!(messages("t", 0, &[], &[]).alt.contains("no rank called"));
        assert!(
            messages("t", 2, &[(1, "x", 1.0, 1.0)], &[])
                .alt
                .contains("no rank called")
        );
        let calls = [(0, "x", 0.0, 1.0), (7, "x", 0.0, 1.0)];
        assert!(
            messages("t", 1, &calls, &[(9, 0, 0.0, 1.0, None)])
                .html
                .contains("svg")
        );
    }
}
