//! Leaves out what nobody can see: a picture of a million points must stay small.

use std::collections::BTreeSet;

/// Lines of up to this many points are drawn as they are.
const LINE_POINTS: usize = 1500;
/// Clouds of up to this many marks are drawn mark by mark.
const MARKS: usize = 3000;
/// Side of the squares that stand for the marks of a larger cloud, in pixels.
const CELL: f64 = 2.0;
/// Steps between no point and most points.
pub(crate) const SHADES: usize = 16;

/// A line through the same pixels with far fewer points: of the points that follow each other
/// within one pixel column, the first, the lowest, the highest and the last.
pub(crate) fn line(points: &[(f64, f64)]) -> Vec<(f64, f64)> {
    if points.len() <= LINE_POINTS {
        return points.to_vec();
    }
    let mut out = Vec::new();
    for run in points.chunk_by(|a, b| a.0.floor() == b.0.floor()) {
        let by_height = |a: &usize, b: &usize| run[*a].1.total_cmp(&run[*b].1);
        let low = (0..run.len()).min_by(by_height).unwrap_or(0);
        let high = (0..run.len()).max_by(by_height).unwrap_or(0);
        let keep = BTreeSet::from([0, low, high, run.len() - 1]);
        out.extend(keep.into_iter().map(|i| run[i]));
    }
    if out.len() > 4 * LINE_POINTS {
        // A line that runs to and fro over the whole page: every k-th point has to do.
        let stride = out.len().div_ceil(4 * LINE_POINTS);
        out = out.into_iter().step_by(stride).collect();
    }
    out
}

/// A cloud of points, as marks or, when there are many, as a bitmap of how many lie where.
pub(crate) enum Cloud {
    /// Centres of marks.
    Few(Vec<(f64, f64)>),
    /// How densely the points lie.
    Many(Density),
}

/// A bitmap of [`SHADES`] steps: 0 where there is no point, the last where most are.
pub(crate) struct Density {
    /// Left edge on the page.
    pub(crate) left: f64,
    /// Upper edge on the page.
    pub(crate) top: f64,
    /// Width and height on the page.
    pub(crate) size: (f64, f64),
    /// Cells in a row.
    pub(crate) width: usize,
    pub(crate) cells: Vec<u8>,
}

/// What to draw for a cloud of points.
pub(crate) fn cloud(points: &[(f64, f64)]) -> Cloud {
    if points.len() <= MARKS {
        return Cloud::Few(points.to_vec());
    }
    let cell = |v: f64| (v / CELL).floor() as i32;
    let edge = |pick: fn(&(f64, f64)) -> f64| {
        let cells = points.iter().map(|p| cell(pick(p)));
        cells.fold((i32::MAX, i32::MIN), |(low, high), c| {
            (low.min(c), high.max(c))
        })
    };
    let ((left, right), (top, bottom)) = (edge(|p| p.0), edge(|p| p.1));
    let (width, height) = ((right - left + 1) as usize, (bottom - top + 1) as usize);
    let mut counts = vec![0u32; width * height];
    for &(x, y) in points {
        counts[(cell(y) - top) as usize * width + (cell(x) - left) as usize] += 1;
    }
    // By ratios: a lone point must be seen beside a place with thousands.
    let most = f64::from(counts.iter().copied().max().unwrap_or(1)).ln_1p();
    let shade = |&n: &u32| match n {
        0 => 0,
        n => (f64::from(n).ln_1p() / most * (SHADES - 1) as f64)
            .round()
            .max(1.0) as u8,
    };
    Cloud::Many(Density {
        left: f64::from(left) * CELL,
        top: f64::from(top) * CELL,
        size: (width as f64 * CELL, height as f64 * CELL),
        width,
        cells: counts.iter().map(shade).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn peaks_survive_thinning() {
        let mut points: Vec<(f64, f64)> =
            (0..100_000).map(|i| (f64::from(i) / 200.0, 10.0)).collect();
        points[54_321].1 = 99.0;
        let thin = line(&points);
        assert!(thin.len() <= 4 * 501);
        assert!(thin.iter().any(|p| p.1 == 99.0));
        assert_eq!((thin[0], thin[thin.len() - 1]), (points[0], points[99_999]));
    }

    #[test]
    fn every_place_with_a_point_is_shaded() {
        let points: Vec<(f64, f64)> = (0..1_000_000u32)
            .map(|i| (f64::from(i % 997) * 0.6, 20.0 + f64::from(i % 5)))
            .chain([(700.0, 300.0)])
            .collect();
        let Cloud::Many(density) = cloud(&points) else {
            panic!("drawn mark by mark")
        };
        assert_eq!((density.left, density.top), (0.0, 20.0));
        assert_eq!(density.cells.len(), density.width * 141);
        assert_eq!((density.cells[0], density.cells.last()), (15, Some(&1)));
    }
}
