//! Starts programs with the launcher of the MPI library that they were built with.

use std::env;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// More than any run here takes on a machine that is busy.
const LIMIT: Duration = Duration::from_secs(90);

#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

pub(crate) struct Running {
    child: Child,
    out: Option<JoinHandle<String>>,
    err: Option<JoinHandle<String>>,
}

/// `mpirun` beside the compiler wrapper `MPICC`, else the one on the path.
pub(crate) fn launcher() -> PathBuf {
    let beside = env::var_os("MPICC").map(PathBuf::from).and_then(|wrapper| {
        let name = wrapper.file_name()?.to_str()?.replace("mpicc", "mpirun");
        Some(wrapper.with_file_name(name))
    });
    beside.unwrap_or_else(|| "mpirun".into())
}

pub(crate) fn begin(program: &str, ranks: usize, words: &str) -> Running {
    let mut command = Command::new(launcher());
    command.args(["-n", &ranks.to_string(), program]);
    command.args(words.split_whitespace());
    command.env("OMPI_MCA_rmaps_base_oversubscribe", "1");
    command.env("PRTE_MCA_rmaps_default_mapping_policy", ":oversubscribe");
    start(command)
}

/// Starts a launcher with its arguments.
pub(crate) fn start(mut command: Command) -> Running {
    // As root in a container, and more ranks than processors: Open MPI wants to be told.
    for (name, value) in [
        ("OMPI_ALLOW_RUN_AS_ROOT", "1"),
        ("OMPI_ALLOW_RUN_AS_ROOT_CONFIRM", "1"),
        ("OMPI_MCA_mpi_yield_when_idle", "1"),
        ("PRTE_MCA_hwloc_default_binding_policy", "none"),
    ] {
        command.env(name, value);
    }
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let out = child.stdout.take().map(reader);
    let err = child.stderr.take().map(reader);
    Running { child, out, err }
}

fn reader(mut stream: impl Read + Send + 'static) -> JoinHandle<String> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        let _ = stream.read_to_end(&mut bytes);
        String::from_utf8_lossy(&bytes).into_owned()
    })
}

impl Running {
    /// Waits for the end, but not for ever.
    pub(crate) fn wait(&mut self) -> Ended {
        let start = Instant::now();
        let status = loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                break status;
            }
            assert!(start.elapsed() < LIMIT, "the run hangs");
            thread::sleep(Duration::from_millis(5));
        };
        let text = |reader: &mut Option<JoinHandle<String>>| {
            reader
                .take()
                .map_or_else(String::new, |reader| reader.join().unwrap())
        };
        Ended {
            code: status.code(),
            out: text(&mut self.out),
            err: text(&mut self.err),
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub(crate) fn run(program: &str, ranks: usize, words: &str) -> Ended {
    begin(program, ranks, words).wait()
}

/// The processes that have `file` among their arguments.
pub(crate) fn processes_with(file: &Path) -> Vec<i32> {
    let file = file.to_string_lossy();
    let all = fs::read_dir("/proc").unwrap().flatten();
    all.filter_map(|entry| entry.file_name().to_str()?.parse().ok())
        .filter(|process| {
            let words = fs::read(format!("/proc/{process}/cmdline")).unwrap_or_default();
            String::from_utf8_lossy(&words).contains(&*file)
        })
        .collect()
}
