//! Some rows and columns of a sweep, for whoever has a reason not to sweep them all at once.

use super::simd::points;
use super::{Grid, HeatError};
use crate::simd::{Kernel, Level, Simd, dispatch, worth_streaming};
use std::ops::Range;

/// [`sweep_simd`](super::sweep_simd) at the rows and columns of `part` alone; the same bits there.
///
/// On MPI ranks these are the points that need no halo, while its messages travel, and then the others.
///
/// # Errors
/// As [`sweep_naive`](super::sweep_naive); and [`HeatError::Outside`] if a part that is not empty has a
/// point on the rim or beyond.
///
/// ```
/// use kernels::heat::{sweep_part, sweep_simd};
/// let u: Vec<f64> = (0..93).map(|i| f64::from(i * i % 11)).collect();
/// let (mut whole, mut parts) = (u.clone(), u.clone());
/// sweep_simd(&u, &mut whole, 31, 0.2)?;
/// sweep_part(&u, &mut parts, 31, 0.2, [1..2, 1..8])?;
/// sweep_part(&u, &mut parts, 31, 0.2, [1..2, 8..30])?;
/// assert_eq!(whole, parts);
/// # Ok::<(), kernels::heat::HeatError>(())
/// ```
pub fn sweep_part(
    u: &[f64],
    out: &mut [f64],
    columns: usize,
    r: f64,
    part: [Range<usize>; 2],
) -> Result<(), HeatError> {
    let u = Grid::new(u, out.len(), columns)?;
    if part.iter().any(Range::is_empty) {
        return Ok(());
    }
    let ends = part.iter().zip([u.rows, u.columns]);
    for (range, points) in ends {
        if range.start == 0 || range.end >= points {
            let (start, end) = (range.start, range.end);
            return Err(HeatError::Outside { start, end, points });
        }
    }
    // The grid decides: what does not fit into a cache as a whole does not stay there from part to part.
    let streaming = worth_streaming(out.len());
    dispatch(
        Level::best(),
        Part {
            u,
            out,
            part,
            r,
            streaming,
        },
    );
    Ok(())
}

struct Part<'a> {
    u: Grid<'a>,
    out: &'a mut [f64],
    part: [Range<usize>; 2],
    r: f64,
    streaming: bool,
}

impl Kernel for Part<'_> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self, s: S) {
        let Part {
            u,
            out,
            part: [rows, columns],
            r,
            streaming,
        } = self;
        for i in rows {
            let out = &mut out[i * u.columns..][columns.clone()];
            points(s, streaming, out, u, i, columns.start, r);
        }
        if streaming {
            s.fence();
        }
    }
}
