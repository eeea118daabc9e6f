//! A small SVG writer: shapes and text on a page of fixed size.

use crate::figure::escape;
use std::fmt::Write;

/// Where a text starts from its point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Anchor {
    Start,
    Middle,
    End,
}

impl Anchor {
    fn name(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Middle => "middle",
            Self::End => "end",
        }
    }
}

/// A page under construction; the origin is the upper left corner, units are pixels.
#[derive(Clone, Debug)]
pub(crate) struct Svg {
    body: String,
    pub(crate) width: f64,
    pub(crate) height: f64,
}

/// Size of ordinary text in pixels: readable when a slide shows the picture at its own size.
pub(crate) const TEXT: f64 = 15.0;
/// Size of a picture's title.
pub(crate) const TITLE: f64 = 18.0;

impl Svg {
    pub(crate) fn new(width: f64, height: f64) -> Self {
        Self {
            body: String::new(),
            width,
            height,
        }
    }

    pub(crate) fn rect(&mut self, x: f64, y: f64, w: f64, h: f64, fill: &str) {
        let (w, h) = (w.max(0.0), h.max(0.0));
        let _ = writeln!(
            self.body,
            "<rect x='{x:.1}' y='{y:.1}' width='{w:.1}' height='{h:.1}' fill='{fill}'/>"
        );
    }

    /// A rectangle through which what lies below is seen.
    pub(crate) fn tint(&mut self, (x, y, w, h): (f64, f64, f64, f64), fill: &str, opacity: f64) {
        let _ = writeln!(
            self.body,
            "<rect x='{x:.1}' y='{y:.1}' width='{w:.1}' height='{h:.1}' fill='{fill}' fill-opacity='{opacity}'/>"
        );
    }

    /// The edge of a rectangle.
    pub(crate) fn frame(&mut self, (x, y, w, h): (f64, f64, f64, f64), stroke: &str, width: f64) {
        let _ = writeln!(
            self.body,
            "<rect x='{x:.1}' y='{y:.1}' width='{w:.1}' height='{h:.1}' fill='none' stroke='{stroke}' stroke-width='{width}'/>"
        );
    }

    /// Makes a pattern of diagonal lines in a colour known as `name`, for [`hatch`](Self::hatch).
    pub(crate) fn pattern(&mut self, name: &str, stroke: &str) {
        let _ = writeln!(
            self.body,
            "<pattern id='{name}' patternUnits='userSpaceOnUse' width='7' height='7' patternTransform='rotate(45)'><line x1='3' y1='0' x2='3' y2='7' stroke='{stroke}' stroke-width='1.6'/></pattern>"
        );
    }

    /// A rectangle filled with a pattern.
    pub(crate) fn hatch(&mut self, (x, y, w, h): (f64, f64, f64, f64), name: &str) {
        self.rect(x, y, w, h, &format!("url(#{name})"));
    }

    pub(crate) fn line(&mut self, from: (f64, f64), to: (f64, f64), stroke: &str, width: f64) {
        let _ = writeln!(
            self.body,
            "<line x1='{:.1}' y1='{:.1}' x2='{:.1}' y2='{:.1}' stroke='{stroke}' stroke-width='{width}'/>",
            from.0, from.1, to.0, to.1
        );
    }

    /// A line through the points; `dash` is an SVG dash pattern or empty.
    pub(crate) fn polyline(&mut self, points: &[(f64, f64)], stroke: &str, width: f64, dash: &str) {
        let mut path = String::with_capacity(points.len() * 12);
        for (x, y) in points {
            let _ = write!(path, "{x:.1},{y:.1} ");
        }
        let dash = if dash.is_empty() {
            String::new()
        } else {
            format!(" stroke-dasharray='{dash}'")
        };
        let _ = writeln!(
            self.body,
            "<polyline points='{}' fill='none' stroke='{stroke}' stroke-width='{width}' stroke-linejoin='round'{dash}/>",
            path.trim_end()
        );
    }

    /// A mark of one of five shapes, so that series differ by more than colour.
    pub(crate) fn mark(&mut self, shape: usize, (x, y): (f64, f64), r: f64, fill: &str) {
        let path = match shape % 5 {
            0 => {
                let _ = writeln!(
                    self.body,
                    "<circle cx='{x:.1}' cy='{y:.1}' r='{r}' fill='{fill}'/>"
                );
                return;
            }
            1 => return self.rect(x - 0.9 * r, y - 0.9 * r, 1.8 * r, 1.8 * r, fill),
            2 => format!(
                "M{x:.1} {:.1}L{:.1} {:.1}L{:.1} {2:.1}Z",
                y - 1.2 * r,
                x + 1.1 * r,
                y + 0.8 * r,
                x - 1.1 * r
            ),
            3 => format!(
                "M{x:.1} {:.1}L{:.1} {y:.1}L{x:.1} {:.1}L{:.1} {y:.1}Z",
                y - 1.3 * r,
                x + 1.3 * r,
                y + 1.3 * r,
                x - 1.3 * r
            ),
            _ => format!(
                "M{x:.1} {:.1}L{:.1} {:.1}L{:.1} {2:.1}Z",
                y + 1.2 * r,
                x + 1.1 * r,
                y - 0.8 * r,
                x - 1.1 * r
            ),
        };
        let _ = writeln!(self.body, "<path d='{path}' fill='{fill}'/>");
    }

