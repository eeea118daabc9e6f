//! `slides`: every lesson, and the talk, as a deck: one HTML file that needs nothing else.

pub(crate) mod assets;
mod serve;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::cli::SlidesArgs;
use crate::error::Error;
use crate::lessons::{self, Lesson};
use crate::paths::Paths;
use crate::run::{listen, module};

/// The decks to build.
pub(crate) struct Wanted {
    lessons: Vec<Lesson>,
    has_talk: bool,
}

impl Wanted {
    /// What `names` say, lessons or `talk`; all there is when there is no name.
    ///
    /// # Errors
    /// For a name that no lesson has.
    pub(crate) fn select(paths: &Paths, names: &[String]) -> Result<Self, Error> {
        let (talk, names): (Vec<_>, Vec<_>) = names.iter().cloned().partition(|name| name == TALK);
        if names.is_empty() && !talk.is_empty() {
            return Ok(Self {
                lessons: Vec::new(),
                has_talk: true,
            });
        }
        Ok(Self {
            lessons: lessons::select(paths, &names)?,
            has_talk: names.is_empty() || !talk.is_empty(),
        })
    }
}

/// What the talk is called on the command line, and its deck.
const TALK: &str = "talk";

/// What the speaker says of themselves on the talk's second page.
const ABOUT: &str = "slides/about.md";

/// Whether nobody has filled the file in yet.
fn is_placeholder(about: &Path) -> bool {
    fs::read_to_string(about).is_ok_and(|text| text.contains("**Your name**"))
}

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
    let wanted = Wanted::select(paths, &args.lessons)?;
    let decks = build(paths, &wanted)?;
    println!(
        "open one in a browser: space goes on, S opens the speaker's notes with a clock, T changes light and dark, F fills the screen"
    );
    if wanted.has_talk && is_placeholder(&paths.root.join(ABOUT)) {
        println!("note: {ABOUT} is as it came: its placeholders are the talk's second page");
    }
    if args.pdf || args.check {
        looked_at(paths, &decks, args)?;
    }
    match args.serve {
        true => serve::serve(paths, &folder(paths), &decks, args.no_browser),
        false => Ok(()),
    }
}

/// Looks at the decks or prints them.
fn looked_at(paths: &Paths, decks: &[PathBuf], args: &SlidesArgs) -> Result<(), Error> {
    let seen = look(paths, decks, args.check, args.pdf)?;
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

/// Builds the decks and gives their files.
///
/// # Errors
/// For a lesson without outputs, for a talk whose cells are gone or whose minutes do not add up, and
/// without npm.
pub(crate) fn build(paths: &Paths, wanted: &Wanted) -> Result<Vec<PathBuf>, Error> {
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
        .arg(folder(paths));
    if wanted.has_talk {
        command.arg("--talk").arg(paths.notebooks());
    }
    command.args(wanted.lessons.iter().map(|lesson| &lesson.path));
    let mut decks = Vec::new();
    let mut failed = Vec::new();
    listen(command, |event| {
        let word = |name: &str| event.get(name).and_then(Value::as_str).unwrap_or("");
        if word("event") == "problem" {
            failed.push(format!("{}: {}", word("name"), word("message")));
        } else {
            let pages = event.get("pages").and_then(Value::as_u64).unwrap_or(0);
            println!("{pages:3} pages  {}", word("path"));
            if event.get("pace").is_some() {
                println!("           its notes take {}", word("pace"));
            }
            decks.push(PathBuf::from(word("path")));
        }
    })?;
    if failed.is_empty() {
        Ok(decks)
    } else {
        Err(Error::Failed(failed.join("\n")))
    }
}

/// Runs a script that looks, and prints what it tells.
///
/// # Errors
/// When the script fails itself.
pub(crate) fn told(command: Command) -> Result<Seen, Error> {
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
    told(command)
}

/// Where the pictures of the pages go.
fn pictures(decks: &Path) -> PathBuf {
    decks.join("pages")
}
