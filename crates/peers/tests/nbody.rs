//! The real peers, as far as they are installed here, on small and odd sizes.

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
fn every_peer_that_is_there_agrees_with_the_oracle() {
    let peers = peers::all()[0].1;
    let names: Vec<&str> = peers.iter().map(|peer| peer.name).collect();
    for n in [1, 2, 17, 50] {
        let rows = peers::Work::nbody(&kernels::nbody::plummer(n, 7)).run(&names, &settings());
        assert_eq!(rows.len() + rows.gaps().len(), names.len());
        for gap in rows.gaps() {
            assert!(
                gap.why.starts_with("missing: "),
                "{} at N = {n}: {}",
                gap.name,
                gap.why
            );
        }
        for row in &rows {
            let peer = peers.iter().find(|peer| peer.name == row.name).unwrap();
            let threads = if peer.parallel { 2 } else { 1 };
            assert_eq!((row.size, row.threads), (n, threads));
            assert!(
                row.checked.starts_with("the naive Rust oracle, "),
                "{}",
                row.checked
            );
        }
        // These two need nothing that this course does not need anyway.
        assert!(
            rows.row("cpython").is_ok() && rows.row("c").is_ok(),
            "{:?}",
            rows.gaps()
        );
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
