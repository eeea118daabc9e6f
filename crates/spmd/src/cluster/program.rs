//! A program on ranks of its own, started as from a terminal.

use std::env;
use std::ffi::OsStr;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::ExitStatus;
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::Signal;

use super::error::ProgramError;
use super::{Cluster, Session};
use crate::beside::Beside;
use crate::processes::{kill_tree, signal};
use crate::tail::{Lines, own_words};

/// Names the folder that `cargo workshop setup` has built the programs of the course in.
const FOLDER: &str = "WORKSHOP_PROGRAMS";

/// What a program left on the screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ran {
    /// Its lines, in the order in which they were seen.
    pub lines: Vec<String>,
    /// Whether it was killed, as [`Cluster::program_until`] was asked to.
    pub was_stopped: bool,
}

impl Cluster {
    /// Runs a program on as many ranks as this cluster has, with the same launcher and settings; its lines are
    /// shown as they come.
    ///
    /// `words` are what a terminal would be given after `mpirun -n RANKS`, separated by blanks: the name of a
    /// program of the course or on the path, or a file (`./program`), then its arguments. It runs in `folder`. The
    /// ranks of this cluster wait meanwhile; those of the program are others, which end with it.
    ///
    /// ```no_run
    /// # spmd::init();
    /// use spmd::prelude::*;
    ///
    /// let folder = std::env::temp_dir();
    /// let ran = Cluster::local(2)?.program(&folder, "heat-mpi --rows 100 --columns 100 --steps 10 --check")?;
    /// assert!(ran.lines.last().is_some_and(|line| line.contains("2 ranks")));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// When there is no such program, when it ends with another exit code than 0, with its own words, and when it
    /// takes longer than [`Cluster::limit`].
    pub fn program(&self, folder: impl AsRef<Path>, words: &str) -> Result<Ran, ProgramError> {
        self.program_until(folder, words, || false)
    }

    /// As [`Cluster::program`]; it is killed with all its ranks at once, with no time for last words, as soon as
    /// `is_over`, which is asked a hundred times a second.
    ///
    /// # Errors
    /// As [`Cluster::program`]; being killed when `is_over` is no error.
    pub fn program_until(
        &self,
        folder: impl AsRef<Path>,
        words: &str,
        is_over: impl FnMut() -> bool,
    ) -> Result<Ran, ProgramError> {
        let session = self.folders()?;
        let ran = self.program_in(&session, folder.as_ref(), words, is_over);
        session.remove();
        ran
    }

    fn program_in(
        &self,
        session: &Session,
        place: &Path,
        words: &str,
        mut is_over: impl FnMut() -> bool,
    ) -> Result<Ran, ProgramError> {
        let mut words = words.split_whitespace();
        let name = words.next().unwrap_or_default();
        let (programs, path) = (env::var_os(FOLDER), env::var_os("PATH"));
        let program = found(name, place, programs.as_deref(), path.as_deref())?;
        let arguments: Vec<String> = words.map(str::to_owned).collect();
        let mut command = self.launcher.command(self.size);
        println!("$ {}", typed(&command, name, &arguments));
        command.push(program.to_string_lossy().into_owned());
        command.extend(arguments);
        let program = Beside {
            command,
            variables: self.launcher.variables(session),
            folder: session.folder().to_owned(),
            place: Some(place.to_owned()),
        };
        let (begin, mut end) = (Instant::now(), None);
        // Progress comes before the answer, where both are there at one look.
        let [out, err] = program.outputs();
        let mut lines = Lines::of([err, out]);
        let output = self.run_beside(session, &program, || {
            lines.show();
            let is_late = begin.elapsed() > self.limit;
            if end.is_none() && (is_late || is_over()) && self.end(&program) {
                end = Some((is_late, begin.elapsed()));
            }
        })?;
        // One that has ended well in the very moment was not stopped.
        let end = end.filter(|_| !output.status.success());
        let name = name.to_owned();
        match end {
            Some((true, _)) => Err(ProgramError::TimeLimit {
                program: name,
                limit: self.limit,
                said: lines.all.pop().unwrap_or_default(),
            }),
            Some((false, after)) => {
                println!("killed after {:.1} s", after.as_secs_f64());
                let (lines, was_stopped) = (lines.all, true);
                Ok(Ran { lines, was_stopped })
            }
            None => {
                lines.finish();
                if output.status.success() {
                    let (lines, was_stopped) = (lines.all, false);
                    return Ok(Ran { lines, was_stopped });
                }
                Err(ProgramError::Failed {
                    program: name,
                    ended: in_words(output.status),
                    said: own_words(&String::from_utf8_lossy(&output.stderr)),
                })
            }
        }
    }

