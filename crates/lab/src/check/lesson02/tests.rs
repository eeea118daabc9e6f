//! The reference solutions pass, and typical wrong answers are called by their names.

use super::super::State;
use super::dot::dot_reference;
use super::*;
use kernels::nbody::{Body, accelerations_naive};

#[test]
fn the_potential_tells_mistakes_apart() {
    assert!(potential(potential_reference).state() >= State::Right);
    let wrong = |yours: fn(&[f64], &[[f64; 3]]) -> Vec<f64>, says: &str| {
        let verdict = potential(yours);
        assert_eq!(verdict.state(), State::Wrong);
        assert!(verdict.text().contains(says), "{}", verdict.text());
    };
    wrong(|m, x| sum_of_pulls(m, x, |r2| -1.0 / r2.sqrt()), "The sign");
    wrong(|m, x| sum_of_pulls(m, x, |r2| 1.0 / r2), "square root");
    let once = |m: &[f64], x: &[[f64; 3]]| {
        let of = |i| sum_of_some(i, m, x, |j| j > i, |r2: f64| 1.0 / r2.sqrt());
        (0..m.len()).map(of).collect()
    };
    wrong(once, "the other one feels the pull");
    let with_mass = |of: fn(f64, f64) -> f64| {
        move |m: &[f64], x: &[[f64; 3]]| {
            let ones = vec![1.0; m.len()];
            let one = |i: usize, j: usize| {
                let pair = [x[i], x[j]];
                -of(m[i], m[j]) * -potential_reference(&ones[..2], &pair)[0]
            };
            let others = |i: usize| (0..m.len()).filter(move |&j| j != i);
            (0..m.len())
                .map(|i| others(i).map(|j| one(i, j)).sum())
                .collect()
        }
    };
    let says = |verdict: Verdict, words: &str| {
        assert!(verdict.text().contains(words), "{}", verdict.text());
    };
    says(potential(with_mass(|mi, mj| mi * mj)), "This is an energy");
    says(potential(with_mass(|mi, _| mi)), "`mass[j]`");
    assert!(potential(with_mass(|_, mj| mj)).state() >= State::Right);
    let with_itself = |m: &[f64], x: &[[f64; 3]]| {
        let one = |a: &[f64; 3], b: &[f64; 3]| {
            1.0 / (0..3).map(|k| (a[k] - b[k]).powi(2)).sum::<f64>().sqrt()
        };
        let row = |here| x.iter().zip(m).map(move |(there, m)| -m * one(here, there));
        x.iter().map(|here| row(here).sum()).collect()
    };
    wrong(with_itself, "pulls itself");
    let verdict = potential(|m, _| vec![0.0; m.len() + 1]);
    assert!(
        verdict.text().contains("another shape"),
        "{}",
        verdict.text()
    );
}

#[test]
fn momentum_tells_mistakes_apart() {
    assert!(momentum(momentum_reference).state() >= State::Right);
    let wrong = |yours: fn(&[f64], [&[f64]; 3]) -> [f64; 3], says: &str| {
        let verdict = momentum(yours);
        assert_eq!(verdict.state(), State::Wrong);
        assert!(verdict.text().contains(says), "{}", verdict.text());
    };
    wrong(
        |_, v| v.map(|axis| axis.iter().sum()),
        "sum of the velocities",
    );
    wrong(|m, v| [momentum_reference(m, v)[0]; 3], "along x");
    let from_one =
        |m: &[f64], v: [&[f64]; 3]| v.map(|axis| (1..m.len()).map(|i| m[i] * axis[i]).sum());
    wrong(from_one, "indices begin at 0");
    let last = |m: &[f64], v: [&[f64]; 3]| v.map(|v| m.iter().zip(v).fold(0.0, |_, (m, v)| m * v));
    wrong(last, "`=` keeps the last one alone");
    let mean = |m: &[f64], v: [&[f64]; 3]| {
        let total: f64 = m.iter().sum();
        momentum_reference(m, v).map(|p| if total > 0.0 { p / total } else { 0.0 })
    };
    wrong(mean, "mean velocity");
    let by_number =
        |m: &[f64], v: [&[f64]; 3]| momentum_reference(m, v).map(|p| p / m.len() as f64);
    wrong(by_number, "a momentum is a sum, and not divided");
    let product = |m: &[f64], v: [&[f64]; 3]| {
        let total: f64 = m.iter().sum();
        v.map(|axis| total * axis.iter().sum::<f64>())
    };
    wrong(product, "product of two sums");
    wrong(
        |m, v| momentum_of(m, v, |v| v * v),
        "The velocities were squared",
    );
    wrong(|m, v| momentum_of(m, v, f64::abs), "lost their signs");
    wrong(
        |m, v| [momentum_reference(m, v)[0], 0.0, 0.0],
        "Only the momentum along x",
    );
}

