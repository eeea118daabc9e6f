//! Velocity Verlet on slices that somebody else owns, in as many pieces as they like.

use super::par;
use super::simd::{self, accelerations_level};
use super::soa::{drift, kick};
use super::view::{check_numbers, same_length};
use super::{Accelerations, NbodyError, View};
use crate::simd::Level;
use rayon::ThreadPool;
use std::sync::atomic::AtomicBool;

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
    stop: Option<Stop<'a>>,
}

/// A flag, and the bodies before the step that it interrupts.
#[derive(Debug)]
struct Stop<'a> {
    flag: &'a AtomicBool,
    before: [Vec<f64>; 6],
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
            stop: None,
        })
    }

    /// Steps are given up within milliseconds when `stop` becomes true: the bodies are then those
    /// after the last whole step. This costs a copy of them before each step.
    ///
    /// ```
    /// use kernels::nbody::{Verlet, plummer};
    /// use std::sync::atomic::AtomicBool;
    /// let (start, stop) = (plummer(5, 1), AtomicBool::new(true));
    /// let mut x = start.position().map(<[f64]>::to_vec);
    /// let mut v = start.velocity().map(<[f64]>::to_vec);
    /// let (places, speeds) = (x.each_mut().map(Vec::as_mut_slice), v.each_mut().map(Vec::as_mut_slice));
    /// let mut verlet = Verlet::new(start.mass(), places, speeds)?.stopped_by(&stop);
    /// assert_eq!(verlet.advance(1e-3, 10), 0);
    /// assert_eq!(x.each_ref().map(Vec::as_slice), start.position());
    /// # Ok::<(), kernels::nbody::NbodyError>(())
    /// ```
    #[must_use]
    pub fn stopped_by(mut self, stop: &'a AtomicBool) -> Self {
        self.stop = Some(Stop {
            flag: stop,
            before: Default::default(),
        });
        self
    }

    /// The masses, and the positions as they are now.
    #[must_use]
    pub fn view(&self) -> View<'_> {
        view(self.mass, &self.position, self.stop.as_ref())
    }

    /// `steps` steps of length `dt`, with vector instructions; tells how many were done, which is all
    /// of them unless they were stopped.
    pub fn advance(&mut self, dt: f64, steps: usize) -> usize {
        let mut workspace = std::mem::take(&mut self.serial);
        let done = self.with(dt, steps, |view, out| {
            accelerations_level(Level::best(), view, &mut workspace, out);
        });
        self.serial = workspace;
        done
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
    pub fn advance_par(&mut self, dt: f64, steps: usize, pool: &ThreadPool) -> usize {
        let mut workspace = std::mem::take(&mut self.shared);
        let stop = self.stop.as_ref().map(|stop| stop.flag);
        let mut done = 0;
        workspace.with_team(self.mass.len(), pool, stop, |accelerations| {
            done = self.with(dt, steps, accelerations);
        });
        self.shared = workspace;
        done
    }

    fn with(
        &mut self,
        dt: f64,
        steps: usize,
        mut accelerations: impl FnMut(View<'_>, [&mut [f64]; 3]),
    ) -> usize {
        let (mass, position, velocity) = (self.mass, &mut self.position, &mut self.velocity);
        let mut a = self.accelerations.take().unwrap_or_else(|| {
            let mut a = Accelerations::zeros(mass.len());
            accelerations(view(mass, position, self.stop.as_ref()), a.axes_mut());
            a
        });
        for done in 0..steps {
            if let Some(stop) = &mut self.stop {
                let now = position.iter().chain(velocity.iter());
                for (before, now) in stop.before.iter_mut().zip(now) {
                    before.clear();
                    before.extend_from_slice(now);
                }
            }
            kick(velocity.each_mut().map(|axis| &mut **axis), &a, 0.5 * dt);
            let speeds = velocity.each_ref().map(|axis| &**axis);
            drift(position.each_mut().map(|axis| &mut **axis), speeds, dt);
            let now = view(mass, position, self.stop.as_ref());
            accelerations(now, a.axes_mut());
            if now.is_stopped() {
                let axes = position.iter_mut().chain(velocity.iter_mut());
                for (axis, before) in axes.zip(self.stop.iter().flat_map(|stop| &stop.before)) {
                    axis.copy_from_slice(before);
                }
                return done;
            }
            kick(velocity.each_mut().map(|axis| &mut **axis), &a, 0.5 * dt);
        }
        if !view(mass, position, self.stop.as_ref()).is_stopped() {
            self.accelerations = Some(a);
        }
        steps
    }
}

/// Lengths were checked when the slices were taken.
fn view<'a>(mass: &'a [f64], position: &'a [&mut [f64]; 3], stop: Option<&Stop<'a>>) -> View<'a> {
    let view = View::lent(mass, position.each_ref().map(|axis| &**axis));
    match stop {
        Some(stop) => view.stopped_by(stop.flag),
        None => view,
    }
}
