//! What the numbers were measured on: processor, caches, memory, and how the code was built.

mod build;
mod describe;
mod limits;
mod memory;
mod peak;

use std::fmt;
use std::sync::OnceLock;

pub use build::{Build, NotRelease, Obstacle};
pub use limits::Limits;

/// The machine that this program runs on.
///
/// What cannot be found out is left empty or zero, and left out when shown.
///
/// ```
/// let machine = bench::machine::Machine::here();
/// assert!(machine.threads >= 1);
/// assert!(machine.to_string().contains("rustc"));
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Machine {
    /// The processor's name as the operating system gives it; may be empty.
    pub cpu: String,
    /// Threads that this program may run at once (affinity and container quotas considered).
    pub threads: usize,
    /// Physical cores of the machine; 0 when unknown.
    pub cores: usize,
    /// The widest vector instructions the processor has, such as "AVX-512".
    pub simd: &'static str,
    /// Data and unified caches, nearest first; may be empty.
    pub caches: Vec<Cache>,
    /// Main memory in bytes; 0 when unknown.
    pub memory: u64,
    /// The operating system and its kernel.
    pub os: String,
    /// How the code was built.
    pub build: Build,
}

/// One data or unified cache.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Cache {
    /// 1 is the nearest to the core.
    pub level: u8,
    /// Size in bytes.
    pub bytes: u64,
    /// Hardware threads that share it.
    pub shared_by: usize,
}

impl Machine {
    /// Describes this machine; looked up once, then remembered.
    pub fn here() -> &'static Self {
        static HERE: OnceLock<Machine> = OnceLock::new();
        HERE.get_or_init(describe::describe)
    }

    /// What this machine can do at most: measured in about a second the first time, then remembered.
    ///
    /// ```no_run
    /// let limits = bench::machine::Machine::here().limits();
    /// println!("one core: {:.0} GFLOP/s, {:.0} GB/s", limits.gflops_one, limits.gbytes_one);
    /// ```
    pub fn limits(&self) -> &'static Limits {
        static LIMITS: OnceLock<Limits> = OnceLock::new();
        LIMITS.get_or_init(|| limits::measure_limits(self))
    }

    /// Whether times taken here mean what they mean in a release build.
    ///
    /// # Errors
    /// [`NotRelease`] with each thing that slows the code down, and what to do about it.
    pub fn release_like(&self) -> Result<(), NotRelease> {
        self.build.release_like()
    }

    /// The largest cache, in bytes; 0 when unknown.
    pub fn last_cache(&self) -> u64 {
        self.caches
            .iter()
            .map(|cache| cache.bytes)
            .max()
            .unwrap_or(0)
    }
}

/// A size in the binary unit that keeps the number short: "48 KiB", "23.5 GiB".
pub(crate) fn binary_size(bytes: u64) -> String {
    const UNITS: [&str; 5] = ["B", "KiB", "MiB", "GiB", "TiB"];
    let mut value = bytes as f64;
    let mut unit = 0;
    while value >= 1024.0 && unit + 1 < UNITS.len() {
        value /= 1024.0;
        unit += 1;
    }
    let digits = usize::from(value < 100.0 && value.fract() > 0.04);
    format!("{value:.digits$} {}", UNITS[unit])
}

impl fmt::Display for Machine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let cpu = if self.cpu.is_empty() {
            "unknown processor"
        } else {
            &self.cpu
        };
        write!(f, "processor: {cpu}")?;
        if self.cores > 0 {
            write!(f, ", {} cores", self.cores)?;
        }
        writeln!(
            f,
            ", {} threads for this program, {}",
            self.threads, self.simd
        )?;
        if !self.caches.is_empty() {
            let caches: Vec<String> = self
                .caches
                .iter()
                .map(|cache| format!("L{} {}", cache.level, binary_size(cache.bytes)))
                .collect();
            writeln!(f, "caches: {}", caches.join(", "))?;
        }
        if self.memory > 0 {
            writeln!(f, "memory: {}", binary_size(self.memory))?;
        }
        writeln!(f, "system: {}", self.os)?;
        write!(f, "build: {}", self.build)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_short() {
        assert_eq!(binary_size(48 << 10), "48 KiB");
        assert_eq!(binary_size(512), "512 B");
        assert_eq!(binary_size((23 << 30) + (1 << 29)), "23.5 GiB");
        assert_eq!(binary_size(0), "0 B");
    }

    #[test]
    fn unknown_things_are_left_out() {
        let mut machine = Machine::here().clone();
        machine.cpu.clear();
        machine.cores = 0;
        machine.caches.clear();
        machine.memory = 0;
        let text = machine.to_string();
        assert!(text.starts_with("processor: unknown processor, "));
        assert!(!text.contains("caches") && !text.contains("memory") && !text.contains("cores"));
        assert_eq!(machine.last_cache(), 0);
    }
}
