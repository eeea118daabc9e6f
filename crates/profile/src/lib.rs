//! Where a closure spends its time, sampled, as a flame graph in the notebook.
//!
//! A timer interrupts the program some hundred times a second of processor time; each time the
//! stack is kept. Functions that are on the stack often are those that cost. No hardware counters
//! and no rights are needed, and all threads are seen.
//!
//! ```
//! #[inline(never)]
//! fn busy(n: u64) -> u64 {
//!     (0..n).fold(1, |x: u64, i| x.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(i) ^ (x >> 3))
//! }
//! let figure = profile::flamegraph(|| busy(1_000_000));
//! println!("{}", figure.text);
//! ```

mod names;
#[cfg(unix)]
mod sampler;
#[cfg(not(unix))]
#[path = "elsewhere.rs"]
mod sampler;

#[cfg(all(test, target_os = "linux"))]
mod tests;

use names::Names;
use show::Figure;
use std::collections::HashMap;
use std::fmt;
use std::hint::black_box;
use std::time::{Duration, Instant};

/// Short work is repeated until there are this many samples: fewer say little.
const ENOUGH: usize = 250;
/// It is not repeated for longer than this, whatever the number of samples.
const LONGEST: Duration = Duration::from_millis(2500);

/// Why there is no profile.
#[derive(Debug)]
#[non_exhaustive]
pub enum ProfileError {
    /// Another profile is being taken: the timer is one for the whole process.
    Busy,
    /// The operating system refused the timer or the signal.
    System(std::io::Error),
    /// There is no such timer on this operating system.
    Unsupported,
}

impl fmt::Display for ProfileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Busy => {
                f.write_str("another profile is being taken in this process; wait for it")
            }
            Self::System(cause) => write!(
                f,
                "the operating system refused the profiling timer: {cause}"
            ),
            Self::Unsupported => f.write_str("profiles need a Unix system (Linux, macOS)"),
        }
    }
}

impl std::error::Error for ProfileError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::System(cause) => Some(cause),
            _ => None,
        }
    }
}

/// Stacks from the outermost function to the innermost, each with how often it was seen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Profile {
    /// Names of functions from the outermost to the innermost, and how many samples had this stack.
    pub stacks: Vec<(Vec<String>, u64)>,
    /// How often the work ran.
    pub calls: usize,
}

impl Profile {
    /// Number of samples.
    ///
    /// ```
    /// let stacks = vec![(vec!["main".to_owned()], 3), (vec!["main".to_owned(), "work".to_owned()], 4)];
    /// assert_eq!(profile::Profile { stacks, calls: 1 }.samples(), 7);
    /// ```
    #[must_use]
    pub fn samples(&self) -> u64 {
        self.stacks.iter().map(|(_, count)| count).sum()
    }

    /// The flame graph, with the functions that cost most as its text.
    #[must_use]
    pub fn figure(&self) -> Figure {
        let calls = if self.calls == 1 {
            "one call".to_owned()
        } else {
            format!("{} calls", self.calls)
        };
        show::flames(&format!("Profile of {calls}"), &self.stacks)
    }
}

/// Samples `work` while it runs; short work is repeated for a second or two.
///
/// Functions that the compiler inlined count as part of their caller; `#[inline(never)]` keeps one
/// apart. Waiting (for a file, a lock, another thread) uses no processor time and is not seen.
///
/// # Errors
/// [`ProfileError`]: another profile is being taken, or the system has no such timer.
pub fn profile<T>(mut work: impl FnMut() -> T) -> Result<Profile, ProfileError> {
    let mut calls = 0;
    let samples = sampler::sample(|| {
        let begin = Instant::now();
        while calls == 0 || (sampler::count() < ENOUGH && begin.elapsed() < LONGEST) {
            calls += 1;
            names::outermost(|| {
                black_box(work());
            });
        }
    })?;
    let mut names = Names::default();
    let mut stacks: HashMap<Vec<String>, u64> = HashMap::new();
    for sample in samples {
        let stack = names.stack(&sample);
        if !stack.is_empty() {
            *stacks.entry(stack).or_default() += 1;
        }
    }
    let mut stacks: Vec<_> = stacks.into_iter().collect();
    stacks.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    Ok(Profile { stacks, calls })
}

/// A flame graph of what `work` does with its time; the text lists the functions that cost most.
///
/// What keeps it from being taken is said in the place of the picture. See [`profile`] for what is
/// seen and what is not.
#[must_use = "the picture shows itself as the last expression of a cell"]
pub fn flamegraph<T>(work: impl FnMut() -> T) -> Figure {
    match profile(work) {
        Ok(profile) => profile.figure(),
        Err(why) => Figure::message(&format!("No profile: {why}.")),
    }
}
