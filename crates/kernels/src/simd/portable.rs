//! Four f64 in an array: what is left when the processor is not known.

use super::{Kernel, RSQRT_MAGIC, Simd, refine_rsqrt};

#[derive(Clone, Copy)]
pub(super) struct Portable;

pub(super) fn run<K: Kernel>(kernel: K) -> K::Output {
    kernel.run(Portable)
}

const LANES: usize = 4;
type V = [f64; LANES];

#[inline(always)]
fn map2(a: V, b: V, f: impl Fn(f64, f64) -> f64) -> V {
    std::array::from_fn(|k| f(a[k], b[k]))
}

impl Simd for Portable {
    const LANES: usize = LANES;
    type F = V;
    type Mask = [bool; LANES];
    type Array = V;

    #[inline(always)]
    fn arrays(slice: &[f64]) -> &[V] {
        slice.as_chunks().0
    }
    #[inline(always)]
    fn arrays_mut(slice: &mut [f64]) -> &mut [V] {
        slice.as_chunks_mut().0
    }
    #[inline(always)]
    fn as_slice(array: &V) -> &[f64] {
        array
    }
    #[inline(always)]
    fn as_slice_mut(array: &mut V) -> &mut [f64] {
        array
    }
    #[inline(always)]
    fn splat(self, value: f64) -> V {
        [value; LANES]
    }
    #[inline(always)]
    fn load(self, from: &V) -> V {
        *from
    }
    #[inline(always)]
    fn store(self, to: &mut V, value: V) {
        *to = value;
    }
    // An ordinary store: there is no other here.
    #[inline(always)]
    unsafe fn stream(self, to: &mut V, value: V) {
        self.store(to, value);
    }
    #[inline(always)]
    fn fence(self) {}
    #[inline(always)]
    fn add(self, a: V, b: V) -> V {
        map2(a, b, |a, b| a + b)
    }
    #[inline(always)]
    fn sub(self, a: V, b: V) -> V {
        map2(a, b, |a, b| a - b)
    }
    #[inline(always)]
    fn mul(self, a: V, b: V) -> V {
        map2(a, b, |a, b| a * b)
    }
    // Rounded twice: without the instruction, f64::mul_add is a slow library call.
    #[inline(always)]
    fn mul_add(self, a: V, b: V, c: V) -> V {
        self.add(self.mul(a, b), c)
    }
    #[inline(always)]
    fn neg_mul_add(self, a: V, b: V, c: V) -> V {
        self.sub(c, self.mul(a, b))
    }
    #[inline(always)]
    fn rough_rsqrt(self, v: V) -> V {
        let estimate = v.map(|v| f64::from_bits(RSQRT_MAGIC.wrapping_sub(v.to_bits() >> 1)));
        refine_rsqrt(self, v, estimate)
    }
    // The division and the square root of SSE2 are faster than a series without fused operations.
    #[inline(always)]
    fn inverse_sqrt_cubed(self, v: V) -> V {
        v.map(|v| 1.0 / (v * v.sqrt()))
    }
    #[inline(always)]
    fn lanes(self, from: usize, to: usize) -> [bool; LANES] {
        std::array::from_fn(|k| (from..to).contains(&k))
    }
    #[inline(always)]
    fn keep(self, mask: [bool; LANES], value: V) -> V {
        std::array::from_fn(|k| if mask[k] { value[k] } else { 0.0 })
    }
    #[inline(always)]
    fn le_and(self, mask: [bool; LANES], a: V, b: V) -> [bool; LANES] {
        std::array::from_fn(|k| mask[k] && a[k] <= b[k])
    }
    #[inline(always)]
    fn add_where(self, mask: [bool; LANES], a: V, b: V) -> V {
        std::array::from_fn(|k| if mask[k] { a[k] + b[k] } else { a[k] })
    }
    #[inline(always)]
    fn either(self, a: [bool; LANES], b: [bool; LANES]) -> [bool; LANES] {
        std::array::from_fn(|k| a[k] || b[k])
    }
    #[inline(always)]
    fn any(self, mask: [bool; LANES]) -> bool {
        mask.contains(&true)
    }
    #[inline(always)]
    fn sum(self, value: V) -> f64 {
        (value[0] + value[1]) + (value[2] + value[3])
    }
}
