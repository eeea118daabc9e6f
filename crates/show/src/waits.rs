//! Who waited for whom: a bar for each rank, and on it the times in which it waited.

use crate::axis::Axis;
use crate::figure::Figure;
use crate::frame::{ORDINARY, draw_title};
use crate::palette::{GRID, INK, SOFT, colour};
use crate::scale::{Kind, Scale};
use crate::svg::{Anchor, Svg, TEXT, text_width};
use crate::units::{counted, seconds, significant};

/// Height of a rank's lane.
const LANE: f64 = 46.0;
/// Where a rank does not wait, it works.
const WORK: &str = "#dfe6ea";
/// The colour of a wait for nobody in particular.
const ALL: &str = "#777777";

/// A wait: of which rank, for which one (`None` for all, as in a barrier), from when and until when, in
/// seconds.
pub type Wait = (usize, Option<usize>, f64, f64);

/// A picture of the waits of some ranks in the time from 0 to `until`, in seconds; time runs to the right.
///
/// A wait has the colour of the rank that was waited for. A bar is pale where its rank did not wait, and ends
/// with the rank's last wait, since nothing is known of what came after.
///
/// ```
/// let waits = [(0, Some(1), 2e-3, 3e-3), (1, None, 3.2e-3, 4e-3)];
/// let figure = show::waits("Two ranks", 2, 4e-3, &waits);
/// assert_eq!(
///     figure.alt,
///     "Two ranks: 2 ranks in 4 ms. Rank 0 waited 25 % of the time, for rank 1 25 %; \
///      rank 1 waited 20 % of the time, for all 20 %."
/// );
/// ```
#[must_use]
pub fn waits(title: &str, ranks: usize, until: f64, waits: &[Wait]) -> Figure {
    if ranks == 0 || !(until.is_finite() && until > 0.0) {
        return Figure::message(&format!("{title}: there is no time to show."));
    }
    let alt = words(title, ranks, until, waits);
    Figure::from_svg(&draw(title, ranks, until, waits), &alt).with_text(alt)
}

fn words(title: &str, ranks: usize, until: f64, waits: &[Wait]) -> String {
    let share = |of: &dyn Fn(&Wait) -> bool| {
        let inside = |wait: &&Wait| of(wait);
        let spent = waits
            .iter()
            .filter(inside)
            .map(|wait| wait.3.min(until) - wait.2);
        100.0 * spent.filter(|t| *t > 0.0).sum::<f64>() / until
    };
    let each = (0..ranks.min(8)).map(|rank| {
        let whole = share(&|wait| wait.0 == rank);
        let mut said = format!("rank {rank} waited {} % of the time", significant(whole, 2));
        for peer in peers(waits.iter().filter(|wait| wait.0 == rank)) {
            let part = share(&|wait| wait.0 == rank && wait.1 == peer);
            said += &format!(", for {} {} %", name(peer), significant(part, 2));
        }
        said
    });
    let each = each.collect::<Vec<_>>().join("; ");
    let more = match ranks {
        9.. => format!("; and {} more ranks", ranks - 8),
        _ => String::new(),
    };
    format!(
        "{title}: {} in {}. R{}{more}.",
        counted(ranks, "rank", "ranks"),
        seconds(until),
        &each[1..]
    )
}

/// Who was waited for, in order; all together last.
fn peers<'a>(waits: impl Iterator<Item = &'a Wait>) -> Vec<Option<usize>> {
    let mut peers: Vec<Option<usize>> = waits.map(|wait| wait.1).collect();
    peers.sort_by_key(|peer| peer.unwrap_or(usize::MAX));
    peers.dedup();
    peers
}

fn name(peer: Option<usize>) -> String {
    peer.map_or("all".to_owned(), |rank| format!("rank {rank}"))
}

fn fill(peer: Option<usize>) -> &'static str {
    peer.map_or(ALL, colour)
}

