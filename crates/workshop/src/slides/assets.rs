//! What a deck is shown with: reveal.js and MathJax, from npm, kept in the cache.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::error::Error;
use crate::paths::Paths;
use crate::{lock, process};

/// One package, at the version that the decks were tried with.
struct Package {
    name: &'static str,
    version: &'static str,
    /// The archive's folders that are needed.
    parts: &'static [&'static str],
}

// reveal.js 6 keeps its plugins elsewhere, MathJax 4 its fonts.
const REVEAL: Package = Package {
    name: "reveal.js",
    version: "5.2.1",
    parts: &["package/dist", "package/plugin/notes", "package/LICENSE"],
};
const MATHJAX: Package = Package {
    name: "mathjax",
    version: "3.2.2",
    parts: &["package/es5/tex-svg-full.js", "package/LICENSE"],
};

/// Audits pages for who cannot see or use a mouse; the site is tested with it.
const AXE: Package = Package {
    name: "axe-core",
    version: "4.14.1",
    parts: &["package/axe.min.js", "package/LICENSE"],
};

/// The folder of MathJax alone, found or fetched as [`fetch`] does.
///
/// # Errors
/// As [`fetch`].
pub(crate) fn mathjax(paths: &Paths) -> Result<PathBuf, Error> {
    one(paths, &MATHJAX)
}

/// The folder of axe-core.
///
/// # Errors
/// As [`fetch`].
pub(crate) fn axe(paths: &Paths) -> Result<PathBuf, Error> {
    one(paths, &AXE)
}

/// The folders of both packages.
pub(super) struct Assets {
    pub(super) reveal: PathBuf,
    pub(super) mathjax: PathBuf,
}

/// Finds them in the cache, or fetches them once.
///
/// # Errors
/// Without npm or tar, without a network, and when the cache cannot be written to.
pub(super) fn fetch(paths: &Paths) -> Result<Assets, Error> {
    Ok(Assets {
        reveal: one(paths, &REVEAL)?,
        mathjax: one(paths, &MATHJAX)?,
    })
}

fn one(paths: &Paths, package: &Package) -> Result<PathBuf, Error> {
    let Package { name, version, .. } = package;
    let folder = paths.cache.join("slides").join(format!("{name}-{version}"));
    let inside = folder.join("package");
    if inside.is_dir() {
        return Ok(inside);
    }
    let _lock = lock::take(&folder.with_extension("lock"), |_| {})?;
    if inside.is_dir() {
        return Ok(inside);
    }
    println!("fetching {name} {version} from npm, once");
    let part = folder.with_extension("part");
    let _ = fs::remove_dir_all(&part);
    fs::create_dir_all(&part).map_err(Error::io("make", &part))?;
    let fetched = unpack(paths, package, &part);
    let done =
        fetched.and_then(|()| fs::rename(&part, &folder).map_err(Error::io("rename", &part)));
    if done.is_err() {
        let _ = fs::remove_dir_all(&part);
    }
    done.map(|()| inside)
}

fn unpack(paths: &Paths, package: &Package, into: &Path) -> Result<(), Error> {
    let npm = process::which("npm").ok_or_else(|| {
        Error::missing(
            "slides need npm, which brings reveal.js and MathJax, and it was not found",
            "install Node.js (Debian: apt install npm; conda: conda install nodejs)",
        )
    })?;
    let log = paths.log("slides");
    let mut pack = Command::new(npm);
    pack.args(["pack", "--silent", "--pack-destination", "."])
        .arg(format!("{}@{}", package.name, package.version))
        .current_dir(into);
    process::run(&mut pack, &log, |_| {})?;
    let archive = format!("{}-{}.tgz", package.name, package.version);
    let mut tar = Command::new("tar");
    tar.args(["-xzf", &archive])
        .args(package.parts)
        .current_dir(into);
    process::run(&mut tar, &log, |_| {})?;
    fs::remove_file(into.join(&archive)).map_err(Error::io("remove", &into.join(&archive)))
}
