//! Several ways to one answer, timed in turns.

use std::thread::sleep;
use std::time::{Duration, Instant};

/// OpenMP's threads spin for a while after their work, on the cores that the next one needs.
const UNTIL_THREADS_SLEEP: Duration = Duration::from_millis(20);

/// Work shorter than this is called once untimed before each sample, so that its own threads
/// are awake; for longer work that does not show.
const SHORT: f64 = 0.1;

/// One of them: who, and a call that leaves its answer where the problem finds it.
pub(crate) struct Runner<'a> {
    name: String,
    run: Box<dyn FnMut() + 'a>,
    /// Answers of one call: times are shown for one.
    answers: f64,
    /// Bytes that an answer moves at least, where memory is the limit.
    bytes: Option<f64>,
}

impl<'a> Runner<'a> {
    pub(crate) fn new(name: impl Into<String>, run: impl FnMut() + 'a) -> Self {
        Runner {
            name: name.into(),
            run: Box::new(run),
            answers: 1.0,
            bytes: None,
        }
    }

    /// One call gives so many answers.
    pub(crate) fn answers(self, answers: usize) -> Self {
        let answers = answers as f64;
        Runner { answers, ..self }
    }

    /// An answer moves so many bytes: its GB/s are shown, and the share of the fastest STREAM of the race.
    pub(crate) fn moves(self, bytes: f64) -> Self {
        let bytes = Some(bytes);
        Runner { bytes, ..self }
    }

    fn is_c(&self) -> bool {
        self.name.starts_with('C')
    }

    fn is_stream(&self) -> bool {
        self.name.to_lowercase().contains("stream copy") || self.name.contains("stream_copy")
    }
}

/// Runs all in turns, `rounds` times after one round to warm up, and prints a table.
pub(crate) fn race(title: &str, rounds: usize, mut runners: Vec<Runner<'_>>) {
    let mut times = vec![Vec::with_capacity(rounds); runners.len()];
    for round in 0..=rounds {
        for (runner, times) in runners.iter_mut().zip(&mut times) {
            sleep(UNTIL_THREADS_SLEEP);
            if times.last().is_some_and(|&time| time < SHORT) {
                (runner.run)();
            }
            let start = Instant::now();
            (runner.run)();
            let time = start.elapsed().as_secs_f64();
            if round > 0 {
                times.push(time);
            }
        }
    }
    let of = |(times, runner): (&mut Vec<f64>, &Runner<'_>)| {
        times.sort_by(f64::total_cmp);
        let one = |time: f64| time / runner.answers;
        (one(times[times.len() / 2]), one(times[0]))
    };
    let rows: Vec<(f64, f64)> = times.iter_mut().zip(&runners).map(of).collect();
    let median = |k: usize| rows[k].0;
    let rate = |k: usize| runners[k].bytes.map(|bytes| bytes / median(k) / 1e9);
    let best = (0..rows.len())
        .filter(|&k| runners[k].is_c() && !runners[k].is_stream())
        .min_by(|a, b| median(*a).total_cmp(&median(*b)));
    let limit = (0..rows.len())
        .filter(|&k| runners[k].is_stream())
        .filter_map(rate)
        .fold(0.0, f64::max);
    println!(
        "\n{title}, {rounds} rounds\n{:42} {:>10} {:>10}   best C / this (medians, smallest)",
        "", "median", "smallest"
    );
    for (k, (runner, (median, smallest))) in runners.iter().zip(&rows).enumerate() {
        let ratio = best.map_or(String::new(), |b| {
            format!("{:8.2} {:8.2}", rows[b].0 / median, rows[b].1 / smallest)
        });
        let memory = rate(k).map_or(String::new(), |rate| {
            let share = format!(" {:4.0} % of STREAM", 100.0 * rate / limit);
            // Without a copy in the race there is nothing to be a share of.
            format!("{rate:9.1} GB/s{}", if limit > 0.0 { &share } else { "" })
        });
        println!(
            "{:42} {:7.3} ms {:7.3} ms   {ratio}{memory}",
            runner.name,
            median * 1e3,
            smallest * 1e3
        );
    }
}
