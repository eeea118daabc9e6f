//! Who did what, and when: the tasks of a parallel loop as they ran.

use std::collections::HashMap;
use std::ops::Deref;
use std::sync::{Mutex, PoisonError};
use std::thread::{self, ThreadId};
use std::time::Instant;

/// A recording of tasks on any kind of threads: rayon's, or those of the standard library.
///
/// Keeping a task costs about 0.1 µs, and one lock for all threads: make tasks that take much longer.
///
/// ```
/// use bench::Trace;
///
/// let trace = Trace::start();
/// std::thread::scope(|scope| {
///     for half in [0..3, 3..6] {
///         let trace = &trace;
///         scope.spawn(move || half.for_each(|row| trace.task(row, || drop(row * row))));
///     }
/// });
/// let spans = trace.end();
/// assert_eq!((spans.len(), spans.threads().len()), (6, 2));
/// ```
#[derive(Debug)]
pub struct Trace {
    start: Instant,
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    spans: Vec<Span>,
    numbers: HashMap<ThreadId, usize>,
    names: Vec<Option<String>>,
}

/// One task: which, on which thread, from when to when, in seconds since the trace was started.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Span {
    /// The number that the task was given, such as that of a row.
    pub task: usize,
    /// The thread, as an index into [`Spans::threads`].
    pub thread: usize,
    /// When it began.
    pub start: f64,
    /// When it ended.
    pub end: f64,
}

impl Trace {
    /// Starts the clock.
    #[must_use]
    pub fn start() -> Self {
        Self {
            start: Instant::now(),
            kept: Mutex::default(),
        }
    }

    /// Runs `work` as the task called `task`, on the thread that calls this, and keeps when it ran.
    pub fn task<R>(&self, task: usize, work: impl FnOnce() -> R) -> R {
        let start = self.start.elapsed().as_secs_f64();
        let result = work();
        let end = self.start.elapsed().as_secs_f64();
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let thread = kept.number(&thread::current());
        kept.spans.push(Span {
            task,
            thread,
            start,
            end,
        });
        result
    }

    /// What was recorded, in the order of the beginnings; threads in the order of their names.
    #[must_use]
    pub fn end(self) -> Spans {
        let kept = self
            .kept
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner);
        let mut order: Vec<usize> = (0..kept.names.len()).collect();
        // Threads without a name in the order in which they came.
        order.sort_by_key(|&number| kept.names[number].clone());
        let mut place = vec![0; order.len()];
        for (new, &old) in order.iter().enumerate() {
            place[old] = new;
        }
        let mut threads: Vec<String> = Vec::new();
        for (new, &old) in order.iter().enumerate() {
            let name = kept.names[old].clone();
            let name = name.unwrap_or_else(|| format!("thread {new}"));
            // Two pools may call their threads the same.
            let twins = order[..new]
                .iter()
                .filter(|&&other| kept.names[other].as_ref() == Some(&name));
            threads.push(match twins.count() {
                0 => name,
                twins => format!("{name} ({})", twins + 1),
            });
        }
        let moved = |span: Span| Span {
            thread: place[span.thread],
            ..span
        };
        Spans::new(threads, kept.spans.into_iter().map(moved).collect())
    }
}

impl Kept {
    fn number(&mut self, thread: &thread::Thread) -> usize {
        let next = self.names.len();
        let number = *self.numbers.entry(thread.id()).or_insert(next);
        if number == next {
            self.names.push(thread.name().map(str::to_owned));
        }
        number
    }
}

/// The tasks of a [`Trace`], used like a slice of [`Span`], with the names of their threads.
///
/// ```
/// use bench::{Span, Spans};
///
/// let span = |task, thread, start, end| Span { task, thread, start, end };
/// let spans = Spans::new(
///     vec!["a".into(), "b".into()],
///     vec![span(0, 0, 0.0, 1.0), span(1, 1, 0.0, 3.0), span(2, 0, 1.0, 2.0)],
/// );
/// assert_eq!((spans.busy(0), spans.busy(1), spans.duration()), (2.0, 3.0, 3.0));
/// assert_eq!(spans.balance(), 5.0 / 6.0);
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Spans {
    threads: Vec<String>,
    spans: Vec<Span>,
}

