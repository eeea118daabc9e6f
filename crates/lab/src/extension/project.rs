//! The three files of a module, and what makes a module of them.

use std::ffi::OsString;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use peers::Settings;
use show::{Figure, escape};

use super::error::ExtensionError;
use super::module::Module;
use super::run::within;

/// The longest that building may take; with all dependencies, on a slow machine.
const LIMIT: Duration = Duration::from_secs(600);

/// Lines of the compiler's words that are shown.
const SHOWN: usize = 30;

/// The files of a Python module in Rust: `Cargo.toml`, `pyproject.toml` and `src/lib.rs`.
///
/// ```
/// let project = lab::extension::Project::new("glue", "// nothing yet\n");
/// assert!(project.manifest().contains("crate-type = [\"cdylib\"]"));
/// assert!(project.files().text.contains("numpy = "));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Project {
    name: String,
    source: String,
}

impl Project {
    /// The module `name` with this `src/lib.rs`.
    #[must_use]
    pub fn new(name: &str, source: &str) -> Self {
        Self {
            name: name.to_owned(),
            source: source.trim_start().to_owned(),
        }
    }

    /// Its `Cargo.toml`.
    #[must_use]
    pub fn manifest(&self) -> String {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let kernels = here.with_file_name("kernels");
        self.manifest_with(&kernels.to_string_lossy())
    }

    fn manifest_with(&self, kernels: &str) -> String {
        let name = &self.name;
        format!(
            r#"[package]
name = "{name}"
version = "0.1.0"
edition = "2024"

[lib]
crate-type = ["cdylib"]

[dependencies]
kernels = {{ path = {kernels:?} }}
numpy = "0.30"
pyo3 = "0.30"

[workspace]
"#
        )
    }

    /// Its `pyproject.toml`, which tells pip who builds it.
    #[must_use]
    pub fn pyproject(&self) -> &'static str {
        "[build-system]\nrequires = [\"maturin>=1.9.4,<2\"]\nbuild-backend = \"maturin\"\n"
    }

    /// Its files, to be shown. The path of the kernels is cut short, and the source is not repeated.
    #[must_use]
    pub fn files(&self) -> Figure {
        let lines = self.source.lines().count();
        let files = [
            ("Cargo.toml", self.manifest_with("…/crates/kernels")),
            ("pyproject.toml", self.pyproject().to_owned()),
            ("src/lib.rs", format!("(as given: {lines} lines)\n")),
        ];
        let (mut html, mut text) = (String::new(), String::new());
        for (name, contents) in &files {
            let contents_html = escape(contents);
            html += &format!(
                "<p style=\"margin:0.6em 0 0.2em\"><b>{name}</b></p><pre style=\"margin:0;\
                 padding:0.4em 0.8em;border-left:3px solid #0072B2;font-family:monospace\">{contents_html}</pre>"
            );
            text += &format!("--- {name}\n{contents}\n");
        }
        let alt = format!("The files of the Python module {}", self.name);
        Figure { html, text, alt }
    }

    /// Builds the module, as `pip install` does, into a folder of its own.
    ///
    /// # Errors
    /// [`ExtensionError`]: what is missing, or what the compiler said.
    pub fn build(&self) -> Result<Module, ExtensionError> {
        let begin = Instant::now();
        let settings = Settings::default();
        let python = &settings.python;
        let target = target(&settings);
        let folder = target.join("lessons").join(&self.name);
        fs::create_dir_all(folder.join("src"))?;
        // Two kernels that build at once share what is built there; the second waits.
        let lock = File::create(target.join("lessons.lock"))?;
        if lock.try_lock().is_err() {
            println!("another kernel, or the set-up, builds a module just now: waiting for it …");
            lock.lock()?;
        }
        let built = target.join("lessons.built");
        if !built.exists() {
            println!("compiling what the module stands on, once: a minute or two …");
        }
        write_if_other(&folder.join("Cargo.toml"), &self.manifest())?;
        write_if_other(&folder.join("pyproject.toml"), self.pyproject())?;
        write_if_other(&folder.join("src/lib.rs"), &self.source)?;
        let module = Module::new(&self.name, python)?;
        let mut command = Command::new(python);
        command
            .args(["-m", "pip", "install", "--quiet"])
            .arg("--disable-pip-version-check")
            // What is needed is in the environment: nothing is downloaded.
            .args(["--no-build-isolation", "--no-deps", "--no-index"])
            .arg("--target")
            .args([module.site(), &folder])
            .env("CARGO_TARGET_DIR", &target)
            .env("PATH", path_with(python)?)
            // The flags of a lesson's cells are not those of a program of Python's.
            .env_remove("RUSTFLAGS")
            .env_remove("CARGO_ENCODED_RUSTFLAGS")
            .env_remove("PIP_USER");
        // What `setup` built, it built with these crates, and without a network.
        if let Some(home) = crates(&target) {
            command.env("CARGO_HOME", home);
            if std::env::var_os("CARGO_NET_OFFLINE").is_none() {
                command.env("CARGO_NET_OFFLINE", "true");
            }
        }
        let said = within(&mut command, LIMIT).map_err(|source| ExtensionError::NoPython {
            python: python.clone(),
            source,
        })?;
        let status = said.status.ok_or_else(|| ExtensionError::Slow {
            what: "the build",
            limit: LIMIT,
            said: said.err.trim_end().to_owned(),
        })?;
        match status.success() {
            true => {
                fs::write(&built, "")?;
                Ok(module.built(begin.elapsed()))
            }
            false => Err(why_not(&(said.out + &said.err), python)),
        }
    }
}

