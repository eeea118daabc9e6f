//! A program that is waited for, but not for ever.

use std::io::{self, Read};
use std::process::{Command, ExitStatus, Stdio};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// How a program ended and what it said.
#[derive(Debug)]
pub(super) struct Said {
    pub(super) status: ExitStatus,
    pub(super) out: String,
    pub(super) err: String,
}

/// Runs it to its end; `None` when it took longer than `limit` and was ended.
///
/// # Errors
/// When it cannot be started.
pub(super) fn within(command: &mut Command, limit: Duration) -> io::Result<Option<Said>> {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn()?;
    // Read while it runs: a program whose pipe is full waits for ever.
    let out = child.stdout.take().map(|pipe| thread::spawn(|| text(pipe)));
    let err = child.stderr.take().map(|pipe| thread::spawn(|| text(pipe)));
    let begin = Instant::now();
    let status = loop {
        match child.try_wait()? {
            Some(status) => break status,
            None if begin.elapsed() > limit => {
                child.kill()?;
                child.wait()?;
                return Ok(None);
            }
            None => thread::sleep(Duration::from_millis(5)),
        }
    };
    let said = |reader: Option<JoinHandle<String>>| {
        let said = reader.and_then(|reader| reader.join().ok());
        said.unwrap_or_default()
    };
    let (out, err) = (said(out), said(err));
    Ok(Some(Said { status, out, err }))
}

fn text(mut pipe: impl Read) -> String {
    let mut bytes = Vec::new();
    // What was read before an error is worth showing too.
    let _ = pipe.read_to_end(&mut bytes);
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn more_than_a_pipe_holds_arrives_whole() {
        let mut command = Command::new("sh");
        command.args(["-c", "seq 100000; echo no >&2; exit 3"]);
        let said = within(&mut command, Duration::from_secs(20));
        let said = said.unwrap().unwrap();
        assert_eq!(said.out.lines().count(), 100_000);
        assert_eq!((said.err.as_str(), said.status.code()), ("no\n", Some(3)));
    }

    #[test]
    fn what_takes_too_long_is_ended() {
        let mut command = Command::new("sleep");
        command.arg("60");
        let limit = Duration::from_millis(30);
        assert!(within(&mut command, limit).unwrap().is_none());
        assert!(within(&mut Command::new("/no/such"), limit).is_err());
    }
}
