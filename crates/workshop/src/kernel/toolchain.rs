//! The Rust toolchain that cells are compiled with.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::error::Error;

/// A compiler and where its parts lie.
#[derive(Clone, Debug)]
pub(crate) struct Toolchain {
    /// The whole answer to `rustc -vV`: two compilers that agree in it build the same code.
    pub(crate) verbose_version: String,
    /// `rustc --print sysroot`: its `bin` holds the real programs, not rustup's proxies.
    pub(crate) sysroot: PathBuf,
}

impl Toolchain {
    /// Asks the `rustc` on the path, else the one in cargo's own folder: JupyterLab and
    /// editors often start kernels without the path of a login shell.
    ///
    /// # Errors
    /// When there is none, or it does not answer.
    pub(crate) fn find() -> Result<Self, Error> {
        let answer = |argument: &[&str]| {
            let run = |program: &Path| Command::new(program).args(argument).output().ok();
            let found = run(Path::new("rustc"))
                .filter(|output| output.status.success())
                .or_else(|| run(&cargo_bin()?.join("rustc")));
            match found {
                Some(output) if output.status.success() => {
                    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
                }
                _ => Err(Error::missing(
                    "no Rust compiler answers (`rustc -vV`)",
                    "install Rust from https://rustup.rs, or load your cluster's rust module",
                )),
            }
        };
        Ok(Self {
            verbose_version: answer(&["-vV"])?,
            sysroot: answer(&["--print", "sysroot"])?.into(),
        })
    }

    /// The compiler's version, e.g. "1.95.0".
    pub(crate) fn release(&self) -> &str {
        self.verbose_version
            .lines()
            .find_map(|line| line.strip_prefix("release: "))
            .unwrap_or("unknown")
    }

    /// A path with the toolchain's own programs first. evcxr starts some thirty of them
    /// before the first cell, and each of rustup's proxies costs 10-50 ms.
    pub(crate) fn path(&self) -> OsString {
        let inherited = env::var_os("PATH").unwrap_or_default();
        let folders = [self.sysroot.join("bin")]
            .into_iter()
            .chain(env::split_paths(&inherited))
            .chain(cargo_bin());
        env::join_paths(folders).unwrap_or(inherited)
    }

    /// The host's target triple, e.g. "x86_64-unknown-linux-gnu".
    pub(crate) fn host(&self) -> &str {
        self.verbose_version
            .lines()
            .find_map(|line| line.strip_prefix("host: "))
            .unwrap_or("unknown")
    }

    /// Where the shared standard library lies that cells are linked with.
    pub(crate) fn library_path(&self) -> OsString {
        let lib = self.sysroot.join("lib");
        let shared = lib.join("rustlib").join(self.host()).join("lib");
        env::join_paths([shared, lib]).unwrap_or_default()
    }
}

fn cargo_bin() -> Option<PathBuf> {
    let home = |name| env::var_os(name).map(PathBuf::from);
    Some(
        home("CARGO_HOME")
            .or_else(|| Some(home("HOME")?.join(".cargo")))?
            .join("bin"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_compiler_that_builds_this_is_found() {
        let found = Toolchain::find().unwrap();
        assert!(found.release().starts_with("1."), "{found:?}");
        assert!(found.sysroot.join("bin").is_dir());
        assert!(env::split_paths(&found.path()).next() == Some(found.sysroot.join("bin")));
    }
}
