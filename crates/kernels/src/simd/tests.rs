//! Every operation of every instruction set of this processor, against ordinary arithmetic.

use super::{Kernel, Level, Simd, dispatch};
use crate::random::Stream;

/// Applies `op` to lanes of `a` and `b`, and gives back what the lanes hold.
struct Lanes<F>(F);

trait Check {
    fn check<S: Simd>(&self, s: S, a: S::F, b: S::F) -> S::F;
    fn expect(&self, a: f64, b: f64) -> f64;
}

impl<C: Check> Kernel for Lanes<C> {
    type Output = Vec<(f64, f64, f64)>;
    #[inline(always)]
    fn run<S: Simd>(self, s: S) -> Self::Output {
        let stream = Stream::new(9);
        let a: Vec<f64> = (0..64).map(|k| 4.0 * stream.uniform(2 * k) + 0.1).collect();
        let b: Vec<f64> = (0..64)
            .map(|k| 4.0 * stream.uniform(2 * k + 1) + 0.1)
            .collect();
        let mut out = vec![0.0; 64];
        for ((a, b), out) in S::arrays(&a)
            .iter()
            .zip(S::arrays(&b))
            .zip(S::arrays_mut(&mut out))
        {
            let value = self.0.check(s, s.load(a), s.load(b));
            s.store(out, value);
        }
        (0..64)
            .map(|k| (out[k], self.0.expect(a[k], b[k]), a[k]))
            .collect()
    }
}

macro_rules! same {
    ($name:ident, $tolerance:expr, |$s:ident, $a:ident, $b:ident| $vector:expr, |$x:ident, $y:ident| $scalar:expr) => {
        #[test]
        fn $name() {
            struct Op;
            impl Check for Op {
                #[inline(always)]
                fn check<S: Simd>(&self, $s: S, $a: S::F, $b: S::F) -> S::F {
                    $vector
                }
                fn expect(&self, $x: f64, $y: f64) -> f64 {
                    $scalar
                }
            }
            for level in Level::available() {
                for (got, expected, a) in dispatch(level, Lanes(Op)) {
                    let error = (got - expected).abs();
                    assert!(
                        error <= $tolerance * expected.abs(),
                        "{level}: a = {a}: {expected}, got {got}"
                    );
                }
            }
        }
    };
}

same!(add, 0.0, |s, a, b| s.add(a, b), |x, y| x + y);
same!(sub, 0.0, |s, a, b| s.sub(a, b), |x, y| x - y);
same!(mul, 0.0, |s, a, b| s.mul(a, b), |x, y| x * y);
same!(mul_add, 1e-15, |s, a, b| s.mul_add(a, b, a), |x, y| x * y
    + x);
same!(
    neg_mul_add,
    1e-13,
    |s, a, b| s.neg_mul_add(a, b, s.splat(99.0)),
    |x, y| 99.0 - x * y
);
same!(
    rough_rsqrt,
    1.3e-4,
    |s, a, _b| s.rough_rsqrt(a),
    |x, _y| 1.0 / x.sqrt()
);
same!(
    keep_le,
    0.0,
    |s, a, b| s.keep(s.le_and(s.lanes(0, S::LANES), a, b), a),
    |x, y| if x <= y { x } else { 0.0 }
);

struct Edges;
impl Kernel for Edges {
    type Output = ();
    #[inline(always)]
    fn run<S: Simd>(self, s: S) {
        let one = s.splat(1.0);
        for from in 0..=S::LANES {
            for to in from..=S::LANES {
                let mask = s.lanes(from, to);
                assert_eq!(s.sum(s.keep(mask, one)), (to - from) as f64);
                assert_eq!(s.any(mask), to > from);
            }
        }
        // NaN is dropped, not multiplied away.
        assert_eq!(s.sum(s.keep(s.lanes(0, 0), s.splat(f64::NAN))), 0.0);
        assert!(!s.any(s.le_and(s.lanes(0, S::LANES), s.splat(f64::NAN), one)));
        let (none, first) = (s.lanes(0, 0), s.lanes(0, 1));
        assert!(!s.any(s.le_and(none, one, one)) && !s.any(s.either(none, none)));
        assert_eq!(
            s.sum(s.add_where(s.either(first, none), one, one)),
            S::LANES as f64 + 1.0
        );
        let numbers: Vec<f64> = (0..S::LANES).map(|k| k as f64).collect();
        let total = (S::LANES * (S::LANES - 1) / 2) as f64;
        assert_eq!(s.sum(s.load(&S::arrays(&numbers)[0])), total);
    }
}

#[test]
fn masks_and_sums() {
    for level in Level::available() {
        dispatch(level, Edges);
    }
}

/// The estimate keeps its accuracy over the whole range that it promises.
struct Range;
impl Kernel for Range {
    type Output = f64;
    #[inline(always)]
    fn run<S: Simd>(self, s: S) -> f64 {
        let mut worst = 0.0_f64;
        for exponent in -300..=300 {
            for mantissa in [1.0, 1.7, 3.1, 5.9, 9.99] {
                let v = mantissa * 10.0_f64.powi(exponent);
                if v <= 1e300 {
                    let y = s.sum(s.rough_rsqrt(s.splat(v))) / S::LANES as f64;
                    worst = worst.max((y * v.sqrt() - 1.0).abs());
                }
            }
        }
        worst
    }
}

#[test]
fn rough_rsqrt_is_good_from_1e_minus_300_to_1e300() {
    for level in Level::available() {
        let worst = dispatch(level, Range);
        assert!(worst < 6.2e-5, "{level}: {worst:e}");
    }
}

/// v^(−3/2) of squares, whose answer 1/s³ is known to half a unit in the last place.
struct Cubes;
impl Kernel for Cubes {
    type Output = f64;
    #[inline(always)]
    fn run<S: Simd>(self, s: S) -> f64 {
        let mut worst = 0.0_f64;
        for root in (1..100_000).step_by(if cfg!(miri) { 997 } else { 7 }) {
            let root = f64::from(root);
            let got = s.sum(s.inverse_sqrt_cubed(s.splat(root * root))) / S::LANES as f64;
            worst = worst.max((got * (root * root * root) - 1.0).abs());
        }
        worst
    }
}

#[test]
fn inverse_sqrt_cubed_is_right_to_two_units_in_the_last_place() {
    for level in Level::available() {
        let worst = dispatch(level, Cubes);
        assert!(worst <= 2.0 * f64::EPSILON, "{level}: {worst:e}");
    }
}
