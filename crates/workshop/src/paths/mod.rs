//! Where everything lies: the clone, the reader's cache, the Python environment.

mod find;

use std::env;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use crate::error::Error;

/// The release of evcxr that the lessons are tested with.
pub(crate) const EVCXR_VERSION: &str = "0.22.0";

/// The kernelspec's folder in an environment.
const KERNELSPEC: &str = "share/jupyter/kernels/rust";

/// The places that the commands work with. Nothing is created by finding them.
#[derive(Clone, Debug)]
pub(crate) struct Paths {
    /// The clone.
    pub(crate) root: PathBuf,
    /// The per-user cache, shared by all clones.
    pub(crate) cache: PathBuf,
    /// Where templates and kernels' build folders lie: the cache, or, since evcxr splits its
    /// flags at spaces, a folder of the system's when the cache's path has one.
    pub(crate) work: PathBuf,
    /// The Python environment.
    pub(crate) env: Environment,
}

/// The Python environment that JupyterLab, the peers and the kernelspec live in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Environment {
    /// Its folder: `bin/python` lies in it.
    pub(crate) prefix: PathBuf,
    /// Who made it.
    pub(crate) kind: EnvironmentKind,
}

/// Who makes and fills the Python environment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum EnvironmentKind {
    /// `setup`, with venv and pip.
    Venv,
    /// The reader, with conda or mamba; `setup` only checks it.
    Conda,
}

impl Paths {
    /// Finds them from the current folder and the process's environment.
    ///
    /// # Errors
    /// When neither a cache folder nor a home folder is known.
    pub(crate) fn find() -> Result<Self, Error> {
        let root = find::root(
            env::current_dir().ok().as_deref(),
            env::var_os("WORKSHOP_ROOT"),
        );
        let cache = find::cache(|name| env::var_os(name))?;
        let work = find::work_folder(&cache, &env::temp_dir(), rustix::process::getuid().as_raw());
        let program = env::current_exe().ok();
        let env = find::installed_in(program.as_deref())
            .unwrap_or_else(|| find::environment(&root, &cache, |name| env::var_os(name)));
        Ok(Self {
            root,
            cache,
            work,
            env,
        })
    }

    /// All of them below one folder, for a test.
    #[cfg(test)]
    pub(crate) fn below(folder: &Path) -> Self {
        Self {
            root: folder.join("clone"),
            cache: folder.join("cache"),
            work: folder.join("cache"),
            env: Environment {
                prefix: folder.join("env"),
                kind: EnvironmentKind::Venv,
            },
        }
    }

    /// The folder of the lessons.
    pub(crate) fn notebooks(&self) -> PathBuf {
        self.root.join("notebooks")
    }

    /// Where cargo builds the clone itself: `CARGO_TARGET_DIR`, else its own `target`.
    pub(crate) fn target(&self) -> PathBuf {
        env::var_os("CARGO_TARGET_DIR").map_or_else(|| self.root.join("target"), PathBuf::from)
    }

    /// The list of the Python-side parts.
    pub(crate) fn environment_yml(&self) -> PathBuf {
        self.root.join("environment.yml")
    }

    /// The environment's Python.
    pub(crate) fn python(&self) -> PathBuf {
        self.bin("python")
    }

    /// A program of the Python environment.
    pub(crate) fn bin(&self, name: &str) -> PathBuf {
        self.env.prefix.join("bin").join(name)
    }

    /// The copy of this program that the kernelspec names.
    pub(crate) fn launcher(&self) -> PathBuf {
        self.bin("workshop")
    }

    /// The kernelspec's folder.
    pub(crate) fn kernelspec(&self) -> PathBuf {
        self.env.prefix.join(KERNELSPEC)
    }

    /// Warmed build folders, by key; no spaces in the path.
    pub(crate) fn templates(&self) -> PathBuf {
        self.work.join("templates")
    }

    /// Build folders of running kernels; no spaces in the path.
    pub(crate) fn kernels(&self) -> PathBuf {
        self.work.join("kernels")
    }

    /// Where `evcxr_jupyter` is kept when built by a compiler of this version, e.g. "1.95.0".
    pub(crate) fn evcxr(&self, rustc: &str) -> PathBuf {
        self.cache
            .join(format!("evcxr-{EVCXR_VERSION}-rustc-{rustc}"))
    }

    /// A log file of this clone.
    pub(crate) fn log(&self, name: &str) -> PathBuf {
        self.cache
            .join("logs")
            .join(format!("{}-{name}.log", key_of(&self.root)))
    }
}

/// Whether something can be made in `folder`; asks by doing, since permissions do not tell
/// of read-only file systems, quotas or root.
pub(crate) fn is_writable(folder: &Path) -> bool {
    let probe = folder.join(format!(".probe-{}", std::process::id()));
    fs::create_dir(&probe)
        .and_then(|()| fs::remove_dir(&probe))
        .is_ok()
}

/// Makes a folder that only this user can read or write, and refuses one that is another's:
/// the system's temporary folder is open to everybody.
///
/// # Errors
/// When it cannot be made or belongs to somebody else.
pub(crate) fn private_folder(folder: &Path) -> Result<(), Error> {
    use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
    fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
        .map_err(Error::io("make", folder))?;
    let found = fs::symlink_metadata(folder).map_err(Error::io("look at", folder))?;
    if found.uid() != rustix::process::getuid().as_raw() || found.is_symlink() {
        return Err(Error::BadFile {
            path: folder.to_owned(),
            what: "belongs to somebody else".into(),
            how: "set RUNG_CACHE to a folder of yours whose path has no blanks".into(),
        });
    }
    if found.permissions().mode() & 0o077 != 0 {
        fs::set_permissions(folder, fs::Permissions::from_mode(0o700))
            .map_err(Error::io("close to others", folder))?;
    }
    Ok(())
}

/// A short name for a path: FNV-1a of its bytes, the same on every machine and compiler.
pub(crate) fn key_of(path: &Path) -> String {
    let hash = path
        .as_os_str()
        .as_encoded_bytes()
        .iter()
        .fold(0xcbf2_9ce4_8422_2325, |hash, &byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
    format!("{hash:016x}")
}
