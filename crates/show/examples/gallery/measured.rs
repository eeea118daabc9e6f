//! Pictures of measured rows.

use crate::Named;
use crate::made_up::row;
use crate::{domains, traced};
use bench::machine::{Limits, Machine};
use bench::{Amdahl, Cost, Gustafson, Rows};
use show::{Figure, side_by_side};

pub(crate) fn measured() -> Vec<Named> {
    let cost = Cost::new(5.6e4, 2.0e7);
    let mut rows = Rows::new("n-body, one step of 1000 bodies");
    rows.push(row("naive", 9.1e-3, 0.05, cost));
    rows.push(row("structure of arrays", 3.9e-3, 0.02, cost));
    rows.push(row("vector instructions", 1.1e-3, 0.1, cost));
    let mut par = row("vector instructions", 5.8e-4, 0.15, cost);
    par.threads = 2;
    rows.push(par);
    rows.push_gap("Numba", "not installed");
    let mut peers = Rows::new("the same step in other languages");
    for (name, time) in [
        ("CPython", 2.3),
        ("NumPy", 0.035),
        ("Numba", 3.9e-3),
        ("Cython", 4.2e-3),
        ("Rust", 1.1e-3),
    ] {
        peers.push(row(name, time, 0.03, cost));
    }
    let mut sizes = Rows::new("sizes");
    for n in [64, 256, 1024, 4096] {
        for (name, each) in [("naive", 9e-9), ("simd", 1.1e-9)] {
            let mut row = row(name, each * (n * n) as f64, 0.02, Cost::NONE);
            row.size = n;
            sizes.push(row);
        }
    }
    let mut kernels = Rows::new("Kernels under the roof");
    kernels.push(row("triad", 2.1e-3, 0.1, Cost::new(2.4e7, 2e6)));
    kernels.push(row("heat, naive", 4.0e-3, 0.1, Cost::new(1.6e7, 6e6)));
    kernels.push(row("heat, slices", 1.9e-3, 0.1, Cost::new(1.6e7, 6e6)));
    kernels.push(row("matmul", 5e-2, 0.1, Cost::new(2.4e7, 2e9)));
    kernels.push(row("sort", 5e-2, 0.1, Cost::NONE));
    let limits = Limits::of(2, [52.0, 101.0], [11.5, 16.0]);
    vec![
        ("table", show::table(&rows).into()),
        (
            "table with limits",
            show::table_with_limits(&kernels, &limits).into(),
        ),
        ("speed-ups", show::bars(&rows)),
        ("ladder", show::ladder(&rows, &limits)),
        ("times", show::times(&rows)),
        ("times that differ much", show::times(&peers)),
        ("times over sizes", show::times(&sizes)),
        ("roofline", show::roofline(&kernels, &limits)),
        ("flame graph", traced::flames()),
        (
            "threads, in lanes",
            show::timeline("Uneven tasks", &traced::uneven()).figure(),
        ),
        (
            "threads, task by task",
            show::timeline("Uneven tasks", &traced::uneven())
                .tasks("task")
                .small()
                .figure(),
        ),
        ("who waited for whom", traced::waits()),
        ("scaling", scaling()),
        ("strong and weak scaling", ranks()),
        ("sub-domains", domains::domains()),
        ("a field that changes", domains::cooling()),
        ("no rows", show::bars(&Rows::new("empty"))),
        ("machine", show::machine_card(Machine::here()).into()),
    ]
}

fn scaling() -> Figure {
    let times = [(1, 1.0), (2, 0.56), (3, 0.41), (4, 0.34), (8, 0.35)];
    let rows: Rows = (times.iter())
        .map(|&(threads, time)| {
            let mut row = row("sum", time, 0.0, Cost::NONE);
            row.threads = threads;
            row
        })
        .collect();
    let law = Amdahl::of(&rows, 4).ok();
    show::scaling("Four cores", &rows, 4, law.as_ref()).figure()
}

fn ranks() -> Figure {
    let row = |ranks: usize, size: usize, time: f64| {
        let mut row = row("heat", time, 0.0, Cost::NONE);
        (row.threads, row.size) = (ranks, size);
        row
    };
    let strong: Rows = [row(1, 100, 1.0), row(2, 100, 0.53), row(4, 100, 0.55)]
        .into_iter()
        .collect();
    let weak: Rows = [row(1, 100, 1.0), row(2, 200, 1.06)].into_iter().collect();
    let (amdahl, gustafson) = (Amdahl::of(&strong, 2).ok(), Gustafson::of(&weak, 2).ok());
    side_by_side(&[
        show::strong_scaling("The same plate", &strong, 2, amdahl.as_ref())
            .small()
            .figure(),
        show::weak_scaling("A plate that grows", &weak, 2, gustafson.as_ref())
            .small()
            .figure(),
    ])
}
