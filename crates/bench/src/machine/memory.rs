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
    while passes < 3 || (passes < 30 && start.elapsed().as_secs_f64() < 0.12) {
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

/// The triad with stores that go past the caches, in the widest pieces that the processor has.
#[cfg(target_arch = "x86_64")]
fn streaming(a: &mut [f64], b: &[f64], c: &[f64], s: f64) {
    if is_x86_feature_detected!("avx512f") {
        // SAFETY: the processor was asked for it in the line above.
        unsafe { x86::streaming_avx512(a, b, c, s) };
    } else if is_x86_feature_detected!("avx") {
        // SAFETY: the processor was asked for it in the line above.
        unsafe { x86::streaming_avx(a, b, c, s) };
    } else {
        // SAFETY: SSE2 is part of every x86-64.
        unsafe { x86::streaming_sse2(a, b, c, s) };
    }
}

#[cfg(target_arch = "x86_64")]
mod x86 {
    use std::arch::x86_64::*;
    use std::ptr::from_mut;

    macro_rules! streaming {
        ($name:ident, $feature:literal, $vector:ty, $load:ident, $all:ident, $mul:ident, $add:ident, $store:ident) => {
            #[target_feature(enable = $feature)]
            pub(super) fn $name(a: &mut [f64], b: &[f64], c: &[f64], s: f64) {
                const LANES: usize = size_of::<$vector>() / 8;
                // SAFETY: a vector is so many f64 and has no invalid values; those that
                // align_to_mut gives are whole and aligned.
                let (head, vectors, tail) = unsafe { a.align_to_mut::<$vector>() };
                let (start, end) = (head.len(), head.len() + LANES * vectors.len());
                let ends = head.iter_mut().zip(0..).chain(tail.iter_mut().zip(end..));
                for (x, i) in ends {
                    *x = b[i] + s * c[i];
                }
                let b = b[start..end].chunks_exact(LANES);
                let c = c[start..end].chunks_exact(LANES);
                for ((vector, b), c) in vectors.iter_mut().zip(b).zip(c) {
                    // SAFETY: both pieces have as many f64 as the vector, whose address is aligned.
                    unsafe {
                        let sum = $add($load(b.as_ptr()), $mul($all(s), $load(c.as_ptr())));
                        $store(from_mut(vector).cast(), sum);
                    }
                }
                // Other threads see streaming stores only after a fence.
                _mm_sfence();
            }
        };
    }

    streaming!(
        streaming_avx512,
        "avx512f",
        __m512d,
        _mm512_loadu_pd,
        _mm512_set1_pd,
        _mm512_mul_pd,
        _mm512_add_pd,
        _mm512_stream_pd
    );
    streaming!(
        streaming_avx,
        "avx",
        __m256d,
        _mm256_loadu_pd,
        _mm256_set1_pd,
        _mm256_mul_pd,
        _mm256_add_pd,
        _mm256_stream_pd
    );
    streaming!(
        streaming_sse2,
        "sse2",
        __m128d,
        _mm_loadu_pd,
        _mm_set1_pd,
        _mm_mul_pd,
        _mm_add_pd,
        _mm_stream_pd
    );
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
        for n in 0..20 {
            for skip in 0..3 {
                let b: Vec<f64> = (0..n).map(f64::from).collect();
                let c: Vec<f64> = b.iter().map(|x| 0.5 - x).collect();
                let expected: Vec<f64> = b.iter().zip(&c).map(|(b, c)| b + 3.0 * c).collect();
                for triad in all_kinds() {
                    let mut a = vec![f64::NAN; b.len() + skip];
                    triad(&mut a[skip..], &b, &c, 3.0);
                    assert_eq!(a[skip..], expected);
                }
            }
        }
    }

    fn all_kinds() -> Vec<Triad> {
        #[allow(unused_mut)]
        let mut kinds: Vec<Triad> = vec![ordinary, streaming];
        #[cfg(target_arch = "x86_64")]
        {
            // SAFETY: SSE2 is part of every x86-64.
            kinds.push(|a, b, c, s| unsafe { x86::streaming_sse2(a, b, c, s) });
            if is_x86_feature_detected!("avx") {
                // SAFETY: the processor was asked for it in the line above.
                kinds.push(|a, b, c, s| unsafe { x86::streaming_avx(a, b, c, s) });
            }
        }
        kinds
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
