//! Which MPI library there is.

use std::fmt;
use std::path::PathBuf;

/// The MPI that a cluster runs on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Its name and version, e.g. "Open MPI 5.0.11".
    pub name: String,
    /// The program that starts its ranks.
    pub launcher: PathBuf,
}

impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, started by {}", self.name, self.launcher.display())
    }
}

/// Who makes an MPI library; they are told different things.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Vendor {
    OpenMpi,
    Mpich,
    Other,
}

pub(super) fn vendor(library: &str) -> Vendor {
    let lower = library.to_lowercase();
    if lower.contains("open mpi") || lower.contains("open-mpi") {
        Vendor::OpenMpi
    } else if ["mpich", "mvapich", "intel"]
        .iter()
        .any(|name| lower.contains(name))
    {
        Vendor::Mpich
    } else {
        Vendor::Other
    }
}

/// A short name from what a library says of itself.
pub(super) fn name(library: &str) -> String {
    let first = library.lines().next().unwrap_or_default();
    match vendor(library) {
        Vendor::OpenMpi => {
            let version = first.split_whitespace().find(|word| word.starts_with('v'));
            let version = version.unwrap_or_default().trim_matches(['v', ',']);
            format!("Open MPI {version}").trim().to_owned()
        }
        _ => first
            .replace("Version:", "")
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn libraries_are_told_apart_by_their_own_words() {
        let open = "Open MPI v5.0.11, package: Open MPI runner@x Distribution, ident: 5.0.11";
        assert_eq!(
            (vendor(open), name(open).as_str()),
            (Vendor::OpenMpi, "Open MPI 5.0.11")
        );
        let mpich = "MPICH Version:      5.0.2\nMPICH Release date: today";
        assert_eq!(
            (vendor(mpich), name(mpich).as_str()),
            (Vendor::Mpich, "MPICH 5.0.2")
        );
        let intel = "Intel(R) MPI Library 2021.13 for Linux* OS";
        assert_eq!(vendor(intel), Vendor::Mpich);
        assert_eq!(name("Some MPI 1"), "Some MPI 1");
    }
}
