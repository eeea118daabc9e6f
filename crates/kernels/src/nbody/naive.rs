//! The oracle: the formula, body by body, as one would write it down.

use super::Body;

/// Accelerations of all bodies, pair by pair: the oracle.
///
/// aᵢ = Σ_{j≠i} mⱼ (xⱼ − xᵢ) / |xⱼ − xᵢ|³ with G = 1. One `[ax, ay, az]` per body.
///
/// ```
/// use kernels::nbody::{Body, accelerations_naive};
/// let body = |mass, x| Body { mass, position: [x, 0.0, 0.0], velocity: [0.0; 3] };
/// let a = accelerations_naive(&[body(1.0, 0.0), body(4.0, 2.0)]);
/// assert_eq!(a, [[1.0, 0.0, 0.0], [-0.25, 0.0, 0.0]]);
/// ```
#[must_use]
pub fn accelerations_naive(bodies: &[Body]) -> Vec<[f64; 3]> {
    let mut acceleration = vec![[0.0; 3]; bodies.len()];
    for i in 0..bodies.len() {
        for j in 0..bodies.len() {
            if i == j {
                continue;
            }
            let (here, there) = (bodies[i].position, bodies[j].position);
            let d = [there[0] - here[0], there[1] - here[1], there[2] - here[2]];
            let r2 = d[0] * d[0] + d[1] * d[1] + d[2] * d[2];
            let r3 = r2 * r2.sqrt();
            for axis in 0..3 {
                acceleration[i][axis] += bodies[j].mass * d[axis] / r3;
            }
        }
    }
    acceleration
}

/// `steps` velocity-Verlet steps of length `dt`, with the naive accelerations.
///
/// Kick, drift, kick: v += ½ dt a; x += dt v; a = a(x); v += ½ dt a. Second order, symplectic
/// (Verlet, Phys. Rev. 159, 1967). `steps` steps take `steps + 1` evaluations of the accelerations.
///
/// ```
/// use kernels::nbody::{Body, advance_naive};
/// let mut free = [Body { mass: 1.0, position: [0.0; 3], velocity: [1.0, 0.0, 0.0] }];
/// advance_naive(&mut free, 0.5, 4);
/// assert_eq!(free[0].position, [2.0, 0.0, 0.0]);
/// ```
pub fn advance_naive(bodies: &mut [Body], dt: f64, steps: usize) {
    let mut acceleration = accelerations_naive(bodies);
    for _ in 0..steps {
        for (body, a) in bodies.iter_mut().zip(&acceleration) {
            for axis in 0..3 {
                body.velocity[axis] += 0.5 * dt * a[axis];
                body.position[axis] += dt * body.velocity[axis];
            }
        }
        acceleration = accelerations_naive(bodies);
        for (body, a) in bodies.iter_mut().zip(&acceleration) {
            for axis in 0..3 {
                body.velocity[axis] += 0.5 * dt * a[axis];
            }
        }
    }
}

/// Total energy, kinetic and potential: E = Σ ½ mᵢ vᵢ² − Σ_{i<j} mᵢ mⱼ / rᵢⱼ.
///
/// ```
/// use kernels::nbody::{Body, energy_naive};
/// let body = |mass, x, v| Body { mass, position: [x, 0.0, 0.0], velocity: [0.0, v, 0.0] };
/// assert_eq!(energy_naive(&[body(1.0, 0.0, 2.0), body(4.0, 2.0, 0.0)]), 2.0 - 2.0);
/// ```
#[must_use]
pub fn energy_naive(bodies: &[Body]) -> f64 {
    let mut energy = 0.0;
    for (i, a) in bodies.iter().enumerate() {
        energy += 0.5 * a.mass * a.velocity.iter().map(|v| v * v).sum::<f64>();
        for b in &bodies[..i] {
            let r2: f64 = (0..3)
                .map(|k| (a.position[k] - b.position[k]).powi(2))
                .sum();
            energy -= a.mass * b.mass / r2.sqrt();
        }
    }
    energy
}
