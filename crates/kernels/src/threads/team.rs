//! A team that stays awake: the calling thread and threads of its pool, through many short rounds.
//!
//! To wake a thread takes as long as much of the work here: 50 µs and more in a virtual machine,
//! beside 100 µs for a step of a thousand bodies. So the helpers are called once and then wait for the
//! next round spinning, and after a while yielding. And the caller works itself. A caller that goes to
//! sleep while its pool wakes up leaves one processor looking busy and the other with two threads on
//! it, until the system notices after 4 ms; OpenMP's master thread works itself, too.
//!
//! Nobody waits for a helper that has not come: tasks are taken one by one by whoever is there, and the
//! caller waits only for tasks that were taken. So a pool that is busy, that has a single thread, or
//! that the caller is itself part of, costs time, never a deadlock.

use super::apart::Apart;
use rayon::ThreadPool;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

/// What every member sees. `task(phase, index)` is the work.
struct Shared<'a> {
    task: &'a (dyn Fn(usize, usize) + Sync),
    /// An [`Open`].
    open: Line<AtomicU64>,
    /// Tasks finished, in all rounds.
    done: Line<AtomicUsize>,
    /// Helpers at work or waiting for some.
    here: Line<AtomicUsize>,
    /// No round will come any more.
    over: AtomicBool,
    apart: Apart,
}

/// A cache line of its own for what one thread writes while others spin on it.
#[derive(Default)]
#[repr(align(128))]
struct Line<T>(T);

/// The tasks of the round that nobody has taken yet: `first..end`. All in one number, so that it can be
/// exchanged at once.
#[derive(Clone, Copy)]
struct Open {
    phase: usize,
    first: usize,
    end: usize,
}

/// The caller takes tasks from the front, helpers take them from the back: so a task is done by the
/// same thread in most rounds, and finds its data in that thread's cache.
#[derive(Clone, Copy)]
enum End {
    Front,
    Back,
}

impl Open {
    /// 24 bits for each of `first` and `end`, 16 for `phase`.
    const MOST: usize = 1 << 24;

    fn to_bits(self) -> u64 {
        (self.phase << 48 | self.first << 24 | self.end) as u64
    }

    fn from_bits(bits: u64) -> Self {
        let bits = bits as usize;
        Open {
            phase: bits >> 48,
            first: (bits >> 24) % Self::MOST,
            end: bits % Self::MOST,
        }
    }

    /// One task, and what is left then.
    fn take(self, end: End) -> Option<(usize, Self)> {
        let Open {
            first, end: last, ..
        } = self;
        if first == last {
            return None;
        }
        Some(match end {
            End::Front => (
                first,
                Open {
                    first: first + 1,
                    ..self
                },
            ),
            End::Back => (
                last - 1,
                Open {
                    end: last - 1,
                    ..self
                },
            ),
        })
    }
}

/// Starts rounds of tasks. The caller holds it; it works itself.
pub(crate) struct Team<'a> {
    shared: &'a Shared<'a>,
    /// Tasks of all rounds so far.
    asked: usize,
}

impl Team<'_> {
    /// Does `task(phase, index)` for every index below `tasks`. What the tasks of this round wrote is
    /// seen after it, and by all tasks of the next.
    pub(crate) fn round(&mut self, phase: usize, tasks: usize) {
        assert!(tasks < Open::MOST, "{tasks} tasks in one round");
        let open = Open {
            phase,
            first: 0,
            end: tasks,
        };
        self.asked += tasks;
        self.shared.open.0.store(open.to_bits(), Ordering::Release);
        while self.shared.take_one(End::Front) {}
        let mut wait = Wait::default();
        while self.shared.done.0.load(Ordering::Acquire) != self.asked {
            wait.pause();
        }
    }
}

