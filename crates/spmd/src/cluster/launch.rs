//! Which MPI there is, and how it is told to start ranks.

use std::env;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use super::error::StartError;
use super::session::Session;

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

/// How ranks are started.
#[derive(Clone, Debug)]
pub(crate) struct Launcher {
    pub(crate) program: PathBuf,
    vendor: Vendor,
    place: Place,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Place {
    Here,
    Hosts(PathBuf),
    Slurm,
}

impl Launcher {
    /// `SPMD_MPIRUN`, else the `mpirun` that lies beside the `mpicc` this crate was built with,
    /// else the one on the path.
    pub(crate) fn local() -> Result<Self, StartError> {
        let beside = Path::new(env!("SPMD_MPI_BIN"));
        let named = env::var_os("SPMD_MPIRUN").map(PathBuf::from);
        let path = env::var_os("PATH").unwrap_or_default();
        let folders: Vec<PathBuf> = std::iter::once(beside.to_owned())
            .chain(env::split_paths(&path))
            .collect();
        let program = named.or_else(|| {
            let candidates = folders
                .iter()
                .flat_map(|folder| ["mpirun", "mpiexec"].map(|name| folder.join(name)));
            candidates
                .filter(|file| file.is_absolute())
                .find(|file| file.is_file())
        });
        Ok(Self {
            program: program.ok_or(StartError::NoLauncher {
                beside: beside.to_owned(),
            })?,
            vendor: vendor(&crate::library()),
            place: Place::Here,
        })
    }

    /// With as many ranks as the file has slots.
    pub(crate) fn hosts(file: &Path) -> Result<(Self, usize), StartError> {
        let wrong = |why: String| StartError::HostFile {
            file: file.to_owned(),
            why,
        };
        let text = fs::read_to_string(file).map_err(|error| wrong(error.to_string()))?;
        let size = slots(&text).map_err(wrong)?;
        let file = std::path::absolute(file).map_err(|error| wrong(error.to_string()))?;
        let place = Place::Hosts(file);
        Ok((
            Self {
                place,
                ..Self::local()?
            },
            size,
        ))
    }

    pub(crate) fn slurm() -> Result<(Self, usize), StartError> {
        let number = |name: &str| env::var(name).ok()?.split('(').next()?.parse().ok();
        let size = number("SLURM_NTASKS").or_else(|| number("SLURM_NPROCS"));
        let size = size
            .filter(|_| env::var_os("SLURM_JOB_ID").is_some())
            .ok_or(StartError::NoAllocation)?;
        let path = env::var_os("PATH").unwrap_or_default();
        let program = env::split_paths(&path)
            .map(|folder| folder.join("srun"))
            .find(|file| file.is_file())
            .ok_or(StartError::NoAllocation)?;
        let vendor = vendor(&crate::library());
        Ok((
            Self {
                program,
                vendor,
                place: Place::Slurm,
            },
            size,
        ))
    }

    pub(crate) fn is_local(&self) -> bool {
        self.place == Place::Here
    }

    pub(crate) fn found(&self) -> Found {
        Found {
            name: name(&crate::library()),
            launcher: self.program.clone(),
        }
    }

    /// The whole command, before the program that it starts.
    pub(crate) fn command(&self, size: usize) -> Vec<String> {
        let mut words = vec![self.program.to_string_lossy().into_owned()];
        let mut add = |more: &[&str]| words.extend(more.iter().map(|&word| word.to_owned()));
        let count = size.to_string();
        match &self.place {
            Place::Slurm => add(&[
                "--ntasks",
                &count,
                "--kill-on-bad-exit=1",
                "--quit-on-interrupt",
            ]),
            Place::Here => add(&["-n", &count]),
            Place::Hosts(file) => {
                let option = if self.vendor == Vendor::Mpich {
                    "-f"
                } else {
                    "--hostfile"
                };
                add(&["-n", &count, option, &file.to_string_lossy()]);
                if self.vendor == Vendor::OpenMpi {
                    for name in super::ranks::VARIABLES.iter().chain(&["LD_LIBRARY_PATH"]) {
                        add(&["-x", name]);
                    }
                }
            }
        }
        words
    }

