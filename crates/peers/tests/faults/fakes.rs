//! Small made-up peers, and what is needed to run them.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use bench::{Cost, Rows};
use peers::{Ahead, Peer, Settings, Work};

const LOADER: &str = "from array import array
def load(path):
    numbers = array('d')
    with open(path, 'rb') as file:
        numbers.frombytes(file.read())
    return (numbers,)
def dump(answer):
    return array('d', answer).tobytes()
";

/// A peer in Python whose module says `source`.
pub(crate) fn python(name: &'static str, source: &'static str) -> Peer {
    python_with(name, source, &[])
}

pub(crate) fn python_with(
    name: &'static str,
    source: &'static str,
    packages: &'static [&'static str],
) -> Peer {
    let files = Box::leak(Box::new([("fake.py", source), ("fake_loader.py", LOADER)]));
    Peer::python(name, files, packages, Ahead::Nothing)
}

/// A peer in C with this source.
pub(crate) fn c(name: &'static str, source: &'static str) -> Peer {
    Peer::c(name, Box::leak(Box::new([("fake.c", source)])), &["-O1"])
}

/// The right way to double three numbers.
pub(crate) fn right() -> Peer {
    python("right", "def run(x):\n    return [2 * v for v in x]\n")
}

/// A cache folder of its own for each test, removed at the end.
pub(crate) struct Cache(pub(crate) PathBuf);

impl Cache {
    pub(crate) fn new(test: &str) -> Self {
        // Folders have names like this.
        Self(std::env::temp_dir().join(format!("peers é {test} {}", std::process::id())))
    }

    pub(crate) fn settings(&self) -> Settings {
        Settings {
            python: "python3".into(),
            cc: "cc".into(),
            cache: self.0.clone(),
            limit: Duration::from_secs(20),
            build_limit: Duration::from_secs(60),
            budget: Duration::from_millis(20),
            threads: 1,
        }
    }
}

impl Drop for Cache {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).ok();
    }
}

/// Runs all `peers` on doubling three numbers.
pub(crate) fn double(peers: &[Peer], settings: &Settings) -> Rows {
    let names: Vec<&str> = peers.iter().map(|peer| peer.name).collect();
    let work = Work {
        name: "double",
        title: "doubling".to_owned(),
        size: 3,
        cost: Cost::new(48.0, 3.0),
        input: vec![1.0, 2.0, 4.0],
        oracle: vec![2.0, 4.0, 8.0],
        shape: vec![3, 1],
        tolerance: 1e-12,
        peers: Box::leak(peers.to_vec().into_boxed_slice()),
    };
    work.run(&names, settings)
}

/// The reason why `name` has no row.
pub(crate) fn why<'a>(rows: &'a Rows, name: &str) -> &'a str {
    let gap = rows.gaps().iter().find(|gap| gap.name == name);
    &gap.unwrap_or_else(|| panic!("{name} has no gap: {rows:?}"))
        .why
}
