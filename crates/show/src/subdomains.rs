//! Which rank owns which cells of a grid, and which cells of others it keeps a copy of.

mod drawing;
mod place;

use crate::figure::{Figure, display};
use crate::frame::{ORDINARY, SMALL};
use crate::units::{count, counted};
use std::fmt;
use std::ops::Range;

/// The rows and the columns of a grid that one rank owns, as `Cartesian::owned` gives them.
pub type Part = [Range<usize>; 2];

/// A picture of the sub-domains of a grid, built step by step; it shows itself at the end of a cell.
///
/// ```
/// let parts = [[0..3, 0..8], [3..6, 0..8]];
/// let figure = show::subdomains("Two strips", (6, 8), &parts).halo(1, false).figure();
/// assert_eq!(
///     figure.alt,
///     "Two strips: 6 rows × 8 columns on 2 ranks. Rank 0 owns rows 0 to 2, columns 0 to 7; \
///      rank 1 owns rows 3 to 5, columns 0 to 7. Around each a halo 1 cell deep, hatched where it is a \
///      copy of what another rank owns: 8 cells for rank 0, 8 for rank 1."
/// );
/// ```
#[derive(Clone)]
pub struct Subdomains {
    title: String,
    shape: (usize, usize),
    parts: Vec<Part>,
    halo: usize,
    corners: bool,
    size: (f64, f64),
}

/// A picture of which rank owns which cells; `parts[rank]` are its rows and columns.
#[must_use]
pub fn subdomains(title: &str, shape: (usize, usize), parts: &[Part]) -> Subdomains {
    Subdomains {
        title: title.to_owned(),
        shape,
        parts: parts.to_vec(),
        halo: 0,
        corners: false,
        size: ORDINARY,
    }
}

impl Subdomains {
    /// Moves the sub-domains apart and draws around each the halo that it keeps: `depth` cells, hatched in
    /// the colour of the rank that owns them, with or without the `corners`.
    #[must_use]
    pub fn halo(mut self, depth: usize, corners: bool) -> Self {
        (self.halo, self.corners) = (depth, corners);
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
        let (rows, columns) = self.shape;
        let outside = |[r, c]: &Part| r.end > rows || c.end > columns;
        if rows * columns == 0 || self.parts.is_empty() {
            return Figure::message(&format!("{}: there are no cells to own.", self.title));
        }
        if let Some(rank) = self.parts.iter().position(outside) {
            let [r, c] = &self.parts[rank];
            return Figure::message(&format!(
                "{}: rank {rank} owns rows {r:?} and columns {c:?}, outside of {rows} × {columns} cells.",
                self.title
            ));
        }
        let alt = self.words();
        Figure::from_svg(&self.draw(), &alt).with_text(alt)
    }

    fn words(&self) -> String {
        let named = self.parts.iter().enumerate().take(12);
        let to = |range: &Range<usize>, name: &str| match range.len() {
            0 => format!("no {name}s"),
            1 => format!("{name} {}", range.start),
            _ => format!("{name}s {} to {}", range.start, range.end - 1),
        };
        let owns: Vec<String> = named
            .clone()
            .map(|(rank, [r, c])| format!("rank {rank} owns {}, {}", to(r, "row"), to(c, "column")))
            .collect();
        let more = match self.parts.len().saturating_sub(12) {
            0 => String::new(),
            more => format!("; and {more} more"),
        };
        let mut words = format!(
            "{}: {} rows × {} columns on {}. R{}{more}.",
            self.title,
            self.shape.0,
            self.shape.1,
            counted(self.parts.len(), "rank", "ranks"),
            &owns.join("; ")[1..],
        );
        let owned = self.parts.iter().map(|[r, c]| r.len() * c.len());
        if owned.sum::<usize>() < self.shape.0 * self.shape.1 {
            words += " Grey: a rim that no rank owns.";
        }
        if self.halo > 0 {
            let cells: Vec<String> = named
                .map(|(rank, part)| {
                    let cells = self
                        .halo_of(part)
                        .into_iter()
                        .map(|[r, c]| r.len() * c.len());
                    let cells = count(cells.sum::<usize>() as f64);
                    let unit = if rank == 0 { " cells" } else { "" };
                    format!("{cells}{unit} for rank {rank}")
                })
                .collect();
            words += &format!(
                " Around each a halo {} deep{}, hatched where it is a copy of what another rank owns: {}.",
                counted(self.halo, "cell", "cells"),
                if self.corners {
                    ", with its corners"
                } else {
                    ""
                },
                cells.join(", ")
            );
        }
        words
    }

    /// The rectangles of cells around a part that exist: four sides, and four corners.
    fn halo_of(&self, [r, c]: &Part) -> Vec<Part> {
        let before = |range: &Range<usize>| range.start.saturating_sub(self.halo)..range.start;
        let after = |range: &Range<usize>, n: usize| range.end..(range.end + self.halo).min(n);
        let (above, below) = (before(r), after(r, self.shape.0));
        let (left, right) = (before(c), after(c, self.shape.1));
        let mut around = vec![
            [above.clone(), c.clone()],
            [below.clone(), c.clone()],
            [r.clone(), left.clone()],
            [r.clone(), right.clone()],
        ];
        if self.corners {
            for rows in [above, below] {
                around.push([rows.clone(), left.clone()]);
                around.push([rows, right.clone()]);
            }
        }
        around.retain(|[r, c]| !r.is_empty() && !c.is_empty());
        around
    }

    /// Shows the picture in the notebook; evcxr calls this for the last expression of a cell.
    pub fn evcxr_display(&self) {
        let figure = self.figure();
        display(&figure.html, &figure.text);
    }
}

impl From<Subdomains> for Figure {
    fn from(picture: Subdomains) -> Self {
        picture.figure()
    }
}

impl fmt::Debug for Subdomains {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Subdomains")
            .field("title", &self.title)
            .field("parts", &self.parts)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
