//! The ranks' cells in their colours, the halos hatched.

use super::place::Place;
use super::{Part, Subdomains};
use crate::frame::draw_title;
use crate::palette::{self, INK, colour};
use crate::svg::{Anchor, Svg, TEXT, text_width};
use std::collections::BTreeSet;
use std::ops::Range;

impl Subdomains {
    pub(super) fn draw(&self) -> String {
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
