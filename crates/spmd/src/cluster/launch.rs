//! How an MPI library is told to start ranks.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::error::StartError;
use super::found::{Found, Vendor, name, vendor};
use super::host_file;
use super::prepare::VARIABLES;
use super::reach::Reach;
use super::session::Session;

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
    Hosts {
        file: PathBuf,
        /// Their names, with the number of ranks.
        ranks: Vec<(String, usize)>,
    },
    Slurm {
        /// How its ranks find each other, as `srun --mpi` calls it.
        mpi: Option<&'static str>,
    },
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
        let ranks = host_file::read(&text).map_err(wrong)?;
        let size = ranks.iter().map(|(_, count)| count).sum();
        let file = file.to_owned();
        let place = Place::Hosts { file, ranks };
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
        // What the reader or the site has chosen stays.
        let mpi = match env::var_os("SLURM_MPI_TYPE") {
            Some(_) => None,
            None => Command::new(&program)
                .arg("--mpi=list")
                .output()
                .ok()
                .and_then(|list| slurm_mpi(vendor, &[list.stdout, list.stderr].concat())),
        };
        Ok((
            Self {
                program,
                vendor,
                place: Place::Slurm { mpi },
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
            Place::Slurm { mpi } => {
                add(&[
                    "--ntasks",
                    &count,
                    "--kill-on-bad-exit=1",
                    "--quit-on-interrupt",
                ]);
                if let Some(mpi) = mpi {
                    add(&["--mpi", mpi]);
                }
            }
            Place::Here => add(&["-n", &count]),
            Place::Hosts { ranks, .. } => {
                let option = if self.vendor == Vendor::Mpich {
                    "-hosts"
                } else {
                    "--host"
                };
                let hosts = ranks.iter().map(|(host, count)| format!("{host}:{count}"));
                let hosts: Vec<String> = hosts.collect();
                add(&["-n", &count, option, &hosts.join(",")]);
                if self.vendor == Vendor::OpenMpi {
                    for name in VARIABLES.iter().chain(&["LD_LIBRARY_PATH"]) {
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
        if !matches!(self.place, Place::Slurm { .. }) {
            // On this host at least, all that it writes goes with the session.
            set("TMPDIR", &session.temporary().to_string_lossy());
        }
        // glibc gives back large arrays when they are freed; the next ones are new pages, 4 kB at a
        // time. In pages of 2 MB, where the system has them, 100 MB arrive in half the time.
        let tunables = env::var("GLIBC_TUNABLES").unwrap_or_default();
        let tunables = ["glibc.malloc.hugetlb=1", &tunables].join(":");
        set("GLIBC_TUNABLES", tunables.trim_end_matches(':'));
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
            set("OMPI_MCA_mpi_yield_when_idle", "1");
            // On several hosts, each gets the ranks that it is to have; this would put all on the first one.
            if !matches!(self.place, Place::Hosts { .. }) {
                set("OMPI_MCA_rmaps_base_oversubscribe", "1");
                set("PRTE_MCA_rmaps_default_mapping_policy", ":oversubscribe");
            }
            // The keeper tells of a signal; a stack of addresses beside it helps nobody.
            set("OMPI_MCA_opal_signal", "");
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
        match &self.place {
            Place::Hosts { ranks, .. } => ranks.iter().map(|(host, _)| host.clone()).collect(),
            Place::Here | Place::Slurm { .. } => Vec::new(),
        }
    }

    /// Asks the hosts whether they are there.
    pub(super) fn reach(&self) -> Reach {
        Reach::begin(&self.host_names(), self.vendor)
    }

    /// Hosts that do not answer are why ranks have not started.
    pub(super) fn explain(&self, why: StartError, reach: Reach) -> StartError {
        match (&self.place, &why) {
            (Place::Hosts { file, .. }, StartError::Launch { .. }) => {
                let hosts = reach.silent();
                if hosts.is_empty() {
                    return why;
                }
                StartError::Unreachable {
                    file: file.clone(),
                    hosts,
                }
            }
            _ => why,
        }
    }

    /// How long it may take to end what it has started elsewhere, in milliseconds.
    pub(crate) fn patience(&self) -> u64 {
        match self.place {
            // Everything is on this machine, so it is ended by the keeper itself.
            Place::Here => 0,
            Place::Hosts { .. } | Place::Slurm { .. } => 5000,
        }
    }
}

/// Of what `srun --mpi=list` names, the one that the library knows; without it, each rank is a world of its own.
fn slurm_mpi(vendor: Vendor, list: &[u8]) -> Option<&'static str> {
    let list = String::from_utf8_lossy(list);
    let wanted: &[&str] = match vendor {
        Vendor::OpenMpi => &["pmix"],
        Vendor::Mpich => &["pmi2", "pmix"],
        Vendor::Other => &[],
    };
    let found = wanted
        .iter()
        .find(|&&name| list.split_whitespace().any(|word| word == name));
    found.copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slurm_is_asked_for_what_the_library_knows() {
        let list = b"MPI plugin types are...\n\tpmix\n\tnone\n\tpmi2\nspecific: pmix_v4\n";
        assert_eq!(slurm_mpi(Vendor::OpenMpi, list), Some("pmix"));
        assert_eq!(slurm_mpi(Vendor::Mpich, list), Some("pmi2"));
        assert_eq!(slurm_mpi(Vendor::Mpich, b"none\npmix\n"), Some("pmix"));
        assert_eq!(slurm_mpi(Vendor::OpenMpi, b"none\npmix_v4\n"), None);
    }
}
