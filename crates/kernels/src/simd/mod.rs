//! Vector instructions, chosen when the program runs.
//!
//! A kernel is written once, against the small trait `Simd`, and compiled once per instruction
//! set. [`Level::best`] finds out which one this processor has, so that a program built for every
//! x86-64 processor still uses AVX-512 where it is. The public part of this module is [`Level`];
//! the variants `*_simd_at` of a kernel take one, to compare instruction sets on one machine.

mod aligned;
#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;
mod level;
#[cfg(target_arch = "aarch64")]
mod neon;
mod portable;

pub(crate) use aligned::{Aligned, aligned_part, worth_streaming};
pub use level::Level;

/// The vector operations that the kernels need. `F` is one register of f64, `Array` the same
/// numbers in memory.
///
/// A value of an implementing type is a token: it exists only inside `dispatch`, after the processor
/// was asked, and so its methods are safe to call.
pub(crate) trait Simd: Copy {
    /// f64 in one register.
    const LANES: usize;
    /// `LANES` f64 in a register.
    type F: Copy;
    /// Which lanes: the result of a comparison.
    type Mask: Copy;
    /// `[f64; LANES]`.
    type Array: Copy;

    /// `slice` cut into whole arrays; what is left over at the end is not seen.
    fn arrays(slice: &[f64]) -> &[Self::Array];
    /// `slice` cut into whole arrays, to be changed.
    fn arrays_mut(slice: &mut [f64]) -> &mut [Self::Array];

    /// One array as a slice.
    fn as_slice(array: &Self::Array) -> &[f64];
    /// One array as a slice, to be changed.
    fn as_slice_mut(array: &mut Self::Array) -> &mut [f64];

    fn splat(self, value: f64) -> Self::F;
    fn load(self, from: &Self::Array) -> Self::F;
    fn store(self, to: &mut Self::Array, value: Self::F);

    /// Stores past the caches, where the processor can: the line written is not read first.
    ///
    /// # Safety
    /// `to` is aligned to its size. Another thread may read it after `fence` only.
    unsafe fn stream(self, to: &mut Self::Array, value: Self::F);
    /// Makes what was streamed visible to other threads, before anything stored later.
    fn fence(self);

    /// Asks for the cache line `ahead` f64 after `from`, which may lie anywhere. A hint, where there is one.
    #[inline(always)]
    fn prefetch(self, from: &Self::Array, ahead: usize) {
        let _ = (from, ahead);
    }

    fn add(self, a: Self::F, b: Self::F) -> Self::F;
    fn sub(self, a: Self::F, b: Self::F) -> Self::F;
    fn mul(self, a: Self::F, b: Self::F) -> Self::F;
    /// a · b + c, rounded once where the processor can.
    fn mul_add(self, a: Self::F, b: Self::F, c: Self::F) -> Self::F;
    /// c − a · b, rounded once where the processor can.
    fn neg_mul_add(self, a: Self::F, b: Self::F, c: Self::F) -> Self::F;

    /// 1/√v with a relative error below 2⁻¹⁴, for v from 1e-300 to 1e300.
    fn rough_rsqrt(self, v: Self::F) -> Self::F;

    /// v^(−3/2), right to two units in the last place where neither v nor the result over- or underflows.
    #[inline(always)]
    fn inverse_sqrt_cubed(self, v: Self::F) -> Self::F {
        inverse_sqrt_cubed(self, v)
    }

    /// The lanes `from..to`.
    fn lanes(self, from: usize, to: usize) -> Self::Mask;
    /// `value` in the lanes of `mask`, 0 in the others.
    fn keep(self, mask: Self::Mask, value: Self::F) -> Self::F;
    /// The lanes of `mask` where a ≤ b; NaN is not ≤ anything.
    fn le_and(self, mask: Self::Mask, a: Self::F, b: Self::F) -> Self::Mask;
    /// a + b in the lanes of `mask`, a in the others.
    fn add_where(self, mask: Self::Mask, a: Self::F, b: Self::F) -> Self::F;
    /// The lanes of one or the other.
    fn either(self, a: Self::Mask, b: Self::Mask) -> Self::Mask;
    /// Whether `mask` has any lane.
    fn any(self, mask: Self::Mask) -> bool;

    /// The lanes added up.
    fn sum(self, value: Self::F) -> f64;
}

/// Work that runs on any instruction set. `run` must be `#[inline(always)]`, so that it is compiled
/// anew inside each function that has the instructions switched on.
pub(crate) trait Kernel {
    type Output;
    fn run<S: Simd>(self, simd: S) -> Self::Output;
}

/// Runs `kernel` with the instructions of `level`; with portable code if the processor lacks them.
pub(crate) fn dispatch<K: Kernel>(level: Level, kernel: K) -> K::Output {
    match level {
        #[cfg(target_arch = "x86_64")]
        Level::Avx512 if level.is_available() => {
            // SAFETY: the processor was asked in the guard and has every feature of this function.
            unsafe { avx512::run(kernel) }
        }
        #[cfg(target_arch = "x86_64")]
        Level::Avx2 if level.is_available() => {
            // SAFETY: as above.
            unsafe { avx2::run(kernel) }
        }
        #[cfg(target_arch = "aarch64")]
        Level::Neon => neon::run(kernel),
        _ => portable::run(kernel),
    }
}

/// v^(−3/2) without a division or a square root.
///
/// From an estimate y of 1/√v with a relative error below 2⁻¹⁴, and h = 1 − v y², |h| ≤ H = 2⁻¹³,
///
/// ```text
/// v^(−3/2) = y³ (1 − h)^(−3/2) = y³ (1 + 3/2 h + 15/8 h² + 35/16 h³ + 315/128 h⁴ + …)
/// ```
///
/// The h⁴ term, at most 5e-16, would cost one more operation. With H² h² in the place of h⁴, which
/// is off by at most H⁴/4, it costs none, and 1.4e-16 is left (Chebyshev economisation).
#[inline(always)]
fn inverse_sqrt_cubed<S: Simd>(s: S, v: S::F) -> S::F {
    const H2: f64 = 1.0 / (1u64 << 26) as f64;
    let y = s.rough_rsqrt(v);
    let y2 = s.mul(y, y);
    let h = s.neg_mul_add(v, y2, s.splat(1.0));
    let p = s.mul_add(
        h,
        s.splat(35.0 / 16.0),
        s.splat(15.0 / 8.0 + 315.0 / 128.0 * H2),
    );
    let p = s.mul_add(h, p, s.splat(1.5));
    let y3 = s.mul(y, y2);
    s.mul_add(s.mul(y3, h), p, y3)
}

/// 1/√v to 2⁻¹⁷ with integer and ordinary arithmetic: half the exponent, then one step of third order.
///
/// The shift of the bits leaves 3.5 % (Lomont, "Fast inverse square root", 2003, for f64), the step
/// leaves 35/128 · 0.07⁴ = 7e-6. Used where the processor has no good estimate for f64.
#[inline(always)]
pub(crate) fn refine_rsqrt<S: Simd>(s: S, v: S::F, estimate: S::F) -> S::F {
    let h = s.neg_mul_add(s.mul(v, estimate), estimate, s.splat(1.0));
    let p = s.mul_add(h, s.splat(5.0 / 16.0), s.splat(3.0 / 8.0));
    let p = s.mul_add(h, p, s.splat(0.5));
    s.mul_add(s.mul(estimate, h), p, estimate)
}

/// Minus half the bits of an f64, from this, are roughly the bits of its inverse square root.
pub(crate) const RSQRT_MAGIC: u64 = 0x5fe6_eb50_c7b5_37a9;

#[cfg(test)]
mod tests;
