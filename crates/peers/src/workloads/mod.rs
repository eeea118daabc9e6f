//! The workloads: for each a file with its input, oracle, cost and peers.
//!
//! The sources of the peers lie in `python/` and `c/`, in a folder named after the workload.

mod chunks;
mod group_by;
mod heat;
mod mandelbrot;
mod matmul;
mod nbody;
mod pi;
mod reduction;
mod requests;
mod sweeps;
mod triad;

use crate::peer::Peer;
pub use chunks::SAMPLED;

/// Every workload's name with its peers.
pub(crate) const ALL: &[(&str, &[Peer])] = &[
    ("nbody", nbody::PEERS),
    ("heat", heat::PEERS),
    ("sweeps", sweeps::PEERS),
    ("mandelbrot", mandelbrot::PEERS),
    ("pi", pi::PEERS),
    ("matmul", matmul::PEERS),
    ("triad", triad::PEERS),
    ("reduction", reduction::PEERS),
    ("requests", requests::PEERS),
    ("group-by", group_by::PEERS),
    ("chunks", chunks::PEERS),
];

/// The file at `python/PATH`: its name and its text.
macro_rules! python {
    ($path:literal) => {
        (
            $crate::workloads::file_name($path),
            include_str!(concat!("../python/", $path)),
        )
    };
}

/// The file at `c/PATH`: its name and its text.
macro_rules! c {
    ($path:literal) => {
        (
            $crate::workloads::file_name($path),
            include_str!(concat!("../c/", $path)),
        )
    };
}

use {c, python};

/// What each community tells its users to ask of the compiler for numerical loops.
const FAST: &[&str] = &["-O3", "-march=native", "-ffast-math"];

/// The same with OpenMP.
const FAST_OPENMP: &[&str] = &["-O3", "-march=native", "-ffast-math", "-fopenmp"];

/// What follows the last slash.
pub(crate) const fn file_name(path: &str) -> &str {
    let mut start = path.len();
    while start > 0 && path.as_bytes()[start - 1] != b'/' {
        start -= 1;
    }
    path.split_at(start).1
}

/// The name of a module: its file's name without the ending.
pub(crate) const fn module(file: &str) -> &str {
    let mut end = file.len();
    while end > 0 && file.as_bytes()[end - 1] != b'.' {
        end -= 1;
    }
    file.split_at(end.saturating_sub(1)).0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_module_is_named_by_its_file() {
        assert_eq!(file_name("nbody/nbody_numpy.py"), "nbody_numpy.py");
        assert_eq!(file_name("probe.py"), "probe.py");
        assert_eq!(module("nbody_cython.pyx"), "nbody_cython");
        assert_eq!(module("none"), "");
    }

    #[test]
    fn every_name_is_there_once_in_its_workload() {
        for (workload, peers) in ALL {
            for (i, peer) in peers.iter().enumerate() {
                let twin = peers[..i].iter().any(|other| other.name == peer.name);
                assert!(!twin, "{} twice in {workload}", peer.name);
            }
        }
    }
}
