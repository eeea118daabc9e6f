//! The exercises of lesson 02: loops that a compiler can work with.

mod dot;
mod own_force;

pub use dot::dot;
pub use own_force::own_force;

use super::{Exercise, Verdict, is_outside};
use bench::{Agree, Cost, compare};
use kernels::nbody::{Bodies, plummer};
use kernels::random::Stream;
use show::units::counted;
use std::cell::RefCell;
use std::fmt::Debug;

/// Sizes that a loop with lanes, halves or pairs gets wrong first.
const SMALL: [usize; 10] = [0, 1, 2, 3, 5, 7, 8, 9, 17, 33];

fn bodies_of(n: usize) -> String {
    counted(n, "body", "bodies")
}

/// A typical wrong answer, and what to say about it.
type Mistake<T> = (T, &'static str);

/// One case; an answer that is one of the typical wrong ones is called by its name, and `when_outside` is said
/// when an index is out of bounds.
fn case<T: Agree + Clone + Debug>(
    check: Exercise,
    input: String,
    expected: T,
    mistakes: Vec<Mistake<T>>,
    when_outside: &str,
    yours: impl FnOnce() -> T,
) -> Exercise {
    let answer = RefCell::new(None);
    let keep = || {
        let got = yours();
        answer.replace(Some(got.clone()));
        got
    };
    check
        .case(input, expected, keep)
        .explain(|| {
            let got = answer.take()?;
            let is = |wrong: &T| compare(&got, wrong).error() <= 1e-9;
            let (_, remark) = mistakes.into_iter().find(|(wrong, _)| is(wrong))?;
            Some(remark.to_owned())
        })
        .explain_panic(|message| {
            (is_outside(message) && !when_outside.is_empty()).then(|| when_outside.to_owned())
        })
}

fn places(bodies: &Bodies) -> Vec<[f64; 3]> {
    bodies.to_vec().iter().map(|body| body.position).collect()
}

/// Bodies of different masses, so that a forgotten or mistaken mass shows.
fn uneven(n: usize) -> Bodies {
    let sphere = plummer(n, 2);
    let mut bodies = sphere.to_vec();
    for (i, body) in bodies.iter_mut().enumerate() {
        body.mass = 1.0 + (i % 4) as f64;
    }
    Bodies::from(bodies.as_slice())
}

/// Exercise 02.1: the potential of each body, Φᵢ = −Σ_{j≠i} mⱼ / |xⱼ − xᵢ|, without what slows it down.
///
/// ```
/// use lab::check::{State, lesson02::potential};
/// assert_eq!(potential(|_, _| todo!()).state(), State::NotYet);
/// ```
pub fn potential(yours: impl Fn(&[f64], &[[f64; 3]]) -> Vec<f64>) -> Verdict {
    let mut check = Exercise::new("02.1").when_slow(
        "Is there still a `powf` in it, or a `powi` whose power is a variable? A general power takes many times as long as a product, \
         or as a square root and a division. And is each sum stored once, not at every j?",
    );
    for n in SMALL {
        let bodies = uneven(n);
        let (mass, position) = (bodies.mass(), places(&bodies));
        let expected = potential_reference(mass, &position);
        let squared = sum_of_pulls(mass, &position, |r2| 1.0 / r2);
        let ones = vec![1.0; n];
        let with_own_mass = |phi: &[f64]| phi.iter().zip(mass).map(|(phi, m)| m * phi).collect();
        let mistakes = vec![
            (
                expected.iter().map(|phi| -phi).collect(),
                "The sign: a potential of gravity is negative.",
            ),
            (
                squared,
                "This is a sum of m/r², the potential has m/r: take the square root of r².",
            ),
            (
                with_own_mass(&expected),
                "This is an energy, mᵢ mⱼ / r, and not a potential: leave out the mass of body i itself.",
            ),
            (
                with_own_mass(&potential_reference(&ones, &position)),
                "This takes the mass of the body that feels the pull: it is `mass[j]` of the others that counts.",
            ),
        ];
        let of_pairs = |kept: fn(usize, usize) -> bool| {
            let of =
                |i: usize| sum_of_some(i, mass, &position, |j| kept(i, j), |r2| 1.0 / r2.sqrt());
            (0..n).map(of).collect::<Vec<f64>>()
        };
        let one_side = "Each pair is taken once, and one of its two bodies gets it: the other one feels the pull, too.";
        let mistakes = [
            mistakes,
            vec![
                (of_pairs(|i, j| i < j), one_side),
                (of_pairs(|i, j| j < i), one_side),
            ],
        ]
        .concat();
        let itself = |phi: &[f64]| n > 0 && phi.iter().all(|phi| !phi.is_finite());
        let seen = RefCell::new(false);
        let answer = || {
            let phi = yours(mass, &position);
            seen.replace(itself(&phi));
            phi
        };
        check = case(check, bodies_of(n), expected, mistakes, "", answer).explain(|| {
            seen.take().then(|| {
                "Each body pulls itself: its distance to itself is 0. Leave out j = i.".to_owned()
            })
        });
    }
    let bodies = uneven(1000);
    let (mass, position) = (bodies.mass(), places(&bodies));
    let pairs = 1000.0 * 999.0;
    check
        .race(
            "1000 bodies",
            Cost::new(32e3, 11.0 * pairs),
            || yours(mass, &position),
            || potential_reference(mass, &position),
        )
        .verdict()
}

fn potential_reference(mass: &[f64], position: &[[f64; 3]]) -> Vec<f64> {
    sum_of_pulls(mass, position, |r2| 1.0 / r2.sqrt())
}

/// −Σ_{j≠i} mⱼ f(r²), as exercise 02.1 is solved.
fn sum_of_pulls(mass: &[f64], position: &[[f64; 3]], f: impl Fn(f64) -> f64) -> Vec<f64> {
    let of = |i: usize| sum_of_some(i, mass, position, |j| i != j, &f);
    (0..mass.len()).map(of).collect()
}

/// −Σ mⱼ f(r²) for body `i`, over the j that are kept.
fn sum_of_some(
    i: usize,
    mass: &[f64],
    position: &[[f64; 3]],
    kept: impl Fn(usize) -> bool,
    f: impl Fn(f64) -> f64,
) -> f64 {
    let here = position[i];
    let mut phi = 0.0;
    for (j, (there, m)) in position.iter().zip(mass).enumerate() {
        if kept(j) {
            let d = [0, 1, 2].map(|k| there[k] - here[k]);
            phi -= m * f(d[0] * d[0] + d[1] * d[1] + d[2] * d[2]);
        }
    }
    phi
}

/// Exercise 02.2: the total momentum Σ mᵢ vᵢ from one array for each coordinate.
///
/// ```
/// use lab::check::{State, lesson02::momentum};
/// let sum = |m: &[f64], v: &[f64]| m.iter().zip(v).map(|(m, v)| m * v).sum::<f64>();
/// assert!(momentum(|m, v| v.map(|axis| sum(m, axis))).state() >= State::Right);
/// ```
pub fn momentum(yours: impl Fn(&[f64], [&[f64]; 3]) -> [f64; 3]) -> Verdict {
    let mut check = Exercise::new("02.2").tolerance(1e-10).when_slow(
        "Is a product for each body kept in a vector first, to be added later? Or does a loop over the axes stand inside that over the bodies, \
         with an index that is asked for each time? One pass for each axis, `mass.iter().zip(axis)`, needs neither.",
    );
    // Two bodies before one: the mean velocity of one is the sum of its velocities.
    for n in [0, 2, 3, 5, 7, 8, 9, 17, 33, 1] {
        let (mass, v) = moving(n);
        let v = v.each_ref().map(Vec::as_slice);
        // The empty sum of floats is −0 in Rust; nobody is to wonder about its sign.
        let expected = momentum_reference(&mass, v).map(|p| p + 0.0);
        let total = mass.iter().sum::<f64>();
        let mistakes = vec![
            (
                v.map(|axis| axis.iter().sum()),
                "This is the sum of the velocities: each one counts with its mass.",
            ),
            (
                expected.map(|p| p / total),
                if n == 0 {
                    "Something was divided by the number of bodies, or by their mass, and here there are none: a momentum \
                     is a sum, and not divided."
                } else {
                    "This is the mean velocity: the momentum is not divided by the total mass."
                },
            ),
            (
                v.map(|axis| total * axis.iter().sum::<f64>()),
                "This is the product of two sums: multiply each mass by its own velocity, then add up.",
            ),
            (
                momentum_reference(
                    mass.get(1..).unwrap_or_default(),
                    v.map(|v| v.get(1..).unwrap_or_default()),
                )
                .map(|p| p + 0.0),
                if n == 2 {
                    "Only the second of the two bodies is in it: indices begin at 0, and `+=` adds where `=` keeps the last one alone."
                } else {
                    "The first body is left out: indices begin at 0."
                },
            ),
            (
                momentum_of(&mass, v, f64::abs),
                "The velocities lost their signs: who moves the other way takes from the sum.",
            ),
            (
                momentum_of(&mass, v, |v| v * v),
                "The velocities were squared: m v² is twice an energy, a momentum is m v.",
            ),
            (
                [expected[0], 0.0, 0.0],
                "Only the momentum along x is there: each axis has an array of its own.",
            ),
            (
                [expected[0]; 3],
                "All three are the momentum along x: each axis has an array of its own.",
            ),
        ];
        let outside = "The axis comes first, `velocity[k][i]`; or the loop goes too far.";
        let answer = || yours(&mass, v);
        check = case(check, bodies_of(n), expected, mistakes, outside, answer);
    }
    let n = 200_000;
    let (mass, v) = moving(n);
    let v = v.each_ref().map(Vec::as_slice);
    let cost = Cost::new(32.0 * n as f64, 6.0 * n as f64);
    let (ours, theirs) = (|| momentum_reference(&mass, v), || yours(&mass, v));
    check.race("200 000 bodies", cost, theirs, ours).verdict()
}

/// Masses and velocities whose sums do not cancel.
fn moving(n: usize) -> (Vec<f64>, [Vec<f64>; 3]) {
    let draw = |k: u64| {
        let stream = Stream::new(2).split(k);
        (0..n as u64).map(move |i| 0.5 + stream.uniform(i))
    };
    let axis = |k: u64| draw(k).map(|u| (u - 0.8) * k as f64).collect();
    (draw(0).collect(), [axis(1), axis(2), axis(3)])
}

fn momentum_reference(mass: &[f64], velocity: [&[f64]; 3]) -> [f64; 3] {
    momentum_of(mass, velocity, |v| v)
}

/// Σ mᵢ f(vᵢ) along each axis.
fn momentum_of(mass: &[f64], velocity: [&[f64]; 3], f: impl Fn(f64) -> f64) -> [f64; 3] {
    velocity.map(|axis| mass.iter().zip(axis).map(|(m, v)| m * f(*v)).sum())
}

#[cfg(test)]
mod tests;
