//! What a picture needs of a large array: fewer cells, and where its extremes are.

use ndarray::{Array2, ArrayView2};

/// Arrays with more rows or columns than this are shown by the means of blocks.
const MOST_CELLS: usize = 480;

/// The array itself, or the means of blocks where it has too many cells.
pub(crate) fn blocks(array: &ArrayView2<'_, f64>) -> Array2<f64> {
    blocks_of(array, MOST_CELLS)
}

/// The array itself, or the means of blocks where it has more than `cells` rows or columns.
pub(crate) fn blocks_of(array: &ArrayView2<'_, f64>, cells: usize) -> Array2<f64> {
    let (rows, columns) = array.dim();
    if rows <= cells && columns <= cells {
        return array.to_owned();
    }
    // Both sides by the same factor, so that the picture keeps its proportions.
    let most = cells as f64 / rows.max(columns) as f64;
    let side = |n: usize| ((n as f64 * most).round() as usize).clamp(n.min(40), n);
    let small = (side(rows), side(columns));
    let part = |i: usize, n: usize, of: usize| i * of / n..((i + 1) * of / n).max(i * of / n + 1);
    Array2::from_shape_fn(small, |(i, j)| {
        let (r, c) = (part(i, small.0, rows), part(j, small.1, columns));
        let block = array.slice(ndarray::s![r, c]);
        let (sum, n) = block
            .iter()
            .filter(|v| v.is_finite())
            .fold((0.0, 0.0), |(s, n), v| (s + v, n + 1.0));
        if n > 0.0 { sum / n } else { f64::NAN }
    })
}

/// Where the lowest and the highest value are, and how many values are missing.
pub(crate) fn where_extremes(array: &ArrayView2<'_, f64>) -> Option<String> {
    let finite = || array.indexed_iter().filter(|(_, v)| v.is_finite());
    let low = finite().min_by(|a, b| a.1.total_cmp(b.1))?;
    // Of equal values the first, as for the lowest.
    let high = finite().reduce(|best, next| if next.1 > best.1 { next } else { best })?;
    let missing = array.iter().filter(|v| !v.is_finite()).count();
    let mut words = if low.1 == high.1 {
        "; the same value everywhere".to_owned()
    } else {
        format!(
            "; lowest at row {}, column {}, highest at row {}, column {}",
            low.0.0, low.0.1, high.0.0, high.0.1
        )
    };
    if missing > 0 {
        words += &format!("; not finite: {missing}");
    }
    Some(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_large_array_keeps_its_mean_and_proportions() {
        let large = Array2::from_shape_fn((960, 1920), |(i, j)| (i * 1920 + j) as f64);
        let small = blocks(&large.view());
        assert_eq!(small.dim(), (240, 480));
        let (a, b) = (large.mean().unwrap(), small.mean().unwrap());
        assert!((a - b).abs() < 1e-9 * a, "{a} {b}");
        assert_eq!(
            blocks(&Array2::<f64>::zeros((3, 10_000)).view()).dim(),
            (3, 480)
        );
    }

    #[test]
    fn what_is_not_a_number_does_not_spoil_its_neighbours() {
        let mut large = Array2::ones((1000, 1000));
        large[[0, 0]] = f64::NAN;
        assert!(blocks(&large.view()).iter().all(|&v| v == 1.0));
    }
}
