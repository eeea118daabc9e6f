//! A folder that looks like a clone, with the real Python environment and the real kernel.

use std::env;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::{Value, json};

/// What `cargo workshop …` printed, and whether it succeeded.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) text: String,
    pub(crate) is_fine: bool,
}

impl Said {
    /// Asserts that all of `parts` were printed.
    pub(crate) fn has(&self, parts: &[&str]) -> &Self {
        for part in parts {
            assert!(
                self.text.contains(part),
                "`{part}` is not in:\n{}",
                self.text
            );
        }
        self
    }

    /// Asserts that the command failed.
    pub(crate) fn fails(&self) -> &Self {
        assert!(!self.is_fine, "did not fail:\n{}", self.text);
        self
    }

    /// Whether the test cannot be made here, for want of a browser or of what a deck is shown with; says so.
    pub(crate) fn cannot(&self) -> bool {
        let missing = ["slides need npm", "needs Chromium", "npm pack"];
        let cannot = missing.iter().any(|words| self.text.contains(words));
        if cannot {
            eprintln!("skipped: {}", self.text);
        }
        cannot
    }

    /// Asserts that the command succeeded.
    pub(crate) fn passes(&self) -> &Self {
        assert!(self.is_fine, "failed:\n{}", self.text);
        self
    }
}

/// A clone of nothing but notebooks; its folder goes when this does.
#[derive(Debug)]
pub(crate) struct Place {
    root: PathBuf,
}

impl Place {
    /// A new folder, whose path has a blank and a letter beyond ASCII; `None`, with a word
    /// about why, when no environment is set up yet.
    pub(crate) fn new(name: &str) -> Option<Self> {
        let (python, kernel) = (python()?, kernel()?);
        let root = env::temp_dir().join(format!("a clone é {} {name}", std::process::id()));
        let place = Self { root };
        let make = |folder: &str| fs::create_dir_all(place.root.join(folder)).unwrap();
        make("crates/workshop");
        make("notebooks");
        make("jupyter/kernels/rust");
        fs::write(place.root.join("crates/workshop/Cargo.toml"), "").unwrap();
        let prefix = python.parent().and_then(Path::parent).unwrap();
        symlink(prefix, place.root.join(".venv")).unwrap();
        // Plain evcxr: these tests are about what runs notebooks, not about what starts kernels.
        let spec = json!({
            "argv": [kernel, "--control_file", "{connection_file}"],
            "display_name": "Rust", "language": "rust", "interrupt_mode": "message",
            // Else evcxr finds this file by JUPYTER_PATH and writes its own over it.
            "env": {"JUPYTER_PATH": "/nowhere"},
        });
        let file = place.root.join("jupyter/kernels/rust/kernel.json");
        fs::write(file, spec.to_string()).unwrap();
        Some(place)
    }

    /// The same with `files` of this clone's `slides`.
    pub(crate) fn looking(name: &str, files: &[&str]) -> Option<Self> {
        let place = Self::new(name)?;
        let look = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../slides");
        let there = place.folder().join("slides");
        fs::create_dir_all(&there).unwrap();
        for file in files {
            fs::copy(look.join(file), there.join(file)).unwrap();
        }
        Some(place)
    }

    /// The clone.
    pub(crate) fn folder(&self) -> &Path {
        &self.root
    }

    /// Where a lesson lies.
    pub(crate) fn path(&self, lesson: &str) -> PathBuf {
        self.root.join("notebooks").join(format!("{lesson}.ipynb"))
    }

    /// Puts a notebook there.
    pub(crate) fn put(&self, lesson: &str, notebook: &Value) -> &Self {
        fs::write(self.path(lesson), notebook.to_string()).unwrap();
        self
    }

    /// The text of a notebook.
    pub(crate) fn get(&self, lesson: &str) -> String {
        fs::read_to_string(self.path(lesson)).unwrap()
    }

    /// Runs `cargo workshop` with these words.
    pub(crate) fn workshop(&self, words: &[&str]) -> Said {
        self.workshop_with(words, &[])
    }

    /// The same with variables of its own.
    pub(crate) fn workshop_with(&self, words: &[&str], variables: &[(&str, &str)]) -> Said {
        let output = Command::new(env!("CARGO_BIN_EXE_workshop"))
            .args(words)
            .current_dir(&self.root)
            .env_remove("CONDA_PREFIX")
            .env("JUPYTER_PATH", self.root.join("jupyter"))
            .envs(variables.iter().copied())
            .stdin(Stdio::null())
            .output()
            .unwrap();
        let text = [output.stdout, output.stderr].concat();
        Said {
            text: String::from_utf8_lossy(&text).into_owned(),
            is_fine: output.status.success(),
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.root);
    }
}

/// The environment's Python: `cargo workshop test` names it, else it is where `setup` puts it.
fn python() -> Option<PathBuf> {
    if let Some(named) = env::var_os("WORKSHOP_PYTHON") {
        let named = PathBuf::from(named);
        assert!(
            named.is_file(),
            "WORKSHOP_PYTHON is not there: {}",
            named.display()
        );
        return Some(named);
    }
    let python = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../.venv/bin/python");
    found(python.is_file().then_some(python), "Python environment")
}

/// evcxr from the environment (conda's) or from the cache.
fn kernel() -> Option<PathBuf> {
    let cache = env::var_os("RUNG_CACHE").map(PathBuf::from).or_else(|| {
        let parent = env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
        let parent = parent.or_else(|| Some(PathBuf::from(env::var_os("HOME")?).join(".cache")));
        Some(parent?.join("rung-by-rung"))
    })?;
    let of_cache = fs::read_dir(cache)
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.to_string_lossy().contains("evcxr-"))
        .map(|path| path.join("bin"));
    let of_environment = python().and_then(|python| Some(python.parent()?.to_owned()));
    let kernel = of_environment
        .into_iter()
        .chain(of_cache)
        .map(|bin| bin.join("evcxr_jupyter"))
        .find(|kernel| kernel.is_file());
    found(kernel, "evcxr")
}

fn found(path: Option<PathBuf>, what: &str) -> Option<PathBuf> {
    if path.is_none() {
        eprintln!("skipped: no {what} yet; `cargo workshop test` sets it up and runs this");
    }
    path
}
