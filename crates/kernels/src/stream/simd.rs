//! Streaming stores: past the caches, so that the line written to is not read first.

use crate::simd::{Kernel, Level, Simd, aligned_part, dispatch};

pub(super) fn copy_part(a: &mut [f64], b: &[f64], streaming: bool) {
    if streaming {
        dispatch(
            Level::best(),
            Streamed {
                a,
                read: [b],
                s: 0.0,
            },
        );
    } else {
        a.copy_from_slice(b);
    }
}

pub(super) fn triad_part(a: &mut [f64], [b, c]: [&[f64]; 2], s: f64, streaming: bool) {
    if streaming {
        dispatch(Level::best(), Streamed { a, read: [b, c], s });
    } else {
        // One length and no check of an index: the compiler makes vectors of it.
        for ((a, b), c) in a.iter_mut().zip(b).zip(c) {
            *a = b + s * c;
        }
    }
}

/// A copy of one array or the triad of two, stored past the caches. The arrays have one length.
struct Streamed<'a, const N: usize> {
    a: &'a mut [f64],
    read: [&'a [f64]; N],
    s: f64,
}

impl<const N: usize> Kernel for Streamed<'_, N> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self, s: S) {
        let Streamed { a, read, s: factor } = self;
        let (head, whole) = aligned_part::<S>(a);
        let scalar = |k: usize| {
            let b = read[0][k];
            read.get(1).map_or(b, |c| b + factor * c[k])
        };
        let (first, rest) = a.split_at_mut(head);
        let (body, tail) = rest.split_at_mut(whole);
        for (k, a) in first.iter_mut().enumerate() {
            *a = scalar(k);
        }
        let arrays = read.map(|read| S::arrays(&read[head..]));
        let factors = s.splat(factor);
        for (k, a) in S::arrays_mut(body).iter_mut().enumerate() {
            let mut value = s.load(&arrays[0][k]);
            if let Some(c) = arrays.get(1) {
                // Not fused, so that the bits are those of `triad`.
                value = s.add(value, s.mul(factors, s.load(&c[k])));
            }
            // SAFETY: `body` starts at a multiple of LANES f64, as `head` was chosen; fenced below.
            unsafe { s.stream(a, value) };
        }
        for (k, a) in tail.iter_mut().enumerate() {
            *a = scalar(head + whole + k);
        }
        s.fence();
    }
}
