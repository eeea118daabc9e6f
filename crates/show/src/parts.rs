//! Which rank owns which cells of a grid, and which cells of others it keeps a copy of.

use crate::figure::{Figure, display};
use crate::frame::{ORDINARY, SMALL, draw_title};
use crate::palette::{self, INK, SOFT, colour};
use crate::svg::{Anchor, Svg, TEXT, text_width};
use crate::units::count;
use std::collections::BTreeSet;
use std::fmt;
use std::ops::Range;

/// The rows and the columns of a grid that one rank owns, as `Cartesian::owned` gives them.
pub type Part = [Range<usize>; 2];

/// Cells of more pixels than this are drawn one by one.
const SEEN: f64 = 7.0;

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
            "{}: {} rows × {} columns on {} rank{}. R{}{more}.",
            self.title,
            self.shape.0,
            self.shape.1,
            self.parts.len(),
            if self.parts.len() == 1 { "" } else { "s" },
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
                " Around each a halo {} cell{} deep{}, hatched where it is a copy of what another rank owns: {}.",
                self.halo,
                if self.halo == 1 { "" } else { "s" },
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

    fn draw(&self) -> String {
        let (width, full) = self.size;
        let mut svg = Svg::new(width, full);
        let top = draw_title(&mut svg, &self.title);
        // Between two sub-domains there is room for both halos and a gap.
        let apart = if self.halo > 0 {
            2.0 * self.halo as f64 + 0.8
        } else {
            0.0
        };
        let starts = |pick: fn(&Part) -> usize| -> Vec<usize> {
            let all: BTreeSet<usize> = self.parts.iter().map(pick).collect();
            all.into_iter().collect()
        };
        let (rows, columns) = (starts(|p| p[0].start), starts(|p| p[1].start));
        let cells = |n: usize, cuts: usize| n as f64 + apart * (cuts.max(1) - 1) as f64;
        let (high, wide) = (
            cells(self.shape.0, rows.len()),
            cells(self.shape.1, columns.len()),
        );
        let (left, room_w, room_h) = (74.0, width - 74.0 - 24.0, full - top - 70.0);
        let side = (room_w / wide).min(room_h / high).min(44.0);
        // Cells of a long strip need not be square to be told apart.
        let (w, h) = (
            (room_w / wide).min(3.0 * side).max(side),
            (room_h / high).min(3.0 * side).max(side),
        );
        svg.height = top + h * high + 70.0;
        let place = Place {
            left,
            top,
            w,
            h,
            apart,
            rows,
            columns,
        };
        if self.halo > 0 {
            for rank in 0..self.parts.len().min(palette::OKABE_ITO.len()) {
                svg.pattern(&hatched(rank), colour(rank));
            }
        } else {
            // What nobody owns is seen behind what the ranks do.
            let whole = [0..self.shape.0, 0..self.shape.1];
            place.nobody(&mut svg, place.of(&whole), &whole);
        }
        for (rank, part) in self.parts.iter().enumerate() {
            self.one(&mut svg, &place, rank, part);
        }
        place.ticks(&mut svg, self.shape);
        svg.finish()
    }

    fn one(&self, svg: &mut Svg, place: &Place, rank: usize, part: &Part) {
        if part.iter().any(Range::is_empty) {
            return;
        }
        let at = place.of(part);
        svg.rect(at.0, at.1, at.2, at.3, "#ffffff");
        svg.tint(at, colour(rank), 0.55);
        for around in self.halo_of(part) {
            place.nobody(svg, place.beside(part, &around), &around);
            // A halo rectangle of a corner or of uneven neighbours may have several owners.
            for owner in 0..self.parts.len() {
                let theirs = both(&around, &self.parts[owner]);
                if theirs.iter().any(Range::is_empty) {
                    continue;
                }
                let halo = place.beside(part, &theirs);
                svg.rect(halo.0, halo.1, halo.2, halo.3, "#ffffff");
                svg.tint(halo, colour(owner), 0.18);
                svg.hatch(halo, &hatched(owner));
                place.grid(svg, halo, &theirs);
                svg.frame(halo, colour(owner), 1.0);
            }
        }
        place.grid(svg, at, part);
        svg.frame(at, INK, 2.0);
        let name = if text_width("rank 00", TEXT) < at.2 {
            format!("rank {rank}")
        } else {
            rank.to_string()
        };
        svg.bold_over(
            at.0 + at.2 / 2.0,
            at.1 + at.3 / 2.0 + 6.0,
            Anchor::Middle,
            TEXT + 1.0,
            INK,
            &name,
        );
    }

    /// Shows the picture in the notebook; evcxr calls this for the last expression of a cell.
    pub fn evcxr_display(&self) {
        let figure = self.figure();
        display(&figure.html, &figure.text);
    }
}

