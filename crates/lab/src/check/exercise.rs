//! The steps of a check: cases from small to large, then a race against the reference solution.

mod alone;
mod found;
mod outcome;

use alone::Sharing;
use found::Found;

use super::quiet::{Panic, quietly};
use super::speed::Speed;
use super::verdict::State;
use super::watch::Watch;
use bench::{Agree, BenchError, Checked, Cost, Race, Rows};
use std::fmt::{Debug, Display};
use std::time::Duration;

/// What the reader's code is timed beside, unless an exercise says otherwise.
const REFERENCE: &str = "the reference solution";

/// A check under way. Each step runs at once, and the steps after the first failure are skipped:
/// give the smallest case first, then the one shown is the smallest that fails.
///
/// ```
/// use lab::check::{Exercise, State};
///
/// fn yours(x: &[f64]) -> f64 {
///     x.iter().sum::<f64>() / x.len() as f64 // forgets that a slice may be empty
/// }
/// let mut check = Exercise::new("01.1");
/// for n in [0, 1, 3] {
///     let x: Vec<f64> = (0..n).map(f64::from).collect();
///     let mean = if n == 0 { 0.0 } else { f64::from(n - 1) / 2.0 };
///     check = check.case(format!("{n} numbers"), mean, || yours(&x));
/// }
/// let verdict = check.verdict();
/// assert_eq!(verdict.state(), State::Wrong);
/// assert!(verdict.text().starts_with("exercise 01.1: wrong\n"));
/// assert!(verdict.text().contains("0 numbers"));
/// ```
#[derive(Clone, Debug)]
#[must_use = "a check says nothing before `.verdict()`"]
pub struct Exercise {
    id: String,
    tolerance: f64,
    allowed: f64,
    reference: &'static str,
    functions: &'static [&'static str],
    when_slow: &'static str,
    ends: Option<Duration>,
    passed: usize,
    found: Option<Found>,
    rows: Option<Rows>,
    speed: Option<Speed>,
    sharing: Sharing,
}

impl Exercise {
    /// The check of exercise `id`, such as `"02.1"`; answers must agree to a relative error of 10⁻¹²,
    /// and "fast" means at most 1.25 times the time of the reference solution.
    pub fn new(id: &str) -> Self {
        Self {
            id: id.to_owned(),
            tolerance: 1e-12,
            allowed: 1.25,
            reference: REFERENCE,
            functions: &[],
            when_slow: "",
            ends: None,
            passed: 0,
            found: None,
            rows: None,
            speed: None,
            sharing: Sharing::Unknown,
        }
    }

    /// The largest relative error that a right answer may have, from here on.
    pub fn tolerance(mut self, tolerance: f64) -> Self {
        self.tolerance = tolerance;
        self
    }

    /// How many times the reference solution's time still counts as fast.
    pub fn allow(mut self, times: f64) -> Self {
        self.allowed = times;
        self
    }

    /// What the reader's code is timed beside, in words, where it is not the reference solution.
    pub(super) fn beside(mut self, what: &'static str) -> Self {
        self.reference = what;
        self
    }

