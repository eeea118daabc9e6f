//! Where everything lies: the clone, the reader's cache, the Python environment.

use std::env;
use std::ffi::OsString;
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
        let root = find_root(
            env::current_dir().ok().as_deref(),
            env::var_os("WORKSHOP_ROOT"),
        );
        let cache = find_cache(|name| env::var_os(name))?;
        let work = work_folder(&cache, &env::temp_dir(), rustix::process::getuid().as_raw());
        let program = env::current_exe().ok();
        let env = installed_in(program.as_deref())
            .unwrap_or_else(|| find_environment(&root, &cache, |name| env::var_os(name)));
        Ok(Self {
            root,
            cache,
            work,
            env,
        })
    }

    /// The folder of the lessons.
    pub(crate) fn notebooks(&self) -> PathBuf {
        self.root.join("notebooks")
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

/// The folder in or above `from` that is a clone of this project, else `$WORKSHOP_ROOT`, else
/// the clone that this program was built in.
fn find_root(from: Option<&Path>, named: Option<OsString>) -> PathBuf {
    from.into_iter()
        .flat_map(Path::ancestors)
        .find(|folder| is_clone(folder))
        .map(Path::to_owned)
        .or_else(|| named.map(PathBuf::from))
        .unwrap_or_else(|| {
            let here = Path::new(env!("CARGO_MANIFEST_DIR"));
            here.ancestors().nth(2).unwrap_or(here).to_owned()
        })
}

fn is_clone(folder: &Path) -> bool {
    folder.join("crates/workshop/Cargo.toml").is_file() && folder.join("notebooks").is_dir()
}

/// `$RUNG_CACHE`, else the user's cache folder.
fn find_cache(var: impl Fn(&str) -> Option<OsString>) -> Result<PathBuf, Error> {
    let folder = |name| {
        var(name)
            .map(PathBuf::from)
            .filter(|path| !path.as_os_str().is_empty())
    };
    if let Some(cache) = folder("RUNG_CACHE") {
        return std::path::absolute(&cache).map_err(Error::io("use", &cache));
    }
    folder("XDG_CACHE_HOME")
        // A relative one is to be ignored, says the XDG base directory specification.
        .filter(|path| path.is_absolute())
        .or_else(|| Some(folder("HOME")?.join(".cache")))
        .map(|parent| parent.join("rung-by-rung"))
        .ok_or_else(|| {
            Error::missing(
                "no folder for caches is known",
                "set HOME, or RUNG_CACHE to a folder",
            )
        })
}

/// `cache` itself unless its path has a blank in it.
fn work_folder(cache: &Path, temp: &Path, user: u32) -> PathBuf {
    let has_blank = |path: &Path| path.to_string_lossy().contains(char::is_whitespace);
    if !has_blank(cache) {
        return cache.to_owned();
    }
    let temp = if has_blank(temp) {
        Path::new("/tmp")
    } else {
        temp
    };
    temp.join(format!("rung-by-rung-{user}-{}", key_of(cache)))
}

/// The environment that this program was installed in as a kernel launcher: Jupyter may start
/// it where no conda environment is active.
fn installed_in(program: Option<&Path>) -> Option<Environment> {
    let prefix = program?.parent()?.parent()?;
    prefix.join(KERNELSPEC).is_dir().then(|| Environment {
        prefix: prefix.to_owned(),
        kind: match prefix.join("conda-meta").is_dir() {
            true => EnvironmentKind::Conda,
            false => EnvironmentKind::Venv,
        },
    })
}

/// The active conda environment; else the clone's `.venv`; else, when the clone cannot be
/// written to, a folder of the cache that is this clone's alone.
fn find_environment(
    root: &Path,
    cache: &Path,
    var: impl Fn(&str) -> Option<OsString>,
) -> Environment {
    // `base` is often active without the reader having asked for it, and holds conda itself.
    let is_base = var("CONDA_DEFAULT_ENV").is_some_and(|name| name == "base");
    if let Some(prefix) = var("CONDA_PREFIX").filter(|prefix| !prefix.is_empty() && !is_base) {
        return Environment {
            prefix: prefix.into(),
            kind: EnvironmentKind::Conda,
        };
    }
    let own = root.join(".venv");
    let prefix = if own.is_dir() || is_writable(root) {
        own
    } else {
        cache.join("envs").join(key_of(root))
    };
    Environment {
        prefix,
        kind: EnvironmentKind::Venv,
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

#[cfg(test)]
mod tests {
    use super::*;

    fn vars<'a>(set: &'a [(&'a str, &'a str)]) -> impl Fn(&str) -> Option<OsString> + 'a {
        |name| {
            set.iter()
                .find(|(key, _)| *key == name)
                .map(|(_, value)| value.into())
        }
    }

    #[test]
    fn the_cache_is_the_first_that_is_set() {
        let set = [
            ("RUNG_CACHE", "/r"),
            ("XDG_CACHE_HOME", "/x"),
            ("HOME", "/h"),
        ];
        let find = |from: usize| find_cache(vars(&set[from..])).unwrap();
        assert_eq!(find(0), Path::new("/r"));
        assert_eq!(find(1), Path::new("/x/rung-by-rung"));
        assert_eq!(find(2), Path::new("/h/.cache/rung-by-rung"));
        assert!(find_cache(vars(&[])).is_err());
        assert_eq!(
            find_cache(vars(&[("XDG_CACHE_HOME", "relative"), ("HOME", "/h")])).unwrap(),
            Path::new("/h/.cache/rung-by-rung")
        );
    }

    #[test]
    fn evcxr_never_sees_a_path_with_a_blank() {
        let temp = Path::new("/tmp");
        assert_eq!(
            work_folder(Path::new("/home/é/c"), temp, 7),
            Path::new("/home/é/c")
        );
        let moved = work_folder(Path::new("/home/a b/c"), temp, 7);
        assert!(moved.starts_with("/tmp") && !moved.to_string_lossy().contains(' '));
        assert!(
            !work_folder(Path::new("/a b"), Path::new("/t t"), 7)
                .to_string_lossy()
                .contains(' ')
        );
    }

    #[test]
    fn conda_is_used_when_active_and_not_base() {
        let find =
            |set: &[(&str, &str)]| find_environment(Path::new("/tmp"), Path::new("/c"), vars(set));
        let mine = find(&[
            ("CONDA_PREFIX", "/envs/rung"),
            ("CONDA_DEFAULT_ENV", "rung"),
        ]);
        assert_eq!(mine.kind, EnvironmentKind::Conda);
        assert_eq!(mine.prefix, Path::new("/envs/rung"));
        let base = find(&[("CONDA_PREFIX", "/conda"), ("CONDA_DEFAULT_ENV", "base")]);
        assert_eq!(base.kind, EnvironmentKind::Venv);
    }

    #[test]
    fn the_installed_launcher_belongs_to_its_environment() {
        let folder = tempfile::tempdir().unwrap();
        let program = folder.path().join("bin/workshop");
        assert_eq!(installed_in(Some(&program)), None);
        fs::create_dir_all(folder.path().join(KERNELSPEC)).unwrap();
        let found = installed_in(Some(&program)).unwrap();
        assert_eq!(
            (found.prefix.as_path(), found.kind),
            (folder.path(), EnvironmentKind::Venv)
        );
        fs::create_dir(folder.path().join("conda-meta")).unwrap();
        assert_eq!(
            installed_in(Some(&program)).unwrap().kind,
            EnvironmentKind::Conda
        );
    }

    #[test]
    fn a_clone_that_cannot_be_written_to_gets_its_environment_in_the_cache() {
        // Not even root can write into /proc.
        let found = find_environment(Path::new("/proc"), Path::new("/c"), vars(&[]));
        assert!(found.prefix.starts_with("/c/envs"));
        let other = find_environment(Path::new("/proc/1"), Path::new("/c"), vars(&[]));
        assert_ne!(found.prefix, other.prefix);
    }

    #[test]
    fn the_clone_is_found_from_inside_before_the_variable() {
        let root = find_root(None, None);
        assert!(is_clone(&root), "{}", root.display());
        assert_eq!(
            find_root(Some(&root.join("crates")), Some("/elsewhere".into())),
            root
        );
        assert_eq!(
            find_root(Some(Path::new("/")), Some("/elsewhere".into())),
            Path::new("/elsewhere")
        );
    }
}
