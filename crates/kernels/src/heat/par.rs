//! Bands of rows on several threads.

use super::simd::Rows;
use super::{Grid, HeatError, to_and_fro};
use crate::simd::{Level, dispatch, worth_streaming};
use crate::threads::share;
use rayon::ThreadPool;

/// One sweep on the threads of `pool`; bit for bit [`sweep_naive`](super::sweep_naive).
///
/// # Errors
/// As [`sweep_naive`](super::sweep_naive).
///
/// ```
/// let u: Vec<f64> = (0..930).map(|i| f64::from(i * i % 11)).collect();
/// let (mut a, mut b) = (u.clone(), u.clone());
/// kernels::heat::sweep_naive(&u, &mut a, 10, 0.2)?;
/// kernels::heat::sweep_par(&u, &mut b, 10, 0.2, &kernels::threads::pool(3)?)?;
/// assert_eq!(a, b);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn sweep_par(
    u: &[f64],
    out: &mut [f64],
    columns: usize,
    r: f64,
    pool: &ThreadPool,
) -> Result<(), HeatError> {
    let u = Grid::new(u, out.len(), columns)?;
    sweep(u, out, r, pool);
    Ok(())
}

/// `sweeps` times [`sweep_par`]; the answer is in `u`, and `scratch` holds anything.
///
/// # Errors
/// As [`sweep_naive`](super::sweep_naive).
///
/// ```
/// let u: Vec<f64> = (0..93).map(|i| f64::from(i * i % 11)).collect();
/// let (mut a, mut b, mut scratch) = (u.clone(), u.clone(), u.clone());
/// kernels::heat::sweeps_naive(&mut a, &mut scratch, 31, 0.2, 7)?;
/// kernels::heat::sweeps_par(&mut b, &mut scratch, 31, 0.2, 7, &kernels::threads::pool(2)?)?;
/// assert_eq!(a, b);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn sweeps_par(
    u: &mut [f64],
    scratch: &mut [f64],
    columns: usize,
    r: f64,
    sweeps: usize,
    pool: &ThreadPool,
) -> Result<(), HeatError> {
    to_and_fro(u, scratch, columns, sweeps, |_, u, out| {
        sweep(u, out, r, pool);
    })
}

fn sweep(u: Grid<'_>, out: &mut [f64], r: f64, pool: &ThreadPool) {
    let streaming = worth_streaming(out.len());
    // Four bands per thread: few enough to be cheap, enough to even out a thread that was held up.
    let band = u.rows.div_ceil(4 * pool.current_num_threads()).max(16);
    let bands = out.chunks_mut(band * u.columns);
    share(pool, bands, |k, out| {
        dispatch(
            Level::best(),
            Rows {
                u,
                out,
                first: k * band,
                r,
                streaming,
            },
        );
    });
}
