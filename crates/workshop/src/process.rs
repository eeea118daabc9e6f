//! Running other programs: every line to a log file, the last lines kept for the error.

use std::collections::VecDeque;
use std::ffi::OsStr;
use std::fs;
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};

use rustix::process::Signal;

use crate::error::Error;

/// How many last lines an error shows.
const TAIL: usize = 12;

/// Runs `command`, hands each line it prints (either stream, also lines ended by `\r`) to
/// `line`, and appends all of them to the file `log`.
///
/// # Errors
/// When it cannot be started or ends badly; the error holds its last lines, a hint where the
/// reason is a known one, and the name of the log.
pub(crate) fn run(
    command: &mut Command,
    log: &Path,
    mut line: impl FnMut(&str),
) -> Result<(), Error> {
    let name = describe(command);
    let failed_to_start = |source: io::Error| Error::Command {
        command: name.clone(),
        ended: format!("did not start: {source}"),
        tail: String::new(),
    };
    let mut file = open_log(log, &name);
    let (reader, writer) = io::pipe().map_err(failed_to_start)?;
    let copy = writer.try_clone().map_err(failed_to_start)?;
    command.stdin(Stdio::null()).stdout(copy).stderr(writer);
    end_with_parent(command, Signal::TERM);
    let mut child = command.spawn().map_err(failed_to_start)?;
    // The command holds the write ends; the reader would never see the end of the file.
    command.stdout(Stdio::null()).stderr(Stdio::null());

    let mut tail = VecDeque::with_capacity(TAIL);
    let mut reader = BufReader::new(reader);
    let mut bytes = Vec::new();
    while reader
        .read_until(b'\n', &mut bytes)
        .is_ok_and(|read| read > 0)
    {
        let text = String::from_utf8_lossy(&bytes);
        for part in text
            .split(['\r', '\n'])
            .map(str::trim_end)
            .filter(|part| !part.is_empty())
        {
            line(part);
            if part.trim_start().starts_with("Building [") {
                // Cargo's bar, redrawn for every crate.
                continue;
            }
            // A full disk must not hide what the command says.
            let _ = file.as_mut().map(|file| writeln!(file, "{part}"));
            if tail.len() == TAIL {
                tail.pop_front();
            }
            tail.push_back(part.to_owned());
        }
        bytes.clear();
    }
    let status = child.wait().map_err(failed_to_start)?;
    if status.success() {
        return Ok(());
    }
    let mut tail: Vec<String> = tail.into();
    tail.extend(explain(&tail.join("\n")).map(str::to_owned));
    tail.push(format!("everything it said: {}", log.display()));
    Err(Error::Command {
        command: name,
        ended: ended(status),
        tail: tail.join("\n"),
    })
}

/// What `command` prints on standard output, without blanks around it; `None` when it cannot
/// be started or ends badly.
pub(crate) fn output(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    output.status.success().then_some(text)
}

/// The first program called `name` on the PATH.
pub(crate) fn which(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .map(|folder| folder.join(name))
        .find(|file| is_program(file))
}

/// Whether `file` can be executed.
pub(crate) fn is_program(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    fs::metadata(file).is_ok_and(|found| found.is_file() && found.permissions().mode() & 0o111 != 0)
}

