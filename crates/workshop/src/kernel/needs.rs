//! What each lesson loads into its kernel.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::error::Error;
use crate::lessons::Lesson;

/// The group of everything that is quick to build.
pub(crate) const LIGHT: &str = "light";

/// The group of what is built with an MPI library.
pub(crate) const MPI: &str = "spmd";

/// `:dep` lines, in the order in which a lesson gives them. Empty: only `notebooks/evcxr.toml`.
pub(crate) type Deps = Vec<String>;

/// The sets of `:dep` lines that the lessons need, by group: [`LIGHT`], or the name of the
/// heavy crate that a lesson loads (polars builds for ten minutes; nobody should wait for it
/// who opens another lesson). A crate is heavy when its `Cargo.toml` says `heavy = true`
/// below `[package.metadata.workshop]`.
///
/// A damaged notebook counts as light: it must not keep the other lessons from opening, and
/// `run` and `test` say what is wrong with it.
pub(crate) fn groups(root: &Path, lessons: &[Lesson]) -> BTreeMap<String, Vec<Deps>> {
    // The light group always has the set that every kernel starts with.
    let mut groups = BTreeMap::from([(LIGHT.to_owned(), vec![Deps::new()])]);
    for lesson in lessons {
        let deps = deps_of(&lesson.path).unwrap_or_default();
        let sets = groups.entry(group_of(root, &deps)).or_default();
        if !sets.contains(&deps) {
            sets.push(deps);
        }
    }
    for sets in groups.values_mut() {
        // What is built last is what a kernel finds: `lab` as most lessons load it, not as the one does whose
        // crate adds features to it. The other way round each of their kernels would build it anew.
        sets.sort_by_key(|deps| at_once(root, deps).is_none());
    }
    groups
}

/// The group that a lesson is in; a damaged one is in the light one, as for [`groups`].
pub(crate) fn group_of_lesson(root: &Path, lesson: &Lesson) -> String {
    group_of(root, &deps_of(&lesson.path).unwrap_or_default())
}

/// The group whose template a lesson's kernel starts from.
pub(crate) fn group_of(root: &Path, deps: &Deps) -> String {
    deps.iter()
        .filter_map(|line| crate_of(line))
        .find(|name| is_heavy(root, name))
        .unwrap_or(LIGHT)
        .to_owned()
}

/// The course's own crates that are quick to build.
pub(crate) fn light_crates(root: &Path) -> Vec<String> {
    let folders = fs::read_dir(root.join("crates")).into_iter().flatten();
    let mut names: Vec<_> = folders
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|name| !is_heavy(root, name))
        .collect();
    names.sort();
    names
}

/// What a kernel loads before all else, as evcxr's `init.evcxr` has it: `lab` and the lesson's crates at once,
/// where one of these says `with-lab = true` below `[package.metadata.workshop]`.
///
/// Such a crate adds features to crates that `lab` stands on too. Loaded after `lab`, it would have `lab` built
/// anew, in a kernel that has loaded it already.
pub(crate) fn at_once(root: &Path, deps: &Deps) -> Option<String> {
    deps.iter()
        .filter_map(|line| crate_of(line))
        .any(|name| says(root, name, "with-lab = true"))
        .then(|| {
            let lab = r#":dep lab = { path = "../crates/lab" }"#;
            format!("{lab}\n{}\n", deps.join("\n"))
        })
}

/// How long a group builds, about, the first time on a machine: what is quick is warmed first. A crate that is
/// heavier than a minute or two says so: `minutes = 12`.
pub(crate) fn minutes(root: &Path, group: &str) -> u32 {
    if group == LIGHT {
        return 0;
    }
    let manifest = fs::read_to_string(root.join("crates").join(group).join("Cargo.toml"));
    let said = manifest.unwrap_or_default();
    let number = said
        .lines()
        .find_map(|line| line.strip_prefix("minutes = "));
    number
        .and_then(|number| number.trim().parse().ok())
        .unwrap_or(1)
}

/// Whether a group takes a minute or two to build: `test` does not go on without it.
pub(crate) fn is_quick(root: &Path, group: &str) -> bool {
    minutes(root, group) <= 2
}

fn is_heavy(root: &Path, name: &str) -> bool {
    says(root, name, "heavy = true")
}

