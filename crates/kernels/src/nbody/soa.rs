//! The same arithmetic in a layout that the compiler can work with: each pair once, slices of one
//! known length, no bounds checks in the inner loop.

use super::{Accelerations, Bodies, kinetic_energy_of, potential_energy_rows};

/// Accelerations from the structure-of-arrays layout, each pair once (Newton's third law).
///
/// One `[ax, ay, az]` per body, as [`accelerations_naive`](super::accelerations_naive) gives them.
///
/// ```
/// use kernels::nbody::{accelerations_naive, accelerations_soa, plummer};
/// let bodies = plummer(17, 1);
/// let oracle = accelerations_naive(&bodies.to_vec());
/// for (a, b) in accelerations_soa(&bodies).iter().flatten().zip(oracle.iter().flatten()) {
///     assert!((a - b).abs() < 1e-12);
/// }
/// ```
#[must_use]
pub fn accelerations_soa(bodies: &Bodies) -> Vec<[f64; 3]> {
    let mut out = Accelerations::default();
    accelerations_soa_into(bodies, &mut out);
    out.to_vec()
}

/// [`accelerations_soa`] into memory that the caller keeps; `out` takes the right length itself.
///
/// ```
/// use kernels::nbody::{Accelerations, accelerations_soa, accelerations_soa_into, plummer};
/// let bodies = plummer(8, 1);
/// let mut out = Accelerations::default();
/// accelerations_soa_into(&bodies, &mut out);
/// assert_eq!(out.to_vec(), accelerations_soa(&bodies));
/// ```
pub fn accelerations_soa_into(bodies: &Bodies, out: &mut Accelerations) {
    let n = bodies.len();
    out.reset(n);
    let m = &bodies.mass()[..n];
    // One length, told once, and the compiler drops the bounds checks below.
    let [x, y, z] = bodies.position().map(|axis| &axis[..n]);
    let [ax, ay, az] = out.axes_mut().map(|axis| &mut axis[..n]);
    for i in 0..n {
        let (xi, yi, zi, mi) = (x[i], y[i], z[i], m[i]);
        let (mut sx, mut sy, mut sz) = (0.0, 0.0, 0.0);
        for j in i + 1..n {
            let (dx, dy, dz) = (x[j] - xi, y[j] - yi, z[j] - zi);
            let r2 = dx * dx + dy * dy + dz * dz;
            let w = 1.0 / (r2 * r2.sqrt());
            let (wi, wj) = (mi * w, m[j] * w);
            sx += wj * dx;
            sy += wj * dy;
            sz += wj * dz;
            ax[j] -= wi * dx;
            ay[j] -= wi * dy;
            az[j] -= wi * dz;
        }
        ax[i] += sx;
        ay[i] += sy;
        az[i] += sz;
    }
}

/// `steps` velocity-Verlet steps of length `dt`, with accelerations from any kernel.
///
/// Kick, drift, kick, as [`advance_naive`](super::advance_naive); `accelerations` is called
/// `steps + 1` times. It is given the bodies and the memory to write to, with the right length
/// and whatever was there before.
///
/// ```
/// use kernels::nbody::{accelerations_soa_into, advance_soa, advance_with, plummer};
/// let (mut a, mut b) = (plummer(9, 1), plummer(9, 1));
/// advance_soa(&mut a, 1e-3, 5);
/// advance_with(&mut b, 1e-3, 5, accelerations_soa_into);
/// assert_eq!(a, b);
/// ```
pub fn advance_with(
    bodies: &mut Bodies,
    dt: f64,
    steps: usize,
    mut accelerations: impl FnMut(&Bodies, &mut Accelerations),
) {
    let mut a = Accelerations::zeros(bodies.len());
    accelerations(bodies, &mut a);
    for _ in 0..steps {
        kick(bodies.velocity_mut(), &a, 0.5 * dt);
        let (position, velocity) = bodies.drift_parts();
        drift(position, velocity, dt);
        accelerations(bodies, &mut a);
        kick(bodies.velocity_mut(), &a, 0.5 * dt);
    }
}

pub(super) fn kick(velocity: [&mut [f64]; 3], a: &Accelerations, dt: f64) {
    for (v, a) in velocity.into_iter().zip(a.axes()) {
        for (v, a) in v.iter_mut().zip(a) {
            *v += dt * a;
        }
    }
}

pub(super) fn drift(position: [&mut [f64]; 3], velocity: [&[f64]; 3], dt: f64) {
    for (x, v) in position.into_iter().zip(velocity) {
        for (x, v) in x.iter_mut().zip(v) {
            *x += dt * v;
        }
    }
}

/// `steps` velocity-Verlet steps of length `dt`, with [`accelerations_soa`].
///
/// ```
/// use kernels::nbody::{advance_soa, energy, plummer};
/// let mut bodies = plummer(32, 1);
/// let before = energy(&bodies);
/// advance_soa(&mut bodies, 1e-4, 10);
/// assert!((energy(&bodies) / before - 1.0).abs() < 1e-5);
/// ```
pub fn advance_soa(bodies: &mut Bodies, dt: f64, steps: usize) {
    advance_with(bodies, dt, steps, accelerations_soa_into);
}

/// Kinetic energy Σ ½ mᵢ vᵢ².
///
/// ```
/// use kernels::nbody::{Bodies, Body, kinetic_energy};
/// let one = Body { mass: 2.0, position: [0.0; 3], velocity: [3.0, 0.0, 0.0] };
/// assert_eq!(kinetic_energy(&Bodies::from(&[one][..])), 9.0);
/// ```
#[must_use]
pub fn kinetic_energy(bodies: &Bodies) -> f64 {
    kinetic_energy_of(bodies.mass(), bodies.velocity())
}

/// Potential energy −Σ_{i<j} mᵢ mⱼ / rᵢⱼ.
///
/// ```
/// use kernels::nbody::{Bodies, Body, potential_energy};
/// let at = |x| Body { mass: 2.0, position: [x, 0.0, 0.0], velocity: [0.0; 3] };
/// assert_eq!(potential_energy(&Bodies::from(&[at(0.0), at(4.0)][..])), -1.0);
/// ```
#[must_use]
pub fn potential_energy(bodies: &Bodies) -> f64 {
    potential_energy_rows(bodies.view(), 0..bodies.len())
}

/// Total energy, kinetic and potential; constant in an exact solution.
///
/// ```
/// use kernels::nbody::{energy, energy_naive, plummer};
/// let bodies = plummer(64, 3);
/// assert!((energy(&bodies) - energy_naive(&bodies.to_vec())).abs() < 1e-13);
/// ```
#[must_use]
pub fn energy(bodies: &Bodies) -> f64 {
    kinetic_energy(bodies) + potential_energy(bodies)
}
