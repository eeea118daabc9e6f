//! Direct O(N²) gravity: every body pulls every other, no softening, velocity Verlet in time.
//!
//! In units with G = 1 the acceleration of body i is
//!
//! ```text
//! aᵢ = Σ_{j≠i} mⱼ (xⱼ − xᵢ) / |xⱼ − xᵢ|³
//! ```
//!
//! Two bodies at one place have no finite acceleration: every variant then gives NaN or infinity for
//! them. The problem is that of the NBabel benchmark (<https://www.nbabel.org>).

mod bodies;
mod naive;
pub mod nbabel;
mod packed;
mod par;
mod plummer;
mod rows;
mod simd;
mod soa;
#[cfg(test)]
mod tests;
mod verlet;
mod view;

pub use bodies::{Accelerations, Bodies, Body, NbodyError};
pub use naive::{accelerations_naive, advance_naive, energy_naive};
pub use par::{accelerations_par, advance_par};
pub use plummer::plummer;
pub use rows::{accelerations_rows_par, cost_rows};
pub use simd::{accelerations_simd, accelerations_simd_at, accelerations_simd_into, advance_simd};
pub use soa::{
    accelerations_soa, accelerations_soa_into, advance_soa, advance_with, energy, kinetic_energy,
    potential_energy,
};
pub use verlet::Verlet;
pub use view::{
    View, accelerations_par_view, accelerations_simd_view, kinetic_energy_of, potential_energy_rows,
};

use crate::cost::Cost;

/// Cost of all accelerations of `n` bodies: 25 flops for each of the n(n−1)/2 pairs.
///
/// Of the 25, 3 are differences, 5 the squared distance, 3 the square root, product and division
/// that make 1/r³, 2 the products with the masses, 12 the sums into the two accelerations. Memory:
/// 4 numbers read and 3 written per body.
///
/// ```
/// use kernels::nbody::cost_accelerations;
/// assert_eq!(cost_accelerations(1024).flops, 25.0 * 1024.0 * 1023.0 / 2.0);
/// assert_eq!(cost_accelerations(0).flops, 0.0);
/// ```
#[must_use]
pub fn cost_accelerations(n: usize) -> Cost {
    let n = n as f64;
    Cost::new(7.0 * 8.0 * n, 25.0 * (n * (n - 1.0) / 2.0).max(0.0))
}

/// Cost of one velocity-Verlet step of `n` bodies: the accelerations, and 18 flops per body.
///
/// ```
/// use kernels::nbody::{cost_accelerations, cost_step};
/// assert_eq!(cost_step(10).flops, cost_accelerations(10).flops + 180.0);
/// ```
#[must_use]
pub fn cost_step(n: usize) -> Cost {
    let bodies = n as f64;
    cost_accelerations(n) + Cost::new(12.0 * 8.0 * bodies, 18.0 * bodies)
}