impl Shared<'_> {
    /// Takes a task and does it; false if none was left.
    fn take_one(&self, end: End) -> bool {
        let mut seen = self.open.0.load(Ordering::Acquire);
        let (phase, index) = loop {
            let open = Open::from_bits(seen);
            let Some((index, rest)) = open.take(end) else {
                return false;
            };
            let (taken, not) = (Ordering::Acquire, Ordering::Acquire);
            let open_now = self
                .open
                .0
                .compare_exchange_weak(seen, rest.to_bits(), taken, not);
            match open_now {
                Ok(_) => break (open.phase, index),
                Err(now) => seen = now,
            }
        };
        let _finished = Finished(&self.done.0);
        (self.task)(phase, index);
        true
    }

    /// Works until the team is over.
    fn help(&self) {
        self.here.0.fetch_add(1, Ordering::Relaxed);
        let _left = Left(&self.here.0);
        self.apart.settle();
        let mut wait = Wait::default();
        while !self.over.load(Ordering::Acquire) {
            if self.take_one(End::Back) {
                wait = Wait::default();
            } else {
                wait.pause();
            }
        }
    }
}

/// Counts a task as finished, also when it panics: the caller must not wait for it for ever.
struct Finished<'a>(&'a AtomicUsize);

impl Drop for Finished<'_> {
    fn drop(&mut self) {
        self.0.fetch_add(1, Ordering::Release);
    }
}

/// Counts a helper out.
struct Left<'a>(&'a AtomicUsize);

impl Drop for Left<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Release);
    }
}

/// Sends the helpers home, also when the caller panics.
struct Over<'a>(&'a Shared<'a>);

impl Drop for Over<'_> {
    fn drop(&mut self) {
        self.0.over.store(true, Ordering::Release);
        // The scope waits for them sleeping, and to be woken takes long: it should find them gone.
        let mut wait = Wait::default();
        while self.0.here.0.load(Ordering::Acquire) > 0 {
            wait.pause();
        }
        (0..20).for_each(|_| std::hint::spin_loop());
    }
}

/// Spins for some ten microseconds, then lets others have the processor.
#[derive(Default)]
struct Wait {
    turns: u32,
}

impl Wait {
    fn pause(&mut self) {
        if self.turns < 1000 {
            self.turns += 1;
            std::hint::spin_loop();
        } else {
            std::thread::yield_now();
        }
    }
}

/// Runs `lead` on this thread, with a team of as many threads as `pool` has, this one among them.
///
/// Each round that `lead` starts does `task(phase, index)` for all its indices.
///
/// # Panics
/// If a task or `lead` does; nobody is left waiting.
pub(crate) fn team<R>(
    pool: &ThreadPool,
    task: &(dyn Fn(usize, usize) + Sync),
    lead: impl FnOnce(&mut Team<'_>) -> R,
) -> R {
    let shared = &Shared {
        task,
        open: Line::default(),
        done: Line::default(),
        here: Line::default(),
        over: AtomicBool::new(false),
        apart: Apart::default(),
    };
    pool.in_place_scope(|scope| {
        let _over = Over(shared);
        shared.apart.settle();
        for _ in 1..pool.current_num_threads() {
            scope.spawn(|_| shared.help());
        }
        lead(&mut Team { shared, asked: 0 })
    })
}

/// `work(index, part)` for each part, taken one by one by this thread and threads of `pool`.
///
/// # Panics
/// If `work` does.
pub(crate) fn share<T: Send>(
    pool: &ThreadPool,
    parts: impl Iterator<Item = T>,
    work: impl Fn(usize, T) + Sync,
) {
    let parts: Vec<_> = parts.map(|part| Mutex::new(Some(part))).collect();
    // Nobody else has this index: the lock is free, and says so to the compiler.
    let take = |index: usize| {
        let mut part = parts[index].lock().unwrap_or_else(PoisonError::into_inner);
        part.take()
    };
    let task = |_: usize, index: usize| {
        if let Some(part) = take(index) {
            work(index, part);
        }
    };
    if parts.len() > 1 {
        team(pool, &task, |team| team.round(0, parts.len()));
    } else {
        (0..parts.len()).for_each(|index| task(0, index));
    }
}
