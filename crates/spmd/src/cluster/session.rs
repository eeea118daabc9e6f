//! The files of one cluster, and their removal when everybody who could have done it was killed.

use std::env;
use std::fs::{self, File, TryLockError};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::rank::random;

/// The program of `host.rs`.
const HOST: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/host"));

/// A folder whose lock nobody holds is a left-over, unless it was made this moment.
const YOUNG: Duration = Duration::from_secs(60);

/// The folders of one cluster. Its keeper makes them and removes them, so that there is never one
/// without a keeper.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Session {
    folder: PathBuf,
    /// In memory, for what ranks share.
    shared: PathBuf,
}

impl Session {
    /// Chooses their names.
    pub(crate) fn new() -> Self {
        let name = format!(
            "spmd-{}-{:016x}",
            rustix::process::getuid().as_raw(),
            random()
        );
        Self {
            folder: env::temp_dir().join(&name),
            shared: Path::new("/dev/shm").join(&name),
        }
    }

    /// Makes the folders, after having removed what killed clusters have left. They are held
    /// while the files that this returns are open.
    pub(crate) fn create(&self) -> io::Result<Vec<File>> {
        for place in [&self.folder, &self.shared] {
            place.parent().into_iter().for_each(sweep);
        }
        let folder = make(&self.folder)?;
        fs::create_dir(self.temporary())?;
        // Where there is no such place, MPI takes the other one.
        Ok([Some(folder), make(&self.shared).ok()]
            .into_iter()
            .flatten()
            .collect())
    }

    /// Folders inside of these, for a further program; they go with these at the latest.
    pub(crate) fn inner(&self) -> io::Result<Self> {
        let name = format!("{:016x}", random());
        let inner = Self {
            folder: self.folder.join(&name),
            shared: self.shared.join(&name),
        };
        fs::create_dir(&inner.folder)?;
        fs::create_dir(inner.temporary())?;
        let _ = fs::create_dir(&inner.shared);
        Ok(inner)
    }

    pub(crate) fn socket(&self) -> PathBuf {
        self.folder.join("s")
    }

    /// What MPI and the ranks take for the system's temporary folder.
    pub(crate) fn temporary(&self) -> PathBuf {
        self.folder.join("tmp")
    }

    pub(crate) fn shared(&self) -> Option<&Path> {
        self.shared.is_dir().then_some(&self.shared)
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Removes both; a process that is just ending may still write into them.
    pub(crate) fn remove(&self) {
        for folder in [&self.shared, &self.folder] {
            for _ in 0..50 {
                match fs::remove_dir_all(folder) {
                    Err(error) if error.kind() != io::ErrorKind::NotFound => {
                        std::thread::sleep(Duration::from_millis(10));
                    }
                    _ => break,
                }
            }
        }
    }
}

/// Writes the program that loads a cell into a folder.
pub(crate) fn write_host(folder: &Path) -> io::Result<PathBuf> {
    let path = folder.join("spmd-host");
    let mut options = File::options();
    options.write(true).create(true).truncate(true).mode(0o700);
    options.open(&path)?.write_all(HOST)?;
    Ok(path)
}

/// A command that starts that program from no file at all.
#[cfg(target_os = "linux")]
pub(crate) fn host_in_memory() -> io::Result<(Command, File)> {
    use std::os::fd::AsRawFd;
    let mut program = File::from(rustix::fs::memfd_create(
        "spmd-host",
        rustix::fs::MemfdFlags::CLOEXEC,
    )?);
    program.write_all(HOST)?;
    Ok((
        Command::new(format!("/proc/self/fd/{}", program.as_raw_fd())),
        program,
    ))
}

/// A command that starts that program from a file, which stays for as long as it is needed.
#[cfg(not(target_os = "linux"))]
pub(crate) fn host_in_memory() -> io::Result<(Command, File)> {
    let path = write_host(&env::temp_dir())?;
    Ok((Command::new(&path), File::open(&path)?))
}

fn make(folder: &Path) -> io::Result<File> {
    fs::DirBuilder::new().mode(0o700).create(folder)?;
    let lock = File::create(folder.join("lock"))?;
    lock.try_lock().map_err(io::Error::from)?;
    Ok(lock)
}

/// Removes the folders of this user that nobody holds.
fn sweep(place: &Path) {
    let own = rustix::process::getuid().as_raw();
    let Ok(entries) = fs::read_dir(place) else {
        return;
    };
    for entry in entries.flatten() {
        let is_ours = entry
            .file_name()
            .to_string_lossy()
            .starts_with(&format!("spmd-{own}-"));
        let Ok(found) = entry.metadata() else {
            continue;
        };
        let age = found
            .modified()
            .ok()
            .and_then(|at| at.elapsed().ok())
            .unwrap_or_default();
        if !is_ours || found.uid() != own || !found.is_dir() || age < YOUNG {
            continue;
        }
        let path = entry.path();
        let is_held = File::open(path.join("lock"))
            .is_ok_and(|lock| matches!(lock.try_lock(), Err(TryLockError::WouldBlock)));
        if !is_held {
            let _ = fs::remove_dir_all(path);
        }
    }
}
