//! `site`: the executed lessons as a folder of pages that need no server and no network.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::cli::SiteArgs;
use crate::error::Error;
use crate::paths::Paths;
use crate::run::{listen, module};
use crate::slides::{Seen, assets, told};

/// Builds the site, and looks at it where asked to.
///
/// # Errors
/// For a lesson without outputs, without npm, and when something is wrong with a page.
pub(crate) fn site(paths: &Paths, args: &SiteArgs) -> Result<(), Error> {
    let folder = build(paths)?;
    println!("open {}", folder.join("index.html").display());
    if !args.check {
        return Ok(());
    }
    let seen = look(paths, &folder)?;
    if seen.is_missing {
        return Err(Error::missing(
            "the site is there; to check it needs Chromium or Chrome, and none was found",
            "install one (Debian: apt install chromium), or set CHROMIUM to its path",
        ));
    }
    match seen.problems {
        0 => Ok(()),
        _ => Err(Error::Told),
    }
}

/// Builds the site and gives its folder; what was there is replaced as a whole.
///
/// # Errors
/// For a lesson without outputs, and without npm, which brings MathJax.
pub(crate) fn build(paths: &Paths) -> Result<PathBuf, Error> {
    let into = paths.root.join("target/workshop/site");
    let mut command = module(paths, "book")?;
    command
        .arg("--look")
        .arg(paths.root.join("slides"))
        .arg("--mathjax")
        .arg(assets::mathjax(paths)?)
        .arg("--into")
        .arg(&into)
        .arg(paths.notebooks());
    let mut wrong = None;
    listen(command, |event| {
        let word = |name: &str| event.get(name).and_then(Value::as_str).unwrap_or("");
        match word("event") {
            "problem" => wrong = Some(word("message").to_owned()),
            _ => println!("{:24} {}", word("path"), word("title")),
        }
    })?;
    match wrong {
        None => Ok(into),
        Some(why) => Err(Error::Failed(why)),
    }
}

/// Opens every page in a browser without a window.
///
/// # Errors
/// When the script that looks fails itself, and without npm, which brings axe.
pub(crate) fn look(paths: &Paths, site: &Path) -> Result<Seen, Error> {
    let mut command = module(paths, "check_book")?;
    command.arg("--axe").arg(assets::axe(paths)?).arg(site);
    told(command)
}