/// Left, top, width and height in pixels.
type Rect = (f64, f64, f64, f64);

/// Where cells are on the page.
struct Place {
    left: f64,
    top: f64,
    /// Width and height of a cell.
    w: f64,
    h: f64,
    /// Cells' room between two sub-domains.
    apart: f64,
    /// Where sub-domains begin.
    rows: Vec<usize>,
    columns: Vec<usize>,
}

impl Place {
    fn of(&self, part: &Part) -> Rect {
        self.beside(part, part)
    }

    /// The rectangle of some cells, drawn with the part that they are beside of.
    fn beside(&self, part: &Part, cells: &Part) -> Rect {
        let cut =
            |starts: &[usize], at: usize| starts.iter().filter(|s| **s <= at).count() as f64 - 1.0;
        let x = cells[1].start as f64 + self.apart * cut(&self.columns, part[1].start);
        let y = cells[0].start as f64 + self.apart * cut(&self.rows, part[0].start);
        (
            self.left + self.w * x,
            self.top + self.h * y,
            self.w * cells[1].len() as f64,
            self.h * cells[0].len() as f64,
        )
    }

    /// Cells that no rank owns, a fixed rim.
    fn nobody(&self, svg: &mut Svg, at: Rect, cells: &Part) {
        svg.rect(at.0, at.1, at.2, at.3, "#dddddd");
        self.grid(svg, at, cells);
    }

    /// Lines between cells, where they are large enough to be seen.
    fn grid(&self, svg: &mut Svg, (x, y, w, h): Rect, cells: &Part) {
        if self.w >= SEEN {
            for j in 1..cells[1].len() {
                let x = x + self.w * j as f64;
                svg.line((x, y), (x, y + h), "#ffffff", 0.8);
            }
        }
        if self.h >= SEEN {
            for i in 1..cells[0].len() {
                let y = y + self.h * i as f64;
                svg.line((x, y), (x + w, y), "#ffffff", 0.8);
            }
        }
    }

    /// The number of the first row and column of each sub-domain, and of the last of all.
    fn ticks(&self, svg: &mut Svg, (rows, columns): (usize, usize)) {
        let whole = |starts: &[usize], n: usize| -> Vec<usize> {
            starts.iter().copied().chain([n - 1]).collect()
        };
        let offset = |k: usize, cuts: usize| self.apart * k.min(cuts - 1) as f64 + 0.5;
        let bottom =
            self.top + self.h * (rows as f64 + self.apart * (self.rows.len() as f64 - 1.0));
        let right =
            self.left + self.w * (columns as f64 + self.apart * (self.columns.len() as f64 - 1.0));
        let mut free = f64::NEG_INFINITY;
        for (k, column) in whole(&self.columns, columns).into_iter().enumerate() {
            let x = self.left + self.w * (column as f64 + offset(k, self.columns.len()));
            let half = text_width(&column.to_string(), TEXT) / 2.0;
            if x - half > free {
                svg.text(
                    x,
                    bottom + 21.0,
                    Anchor::Middle,
                    TEXT,
                    SOFT,
                    &column.to_string(),
                );
                free = x + half + 6.0;
            }
        }
        free = f64::NEG_INFINITY;
        for (k, row) in whole(&self.rows, rows).into_iter().enumerate() {
            let y = self.top + self.h * (row as f64 + offset(k, self.rows.len()));
            if y > free {
                svg.text(
                    self.left - 10.0,
                    y + 5.0,
                    Anchor::End,
                    TEXT,
                    SOFT,
                    &row.to_string(),
                );
                free = y + TEXT + 3.0;
            }
        }
        svg.text(
            (self.left + right) / 2.0,
            bottom + 46.0,
            Anchor::Middle,
            TEXT + 1.0,
            INK,
            "column",
        );
        svg.text_upwards(24.0, (self.top + bottom) / 2.0, TEXT + 1.0, INK, "row");
    }
}