    /// Ends it, if it has begun.
    fn end(&self, program: &Beside) -> bool {
        let Some(process) = program.process() else {
            return false;
        };
        // On other hosts, only the launcher can.
        let patience = Duration::from_millis(self.launcher.patience());
        if !patience.is_zero() {
            signal(process, Signal::TERM);
            let begin = Instant::now();
            while begin.elapsed() < patience && program.process().is_some() {
                thread::sleep(Duration::from_millis(10));
            }
        }
        if program.process() == Some(process) {
            kill_tree(process);
        }
        true
    }
}

/// The file of a program: a path counts from `place`, a name is one of the course or on the path.
fn found(
    name: &str,
    place: &Path,
    programs: Option<&OsStr>,
    path: Option<&OsStr>,
) -> Result<PathBuf, ProgramError> {
    let folders: Vec<PathBuf> = if name.contains('/') {
        vec![place.to_owned()]
    } else {
        let programs = programs.filter(|folder| !folder.is_empty());
        let path = path.into_iter().flat_map(env::split_paths);
        programs
            .map(PathBuf::from)
            .into_iter()
            .chain(path)
            .collect()
    };
    let place = || match (programs, name.contains('/')) {
        (_, true) => place.display().to_string(),
        (Some(programs), _) => format!("{} or on the path", Path::new(programs).display()),
        (None, _) => "any folder of the path".to_owned(),
    };
    let mut files = folders.into_iter().map(|folder| folder.join(name));
    files
        .find(|file| file.is_file())
        .ok_or_else(|| ProgramError::NotThere {
            program: name.to_owned(),
            place: place(),
        })
}

/// What one would type.
fn typed(launcher: &[String], name: &str, arguments: &[String]) -> String {
    let (program, options) = launcher
        .split_first()
        .map_or(("", &[][..]), |(program, options)| {
            let program = Path::new(program).file_name().and_then(OsStr::to_str);
            (program.unwrap_or_default(), options)
        });
    let words = options.iter().chain(arguments).map(String::as_str);
    let words: Vec<&str> = words.collect();
    let (options, arguments) = words.split_at(options.len());
    [&[program], options, &[name], arguments].concat().join(" ")
}

fn in_words(status: ExitStatus) -> String {
    match (status.code(), status.signal()) {
        (Some(code), _) => format!("exit code {code}"),
        (_, Some(signal)) => format!("signal {signal}"),
        _ => status.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn programs_of_the_course_come_first_and_files_count_from_the_folder() {
        let temp = tempfile::tempdir().unwrap();
        let make = |name: &str| {
            let file = temp.path().join(name);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(&file, "").unwrap();
            file
        };
        let (ours, theirs, here) = (make("ours/a"), make("path/a"), make("here/a"));
        let other = make("path/b");
        let (place, programs, path) = (temp.path().join("here"), "ours", "path");
        let of = |name: &str, has: bool| {
            let (programs, path) = (temp.path().join(programs), temp.path().join(path));
            let programs = has.then_some(programs.as_os_str());
            found(name, &place, programs, Some(path.as_os_str()))
        };
        assert_eq!(of("a", true).unwrap(), ours);
        assert_eq!(of("a", false).unwrap(), theirs);
        assert_eq!(of("b", true).unwrap(), other);
        assert_eq!(of("./a", true).unwrap(), here.with_file_name("./a"));
        for (name, has, words) in [
            ("c", true, "ours or on the path"),
            ("c", false, "any folder of the path"),
            ("./b", true, "here"),
            ("", true, "cargo workshop setup"),
        ] {
            let why = of(name, has).unwrap_err().to_string();
            assert!(why.contains(words), "{why}");
        }
    }

    #[test]
    fn the_command_is_what_one_would_type() {
        let words = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
        let typed = typed(
            &words("/opt/bin/mpirun -n 2"),
            "heat-mpi",
            &words("--steps 3"),
        );
        assert_eq!(typed, "mpirun -n 2 heat-mpi --steps 3");
    }
}
