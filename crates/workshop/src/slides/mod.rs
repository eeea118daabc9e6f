//! `slides`: every lesson as a deck, one HTML file that needs nothing else.

pub(crate) mod assets;

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::cli::SlidesArgs;
use crate::error::Error;
use crate::lessons::{self, Lesson};
use crate::paths::Paths;
use crate::run::{listen, module};

/// What looking at decks in a browser gave.
pub(crate) struct Seen {
    /// Things that are wrong; each has been printed.
    pub(crate) problems: usize,
    /// Whether there is no browser to look with.
    pub(crate) is_missing: bool,
}

/// Builds the decks that `args` names, and looks at them or prints them where asked to.
///
/// # Errors
/// For an unknown lesson, one without outputs, without npm, and when something is wrong with a deck.
pub(crate) fn slides(paths: &Paths, args: &SlidesArgs) -> Result<(), Error> {
    let lessons = lessons::select(paths, &args.lessons)?;
    let decks = build(paths, &lessons)?;
    if !(args.pdf || args.check) {
        return Ok(());
    }
    let seen = look(paths, &decks, args.check, args.pdf)?;
    if seen.is_missing {
        return Err(Error::missing(
            "the decks are there; to print or check them needs Chromium or Chrome, and none was found",
            "install one (Debian: apt install chromium), or set CHROMIUM to its path",
        ));
    }
    match seen.problems {
        0 => Ok(()),
        _ => Err(Error::Told),
    }
}

/// Where the decks go.
fn folder(paths: &Paths) -> PathBuf {
    paths.root.join("target/workshop/slides")
}

/// Builds a deck of each lesson and gives their files.
///
/// # Errors
/// For a lesson without outputs, and without npm.
pub(crate) fn build(paths: &Paths, lessons: &[Lesson]) -> Result<Vec<PathBuf>, Error> {
    let assets = assets::fetch(paths)?;
    let mut command = module(paths, "slides")?;
    command
        .arg("--look")
        .arg(paths.root.join("slides"))
        .arg("--reveal")
        .arg(&assets.reveal)
        .arg("--mathjax")
        .arg(&assets.mathjax)
        .arg("--into")
        .arg(folder(paths))
        .args(lessons.iter().map(|lesson| &lesson.path));
    let mut decks = Vec::new();
    let mut failed = Vec::new();
    listen(command, |event| {
        let word = |name: &str| event.get(name).and_then(Value::as_str).unwrap_or("");
        if word("event") == "problem" {
            failed.push(format!("{}: {}", word("name"), word("message")));
        } else {
            let pages = event.get("pages").and_then(Value::as_u64).unwrap_or(0);
            println!("{pages:3} pages  {}", word("path"));
            decks.push(PathBuf::from(word("path")));
        }
    })?;
    if failed.is_empty() {
        Ok(decks)
    } else {
        Err(Error::Failed(failed.join("\n")))
    }
}

/// Opens decks in a browser without a window: walks through them, prints them as PDF.
///
/// # Errors
/// When the script that looks fails itself.
pub(crate) fn look(
    paths: &Paths,
    decks: &[PathBuf],
    check: bool,
    pdf: bool,
) -> Result<Seen, Error> {
    let mut command = module(paths, "check_slides")?;
    if check {
        command.arg("--pictures").arg(pictures(&folder(paths)));
    }
    if pdf {
        command.arg("--pdf");
    }
    command.args(decks);
    let mut seen = Seen {
        problems: 0,
        is_missing: false,
    };
    listen(command, |event| {
        let message = event.get("message").and_then(Value::as_str).unwrap_or("");
        match event.get("event").and_then(Value::as_str) {
            Some("missing") => seen.is_missing = true,
            Some("problem") => {
                seen.problems += 1;
                println!("problem: {message}");
            }
            _ => println!("{message}"),
        }
    })?;
    Ok(seen)
}

/// Where the pictures of the pages go.
fn pictures(decks: &Path) -> PathBuf {
    decks.join("pages")
}
