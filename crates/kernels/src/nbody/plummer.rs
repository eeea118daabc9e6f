//! Plummer spheres: the usual starting state of a star cluster.

use super::{Bodies, Body};
use crate::random::Stream;
use std::f64::consts::PI;

/// Bodies further out than this many scale radii (1 in 500 of them) are drawn again.
const CUT: f64 = 22.8042468;

/// A Plummer sphere of `n` equal masses in equilibrium, in standard units (G = M = 1, E ≈ −¼).
///
/// Radii follow the mass profile M(r) = r³ / (r² + a²)^{3/2}, speeds the distribution
/// g(q) = q² (1 − q²)^{7/2} of q = v / `v_escape`; directions are uniform. The centre of mass rests
/// at the origin. The same `n` and `seed` give the same bodies everywhere.
///
/// Aarseth, Hénon and Wielen, "A comparison of numerical methods for the study of star cluster
/// dynamics", A&A 37, 1974, appendix; units of Heggie and Mathieu, 1986.
///
/// ```
/// use kernels::nbody::{energy, plummer};
/// let bodies = plummer(1024, 1);
/// assert_eq!(bodies, plummer(1024, 1));
/// assert!((energy(&bodies) + 0.25).abs() < 0.02);
/// ```
#[must_use]
pub fn plummer(n: usize, seed: u64) -> Bodies {
    let stream = Stream::new(seed);
    let mut bodies: Vec<Body> = (0..n).map(|i| star(stream.split(i as u64), n)).collect();
    for axis in 0..3 {
        let count = n as f64;
        let x = bodies.iter().map(|b| b.position[axis]).sum::<f64>() / count;
        let v = bodies.iter().map(|b| b.velocity[axis]).sum::<f64>() / count;
        for body in &mut bodies {
            body.position[axis] -= x;
            body.velocity[axis] -= v;
        }
    }
    Bodies::from(bodies.as_slice())
}

/// One star, from a stream of its own: what is drawn for one does not shift what the next one gets.
fn star(stream: Stream, n: usize) -> Body {
    let mut drawn = 0;
    let mut uniform = || {
        drawn += 1;
        stream.uniform(drawn - 1)
    };
    let radius = loop {
        // M(r) = u solved for r. u = 0 would give r = 0, fine; u → 1 runs to infinity.
        let r = 1.0 / (uniform().max(1e-10).powf(-2.0 / 3.0) - 1.0).sqrt();
        if r < CUT {
            break r;
        }
    };
    let q = loop {
        let (q, g) = (uniform(), 0.1 * uniform());
        // The largest value of g(q) is 0.092, below the 0.1 that bounds the draw.
        if g < q * q * (1.0 - q * q).powf(3.5) {
            break q;
        }
    };
    let speed = q * std::f64::consts::SQRT_2 * (1.0 + radius * radius).powf(-0.25);
    let mut direction = |length: f64| {
        let z = 2.0 * uniform() - 1.0;
        let (sin, cos) = (2.0 * PI * uniform()).sin_cos();
        let flat = (1.0 - z * z).sqrt();
        [length * flat * cos, length * flat * sin, length * z]
    };
    // The model has scale radius 1; in standard units it is 3π/16.
    let scale = 3.0 * PI / 16.0;
    Body {
        mass: 1.0 / n as f64,
        position: direction(radius * scale),
        velocity: direction(speed / scale.sqrt()),
    }
}
