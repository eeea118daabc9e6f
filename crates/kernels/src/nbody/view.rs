//! Bodies whose numbers somebody else owns, such as the arrays of another language.

use super::par::accelerations_on;
use super::simd::{self, accelerations_level};
use super::{Bodies, NbodyError};
use crate::simd::Level;
use rayon::ThreadPool;
use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};

/// Masses and positions, lent: all that accelerations are computed from.
///
/// ```
/// use kernels::nbody::{View, plummer};
/// let bodies = plummer(4, 1);
/// let view = View::new(bodies.mass(), bodies.position())?;
/// assert_eq!((view.mass(), view.len()), (bodies.mass(), 4));
/// # Ok::<(), kernels::nbody::NbodyError>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    mass: &'a [f64],
    position: [&'a [f64]; 3],
    stop: Option<&'a AtomicBool>,
}

impl<'a> View<'a> {
    /// The bodies of four slices: masses, x, y, z. Only the lengths are looked at.
    ///
    /// # Errors
    /// [`NbodyError::Lengths`] if the lengths differ.
    ///
    /// ```
    /// use kernels::nbody::View;
    /// assert!(View::new(&[1.0], [&[0.0], &[0.0], &[]]).is_err());
    /// ```
    pub fn new(mass: &'a [f64], position: [&'a [f64]; 3]) -> Result<Self, NbodyError> {
        for (array, values) in ["x", "y", "z"].into_iter().zip(position) {
            same_length(array, values.len(), mass.len())?;
        }
        Ok(View::lent(mass, position))
    }

    /// Slices whose lengths were checked.
    pub(super) fn lent(mass: &'a [f64], position: [&'a [f64]; 3]) -> Self {
        View {
            mass,
            position,
            stop: None,
        }
    }

    /// The same bodies; a kernel at work on them gives up within milliseconds when `stop` becomes true,
    /// and what it has written by then means nothing.
    ///
    /// ```
    /// use kernels::nbody::{accelerations_simd_view, plummer};
    /// use std::sync::atomic::AtomicBool;
    /// let (bodies, stop) = (plummer(2, 1), AtomicBool::new(true));
    /// let mut out = [[9.0; 2]; 3];
    /// let view = bodies.view().stopped_by(&stop);
    /// accelerations_simd_view(view, out.each_mut().map(|axis| &mut axis[..]))?;
    /// assert_eq!(out, [[0.0; 2]; 3]); // none of the pulls was added
    /// # Ok::<(), kernels::nbody::NbodyError>(())
    /// ```
    #[must_use]
    pub fn stopped_by(mut self, stop: &'a AtomicBool) -> Self {
        self.stop = Some(stop);
        self
    }

    /// The flag that says so.
    pub(super) fn stop(&self) -> Option<&'a AtomicBool> {
        self.stop
    }

    /// Whether to give up.
    #[inline(always)]
    pub(super) fn is_stopped(&self) -> bool {
        self.stop.is_some_and(|stop| stop.load(Ordering::Relaxed))
    }

    /// How many bodies.
    #[must_use]
    pub fn len(&self) -> usize {
        self.mass.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.mass.is_empty()
    }

    /// The masses.
    #[must_use]
    pub fn mass(&self) -> &'a [f64] {
        self.mass
    }

    /// The positions: all x, all y, all z.
    #[must_use]
    pub fn position(&self) -> [&'a [f64]; 3] {
        self.position
    }

    /// Looks for a number that is NaN or infinite, and for a negative mass.
    ///
    /// # Errors
    /// [`NbodyError::BadNumber`] names the first one.
    ///
    /// ```
    /// use kernels::nbody::View;
    /// let bad = View::new(&[1.0], [&[0.0], &[f64::NAN], &[0.0]])?;
    /// assert!(bad.check_numbers().unwrap_err().to_string().starts_with("body 0: y is NaN"));
    /// # Ok::<(), kernels::nbody::NbodyError>(())
    /// ```
    pub fn check_numbers(&self) -> Result<(), NbodyError> {
        let [x, y, z] = self.position;
        for (what, values) in [("mass", self.mass), ("x", x), ("y", y), ("z", z)] {
            check_numbers(what, values)?;
        }
        Ok(())
    }
}

impl Bodies {
    /// Their masses and positions, lent.
    ///
    /// ```
    /// assert_eq!(kernels::nbody::plummer(3, 1).view().len(), 3);
    /// ```
    #[must_use]
    pub fn view(&self) -> View<'_> {
        View::lent(self.mass(), self.position())
    }
}

