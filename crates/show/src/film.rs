//! A two-dimensional array that changes with time, as a picture that moves.

use crate::figure::{Figure, display};
use crate::heatmap::{Heatmap, heatmap};
use crate::palette::INK;
use crate::reduce::blocks_of;
use crate::subdomains::Part;
use crate::svg::{Anchor, Svg, TEXT};
use crate::units::{counted, with_unit};
use ndarray::Array2;
use std::fmt;

/// A film of more rows or columns than this is shown by the means of blocks: each frame has a bitmap.
const MOST_CELLS: usize = 128;
/// Seconds that a frame is shown.
const FRAME: f64 = 0.15;
/// Frames for whose time the last one stays.
const REST: usize = 10;

/// Frames of one shape, built step by step into a moving picture; it shows itself at the end of a cell.
///
/// It is one `<img>`, as all pictures here, so that it also moves in a notebook that Jupyter does not trust
/// yet. Who cannot see it move, or has asked the system for less motion, sees the last frame.
///
/// ```
/// use show::ndarray::Array2;
/// let frames: Vec<Array2<f64>> = (0..3).map(|t| Array2::from_elem((4, 6), f64::from(t))).collect();
/// let film = show::film("A plate", &frames).unit("K").times("after", "sweeps", [0, 10, 20]);
/// let figure = film.figure();
/// assert!(figure.alt.starts_with("A plate, 3 frames from after 0 sweeps to after 20 sweeps: "));
/// assert!(figure.html.starts_with("<img "));
/// ```
#[derive(Clone)]
pub struct Film {
    title: String,
    /// The last frame, with the limits of all.
    last: Heatmap,
    frames: Vec<Array2<f64>>,
    captions: Vec<String>,
    uniform: bool,
}

/// A moving picture of two-dimensional arrays of one shape, with one scale of colours for all.
#[must_use]
pub fn film(title: &str, frames: &[Array2<f64>]) -> Film {
    let empty = Array2::zeros((0, 0));
    let last = frames.last().unwrap_or(&empty);
    let uniform = frames.iter().all(|frame| frame.dim() == last.dim());
    let values = frames.iter().flatten().copied();
    let finite = values.filter(|v| v.is_finite());
    let (low, high) = finite.fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), v| {
        (a.min(v), b.max(v))
    });
    Film {
        title: title.to_owned(),
        last: heatmap(title, last).limits(low, high),
        frames: (frames.iter())
            .map(|frame| blocks_of(&frame.view(), MOST_CELLS))
            .collect(),
        captions: Vec::new(),
        uniform,
    }
}

impl Film {
    /// The unit of the values, for the scale of colours.
    #[must_use]
    pub fn unit(mut self, unit: &str) -> Self {
        self.last = self.last.unit(unit);
        self
    }

    /// Writes beside each frame when it is: a word before the number and a unit behind it.
    #[must_use]
    pub fn times<T>(mut self, word: &str, unit: &str, times: T) -> Self
    where
        T: IntoIterator<Item: crate::number::Number>,
    {
        let times = times
            .into_iter()
            .map(|time| crate::number::Number::number(&time));
        self.captions = times
            .map(|time| {
                format!("{word} {}", with_unit(time, unit))
                    .trim()
                    .to_owned()
            })
            .collect();
        self
    }

    /// Draws the borders of sub-domains over the frames, with the number of the rank that owns each.
    #[must_use]
    pub fn parts(mut self, parts: &[Part]) -> Self {
        self.last = self.last.parts(parts);
        self
    }

    /// The finished picture.
    #[must_use]
    pub fn figure(&self) -> Figure {
        let still = self.last.figure();
        let Some(limits) = self.last.range().filter(|_| self.uniform) else {
            let why = if self.uniform {
                still.alt
            } else {
                format!("{}: the frames differ in shape.", self.title)
            };
            return Figure::message(&why);
        };
        let count = self.frames.len();
        let between = match (self.captions.first(), self.captions.get(count - 1)) {
            (Some(first), Some(last)) => format!(" from {first} to {last}"),
            _ => String::new(),
        };
        let frames = counted(count, "frame", "frames");
        let alt = format!(
            "{}, {frames}{between}: at the end {}",
            self.title,
            still
                .alt
                .strip_prefix(&format!("{}: ", self.title))
                .unwrap_or(&still.alt)
        );
        Figure::from_svg(&self.draw(limits), &alt)
    }

    fn draw(&self, limits: (f64, f64)) -> String {
        let (mut svg, place) = self.last.page();
        let count = self.frames.len();
        svg.style(&style(count));
        for (k, frame) in self.frames.iter().enumerate() {
            let last = k + 1 == count;
            svg.open(
                if last { "f last" } else { "f" },
                &format!("animation-delay:{:.3}s", delay(k, count)),
            );
            self.last.image(&mut svg, place, frame, limits);
            self.caption(&mut svg, place, k);
            svg.close();
        }
        self.last.around(&mut svg, place, limits);
        svg.finish()
    }

