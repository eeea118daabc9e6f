//! Every variant against the oracle, count for count.

use super::*;
use crate::simd::Level;
use crate::threads::{THREADS, pool};

fn each_view(mut check: impl FnMut(&View)) {
    let sides: &[usize] = if cfg!(miri) {
        &[1, 3]
    } else {
        &[1, 2, 3, 8, 31, 32, 33, 70]
    };
    for &rows in &sides[..sides.len().min(4)] {
        for &columns in sides {
            for limit in [0, 1, 2, 3, 4, 5, 37] {
                check(&View::whole(rows, columns, limit).unwrap());
            }
        }
    }
    // The edge of the set, where neighbours differ most; and far out, where z overflows.
    check(&View::new(5, 33, (-0.7453, -0.7451), (0.1126, 0.1128), 90).unwrap());
    check(&View::new(3, 9, (-1e200, 1e200), (-1e300, 1e300), 20).unwrap());
    check(&View::new(3, 9, (-f64::MAX / 4.0, f64::MAX / 4.0), (0.0, 1e308), 20).unwrap());
}

#[test]
fn every_variant_counts_as_the_oracle() {
    let pools = THREADS.map(|n| pool(n).unwrap());
    each_view(|view| {
        let expected = counts_naive(view);
        assert_eq!(counts_slices(view), expected, "slices, {view:?}");
        for level in Level::available() {
            assert_eq!(counts_simd_at(level, view), expected, "{level}, {view:?}");
        }
        for pool in &pools {
            for schedule in [Schedule::Static, Schedule::Stealing] {
                let got = counts_par(view, schedule, pool);
                assert_eq!(got, expected, "{schedule:?}, {pool:?}, {view:?}");
            }
        }
    });
}

/// c = −2 goes to 2 and stays there, on the circle, which belongs to the inside.
#[test]
fn the_circle_is_inside() {
    let view = View::new(1, 1, (-2.5, -1.5), (-1.0, 1.0), 20).unwrap();
    assert_eq!(counts_naive(&view), [20]);
    assert_eq!(counts_slices(&view), [20]);
    for level in Level::available() {
        assert_eq!(counts_simd_at(level, &view), [20], "{level}");
    }
}

#[test]
fn the_set_is_symmetric() {
    let view = View::whole(20, 30, 100).unwrap();
    let counts = counts_simd(&view);
    for (above, below) in counts.chunks(30).zip(counts.chunks(30).rev()) {
        assert_eq!(above, below);
    }
}

#[test]
fn views_that_are_none_are_refused() {
    let said = |view: Result<View, MandelbrotError>| view.unwrap_err().to_string();
    assert!(said(View::whole(0, 7, 1)).contains("0 × 7"));
    assert!(said(View::whole(7, 0, 1)).contains("7 × 0"));
    assert!(
        said(View::new(1, 1, (1.0, 1.0), (0.0, 1.0), 1)).contains("real axis runs from 1 to 1")
    );
    assert!(said(View::new(1, 1, (0.0, 1.0), (0.0, f64::NAN), 1)).contains("imaginary"));
}

#[test]
fn every_window_is_a_part_of_the_picture() {
    let pool = crate::threads::pool(2).unwrap();
    let view = View::whole(7, 21, 70).unwrap();
    let all = counts_naive(&view);
    for rows in [0..7, 0..1, 2..7, 5..6] {
        for columns in [0..21, 0..1, 3..20, 20..21] {
            let expected: Vec<u32> = rows
                .clone()
                .flat_map(|i| all[i * 21..][columns.clone()].to_vec())
                .collect();
            let mut counts = vec![0; expected.len()];
            counts_window(&view, rows.clone(), columns, &mut counts).unwrap();
            assert_eq!(counts, expected);
        }
        let mut counts = vec![0; rows.len() * 21];
        for schedule in [Schedule::Static, Schedule::Stealing] {
            counts.fill(0);
            counts_rows_par(&view, rows.clone(), &mut counts, schedule, &pool).unwrap();
            assert_eq!(counts, all[rows.start * 21..rows.end * 21]);
        }
    }
}

#[test]
fn a_window_outside_or_of_another_size_is_refused() {
    let view = View::whole(7, 21, 70).unwrap();
    let mut counts = [0; 21];
    for (rows, columns) in [(6..8, 0..10), (0..1, 1..22), (3..3, 0..21), (0..1, 0..20)] {
        let wrong = counts_window(&view, rows, columns, &mut counts).unwrap_err();
        assert!(
            wrong.to_string().contains("of a picture of 7 × 21"),
            "{wrong}"
        );
    }
}
