//! Which thread did what, and when.

use crate::axis::Axis;
use crate::figure::{Figure, display};
use crate::frame::{ORDINARY, SMALL, draw_title};
use crate::palette::{GRID, INK, SOFT, colour};
use crate::scale::{Kind, Scale};
use crate::svg::{Anchor, Svg, TEXT, fit, text_width};
use crate::units::{counted, seconds, significant};
use bench::{Span, Spans};
use std::fmt;

/// Height of a thread's lane.
const LANE: f64 = 46.0;
/// The names of usual threads fit in this margin: pictures below each other then begin at one place.
const NAMES: f64 = 96.0;
/// Narrowest box that is still seen.
const THINNEST: f64 = 0.8;

/// A picture of a trace, built step by step; it shows itself at the end of a cell.
///
/// Time runs to the right. By default each thread has a lane, and each task is a box in it. With
/// [`tasks`](Self::tasks) each task has a line of its own instead, task 0 at the top, in the colour of
/// its thread.
///
/// ```
/// use bench::{Span, Spans};
/// let span = |task, thread, start, end| Span { task, thread, start, end };
/// let spans = Spans::new(
///     vec!["a".into(), "b".into()],
///     vec![span(0, 0, 0.0, 1e-3), span(1, 1, 0.0, 3e-3), span(2, 0, 1e-3, 2e-3)],
/// );
/// let figure = show::timeline("three tasks", &spans).figure();
/// assert_eq!(
///     figure.alt,
///     "three tasks: 3 tasks on 2 threads in 3 ms. a: 2 tasks, busy for 2 ms; b: 1 task, busy for 3 ms. \
///      83 % of the threads' time was work."
/// );
/// ```
#[derive(Clone)]
pub struct Timeline {
    title: String,
    spans: Spans,
    tasks: Option<String>,
    until: Option<f64>,
    size: (f64, f64),
}

/// A picture of which thread did what, and when, from a [`bench::Trace`].
#[must_use]
pub fn timeline(title: &str, spans: &Spans) -> Timeline {
    Timeline {
        title: title.to_owned(),
        spans: spans.clone(),
        tasks: None,
        until: None,
        size: ORDINARY,
    }
}

impl Timeline {
    /// Gives each task a line of its own; `name` is what a task is, such as "row".
    #[must_use]
    pub fn tasks(mut self, name: &str) -> Self {
        self.tasks = Some(name.to_owned());
        self
    }

    /// Lets the axis end at `seconds`, so that several pictures can be compared.
    #[must_use]
    pub fn until(mut self, seconds: f64) -> Self {
        self.until = (seconds.is_finite() && seconds > 0.0).then_some(seconds);
        self
    }

    /// Makes the picture half as wide, to stand beside another one.
    #[must_use]
    pub fn small(mut self) -> Self {
        self.size = SMALL;
        self
    }

    /// The finished picture.
    #[must_use]
    pub fn figure(&self) -> Figure {
        if self.spans.is_empty() {
            return Figure::message(&format!("{}: no task was recorded.", self.title));
        }
        let alt = self.words();
        Figure::from_svg(&self.draw(), &alt).with_text(alt)
    }

    fn words(&self) -> String {
        let spans = &self.spans;
        let tasks = |n| counted(n, "task", "tasks");
        let each: Vec<String> = (spans.threads().iter().enumerate().take(16))
            .map(|(thread, name)| {
                let count = spans.iter().filter(|span| span.thread == thread).count();
                let busy = seconds(spans.busy(thread));
                format!("{name}: {}, busy for {busy}", tasks(count))
            })
            .collect();
        let title = match self.title.as_str() {
            "" => String::new(),
            title => format!("{title}: "),
        };
        format!(
            "{title}{} on {} in {}. {}. {} % of the threads' time was work.",
            tasks(spans.len()),
            counted(spans.threads().len(), "thread", "threads"),
            seconds(spans.duration()),
            each.join("; "),
            significant(100.0 * spans.balance(), 2)
        )
    }

    fn draw(&self) -> String {
        let (width, full) = self.size;
        let mut svg = Svg::new(width, full);
        let top = draw_title(&mut svg, &self.title);
        let threads = self.spans.threads();
        let names = threads.iter().map(|name| text_width(name, TEXT));
        let names = names.fold(NAMES, f64::max).min(0.3 * width);
        let (left, right) = match self.tasks {
            None => (names + 26.0, width - 24.0),
            Some(_) => (70.0, width - 24.0),
        };
        let (top, bottom) = match self.tasks {
            None => (top, top + LANE * threads.len() as f64),
            // Above the picture: which colour is which thread.
            Some(_) => (self.legend(&mut svg, top, left), full - 62.0),
        };
        svg.height = bottom + 62.0;
        let end = self.until.unwrap_or_else(|| self.spans.duration());
        let axis = Axis::new("time", "s");
        let x = Scale::exact(Kind::Linear, 0.0, end.max(f64::MIN_POSITIVE));
        let ticks = axis.ticks(&x, ((right - left) / 80.0) as usize);
        let x = x.over(left, right);
        for (value, name) in &ticks.at {
            let Some(x) = x.at(*value) else { continue };
            svg.line((x, top), (x, bottom + 5.0), GRID, 1.0);
            svg.text(x, bottom + 21.0, Anchor::Middle, TEXT, SOFT, name);
        }
        svg.text(
            (left + right) / 2.0,
            bottom + 46.0,
            Anchor::Middle,
            TEXT + 1.0,
            INK,
            &ticks.title,
        );
        match &self.tasks {
            None => self.lanes(&mut svg, x, (left, right), top),
            Some(name) => self.lines(&mut svg, x, (left, right), (top, bottom), name),
        }
        svg.line((left, bottom), (right, bottom), "#777777", 1.2);
        svg.line((left, top), (left, bottom), "#777777", 1.2);
        svg.finish()
    }

