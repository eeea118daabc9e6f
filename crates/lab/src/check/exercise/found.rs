//! What ends a check early, and the words for it.

use super::Exercise;
use crate::check::quiet::Panic;
use crate::check::verdict::State;
use bench::Disagreement;
use std::fmt::Display;

/// Why the steps that follow are skipped.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub(super) state: State,
    pub(super) remarks: Vec<String>,
    pub(super) case: Case,
    /// Whether a step was skipped since: what explains that one says nothing about this failure.
    pub(super) is_past: bool,
}

impl Found {
    /// The message, when it was a panic.
    pub(super) fn panic(&self) -> Option<&str> {
        let (_, message) = self.case.iter().find(|(name, _)| *name == PANIC)?;
        Some(message)
    }
}

/// The name of a panic's message in a case.
const PANIC: &str = "panic";

/// How a `usize` that should be a little below 0 begins; with overflow checks it is a message instead.
const BELOW_ZERO: [&str; 2] = ["184467440737095516", "attempt to subtract with overflow"];

/// Names and values of one case.
type Case = Vec<(&'static str, String)>;

/// Answers with longer descriptions are shown by the place that differs only.
const LONGEST_ANSWER: usize = 200;

impl Exercise {
    /// Whether a step is to be skipped, since one before it failed.
    pub(super) fn skips(&mut self) -> bool {
        if let Some(found) = &mut self.found {
            found.is_past = true;
        }
        self.found.is_some()
    }

    pub(super) fn panicked(&mut self, input: &dyn Display, panic: &Panic) {
        if panic.is_todo() {
            let rest = panic.message.split_once(": ").map_or("", |(_, rest)| rest);
            // Of several functions the one called first may be the one that is missing.
            let words = match (self.passed, self.functions) {
                (0, [first, ..]) => {
                    format!("`{first}` still says `todo!()`: replace it and run the cell again.")
                }
                (0, []) => {
                    "Nothing is written yet: replace `todo!()` and run the cell again.".to_owned()
                }
                _ => {
                    "Some is written, not all of it: replace the other `todo!()`, too, and run the cell again."
                        .to_owned()
                }
            };
            let mut remarks = vec![words];
            remarks.extend((!rest.is_empty()).then(|| rest.to_owned()));
            self.found = Some(Found {
                state: State::NotYet,
                remarks,
                case: Vec::new(),
                is_past: false,
            });
        } else {
            let case = vec![("input", input.to_string()), (PANIC, panic.message.clone())];
            let mut remarks = vec!["Your code panics.".to_owned()];
            if BELOW_ZERO.iter().any(|sign| panic.message.contains(sign)) {
                let below = "Something was taken from an index that is smaller: a `usize` has no numbers below 0.";
                let way_out = match panic.message.contains("the len is 0 ") {
                    true => {
                        "And in what is empty nothing has an index: ask for that first, or take `.last()`."
                    }
                    false => "`i.saturating_sub(1)` stays at 0.",
                };
                remarks.push(format!("{below} {way_out}"));
            }
            self.fail(remarks, case);
        }
    }

    pub(super) fn differs(
        &mut self,
        input: &dyn Display,
        wrong: &Disagreement,
        expected: &str,
        got: &str,
    ) {
        let mut case = vec![("input", input.to_string())];
        let (first, second, place, remark) = match wrong {
            Disagreement::Value {
                place,
                expected,
                got,
                error,
                tolerance,
            } => {
                let remark = match error.is_finite() {
                    true => format!("Relative error {error:.1e}, allowed {tolerance:.0e}."),
                    false if got == "NaN" => {
                        "NaN is not a number: 0/0, ∞ − ∞, or the root of a negative one.".to_owned()
                    }
                    false => String::new(),
                };
                (expected, got, place, remark)
            }
            Disagreement::Shape {
                place,
                expected,
                got,
            } => (
                expected,
                got,
                place,
                "The answer has another shape than the expected one.".to_owned(),
            ),
        };
        if !place.is_empty() {
            case.push(("place", place.clone()));
        }
        case.push(("expected", first.clone()));
        case.push(("got", second.clone()));
        // The whole answers help when they are short, and are more than the place that differs.
        let fits = |text: &str| !text.is_empty() && text.chars().count() <= LONGEST_ANSWER;
        if fits(expected) && fits(got) && (expected, got) != (first, second) {
            case.push(("all expected", expected.to_owned()));
            case.push(("all of yours", got.to_owned()));
        }
        self.fail(vec![remark], case);
    }

    pub(super) fn fail(&mut self, mut remarks: Vec<String>, case: Case) {
        if self.passed > 0 {
            remarks.insert(0, tests_pass(self.passed));
        }
        self.found = Some(Found {
            state: State::Wrong,
            remarks,
            case,
            is_past: false,
        });
    }
}

fn tests_pass(n: usize) -> String {
    match n {
        1 => "1 test passes, then:".to_owned(),
        n => format!("{n} tests pass, then:"),
    }
}
