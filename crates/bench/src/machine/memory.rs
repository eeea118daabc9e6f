//! The most bytes a second that memory moves: the STREAM triad, with ordinary and with streaming stores.

use std::hint::black_box;
use std::time::Instant;

use kernels::{stream, threads};

/// A pass over the three arrays: `a = b + s·c`.
type Triad = fn(&mut [f64], &[f64], &[f64], f64);

/// Bytes a second of the triad on arrays of `n` elements, by one thread and by `threads`.
///
/// An ordinary store first reads the line it is about to overwrite, which STREAM does not count;
/// a streaming store does not. The better of both is what the machine can do.
pub(super) fn bytes_per_second(n: usize, threads: usize) -> [f64; 2] {
    let (mut a, b, c) = (vec![0.0; n], vec![1.0; n], vec![2.0; n]);
    let bytes = stream::cost_triad(n).bytes;
    let kinds: [Triad; 2] = [ordinary, streaming];
    let one = kinds.map(|triad| best(&mut || triad(&mut a, &b, &c, 3.0)));
    let all = match threads::pool(threads) {
        Ok(pool) if threads > 1 && n > 0 => {
            let chunk = n.div_ceil(threads);
            kinds.map(|triad| {
                best(&mut || {
                    pool.scope(|scope| {
                        let parts = a
                            .chunks_mut(chunk)
                            .zip(b.chunks(chunk))
                            .zip(c.chunks(chunk));
                        for ((a, b), c) in parts {
                            scope.spawn(move |_| triad(a, b, c, 3.0));
                        }
                    });
                })
            })
        }
        _ => one,
    };
    black_box(a);
    [one, all].map(|[ordinary, streaming]| bytes * ordinary.max(streaming))
}

/// Passes a second, the best of a few.
fn best(pass: &mut dyn FnMut()) -> f64 {
    // The first pass touches the pages; it is not counted.
    pass();
    let start = Instant::now();
    let mut rate = 0.0_f64;
    let mut passes = 0;
    while passes < 3 || (passes < 20 && start.elapsed().as_secs_f64() < 0.08) {
        let before = Instant::now();
        pass();
        rate = rate.max(1.0 / before.elapsed().as_secs_f64());
        passes += 1;
    }
    rate
}

fn ordinary(a: &mut [f64], b: &[f64], c: &[f64], s: f64) {
    // The three have one length, which is all that the kernel asks for.
    let done = stream::triad(a, b, c, s);
    debug_assert_eq!(done, Ok(()));
}

/// The triad with stores that go past the caches, two elements at a time.
#[cfg(target_arch = "x86_64")]
fn streaming(a: &mut [f64], b: &[f64], c: &[f64], s: f64) {
    use std::arch::x86_64::{__m128d, _mm_set_pd, _mm_sfence, _mm_stream_pd};

    // SAFETY: __m128d is two f64 with no invalid values; align_to_mut gives whole, aligned ones.
    let (head, pairs, tail) = unsafe { a.align_to_mut::<__m128d>() };
    let (start, end) = (head.len(), head.len() + 2 * pairs.len());
    for (i, x) in head.iter_mut().enumerate() {
        *x = b[i] + s * c[i];
    }
    let operands = b[start..end]
        .chunks_exact(2)
        .zip(c[start..end].chunks_exact(2));
    for (pair, (b, c)) in pairs.iter_mut().zip(operands) {
        // SAFETY: SSE2 is part of every x86-64; the address is that of an aligned __m128d.
        unsafe {
            let value = _mm_set_pd(b[1] + s * c[1], b[0] + s * c[0]);
            _mm_stream_pd(std::ptr::from_mut(pair).cast(), value);
        }
    }
    // SAFETY: SSE is part of every x86-64. Other threads see streaming stores only after a fence.
    unsafe { _mm_sfence() };
    for (i, x) in tail.iter_mut().enumerate() {
        *x = b[end + i] + s * c[end + i];
    }
}

#[cfg(not(target_arch = "x86_64"))]
fn streaming(a: &mut [f64], b: &[f64], c: &[f64], s: f64) {
    ordinary(a, b, c, s);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_stores_give_the_triad_at_any_alignment_and_length() {
        for n in 0..9 {
            for skip in 0..2 {
                let b: Vec<f64> = (0..n).map(f64::from).collect();
                let c: Vec<f64> = b.iter().map(|x| 0.5 - x).collect();
                let expected: Vec<f64> = b.iter().zip(&c).map(|(b, c)| b + 3.0 * c).collect();
                for triad in [ordinary, streaming] {
                    let mut a = vec![f64::NAN; b.len() + skip];
                    triad(&mut a[skip..], &b, &c, 3.0);
                    assert_eq!(a[skip..], expected);
                }
            }
        }
    }

    #[test]
    fn small_arrays_and_more_threads_than_elements_give_rates() {
        for (n, threads) in [(1 << 12, 2), (3, 5), (0, 2)] {
            let [one, all] = bytes_per_second(n, threads);
            assert!(
                one.is_finite() && all.is_finite() && one >= 0.0,
                "{n} {threads}"
            );
        }
    }
}
