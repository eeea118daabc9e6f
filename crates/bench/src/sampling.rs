//! The order of things in a race: check all, warm up, take samples in turns, check again.

use std::time::Duration;

use crate::contender::{Contender, Label, Started};
use crate::{BenchError, Gap, Row};

/// Shortest sample worth taking: long beside the clock's own cost (about 25 ns) and its ticks.
const SHORTEST_SAMPLE: Duration = Duration::from_micros(100);

/// Fewest samples that give a median and a spread.
const FEWEST: usize = 3;

/// Most rounds of a race; more would not make the median better by much.
const MOST_ROUNDS: usize = 25;

/// Most samples of one contender in one round.
const MOST_PER_ROUND: usize = 8;

/// How long to sample.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Plan {
    /// Time for all samples of all contenders together.
    pub(crate) budget: Duration,
    /// Exactly this many samples of each, whatever they take.
    pub(crate) samples: Option<usize>,
}

/// A contender on its way through the race.
pub(crate) struct Entry<'a> {
    contender: Box<dyn Contender + 'a>,
    /// What its row will say it is.
    pub(crate) label: Label,
    /// Whether its failure ends the race for all, or only for itself.
    required: bool,
    started: Option<Started>,
    /// Calls in one sample.
    calls: u32,
    /// Seconds of one sample, roughly.
    sample: f64,
    times: Vec<f64>,
    failed: Option<BenchError>,
}

impl<'a> Entry<'a> {
    pub(crate) fn new(contender: Box<dyn Contender + 'a>, required: bool) -> Self {
        Self {
            label: contender.label().clone(),
            contender,
            required,
            started: None,
            calls: 1,
            sample: 0.0,
            times: Vec::new(),
            failed: None,
        }
    }

    /// Does one thing with a contender that is still in the race.
    fn step(
        &mut self,
        what: impl FnOnce(&mut Self) -> Result<(), BenchError>,
    ) -> Result<(), BenchError> {
        if self.failed.is_some() {
            return Ok(());
        }
        match what(self) {
            Err(error) if self.required => Err(error),
            Err(error) => {
                self.failed = Some(error);
                Ok(())
            }
            Ok(()) => Ok(()),
        }
    }

    fn start(&mut self) -> Result<(), BenchError> {
        let started = self.contender.start()?;
        self.sample = started.first;
        self.started = Some(started);
        self.contender.rest();
        Ok(())
    }

    /// Calls until caches, branch predictors and the clock rate have settled, and learns how many calls a sample needs.
    fn warm_up(&mut self, plan: Plan) -> Result<(), BenchError> {
        let enough = plan.budget.as_secs_f64() / 10.0;
        let typical = self.started.as_ref().is_some_and(|started| started.typical);
        // For something that takes this long the checked call was warm-up enough.
        let mut spent = if typical { self.sample } else { 0.0 };
        let mut known = typical;
        while spent < enough || !known {
            known = true;
            self.sample = self.contender.time(self.calls)?;
            spent += self.sample;
            if self.sample < SHORTEST_SAMPLE.as_secs_f64() && self.calls < 1 << 30 {
                self.calls *= 2;
            } else if spent > enough / 10.0 {
                break;
            }
        }
        self.contender.rest();
        Ok(())
    }

    /// The samples of one round.
    fn take_turn(&mut self, slot: f64, plan: Plan) -> Result<(), BenchError> {
        let samples = match plan.samples {
            Some(_) => 1,
            None => ((slot / self.sample) as usize).clamp(1, MOST_PER_ROUND),
        };
        if samples > 1 {
            // The contender before left its own data in the caches.
            self.contender.time(self.calls)?;
        }
        for _ in 0..samples {
            let seconds = self.contender.time(self.calls)?;
            self.times.push(seconds / f64::from(self.calls));
        }
        self.contender.rest();
        Ok(())
    }

    fn into_result(self) -> Result<Row, Gap> {
        let label = self.label;
        match (self.failed, self.started) {
            (None, Some(started)) => {
                let mut row =
                    Row::from_times(&label.name, &self.times, label.cost, started.checked);
                row.size = label.size;
                row.threads = label.threads;
                row.first = started.first;
                row.build = started.build;
                Ok(row)
            }
            (failed, _) => Err(Gap {
                name: label.name,
                why: failed.map_or_else(String::new, |error| error.why()),
            }),
        }
    }
}

/// Runs the race; what is not required and fails becomes a gap.
pub(crate) fn run(
    mut entries: Vec<Entry<'_>>,
    plan: Plan,
) -> Result<(Vec<Row>, Vec<Gap>), BenchError> {
    for entry in &mut entries {
        entry.step(Entry::start)?;
    }
    for entry in &mut entries {
        entry.step(|entry| entry.warm_up(plan))?;
    }
    let (rounds, slot) = schedule(&entries, plan);
    for round in 0..rounds {
        for place in 0..entries.len() {
            // Every other round runs backwards, so that no one always follows the same neighbour.
            let i = if round % 2 == 0 {
                place
            } else {
                entries.len() - 1 - place
            };
            entries[i].step(|entry| entry.take_turn(slot, plan))?;
        }
    }
    let (mut rows, mut gaps) = (Vec::new(), Vec::new());
    for mut entry in entries {
        entry.step(|entry| entry.contender.finish())?;
        match entry.into_result() {
            Ok(row) => rows.push(row),
            Err(gap) => gaps.push(gap),
        }
    }
    Ok((rows, gaps))
}

/// The number of rounds, and the seconds each contender has in one of them.
fn schedule(entries: &[Entry<'_>], plan: Plan) -> (usize, f64) {
    if let Some(samples) = plan.samples {
        return (samples.max(1), 0.0);
    }
    let running: Vec<f64> = entries
        .iter()
        .filter(|entry| entry.failed.is_none())
        .map(|entry| entry.sample)
        .collect();
    let budget = plan.budget.as_secs_f64();
    let rounds = ((budget / running.iter().sum::<f64>()) as usize).clamp(FEWEST, MOST_ROUNDS);
    (rounds, budget / (rounds * running.len().max(1)) as f64)
}
