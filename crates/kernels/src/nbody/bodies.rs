//! The bodies, one by one (`Body`) and coordinate by coordinate (`Bodies`).

use super::view::{check_numbers, same_length};
use std::fmt;

/// One body: an array of these is the layout a first program uses (array of structures).
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Body {
    /// Mass, in units of the total mass.
    pub mass: f64,
    /// Position x, y, z.
    pub position: [f64; 3],
    /// Velocity vx, vy, vz.
    pub velocity: [f64; 3],
}

/// Why these numbers are no set of bodies.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum NbodyError {
    /// One array is longer or shorter than the masses.
    Lengths {
        /// Which array.
        array: &'static str,
        /// Its length.
        length: usize,
        /// How many masses there are.
        masses: usize,
    },
    /// A number is NaN or infinite, or a mass is negative.
    BadNumber {
        /// Index of the body, from 0.
        body: usize,
        /// Which of its numbers.
        what: &'static str,
        /// The number.
        value: f64,
    },
    /// Two bodies are at one place: the force between them is infinite.
    SamePlace {
        /// Index of the first, from 0.
        first: usize,
        /// Index of the second, from 0.
        second: usize,
    },
}

impl fmt::Display for NbodyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NbodyError::Lengths {
                array,
                length,
                masses,
            } => {
                write!(
                    f,
                    "{array} has {length} numbers for {masses} masses; give one per body"
                )
            }
            NbodyError::BadNumber { body, what, value } => {
                write!(
                    f,
                    "body {body}: {what} is {value}; give a finite number, masses ≥ 0"
                )
            }
            NbodyError::SamePlace { first, second } => write!(
                f,
                "bodies {first} and {second} are at one place, the force between them is infinite; \
                 move or remove one"
            ),
        }
    }
}

impl std::error::Error for NbodyError {}

/// All bodies, coordinate by coordinate (structure of arrays): what vector instructions want.
///
/// The seven arrays always have one length.
///
/// ```
/// use kernels::nbody::{Bodies, Body};
/// let sun = Body { mass: 1.0, ..Body::default() };
/// let bodies = Bodies::from(&[sun][..]);
/// assert_eq!(bodies.len(), 1);
/// assert_eq!(bodies.mass(), [1.0]);
/// assert_eq!(bodies.to_vec(), [sun]);
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Bodies {
    mass: Vec<f64>,
    position: [Vec<f64>; 3],
    velocity: [Vec<f64>; 3],
}

const POSITION: [&str; 3] = ["x", "y", "z"];
const VELOCITY: [&str; 3] = ["vx", "vy", "vz"];

