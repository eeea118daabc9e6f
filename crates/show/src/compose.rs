//! Several pictures in one: a notebook cell shows one HTML output only.

use crate::figure::Figure;

/// Pictures beside each other, two in a row, or below each other where the page is narrow.
///
/// Charts made `.small()` keep their text readable.
///
/// ```
/// let a = show::scatter("a").series("", [1], [1]).figure();
/// let b = show::scatter("b").series("", [1], [2]).figure();
/// let both = show::side_by_side(&[a, b]);
/// assert_eq!(both.html.matches("<img").count(), 2);
/// assert_eq!(both.text.lines().filter(|line| line.contains("one point")).count(), 2);
/// ```
#[must_use]
pub fn side_by_side(figures: &[Figure]) -> Figure {
    if figures.is_empty() {
        return Figure::message("There are no pictures to put beside each other.");
    }
    let join = |pick: fn(&Figure) -> &str, glue: &str| {
        figures.iter().map(pick).collect::<Vec<_>>().join(glue)
    };
    let size = if figures.len() == 1 {
        "flex:1"
    } else {
        "flex:0 1 calc(50% - 6px);min-width:min(300px,100%)"
    };
    let boxes: String = figures
        .iter()
        .map(|figure| format!("<div style=\"{size}\">{}</div>", figure.html))
        .collect();
    Figure {
        html: format!(
            "<div style=\"display:flex;flex-wrap:wrap;gap:12px;align-items:flex-start\">{boxes}</div>"
        ),
        text: join(|f| &f.text, "\n\n"),
        alt: join(|f| &f.alt, " "),
    }
}

/// Pictures, tables and cards below each other.
///
/// ```
/// let table = show::Table::new("t", &["a"]).row(&["1"]);
/// let both = show::stack(&[show::Figure::message("first"), table.into()]);
/// assert!(both.text.starts_with("first\n\nt\n"));
/// ```
#[must_use]
pub fn stack(figures: &[Figure]) -> Figure {
    let mut whole = side_by_side(figures);
    whole.html = figures
        .iter()
        .map(|figure| format!("<div>{}</div>", figure.html))
        .collect();
    whole
}