/// Where `setup` has built what modules depend on, else a place of their own.
fn target(settings: &Settings) -> PathBuf {
    std::env::var_os("WORKSHOP_EXTENSIONS")
        .filter(|folder| !folder.is_empty())
        .map_or_else(|| settings.cache.join("extensions/plain"), PathBuf::from)
}

/// The cargo home that `setup` built with, if it is there.
fn crates(target: &Path) -> Option<PathBuf> {
    let home = fs::read_to_string(target.join("crates")).ok()?;
    let home = PathBuf::from(home);
    home.is_dir().then_some(home)
}

/// Cargo builds anew what has a new time.
fn write_if_other(path: &Path, text: &str) -> std::io::Result<()> {
    if fs::read_to_string(path).is_ok_and(|found| found == text) {
        return Ok(());
    }
    fs::write(path, text)
}

/// The path of programs, with maturin's folder in it: pip looks for it there.
fn path_with(python: &Path) -> std::io::Result<OsString> {
    let own = python.parent().map(Path::to_owned);
    let inherited = std::env::var_os("PATH").unwrap_or_default();
    let folders = own.into_iter().chain(std::env::split_paths(&inherited));
    std::env::join_paths(folders).map_err(std::io::Error::other)
}

/// The error in what pip, maturin and cargo said.
fn why_not(said: &str, python: &Path) -> ExtensionError {
    for (package, words) in [
        ("pip", "No module named pip"),
        ("maturin", "No module named 'maturin'"),
        ("maturin", "Cannot import 'maturin'"),
        ("maturin", "No such file or directory: 'maturin'"),
    ] {
        if said.contains(words) {
            return ExtensionError::Missing {
                package,
                python: python.to_owned(),
            };
        }
    }
    // pip moves to the right what others say.
    let lines: Vec<&str> = said
        .lines()
        .map(|line| line.strip_prefix("      ").unwrap_or(line))
        .collect();
    let first = |start: &str| lines.iter().position(|line| line.starts_with(start));
    let begin = first("error[")
        .or_else(|| first("error: "))
        .or_else(|| first("error"))
        .unwrap_or(0);
    let end = first("error: could not compile").unwrap_or(lines.len());
    let shown = lines.get(begin..end).unwrap_or(&lines);
    let said = shown[..shown.len().min(SHOWN)].join("\n");
    ExtensionError::NotBuilt {
        said: said.trim_end().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_compilers_own_words_are_found_among_those_of_pip() {
        let said = "  error: subprocess-exited-with-error\n  [20 lines of output]\n      \
                    Compiling glue v0.1.0\n      error[E0425]: cannot find value `n`\n        \
                    --> src/lib.rs:3\n\n      error: could not compile `glue` (lib)\n";
        let words = why_not(said, Path::new("python")).to_string();
        let expected = "error[E0425]: cannot find value `n`\n  --> src/lib.rs:3";
        assert!(words.ends_with(expected), "{words}");
        assert!(!words.contains("subprocess"), "{words}");
    }

    #[test]
    fn who_comes_before_the_courses_module_is_told_where_to_look() {
        let script = |said: &str| {
            ExtensionError::Script {
                said: said.to_owned(),
            }
            .to_string()
        };
        let early = script("ModuleNotFoundError: No module named 'rung_kernels'");
        assert!(early.contains("cargo workshop doctor"), "{early}");
        let other = script("ModuleNotFoundError: No module named 'scipy'");
        assert!(!other.contains("doctor"), "{other}");
    }

    #[test]
    fn what_is_missing_is_named() {
        let is_missing = |said| {
            matches!(
                why_not(said, Path::new("p")),
                ExtensionError::Missing { .. }
            )
        };
        assert!(is_missing("BackendUnavailable: Cannot import 'maturin'"));
        assert!(is_missing("python: No module named pip"));
        assert!(!is_missing("error: something else"));
    }

    #[test]
    fn the_files_shown_are_those_that_are_built() {
        let project = Project::new("glue", "\nfn f() {}\n");
        let manifest = project.manifest();
        assert!(manifest.contains("/kernels\""), "{manifest}");
        let figure = project.files();
        assert!(figure.text.contains("…/crates/kernels\" }\nnumpy"));
        assert!(
            figure
                .text
                .ends_with("--- src/lib.rs\n(as given: 1 lines)\n\n")
        );
        assert!(figure.html.contains("<b>src/lib.rs</b>"));
    }
}
