//! `lab`: JupyterLab on the first lesson, and the rest warmed behind it.

use std::env;
use std::ffi::OsString;
use std::net::TcpListener;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;

use crate::background;
use crate::cli::LabArgs;
use crate::error::Error;
use crate::lessons::{self, Lesson};
use crate::paths::Paths;
use crate::setup::{self, Rest};

/// Sets up what is missing, then becomes JupyterLab.
///
/// # Errors
/// When there is no such lesson, the set-up fails, or JupyterLab cannot be started.
pub(crate) fn lab(paths: &Paths, args: &LabArgs) -> Result<(), Error> {
    let lesson = match &args.lesson {
        Some(name) => lessons::select(paths, std::slice::from_ref(name))?,
        None => setup::first_lesson(paths)?,
    };
    lesson.iter().try_for_each(lessons::check)?;
    setup::setup(paths, &lesson, Rest::Later)?;
    if let Err(error) = background::start(paths) {
        println!("later lessons are not warmed in the background: {error}");
    }
    println!();
    if TcpListener::bind(("127.0.0.1", args.port)).is_err() {
        println!(
            "port {} is taken: JupyterLab takes the next free one and says which",
            args.port
        );
    }
    println!(
        "what later lessons need is prepared meanwhile: `cargo workshop doctor` says how far it is"
    );
    println!("Ctrl-C twice ends JupyterLab");
    println!();
    // Replaced, not started: Ctrl-C, the terminal and the exit code are JupyterLab's.
    let error = jupyterlab(paths, args, lesson.first()).exec();
    Err(Error::io("start", &paths.python())(error))
}

/// The command that opens it.
fn jupyterlab(paths: &Paths, args: &LabArgs, lesson: Option<&Lesson>) -> Command {
    let mut command = Command::new(paths.python());
    command.args(["-m", "jupyterlab"]);
    // In a container "this machine" is the container: there somebody says otherwise, on purpose.
    let says_where = |word: &OsString| {
        let word = word.to_string_lossy();
        word.starts_with("--ip=") || word.starts_with("--ServerApp.ip=")
    };
    if !args.rest.iter().any(says_where) {
        command.arg("--ServerApp.ip=127.0.0.1");
    }
    command.arg(format!("--ServerApp.port={}", args.port));
    // Not the lesson's folder: the crates that it uses are there to be read too.
    command.arg(option("--ServerApp.root_dir=", &paths.root));
    // Which tabs were open is remembered for each clone: another one's would all come back, each with its kernel.
    command.arg(option(
        "--LabApp.workspaces_dir=",
        &paths.env.prefix.join("var/jupyterlab-workspaces"),
    ));
    if let Some(lesson) = lesson {
        let inside = lesson
            .path
            .strip_prefix(&paths.root)
            .unwrap_or(&lesson.path);
        command.arg(option("--LabApp.default_url=/lab/tree/", inside));
    }
    if args.no_browser {
        command.arg("--no-browser");
    }
    if rustix::process::getuid().is_root() {
        // Containers: it still needs the token and listens to this machine only.
        command.arg("--allow-root");
    }
    command.args(&args.rest);
    let folders = [paths.bin("")].into_iter();
    let inherited = env::var_os("PATH").unwrap_or_default();
    if let Ok(path) = env::join_paths(folders.chain(env::split_paths(&inherited))) {
        command.env("PATH", path);
    }
    command
        .current_dir(&paths.root)
        // A kernel `rust` that the reader installed elsewhere must not come before this one.
        .env("JUPYTER_PREFER_ENV_PATH", "1")
        .env("WORKSHOP_ROOT", &paths.root);
    command
}

fn option(name: &str, path: &Path) -> OsString {
    let mut option = OsString::from(name);
    option.push(path);
    option
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::paths::{Environment, EnvironmentKind};

    #[test]
    fn it_listens_on_this_machine_only_and_opens_the_lesson() {
        let paths = Paths {
            root: "/a clone é".into(),
            cache: "/c".into(),
            work: "/c".into(),
            env: Environment {
                prefix: "/a clone é/.venv".into(),
                kind: EnvironmentKind::Venv,
            },
        };
        let args = LabArgs {
            lesson: None,
            port: 9999,
            no_browser: true,
            rest: vec!["--debug".into()],
        };
        let lesson = Lesson {
            name: "00-start-here".into(),
            path: "/a clone é/notebooks/00-start-here.ipynb".into(),
        };
        let command = jupyterlab(&paths, &args, Some(&lesson));
        let given: Vec<_> = command
            .get_args()
            .map(|arg| arg.to_str().unwrap())
            .collect();
        for wanted in [
            "--ServerApp.ip=127.0.0.1",
            "--ServerApp.port=9999",
            "--ServerApp.root_dir=/a clone é",
            "--LabApp.default_url=/lab/tree/notebooks/00-start-here.ipynb",
            "--LabApp.workspaces_dir=/a clone é/.venv/var/jupyterlab-workspaces",
            "--no-browser",
            "--debug",
        ] {
            assert!(given.contains(&wanted), "{given:?}");
        }
        assert!(!given.iter().any(|arg| arg.contains("token")), "{given:?}");
        let outside = LabArgs {
            rest: vec!["--ServerApp.ip=0.0.0.0".into()],
            ..args
        };
        let outside = jupyterlab(&paths, &outside, None);
        let mut given = outside.get_args().map(|arg| arg.to_string_lossy());
        assert!(!given.any(|arg| arg.contains("127.0.0.1")));
        let path = command
            .get_envs()
            .find(|(name, _)| *name == "PATH")
            .unwrap()
            .1
            .unwrap();
        assert!(
            env::split_paths(path)
                .next()
                .unwrap()
                .starts_with("/a clone é/.venv/bin")
        );
    }
}