/// The name of the pattern in a rank's colour.
fn hatched(rank: usize) -> String {
    format!("rank{}", rank % palette::OKABE_ITO.len())
}

/// The cells that are in both.
fn both(a: &Part, b: &Part) -> Part {
    let common = |a: &Range<usize>, b: &Range<usize>| a.start.max(b.start)..a.end.min(b.end);
    [common(&a[0], &b[0]), common(&a[1], &b[1])]
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
mod tests {
    use super::*;

    /// Four ranks on 5 × 7 cells, two by two.
    fn four() -> Subdomains {
        let parts = [[0..3, 0..4], [0..3, 4..7], [3..5, 0..4], [3..5, 4..7]];
        subdomains("four", (5, 7), &parts)
    }

    #[test]
    fn a_halo_is_what_lies_around_and_exists() {
        let cells = |picture: &Subdomains, rank: usize| -> usize {
            let around = picture.halo_of(&picture.parts[rank]);
            around.iter().map(|[r, c]| r.len() * c.len()).sum()
        };
        let (plain, corners) = (four().halo(1, false), four().halo(1, true));
        // Rank 0 has 4 cells below and 3 to the right, and one corner.
        assert_eq!((cells(&plain, 0), cells(&corners, 0)), (7, 8));
        // Rank 3 has 3 above, 2 to the left; two deep: twice that, and four in the corner.
        let deep = four().halo(2, true);
        assert_eq!((cells(&plain, 3), cells(&deep, 3)), (5, 14));
        assert!(deep.figure().alt.contains("2 cells deep, with its corners"));
        // Deeper than there are cells: what exists.
        assert_eq!(cells(&four().halo(100, true), 0), 5 * 7 - 3 * 4);
    }

    #[test]
    fn each_owner_is_drawn_in_its_colour_and_named() {
        let svg = four().halo(1, true).draw();
        for rank in 0..4 {
            assert!(svg.contains(&format!("rank {rank}")), "{svg}");
            // Its own cells, and what others keep of it: on two sides and at a corner.
            let tints = svg.matches(&format!("fill='{}'", colour(rank))).count();
            assert_eq!(tints, 4, "rank {rank}");
        }
    }

    #[test]
    fn sub_domains_with_halos_do_not_cover_each_other() {
        let picture = four().halo(2, true);
        let place = Place {
            left: 0.0,
            top: 0.0,
            w: 1.0,
            h: 1.0,
            apart: 4.8,
            rows: vec![0, 3],
            columns: vec![0, 4],
        };
        let rects: Vec<Vec<Rect>> = (picture.parts.iter())
            .map(|part| {
                let around = picture.halo_of(part);
                let halos = around.iter().map(|cells| place.beside(part, cells));
                halos.chain([place.of(part)]).collect()
            })
            .collect();
        let apart = |a: &Rect, b: &Rect| {
            a.0 + a.2 <= b.0 || b.0 + b.2 <= a.0 || a.1 + a.3 <= b.1 || b.1 + b.3 <= a.1
        };
        for (i, a) in rects.iter().enumerate() {
            for b in &rects[..i] {
                assert!(a.iter().all(|a| b.iter().all(|b| apart(a, b))));
            }
        }
    }

    #[test]
    fn odd_parts_are_drawn_or_said() {
        assert!(
            subdomains("t", (0, 4), &[])
                .figure()
                .alt
                .contains("no cells")
        );
        let outside = subdomains("t", (3, 3), &[[0..2, 0..3], [2..4, 0..3]]).figure();
        assert!(
            outside.alt.contains("rank 1 owns rows 2..4"),
            "{}",
            outside.alt
        );
        let idle = subdomains("t", (2, 2), &[[0..2, 0..2], [2..2, 0..2]]).halo(1, true);
        assert!(idle.figure().alt.contains("rank 1 owns no rows"));
        let many: Vec<Part> = (0..100).map(|i| [i..i + 1, 0..4000]).collect();
        let many = subdomains("t", (100, 4000), &many).halo(1, false);
        assert!(many.figure().alt.contains("and 88 more"));
        assert!(!many.draw().contains("NaN"));
    }
}