    fn caption(&self, svg: &mut Svg, (left, top, w, _): (f64, f64, f64, f64), k: usize) {
        if let Some(words) = self.captions.get(k) {
            svg.text(left + w, top - 9.0, Anchor::End, TEXT, INK, words);
        }
    }

    /// Shows the film in the notebook; evcxr calls this for the last expression of a cell.
    pub fn evcxr_display(&self) {
        let figure = self.figure();
        display(&figure.html, &figure.text);
    }
}

/// Seconds of the whole film.
fn duration(count: usize) -> f64 {
    FRAME * (count + REST) as f64
}

/// Negative, so that every frame is in the middle of its round at the start, and none waits for its first one.
fn delay(k: usize, count: usize) -> f64 {
    if k == 0 {
        0.0
    } else {
        k as f64 * FRAME - duration(count)
    }
}

/// Each frame is visible for its part of a round, the last one longer; without motion, only the last.
fn style(count: usize) -> String {
    // Cut, not rounded: where one frame begins, the one before must not be there any more.
    let part = |frames: usize| (1e5 * frames as f64 / (count + REST) as f64).floor() / 1e3;
    let round = |name: &str, frames: usize| {
        format!(
            "@keyframes {name}{{0%{{visibility:visible}}{:.3}%{{visibility:hidden}}100%{{visibility:hidden}}}}",
            part(frames)
        )
    };
    format!(
        "{}{}.f{{visibility:hidden;animation:one {seconds:.3}s step-end infinite}}\
         .last{{visibility:visible;animation-name:rest}}\
         @media (prefers-reduced-motion:reduce){{.f{{animation:none}}}}",
        round("one", 1),
        round("rest", 1 + REST),
        seconds = duration(count)
    )
}

impl From<Film> for Figure {
    fn from(film: Film) -> Self {
        film.figure()
    }
}

impl fmt::Debug for Film {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Film")
            .field("title", &self.title)
            .field("frames", &self.frames.len())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frames(count: usize, side: usize) -> Vec<Array2<f64>> {
        let value = |t: usize, i: usize, j: usize| {
            let (x, y) = (i as f64 / side as f64 - 0.5, j as f64 / side as f64 - 0.5);
            (-(x * x + y * y) * 30.0 / (1.0 + t as f64)).exp()
        };
        let frame = |t| Array2::from_shape_fn((side, side), |(i, j)| value(t, i, j));
        (0..count).map(frame).collect()
    }

    /// Which frame is seen at a time, by the rules of the style sheet.
    fn seen(count: usize, time: f64) -> Vec<usize> {
        let visible = |k: &usize| {
            let at = (time - delay(*k, count)).rem_euclid(duration(count));
            at < FRAME
                * if k + 1 == count {
                    (1 + REST) as f64
                } else {
                    1.0
                }
        };
        (0..count).filter(visible).collect()
    }

    #[test]
    fn at_every_time_one_frame_is_seen() {
        for count in [1, 2, 7, 24] {
            assert!((0..count).all(|k| delay(k, count) <= 0.0), "none is late");
            for k in 0..count + REST {
                let time = (k as f64 + 0.5) * FRAME;
                assert_eq!(
                    seen(count, time),
                    [k.min(count - 1)],
                    "{count} frames, {time} s"
                );
            }
        }
    }

    #[test]
    fn a_film_is_an_image_of_a_bearable_size() {
        let film = film("t", &frames(24, 128)).parts(&[[0..64, 0..128], [64..128, 0..128]]);
        let figure = film.figure();
        assert!(figure.html.len() < 400_000, "{} bytes", figure.html.len());
        assert!(figure.alt.contains("24 frames") && figure.alt.contains("2 sub-domains"));
        let svg = film.draw((0.0, 1.0));
        assert_eq!(svg.matches("<g class='f").count(), 24);
        assert_eq!(svg.matches("<g class='f last'").count(), 1);
        assert_eq!(svg.matches("</g>").count(), 24);
    }

    #[test]
    fn all_frames_share_one_scale_of_colours() {
        let two = [
            Array2::from_elem((3, 3), 5.0),
            Array2::from_elem((3, 3), 9.0),
        ];
        let alt = film("t", &two).unit("K").figure().alt;
        assert!(alt.contains("from 5 K (dark) to 9 K (light)"), "{alt}");
    }

    #[test]
    fn odd_films_are_said_or_shown() {
        assert!(film("none", &[]).figure().alt.contains("nothing to draw"));
        let uneven = [Array2::zeros((2, 2)), Array2::zeros((3, 2))];
        assert!(film("t", &uneven).figure().alt.contains("differ in shape"));
        let missing = [Array2::from_elem((2, 2), f64::NAN), Array2::zeros((2, 2))];
        assert!(film("t", &missing).figure().html.starts_with("<img"));
    }
}