fn draw(title: &str, ranks: usize, until: f64, waits: &[Wait]) -> String {
    let (width, _) = ORDINARY;
    let mut svg = Svg::new(width, 100.0);
    let (left, right) = (78.0, width - 24.0);
    let top = draw_title(&mut svg, title);
    let top = legend(&mut svg, &peers(waits.iter()), left, top);
    let bottom = top + LANE * ranks as f64;
    svg.height = bottom + 62.0;
    let axis = Axis::new("time", "s");
    let x = Scale::exact(Kind::Linear, 0.0, until);
    let ticks = axis.ticks(&x, 8);
    let x = x.over(left, right);
    for (value, name) in &ticks.at {
        let Some(x) = x.at(*value) else { continue };
        svg.line((x, top), (x, bottom + 5.0), GRID, 1.0);
        svg.text(x, bottom + 21.0, Anchor::Middle, TEXT, SOFT, name);
    }
    let middle = (left + right) / 2.0;
    svg.text(
        middle,
        bottom + 46.0,
        Anchor::Middle,
        TEXT + 1.0,
        INK,
        &ticks.title,
    );
    for rank in 0..ranks {
        let y = top + LANE * rank as f64;
        svg.text(
            left - 10.0,
            y + LANE / 2.0 + 5.0,
            Anchor::End,
            TEXT,
            INK,
            &format!("rank {rank}"),
        );
        let mut mine: Vec<&Wait> = waits.iter().filter(|wait| wait.0 == rank).collect();
        mine.sort_by(|a, b| a.2.total_cmp(&b.2));
        let ends = mine.iter().map(|wait| wait.3).reduce(f64::max);
        let known = ends
            .and_then(|end| x.at(end))
            .map_or(right, |end| end.min(right));
        svg.rect(left, y + 7.0, known - left, LANE - 14.0, WORK);
        let mut drawn = f64::NEG_INFINITY;
        for (_, peer, start, end) in mine {
            let (Some(a), Some(b)) = (x.at(start.max(0.0)), x.at(*end)) else {
                continue;
            };
            let (a, b) = (a.max(drawn), b.min(right));
            // Too short to be seen; many of them would only make the picture heavy.
            if a >= right || b - a < 0.3 {
                continue;
            }
            svg.rect(a, y + 7.0, b - a, LANE - 14.0, fill(*peer));
            drawn = b;
        }
    }
    svg.line((left, bottom), (right, bottom), "#777777", 1.2);
    svg.finish()
}

/// Which colour is what; returns where the lanes may begin.
fn legend(svg: &mut Svg, peers: &[Option<usize>], left: f64, top: f64) -> f64 {
    let waits = peers
        .iter()
        .map(|peer| (fill(*peer), format!("waits for {}", name(*peer))));
    let entries = std::iter::once((WORK, "at work".to_owned())).chain(waits);
    let (mut x, mut y) = (left, top);
    for (fill, words) in entries.take(9) {
        let needs = 34.0 + text_width(&words, TEXT);
        if x + needs > svg.width && x > left {
            (x, y) = (left, y + 20.0);
        }
        svg.rect(x, y - 6.0, 14.0, 12.0, fill);
        svg.text(x + 20.0, y + 5.0, Anchor::Start, TEXT, INK, &words);
        x += needs;
    }
    y + 14.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_is_as_long_as_it_took_and_in_the_colour_of_who_was_waited_for() {
        let width = |waits: &[Wait]| -> f64 {
            let svg = draw("t", 2, 1.0, waits);
            let boxes = svg
                .lines()
                .filter(|line| line.contains(&format!("fill='{}'", colour(1))));
            let width = |line: &str| {
                line.split("width='")
                    .nth(1)?
                    .split('\'')
                    .next()?
                    .parse()
                    .ok()
            };
            boxes.filter_map(width).filter(|w: &f64| *w > 14.0).sum()
        };
        let half = width(&[(0, Some(1), 0.2, 0.7)]);
        assert!((half - 0.5 * (ORDINARY.0 - 102.0)).abs() < 0.2, "{half}");
        // Waits that cover each other count once, and what is beyond the end not at all.
        let both = width(&[(0, Some(1), 0.2, 0.7), (0, Some(1), 0.3, 0.7)]);
        assert!((both - half).abs() < 0.2);
        let late = width(&[(0, Some(1), 0.5, 9.0), (0, Some(1), 3.0, 4.0)]);
        assert!((late - half).abs() < 0.2, "{late}");
    }

    #[test]
    fn many_short_waits_make_no_heavy_picture() {
        let many: Vec<Wait> = (0..100_000)
            .map(|k| {
                (
                    k % 2,
                    Some(1 - k % 2),
                    1e-5 * k as f64,
                    1e-5 * k as f64 + 1e-6,
                )
            })
            .collect();
        assert!(draw("t", 2, 1.0, &many).len() < 200_000);
        assert!(waits("t", 2, 1.0, &many).alt.contains("Rank 0 waited 5 %"));
    }

    #[test]
    fn nothing_and_nobody_are_said() {
        assert!(waits("t", 0, 1.0, &[]).alt.contains("no time"));
        assert!(waits("t", 2, f64::NAN, &[]).alt.contains("no time"));
        let quiet = waits("t", 20, 1.0, &[(99, None, 0.0, 1.0)]);
        assert!(quiet.alt.contains("Rank 0 waited 0 %") && quiet.alt.contains("12 more"));
    }
}
