//! A clone, a cache and a PATH of stub programs, all in a folder with a blank and an é.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

/// What the stubs and `workshop` may call; nothing else of this machine is on the PATH.
const SYSTEM: [&str; 8] = ["sh", "mkdir", "cp", "sed", "chmod", "sleep", "touch", "env"];

/// One fresh clone on a machine where everything is a stub.
pub(crate) struct Fake {
    folder: TempDir,
    /// The system's temporary folder, without a blank: build folders go there.
    temp: TempDir,
}

/// How a command ended and all it printed.
pub(crate) struct Said {
    pub(crate) ok: bool,
    pub(crate) text: String,
}

impl Fake {
    pub(crate) fn new() -> Self {
        let folder = tempfile::Builder::new()
            .prefix("rung é ")
            .tempdir()
            .unwrap();
        let temp = tempfile::tempdir().unwrap();
        let fake = Self { folder, temp };
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        for name in [
            "crates/workshop",
            "crates/kernels",
            "crates/lab/src/extension",
            "crates/peers",
            "crates/pyext",
            "notebooks",
            "bin",
            "home",
            "sysroot/bin",
        ] {
            fs::create_dir_all(fake.path(name)).unwrap();
        }
        let library = "sysroot/lib/rustlib/src/rust/library";
        for krate in [
            "alloc",
            "core",
            "panic_abort",
            "panic_unwind",
            "proc_macro",
            "std",
            "unwind",
        ] {
            fake.write(&format!("{library}/{krate}/src/lib.rs"), "");
        }
        fake.write(&format!("{library}/std/Cargo.toml"), "");
        for name in [
            "Cargo.toml",
            "Cargo.lock",
            "crates/workshop/Cargo.toml",
            "notebooks/evcxr.toml",
        ] {
            fake.write(name, "");
        }
        fs::copy(
            here.join("../../environment.yml"),
            fake.path("environment.yml"),
        )
        .unwrap();
        for lesson in ["00-start-here", "01-measure", "02-compile"] {
            fake.write(&format!("notebooks/{lesson}.ipynb"), r#"{"cells": []}"#);
        }
        for name in ["cc", "rustc", "cargo", "python3"] {
            fs::copy(
                here.join("tests/stubs").join(name),
                fake.path("bin").join(name),
            )
            .unwrap();
        }
        for name in SYSTEM {
            let program = ["/bin", "/usr/bin"]
                .map(|folder| Path::new(folder).join(name))
                .into_iter()
                .find(|program| program.is_file())
                .unwrap_or_else(|| panic!("no {name} on this machine"));
            symlink(program, fake.path("bin").join(name)).unwrap();
        }
        fake
    }

    /// A path below the clone.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Takes a stub off the PATH.
    pub(crate) fn without(self, program: &str) -> Self {
        fs::remove_file(self.path("bin").join(program)).unwrap();
        self
    }

    /// `workshop` with these arguments and variables, not started yet.
    pub(crate) fn command(&self, args: &[&str], variables: &[(&str, &str)]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_workshop"));
        command
            .args(args)
            .current_dir(self.path("notebooks"))
            .env_clear()
            .env("PATH", self.path("bin"))
            .env("HOME", self.path("home"))
            .env("TMPDIR", self.temp.path())
            .env("STUBS", self.folder.path())
            .envs(variables.iter().copied());
        command
    }

    pub(crate) fn run(&self, args: &[&str], variables: &[(&str, &str)]) -> Said {
        Said::from(self.command(args, variables).output().unwrap())
    }

    pub(crate) fn setup(&self, variables: &[(&str, &str)]) -> Said {
        self.run(&["setup"], variables)
    }

    /// The stubs' calls so far, forgotten by asking.
    pub(crate) fn calls(&self) -> Vec<String> {
        let file = self.path("calls");
        let calls = fs::read_to_string(&file).unwrap_or_default();
        let _ = fs::remove_file(file);
        calls.lines().map(str::to_owned).collect()
    }

    /// How often the Python module was built.
    pub(crate) fn modules(&self) -> usize {
        let built = fs::read_to_string(self.path("modules")).unwrap_or_default();
        built.lines().count()
    }

    /// A path below the cache.
    pub(crate) fn cache(&self, name: &str) -> PathBuf {
        self.path("home/.cache/rung-by-rung").join(name)
    }
}

impl From<Output> for Said {
    fn from(output: Output) -> Self {
        let text = [output.stdout, output.stderr].concat();
        Self {
            ok: output.status.success(),
            text: String::from_utf8_lossy(&text).into_owned(),
        }
    }
}

impl Said {
    /// Fails the test unless the command succeeded.
    #[track_caller]
    pub(crate) fn good(self) -> Self {
        assert!(self.ok, "{}", self.text);
        self
    }

    /// Fails the test unless the command failed.
    #[track_caller]
    pub(crate) fn bad(self) -> Self {
        assert!(!self.ok, "it should have failed:\n{}", self.text);
        self
    }

    /// Fails the test unless all of `parts` were printed.
    #[track_caller]
    pub(crate) fn says(self, parts: &[&str]) -> Self {
        for part in parts {
            assert!(self.text.contains(part), "no {part:?} in:\n{}", self.text);
        }
        self
    }
}
