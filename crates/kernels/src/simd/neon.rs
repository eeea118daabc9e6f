//! NEON on 64-bit Arm, where every processor has it: two f64 at a time.

use super::{Kernel, RSQRT_MAGIC, Simd, refine_rsqrt};
use std::arch::aarch64::*;

/// Token: this is 64-bit Arm.
#[derive(Clone, Copy)]
pub(super) struct Neon(());

/// Runs `kernel` with NEON, which is part of the architecture.
pub(super) fn run<K: Kernel>(kernel: K) -> K::Output {
    kernel.run(Neon(()))
}

impl Simd for Neon {
    const LANES: usize = 2;
    type F = float64x2_t;
    type Mask = uint64x2_t;
    type Array = [f64; 2];

    #[inline(always)]
    fn arrays(slice: &[f64]) -> &[[f64; 2]] {
        slice.as_chunks().0
    }
    #[inline(always)]
    fn arrays_mut(slice: &mut [f64]) -> &mut [[f64; 2]] {
        slice.as_chunks_mut().0
    }
    #[inline(always)]
    fn as_slice(array: &[f64; 2]) -> &[f64] {
        array
    }
    #[inline(always)]
    fn as_slice_mut(array: &mut [f64; 2]) -> &mut [f64] {
        array
    }
    #[inline(always)]
    fn splat(self, value: f64) -> float64x2_t {
        // SAFETY: NEON is part of 64-bit Arm.
        unsafe { vdupq_n_f64(value) }
    }
    #[inline(always)]
    fn load(self, from: &[f64; 2]) -> float64x2_t {
        // SAFETY: an array of LANES f64 is read, no alignment is asked for; NEON is part of 64-bit Arm.
        unsafe { vld1q_f64(from.as_ptr()) }
    }
    #[inline(always)]
    fn store(self, to: &mut [f64; 2], value: float64x2_t) {
        // SAFETY: an array of LANES f64 is written, no alignment is asked for; NEON is part of 64-bit Arm.
        unsafe { vst1q_f64(to.as_mut_ptr(), value) };
    }
    // An ordinary store: there is no other here.
    #[inline(always)]
    unsafe fn stream(self, to: &mut [f64; 2], value: float64x2_t) {
        self.store(to, value);
    }
    #[inline(always)]
    fn fence(self) {}
    #[inline(always)]
    fn add(self, a: float64x2_t, b: float64x2_t) -> float64x2_t {
        // SAFETY: NEON is part of 64-bit Arm.
        unsafe { vaddq_f64(a, b) }
    }
    #[inline(always)]
    fn sub(self, a: float64x2_t, b: float64x2_t) -> float64x2_t {
        // SAFETY: NEON is part of 64-bit Arm.
        unsafe { vsubq_f64(a, b) }
    }
    #[inline(always)]
    fn mul(self, a: float64x2_t, b: float64x2_t) -> float64x2_t {
        // SAFETY: NEON is part of 64-bit Arm.
        unsafe { vmulq_f64(a, b) }
    }
    #[inline(always)]
    fn mul_add(self, a: float64x2_t, b: float64x2_t, c: float64x2_t) -> float64x2_t {
        // SAFETY: NEON is part of 64-bit Arm.
        unsafe { vfmaq_f64(c, a, b) }
    }
    #[inline(always)]
    fn neg_mul_add(self, a: float64x2_t, b: float64x2_t, c: float64x2_t) -> float64x2_t {
        // SAFETY: NEON is part of 64-bit Arm.
        unsafe { vfmsq_f64(c, a, b) }
    }
    #[inline(always)]
    fn rough_rsqrt(self, v: float64x2_t) -> float64x2_t {
        // SAFETY: NEON is part of 64-bit Arm.
        let estimate = unsafe {
            let half = vshrq_n_u64::<1>(vreinterpretq_u64_f64(v));
            vreinterpretq_f64_u64(vsubq_u64(vdupq_n_u64(RSQRT_MAGIC), half))
        };
        refine_rsqrt(self, v, estimate)
    }
    #[inline(always)]
    fn lanes(self, from: usize, to: usize) -> uint64x2_t {
        let lane = |k: usize| if (from..to).contains(&k) { u64::MAX } else { 0 };
        let lanes = [lane(0), lane(1)];
        // SAFETY: an array of 2 u64 is read; NEON is part of 64-bit Arm.
        unsafe { vld1q_u64(lanes.as_ptr()) }
    }
    #[inline(always)]
    fn keep(self, mask: uint64x2_t, value: float64x2_t) -> float64x2_t {
        // SAFETY: NEON is part of 64-bit Arm.
        unsafe { vreinterpretq_f64_u64(vandq_u64(mask, vreinterpretq_u64_f64(value))) }
    }
    #[inline(always)]
    fn le_and(self, mask: uint64x2_t, a: float64x2_t, b: float64x2_t) -> uint64x2_t {
        // SAFETY: NEON is part of 64-bit Arm.
        unsafe { vandq_u64(mask, vcleq_f64(a, b)) }
    }
    #[inline(always)]
    fn add_where(self, mask: uint64x2_t, a: float64x2_t, b: float64x2_t) -> float64x2_t {
        // SAFETY: NEON is part of 64-bit Arm.
        unsafe {
            vaddq_f64(
                a,
                vreinterpretq_f64_u64(vandq_u64(mask, vreinterpretq_u64_f64(b))),
            )
        }
    }
    #[inline(always)]
    fn either(self, a: uint64x2_t, b: uint64x2_t) -> uint64x2_t {
        // SAFETY: NEON is part of 64-bit Arm.
        unsafe { vorrq_u64(a, b) }
    }
    #[inline(always)]
    fn any(self, mask: uint64x2_t) -> bool {
        // SAFETY: NEON is part of 64-bit Arm.
        unsafe { vgetq_lane_u64::<0>(mask) | vgetq_lane_u64::<1>(mask) != 0 }
    }
    #[inline(always)]
    fn sum(self, value: float64x2_t) -> f64 {
        // SAFETY: NEON is part of 64-bit Arm.
        unsafe { vaddvq_f64(value) }
    }
}
