//! The lines of a program that is still running, from the files that it prints to.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::PathBuf;

/// Lines from both outputs of a program.
#[derive(Debug)]
pub(crate) struct Lines {
    tails: [Tail; 2],
    /// Those that were shown, in the order in which they were seen.
    pub(crate) all: Vec<String>,
}

#[derive(Debug)]
struct Tail {
    file: PathBuf,
    read: u64,
    /// The begin of a line whose end has not come.
    left: Vec<u8>,
    is_in_frame: bool,
}

impl Lines {
    /// Of files that may not be there yet.
    pub(crate) fn of(files: [PathBuf; 2]) -> Self {
        let tail = |file| Tail {
            file,
            read: 0,
            left: Vec::new(),
            is_in_frame: false,
        };
        Self {
            tails: files.map(tail),
            all: Vec::new(),
        }
    }

    /// Shows the whole lines that have come since the last time.
    pub(crate) fn show(&mut self) {
        for tail in &mut self.tails {
            for line in tail.lines() {
                println!("{line}");
                self.all.push(line);
            }
        }
    }

    /// Shows the rest, with what has no end of a line.
    pub(crate) fn finish(&mut self) {
        self.show();
        for tail in &mut self.tails {
            if !tail.left.is_empty() {
                let line = String::from_utf8_lossy(&tail.left).into_owned();
                println!("{line}");
                self.all.push(line);
                tail.left.clear();
            }
        }
    }
}

impl Tail {
    fn lines(&mut self) -> Vec<String> {
        let from = self.left.len();
        let read = File::open(&self.file).and_then(|mut file| {
            file.seek(SeekFrom::Start(self.read))?;
            file.read_to_end(&mut self.left)
        });
        self.read += read.unwrap_or(0) as u64;
        let Some(end) = self.left[from..].iter().rposition(|&byte| byte == b'\n') else {
            return Vec::new();
        };
        let whole: Vec<u8> = self.left.drain(..=from + end).collect();
        let text = String::from_utf8_lossy(&whole);
        text.lines()
            .filter(|line| !is_of_launcher(line, &mut self.is_in_frame))
            .map(str::to_owned)
            .collect()
    }
}

/// Whether a line is what a launcher adds when a rank ends badly: Open MPI between two lines of dashes, MPICH in lines
/// that begin with `=`. Readers get it in one line of an error.
fn is_of_launcher(line: &str, is_in_frame: &mut bool) -> bool {
    let is_edge = line.len() > 40 && line.bytes().all(|byte| byte == b'-');
    *is_in_frame ^= is_edge;
    is_edge || *is_in_frame || line.starts_with('=')
}

/// Why a program has ended, from what it said: its last line that tells of an error, else its last line.
pub(crate) fn own_words(text: &str) -> String {
    let tells = |line: &str| line.contains("Error") || line.contains("error");
    let mut is_in_frame = false;
    let own: Vec<&str> = text
        .lines()
        .filter(|line| !is_of_launcher(line, &mut is_in_frame) && !line.trim().is_empty())
        .collect();
    let telling = own.iter().copied().rfind(|line| tells(line));
    // A program without a word of its own: what the launcher said.
    let last = own
        .last()
        .copied()
        .or_else(|| text.trim_end().lines().last());
    telling.or(last).unwrap_or_default().trim().to_owned()
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::io::Write;

    use super::*;

    const FRAME: &str = "----------------------------------------------------------\n";

    #[test]
    fn lines_come_once_and_whole_and_without_the_launchers() {
        let temp = tempfile::tempdir().unwrap();
        let file = temp.path().join("out");
        let mut lines = Lines::of([file.clone(), temp.path().join("none")]);
        lines.show();
        assert!(lines.all.is_empty());
        let mut out = File::create(&file).unwrap();
        out.write_all(b"one\ntw").unwrap();
        lines.show();
        assert_eq!(lines.all, ["one"]);
        out.write_all(b"o\n").unwrap();
        lines.show();
        lines.show();
        assert_eq!(lines.all, ["one", "two"]);
        // The frame is cut where nobody knows yet how it ends.
        out.write_all(FRAME.as_bytes()).unwrap();
        out.write_all(b"prterun has noticed\n").unwrap();
        lines.show();
        out.write_all(format!("{FRAME}=  BAD TERMINATION\nthree").as_bytes())
            .unwrap();
        lines.show();
        assert_eq!(lines.all, ["one", "two"]);
        lines.finish();
        lines.finish();
        assert_eq!(lines.all, ["one", "two", "three"]);
        fs::remove_file(file).unwrap();
        lines.show();
    }

    #[test]
    fn a_program_that_failed_is_quoted_and_else_its_launcher() {
        let program = format!("step 3\nerror: no such plate\n{FRAME}an error of mpirun\n{FRAME}\n");
        assert_eq!(own_words(&program), "error: no such plate");
        assert_eq!(own_words("one\ntwo\n\n"), "two");
        assert_eq!(
            own_words(&format!("{FRAME}mpirun noticed\n")),
            "mpirun noticed"
        );
        assert_eq!(own_words(""), "");
    }
}
