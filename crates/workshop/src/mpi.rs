//! The MPI library that lesson 08 is built with, and what building it takes.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::paths::Paths;
use crate::process::{output, which};

/// The compiler wrapper of the MPI to use: `MPICC`, else the one on the PATH (the system's, a
/// module's, conda's), else that of the environment's own packages.
pub(crate) fn wrapper(paths: &Paths) -> Option<PathBuf> {
    let named = env::var_os("MPICC").map(PathBuf::from);
    let named = named.map(|name| match name.to_str() {
        Some(bare) if !bare.contains('/') => which(bare).unwrap_or(name),
        _ => name,
    });
    let own = paths.bin("mpicc");
    named
        .or_else(|| which("mpicc"))
        .or_else(|| own.is_file().then_some(own))
}

/// Variables for building and running what uses MPI; none when there is no MPI.
///
/// They are a function of the machine, so that cargo finds everything built as it was.
pub(crate) fn variables(paths: &Paths) -> Vec<(&'static str, OsString)> {
    let Some(wrapper) = wrapper(paths) else {
        return Vec::new();
    };
    let mut variables = bindings(&paths.env.prefix);
    variables.push(("MPICC", wrapper.into()));
    variables
}

/// What bindgen needs to read `mpi.h`.
pub(crate) fn bindings(prefix: &Path) -> Vec<(&'static str, OsString)> {
    let named = |name| env::var_os(name).map(|value| (name, value));
    let mut variables: Vec<_> = named("LIBCLANG_PATH")
        .into_iter()
        .chain(named("BINDGEN_EXTRA_CLANG_ARGS"))
        .collect();
    if variables.is_empty()
        && let Some(folder) = libclang(prefix)
    {
        variables.push(("LIBCLANG_PATH", folder.into()));
        // The package is the library alone: the headers of the C compiler serve as well.
        let include = output(Command::new("cc").arg("-print-file-name=include"));
        if let Some(include) = include.filter(|include| include.contains('/')) {
            variables.push(("BINDGEN_EXTRA_CLANG_ARGS", format!("-I{include}").into()));
        }
    }
    variables
}

/// The folder of PyPI's `libclang` in an environment.
fn libclang(prefix: &Path) -> Option<PathBuf> {
    let mut found: Vec<PathBuf> = fs::read_dir(prefix.join("lib"))
        .ok()?
        .filter_map(|entry| Some(entry.ok()?.path().join("site-packages/clang/native")))
        .filter(|folder| folder.is_dir())
        .collect();
    found.sort();
    found.pop()
}

/// The folders that the library and what it needs are loaded from.
pub(crate) fn library_folders(wrapper: &Path) -> Vec<PathBuf> {
    let said = output(Command::new(wrapper).arg("-show")).unwrap_or_default();
    said.split_whitespace()
        .filter_map(|word| word.strip_prefix("-L"))
        .map(PathBuf::from)
        .collect()
}

/// Those folders before the ones that this process has, as `LD_LIBRARY_PATH`.
pub(crate) fn library_path(wrapper: &Path) -> OsString {
    let inherited = env::var_os("LD_LIBRARY_PATH").unwrap_or_default();
    let folders = library_folders(wrapper);
    let folders = folders.into_iter().chain(env::split_paths(&inherited));
    env::join_paths(folders).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn a_wrapper_tells_where_its_library_lies() {
        let temp = tempfile::tempdir().unwrap();
        let wrapper = temp.path().join("mpicc");
        fs::write(
            &wrapper,
            "#!/bin/sh\necho cc -I/a/include -L/a/lib -L/b/lib -lmpi\n",
        )
        .unwrap();
        fs::set_permissions(&wrapper, fs::Permissions::from_mode(0o755)).unwrap();
        assert_eq!(
            library_folders(&wrapper),
            [PathBuf::from("/a/lib"), PathBuf::from("/b/lib")]
        );
        assert!(library_folders(&temp.path().join("none")).is_empty());
    }

    #[test]
    fn the_library_of_the_package_is_found_in_the_environment() {
        let temp = tempfile::tempdir().unwrap();
        assert_eq!(libclang(temp.path()), None);
        let folder = temp
            .path()
            .join("lib/python3.12/site-packages/clang/native");
        fs::create_dir_all(&folder).unwrap();
        assert_eq!(libclang(temp.path()), Some(folder));
    }
}
