//! The real peers, as far as they are installed here, on small and odd sizes.

use std::time::Duration;

use kernels::{mandelbrot::View, nbody::plummer, random::Stream};
use ndarray::Array2;
use peers::{Settings, Work};

/// Every peer of the workload that is installed, on each of these inputs, on two threads where it has threads.
fn all_agree(works: impl IntoIterator<Item = Work>) {
    let settings = Settings {
        budget: Duration::from_millis(20),
        threads: 2,
        ..Settings::default()
    };
    for work in works {
        let names: Vec<&str> = work.peers.iter().map(|peer| peer.name).collect();
        let rows = work.run(&names, &settings);
        assert_eq!(rows.len() + rows.gaps().len(), names.len());
        for gap in rows.gaps() {
            let (name, why) = (&gap.name, &gap.why);
            assert!(
                why.starts_with("missing: "),
                "{name} on {}: {why}",
                work.title
            );
        }
        for row in &rows {
            let peer = work.peers.iter().find(|peer| peer.name == row.name);
            let threads = if peer.unwrap().parallel { 2 } else { 1 };
            assert_eq!((row.size, row.threads), (work.size, threads));
            assert!(
                row.checked.starts_with("the naive Rust oracle, "),
                "{}",
                row.checked
            );
        }
        // These two need nothing that this course does not need anyway.
        for name in ["cpython", "c"] {
            let there = !names.contains(&name) || rows.row(name).is_ok();
            assert!(there, "{name}: {:?}", rows.gaps());
        }
    }
}

fn grid(rows: usize, cols: usize) -> Array2<f64> {
    Array2::from_shape_fn((rows, cols), |(i, j)| ((7 * i + 3 * j) % 11) as f64 - 4.5)
}

#[test]
fn nbody() {
    all_agree([1, 2, 17, 50].map(|n| Work::nbody(&plummer(n, 7))));
}

#[test]
fn heat() {
    all_agree([(3, 3), (3, 7), (17, 33)].map(|(m, n)| Work::heat(&grid(m, n), 0.23).unwrap()));
}

#[test]
fn sweeps() {
    // An even and an odd number of turns; none leaves the grid as it is.
    let sizes = [(3, 4, 0), (5, 3, 1), (41, 37, 6), (70, 9, 5)];
    all_agree(sizes.map(|(m, n, count)| Work::sweeps(&grid(m, n), 0.23, count).unwrap()));
}

#[test]
fn mandelbrot() {
    all_agree([(1, 1), (21, 37)].map(|(m, n)| Work::mandelbrot(&View::whole(m, n, 60).unwrap())));
}

#[test]
fn reduction() {
    let numbers = |n: u64| {
        (0..n)
            .map(|k| Stream::new(4).uniform(k))
            .collect::<Vec<_>>()
    };
    all_agree([1, 2, 17, 100_003].map(|n| Work::reduction(&numbers(n))));
}

#[test]
fn pi() {
    all_agree([1, 9001].map(|samples| Work::pi(samples, 3).unwrap()));
}

#[test]
fn matmul_and_triad() {
    let numbers = |n: u64| {
        (0..n)
            .map(|k| Stream::new(4).uniform(k))
            .collect::<Vec<_>>()
    };
    all_agree(
        [1, 19]
            .map(|n| Work::matmul(n, &numbers(19 * 19)[..n * n], &numbers(361)[..n * n]).unwrap()),
    );
    all_agree([1, 40_001].map(|n| Work::triad(&numbers(n), &numbers(n), 0.3).unwrap()));
}

#[test]
fn a_grid_without_inner_points_is_no_work() {
    assert!(Work::heat(&Array2::zeros((2, 5)), 0.2).is_err());
    assert!(Work::sweeps(&Array2::zeros((2, 5)), 0.2, 3).is_err());
}
