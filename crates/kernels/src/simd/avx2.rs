//! AVX2 and FMA: four f64 at a time.

use super::{Kernel, RSQRT_MAGIC, Simd, refine_rsqrt};
use std::arch::x86_64::*;

/// Token: the processor has AVX2 and FMA.
#[derive(Clone, Copy)]
pub(super) struct Avx2(());

/// Compiles and runs `kernel` with AVX2 and FMA.
///
/// # Safety
/// The processor must have the features named here.
#[target_feature(enable = "avx2,fma")]
pub(super) unsafe fn run<K: Kernel>(kernel: K) -> K::Output {
    kernel.run(Avx2(()))
}

impl Simd for Avx2 {
    const LANES: usize = 4;
    type F = __m256d;
    type Mask = __m256d;
    type Array = [f64; 4];

    #[inline(always)]
    fn arrays(slice: &[f64]) -> &[[f64; 4]] {
        slice.as_chunks().0
    }
    #[inline(always)]
    fn arrays_mut(slice: &mut [f64]) -> &mut [[f64; 4]] {
        slice.as_chunks_mut().0
    }
    #[inline(always)]
    fn as_slice(array: &[f64; 4]) -> &[f64] {
        array
    }
    #[inline(always)]
    fn as_slice_mut(array: &mut [f64; 4]) -> &mut [f64] {
        array
    }
    #[inline(always)]
    fn splat(self, value: f64) -> __m256d {
        // SAFETY: the token shows that the processor can.
        unsafe { _mm256_set1_pd(value) }
    }
    #[inline(always)]
    fn load(self, from: &[f64; 4]) -> __m256d {
        // SAFETY: an array of LANES f64 is read, no alignment is asked for; the token shows that the processor can.
        unsafe { _mm256_loadu_pd(from.as_ptr()) }
    }
    #[inline(always)]
    fn store(self, to: &mut [f64; 4], value: __m256d) {
        // SAFETY: an array of LANES f64 is written, no alignment is asked for; the token shows that the processor can.
        unsafe { _mm256_storeu_pd(to.as_mut_ptr(), value) };
    }
    #[inline(always)]
    unsafe fn stream(self, to: &mut [f64; 4], value: __m256d) {
        // SAFETY: aligned to 32 bytes by the contract of this method; the token shows that the processor can.
        unsafe { _mm256_stream_pd(to.as_mut_ptr(), value) };
    }
    #[inline(always)]
    fn fence(self) {
        // SAFETY: every x86-64 processor has it.
        unsafe { _mm_sfence() };
    }
    #[inline(always)]
    fn prefetch(self, from: &[f64; 4], ahead: usize) {
        let there = from.as_ptr().wrapping_add(ahead).cast();
        // SAFETY: a prefetch reads nothing and never faults, wherever it points.
        unsafe { _mm_prefetch::<_MM_HINT_T0>(there) };
    }
    #[inline(always)]
    fn add(self, a: __m256d, b: __m256d) -> __m256d {
        // SAFETY: the token shows that the processor can.
        unsafe { _mm256_add_pd(a, b) }
    }
    #[inline(always)]
    fn sub(self, a: __m256d, b: __m256d) -> __m256d {
        // SAFETY: the token shows that the processor can.
        unsafe { _mm256_sub_pd(a, b) }
    }
    #[inline(always)]
    fn mul(self, a: __m256d, b: __m256d) -> __m256d {
        // SAFETY: the token shows that the processor can.
        unsafe { _mm256_mul_pd(a, b) }
    }
    #[inline(always)]
    fn mul_add(self, a: __m256d, b: __m256d, c: __m256d) -> __m256d {
        // SAFETY: the token shows that the processor can.
        unsafe { _mm256_fmadd_pd(a, b, c) }
    }
    #[inline(always)]
    fn neg_mul_add(self, a: __m256d, b: __m256d, c: __m256d) -> __m256d {
        // SAFETY: the token shows that the processor can.
        unsafe { _mm256_fnmadd_pd(a, b, c) }
    }
    #[inline(always)]
    fn rough_rsqrt(self, v: __m256d) -> __m256d {
        // SAFETY: the token shows that the processor can.
        let estimate = unsafe {
            let half = _mm256_srli_epi64::<1>(_mm256_castpd_si256(v));
            let magic = _mm256_set1_epi64x(RSQRT_MAGIC.cast_signed());
            _mm256_castsi256_pd(_mm256_sub_epi64(magic, half))
        };
        refine_rsqrt(self, v, estimate)
    }
    #[inline(always)]
    fn lanes(self, from: usize, to: usize) -> __m256d {
        let lane = |k: usize| {
            if (from..to).contains(&k) {
                f64::from_bits(u64::MAX)
            } else {
                0.0
            }
        };
        self.load(&[lane(0), lane(1), lane(2), lane(3)])
    }
    #[inline(always)]
    fn keep(self, mask: __m256d, value: __m256d) -> __m256d {
        // SAFETY: the token shows that the processor can.
        unsafe { _mm256_and_pd(mask, value) }
    }
    #[inline(always)]
    fn le_and(self, mask: __m256d, a: __m256d, b: __m256d) -> __m256d {
        // SAFETY: the token shows that the processor can.
        unsafe { _mm256_and_pd(mask, _mm256_cmp_pd::<_CMP_LE_OQ>(a, b)) }
    }
    #[inline(always)]
    fn add_where(self, mask: __m256d, a: __m256d, b: __m256d) -> __m256d {
        // SAFETY: the token shows that the processor can.
        unsafe { _mm256_add_pd(a, _mm256_and_pd(mask, b)) }
    }
    #[inline(always)]
    fn either(self, a: __m256d, b: __m256d) -> __m256d {
        // SAFETY: the token shows that the processor can.
        unsafe { _mm256_or_pd(a, b) }
    }
    #[inline(always)]
    fn any(self, mask: __m256d) -> bool {
        // SAFETY: the token shows that the processor can.
        unsafe { _mm256_movemask_pd(mask) != 0 }
    }
    #[inline(always)]
    fn sum(self, value: __m256d) -> f64 {
        let mut lanes = [0.0; 4];
        self.store(&mut lanes, value);
        (lanes[0] + lanes[1]) + (lanes[2] + lanes[3])
    }
}
