//! Exercise 02.4: a force of the reader's own, plain and fast.

use super::{SMALL, bodies_of, uneven};
use crate::check::{Exercise, Verdict};
use bench::compare;
use kernels::nbody::{Bodies, Body, accelerations_naive};
use show::units::counted;

/// Exercise 02.4: a force of your own, written twice: plainly, and fast.
///
/// The plain one is the oracle. It must be a force between pairs (Newton's third law: Σ mᵢ aᵢ = 0)
/// and not the gravity of the lesson; the fast one must agree with it; *fast* is at most nine
/// tenths of its time.
///
/// ```
/// use lab::check::{State, lesson02::own_force};
/// assert_eq!(own_force(|_| todo!(), |_| todo!()).state(), State::NotYet);
/// ```
pub fn own_force(
    naive: impl Fn(&[Body]) -> Vec<[f64; 3]>,
    fast: impl Fn(&Bodies) -> Vec<[f64; 3]>,
) -> Verdict {
    let mut check = Exercise::new("02.4")
        .tolerance(1e-9)
        .allow(0.9)
        .functions(&["my_force", "my_force_fast"])
        .beside("your plain one");
    let mut answers = Vec::new();
    for n in SMALL {
        let each = uneven(n).to_vec();
        check = check.that(format!("the naive force on {}", bodies_of(n)), || {
            answers.push(naive(&each));
            plausible(&each, answers.last().map_or(&[], Vec::as_slice))
        });
    }
    for (n, expected) in SMALL.into_iter().zip(answers) {
        let bodies = uneven(n);
        check = check
            .case(bodies_of(n), expected, || fast(&bodies))
            .explain(|| Some("Expected is what your `my_force` gives.".to_owned()));
    }
    let bodies = uneven(515);
    let each = bodies.to_vec();
    let cost = kernels::nbody::cost_accelerations(515);
    let (plain, theirs) = (|| naive(&each), || fast(&bodies));
    check
        .race("515 bodies, beside your naive one", cost, theirs, plain)
        .verdict()
}

/// What any force between pairs obeys, and what makes it the reader's own.
fn plausible(bodies: &[Body], a: &[[f64; 3]]) -> Result<(), String> {
    let n = bodies.len();
    if a.len() != n {
        return Err(format!(
            "{}, but {}.",
            bodies_of(n),
            counted(a.len(), "acceleration", "accelerations")
        ));
    }
    if let Some(i) = a.iter().position(|a| a.iter().any(|a| !a.is_finite())) {
        return Err(format!(
            "The acceleration of body {i} is {:?}. Does it pull itself?",
            a[i]
        ));
    }
    for axis in 0..3 {
        let forces = || a.iter().zip(bodies).map(|(a, body)| body.mass * a[axis]);
        let (sum, size) = (forces().sum::<f64>(), forces().map(f64::abs).sum::<f64>());
        let alone = || a.iter().map(|a| a[axis]);
        if sum.abs() > 1e-9 * size
            && alone().sum::<f64>().abs() <= 1e-9 * alone().map(f64::abs).sum::<f64>()
        {
            return Err(
                "They add up to 0 without any mass, as accelerations of uneven masses do not. Are these forces? Then divide each by the mass of its \
                 body. Or is the mass of the one that pulls, `mass[j]`, left out?"
                    .to_owned(),
            );
        }
        if sum.abs() > 1e-9 * size {
            return Err(format!(
                "The forces along axis {axis} add up to {sum:e}, not to 0: what i does to j, j does to i, \
                 with the other sign (Newton's third law)."
            ));
        }
    }
    if n > 1 && a.iter().flatten().all(|a| *a == 0.0) {
        return Err("All accelerations are 0: there is no force between the bodies.".to_owned());
    }
    if n > 1 && compare(a, &accelerations_naive(bodies)[..]).error() < 1e-9 {
        return Err(
            "This is the gravity of the lesson. Change it: soften it, or take another power of r."
                .to_owned(),
        );
    }
    Ok(())
}