/// [`accelerations_simd`](super::accelerations_simd) from and into slices that the caller owns.
///
/// # Errors
/// [`NbodyError::Lengths`] if a slice of `out` has not one number per body.
///
/// ```
/// use kernels::nbody::{accelerations_simd, accelerations_simd_view, plummer};
/// let bodies = plummer(3, 1);
/// let (mut ax, mut ay, mut az) = ([0.0; 3], [0.0; 3], [0.0; 3]);
/// accelerations_simd_view(bodies.view(), [&mut ax, &mut ay, &mut az])?;
/// assert_eq!([ax[2], ay[2], az[2]], accelerations_simd(&bodies)[2]);
/// # Ok::<(), kernels::nbody::NbodyError>(())
/// ```
pub fn accelerations_simd_view(view: View<'_>, out: [&mut [f64]; 3]) -> Result<(), NbodyError> {
    check_out(view, &out)?;
    accelerations_level(Level::best(), view, &mut simd::Workspace::default(), out);
    Ok(())
}

/// [`accelerations_par`](super::accelerations_par) from and into slices that the caller owns.
///
/// # Errors
/// [`NbodyError::Lengths`] if a slice of `out` has not one number per body.
///
/// ```
/// use kernels::{nbody::{accelerations_par, accelerations_par_view, plummer}, threads::pool};
/// let (bodies, two) = (plummer(3, 1), pool(2)?);
/// let (mut ax, mut ay, mut az) = ([0.0; 3], [0.0; 3], [0.0; 3]);
/// accelerations_par_view(bodies.view(), [&mut ax, &mut ay, &mut az], &two)?;
/// assert_eq!([ax[2], ay[2], az[2]], accelerations_par(&bodies, &two)[2]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn accelerations_par_view(
    view: View<'_>,
    out: [&mut [f64]; 3],
    pool: &ThreadPool,
) -> Result<(), NbodyError> {
    check_out(view, &out)?;
    accelerations_on(view, out, pool);
    Ok(())
}

/// Kinetic energy Σ ½ mᵢ vᵢ² of masses and velocities vx, vy, vz; of as many bodies as all four slices have.
///
/// ```
/// assert_eq!(kernels::nbody::kinetic_energy_of(&[2.0], [&[3.0], &[0.0], &[0.0]]), 9.0);
/// ```
#[must_use]
pub fn kinetic_energy_of(mass: &[f64], velocity: [&[f64]; 3]) -> f64 {
    let [vx, vy, vz] = velocity;
    let speeds = vx.iter().zip(vy).zip(vz);
    mass.iter()
        .zip(speeds)
        .map(|(m, ((vx, vy), vz))| 0.5 * m * (vx * vx + vy * vy + vz * vz))
        .sum()
}

/// The part of the potential energy −Σ_{i<j} mᵢ mⱼ / rᵢⱼ whose i lies in `rows`: the share of one
/// thread, or of one piece between two looks at the clock.
///
/// # Panics
/// If `rows` goes past the last body.
///
/// ```
/// use kernels::nbody::{plummer, potential_energy, potential_energy_rows};
/// let bodies = plummer(9, 1);
/// let halves = potential_energy_rows(bodies.view(), 0..5) + potential_energy_rows(bodies.view(), 5..9);
/// assert!((halves / potential_energy(&bodies) - 1.0).abs() < 1e-14);
/// ```
#[must_use]
pub fn potential_energy_rows(view: View<'_>, rows: Range<usize>) -> f64 {
    let ([x, y, z], m) = (view.position, view.mass);
    let mut sum = 0.0;
    for i in rows {
        let mut row = 0.0;
        for j in 0..i {
            let (dx, dy, dz) = (x[j] - x[i], y[j] - y[i], z[j] - z[i]);
            row += m[j] / (dx * dx + dy * dy + dz * dz).sqrt();
        }
        sum -= m[i] * row;
    }
    sum
}

fn check_out(view: View<'_>, out: &[&mut [f64]; 3]) -> Result<(), NbodyError> {
    for (array, values) in ["ax", "ay", "az"].into_iter().zip(out) {
        same_length(array, values.len(), view.len())?;
    }
    Ok(())
}

pub(super) fn same_length(
    array: &'static str,
    length: usize,
    masses: usize,
) -> Result<(), NbodyError> {
    if length == masses {
        return Ok(());
    }
    Err(NbodyError::Lengths {
        array,
        length,
        masses,
    })
}

pub(super) fn check_numbers(what: &'static str, values: &[f64]) -> Result<(), NbodyError> {
    let bad = |v: &f64| !v.is_finite() || (what == "mass" && *v < 0.0);
    match values.iter().position(bad) {
        None => Ok(()),
        Some(body) => Err(NbodyError::BadNumber {
            body,
            what,
            value: values[body],
        }),
    }
}
