//! Several ways to one answer, timed in turns.

use std::thread::sleep;
use std::time::{Duration, Instant};

/// OpenMP's threads spin for a while after their work, on the cores that the next one needs.
const UNTIL_THREADS_SLEEP: Duration = Duration::from_millis(20);

/// Work shorter than this is called once untimed before each sample, so that its own threads
/// are awake; for longer work that does not show.
const SHORT: f64 = 0.1;

/// One of them: who, and a call that leaves its answer where `answer` finds it.
pub(crate) struct Runner<'a> {
    pub(crate) name: String,
    pub(crate) run: Box<dyn FnMut() + 'a>,
}

impl<'a> Runner<'a> {
    pub(crate) fn new(name: impl Into<String>, run: impl FnMut() + 'a) -> Self {
        Runner {
            name: name.into(),
            run: Box::new(run),
        }
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
    let of = |times: &mut Vec<f64>| {
        times.sort_by(f64::total_cmp);
        (times[times.len() / 2], times[0])
    };
    let rows: Vec<(f64, f64)> = times.iter_mut().map(of).collect();
    let c = |k: &usize| runners[*k].name.starts_with("C");
    let best = (0..rows.len())
        .filter(c)
        .min_by(|a, b| rows[*a].0.total_cmp(&rows[*b].0));
    println!(
        "\n{title}, {rounds} rounds\n{:42} {:>10} {:>10}   best C / this (medians, smallest)",
        "", "median", "smallest"
    );
    for (runner, (median, smallest)) in runners.iter().zip(&rows) {
        let ratio = best.map_or(String::new(), |b| {
            format!("{:8.2} {:8.2}", rows[b].0 / median, rows[b].1 / smallest)
        });
        println!(
            "{:42} {:7.3} ms {:7.3} ms   {ratio}",
            runner.name,
            median * 1e3,
            smallest * 1e3
        );
    }
}
