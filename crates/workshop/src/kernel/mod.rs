//! The Jupyter kernel `rust`: a private copy of a warmed build folder, release-like flags,
//! then evcxr.

pub(crate) mod alike;
pub(crate) mod bench;
mod build_folder;
mod descendants;
mod environment;
pub(crate) mod extension;
mod jupyter;
mod locked;
pub(crate) mod metadata;
pub(crate) mod needs;
mod peers;
pub(crate) mod programs;
mod registry;
mod session;
pub(crate) mod stale;
mod stamp;
mod std_source;
pub(crate) mod template;
mod toolchain;
mod tree;

use std::env;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};

use build_folder::BuildFolder;
use jupyter::Jupyter;
use rustix::process::{Pid, Signal};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;
use toolchain::Toolchain;

use crate::error::Error;
use crate::lessons;
use crate::paths::{self, Paths};
use crate::process;
use crate::setup::evcxr;

/// Says to this program that another one of it stands between it and Jupyter: that one's number.
const BEHIND: &str = "WORKSHOP_BEHIND";

/// Runs one kernel until it ends, and leaves nothing of it behind.
///
/// Two processes of this program do: the one that Jupyter knows, and behind it, in a process group of its
/// own, the one that has started all the rest. So the first may be killed, or its whole group, and the
/// second is still there to clean up.
///
/// # Errors
/// When evcxr is not installed, the disk is full, or evcxr ends badly.
pub(crate) fn launch(paths: &Paths, connection_file: &Path) -> Result<(), Error> {
    let jupyter = Jupyter::find();
    if let Some(first) = env::var_os(BEHIND) {
        return kernel(paths, connection_file, Jupyter::known(&first));
    }
    let program = env::current_exe().map_err(Error::io("find", connection_file))?;
    let mut command = Command::new(&program);
    command
        .arg("kernel")
        .arg(connection_file)
        .env(BEHIND, std::process::id().to_string())
        .stdin(Stdio::null())
        .process_group(0);
    let signals = caught(&program)?;
    let mut child = command.spawn().map_err(Error::io("start", &program))?;
    hand_on(signals, &child);
    // Then the other one's Jupyter, which is this process, is gone, too.
    jupyter.when_gone(|| std::process::exit(0));
    match child.wait().map_err(Error::io("wait for", &program))? {
        status if status.success() => Ok(()),
        // It has said why.
        _ => Err(Error::Told),
    }
}

/// Starts evcxr in a private build folder and waits for it.
fn kernel(paths: &Paths, connection_file: &Path, jupyter: Jupyter) -> Result<(), Error> {
    let toolchain = Toolchain::find()?;
    let mut argv = evcxr_argv(paths, &toolchain)?;
    build_folder::sweep(&paths.kernels());
    let folder = BuildFolder::create(&paths.kernels())?;
    let deps = deps(paths);
    let group = needs::group_of(&paths.root, &deps);
    if !template::copy(paths, &group, folder.path())? {
        eprintln!("this clone is not set up yet, so this kernel starts cold: a minute or more.");
        eprintln!("`cargo workshop setup` makes the next one start in seconds.");
    }
    environment::begin_with(paths, &deps, folder.path())?;
    if let Some(last) = argv.last_mut() {
        *last = connection_file.to_string_lossy().into_owned();
    }
    let mut command = Command::new(&argv[0]);
    command.args(&argv[1..]).envs(environment::of_kernel(
        paths,
        &toolchain,
        folder.path(),
        &group,
    ));
    for name in environment::UNWANTED.iter().chain(&[BEHIND]) {
        command.env_remove(name);
    }
    command.env(metadata::VARIABLE, metadata::stand_in(folder.path())?);
    let status = run(command, Path::new(&argv[0]), jupyter)?;
    drop(folder);
    match status.code().or(status.signal()) {
        Some(0 | SIGTERM | SIGHUP | SIGINT) => Ok(()),
        _ => Err(Error::Failed(format!("evcxr ended with {status}"))),
    }
}

/// Waits for evcxr, and then ends all that it has left.
fn run(mut command: Command, program: &Path, jupyter: Jupyter) -> Result<ExitStatus, Error> {
    let failed = |doing| Error::io(doing, program);
    // A launcher that is killed outright cannot hand anything on: its kernel goes with it.
    process::end_with_parent(&mut command, Signal::KILL);
    descendants::adopt();
    let signals = caught(program)?;
    let mut child = command.spawn().map_err(failed("start"))?;
    hand_on(signals, &child);
    let pid = Pid::from_child(&child);
    jupyter.when_gone(move || {
        let _ = rustix::process::kill_process(pid, Signal::TERM);
    });
    let status = child.wait().map_err(failed("wait for"));
    descendants::end();
    status
}

/// Catches the signals that are meant for the kernel; before it is started, so that it does not inherit
/// that they are ignored, as they are in what a shell starts in the background. A handler ends with `exec`.
fn caught(program: &Path) -> Result<Signals, Error> {
    Signals::new([SIGTERM, SIGHUP, SIGINT]).map_err(Error::io("watch over", program))
}

/// Hands them on.
fn hand_on(mut signals: Signals, child: &Child) {
    let pid = Pid::from_child(child);
    std::thread::spawn(move || {
        for signal in signals.forever() {
            let signal = match signal {
                SIGTERM => Signal::TERM,
                SIGHUP => Signal::HUP,
                _ => Signal::INT,
            };
            // It may have ended by itself in the meantime.
            let _ = rustix::process::kill_process(pid, signal);
        }
    });
}

/// The command line of the evcxr that the set-up installed, or of the same version on the
/// path; the last argument is where the connection file goes.
///
/// # Errors
/// When there is none.
fn evcxr_argv(paths: &Paths, toolchain: &Toolchain) -> Result<Vec<String>, Error> {
    let program = evcxr(paths, toolchain).ok_or_else(|| {
        Error::missing(
            format!(
                "evcxr {} is not installed for rustc {}",
                paths::EVCXR_VERSION,
                toolchain.release()
            ),
            "run: cargo workshop setup",
        )
    })?;
    Ok(vec![
        program.to_string_lossy().into_owned(),
        "--control_file".into(),
        "{connection_file}".into(),
    ])
}

fn evcxr(paths: &Paths, toolchain: &Toolchain) -> Option<PathBuf> {
    evcxr::find(paths, toolchain.release()).map(|found| found.program)
}

/// The command line of a lesson's kernel, as the kernelspec has it.
fn launcher_argv(paths: &Paths) -> Result<Vec<String>, Error> {
    let installed = paths.launcher();
    let program = if installed.is_file() {
        installed
    } else {
        env::current_exe().map_err(Error::io("find", &installed))?
    };
    Ok(vec![
        program.to_string_lossy().into_owned(),
        "kernel".into(),
        "{connection_file}".into(),
    ])
}

/// What the notebook loads that the kernel is for: Jupyter tells its name in `JPY_SESSION_NAME`.
/// Other programs do not, and most lessons are light.
fn deps(paths: &Paths) -> needs::Deps {
    env::var_os("JPY_SESSION_NAME")
        .and_then(|session| {
            let stem = Path::new(&session).file_stem()?.to_str()?.to_owned();
            lessons::select(paths, &[stem]).ok()?.pop()
        })
        .and_then(|lesson| needs::deps_of(&lesson.path).ok())
        .unwrap_or_default()
}