    /// What the library is told through its environment.
    pub(crate) fn variables(&self, session: &Session) -> Vec<(String, String)> {
        let mut variables = Vec::new();
        let mut set = |name: &str, value: &str| variables.push((name.to_owned(), value.to_owned()));
        if self.place != Place::Slurm {
            // On this host at least, all that it writes goes with the session.
            set("TMPDIR", &session.temporary().to_string_lossy());
        }
        if self.vendor == Vendor::Mpich {
            // Its launcher writes the machine's topology to a file in /tmp, which stays when it is
            // killed, unless there is such a file already. That of this name is not read in fact:
            // ranks that find none look at the machine themselves.
            set(
                "HWLOC_XMLFILE",
                &session.temporary().join("topology").to_string_lossy(),
            );
        }
        if self.vendor == Vendor::OpenMpi {
            // Each of these is read by one of the releases 4 and 5 and ignored by the other.
            // More ranks than processors are what a lesson has; they must not spin then, nor be
            // bound to a core, where a rank's own threads would all share it.
            for name in [
                "OMPI_MCA_rmaps_base_oversubscribe",
                "OMPI_MCA_mpi_yield_when_idle",
            ] {
                set(name, "1");
            }
            // The keeper tells of a signal; a stack of addresses beside it helps nobody.
            set("OMPI_MCA_opal_signal", "");
            set("PRTE_MCA_rmaps_default_mapping_policy", ":oversubscribe");
            set("OMPI_MCA_hwloc_base_binding_policy", "none");
            set("PRTE_MCA_hwloc_default_binding_policy", "none");
            if let (Some(shared), Place::Here) = (session.shared(), &self.place) {
                for name in [
                    "OMPI_MCA_btl_sm_backing_directory",
                    "OMPI_MCA_btl_vader_backing_directory",
                ] {
                    set(name, &shared.to_string_lossy());
                }
            }
            if rustix::process::geteuid().is_root() {
                // Containers are run so; the reader has started JupyterLab as root knowingly.
                set("OMPI_ALLOW_RUN_AS_ROOT", "1");
                set("OMPI_ALLOW_RUN_AS_ROOT_CONFIRM", "1");
            }
        }
        variables
    }

    /// The hosts that ranks run on, as far as they are known before.
    pub(crate) fn host_names(&self) -> Vec<String> {
        let Place::Hosts(file) = &self.place else {
            return Vec::new();
        };
        let text = fs::read_to_string(file).unwrap_or_default();
        let lines = text
            .lines()
            .filter_map(|line| line.split('#').next()?.split_whitespace().next());
        lines
            .map(|host| host.split(':').next().unwrap_or(host).to_owned())
            .collect()
    }

    /// How long it may take to end what it has started elsewhere, in milliseconds.
    pub(crate) fn patience(&self) -> u64 {
        match self.place {
            // Everything is on this machine, so it is ended by the keeper itself.
            Place::Here => 0,
            Place::Hosts(_) | Place::Slurm => 5000,
        }
    }
}

fn vendor(library: &str) -> Vendor {
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
fn name(library: &str) -> String {
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

/// How many ranks a host file asks for.
fn slots(text: &str) -> Result<usize, String> {
    let mut sum = 0;
    for (number, line) in text.lines().enumerate() {
        let line = line.split('#').next().unwrap_or_default().trim();
        let Some(host) = line.split_whitespace().next() else {
            continue;
        };
        let count = line
            .split_once("slots=")
            .map(|(_, rest)| rest.split_whitespace().next().unwrap_or_default())
            .or_else(|| host.split_once(':').map(|(_, count)| count));
        sum += match count {
            None => 1,
            Some(count) => count
                .parse()
                .map_err(|_| format!("line {}: {count:?} is no number of slots", number + 1))?,
        };
    }
    if sum == 0 {
        return Err("it names no host; a line is `host` or `host slots=4`".into());
    }
    Ok(sum)
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

    #[test]
    fn host_files_of_both_kinds_are_counted() {
        assert_eq!(slots("a\nb slots=4 max_slots=8\n# c\n\n"), Ok(5));
        assert_eq!(slots("a:2\nb:3"), Ok(5));
        assert!(slots("a slots=many").unwrap_err().contains("line 1"));
        assert!(slots("# nothing").unwrap_err().contains("no host"));
    }
}
