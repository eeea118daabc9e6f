//! `progress`: which exercises the reader has solved, from the file that their checks write.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use serde_json::Value;

use crate::error::Error;
use crate::lessons::{self, Lesson};
use crate::paths::Paths;

/// Names the file to the kernels of lessons.
pub(crate) const VARIABLE: &str = "WORKSHOP_PROGRESS";

/// Where the checks write: a line `seconds,exercise,state` for each answer.
pub(crate) fn file(paths: &Paths) -> PathBuf {
    paths.root.join(".progress.csv")
}

/// How far an exercise came, as the checks call it; the best counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum State {
    NotYet,
    Wrong,
    Right,
    RightAndFast,
}

impl State {
    fn of(word: &str) -> Option<Self> {
        Some(match word {
            "wrong" => Self::Wrong,
            "right" => Self::Right,
            "right and fast" => Self::RightAndFast,
            _ => return None,
        })
    }

    fn sign(self) -> &'static str {
        match self {
            Self::NotYet => "·",
            Self::Wrong => "✗",
            Self::Right => "✓",
            Self::RightAndFast => "✓✓",
        }
    }
}

/// Prints a line for each lesson, and what to open next.
///
/// # Errors
/// When a lesson or the file cannot be read. A file that is not there is a reader who begins.
pub(crate) fn progress(paths: &Paths) -> Result<(), Error> {
    let path = file(paths);
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(Error::io("read", &path)(error)),
    };
    let mut found = Vec::new();
    for lesson in lessons::all(paths)? {
        let exercises = exercises(&lesson)?;
        found.push((lesson.name, exercises));
    }
    print!("{}", report(&found, &best(&text)));
    Ok(())
}

/// The best state of each exercise; lines that make no sense are left out.
fn best(text: &str) -> BTreeMap<&str, State> {
    let mut best = BTreeMap::new();
    for line in text.lines() {
        let mut parts = line.splitn(3, ',').skip(1);
        if let (Some(exercise), Some(state)) = (parts.next(), parts.next().and_then(State::of)) {
            let known = best.entry(exercise).or_insert(state);
            *known = state.max(*known);
        }
    }
    best
}

/// The numbers of a lesson's exercises, in their order.
fn exercises(lesson: &Lesson) -> Result<Vec<String>, Error> {
    let text = fs::read_to_string(&lesson.path).map_err(Error::io("read", &lesson.path))?;
    let parsed: Value = serde_json::from_str(&text).map_err(|error| Error::BadFile {
        path: lesson.path.clone(),
        what: format!("is not a notebook: {error}"),
        how: "take the file from the repository again: git checkout -- notebooks".into(),
    })?;
    let cells = parsed["cells"].as_array().map_or(&[][..], Vec::as_slice);
    let code = cells.iter().filter(|cell| cell["cell_type"] == "code");
    Ok(code
        .filter_map(|cell| cell["metadata"]["exercise"].as_str())
        .map(str::to_owned)
        .collect())
}

fn report(lessons: &[(String, Vec<String>)], best: &BTreeMap<&str, State>) -> String {
    let state = |exercise: &String| {
        best.get(exercise.as_str())
            .copied()
            .unwrap_or(State::NotYet)
    };
    let widest = lessons
        .iter()
        .map(|(name, _)| name.len())
        .max()
        .unwrap_or(0);
    let mut text = String::new();
    for (name, exercises) in lessons {
        let signs = exercises
            .iter()
            .map(|one| format!("{one} {:<2}", state(one).sign()));
        let line = format!("{name:widest$}  {}", signs.collect::<Vec<_>>().join("  "));
        text += line.trim_end();
        text.push('\n');
    }
    let all = || lessons.iter().flat_map(|(_, exercises)| exercises);
    let right = all().filter(|one| state(one) >= State::Right).count();
    text += &format!(
        "\n{right} of {} exercises right (✓✓: and fast)\n",
        all().count()
    );
    let next = lessons.iter().find_map(|(name, exercises)| {
        let open = exercises.iter().find(|one| state(one) < State::Right)?;
        Some((name, open))
    });
    if let Some((name, open)) = next {
        text += &format!("next: exercise {open}, `cargo workshop lab {name}`\n");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{State, best, report};

    #[test]
    fn the_best_answer_counts_and_damaged_lines_do_not() {
        let best = best("1,00.1,right\n2,00.1,wrong\n\nrubbish\n3,00.2,wonderful\n4,01.1,wrong\n");
        assert_eq!(best["00.1"], State::Right);
        assert_eq!(best["01.1"], State::Wrong);
        assert_eq!(best.len(), 2);
    }

    #[test]
    fn a_report_says_what_is_next() {
        let lesson = |name: &str, exercises: &[&str]| {
            (
                name.to_owned(),
                exercises.iter().map(ToString::to_string).collect(),
            )
        };
        let lessons = [
            lesson("00-a", &["00.1", "00.2"]),
            lesson("01-long", &["01.1"]),
        ];
        let some = report(&lessons, &best("1,00.1,right and fast\n2,01.1,wrong\n"));
        assert_eq!(
            some,
            "00-a     00.1 ✓✓  00.2 ·\n01-long  01.1 ✗\n\n1 of 3 exercises right (✓✓: and fast)\n\
             next: exercise 00.2, `cargo workshop lab 00-a`\n"
        );
        let all = report(&lessons[..1], &best("1,00.1,right\n2,00.2,right\n"));
        assert!(all.contains("2 of 2") && !all.contains("next"), "{all}");
    }
}
