//! Leaves out what nobody can see: a picture of a million points must stay small.

use std::collections::BTreeSet;

/// Lines of up to this many points are drawn as they are.
const LINE_POINTS: usize = 1500;
/// Clouds of up to this many marks are drawn mark by mark.
const MARKS: usize = 3000;
/// Side of the squares that stand for the marks of a larger cloud, in pixels.
pub(crate) const CELL: f64 = 2.0;

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

/// A cloud of points, as marks or, when there are many, as runs of small squares.
pub(crate) enum Cloud {
    /// Centres of marks.
    Few(Vec<(f64, f64)>),
    /// Left, top and width of each row of squares that touch.
    Many(Vec<(f64, f64, f64)>),
}

/// What to draw for a cloud of points.
pub(crate) fn cloud(points: &[(f64, f64)]) -> Cloud {
    if points.len() <= MARKS {
        return Cloud::Few(points.to_vec());
    }
    let cells: BTreeSet<(i32, i32)> = points
        .iter()
        .map(|&(x, y)| ((y / CELL).floor() as i32, (x / CELL).floor() as i32))
        .collect();
    let mut rows: Vec<(f64, f64, f64)> = Vec::new();
    let mut before = None;
    for (row, column) in cells {
        match rows.last_mut() {
            Some(last) if before == Some((row, column - 1)) => last.2 += CELL,
            _ => rows.push((f64::from(column) * CELL, f64::from(row) * CELL, CELL)),
        }
        before = Some((row, column));
    }
    Cloud::Many(rows)
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
    fn a_cloud_of_a_million_is_a_few_thousand_squares() {
        let points: Vec<(f64, f64)> = (0..1_000_000u32)
            .map(|i| (f64::from(i % 997) * 0.6, f64::from(i % 1009) * 0.3))
            .collect();
        let Cloud::Many(rows) = cloud(&points) else {
            panic!("drawn mark by mark")
        };
        assert!(rows.len() < 20_000, "{}", rows.len());
    }
}
