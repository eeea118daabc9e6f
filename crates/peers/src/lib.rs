//! The same work in NumPy, Numba, Cython, Pythran, plain Python and C, run and timed beside the Rust rows.
//!
//! Each peer is a program written as its own community would write it (`python/`, `c/`). It runs
//! in a process of its own, gets the same input as the Rust kernels, and its answer is checked
//! against the naive Rust oracle before any time is taken. What needs a compiler is compiled once
//! and kept in the per-user cache.
//!
//! A peer that is missing, wrong, too slow, or broken is a [gap](bench::Gap) with its reason, and
//! the others go on.
//!
//! ```no_run
//! // Peers alone …
//! let rows = peers::nbody(1024, &["numpy", "numba", "c"]);
//! for gap in rows.gaps() {
//!     println!("{}: {}", gap.name, gap.why);
//! }
//!
//! // … or in one race with Rust, sample by sample in turns.
//! use kernels::nbody::{accelerations_naive, accelerations_simd, cost_accelerations, plummer};
//! let bodies = plummer(1024, 1);
//! let work = peers::Work::nbody(&bodies);
//! let rows = bench::Race::new("n-body, all accelerations")
//!     .against(&accelerations_naive(&bodies.to_vec()), 1e-9)
//!     .run("simd", cost_accelerations(1024), || accelerations_simd(&bodies))
//!     .enter(work.contenders(&["numpy", "numba"], &peers::Settings::default()))
//!     .go()?;
//! # Ok::<(), bench::BenchError>(())
//! ```
//!
//! A further workload is a folder of sources under `python/` and `c/`, a file in `workloads/` with
//! its input, oracle, cost and list of peers, and its line in `workloads/mod.rs`.

mod cache;
mod compile;
mod contender;
mod error;
mod peer;
mod process;
mod python;
mod scratch;
mod settings;
mod work;
mod workloads;

use std::time::Duration;

use bench::Rows;

pub use error::PeerError;
pub use peer::{Ahead, Peer, Program, Source};
pub use process::ProcessError;
pub use settings::Settings;
pub use work::Work;
pub use workloads::SAMPLED;

/// Bodies that [`nbody`] starts from: `kernels::nbody::plummer(n, SEED)`.
pub const SEED: u64 = 1;

/// Every workload's name with its peers.
pub fn all() -> Vec<(&'static str, &'static [Peer])> {
    workloads::ALL.to_vec()
}

/// All accelerations of a Plummer sphere of `n` bodies by the peers called `names`; see [`Work::nbody`].
///
/// Sampling takes about 1.5 s; the first time, compiling takes a few seconds more for each peer
/// that needs it. An unknown name is a gap that says which there are.
///
/// ```
/// let rows = peers::nbody(16, &["fortran"]);
/// assert!(rows.is_empty());
/// assert!(rows.gaps()[0].why.contains("numpy"));
/// ```
pub fn nbody(n: usize, names: &[&str]) -> Rows {
    let bodies = kernels::nbody::plummer(n, SEED);
    Work::nbody(&bodies).run(names, &Settings::default())
}

/// For each peer of every workload: the versions of what it needs, or why it cannot run here.
///
/// Nothing is compiled or run, so this answers within a second.
///
/// ```
/// let found = peers::available(&peers::Settings::default());
/// assert!(found.iter().any(|(name, _)| *name == "numpy"));
/// ```
pub fn available(settings: &Settings) -> Vec<(&'static str, Result<String, PeerError>)> {
    let mut found: Vec<(&'static str, Result<String, PeerError>)> = Vec::new();
    for peer in all().into_iter().flat_map(|(_, peers)| peers) {
        if !found.iter().any(|(name, _)| *name == peer.name) {
            found.push((peer.name, compile::needs(peer, settings)));
        }
    }
    found
}

/// Compiles every peer that needs a compiler and is not in the cache yet, so that no lesson waits for it.
///
/// For each: how long it took (when it was compiled), or why it could not be.
pub fn prepare(settings: &Settings) -> Vec<(&'static str, Result<Duration, PeerError>)> {
    all()
        .into_iter()
        .flat_map(|(workload, peers)| peers.iter().map(move |peer| (workload, peer)))
        .filter(|(_, peer)| peer.program.is_compiled())
        .map(|(workload, peer)| {
            let ready = compile::ready(workload, peer, settings);
            (peer.name, ready.map(|ready| ready.took))
        })
        .collect()
}
