//! Running candidates: check first, then samples taken in turns.

use std::any::Any;
use std::hint::black_box;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use crate::{BenchError, Checked, Cost, Row};

/// Shortest sample worth taking: long beside the clock's own cost (about 25 ns) and its ticks.
const SHORTEST_SAMPLE: Duration = Duration::from_micros(100);

/// Fewest samples that give a median and a spread.
const FEWEST: usize = 3;

/// Most rounds of a race; more would not make the median better by much.
const MOST_ROUNDS: usize = 25;

/// Most samples of one candidate in one round.
const MOST_PER_ROUND: usize = 8;

/// How long to sample.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Plan {
    /// Time for all samples of all candidates together.
    pub(crate) budget: Duration,
    /// Exactly this many samples of each, whatever they take.
    pub(crate) samples: Option<usize>,
}

/// What is known of a candidate besides its code.
#[derive(Clone, Debug)]
pub(crate) struct Label {
    pub(crate) name: String,
    pub(crate) cost: Cost,
    pub(crate) size: usize,
    pub(crate) threads: usize,
}

/// A candidate of any type.
pub(crate) trait Candidate {
    fn label(&self) -> &Label;
    fn label_mut(&mut self) -> &mut Label;
    /// First call: seconds it took and the proof that its answer is right.
    fn check(&mut self) -> Result<(f64, Checked), BenchError>;
    /// Seconds that `calls` calls took together.
    fn time(&mut self, calls: u32) -> Result<f64, BenchError>;
    /// Checks the answer of the last timed call.
    fn check_last(&mut self) -> Result<(), BenchError>;
}

/// A candidate made of a closure and a check of its answer.
pub(crate) struct Closure<T, F, C> {
    pub(crate) label: Label,
    pub(crate) run: F,
    pub(crate) check: C,
    pub(crate) last: Option<T>,
}

impl<T, F, C> Candidate for Closure<T, F, C>
where
    F: FnMut() -> T,
    C: FnMut(&str, &T) -> Result<Checked, BenchError>,
{
    fn label(&self) -> &Label {
        &self.label
    }

    fn label_mut(&mut self) -> &mut Label {
        &mut self.label
    }

    fn check(&mut self) -> Result<(f64, Checked), BenchError> {
        let run = &mut self.run;
        let (seconds, answer) = guard(&self.label.name, || {
            let start = Instant::now();
            let answer = black_box(run());
            (start.elapsed().as_secs_f64(), answer)
        })?;
        let checked = (self.check)(&self.label.name, &answer)?;
        Ok((seconds, checked))
    }

    fn time(&mut self, calls: u32) -> Result<f64, BenchError> {
        let (run, last) = (&mut self.run, &mut self.last);
        guard(&self.label.name, || {
            let start = Instant::now();
            for _ in 0..calls {
                // Dropping the previous answer is inside the time, as it is in a loop of your own.
                *last = Some(black_box(run()));
            }
            start.elapsed().as_secs_f64()
        })
    }

    fn check_last(&mut self) -> Result<(), BenchError> {
        let Some(answer) = self.last.take() else {
            return Ok(());
        };
        match (self.check)(&self.label.name, &answer) {
            Err(BenchError::Disagrees { name, wrong }) => Err(BenchError::Drifts { name, wrong }),
            Err(other) => Err(other),
            Ok(_) => Ok(()),
        }
    }
}

/// Runs `f`; a panic becomes an error with its words.
fn guard<R>(name: &str, f: impl FnOnce() -> R) -> Result<R, BenchError> {
    catch_unwind(AssertUnwindSafe(f)).map_err(|panic| BenchError::Panicked {
        name: name.to_owned(),
        message: words(&*panic),
    })
}

fn words(panic: &(dyn Any + Send)) -> String {
    if let Some(text) = panic.downcast_ref::<&str>() {
        (*text).to_owned()
    } else if let Some(text) = panic.downcast_ref::<String>() {
        text.clone()
    } else {
        "(no message)".to_owned()
    }
}

/// What one candidate has gathered so far.
struct Track {
    first: f64,
    checked: Checked,
    /// Calls in one sample.
    calls: u32,
    /// Seconds of one sample, roughly.
    sample: f64,
    times: Vec<f64>,
}

/// Checks every candidate, then samples them in turns, then checks the last answers.
pub(crate) fn run(
    candidates: &mut [Box<dyn Candidate + '_>],
    plan: Plan,
) -> Result<Vec<Row>, BenchError> {
    let mut tracks = Vec::with_capacity(candidates.len());
    for candidate in candidates.iter_mut() {
        let (first, checked) = candidate.check()?;
        tracks.push(Track {
            first,
            checked,
            calls: 1,
            sample: first,
            times: Vec::new(),
        });
    }
    for (candidate, track) in candidates.iter_mut().zip(&mut tracks) {
        warm_up(&mut **candidate, track, plan)?;
    }
    let (rounds, slot) = schedule(&tracks, plan);
    for round in 0..rounds {
        for place in 0..tracks.len() {
            // Every other round runs backwards, so that no one always follows the same neighbour.
            let i = if round % 2 == 0 {
                place
            } else {
                tracks.len() - 1 - place
            };
            let (candidate, track) = (&mut candidates[i], &mut tracks[i]);
            take_turn(&mut **candidate, track, slot, plan)?;
        }
    }
    for candidate in candidates.iter_mut() {
        candidate.check_last()?;
    }
    Ok(candidates
        .iter()
        .zip(tracks)
        .map(|(candidate, track)| into_row(candidate.label(), track))
        .collect())
}

/// Calls until caches, branch predictors and the clock rate have settled, and learns how many calls a sample needs.
fn warm_up(candidate: &mut dyn Candidate, track: &mut Track, plan: Plan) -> Result<(), BenchError> {
    let enough = plan.budget.as_secs_f64() / 10.0;
    // The checked call was warm-up enough for something that takes this long.
    let mut spent = track.first;
    while spent < enough {
        track.sample = candidate.time(track.calls)?;
        spent += track.sample;
        if track.sample < SHORTEST_SAMPLE.as_secs_f64() && track.calls < 1 << 30 {
            track.calls *= 2;
        } else if spent > enough / 10.0 {
            break;
        }
    }
    Ok(())
}

/// The number of rounds, and the seconds each candidate has in one of them.
fn schedule(tracks: &[Track], plan: Plan) -> (usize, f64) {
    if let Some(samples) = plan.samples {
        return (samples.max(1), 0.0);
    }
    let one_round: f64 = tracks.iter().map(|track| track.sample).sum();
    let budget = plan.budget.as_secs_f64();
    let rounds = ((budget / one_round) as usize).clamp(FEWEST, MOST_ROUNDS);
    (rounds, budget / (rounds * tracks.len().max(1)) as f64)
}

/// One candidate's samples in one round.
fn take_turn(
    candidate: &mut dyn Candidate,
    track: &mut Track,
    slot: f64,
    plan: Plan,
) -> Result<(), BenchError> {
    let samples = match plan.samples {
        Some(_) => 1,
        None => ((slot / track.sample) as usize).clamp(1, MOST_PER_ROUND),
    };
    if samples > 1 {
        // The candidate before left its own data in the caches.
        candidate.time(track.calls)?;
    }
    for _ in 0..samples {
        let seconds = candidate.time(track.calls)?;
        track.times.push(seconds / f64::from(track.calls));
    }
    Ok(())
}

fn into_row(label: &Label, track: Track) -> Row {
    let mut row = Row::from_times(&label.name, &track.times, label.cost, track.checked);
    row.size = label.size;
    row.threads = label.threads;
    row.first = track.first;
    row
}