#[test]
fn dot_tells_mistakes_apart() {
    assert!(dot(dot_reference).state() >= State::Right);
    let wrong = |yours: fn(&[f64], &[f64]) -> f64, says: &str| {
        let verdict = dot(yours);
        assert_eq!(verdict.state(), State::Wrong);
        assert!(verdict.text().contains(says), "{}", verdict.text());
    };
    wrong(
        |x, y| dot_reference(&x[..x.len() - x.len() % 8], &y[..x.len() - x.len() % 8]),
        "in no block of eight",
    );
    wrong(
        |x, y| {
            let rest = x.len() - x.len() % 8;
            let first: f64 = (0..rest).step_by(8).map(|i| x[i] * y[i]).sum();
            first + dot_reference(&x[rest..], &y[rest..])
        },
        "lane 0 only",
    );
    let overwritten = |x: &[f64], y: &[f64]| {
        let rest = x.len() - x.len() % 8;
        let last = rest.saturating_sub(8);
        dot_reference(&x[last..rest], &y[last..rest]) + dot_reference(&x[rest..], &y[rest..])
    };
    wrong(overwritten, "Only the last block");
    wrong(
        |x, y| x.iter().zip(y).map(|(x, y)| (x * y).abs()).sum(),
        "lost their signs",
    );
    wrong(|x, _| x.iter().sum(), "sum of x");
    wrong(
        |x, y| x.iter().sum::<f64>() * y.iter().sum::<f64>(),
        "product of two sums",
    );
    let below_nothing = |x: &[f64], _: &[f64]| x[x.len().wrapping_sub(8)];
    wrong(below_nothing, "fewer than 8 numbers");
}

/// A softened force, plainly and pair by pair.
fn soft(bodies: &[Body]) -> Vec<[f64; 3]> {
    let pull = |a: &Body, b: &Body| {
        let d = [0, 1, 2].map(|k| b.position[k] - a.position[k]);
        let r2 = 0.01 + d.iter().map(|d| d * d).sum::<f64>();
        d.map(|d| b.mass * d / r2.powf(1.5))
    };
    let sum = |a: [f64; 3], b: [f64; 3]| [a[0] + b[0], a[1] + b[1], a[2] + b[2]];
    bodies
        .iter()
        .map(|a| bodies.iter().map(|b| pull(a, b)).fold([0.0; 3], sum))
        .collect()
}

fn soft_fast(bodies: &Bodies) -> Vec<[f64; 3]> {
    let ([x, y, z], m) = (bodies.position(), bodies.mass());
    let row = |i: usize| {
        let mut a = [0.0; 3];
        for j in 0..bodies.len() {
            let d = [x[j] - x[i], y[j] - y[i], z[j] - z[i]];
            let r2 = 0.01 + d[0] * d[0] + d[1] * d[1] + d[2] * d[2];
            let w = m[j] / (r2 * r2.sqrt());
            for k in 0..3 {
                a[k] += w * d[k];
            }
        }
        a
    };
    (0..bodies.len()).map(row).collect()
}

#[test]
fn a_force_of_ones_own_is_compared_with_its_naive_form() {
    assert!(own_force(soft, soft_fast).state() >= State::Right);
    let says = |verdict: Verdict, words: &str| {
        assert_eq!(verdict.state(), State::Wrong);
        assert!(verdict.text().contains(words), "{}", verdict.text());
    };
    says(
        own_force(accelerations_naive, kernels::nbody::accelerations_soa),
        "the gravity of the lesson",
    );
    says(
        own_force(soft, kernels::nbody::accelerations_soa),
        "Expected is what your",
    );
    let lopsided = |bodies: &[Body]| bodies.iter().map(|b| [b.mass, 0.0, 0.0]).collect();
    says(own_force(lopsided, soft_fast), "Newton's third law");
    let forces = |bodies: &[Body]| {
        let times = |(a, body): ([f64; 3], &Body)| a.map(|a| body.mass * a);
        soft(bodies).into_iter().zip(bodies).map(times).collect()
    };
    says(own_force(forces, soft_fast), "divide each by the mass");
    let massless = |bodies: &[Body]| {
        let one = |body: &Body| Body { mass: 1.0, ..*body };
        soft(&bodies.iter().map(one).collect::<Vec<Body>>())
    };
    says(own_force(massless, soft_fast), "`mass[j]`, left out");
    says(own_force(|_| Vec::new(), soft_fast), "but 0 accelerations");
    let none = |bodies: &[Body]| vec![[0.0; 3]; bodies.len()];
    says(own_force(none, soft_fast), "there is no force");
    let half = own_force(soft, |_| todo!());
    assert_eq!(half.state(), State::NotYet);
    assert!(half.text().contains("not all of it"), "{}", half.text());
    let other_half = own_force(|_| todo!(), soft_fast).text();
    assert!(other_half.contains("`my_force` still says"), "{other_half}");
}