fn says(root: &Path, name: &str, what: &str) -> bool {
    fs::read_to_string(root.join("crates").join(name).join("Cargo.toml"))
        .is_ok_and(|manifest| manifest.lines().any(|line| line.trim() == what))
}

/// The crate that a line `:dep name = …` names.
pub(crate) fn crate_of(line: &str) -> Option<&str> {
    let (name, _) = line.strip_prefix(":dep ")?.split_once('=')?;
    Some(name.trim())
}

/// The `:dep` lines of a notebook, but for `lab`: `notebooks/evcxr.toml` brings that.
///
/// # Errors
/// When it cannot be read or is no notebook.
pub(crate) fn deps_of(notebook: &Path) -> Result<Deps, Error> {
    let text = fs::read_to_string(notebook).map_err(Error::io("read", notebook))?;
    let parsed: Value = serde_json::from_str(&text).map_err(|error| Error::BadFile {
        path: notebook.to_owned(),
        what: format!("is not a notebook: {error}"),
        how: "take the file from the repository again: git checkout -- notebooks".into(),
    })?;
    let cells = parsed["cells"].as_array().map_or(&[][..], Vec::as_slice);
    Ok(cells
        .iter()
        .filter(|cell| cell["cell_type"] == "code")
        .flat_map(|cell| source_lines(&cell["source"]))
        .filter(|line| crate_of(line).is_some_and(|name| name != "lab"))
        .collect())
}

/// nbformat keeps a source as one text or as a list of lines.
fn source_lines(source: &Value) -> Vec<String> {
    let whole = match source {
        Value::Array(lines) => lines.iter().filter_map(Value::as_str).collect(),
        other => other.as_str().unwrap_or_default().to_owned(),
    };
    whole.lines().map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lessons_are_grouped_by_the_heavy_crate_they_load() {
        let temp = tempfile::tempdir().unwrap();
        let root = temp.path();
        let slow = "[package.metadata.workshop]\nheavy = true\nminutes = 12\nwith-lab = true\n";
        for (name, metadata) in [("profile", ""), ("outofcore", slow)] {
            let folder = root.join("crates").join(name);
            fs::create_dir_all(&folder).unwrap();
            fs::write(folder.join("Cargo.toml"), metadata).unwrap();
        }
        let lesson = |name: &str, source: &str| {
            let path = root.join(name);
            fs::write(&path, source).unwrap();
            Lesson {
                name: name.into(),
                path,
            }
        };
        let light = r#"{"cells": [{"cell_type": "code", "source": [":dep lab = {}\n", "1"]}]}"#;
        let profile =
            r#"{"cells": [{"cell_type": "code", "source": ":dep profile = { path = \"p\" }\nx"}]}"#;
        let heavy = r#"{"cells": [{"cell_type": "markdown", "source": ":dep no = {}"},
                        {"cell_type": "code", "source": ":dep outofcore = { path = \"o\" }"}]}"#;
        let lessons = [
            lesson("00", light),
            lesson("01", profile),
            lesson("06", heavy),
        ];
        let found = groups(root, &lessons);
        let set = |line: &str| vec![line.to_owned()];
        assert_eq!(
            found[LIGHT],
            [vec![], set(r#":dep profile = { path = "p" }"#)]
        );
        assert_eq!(
            found["outofcore"],
            [set(r#":dep outofcore = { path = "o" }"#)]
        );
        assert_eq!(group_of_lesson(root, &lessons[1]), LIGHT);
        assert_eq!(group_of_lesson(root, &lessons[2]), "outofcore");
        assert_eq!(minutes(root, LIGHT), 0);
        assert_eq!(
            (minutes(root, "profile"), minutes(root, "outofcore")),
            (1, 12)
        );
        assert!(is_quick(root, LIGHT) && is_quick(root, "profile") && !is_quick(root, "outofcore"));
        assert_eq!(at_once(root, &set(":dep profile = {}")), None);
        let begins = at_once(root, &found["outofcore"][0]).unwrap();
        assert!(begins.starts_with(":dep lab = ") && begins.contains("\n:dep outofcore = "));
        let broken = lesson("07", "{");
        assert_eq!(group_of_lesson(root, &broken), LIGHT);
        assert_eq!(groups(root, &[broken])[LIGHT], [Deps::new()]);
    }
}
