//! Peers and Rust closures in one race, and what can be said without running any.

use std::time::Duration;

use peers::{Settings, Work};

fn settings() -> Settings {
    Settings {
        budget: Duration::from_millis(20),
        threads: 2,
        ..Settings::default()
    }
}

#[test]
fn peers_and_closures_race_together() {
    use kernels::nbody::{accelerations_naive, accelerations_soa, cost_accelerations, plummer};
    let bodies = plummer(33, 1);
    let rows = bench::Race::new("together")
        .against(&accelerations_naive(&bodies.to_vec()), 1e-9)
        .run("soa", cost_accelerations(33), || accelerations_soa(&bodies))
        .enter(Work::nbody(&bodies).contenders(&["cpython", "nobody"], &settings()))
        .budget(Duration::from_millis(20))
        .go()
        .unwrap();
    assert!(rows.ratio("cpython", "soa").unwrap() > 0.0);
    assert_eq!(
        rows.row("soa").unwrap().cost,
        rows.row("cpython").unwrap().cost
    );
    assert_eq!(rows.gaps()[0].name, "nobody");
}

#[test]
fn what_is_there_is_said_without_running_it() {
    for (name, found) in peers::available(&Settings::default()) {
        match found {
            Ok(versions) => assert!(versions.contains('.'), "{name}: {versions}"),
            Err(why) => assert!(why.to_string().starts_with("missing: "), "{name}: {why}"),
        }
    }
}
