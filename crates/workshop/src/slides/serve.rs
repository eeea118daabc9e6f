//! Decks shown by a server of this machine alone, for browsers that open no files.

use std::net::TcpListener;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::error::Error;
use crate::paths::Paths;

/// Serves a folder on 127.0.0.1 until Ctrl-C, and opens the only deck, or the list of them.
///
/// # Errors
/// When there is no port, or Python cannot be started.
pub(super) fn serve(
    paths: &Paths,
    folder: &Path,
    decks: &[PathBuf],
    no_browser: bool,
) -> Result<(), Error> {
    let python = paths.python();
    let port = free_port().map_err(Error::io("find a port beside", folder))?;
    let page = match decks {
        [one] => one.file_name().unwrap_or_default().to_string_lossy(),
        _ => "".into(),
    };
    let address = format!("http://127.0.0.1:{port}/{page}");
    println!("{address}\nCtrl-C ends it");
    if !no_browser {
        // Before the server: a browser takes longer to start, and nobody has to wait for it.
        let _ = Command::new(&python)
            .args(["-m", "webbrowser", &address])
            .spawn();
    }
    // Replaced, not started: Ctrl-C and the exit code are the server's.
    let error = server(&python, folder, port).exec();
    Err(Error::io("start", &python)(error))
}

fn server(python: &Path, folder: &Path, port: u16) -> Command {
    let mut command = Command::new(python);
    command
        .args(["-m", "http.server", "--bind", "127.0.0.1", "--directory"])
        .arg(folder)
        .arg(port.to_string());
    command
}

/// A port that nobody listens to just now.
fn free_port() -> std::io::Result<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    #[test]
    fn it_listens_to_this_machine_only() {
        let command = super::server(Path::new("python"), Path::new("/a folder é"), 4711);
        let words: Vec<_> = command
            .get_args()
            .map(|word| word.to_string_lossy())
            .collect();
        assert!(
            words
                .join(" ")
                .contains("--bind 127.0.0.1 --directory /a folder é 4711")
        );
        assert!(super::free_port().unwrap() > 0);
    }
}
