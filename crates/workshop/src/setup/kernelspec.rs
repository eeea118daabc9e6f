//! The kernelspec `rust`, and the copy of this program that it starts.

use std::fs;

use serde_json::{Value, json};

use crate::error::Error;
use crate::files::{write_changed, write_whole};
use crate::paths::{EnvironmentKind, Paths};

/// What Jupyter reads.
fn spec(paths: &Paths) -> Value {
    json!({
        "argv": [paths.launcher().to_string_lossy(), "kernel", "{connection_file}"],
        "display_name": "Rust",
        "language": "rust",
        "interrupt_mode": "message",
        "env": {
            "WORKSHOP_ROOT": paths.root.to_string_lossy(),
            "WORKSHOP_PYTHON": paths.python().to_string_lossy(),
            "RUNG_CACHE": paths.cache.to_string_lossy(),
        },
    })
}

/// Writes both where they are not yet as they should be; tells whether anything was written.
///
/// # Errors
/// When the environment cannot be written to.
pub(crate) fn install(paths: &Paths) -> Result<bool, Error> {
    let program = std::env::current_exe().map_err(Error::io("find", &paths.launcher()))?;
    let launcher = paths.launcher();
    let new = fs::read(&program).map_err(Error::io("read", &program))?;
    // Renamed into place: running kernels keep the old one.
    let mut written = write_changed(&launcher, &new, 0o755)?;
    let spec = format!("{:#}\n", spec(paths));
    written |= write_changed(
        &paths.kernelspec().join("kernel.json"),
        spec.as_bytes(),
        0o644,
    )?;
    if paths.env.kind == EnvironmentKind::Venv {
        written |= quiet_jupyterlab(paths)?;
    }
    written |= lasting_connections(paths)?;
    Ok(written)
}

/// Keeps the connections of Jupyter's server to a kernel open while it lives: evcxr may fall silent when one is closed.
/// Why and how is said in the file itself.
fn lasting_connections(paths: &Paths) -> Result<bool, Error> {
    let file = paths
        .env
        .prefix
        .join("etc/jupyter/jupyter_server_config.py");
    let text = include_str!("../../python/jupyter_server_config.py");
    // The reader's own file, if there is one, is left alone.
    if fs::read_to_string(&file).is_ok_and(|found| found.lines().next() != text.lines().next()) {
        return Ok(false);
    }
    write_changed(&file, text.as_bytes(), 0o644)
}

/// Keeps JupyterLab from asking the network for news and updates, and the reader about that; opens
/// texts, such as the glossary that lessons link to, as they are meant to be read.
fn quiet_jupyterlab(paths: &Paths) -> Result<bool, Error> {
    let file = paths
        .env
        .prefix
        .join("share/jupyter/lab/settings/overrides.json");
    if file.exists() {
        return Ok(false);
    }
    let settings = json!({
        "@jupyterlab/apputils-extension:notification": {
            "checkForUpdates": false,
            "fetchNews": "false",
        },
        "@jupyterlab/docmanager-extension:plugin": {
            "defaultViewers": {"markdown": "Markdown Preview"},
        },
        // Slides whose cells run: a theme that asks no other host for its letters, and long cells can be scrolled.
        "jupyterlab-rise:plugin": {"theme": "white", "scroll": true},
    });
    write_whole(&file, format!("{settings:#}\n").as_bytes(), 0o644)?;
    Ok(true)
}

/// What the installed kernelspec does not have right, if anything.
pub(crate) fn problem(paths: &Paths) -> Option<String> {
    let file = paths.kernelspec().join("kernel.json");
    let Ok(text) = fs::read_to_string(&file) else {
        return Some("the kernelspec `rust` is not installed".into());
    };
    let Ok(found) = serde_json::from_str::<Value>(&text) else {
        return Some(format!("{} is not JSON", file.display()));
    };
    if found["argv"][0] != *paths.launcher().to_string_lossy() {
        return Some("the kernelspec `rust` starts another program".into());
    }
    if found["env"]["WORKSHOP_ROOT"] != *paths.root.to_string_lossy() {
        return Some("the kernelspec `rust` belongs to another clone".into());
    }
    (!crate::process::is_program(&paths.launcher()))
        .then(|| "the kernel launcher is missing".into())
}
