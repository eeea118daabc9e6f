//! The numerical problems of the course, each as a ladder of variants that give the same answer.
//!
//! | module | problem | limited by |
//! |---|---|---|
//! | [`mandelbrot`] | escape counts, unevenly much work | arithmetic, load balance |
//! | [`matmul`] | product of two matrices | arithmetic, once blocked |
//! | [`montecarlo`] | π and a mean distance from random samples | integer arithmetic |
//! | [`nbody`] | direct O(N²) gravity, velocity Verlet | arithmetic |
//! | [`heat`] | two-dimensional heat equation, explicit | memory bandwidth, until sweeps share a pass |
//! | [`reduce`] | sum and dot product, the same bits on any number of threads | memory bandwidth |
//! | [`stream`] | copy and triad | memory bandwidth |
//!
//! Every problem climbs the same rungs, told apart by a suffix: `_naive` (the oracle, written to be
//! read), `_soa` or `_slices` (the same arithmetic in a layout the compiler likes), `_simd` (vector
//! instructions, chosen when the program runs) and `_par` (threads, on a pool the caller hands in).
//! Beside each stands a `cost_*` function: the bytes and floating-point operations of one call.
//!
//! `LIMITS.md` beside this crate says how near they come to what the machine can do, and what was tried.
//! Nothing here prints, times, draws, or touches rayon's global pool.

pub mod cost;
pub mod heat;
pub mod mandelbrot;
pub mod matmul;
pub mod montecarlo;
pub mod nbody;
pub mod random;
pub mod reduce;
pub mod simd;
pub mod stream;
pub mod threads;