impl Spans {
    /// Tasks on threads with these names; one on a thread without a name is left out.
    #[must_use]
    pub fn new(threads: Vec<String>, mut spans: Vec<Span>) -> Self {
        spans.retain(|span| span.thread < threads.len());
        spans.sort_by(|a, b| a.start.total_cmp(&b.start));
        Self { threads, spans }
    }

    /// The names of the threads that did something.
    #[must_use]
    pub fn threads(&self) -> &[String] {
        &self.threads
    }

    /// Seconds from the start of the trace to the end of the last task.
    #[must_use]
    pub fn duration(&self) -> f64 {
        self.spans.iter().map(|span| span.end).fold(0.0, f64::max)
    }

    /// Seconds that thread number `thread` was at work.
    #[must_use]
    pub fn busy(&self, thread: usize) -> f64 {
        let mine = self.spans.iter().filter(|span| span.thread == thread);
        mine.map(|span| span.end - span.start).sum()
    }

    /// The part of the threads' time that was work: Σ busy / (threads · duration), 1 at best.
    ///
    /// NaN when nothing was recorded.
    #[must_use]
    pub fn balance(&self) -> f64 {
        let busy: f64 = (0..self.threads.len())
            .map(|thread| self.busy(thread))
            .sum();
        busy / (self.threads.len() as f64 * self.duration())
    }
}

impl Deref for Spans {
    type Target = [Span];

    fn deref(&self) -> &[Span] {
        &self.spans
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::thread::Builder;

    fn on_threads(names: &[Option<&str>], tasks: usize) -> Spans {
        let trace = Trace::start();
        thread::scope(|scope| {
            for (k, name) in names.iter().enumerate() {
                let builder = Builder::new();
                let builder = match name {
                    Some(name) => builder.name((*name).to_owned()),
                    None => builder,
                };
                let trace = &trace;
                let work = move || {
                    (0..tasks).for_each(|i| trace.task(k * tasks + i, || ()));
                };
                builder.spawn_scoped(scope, work).unwrap();
            }
        });
        trace.end()
    }

    #[test]
    fn each_task_is_kept_once_on_its_own_thread() {
        let spans = on_threads(&[Some("b"), Some("a"), Some("c")], 50);
        assert_eq!(spans.threads(), ["a", "b", "c"]);
        let mut tasks: Vec<usize> = spans.iter().map(|span| span.task).collect();
        tasks.sort_unstable();
        assert_eq!(tasks, (0..150).collect::<Vec<_>>());
        // The first fifty were done by the thread called "b", which is now number 1.
        for span in spans.iter() {
            assert_eq!(span.thread, [1, 0, 2][span.task / 50], "{span:?}");
            assert!(0.0 <= span.start && span.start <= span.end && span.end <= spans.duration());
        }
        assert!(spans.windows(2).all(|two| two[0].start <= two[1].start));
    }

    #[test]
    fn threads_without_a_name_get_a_number() {
        let spans = on_threads(&[None, Some("named"), None], 2);
        assert_eq!(spans.threads(), ["thread 0", "thread 1", "named"]);
    }

    #[test]
    fn threads_of_one_name_are_told_apart() {
        let spans = on_threads(&[Some("a"), Some("a"), Some("b"), Some("a")], 3);
        assert_eq!(spans.threads(), ["a", "a (2)", "a (3)", "b"]);
        assert!(
            (0..4).all(|thread| spans.iter().filter(|span| span.thread == thread).count() == 3)
        );
    }

    #[test]
    fn nothing_is_a_trace_too() {
        let spans = Trace::start().end();
        assert!(spans.is_empty() && spans.threads().is_empty() && spans.balance().is_nan());
        let stray = Span {
            task: 0,
            thread: 3,
            start: 0.0,
            end: 1.0,
        };
        assert!(Spans::new(vec!["a".into()], vec![stray]).is_empty());
    }

    #[test]
    fn a_trace_survives_a_task_that_panics() {
        let trace = Trace::start();
        let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            trace.task(0, || panic!("on purpose"));
        }));
        assert!(panicked.is_err());
        assert_eq!(trace.task(1, || 7), 7);
        assert_eq!(trace.end().len(), 1);
    }
}
