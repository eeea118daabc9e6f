//! A loop for tasks, on the thread that waits for it.

use std::cell::Cell;
use std::future::Future;
use std::time::{Duration, Instant};

use tokio::runtime::Builder;
use tokio::task::JoinSet;

thread_local! {
    /// Whether this thread is inside [`block_on`].
    static ON_LOOP: Cell<bool> = const { Cell::new(false) };
}

/// Whether the calling code runs on the thread of a loop, where it keeps every other task waiting.
pub(crate) fn is_on_loop() -> bool {
    ON_LOOP.get()
}

/// Runs a future to its end on this thread, with a loop of its own, and returns its value.
///
/// The same as `#[tokio::main(flavor = "current_thread")]` does. When it returns the loop is gone, and
/// with it every task that was spawned on it and did not end: nothing outlives the call.
///
/// # Panics
/// When the system gives no loop (too many open files), and inside of another loop, where `.await` is
/// the way to wait.
///
/// ```
/// use waiting::{block_on, tokio};
/// let sum = block_on(async {
///     tokio::time::sleep(std::time::Duration::from_millis(1)).await;
///     1 + 1
/// });
/// assert_eq!(sum, 2);
/// ```
pub fn block_on<F: Future>(future: F) -> F::Output {
    /// Says that the loop is over, also when the future panics.
    struct Over(bool);
    impl Drop for Over {
        fn drop(&mut self) {
            ON_LOOP.set(self.0);
        }
    }
    let runtime = Builder::new_current_thread()
        .enable_all()
        // As the pools of `kernels` are called: whose panics a check tells in its own words.
        .thread_name("kernels-blocking")
        .build()
        .expect("the operating system gives a loop to wait with");
    let _over = Over(ON_LOOP.replace(true));
    runtime.block_on(future)
}

/// Tasks of the loop that this is called on that were spawned and have not ended; 0 outside of a loop.
///
/// ```
/// use waiting::{block_on, live_tasks, tokio::task::JoinSet};
/// let (before, after) = block_on(async {
///     let mut tasks = JoinSet::new();
///     tasks.spawn(std::future::pending::<()>());
///     let before = live_tasks();
///     tasks.shutdown().await; // cancels, and waits until they are gone
///     (before, live_tasks())
/// });
/// assert_eq!((before, after, live_tasks()), (1, 0, 0));
/// ```
#[must_use]
pub fn live_tasks() -> usize {
    tokio::runtime::Handle::try_current().map_or(0, |here| here.metrics().num_alive_tasks())
}

/// How late a task woke up that wanted to wake up regularly.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Heartbeat {
    /// When each beat was due, in seconds since the begin.
    pub due: Vec<f64>,
    /// How late it came, in seconds.
    pub late: Vec<f64>,
}

impl Heartbeat {
    /// The latest beat's delay, in seconds; 0 without any.
    ///
    /// ```
    /// let beats = waiting::Heartbeat { due: vec![0.0, 0.1], late: vec![0.002, 0.05] };
    /// assert_eq!(beats.worst(), 0.05);
    /// ```
    #[must_use]
    pub fn worst(&self) -> f64 {
        self.late.iter().copied().fold(0.0, f64::max)
    }
}

/// Runs `work` beside a task that wants to wake up `every` so often, and tells how late that was each time.
///
/// Where something keeps the loop's thread, every other task waits: the beats show for how long.
///
/// ```
/// use std::time::Duration;
/// use waiting::{beside_heartbeat, block_on};
/// let work = async { std::thread::sleep(Duration::from_millis(30)) }; // the wrong way to wait
/// let ((), beats) = block_on(beside_heartbeat(Duration::from_millis(5), work));
/// assert!(beats.worst() > 0.02);
/// ```
pub async fn beside_heartbeat<F: Future>(every: Duration, work: F) -> (F::Output, Heartbeat) {
    let (stop, mut stopped) = tokio::sync::watch::channel(());
    let begin = Instant::now();
    let mut heart = JoinSet::new();
    heart.spawn(async move {
        let mut beats = Heartbeat::default();
        for count in 1.. {
            let due = every * count;
            let wait = due.saturating_sub(begin.elapsed());
            // Woken early, the work is done.
            let over = tokio::time::timeout(wait, stopped.changed()).await.is_ok();
            let late = begin.elapsed().saturating_sub(due);
            if over && late.is_zero() {
                break;
            }
            beats.due.push(due.as_secs_f64());
            beats.late.push(late.as_secs_f64());
        }
        beats
    });
    // The heart beats before the work begins.
    tokio::task::yield_now().await;
    let output = work.await;
    drop(stop);
    let beats = match heart.join_next().await {
        Some(Ok(beats)) => beats,
        _ => Heartbeat::default(),
    };
    (output, beats)
}
