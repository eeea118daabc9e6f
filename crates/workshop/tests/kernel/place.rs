//! A clone and a cache with a stand-in for evcxr, in which kernels start in milliseconds.

use std::ffi::OsString;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A clone with a blank and a letter beyond ASCII in its path, and a warmed template.
pub(crate) struct Place {
    temp: tempfile::TempDir,
}

impl Place {
    /// With this shell script as evcxr. It finds its build folder in `$EVCXR_TMPDIR`.
    pub(crate) fn new(script: &str) -> Self {
        let place = Self {
            temp: tempfile::tempdir().unwrap(),
        };
        let clone = place.clone_root();
        for (file, text) in [
            ("crates/workshop/Cargo.toml", ""),
            ("notebooks/evcxr.toml", ""),
            ("Cargo.lock", "version = 4"),
        ] {
            fs::create_dir_all(clone.join(file).parent().unwrap()).unwrap();
            fs::write(clone.join(file), text).unwrap();
        }
        let bin = place
            .cache()
            .join(format!("evcxr-0.22.0-rustc-{}/bin", rustc_release()));
        fs::create_dir_all(&bin).unwrap();
        let evcxr = bin.join("evcxr_jupyter");
        fs::write(&evcxr, format!("#!/bin/sh\n{script}\n")).unwrap();
        fs::set_permissions(&evcxr, fs::Permissions::from_mode(0o755)).unwrap();
        place
    }

    pub(crate) fn clone_root(&self) -> PathBuf {
        self.temp.path().join("cloné one")
    }

    fn cache(&self) -> PathBuf {
        self.temp.path().join("cache")
    }

    /// Where kernels have their folders.
    pub(crate) fn kernels_folder(&self) -> PathBuf {
        self.cache().join("kernels")
    }

    /// What running kernels, and those that were killed, have there.
    pub(crate) fn kernels(&self) -> Vec<PathBuf> {
        fs::read_dir(self.cache().join("kernels")).map_or_else(
            |_| Vec::new(),
            |entries| {
                entries
                    .map(|entry| entry.unwrap().path())
                    .filter(|path| path.is_dir())
                    .collect()
            },
        )
    }

    /// The light template, with one file in it.
    pub(crate) fn with_template(self) -> Self {
        let template = self.template();
        fs::create_dir_all(&template).unwrap();
        fs::write(template.join("stamp"), "").unwrap();
        fs::write(template.join("built"), "from the template").unwrap();
        fs::write(template.with_extension("swap.lock"), "").unwrap();
        self
    }

    pub(crate) fn template(&self) -> PathBuf {
        // The launcher's name for a clone: FNV-1a of its path, which must never change, or
        // every reader's template is built anew.
        let root = self.clone_root();
        let key = root
            .as_os_str()
            .as_encoded_bytes()
            .iter()
            .fold(0xcbf2_9ce4_8422_2325_u64, |hash, &byte| {
                (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
            });
        self.cache().join(format!("templates/{key:016x}-light"))
    }

    /// Starts a kernel.
    pub(crate) fn kernel(&self) -> Child {
        Command::new(env!("CARGO_BIN_EXE_workshop"))
            .args(["kernel", "connection.json"])
            .current_dir(self.clone_root().join("notebooks"))
            .env("RUNG_CACHE", self.cache())
            .env_remove("CONDA_PREFIX")
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    }

    /// Starts a kernel as a shell does that runs `script`, where `"$0" kernel …` is the kernel.
    pub(crate) fn shell(&self, script: &str) -> Child {
        Command::new("sh")
            .args(["-c", script, env!("CARGO_BIN_EXE_workshop")])
            .current_dir(self.clone_root().join("notebooks"))
            .env("RUNG_CACHE", self.cache())
            .env_remove("CONDA_PREFIX")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap()
    }

    /// Removes the stand-in.
    pub(crate) fn without_evcxr(self) -> Self {
        for entry in fs::read_dir(self.cache()).unwrap() {
            let path = entry.unwrap().path();
            if path.to_string_lossy().contains("evcxr-") {
                fs::remove_dir_all(path).unwrap();
            }
        }
        self
    }
}

fn rustc_release() -> String {
    let output = Command::new("rustc").arg("-vV").output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let line = text.lines().find(|line| line.starts_with("release: "));
    line.unwrap().trim_start_matches("release: ").to_owned()
}

/// Waits until `what` holds; a kernel's processes come and go within milliseconds.
pub(crate) fn soon(what: &str, holds: impl Fn() -> bool) {
    let started = Instant::now();
    while !holds() {
        assert!(started.elapsed() < Duration::from_secs(20), "never: {what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// What a script has written into `file`, once it is whole.
pub(crate) fn read_soon(file: &Path) -> String {
    soon(&format!("{} is written", file.display()), || {
        fs::read_to_string(file).is_ok_and(|text| text.ends_with('\n'))
    });
    fs::read_to_string(file).unwrap().trim_end().to_owned()
}

/// Whether a process runs; one that ended and waits for its parent does not.
pub(crate) fn is_alive(pid: &str) -> bool {
    fs::read_to_string(format!("/proc/{pid}/stat"))
        .is_ok_and(|stat| !stat.contains(") Z ") && !stat.contains(") X "))
}

/// The Python of the environment that `cargo workshop setup` makes; `cargo workshop test` tells where. Without it, says
/// that nothing is looked at.
pub(crate) fn python() -> Option<OsString> {
    let python = std::env::var_os("WORKSHOP_PYTHON");
    if python.is_none() {
        println!("not looked at: needs `cargo workshop test`");
    }
    python
}
