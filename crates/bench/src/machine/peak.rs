//! The most floating-point operations a core does: independent fused multiply-adds on registers only.

use std::hint::black_box;
use std::time::Instant;

/// Multiply-adds in flight: enough to cover a latency of 4 cycles on 2 units, and more.
const CHAINS: usize = 12;

/// Repeats the multiply-add loop for at least `seconds`; the best rate seen, in FLOP/s.
pub(super) fn flops_per_second(seconds: f64) -> f64 {
    let repeats = 100_000;
    let start = Instant::now();
    let mut best = 0.0_f64;
    while start.elapsed().as_secs_f64() < seconds {
        let before = Instant::now();
        let lanes = multiply_add(repeats);
        let flops = 2.0 * (lanes * CHAINS * repeats) as f64;
        best = best.max(flops / before.elapsed().as_secs_f64());
    }
    best
}

/// Runs the widest loop this processor has; returns how many f64 one instruction handles.
#[cfg(target_arch = "x86_64")]
fn multiply_add(repeats: usize) -> usize {
    if is_x86_feature_detected!("avx512f") {
        // SAFETY: the processor was asked for AVX-512F in the line above.
        unsafe { x86::avx512(repeats) };
        8
    } else if is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma") {
        // SAFETY: the processor was asked for AVX2 and FMA in the line above.
        unsafe { x86::avx2(repeats) };
        4
    } else {
        scalar(repeats);
        1
    }
}

#[cfg(target_arch = "aarch64")]
fn multiply_add(repeats: usize) -> usize {
    arm::neon(repeats);
    2
}

#[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
fn multiply_add(repeats: usize) -> usize {
    scalar(repeats);
    1
}

#[cfg(target_arch = "x86_64")]
mod x86 {
    use super::{CHAINS, black_box};
    use std::arch::x86_64::{_mm256_fmadd_pd, _mm256_set1_pd, _mm512_fmadd_pd, _mm512_set1_pd};

    #[target_feature(enable = "avx512f")]
    pub(super) fn avx512(repeats: usize) {
        let (a, b) = (
            _mm512_set1_pd(black_box(0.999)),
            _mm512_set1_pd(black_box(0.001)),
        );
        let mut x = [a; CHAINS];
        for _ in 0..repeats {
            for chain in &mut x {
                *chain = _mm512_fmadd_pd(*chain, a, b);
            }
        }
        black_box(x);
    }

    #[target_feature(enable = "avx2,fma")]
    pub(super) fn avx2(repeats: usize) {
        let (a, b) = (
            _mm256_set1_pd(black_box(0.999)),
            _mm256_set1_pd(black_box(0.001)),
        );
        let mut x = [a; CHAINS];
        for _ in 0..repeats {
            for chain in &mut x {
                *chain = _mm256_fmadd_pd(*chain, a, b);
            }
        }
        black_box(x);
    }
}

#[cfg(target_arch = "aarch64")]
mod arm {
    use super::{CHAINS, black_box};
    use std::arch::aarch64::{vdupq_n_f64, vfmaq_f64};

    pub(super) fn neon(repeats: usize) {
        // SAFETY: NEON is part of every 64-bit ARM processor, and these work on registers only.
        unsafe {
            let (a, b) = (vdupq_n_f64(black_box(0.999)), vdupq_n_f64(black_box(0.001)));
            let mut x = [a; CHAINS];
            for _ in 0..repeats {
                for chain in &mut x {
                    *chain = vfmaq_f64(b, *chain, a);
                }
            }
            black_box(x);
        }
    }
}

/// Plain multiplications and additions: `mul_add` would be a slow library call where there is no such instruction.
#[cfg_attr(target_arch = "aarch64", allow(dead_code))]
fn scalar(repeats: usize) {
    let (a, b) = (black_box(0.999), black_box(0.001));
    let mut x = [a; CHAINS];
    for _ in 0..repeats {
        for chain in &mut x {
            *chain = *chain * a + b;
        }
    }
    black_box(x);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_loop_runs_here_and_gives_a_rate() {
        assert!(flops_per_second(1e-3) > 0.0);
        scalar(10);
    }
}
