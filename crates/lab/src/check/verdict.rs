//! What a check found, as the reader sees it.

use bench::Rows;
use show::{Figure, escape};
use std::fmt;

/// How far an exercise is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// Nothing is written yet: the code still says `todo!()`.
    NotYet,
    /// An answer differs from the expected one, or the code panics.
    Wrong,
    /// Every answer is right; the code is slower than it could be, or its speed does not matter here.
    Right,
    /// Every answer is right, and as fast as the reference solution.
    RightAndFast,
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotYet => "not yet",
            Self::Wrong => "wrong",
            Self::Right => "right",
            Self::RightAndFast => "right and fast",
        })
    }
}

/// The outcome of an exercise's check; it shows itself at the end of a cell.
///
/// The first line of its text is always `exercise NN.K: ` and the [`State`].
#[derive(Clone, Debug)]
pub struct Verdict {
    pub(super) exercise: String,
    pub(super) state: State,
    /// Sentences, in the order in which they help.
    pub(super) remarks: Vec<String>,
    /// Names and values of the smallest case that fails.
    pub(super) failure: Vec<(&'static str, String)>,
    pub(super) rows: Option<Rows>,
}

impl Verdict {
    /// How far the exercise is.
    #[must_use]
    pub fn state(&self) -> State {
        self.state
    }

    /// The verdict as plain text.
    #[must_use]
    pub fn text(&self) -> String {
        let mut lines = vec![self.headline()];
        lines.extend(self.remarks.iter().cloned());
        let widest = self
            .failure
            .iter()
            .map(|(name, _)| name.len())
            .max()
            .unwrap_or(0);
        lines.extend(
            self.failure
                .iter()
                .map(|(name, value)| format!("  {name:widest$}  {value}")),
        );
        if let Some(rows) = &self.rows {
            lines.push(show::table(rows).text());
        }
        lines.join("\n")
    }

    /// The verdict as HTML.
    #[must_use]
    pub fn html(&self) -> String {
        // Shape and words tell the states apart, colour only helps.
        let (sign, colour) = match self.state {
            State::NotYet => ("○", "#888888"),
            State::Wrong => ("✗", "#D55E00"),
            State::Right => ("✓", "#0072B2"),
            State::RightAndFast => ("✓✓", "#0072B2"),
        };
        let mut out = format!(
            "<div style=\"border-left:5px solid {colour};padding:0.3em 0.9em;margin:0.4em 0\"><div><b>{sign} {}</b></div>",
            escape(&self.headline())
        );
        for remark in &self.remarks {
            // A compiler's words point at columns.
            let style = match remark.contains('\n') {
                true => "margin-top:0.3em;font-family:monospace;white-space:pre-wrap",
                false => "margin-top:0.3em",
            };
            out += &format!("<div style=\"{style}\">{}</div>", with_code(remark));
        }
        if !self.failure.is_empty() {
            out += "<table style=\"border-collapse:collapse;margin:0.4em 0\">";
            for (name, value) in &self.failure {
                out += &format!(
                    "<tr><th scope=\"row\" style=\"text-align:left;vertical-align:top;padding:0.15em 0.8em 0.15em 0\">{name}</th><td style=\"text-align:left\"><code style=\"white-space:pre-wrap;word-break:break-word\">{}</code></td></tr>",
                    escape(value)
                );
            }
            out += "</table>";
        }
        if let Some(rows) = &self.rows {
            out += &show::table(rows).html();
        }
        out + "</div>"
    }

    fn headline(&self) -> String {
        format!("exercise {}: {}", self.exercise, self.state)
    }

    /// Shows the verdict in the notebook; evcxr calls this for the last expression of a cell.
    pub fn evcxr_display(&self) {
        show::display(&self.html(), &self.text());
    }
}

/// Text for a page; what stands between backticks is set as code.
fn with_code(text: &str) -> String {
    let escaped = escape(text);
    let parts: Vec<&str> = escaped.split('`').collect();
    // One that stands alone is a backtick.
    if parts.len().is_multiple_of(2) {
        return escaped;
    }
    let each = parts.iter().enumerate();
    each.map(|(at, part)| match at % 2 {
        0 => (*part).to_owned(),
        _ => format!("<code>{part}</code>"),
    })
    .collect()
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text())
    }
}

impl From<Verdict> for Figure {
    fn from(verdict: Verdict) -> Self {
        Self {
            html: verdict.html(),
            text: verdict.text(),
            alt: verdict.headline(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::with_code;

    #[test]
    fn backticks_in_pairs_become_code() {
        assert_eq!(
            with_code("`a < b`, then `c`"),
            "<code>a &lt; b</code>, then <code>c</code>"
        );
        assert_eq!(with_code("no code"), "no code");
        assert_eq!(with_code("one ` alone"), "one ` alone");
    }
}
