//! Timing several ways of doing the same work, in turns.

use std::collections::HashSet;
use std::time::Duration;

use crate::closure::Closure;
use crate::sampling::{self, Entry, Plan};
use crate::{Agree, BenchError, Checked, Contender, Cost, Label, Rows};

/// A race between several ways of doing the same work; first it needs something to check them against.
///
/// All candidates are checked before the first time is taken. Then they run in turns, round by
/// round, forwards and backwards, so that a disturbance of the machine hits all of them alike.
///
/// ```
/// use bench::{Cost, Race};
///
/// let data = vec![1.0; 100];
/// let rows = Race::new("scale")
///     .against(&vec![2.0; 100], 0.0)
///     .run("map", Cost::NONE, || data.iter().map(|x| 2.0 * x).collect::<Vec<f64>>())
///     .run("add", Cost::NONE, || data.iter().map(|x| x + x).collect::<Vec<f64>>())
///     .size(100)
///     .go()?;
/// assert_eq!(rows.title, "scale");
/// assert_eq!(rows[1].name, "add");
/// assert!(rows.ratio("map", "add")? > 0.0);
/// # Ok::<(), bench::BenchError>(())
/// ```
#[must_use = "a race starts with `.against(…)`, `.run(…)` and `.go()`"]
pub struct Race {
    title: String,
}

impl Race {
    /// A race with a title, which becomes the group of its rows.
    pub fn new(title: &str) -> Self {
        Self {
            title: title.to_owned(),
        }
    }

    /// What every candidate's answer must agree with, to a largest relative error of `tolerance`.
    pub fn against<O: ?Sized>(self, oracle: &O, tolerance: f64) -> Contest<'_, O> {
        Contest {
            title: self.title,
            oracle,
            tolerance,
            plan: Plan {
                budget: Duration::from_millis(1500),
                samples: None,
            },
            size: 0,
            entries: Vec::new(),
        }
    }
}

/// A race with its oracle: add candidates with [`run`](Contest::run), then [`go`](Contest::go).
#[must_use = "nothing runs before `.go()`"]
pub struct Contest<'a, O: ?Sized> {
    title: String,
    oracle: &'a O,
    tolerance: f64,
    plan: Plan,
    size: usize,
    entries: Vec<Entry<'a>>,
}

impl<'a, O: ?Sized> Contest<'a, O> {
    /// Adds a candidate; `cost` is bytes and flops of one call.
    pub fn run<T, F>(mut self, name: &str, cost: Cost, run: F) -> Self
    where
        T: Agree<O> + 'a,
        F: FnMut() -> T + 'a,
    {
        let (oracle, tolerance) = (self.oracle, self.tolerance);
        let check = move |name: &str, answer: &T| {
            Checked::against(answer, oracle, tolerance).map_err(|wrong| BenchError::Disagrees {
                name: name.to_owned(),
                wrong,
            })
        };
        let closure = Closure {
            label: Label::new(name, cost),
            run,
            check,
            last: None,
        };
        self.entries.push(Entry::new(Box::new(closure), true));
        self
    }

    /// Adds contenders that are not closures, such as Python programs.
    ///
    /// They answer for their own check; one that fails becomes a [`Gap`](crate::Gap) and the race goes on.
    pub fn enter(mut self, contenders: impl IntoIterator<Item = Box<dyn Contender + 'a>>) -> Self {
        let entries = contenders.into_iter().map(|one| Entry::new(one, false));
        self.entries.extend(entries);
        self
    }

    /// Notes how many threads the contender added last uses; 1 unless told.
    pub fn threads(mut self, n: usize) -> Self {
        if let Some(last) = self.entries.last_mut() {
            last.label.threads = n;
        }
        self
    }

    /// Notes the problem size in all rows that state none of their own.
    pub fn size(mut self, n: usize) -> Self {
        self.size = n;
        self
    }

    /// Takes exactly `n` samples of each candidate, whatever the time.
    pub fn samples(mut self, n: usize) -> Self {
        self.plan.samples = Some(n);
        self
    }

    /// Time for all samples of all candidates together, 1.5 s unless told; three of each are taken in any case.
    pub fn budget(mut self, budget: Duration) -> Self {
        self.plan.budget = budget;
        self
    }

    /// Checks every candidate, then times them in turns.
    ///
    /// # Errors
    /// The first closure that disagrees with the oracle, drifts or panics, by name
    /// ([`BenchError`]); two candidates with one name.
    pub fn go(mut self) -> Result<Rows, BenchError> {
        let mut names = HashSet::new();
        for entry in &mut self.entries {
            let label = &mut entry.label;
            if label.size == 0 {
                label.size = self.size;
            }
            if !names.insert(label.name.clone()) {
                return Err(BenchError::SameName {
                    name: label.name.clone(),
                });
            }
        }
        let (measured, missing) = sampling::run(self.entries, self.plan)?;
        let mut rows = Rows::new(&self.title);
        rows.extend(measured);
        for gap in missing {
            rows.push_gap(&gap.name, &gap.why);
        }
        Ok(rows)
    }
}
