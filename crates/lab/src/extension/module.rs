//! A module that was built, to be imported, called and timed.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use peers::Work;

use super::error::ExtensionError;
use super::run::within;

/// The longest that a script may take.
pub(crate) const SCRIPT_LIMIT: Duration = Duration::from_secs(60);

/// A Python module that was built, in a folder that goes when this is dropped.
#[derive(Debug)]
pub struct Module {
    site: PathBuf,
    python: PathBuf,
    took: Duration,
}

impl Module {
    /// A folder that a module can be installed in.
    pub(super) fn new(name: &str, python: &Path) -> std::io::Result<Self> {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let folder = format!("rung-{name}-{}-{number}", std::process::id());
        let site = std::env::temp_dir().join(folder);
        fs::create_dir_all(&site)?;
        Ok(Self {
            site,
            python: python.to_owned(),
            took: Duration::ZERO,
        })
    }

    pub(super) fn built(mut self, took: Duration) -> Self {
        self.took = took;
        self
    }

    pub(super) fn site(&self) -> &PathBuf {
        &self.site
    }

    /// How long it took to build.
    #[must_use]
    pub fn took(&self) -> Duration {
        self.took
    }

    /// What `script` prints, run by the environment's Python, which can import the module.
    ///
    /// # Errors
    /// [`ExtensionError::Script`] with the traceback of an exception that the script did not catch.
    pub fn python(&self, script: &str) -> Result<String, ExtensionError> {
        let mut command = Command::new(&self.python);
        command
            .args(["-B", "-c", script])
            .env("PYTHONPATH", &self.site)
            .env("PYTHONUTF8", "1");
        let said =
            within(&mut command, SCRIPT_LIMIT).map_err(|source| ExtensionError::NoPython {
                python: self.python.clone(),
                source,
            })?;
        let status = said.status.ok_or_else(|| ExtensionError::Slow {
            what: "the script",
            limit: SCRIPT_LIMIT,
            said: said.out.trim_end().to_owned(),
        })?;
        if status.success() {
            return Ok(said.out);
        }
        let why = match said.err.trim_end() {
            "" => status.to_string(),
            traceback => traceback.to_owned(),
        };
        Err(ExtensionError::Script {
            said: said.out + &why,
        })
    }

    /// `work` with one peer more: `source` is Python with a function `run`, and may import the module.
    ///
    /// `run` gets what the loader of the workload's NumPy peer loads.
    ///
    /// ```no_run
    /// # fn example(module: &lab::extension::Module) {
    /// let work = lab::peers::Work::nbody(&lab::kernels::nbody::plummer(100, 1));
    /// let work = module.join(work, "glue", "from glue import accelerations as run");
    /// let rows = work.run(&["numpy", "glue"], &lab::peers::Settings::default());
    /// # }
    /// ```
    #[must_use]
    pub fn join(&self, work: Work, name: &str, source: &str) -> Work {
        let site = self.site.to_string_lossy();
        let path = format!("import sys\n\nsys.path.insert(0, {site:?})\n\n");
        work.join(name, &format!("{path}{source}\n"))
    }
}

impl Drop for Module {
    fn drop(&mut self) {
        // Left for the system's own sweep when it cannot be removed.
        let _ = fs::remove_dir_all(&self.site);
    }
}
