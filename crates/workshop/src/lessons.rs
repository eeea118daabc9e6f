//! The lessons there are, and finding one by what a reader types.

use std::fs;
use std::path::PathBuf;

use serde_json::Value;

use crate::error::Error;
use crate::paths::Paths;

/// One notebook `NN-verb.ipynb`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Lesson {
    /// The file's stem, e.g. "02-compile".
    pub(crate) name: String,
    /// The notebook.
    pub(crate) path: PathBuf,
}

/// All lessons, in their order.
///
/// # Errors
/// When the folder of the lessons cannot be read.
pub(crate) fn all(paths: &Paths) -> Result<Vec<Lesson>, Error> {
    let folder = paths.notebooks();
    let mut lessons: Vec<Lesson> = fs::read_dir(&folder)
        .map_err(Error::io("read", &folder))?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "ipynb")
        })
        .filter_map(|path| {
            Some(Lesson {
                name: path.file_stem()?.to_str()?.to_owned(),
                path,
            })
        })
        .filter(|lesson| {
            lesson
                .name
                .starts_with(|first: char| first.is_ascii_digit())
        })
        .collect();
    lessons.sort();
    Ok(lessons)
}

/// The lessons that `names` say, in that order; all when there is no name.
///
/// # Errors
/// For a name that no lesson has.
pub(crate) fn select(paths: &Paths, names: &[String]) -> Result<Vec<Lesson>, Error> {
    let all = all(paths)?;
    if names.is_empty() {
        return Ok(all);
    }
    names
        .iter()
        .map(|name| match file(name) {
            Some(lesson) => Ok(lesson),
            None => find(&all, name).cloned(),
        })
        .collect()
}

/// A notebook anywhere, when what was asked for is its path.
fn file(asked: &str) -> Option<Lesson> {
    let path = std::path::absolute(asked).ok()?;
    let is_notebook = path.extension()? == "ipynb" && path.is_file();
    is_notebook.then_some(Lesson {
        name: path.file_stem()?.to_str()?.to_owned(),
        path,
    })
}

/// Looks whether a lesson's file is a notebook.
///
/// # Errors
/// When it cannot be read, is no JSON, or has no cells.
pub(crate) fn check(lesson: &Lesson) -> Result<(), Error> {
    let text = fs::read_to_string(&lesson.path).map_err(Error::io("read", &lesson.path))?;
    let what = match serde_json::from_str::<Value>(&text) {
        Ok(notebook) if notebook["cells"].is_array() => return Ok(()),
        Ok(_) => "is not a notebook: there is no list of cells".to_owned(),
        Err(error) => format!("is not a notebook: {error}"),
    };
    Err(Error::BadFile {
        path: lesson.path.clone(),
        what,
        how:
            "keep a copy of it if you wrote in it; `git checkout -- FILE` brings the original back"
                .into(),
    })
}

/// A lesson by number ("02", "2"), verb ("compile"), name ("02-compile") or file.
fn find<'a>(all: &'a [Lesson], asked: &str) -> Result<&'a Lesson, Error> {
    let stem = asked.rsplit('/').next().unwrap_or(asked);
    let stem = stem.strip_suffix(".ipynb").unwrap_or(stem).to_lowercase();
    let same_number = |number: &str| match (number.parse::<u32>(), stem.parse::<u32>()) {
        (Ok(a), Ok(b)) => a == b,
        _ => false,
    };
    all.iter()
        .find(|lesson| {
            let (number, verb) = lesson.name.split_once('-').unwrap_or((&lesson.name, ""));
            lesson.name == stem || verb == stem || same_number(number)
        })
        .ok_or_else(|| Error::UnknownLesson {
            name: asked.to_owned(),
            nearest: nearest(all, &stem),
            known: all.iter().map(|lesson| lesson.name.clone()).collect(),
        })
}

/// The name that differs in the fewest letters, if those are few.
fn nearest(all: &[Lesson], asked: &str) -> Option<String> {
    let distance = |lesson: &Lesson| {
        let verb = lesson.name.split_once('-').map_or("", |(_, verb)| verb);
        edit_distance(&lesson.name, asked).min(edit_distance(verb, asked))
    };
    let best = all.iter().min_by_key(|lesson| distance(lesson))?;
    (distance(best) <= 1 + asked.chars().count() / 3).then(|| best.name.clone())
}

/// Levenshtein's distance: letters to insert, remove or replace.
fn edit_distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, to) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(from != *to);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn some() -> Vec<Lesson> {
        ["00-start-here", "01-measure", "02-compile"]
            .map(|name| Lesson {
                name: name.into(),
                path: format!("{name}.ipynb").into(),
            })
            .into()
    }

    #[test]
    fn a_lesson_has_several_names() {
        let all = some();
        for asked in [
            "02",
            "2",
            "compile",
            "02-compile",
            "notebooks/02-compile.ipynb",
            "Compile",
        ] {
            assert_eq!(find(&all, asked).unwrap().name, "02-compile", "{asked}");
        }
    }

    #[test]
    fn an_unknown_name_gets_the_nearest() {
        let all = some();
        for (asked, expected) in [
            ("02-complie", Some("02-compile")),
            ("mesure", Some("01-measure")),
            ("zebra", None),
            ("", None),
        ] {
            let Err(Error::UnknownLesson { nearest, known, .. }) = find(&all, asked) else {
                panic!("{asked} was found");
            };
            assert_eq!(nearest.as_deref(), expected, "{asked}");
            assert_eq!(known.len(), 3);
        }
    }

    #[test]
    fn distances() {
        assert_eq!(edit_distance("kitten", "sitting"), 3);
        assert_eq!(edit_distance("", "abc"), 3);
        assert_eq!(edit_distance("été", "ete"), 2);
    }
}