    pub(crate) fn text(
        &mut self,
        x: f64,
        y: f64,
        anchor: Anchor,
        size: f64,
        fill: &str,
        words: &str,
    ) {
        self.styled_text(x, y, anchor, size, fill, "", words);
    }

    pub(crate) fn bold(
        &mut self,
        x: f64,
        y: f64,
        anchor: Anchor,
        size: f64,
        fill: &str,
        words: &str,
    ) {
        self.styled_text(x, y, anchor, size, fill, " font-weight='bold'", words);
    }

    /// Bold text with a white rim, for places where something may lie behind it.
    pub(crate) fn bold_over(
        &mut self,
        x: f64,
        y: f64,
        anchor: Anchor,
        size: f64,
        fill: &str,
        words: &str,
    ) {
        let style = " font-weight='bold' stroke='white' stroke-width='4' paint-order='stroke'";
        self.styled_text(x, y, anchor, size, fill, style, words);
    }

    /// Text that reads upwards, for the name of a vertical axis.
    pub(crate) fn text_upwards(&mut self, x: f64, y: f64, size: f64, fill: &str, words: &str) {
        let turn = format!(" transform='rotate(-90 {x:.1} {y:.1})'");
        self.styled_text(x, y, Anchor::Middle, size, fill, &turn, words);
    }

    #[allow(clippy::too_many_arguments)]
    fn styled_text(
        &mut self,
        x: f64,
        y: f64,
        anchor: Anchor,
        size: f64,
        fill: &str,
        style: &str,
        words: &str,
    ) {
        let _ = writeln!(
            self.body,
            "<text x='{x:.1}' y='{y:.1}' text-anchor='{}' font-size='{size}' fill='{fill}'{style}>{}</text>",
            anchor.name(),
            escape(words)
        );
    }

    /// Rules for the classes of groups.
    pub(crate) fn style(&mut self, rules: &str) {
        let _ = writeln!(self.body, "<style>{rules}</style>");
    }

    /// Begins a group of a class, with a style of its own.
    pub(crate) fn open(&mut self, class: &str, style: &str) {
        let _ = writeln!(self.body, "<g class='{class}' style='{style}'>");
    }

    /// Begins a part that slides can show by itself; `words` say what is on it.
    pub(crate) fn part(&mut self, class: &str, words: &str) {
        let words = escape(words);
        let _ = writeln!(self.body, "<g class='{class}' aria-label='{words}'>");
    }

    /// Ends the group or part.
    pub(crate) fn close(&mut self) {
        self.body.push_str("</g>\n");
    }

    /// A bitmap stretched over a rectangle, its pixels kept sharp.
    pub(crate) fn image(&mut self, x: f64, y: f64, w: f64, h: f64, address: &str) {
        let _ = writeln!(
            self.body,
            "<image x='{x:.1}' y='{y:.1}' width='{w:.1}' height='{h:.1}' preserveAspectRatio='none' style='image-rendering:pixelated' href='{address}'/>"
        );
    }

    /// The document.
    pub(crate) fn finish(self) -> String {
        format!(
            "<svg xmlns='http://www.w3.org/2000/svg' width='{w:.0}' height='{h:.0}' viewBox='0 0 {w:.0} {h:.0}' font-family='sans-serif'>\n<rect width='100%' height='100%' fill='white'/>\n{}</svg>",
            self.body,
            w = self.width,
            h = self.height
        )
    }
}

/// About how wide a text is, in pixels. No font is at hand here, so this is the width in a wide
/// sans-serif (DejaVu Sans), a little more than what most browsers need.
pub(crate) fn text_width(words: &str, size: f64) -> f64 {
    let em: f64 = words
        .chars()
        .map(|c| match c {
            'i' | 'j' | 'l' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' | '\u{202f}' => 0.32,
            ' ' | 'f' | 't' | 'r' | 'I' | '(' | ')' | '[' | ']' | '/' => 0.4,
            'm' | 'M' | 'W' | 'w' | '%' | '@' | '—' | '…' => 0.95,
            '⁰' | '¹' | '²' | '³' | '⁴'..='⁹' | '⁻' => 0.42,
            'A'..='Z' => 0.72,
            c if (c as u32) >= 0x2e80 => 1.0,
            _ => 0.62,
        })
        .sum();
    em * size
}

/// The text, cut with an ellipsis where it would be wider than `room` pixels.
pub(crate) fn fit(words: &str, size: f64, room: f64) -> String {
    if text_width(words, size) <= room {
        return words.to_owned();
    }
    let mut short = String::new();
    for letter in words.chars() {
        if text_width(&short, size) + 1.2 * size > room {
            break;
        }
        short.push(letter);
    }
    short.trim_end().to_owned() + "…"
}
