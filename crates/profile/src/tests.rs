//! A profile of work whose shape is known.

use crate::{flamegraph, profile};

// Loops without a call: unoptimised, each call of the standard library is a frame of its own, and the figure's table has
// ten rows.
#[inline(never)]
fn cheap(n: u64) -> u64 {
    let (mut x, mut i) = (1, 0);
    while i < n {
        x = ((x * 31) % 1_000_003) ^ i;
        i += 1;
    }
    x
}

#[inline(never)]
fn costly(n: u64) -> u64 {
    let (mut x, mut i) = (cheap(n), 0);
    while i < 40 * n {
        x = ((x * 31) % 1_000_003) ^ i;
        i += 1;
    }
    x
}

/// How many samples have a function at all.
fn seen(profile: &crate::Profile, name: &str) -> u64 {
    let with = |stack: &[String]| stack.iter().any(|frame| frame.ends_with(name));
    profile
        .stacks
        .iter()
        .filter(|(stack, _)| with(stack))
        .map(|(_, count)| count)
        .sum()
}

// One test for all: the timer is one for the whole process.
#[test]
fn the_costly_function_is_seen_most() {
    let found = profile(|| costly(100_000)).unwrap();
    assert!(found.calls >= 1);
    let (costly_seen, cheap_seen) = (seen(&found, "tests::costly"), seen(&found, "tests::cheap"));
    assert!(costly_seen > found.samples() / 2, "{found:?}");
    assert!(cheap_seen < costly_seen, "{found:?}");
    // Neither the signal handler nor what lies outside the work is in it.
    for (stack, _) in &found.stacks {
        assert!(
            stack
                .iter()
                .all(|frame| !frame.contains("on_tick") && !frame.contains("main")),
            "{stack:?}"
        );
    }
    assert!(found.figure().text.contains("costly"));

    let inside = profile(|| profile(|| 1).unwrap_err().to_string()).unwrap();
    assert!(inside.calls > 0);

    let panicked = std::panic::catch_unwind(|| profile(|| -> u64 { panic!("on purpose") }));
    assert!(panicked.is_err());
    assert!(
        flamegraph(|| costly(10_000)).html.contains("<img"),
        "the timer works after a panic"
    );
}
