//! Velocity Verlet on slices that somebody else owns, in as many pieces as they like.

use super::par;
use super::simd::{self, accelerations_level};
use super::soa::{drift, kick};
use super::view::{check_numbers, same_length};
use super::{Accelerations, NbodyError, View};
use crate::simd::Level;
use rayon::ThreadPool;

/// Bodies on their way, in slices that the caller owns; goes on where it stopped.
///
/// The accelerations at the end of one piece are those at the beginning of the next: ten pieces of
/// ten steps compute what one of a hundred does, bit for bit.
///
/// ```
/// use kernels::nbody::{Verlet, advance_simd, plummer};
/// let (mut a, mut b) = (plummer(20, 1), plummer(20, 1));
/// advance_simd(&mut a, 1e-3, 10);
/// let mass = b.mass().to_vec();
/// let [mut x, mut y, mut z] = b.position().map(<[f64]>::to_vec);
/// let mut verlet = Verlet::new(&mass, [&mut x, &mut y, &mut z], b.velocity_mut())?;
/// verlet.advance(1e-3, 4);
/// verlet.advance(1e-3, 6);
/// assert_eq!((a.position(), a.velocity()), ([&x[..], &y, &z], b.velocity()));
/// # Ok::<(), kernels::nbody::NbodyError>(())
/// ```
#[derive(Debug)]
pub struct Verlet<'a> {
    mass: &'a [f64],
    position: [&'a mut [f64]; 3],
    velocity: [&'a mut [f64]; 3],
    accelerations: Option<Accelerations>,
    serial: simd::Workspace,
    shared: par::Workspace,
}

impl<'a> Verlet<'a> {
    /// Bodies from seven slices: masses, positions x, y, z, velocities vx, vy, vz.
    ///
    /// # Errors
    /// [`NbodyError::Lengths`] if the lengths differ, [`NbodyError::BadNumber`] for NaN, infinities
    /// and negative masses.
    ///
    /// ```
    /// use kernels::nbody::Verlet;
    /// let (mut x, mut v) = ([[0.0]; 3], [[0.0]; 3]);
    /// let (x, v) = (x.each_mut().map(|x| &mut x[..]), v.each_mut().map(|v| &mut v[..]));
    /// assert!(Verlet::new(&[1.0, 2.0], x, v).is_err());
    /// ```
    pub fn new(
        mass: &'a [f64],
        position: [&'a mut [f64]; 3],
        velocity: [&'a mut [f64]; 3],
    ) -> Result<Self, NbodyError> {
        let names = ["x", "y", "z", "vx", "vy", "vz"];
        let values = || position.iter().chain(&velocity);
        for (array, values) in names.into_iter().zip(values()) {
            same_length(array, values.len(), mass.len())?;
        }
        check_numbers("mass", mass)?;
        for (array, values) in names.into_iter().zip(values()) {
            check_numbers(array, values)?;
        }
        Ok(Verlet {
            mass,
            position,
            velocity,
            accelerations: None,
            serial: simd::Workspace::default(),
            shared: par::Workspace::default(),
        })
    }

    /// The masses, and the positions as they are now.
    #[must_use]
    pub fn view(&self) -> View<'_> {
        view(self.mass, &self.position)
    }

    /// `steps` steps of length `dt`, with vector instructions.
    pub fn advance(&mut self, dt: f64, steps: usize) {
        let mut workspace = std::mem::take(&mut self.serial);
        self.with(dt, steps, |view, out| {
            accelerations_level(Level::best(), view, &mut workspace, out);
        });
        self.serial = workspace;
    }

    /// `steps` steps of length `dt`, on the threads of `pool`.
    ///
    /// ```
    /// use kernels::{nbody::{Verlet, advance_par, plummer}, threads::pool};
    /// let (mut a, mut b, two) = (plummer(300, 1), plummer(300, 1), pool(2)?);
    /// advance_par(&mut a, 1e-3, 5, &two);
    /// let mass = b.mass().to_vec();
    /// let [mut x, mut y, mut z] = b.position().map(<[f64]>::to_vec);
    /// Verlet::new(&mass, [&mut x, &mut y, &mut z], b.velocity_mut())?.advance_par(1e-3, 5, &two);
    /// assert_eq!(a.velocity(), b.velocity());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn advance_par(&mut self, dt: f64, steps: usize, pool: &ThreadPool) {
        let mut workspace = std::mem::take(&mut self.shared);
        workspace.with_team(self.mass.len(), pool, |accelerations| {
            self.with(dt, steps, accelerations);
        });
        self.shared = workspace;
    }

    fn with(
        &mut self,
        dt: f64,
        steps: usize,
        mut accelerations: impl FnMut(View<'_>, [&mut [f64]; 3]),
    ) {
        let (mass, position) = (self.mass, &mut self.position);
        let a = self.accelerations.get_or_insert_with(|| {
            let mut a = Accelerations::zeros(mass.len());
            accelerations(view(mass, position), a.axes_mut());
            a
        });
        for _ in 0..steps {
            let velocity = self.velocity.each_mut().map(|axis| &mut **axis);
            kick(velocity, a, 0.5 * dt);
            let velocity = self.velocity.each_ref().map(|axis| &**axis);
            drift(position.each_mut().map(|axis| &mut **axis), velocity, dt);
            accelerations(view(mass, position), a.axes_mut());
            let velocity = self.velocity.each_mut().map(|axis| &mut **axis);
            kick(velocity, a, 0.5 * dt);
        }
    }
}

/// Lengths were checked when the slices were taken.
fn view<'a>(mass: &'a [f64], position: &'a [&mut [f64]; 3]) -> View<'a> {
    View::lent(mass, position.each_ref().map(|axis| &**axis))
}
