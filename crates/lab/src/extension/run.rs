//! A program that is waited for, but not for ever.

use std::io::{self, Read};
use std::process::{Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// How a program ended and what it said.
#[derive(Debug)]
pub(super) struct Said {
    /// None when it took too long and was ended.
    pub(super) status: Option<ExitStatus>,
    pub(super) out: String,
    pub(super) err: String,
}

/// Runs it to its end, or ends it after `limit`.
///
/// # Errors
/// When it cannot be started.
pub(super) fn within(command: &mut Command, limit: Duration) -> io::Result<Said> {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn()?;
    // Read while it runs: a program whose pipe is full waits for ever.
    let out = child.stdout.take().map(Reader::of);
    let err = child.stderr.take().map(Reader::of);
    let begin = Instant::now();
    let status = loop {
        match child.try_wait()? {
            Some(status) => break Some(status),
            None if begin.elapsed() > limit => {
                child.kill()?;
                child.wait()?;
                break None;
            }
            None => thread::sleep(Duration::from_millis(5)),
        }
    };
    // One that was ended may have left others behind, who keep the pipe open: they are not waited for.
    let said = |reader: Option<Reader>| {
        reader.map_or_else(String::new, |reader| reader.said(status.is_some()))
    };
    let (out, err) = (said(out), said(err));
    Ok(Said { status, out, err })
}

/// Reads a pipe on a thread of its own.
struct Reader {
    thread: JoinHandle<()>,
    bytes: Arc<Mutex<Vec<u8>>>,
}

impl Reader {
    fn of(mut pipe: impl Read + Send + 'static) -> Self {
        let bytes = Arc::default();
        let to: Arc<Mutex<Vec<u8>>> = Arc::clone(&bytes);
        let thread = thread::spawn(move || {
            let mut some = [0; 4096];
            // What was read before an error is worth showing too.
            while let Ok(n @ 1..) = pipe.read(&mut some) {
                lock(&to).extend_from_slice(&some[..n]);
            }
        });
        Self { thread, bytes }
    }

    /// What was read so far, or all of it.
    fn said(self, all: bool) -> String {
        if all {
            // It cannot panic, and what it has read is there if it did.
            let _ = self.thread.join();
        }
        String::from_utf8_lossy(&lock(&self.bytes)).into_owned()
    }
}

fn lock(bytes: &Mutex<Vec<u8>>) -> MutexGuard<'_, Vec<u8>> {
    bytes.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn more_than_a_pipe_holds_arrives_whole() {
        let mut command = Command::new("sh");
        command.args(["-c", "seq 100000; echo no >&2; exit 3"]);
        let said = within(&mut command, Duration::from_secs(20)).unwrap();
        assert_eq!(said.out.lines().count(), 100_000);
        let code = said.status.and_then(|status| status.code());
        assert_eq!((said.err.as_str(), code), ("no\n", Some(3)));
    }

    #[test]
    fn what_takes_too_long_is_ended_and_what_it_said_is_kept() {
        let mut command = Command::new("sh");
        command.args(["-c", "echo begun; exec sleep 60"]);
        let limit = Duration::from_secs(1);
        let said = within(&mut command, limit).unwrap();
        assert_eq!((said.status, said.out.as_str()), (None, "begun\n"));
        assert!(within(&mut Command::new("/no/such"), limit).is_err());
    }
}