impl Bodies {
    /// Bodies from seven arrays: masses, positions x, y, z, velocities vx, vy, vz.
    ///
    /// # Errors
    /// [`NbodyError::Lengths`] if the lengths differ, [`NbodyError::BadNumber`] for NaN, infinities
    /// and negative masses. Bodies at one place are looked for by [`Bodies::check_apart`].
    ///
    /// ```
    /// use kernels::nbody::Bodies;
    /// let at = [vec![0.0], vec![0.0], vec![0.0]];
    /// assert!(Bodies::new(vec![1.0], at.clone(), at.clone()).is_ok());
    /// assert!(Bodies::new(vec![1.0, 2.0], at.clone(), at.clone()).is_err());
    /// assert!(Bodies::new(vec![f64::NAN], at.clone(), at).is_err());
    /// ```
    pub fn new(
        mass: Vec<f64>,
        position: [Vec<f64>; 3],
        velocity: [Vec<f64>; 3],
    ) -> Result<Self, NbodyError> {
        let named = |names: [&'static str; 3]| names.into_iter();
        let arrays = || {
            named(POSITION)
                .zip(&position)
                .chain(named(VELOCITY).zip(&velocity))
        };
        for (array, values) in arrays() {
            same_length(array, values.len(), mass.len())?;
        }
        for (what, values) in std::iter::once(("mass", &mass)).chain(arrays()) {
            check_numbers(what, values)?;
        }
        Ok(Bodies {
            mass,
            position,
            velocity,
        })
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
    pub fn mass(&self) -> &[f64] {
        &self.mass
    }

    /// The positions: all x, all y, all z.
    #[must_use]
    pub fn position(&self) -> [&[f64]; 3] {
        self.position.each_ref().map(Vec::as_slice)
    }

    /// The velocities: all vx, all vy, all vz.
    #[must_use]
    pub fn velocity(&self) -> [&[f64]; 3] {
        self.velocity.each_ref().map(Vec::as_slice)
    }

    /// The positions, to be changed.
    pub fn position_mut(&mut self) -> [&mut [f64]; 3] {
        self.position.each_mut().map(Vec::as_mut_slice)
    }

    /// The velocities, to be changed.
    pub fn velocity_mut(&mut self) -> [&mut [f64]; 3] {
        self.velocity.each_mut().map(Vec::as_mut_slice)
    }

    /// Positions to be changed, beside the velocities that change them.
    pub(crate) fn drift_parts(&mut self) -> ([&mut [f64]; 3], [&[f64]; 3]) {
        (
            self.position.each_mut().map(Vec::as_mut_slice),
            self.velocity.each_ref().map(Vec::as_slice),
        )
    }

    /// The same bodies one by one.
    #[must_use]
    pub fn to_vec(&self) -> Vec<Body> {
        (0..self.len())
            .map(|i| Body {
                mass: self.mass[i],
                position: self.position.each_ref().map(|axis| axis[i]),
                velocity: self.velocity.each_ref().map(|axis| axis[i]),
            })
            .collect()
    }

    /// Looks for two bodies at one place, in O(N log N).
    ///
    /// # Errors
    /// [`NbodyError::SamePlace`] names the pair whose second body comes first.
    ///
    /// ```
    /// use kernels::nbody::{Bodies, Body, NbodyError};
    /// let twins = Bodies::from(&[Body::default(); 2][..]);
    /// assert_eq!(twins.check_apart(), Err(NbodyError::SamePlace { first: 0, second: 1 }));
    /// ```
    pub fn check_apart(&self) -> Result<(), NbodyError> {
        let mut seen = std::collections::HashMap::with_capacity(self.len());
        for second in 0..self.len() {
            // Adding zero makes −0.0 and 0.0, which are one place, one key.
            let place = self
                .position
                .each_ref()
                .map(|axis| (axis[second] + 0.0).to_bits());
            if let Some(first) = seen.insert(place, second) {
                return Err(NbodyError::SamePlace { first, second });
            }
        }
        Ok(())
    }
}

impl From<&[Body]> for Bodies {
    fn from(bodies: &[Body]) -> Self {
        let axis = |get: fn(&Body) -> [f64; 3]| {
            [0, 1, 2].map(|k| bodies.iter().map(|b| get(b)[k]).collect())
        };
        Bodies {
            mass: bodies.iter().map(|b| b.mass).collect(),
            position: axis(|b| b.position),
            velocity: axis(|b| b.velocity),
        }
    }
}

/// Accelerations of all bodies, coordinate by coordinate; also the workspace of the `_into` kernels.
///
/// ```
/// use kernels::nbody::Accelerations;
/// assert_eq!(Accelerations::zeros(2).to_vec(), [[0.0; 3]; 2]);
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Accelerations {
    axes: [Vec<f64>; 3],
}

impl Accelerations {
    /// No acceleration, for `n` bodies.
    #[must_use]
    pub fn zeros(n: usize) -> Self {
        Accelerations {
            axes: [(); 3].map(|()| vec![0.0; n]),
        }
    }

    /// For how many bodies.
    #[must_use]
    pub fn len(&self) -> usize {
        self.axes[0].len()
    }

    /// Whether it is for none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// All ax, all ay, all az.
    #[must_use]
    pub fn axes(&self) -> [&[f64]; 3] {
        self.axes.each_ref().map(Vec::as_slice)
    }

    /// All ax, all ay, all az, to be changed.
    pub fn axes_mut(&mut self) -> [&mut [f64]; 3] {
        self.axes.each_mut().map(Vec::as_mut_slice)
    }

    /// Zeros for `n` bodies, in the memory it has.
    pub fn reset(&mut self, n: usize) {
        for axis in &mut self.axes {
            axis.clear();
            axis.resize(n, 0.0);
        }
    }

    /// One `[ax, ay, az]` per body, the form the naive variant gives.
    #[must_use]
    pub fn to_vec(&self) -> Vec<[f64; 3]> {
        (0..self.len())
            .map(|i| self.axes.each_ref().map(|axis| axis[i]))
            .collect()
    }
}
