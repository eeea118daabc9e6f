//! Asking an environment what it has; a conda environment is only asked, never changed.

use std::path::Path;
use std::process::Command;

use super::requirements::{Need, Requirement, satisfies};
use crate::error::Error;
use crate::paths::Paths;
use crate::process::output;
use crate::steps::Step;

/// What of the list is not in the environment, each with what was found instead.
pub(crate) fn lacking(python: &Path, list: &[Requirement]) -> Vec<(Requirement, String)> {
    let script = "import sys\nfrom importlib.metadata import version\nfor name in sys.argv[1:]:\n \
                  try: print(version(name))\n except Exception: print('-')";
    // pip's extras, as in `dask[dataframe]`, are no part of the name.
    let name = |entry: &Requirement| entry.name.split('[').next().unwrap_or_default().to_owned();
    let names = list.iter().map(name);
    let said = output(Command::new(python).args(["-c", script]).args(names)).unwrap_or_default();
    let mut found = said.lines();
    list.iter()
        .filter_map(
            |entry| match found.next().filter(|version| *version != "-") {
                Some(version) if satisfies(version, &entry.version) => None,
                Some(version) => Some((entry.clone(), format!("{version} is there"))),
                None => Some((entry.clone(), "not installed".into())),
            },
        )
        .collect()
}

/// Looks whether the active conda environment has what the list asks for; changes nothing.
///
/// # Errors
/// When something is not there without which no notebook opens.
pub(super) fn check(paths: &Paths, list: &[Requirement], step: &Step<'_>) -> Result<String, Error> {
    let lacking = lacking(&paths.python(), list);
    for (entry, found) in &lacking {
        step.say(&format!("{}: {found}", entry.for_pip()));
    }
    if lacking
        .iter()
        .any(|(entry, _)| entry.need == Need::Notebooks)
    {
        return Err(Error::missing(
            format!(
                "the active conda environment {} lacks packages",
                paths.env.prefix.display()
            ),
            format!(
                "conda env update -f \"{}\"\nor, to let `setup` make an environment of its own: conda deactivate",
                paths.environment_yml().display()
            ),
        ));
    }
    Ok(match lacking.len() {
        0 => "the conda environment has everything".into(),
        missing => format!(
            "the conda environment lacks {missing} peers: conda env update -f environment.yml"
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::write_whole;

    #[test]
    fn what_lacks_is_told_with_what_is_there() {
        let folder = tempfile::tempdir().unwrap();
        let python = folder.path().join("python");
        let list: Vec<Requirement> = ["jupyterlab", "numpy", "numba", "dask[dataframe]"]
            .map(|name| Requirement {
                name: name.into(),
                version: ">=1".into(),
                need: Need::Peer,
            })
            .into();
        write_whole(
            &python,
            b"#!/bin/sh\necho 99.0\necho -\necho 0.1\necho $6\n",
            0o755,
        )
        .unwrap();
        let found: Vec<String> = lacking(&python, &list)
            .into_iter()
            .map(|(_, how)| how)
            .collect();
        assert_eq!(found, ["not installed", "0.1 is there", "dask is there"]);
    }
}
