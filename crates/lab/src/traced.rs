//! Loops that record who computed what: the picture that lesson 04 works towards.

use bench::{Spans, Trace};
use kernels::mandelbrot::{Schedule, View};
use rayon::ThreadPool;
use rayon::prelude::*;

/// Which thread of `pool` computed which row of a Mandelbrot picture, and when; each row is a task.
///
/// [`Schedule::Static`] gives each thread as many neighbouring rows, [`Schedule::Stealing`] lets whoever
/// is free take more. The rows are counted pixel by pixel, as lesson 04 does it in its cells.
///
/// ```
/// use lab::kernels::{mandelbrot::{Schedule, View}, threads::pool};
/// let view = View::whole(8, 12, 50)?;
/// let spans = lab::traced::mandelbrot(&view, Schedule::Static, &pool(2)?);
/// assert_eq!((spans.len(), spans.threads().len()), (8, 2));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn mandelbrot(view: &View, schedule: Schedule, pool: &ThreadPool) -> Spans {
    let (rows, columns) = (view.rows(), view.columns());
    let mut counts = vec![0; rows * columns];
    let trace = Trace::start();
    let work = |i: usize, out: &mut [u32]| trace.task(i, || row(view, i, out));
    match schedule {
        Schedule::Static => {
            let share = rows.div_ceil(pool.current_num_threads());
            let parts: Vec<_> = counts.chunks_mut(share * columns).collect();
            // A thread that is done does not take another one's share, as it would in a parallel loop.
            let parts: Vec<_> = parts.into_iter().map(std::sync::Mutex::new).collect();
            pool.broadcast(|thread| {
                let Some(part) = parts.get(thread.index()) else {
                    return;
                };
                let mut part = part
                    .lock()
                    .unwrap_or_else(std::sync::PoisonError::into_inner);
                for (i, out) in part.chunks_mut(columns).enumerate() {
                    work(thread.index() * share + i, out);
                }
            });
        }
        Schedule::Stealing => pool.install(|| {
            let rows = counts.par_chunks_mut(columns).enumerate();
            rows.for_each(|(i, out)| work(i, out));
        }),
    }
    trace.end()
}

fn row(view: &View, i: usize, out: &mut [u32]) {
    for (j, out) in out.iter_mut().enumerate() {
        let (cx, cy) = (view.x(j), view.y(i));
        let (mut x, mut y) = (cx, cy);
        *out = 0;
        while *out < view.limit() && x * x + y * y <= 4.0 {
            (x, y) = (x * x - y * y + cx, (x + x) * y + cy);
            *out += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernels::threads::pool;

    #[test]
    fn every_row_is_computed_once_whoever_does_it() {
        let view = View::whole(37, 5, 30).unwrap();
        for threads in [1, 2, 3, 50] {
            let pool = pool(threads).unwrap();
            for schedule in [Schedule::Static, Schedule::Stealing] {
                let spans = mandelbrot(&view, schedule, &pool);
                let mut rows: Vec<usize> = spans.iter().map(|span| span.task).collect();
                rows.sort_unstable();
                assert_eq!(rows, (0..37).collect::<Vec<_>>(), "{schedule:?}, {threads}");
                assert!(spans.threads().len() <= threads);
            }
        }
    }

    #[test]
    fn equal_shares_are_equal_and_neighbouring() {
        let view = View::whole(20, 3, 30).unwrap();
        let spans = mandelbrot(&view, Schedule::Static, &pool(2).unwrap());
        assert_eq!(spans.threads(), ["kernels-0", "kernels-1"]);
        assert!(spans.iter().all(|span| span.thread == span.task / 10));
    }

    #[test]
    fn the_rows_are_those_of_the_kernel() {
        let view = View::whole(6, 9, 40).unwrap();
        let mut counts = vec![0; 54];
        for (i, out) in counts.chunks_mut(9).enumerate() {
            row(&view, i, out);
        }
        assert_eq!(counts, kernels::mandelbrot::counts_naive(&view));
    }
}
