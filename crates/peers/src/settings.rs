//! Where things are and how long they may take.

use std::path::{Path, PathBuf};
use std::time::Duration;

/// Where peers find Python, compilers and the cache, and how long they may take.
///
/// ```
/// use std::time::Duration;
/// let patient = peers::Settings { limit: Duration::from_secs(300), ..Default::default() };
/// assert!(patient.build_limit > Duration::ZERO);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The Python that peers run in: `$WORKSHOP_PYTHON`, else `.venv` of this clone, else `python3`.
    pub python: PathBuf,
    /// The C compiler: `$CC`, else `cc`.
    pub cc: PathBuf,
    /// Where compiled peers are kept: `$RUNG_CACHE`, else `$XDG_CACHE_HOME/rung-by-rung`, else `~/.cache/rung-by-rung`.
    pub cache: PathBuf,
    /// The longest that starting (first call included) or one sample may take.
    pub limit: Duration,
    /// The longest that compiling may take.
    pub build_limit: Duration,
    /// Time for the samples of all peers together.
    pub budget: Duration,
    /// Threads that packages with threads of their own (BLAS, OpenMP, Numba) may use.
    pub threads: usize,
}

impl Default for Settings {
    fn default() -> Self {
        let var = |name| std::env::var_os(name).filter(|value| !value.is_empty());
        let cache = var("RUNG_CACHE").map(PathBuf::from).or_else(|| {
            let base = var("XDG_CACHE_HOME").map(PathBuf::from);
            let base = base.or_else(|| std::env::home_dir().map(|home| home.join(".cache")));
            base.map(|base| base.join("rung-by-rung"))
        });
        Self {
            python: var("WORKSHOP_PYTHON").map_or_else(environment_python, PathBuf::from),
            cc: var("CC").map_or_else(|| "cc".into(), PathBuf::from),
            cache: cache.unwrap_or_else(|| std::env::temp_dir().join("rung-by-rung")),
            limit: Duration::from_secs(30),
            build_limit: Duration::from_secs(180),
            budget: Duration::from_millis(1500),
            threads: 1,
        }
    }
}

/// The Python of the clone that this crate was compiled in, if it has been set up.
fn environment_python() -> PathBuf {
    let clone = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2);
    clone
        .map(|clone| clone.join(".venv/bin/python"))
        .filter(|python| python.exists())
        .unwrap_or_else(|| "python3".into())
}
