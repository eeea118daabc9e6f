//! AVX-512 (F and DQ): eight f64 at a time.

use super::{Kernel, Simd};
use std::arch::x86_64::*;

/// Token: the processor has AVX-512 F and DQ, AVX2 and FMA.
#[derive(Clone, Copy)]
pub(super) struct Avx512(());

/// Compiles and runs `kernel` with AVX-512.
///
/// # Safety
/// The processor must have the features named here.
#[target_feature(enable = "avx512f,avx512dq,avx2,fma")]
pub(super) unsafe fn run<K: Kernel>(kernel: K) -> K::Output {
    kernel.run(Avx512(()))
}

impl Simd for Avx512 {
    const LANES: usize = 8;
    type F = __m512d;
    type Mask = __mmask8;
    type Array = [f64; 8];

    #[inline(always)]
    fn arrays(slice: &[f64]) -> &[[f64; 8]] {
        slice.as_chunks().0
    }
    #[inline(always)]
    fn arrays_mut(slice: &mut [f64]) -> &mut [[f64; 8]] {
        slice.as_chunks_mut().0
    }
    #[inline(always)]
    fn as_slice(array: &[f64; 8]) -> &[f64] {
        array
    }
    #[inline(always)]
    fn as_slice_mut(array: &mut [f64; 8]) -> &mut [f64] {
        array
    }
    #[inline(always)]
    fn splat(self, value: f64) -> __m512d {
        // SAFETY: the token shows that the processor can.
        unsafe { _mm512_set1_pd(value) }
    }
    #[inline(always)]
    fn load(self, from: &[f64; 8]) -> __m512d {
        // SAFETY: an array of LANES f64 is read, no alignment is asked for; the token shows that the processor can.
        unsafe { _mm512_loadu_pd(from.as_ptr()) }
    }
    #[inline(always)]
    fn store(self, to: &mut [f64; 8], value: __m512d) {
        // SAFETY: an array of LANES f64 is written, no alignment is asked for; the token shows that the processor can.
        unsafe { _mm512_storeu_pd(to.as_mut_ptr(), value) };
    }
    #[inline(always)]
    unsafe fn stream(self, to: &mut [f64; 8], value: __m512d) {
        // SAFETY: aligned to 64 bytes by the contract of this method; the token shows that the processor can.
        unsafe { _mm512_stream_pd(to.as_mut_ptr(), value) };
    }
    #[inline(always)]
    fn fence(self) {
        // SAFETY: every x86-64 processor has it.
        unsafe { _mm_sfence() };
    }
    #[inline(always)]
    fn prefetch(self, from: &[f64; 8], ahead: usize) {
        let there = from.as_ptr().wrapping_add(ahead).cast();
        // SAFETY: a prefetch reads nothing and never faults, wherever it points.
        unsafe { _mm_prefetch::<_MM_HINT_T0>(there) };
    }
    #[inline(always)]
    fn add(self, a: __m512d, b: __m512d) -> __m512d {
        // SAFETY: the token shows that the processor can.
        unsafe { _mm512_add_pd(a, b) }
    }
    #[inline(always)]
    fn sub(self, a: __m512d, b: __m512d) -> __m512d {
        // SAFETY: the token shows that the processor can.
        unsafe { _mm512_sub_pd(a, b) }
    }
    #[inline(always)]
    fn mul(self, a: __m512d, b: __m512d) -> __m512d {
        // SAFETY: the token shows that the processor can.
        unsafe { _mm512_mul_pd(a, b) }
    }
    #[inline(always)]
    fn mul_add(self, a: __m512d, b: __m512d, c: __m512d) -> __m512d {
        // SAFETY: the token shows that the processor can.
        unsafe { _mm512_fmadd_pd(a, b, c) }
    }
    #[inline(always)]
    fn neg_mul_add(self, a: __m512d, b: __m512d, c: __m512d) -> __m512d {
        // SAFETY: the token shows that the processor can.
        unsafe { _mm512_fnmadd_pd(a, b, c) }
    }
    #[inline(always)]
    fn rough_rsqrt(self, v: __m512d) -> __m512d {
        // SAFETY: the token shows that the processor can.
        unsafe { _mm512_rsqrt14_pd(v) }
    }
    #[inline(always)]
    fn lanes(self, from: usize, to: usize) -> __mmask8 {
        (0..8)
            .filter(|lane| (from..to).contains(lane))
            .fold(0, |mask, lane| mask | 1 << lane)
    }
    #[inline(always)]
    fn keep(self, mask: __mmask8, value: __m512d) -> __m512d {
        // SAFETY: the token shows that the processor can.
        unsafe { _mm512_maskz_mov_pd(mask, value) }
    }
    #[inline(always)]
    fn le_and(self, mask: __mmask8, a: __m512d, b: __m512d) -> __mmask8 {
        // SAFETY: the token shows that the processor can.
        unsafe { _mm512_mask_cmp_pd_mask::<_CMP_LE_OQ>(mask, a, b) }
    }
    #[inline(always)]
    fn add_where(self, mask: __mmask8, a: __m512d, b: __m512d) -> __m512d {
        // SAFETY: the token shows that the processor can.
        unsafe { _mm512_mask_add_pd(a, mask, a, b) }
    }
    #[inline(always)]
    fn either(self, a: __mmask8, b: __mmask8) -> __mmask8 {
        a | b
    }
    #[inline(always)]
    fn any(self, mask: __mmask8) -> bool {
        mask != 0
    }
    #[inline(always)]
    fn sum(self, value: __m512d) -> f64 {
        // SAFETY: the token shows that the processor can.
        unsafe { _mm512_reduce_add_pd(value) }
    }
}
