//! Every variant against the oracle, bit for bit.

use super::*;
use crate::random::Stream;
use crate::simd::{Level, dispatch};
use crate::threads::{THREADS, pool};

fn random(points: usize, seed: u64) -> Vec<f64> {
    let stream = Stream::new(seed);
    (0..points as u64)
        .map(|k| stream.uniform(k) - 0.5)
        .collect()
}

/// Shapes that are tiny, odd, one register, a bit more.
fn each_shape(mut check: impl FnMut(usize, usize)) {
    let sides: &[usize] = if cfg!(miri) {
        &[3, 11]
    } else {
        &[3, 4, 5, 8, 9, 10, 17, 33]
    };
    for &rows in sides {
        for &columns in sides {
            check(rows, columns);
        }
    }
}

/// What one `sweep` makes of a random grid whose result was 7 everywhere.
fn swept(u: &[f64], sweep: impl FnOnce(&[f64], &mut [f64]) -> Result<(), HeatError>) -> Vec<f64> {
    let mut out = vec![7.0; u.len()];
    sweep(u, &mut out).unwrap();
    out
}

fn same(name: &str, columns: usize, got: &[f64], expected: &[f64]) {
    for (k, (a, b)) in got.iter().zip(expected).enumerate() {
        let (rows, i, j) = (got.len() / columns, k / columns, k % columns);
        assert!(
            a.to_bits() == b.to_bits(),
            "{name}, {rows} × {columns}, [{i}, {j}]: {b} beside {a}"
        );
    }
}

#[test]
fn one_sweep_has_the_bits_of_the_oracle_and_leaves_the_rim_alone() {
    let pools = THREADS.map(|n| pool(n).unwrap());
    each_shape(|rows, n| {
        let u = random(rows * n, 1);
        let expected = swept(&u, |u, out| sweep_naive(u, out, n, 0.23));
        let inner = |k: usize| (1..rows - 1).contains(&(k / n)) && (1..n - 1).contains(&(k % n));
        for (k, value) in expected.iter().enumerate() {
            assert_eq!(*value == 7.0, !inner(k));
        }
        same(
            "slices",
            n,
            &swept(&u, |u, out| sweep_slices(u, out, n, 0.23)),
            &expected,
        );
        same(
            "simd",
            n,
            &swept(&u, |u, out| sweep_simd(u, out, n, 0.23)),
            &expected,
        );
        for level in Level::available() {
            let got = swept(&u, |u, out| sweep_simd_at(level, u, out, n, 0.23));
            same(&format!("{level}"), n, &got, &expected);
            // Streaming stores are for large grids; here they are asked for on small ones.
            let got = swept(&u, |u, out| {
                let u = Grid::new(u, out.len(), n)?;
                dispatch(
                    level,
                    simd::Rows {
                        u,
                        out,
                        first: 0,
                        r: 0.23,
                        streaming: true,
                    },
                );
                Ok(())
            });
            same(&format!("{level}, streaming"), n, &got, &expected);
        }
        for pool in &pools {
            same(
                "par",
                n,
                &swept(&u, |u, out| sweep_par(u, out, n, 0.23, pool)),
                &expected,
            );
        }
    });
}

type Sweeps<'a> = dyn Fn(&mut [f64], &mut [f64]) -> Result<(), HeatError> + 'a;

fn many_sweeps(rows: usize, n: usize, sweeps: usize) {
    let start = random(rows * n, 3);
    let run = |sweep: &Sweeps<'_>| {
        let (mut u, mut scratch) = (start.clone(), vec![f64::NAN; start.len()]);
        sweep(&mut u, &mut scratch).unwrap();
        u
    };
    let expected = run(&|u, s| sweeps_naive(u, s, n, 0.24, sweeps));
    let name = |kind: &str| format!("{kind}, {sweeps} sweeps");
    same(
        &name("tiled"),
        n,
        &run(&|u, s| sweeps_tiled(u, s, n, 0.24, sweeps)),
        &expected,
    );
    for threads in THREADS {
        let pool = pool(threads).unwrap();
        let got = run(&|u, s| sweeps_tiled_par(u, s, n, 0.24, sweeps, &pool));
        same(&name("tiled, threads"), n, &got, &expected);
        let got = run(&|u, s| sweeps_par(u, s, n, 0.24, sweeps, &pool));
        same(&name("threads"), n, &got, &expected);
    }
}

#[test]
fn many_sweeps_have_the_bits_of_the_oracle() {
    each_shape(|rows, n| {
        for sweeps in if cfg!(miri) { 2..4 } else { 0..6 } {
            many_sweeps(rows, n, sweeps);
        }
    });
}

#[test]
#[cfg_attr(miri, ignore = "slow")]
fn many_sweeps_over_several_tiles_and_strips_have_the_bits_of_the_oracle() {
    for (rows, n, sweeps) in [(140, 530, 26), (301, 40, 51), (30, 1100, 25), (410, 515, 7)] {
        many_sweeps(rows, n, sweeps);
    }
}

#[test]
fn unfit_grids_are_refused_with_numbers() {
    let two = pool(2).unwrap();
    for (read, written, n, said) in [
        (9, 12, 3, "12"),
        (12, 12, 5, "rows of 5"),
        (12, 12, 0, "rows of 0"),
        (12, 12, 6, "2 × 6"),
        (12, 12, 2, "6 × 2"),
        (0, 0, 3, "0 × 3"),
    ] {
        let (mut u, mut out) = (vec![0.0; read], vec![0.0; written]);
        let results = [
            sweep_naive(&u, &mut out, n, 0.1),
            sweep_slices(&u, &mut out, n, 0.1),
            sweep_simd(&u, &mut out, n, 0.1),
            sweep_par(&u, &mut out, n, 0.1, &two),
            sweeps_naive(&mut u, &mut out, n, 0.1, 2),
            sweeps_par(&mut u, &mut out, n, 0.1, 2, &two),
            sweeps_tiled(&mut u, &mut out, n, 0.1, 2),
            sweeps_tiled_par(&mut u, &mut out, n, 0.1, 2, &two),
        ];
        for result in results {
            assert!(result.unwrap_err().to_string().contains(said), "{said}");
        }
    }
}

#[test]
fn parts_of_a_sweep_have_the_bits_of_the_whole() {
    each_shape(|rows, n| {
        let u = random(rows * n, 5);
        let expected = swept(&u, |u, out| sweep_naive(u, out, n, 0.23));
        for (i, j) in [(1, 1), (rows / 2, n / 2), (rows - 1, n - 1)] {
            let parts = swept(&u, |u, out| {
                for part in [
                    [1..i, 1..j],
                    [1..i, j..n - 1],
                    [i..rows - 1, 1..j],
                    [i..rows - 1, j..n - 1],
                ] {
                    sweep_part(u, out, n, 0.23, part)?;
                }
                Ok(())
            });
            same("parts", n, &parts, &expected);
        }
        for part in [[0..1, 1..2], [1..2, 1..n]] {
            let error = sweep_part(&u, &mut u.clone(), n, 0.23, part).unwrap_err();
            assert!(matches!(error, HeatError::Outside { .. }), "{error}");
        }
    });
}
