//! The course's two problems under the roofs of this machine: the picture that lesson 01 works towards.

use bench::{BenchError, Row, Rows, measure};
use kernels::nbody::{accelerations_naive, accelerations_simd, accelerations_soa};
use kernels::{heat, nbody, stream};
use std::time::Duration;

use crate::ladder::{TOLERANCE, nbody_bodies};

/// Time for the samples of one row: five of them make a cell of one to two seconds.
const BUDGET: Duration = Duration::from_millis(200);

/// Elements of each array of the triad, 32 MiB, and points of the heat equation's grid.
const LARGE: usize = 4 << 20;

/// Part of the difference to its neighbours that a point of the grid moves by in one sweep.
const MOVE: f64 = 0.2;

/// One core at work: a triad, a sweep of the heat equation, and the accelerations of n-body by its
/// naive, `soa` and `simd` variant. Measured in about a second; every answer is checked first.
///
/// # Errors
/// A kernel whose answer is wrong ([`BenchError::Disagrees`]).
///
/// ```no_run
/// let rows = lab::roofs::problems()?;
/// let limits = lab::bench::machine::Machine::here().limits();
/// lab::show::roofline(&rows, limits).evcxr_display();
/// # Ok::<(), lab::bench::BenchError>(())
/// ```
pub fn problems() -> Result<Rows, BenchError> {
    problems_of(LARGE, BUDGET)
}

fn problems_of(large: usize, budget: Duration) -> Result<Rows, BenchError> {
    let mut rows = Rows::new("This machine, and the two problems of the course");
    rows.push(triad(large, budget)?);
    rows.push(heat_sweep(large.isqrt().max(3), budget)?);
    let bodies = nbody_bodies();
    let one_by_one = bodies.to_vec();
    let oracle = accelerations_naive(&one_by_one);
    let cost = nbody::cost_accelerations(bodies.len());
    let row = |name, work: &dyn Fn() -> Vec<[f64; 3]>| {
        measure(name, cost, work)
            .budget(budget)
            .against(&oracle, TOLERANCE)
    };
    rows.push(row("n-body naive", &|| accelerations_naive(&one_by_one))?);
    rows.push(row("n-body soa", &|| accelerations_soa(&bodies))?);
    rows.push(row("n-body simd", &|| accelerations_simd(&bodies))?);
    Ok(rows)
}

fn triad(n: usize, budget: Duration) -> Result<Row, BenchError> {
    let (b, c) = (vec![1.0; n], vec![2.0; n]);
    let mut a = vec![0.0; n];
    measure("triad", stream::cost_triad(n), || {
        let done = stream::triad(&mut a, &b, &c, 3.0);
        done.map_or([f64::NAN; 3], |()| [a[0], a[n / 2], a[n - 1]])
    })
    .budget(budget)
    .against(&[7.0; 3], 0.0)
}

/// A square field in which neighbouring points differ, so that a wrong neighbour shows.
fn bumps(n: usize) -> Vec<f64> {
    (0..n * n)
        .map(|k| ((7 * (k / n) + 11 * (k % n)) % 101) as f64)
        .collect()
}

/// A point near each end of the inner grid, and one in the middle.
fn three_points(u: &[f64], n: usize) -> [f64; 3] {
    [(1, 1), (n / 2, n / 2), (n - 2, n - 2)].map(|(i, j)| u[i * n + j])
}

fn heat_sweep(n: usize, budget: Duration) -> Result<Row, BenchError> {
    let u = bumps(n);
    let mut out = u.clone();
    let expected = heat::sweep_naive(&u, &mut out, n, MOVE).map(|()| three_points(&out, n));
    out.fill(f64::NAN);
    measure("heat, one sweep", heat::cost_sweep(n, n), || {
        let done = heat::sweep_slices(&u, &mut out, n, MOVE);
        done.map_or([f64::NAN; 3], |()| three_points(&out, n))
    })
    .budget(budget)
    .against(&expected.unwrap_or([f64::NAN; 3]), 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_problems_are_there_and_checked() {
        let rows = problems_of(100, Duration::from_millis(1)).unwrap();
        let names: Vec<&str> = rows.iter().map(|row| row.name.as_str()).collect();
        let expected = [
            "triad",
            "heat, one sweep",
            "n-body naive",
            "n-body soa",
            "n-body simd",
        ];
        assert_eq!(names, expected);
        for row in &rows {
            assert!(row.cost.intensity() > 0.0 && row.checked.starts_with("the oracle"));
        }
    }

    #[test]
    fn the_heat_equation_needs_less_arithmetic_a_byte_than_n_body() {
        let rows = problems_of(100, Duration::from_millis(1)).unwrap();
        assert!(rows[0].cost.intensity() < rows[1].cost.intensity());
        assert!(100.0 * rows[1].cost.intensity() < rows[2].cost.intensity());
    }
}
