//! The sum of an array by every peer that is installed here, on small and odd lengths.

use std::time::Duration;

use peers::{Settings, Work};

#[test]
fn every_peer_that_is_there_agrees_with_the_oracle() {
    let names = [
        "numpy",
        "threading",
        "multiprocessing",
        "numba-parallel",
        "c-openmp",
    ];
    for (n, threads) in [(1, 2), (2, 3), (17, 1), (1000, 2), (100_003, 3)] {
        let settings = Settings {
            budget: Duration::from_millis(20),
            threads,
            ..Settings::default()
        };
        let x: Vec<f64> = (0..n).map(|i| 1.0 / f64::from(1 + i)).collect();
        let found = Work::reduction(&x).run(&names, &settings);
        assert_eq!(found.len() + found.gaps().len(), names.len());
        for gap in found.gaps() {
            assert!(
                gap.why.starts_with("missing: "),
                "{} on {n} numbers: {}",
                gap.name,
                gap.why
            );
        }
        for row in &found {
            let expected = if row.name == "numpy" { 1 } else { threads };
            assert_eq!(row.threads, expected, "{}", row.name);
            assert!(
                row.checked.starts_with("the naive Rust oracle"),
                "{}",
                row.checked
            );
        }
        assert!(found.row("c-openmp").is_ok(), "{:?}", found.gaps());
    }
}
