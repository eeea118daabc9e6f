//! How the places are found: from the current folder, the process's environment, the user.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use super::{Environment, EnvironmentKind, KERNELSPEC, is_writable, key_of};
use crate::error::Error;

/// The folder in or above `from` that is a clone of this project, else `$WORKSHOP_ROOT`, else
/// the clone that this program was built in.
pub(super) fn root(from: Option<&Path>, named: Option<OsString>) -> PathBuf {
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
pub(super) fn cache(var: impl Fn(&str) -> Option<OsString>) -> Result<PathBuf, Error> {
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
pub(super) fn work_folder(cache: &Path, temp: &Path, user: u32) -> PathBuf {
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
pub(super) fn installed_in(program: Option<&Path>) -> Option<Environment> {
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
pub(super) fn environment(
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

#[cfg(test)]
mod tests {
    use std::fs;

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
        let find = |from: usize| cache(vars(&set[from..])).unwrap();
        assert_eq!(find(0), Path::new("/r"));
        assert_eq!(find(1), Path::new("/x/rung-by-rung"));
        assert_eq!(find(2), Path::new("/h/.cache/rung-by-rung"));
        assert!(cache(vars(&[])).is_err());
        assert_eq!(
            cache(vars(&[("XDG_CACHE_HOME", "relative"), ("HOME", "/h")])).unwrap(),
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
            |set: &[(&str, &str)]| environment(Path::new("/tmp"), Path::new("/c"), vars(set));
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
        let found = environment(Path::new("/proc"), Path::new("/c"), vars(&[]));
        assert!(found.prefix.starts_with("/c/envs"));
        let other = environment(Path::new("/proc/1"), Path::new("/c"), vars(&[]));
        assert_ne!(found.prefix, other.prefix);
    }

    #[test]
    fn the_clone_is_found_from_inside_before_the_variable() {
        let clone = root(None, None);
        assert!(is_clone(&clone), "{}", clone.display());
        assert_eq!(
            root(Some(&clone.join("crates")), Some("/elsewhere".into())),
            clone
        );
        assert_eq!(
            root(Some(Path::new("/")), Some("/elsewhere".into())),
            Path::new("/elsewhere")
        );
    }
}