/// The cargo that started this program, else the one on the PATH.
pub(crate) fn cargo() -> Command {
    Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// Runs a command to its end; what it says goes where this program's own words go.
///
/// # Errors
/// When it cannot be started; how it ended is for the caller to judge.
pub(crate) fn status(command: &mut Command) -> Result<ExitStatus, Error> {
    command.status().map_err(|source| Error::Command {
        command: describe(command),
        ended: format!("did not start: {source}"),
        tail: String::new(),
    })
}

/// How a process ended, in words.
pub(crate) fn ended(status: ExitStatus) -> String {
    use std::os::unix::process::ExitStatusExt;
    match (status.code(), status.signal()) {
        (Some(code), _) => format!("failed with exit code {code}"),
        (None, Some(9)) => "was killed (signal 9): was there too little memory?".into(),
        (None, Some(signal)) => format!("was ended by signal {signal}"),
        (None, None) => "failed".into(),
    }
}

/// The command as a reader would type it.
fn describe(command: &Command) -> String {
    std::iter::once(command.get_program())
        .chain(command.get_args())
        .map(OsStr::to_string_lossy)
        .collect::<Vec<_>>()
        .join(" ")
}

fn open_log(log: &Path, heading: &str) -> Option<fs::File> {
    fs::create_dir_all(log.parent()?).ok()?;
    let mut file = fs::File::options()
        .append(true)
        .create(true)
        .open(log)
        .ok()?;
    writeln!(file, "\n$ {heading}").ok()?;
    Some(file)
}

/// Sends the child `signal` when this process ends, however that ends: a `setup` that was
/// killed must not leave a pip behind that writes into the environment of the next one.
pub(crate) fn end_with_parent(command: &mut Command, signal: Signal) {
    #[cfg(target_os = "linux")]
    {
        use rustix::process::set_parent_process_death_signal;
        use std::os::unix::process::CommandExt;
        let set = move || Ok(set_parent_process_death_signal(Some(signal))?);
        // SAFETY: between fork and exec the closure makes one system call and allocates nothing.
        unsafe { command.pre_exec(set) };
    }
    #[cfg(not(target_os = "linux"))]
    let _ = (command, signal);
}

/// Whether the reason lies outside: the disk, the network. Trying the same with less is no use.
pub(crate) fn is_outside(error: &Error) -> bool {
    matches!(error, Error::Command { tail, .. } if explain(tail).is_some())
}

/// What lies behind the usual failures of cargo and pip.
fn explain(said: &str) -> Option<&'static str> {
    const NETWORK: &[&str] = &[
        "Could not resolve host",
        "Couldn't resolve host",
        "Could not connect to server",
        "Couldn't connect to server",
        "Failed to establish a new connection",
        "NewConnectionError",
        "Temporary failure in name resolution",
        "Connection refused",
        "Network is unreachable",
        "network failure",
        "--offline was specified",
        "attempting to make an HTTP request, but --offline",
        "Failed to connect to",
        // Without an index pip knows no version of anything; cargo neither.
        "No matching distribution found for jupyterlab",
        "could not find `evcxr_jupyter` in registry",
    ];
    const DISK: &[&str] = &["No space left on device", "Disk quota exceeded"];
    let said_any = |words: &[&str]| words.iter().any(|word| said.contains(word));
    if said_any(DISK) {
        Some(
            "=> The disk is full. Free some space (`cargo workshop doctor` says how much), or set \
             RUNG_CACHE to a folder on another disk; then run the command again: what is done \
             stays done.",
        )
    } else if said_any(NETWORK) {
        Some(
            "=> The network cannot be reached, it seems. The first set-up needs it once; behind a \
             proxy, set HTTPS_PROXY. Then run the command again: what is done stays done.",
        )
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str) -> (Result<(), Error>, Vec<String>) {
        let mut lines = Vec::new();
        let log = std::env::temp_dir().join(format!("workshop-process-{}.log", std::process::id()));
        let result = run(Command::new("sh").args(["-c", script]), &log, |line| {
            lines.push(line.into());
        });
        (result, lines)
    }

    #[test]
    fn lines_of_both_streams_arrive_in_order_and_carriage_returns_end_lines() {
        let (result, lines) = shell("echo a; echo b >&2; printf '1/2\\r2/2\\n'; printf end");
        assert!(result.is_ok());
        assert_eq!(lines, ["a", "b", "1/2", "2/2", "end"]);
    }

    #[test]
    fn a_failure_tells_the_last_lines_and_the_reason() {
        let (result, _) = shell("echo 'No space left on device'; exit 3");
        let text = result.unwrap_err().to_string();
        assert!(
            text.contains("exit code 3") && text.contains("The disk is full"),
            "{text}"
        );
        let (result, _) = shell("kill -9 $$");
        assert!(result.unwrap_err().to_string().contains("memory"));
    }

    #[test]
    fn a_program_that_does_not_exist_is_named() {
        let log = Path::new("/dev/null");
        let error = run(&mut Command::new("/no/such/program"), log, |_| ()).unwrap_err();
        assert!(
            error
                .to_string()
                .contains("`/no/such/program` did not start"),
            "{error}"
        );
    }
}