    /// Names the threads in their colours in one line; returns where the picture may begin.
    fn legend(&self, svg: &mut Svg, top: f64, left: f64) -> f64 {
        let mut x = left;
        for (thread, name) in self.spans.threads().iter().enumerate() {
            let needs = 34.0 + text_width(name, TEXT);
            if x + needs > svg.width {
                svg.text(x, top + 5.0, Anchor::Start, TEXT, SOFT, "…");
                break;
            }
            svg.rect(x, top - 6.0, 14.0, 12.0, colour(thread));
            svg.text(x + 20.0, top + 5.0, Anchor::Start, TEXT, INK, name);
            x += needs;
        }
        top + 18.0
    }

    fn lanes(&self, svg: &mut Svg, x: Scale, (left, right): (f64, f64), top: f64) {
        for (thread, name) in self.spans.threads().iter().enumerate() {
            let y = top + LANE * thread as f64;
            let name = fit(name, TEXT, left - 20.0);
            svg.text(
                left - 10.0,
                y + LANE / 2.0 + 5.0,
                Anchor::End,
                TEXT,
                INK,
                &name,
            );
            let mine = self.spans.iter().filter(|span| span.thread == thread);
            let mut drawn = f64::NEG_INFINITY;
            for span in mine {
                let Some((a, b)) = pixels(x, span, right) else {
                    continue;
                };
                // Boxes that nobody can tell apart would only make the picture heavy.
                if b - drawn < THINNEST / 2.0 {
                    continue;
                }
                let (a, w) = (a.max(drawn), (b - a.max(drawn)).max(THINNEST));
                svg.rect(a, y + 7.0, w, LANE - 14.0, colour(thread));
                if w > 3.0 {
                    // Where the next begins at once, a white line tells the two apart.
                    svg.line((a + w, y + 7.0), (a + w, y + LANE - 7.0), "#ffffff", 1.0);
                }
                drawn = a + w;
            }
        }
    }

    fn lines(
        &self,
        svg: &mut Svg,
        x: Scale,
        (left, right): (f64, f64),
        (top, bottom): (f64, f64),
        name: &str,
    ) {
        let count = self.spans.iter().map(|span| span.task).max().unwrap_or(0) + 1;
        let y = Scale::exact(Kind::Linear, 0.0, count as f64);
        let want = ((bottom - top) / 60.0) as usize;
        for tick in y.ticks(want.max(1), false) {
            let place = top + (tick / count as f64) * (bottom - top);
            svg.line((left - 4.0, place), (right, place), GRID, 1.0);
            let words = crate::units::count(tick);
            svg.text(left - 9.0, place + 5.0, Anchor::End, TEXT, SOFT, &words);
        }
        svg.text_upwards(18.0, (top + bottom) / 2.0, TEXT + 1.0, INK, name);
        let height = (bottom - top) / count as f64;
        // One line of pixels can hold one task of a thread.
        let mut taken = std::collections::HashSet::new();
        for span in self.spans.iter() {
            let place = top + span.task as f64 * height;
            if height < 0.5 && !taken.insert((place as i64, span.thread)) {
                continue;
            }
            if let Some((a, b)) = pixels(x, span, right) {
                // A line of less than two pixels is hard to see on a projector.
                let (w, h) = ((b - a).max(2.0), height.max(2.2));
                svg.rect(a, place, w, h, colour(span.thread));
            }
        }
    }

    /// Shows the picture in the notebook; evcxr calls this for the last expression of a cell.
    pub fn evcxr_display(&self) {
        let figure = self.figure();
        display(&figure.html, &figure.text);
    }
}

/// Where a span begins and ends on the page; `None` for one that begins beyond the axis.
fn pixels(x: Scale, span: &Span, right: f64) -> Option<(f64, f64)> {
    let (a, b) = (x.at(span.start)?, x.at(span.end)?);
    (a < right).then_some((a, b.min(right)))
}

impl From<Timeline> for Figure {
    fn from(timeline: Timeline) -> Self {
        timeline.figure()
    }
}

impl fmt::Debug for Timeline {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Timeline")
            .field("title", &self.title)
            .field("spans", &self.spans.len())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
