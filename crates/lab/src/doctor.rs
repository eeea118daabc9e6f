//! The card at the top of each lesson: what it runs on, and whether its times can be trusted.

use crate::python::Python;
use bench::machine::{Machine, NotRelease};
use show::{Figure, Table, escape, machine_card};

/// Shows what the lesson runs on, whether times taken here are those of a release build, and which
/// Python packages are there to be compared with.
///
/// ```
/// let card = lab::doctor();
/// assert!(card.text.contains("Times taken here"));
/// assert!(card.text.contains("Python"));
/// ```
#[must_use = "the card shows itself as the last expression of a cell"]
pub fn doctor() -> Figure {
    let machine = Machine::here();
    let python = match Python::ask() {
        Ok(python) => python.to_string(),
        Err(why) => why.to_string(),
    };
    card(
        &machine_card(machine).row(&["beside it", &python]),
        machine.release_like().err().as_ref(),
    )
}

fn card(table: &Table, obstacles: Option<&NotRelease>) -> Figure {
    let (sign, colour, words) = match obstacles {
        None => (
            "✓",
            "#0072B2",
            "Times taken here are those of a release build.".to_owned(),
        ),
        Some(not) => {
            let reasons: Vec<String> = not.obstacles.iter().map(ToString::to_string).collect();
            let remedies: Vec<&str> = not.obstacles.iter().map(|o| o.remedy()).collect();
            let words = format!(
                "Times taken here are NOT those of a release build, because {}. Everything works, only slower. \
                 To change that, open the lessons with “cargo workshop lab”, or start Jupyter with {} in its environment.",
                reasons.join(" and "),
                remedies.join(" ")
            );
            ("!", "#D55E00", words)
        }
    };
    let html = format!(
        "{}<div style=\"border-left:5px solid {colour};padding:0.3em 0.9em;margin:0.4em 0\"><b>{sign}</b> {}</div>",
        table.html(),
        escape(&words)
    );
    Figure {
        html,
        text: format!("{}\n{words}", table.text()),
        alt: words,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bench::machine::Obstacle;

    #[test]
    fn a_slow_build_is_said_with_the_way_out() {
        let not = NotRelease {
            obstacles: vec![Obstacle::OptLevel("2"), Obstacle::OverflowChecks],
        };
        let slow = card(&Table::new("", &["", ""]), Some(&not));
        for part in [
            "NOT",
            "opt-level is 2, not 3 and overflow checks are on",
            "CARGO_PROFILE_DEV_OVERFLOW_CHECKS=false",
            "cargo workshop lab",
        ] {
            assert!(slow.text.contains(part), "{}", slow.text);
        }
        assert!(!card(&Table::new("", &["", ""]), None).text.contains("NOT"));
    }
}
