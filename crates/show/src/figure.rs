//! A picture as a notebook wants it: HTML, plain text, and words for who cannot see it.

use crate::base64;
use std::fmt;

/// A finished picture: what a cell displays.
///
/// As the last expression of a cell it shows itself. The HTML holds an `<img>` with the drawing
/// inside its address, since Jupyter hides a bare `<svg>` in a notebook it does not trust yet.
///
/// ```
/// let figure = show::Figure::message("nothing measured yet");
/// assert!(figure.html.contains("nothing measured yet"));
/// assert_eq!(figure.text, "nothing measured yet");
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Figure {
    /// What a browser shows.
    pub html: String,
    /// What a terminal, or a code host without HTML, shows.
    pub text: String,
    /// What the picture shows, in a sentence, with the numbers that matter.
    pub alt: String,
}

impl Figure {
    /// A picture from an SVG document; `alt` says what it shows.
    ///
    /// ```
    /// let figure = show::Figure::from_svg("<svg xmlns='http://www.w3.org/2000/svg'/>", "an empty page");
    /// assert!(figure.html.starts_with("<img alt=\"an empty page\" "));
    /// ```
    #[must_use]
    pub fn from_svg(svg: &str, alt: &str) -> Self {
        // White behind the drawing: its dark text must stay readable in a dark notebook theme.
        let html = format!(
            "<img alt=\"{}\" style=\"max-width:100%;background:white\" src=\"data:image/svg+xml;base64,{}\"/>",
            escape(alt),
            base64::encode(svg.as_bytes())
        );
        Self {
            html,
            text: alt.to_owned(),
            alt: alt.to_owned(),
        }
    }

    /// The SVG document of a picture that is a single drawing, for a file; `None` for any other.
    ///
    /// ```
    /// let figure = show::Figure::from_svg("<svg/>", "an empty page");
    /// assert_eq!(figure.svg().as_deref(), Some("<svg/>"));
    /// assert_eq!(show::Figure::message("no drawing").svg(), None);
    /// ```
    #[must_use]
    pub fn svg(&self) -> Option<String> {
        let (_, rest) = self.html.split_once("src=\"data:image/svg+xml;base64,")?;
        let (data, rest) = rest.split_once('"')?;
        let is_alone = !rest.contains("<img");
        String::from_utf8(base64::decode(data)?)
            .ok()
            .filter(|_| is_alone)
    }

    /// A framed sentence in the place of a picture that cannot be drawn.
    #[must_use]
    pub fn message(why: &str) -> Self {
        let html = format!(
            "<div style=\"border-left:4px solid #E69F00;padding:0.4em 0.8em;margin:0.4em 0\">{}</div>",
            escape(why)
        );
        Self {
            html,
            text: why.to_owned(),
            alt: why.to_owned(),
        }
    }

    /// The same picture with another plain-text form.
    #[must_use]
    pub fn with_text(mut self, text: impl Into<String>) -> Self {
        self.text = text.into();
        self
    }

    /// Shows the picture in the notebook; evcxr calls this for the last expression of a cell.
    pub fn evcxr_display(&self) {
        display(&self.html, &self.text);
    }
}

impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

// The HTML of a picture is tens of kilobytes of base64, which nobody wants to meet in a cell's output.
impl fmt::Debug for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Figure")
            .field("alt", &self.alt)
            .finish_non_exhaustive()
    }
}

/// Prints one HTML and one plain-text form, framed as evcxr reads them.
///
/// Use it in the `evcxr_display` of a type of your own. One call per cell counts: Jupyter keeps the
/// last output of each kind.
pub fn display(html: &str, text: &str) {
    println!(
        "EVCXR_BEGIN_CONTENT text/html\n{html}\nEVCXR_END_CONTENT\nEVCXR_BEGIN_CONTENT text/plain\n{text}\nEVCXR_END_CONTENT"
    );
}

/// The text with the five characters that HTML and SVG give a meaning replaced.
///
/// ```
/// assert_eq!(show::escape("a < b & \"c\""), "a &lt; b &amp; &quot;c&quot;");
/// ```
#[must_use]
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            // XML allows no other control characters, not even as references.
            c if c.is_control() && c != '\n' && c != '\t' => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn alt_text_cannot_leave_its_attribute() {
        let figure = Figure::from_svg("<svg/>", "\"><script>alert(1)</script>");
        assert!(!figure.html.contains("<script>"));
        assert!(Figure::message("<b>").html.contains("&lt;b&gt;"));
    }

    #[test]
    fn control_characters_do_not_break_the_xml() {
        assert_eq!(escape("a\u{1b}[0m"), "a\u{fffd}[0m");
    }

    #[test]
    fn debug_is_short() {
        let figure = Figure::from_svg(&"x".repeat(10_000), "long");
        assert!(format!("{figure:?}").len() < 100);
    }
}
