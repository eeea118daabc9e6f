//! Where cells are on the page.

use super::Part;
use crate::palette::{INK, SOFT};
use crate::svg::{Anchor, Svg, TEXT, text_width};

/// Cells of more pixels than this are drawn one by one.
const SEEN: f64 = 7.0;

/// Left, top, width and height in pixels.
pub(super) type Rect = (f64, f64, f64, f64);

/// Where cells are on the page.
pub(super) struct Place {
    pub(super) left: f64,
    pub(super) top: f64,
    /// Width and height of a cell.
    pub(super) w: f64,
    pub(super) h: f64,
    /// Cells' room between two sub-domains.
    pub(super) apart: f64,
    /// Where sub-domains begin.
    pub(super) rows: Vec<usize>,
    pub(super) columns: Vec<usize>,
}

impl Place {
    pub(super) fn of(&self, part: &Part) -> Rect {
        self.beside(part, part)
    }

    /// The rectangle of some cells, drawn with the part that they are beside of.
    pub(super) fn beside(&self, part: &Part, cells: &Part) -> Rect {
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
    pub(super) fn nobody(&self, svg: &mut Svg, at: Rect, cells: &Part) {
        svg.rect(at.0, at.1, at.2, at.3, "#dddddd");
        self.grid(svg, at, cells);
    }

    /// Lines between cells, where they are large enough to be seen.
    pub(super) fn grid(&self, svg: &mut Svg, (x, y, w, h): Rect, cells: &Part) {
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
    pub(super) fn ticks(&self, svg: &mut Svg, (rows, columns): (usize, usize)) {
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
