//! Writing beside, then renaming: whoever is interrupted leaves the old file or the new one, never a mix.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// A file under way, in the folder that it is meant for; gone when this is dropped unfinished.
#[derive(Debug)]
pub struct Beside {
    part: PathBuf,
    path: PathBuf,
    file: Option<File>,
}

impl Beside {
    /// Begins a file that becomes `path`; makes the folder it lies in.
    ///
    /// # Errors
    /// When nothing can be written there.
    ///
    /// ```
    /// use std::io::Write;
    /// use outofcore::beside::Beside;
    /// let path = std::env::temp_dir().join(format!("beside-doc-{}", std::process::id()));
    /// let mut file = Beside::begin(&path)?;
    /// file.write_all(b"all of it")?;
    /// assert!(!path.exists());
    /// file.finish()?;
    /// assert_eq!(std::fs::read(&path)?, b"all of it");
    /// # std::fs::remove_file(path)?;
    /// # Ok::<(), std::io::Error>(())
    /// ```
    pub fn begin(path: &Path) -> io::Result<Self> {
        let part = part_of(path)?;
        if let Some(folder) = part.parent() {
            fs::create_dir_all(folder)?;
        }
        let file = Some(File::create(&part)?);
        Ok(Self {
            part,
            path: path.to_owned(),
            file,
        })
    }

    /// Puts the file in its place, in one step.
    ///
    /// # Errors
    /// When the disk does not take it; the old file is still there then.
    pub fn finish(mut self) -> io::Result<()> {
        if let Some(file) = self.file.take() {
            // A disk that is full may say so only now.
            file.sync_all()?;
        }
        fs::rename(&self.part, &self.path)
    }
}

impl Write for Beside {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.as_mut().map_or(Ok(0), |file| file.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        // After `finish` it is not there any more.
        let _ = fs::remove_file(&self.part);
    }
}

/// The name that something has until it is whole: with the process's number, so that two do not meet.
pub(crate) fn part_of(path: &Path) -> io::Result<PathBuf> {
    let name = path
        .file_name()
        .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "not the name of a file"))?;
    let mut part = std::ffi::OsString::from(".");
    part.push(name);
    part.push(format!(".part-{}", std::process::id()));
    Ok(path.with_file_name(part))
}
