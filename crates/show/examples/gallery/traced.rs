//! Pictures of who did what when: threads, ranks, a profile.

use bench::{Span, Spans};
use show::Figure;

/// Tasks that grow longer, taken in turns by three threads.
pub(crate) fn uneven() -> Spans {
    let mut free = [0.0; 3];
    let mut spans = Vec::new();
    for task in 0..60 {
        let thread = (0..3)
            .min_by(|a, b| f64::total_cmp(&free[*a], &free[*b]))
            .unwrap_or(0);
        let (start, takes) = (free[thread], 1e-4 * (1.0 + 0.2 * task as f64));
        free[thread] += takes;
        spans.push(Span {
            task,
            thread,
            start,
            end: start + takes,
        });
    }
    Spans::new((0..3).map(|k| format!("worker-{k}")).collect(), spans)
}

pub(crate) fn waits() -> Figure {
    let waits: Vec<show::Wait> = (0..12)
        .map(|k| {
            let start = 1e-4 * (1.0 + 3.0 * (k / 3) as f64);
            let peer = [Some(1), Some(2), None][k % 3];
            (k % 3, peer, start, start + 2e-5 * (1 + k) as f64)
        })
        .collect();
    show::waits("Three ranks", 3, 1.5e-3, &waits)
}

pub(crate) fn flames() -> Figure {
    let stacks = [
        (
            "cell::simulate kernels::nbody::advance kernels::nbody::naive::accelerations",
            60,
        ),
        ("cell::simulate kernels::nbody::advance __sqrt_fma", 12),
        ("cell::simulate cell::energy", 20),
        ("cell::simulate alloc::vec::Vec::push", 4),
        ("rayon kernels::nbody::par::block", 9),
    ];
    let split = |names: &str| names.split(' ').map(str::to_owned).collect();
    show::flames(
        "Profile of one call",
        &stacks.map(|(names, n)| (split(names), n)),
    )
}