    /// The functions that the reader is to write, where they are several, in the order in which they are called.
    pub(super) fn functions(mut self, names: &'static [&'static str]) -> Self {
        self.functions = names;
        self
    }

    /// What the lesson says about an answer that is right and not fast.
    pub(super) fn when_slow(mut self, words: &'static str) -> Self {
        self.when_slow = words;
        self
    }

    /// How long the reader's code may take, where somebody ends it then.
    pub(super) fn ended_after(mut self, limit: Duration) -> Self {
        self.ends = Some(limit);
        self
    }

    /// The name of the other row of the race.
    fn rival(&self) -> &'static str {
        match self.reference {
            REFERENCE => "reference",
            other => other,
        }
    }

    /// Runs a step of the reader's code; says so when it does not end.
    fn watched<T>(&self, input: &impl Display, step: impl FnOnce() -> T) -> Result<T, Panic> {
        let _watch = Watch::over(&self.id, &input.to_string(), self.ends);
        quietly(step)
    }

    /// Compares the reader's answer to one input with the expected one; `input` says in words which.
    pub fn case<G, E>(mut self, input: impl Display, expected: E, got: impl FnOnce() -> G) -> Self
    where
        G: Agree<E> + Debug,
        E: Debug,
    {
        if self.skips() {
            return self;
        }
        match self.watched(&input, got) {
            Err(panic) => self.panicked(&input, &panic),
            Ok(got) => match Checked::against(&got, &expected, self.tolerance) {
                Ok(_) => self.passed += 1,
                Err(wrong) => self.differs(
                    &input,
                    &wrong,
                    &format!("{expected:?}"),
                    &format!("{got:?}"),
                ),
            },
        }
        self
    }

    /// Says more about an answer that was just found to be wrong, where the mistake can be told by it.
    ///
    /// `words` is called only when the step just before failed; `None` adds nothing.
    ///
    /// ```
    /// use lab::check::Exercise;
    /// let verdict = Exercise::new("01.5")
    ///     .case("3 and 4", 12, || 3 + 4)
    ///     .explain(|| Some("This is the sum, not the product.".to_owned()))
    ///     .verdict();
    /// assert!(verdict.text().contains("the sum, not"));
    /// ```
    pub fn explain(mut self, words: impl FnOnce() -> Option<String>) -> Self {
        if let Some(found) = &mut self.found
            && found.state == State::Wrong
            && !found.is_past
        {
            found.remarks.extend(words());
        }
        self
    }

    /// Says more about a panic of the step just before, by its message.
    pub(super) fn explain_panic(mut self, words: impl FnOnce(&str) -> Option<String>) -> Self {
        if let Some(found) = &mut self.found
            && !found.is_past
            && let Some(message) = found.panic()
        {
            let more = words(message);
            found.remarks.extend(more);
        }
        self
    }

    /// Tests anything else about the reader's code; an `Err` says in words what is wrong.
    ///
    /// ```
    /// use lab::check::Exercise;
    /// let twice = |x: i32| x + x;
    /// let verdict = Exercise::new("01.4")
    ///     .that("an even number", || if twice(3) % 2 == 0 { Ok(()) } else { Err("it is odd".into()) })
    ///     .verdict();
    /// assert_eq!(verdict.text(), "exercise 01.4: right\nThe only test passes.");
    /// ```
    pub fn that(mut self, what: impl Display, test: impl FnOnce() -> Result<(), String>) -> Self {
        if self.skips() {
            return self;
        }
        match self.watched(&what, test) {
            Err(panic) => self.panicked(&what, &panic),
            Ok(Ok(())) => self.passed += 1,
            Ok(Err(why)) => self.fail(vec![why], vec![("test", what.to_string())]),
        }
        self
    }

    /// Times the reader's code beside the reference solution, in turns, on work large enough to tell
    /// them apart. The answers are compared here too.
    ///
    /// `cost` is bytes and flops of one call ([`Cost::NONE`] where they mean nothing).
    pub fn race<G, R>(
        mut self,
        work: &str,
        cost: Cost,
        yours: impl FnMut() -> G,
        mut reference: impl FnMut() -> R,
    ) -> Self
    where
        G: Agree<R>,
        R: Agree<R>,
    {
        if self.skips() {
            return self;
        }
        let (oracle, rival) = (reference(), self.rival());
        let outcome = quietly(|| {
            Race::new(work)
                .against(&oracle, self.tolerance)
                .run("yours", cost, yours)
                .run(rival, cost, reference)
                .go()
        });
        match outcome {
            Err(panic) => self.panicked(&work, &panic),
            Ok(Err(BenchError::Panicked { message, .. })) => {
                self.panicked(&work, &Panic { message });
            }
            Ok(Err(BenchError::Disagrees { name, wrong })) if name == "yours" => {
                self.differs(&work, &wrong, "", "");
            }
            Ok(Err(other)) => self.fail(vec![other.to_string()], vec![("input", work.to_owned())]),
            Ok(Ok(rows)) => {
                if let [yours, reference] = &rows[..] {
                    self.speed = Some(Speed::of(yours, reference));
                }
                self.rows = rows.baseline(rival).ok();
            }
        }
        self
    }

    /// The times of the race, the reader's first; none yet, or the answers were wrong.
    pub(super) fn rows(&self) -> Option<&Rows> {
        self.rows.as_ref()
    }

    /// Takes up times that were measured elsewhere, of answers that were compared there: two rows, the
    /// reader's, then one called `reference`.
    pub(super) fn measured(mut self, rows: Rows) -> Self {
        if self.skips() {
            return self;
        }
        if let [yours, reference] = &rows[..] {
            self.speed = Some(Speed::of(yours, reference));
        }
        self.rows = rows.baseline(self.rival()).ok();
        self
    }
}
