//! How the running code was built, and whether its times mean anything.

use std::cell::Cell;
use std::fmt;
use std::hint::black_box;
use std::panic;
use std::sync::{Arc, OnceLock};

/// How the running code was built.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Build {
    /// The compiler, such as "rustc 1.95.0 (…)".
    pub rustc: &'static str,
    /// The optimisation level: "0" to "3", "s" or "z".
    pub opt_level: &'static str,
    /// Whether `debug_assert!` is on.
    pub debug_assertions: bool,
    /// Whether `+` on integers looks for overflow.
    pub overflow_checks: bool,
    /// The widest vector instructions the compiler may use without asking at run time, such as "SSE2".
    pub target_simd: &'static str,
}

impl Build {
    pub(super) fn here() -> Self {
        Self {
            rustc: env!("BENCH_RUSTC"),
            opt_level: env!("BENCH_OPT_LEVEL"),
            debug_assertions: cfg!(debug_assertions),
            overflow_checks: overflow_checks(),
            target_simd: target_simd(),
        }
    }

    pub(super) fn release_like(&self) -> Result<(), NotRelease> {
        let mut obstacles = Vec::new();
        if self.opt_level != "3" {
            obstacles.push(Obstacle::OptLevel(self.opt_level));
        }
        if self.overflow_checks {
            obstacles.push(Obstacle::OverflowChecks);
        }
        if self.debug_assertions {
            obstacles.push(Obstacle::DebugAssertions);
        }
        if obstacles.is_empty() {
            Ok(())
        } else {
            Err(NotRelease { obstacles })
        }
    }
}

impl fmt::Display for Build {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let on = |flag| if flag { "on" } else { "off" };
        write!(
            f,
            "{}, opt-level {}, overflow checks {}, debug assertions {}, compiled for {}",
            self.rustc,
            self.opt_level,
            on(self.overflow_checks),
            on(self.debug_assertions),
            self.target_simd
        )
    }
}

/// One thing that makes code slower than a release build of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Obstacle {
    /// Optimised less than level 3.
    OptLevel(&'static str),
    /// Integer arithmetic looks for overflow, which also keeps loops from using vector instructions.
    OverflowChecks,
    /// `debug_assert!` is on, in the libraries too.
    DebugAssertions,
}

impl Obstacle {
    /// The environment variable, with its value, that takes the obstacle away for an evcxr kernel.
    pub fn remedy(self) -> &'static str {
        match self {
            Self::OptLevel(_) => "CARGO_PROFILE_DEV_OPT_LEVEL=3",
            Self::OverflowChecks => "CARGO_PROFILE_DEV_OVERFLOW_CHECKS=false",
            Self::DebugAssertions => "CARGO_PROFILE_DEV_DEBUG_ASSERTIONS=false",
        }
    }
}

impl fmt::Display for Obstacle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OptLevel(level) => write!(f, "opt-level is {level}, not 3"),
            Self::OverflowChecks => f.write_str("overflow checks are on"),
            Self::DebugAssertions => f.write_str("debug assertions are on"),
        }
    }
}

/// Times taken here are not those of a release build, because of these obstacles (at least one).
#[derive(Clone, Debug, PartialEq)]
pub struct NotRelease {
    /// What slows the code down.
    pub obstacles: Vec<Obstacle>,
}

impl fmt::Display for NotRelease {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let reasons: Vec<String> = self.obstacles.iter().map(ToString::to_string).collect();
        let remedies: Vec<&str> = self.obstacles.iter().map(|o| o.remedy()).collect();
        write!(
            f,
            "times here are not release times: {}; start the kernel with {}, or run a program with --release",
            reasons.join(", "),
            remedies.join(" ")
        )
    }
}

impl std::error::Error for NotRelease {}

thread_local! {
    static QUIET: Cell<bool> = const { Cell::new(false) };
}

/// Whether integer overflow panics in this build: there is no stable `cfg` for it, so it is tried.
fn overflow_checks() -> bool {
    static FOUND: OnceLock<bool> = OnceLock::new();
    *FOUND.get_or_init(|| {
        // The probe's panic is an answer, not a fault: keep its message off the screen, and that
        // of no other thread.
        let usual = Arc::new(panic::take_hook());
        let in_probe = Arc::clone(&usual);
        panic::set_hook(Box::new(move |info| {
            if !QUIET.get() {
                in_probe(info);
            }
        }));
        QUIET.set(true);
        let panicked =
            panic::catch_unwind(|| black_box(black_box(u8::MAX) + black_box(1))).is_err();
        QUIET.set(false);
        drop(panic::take_hook());
        if let Ok(usual) = Arc::try_unwrap(usual) {
            panic::set_hook(usual);
        }
        panicked
    })
}

fn target_simd() -> &'static str {
    if cfg!(target_feature = "avx512f") {
        "AVX-512"
    } else if cfg!(all(target_feature = "avx2", target_feature = "fma")) {
        "AVX2 and FMA"
    } else if cfg!(target_feature = "sse2") {
        "SSE2"
    } else if cfg!(target_feature = "neon") {
        "NEON"
    } else {
        "no vector instructions"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_probe_finds_what_the_profile_says() {
        // Cargo's own profiles, which the tests run with, switch both together.
        assert_eq!(overflow_checks(), cfg!(debug_assertions));
        // The hook that was there is back: a second look gives the same and says nothing.
        assert_eq!(Build::here().overflow_checks, cfg!(debug_assertions));
    }

    #[test]
    fn each_obstacle_is_named_with_its_remedy() {
        let mut build = Build::here();
        build.opt_level = "2";
        build.overflow_checks = true;
        build.debug_assertions = true;
        let not = build.release_like().unwrap_err();
        assert_eq!(not.obstacles.len(), 3);
        let text = not.to_string();
        assert!(
            text.contains("opt-level is 2") && text.contains("OVERFLOW_CHECKS=false"),
            "{text}"
        );

        build.opt_level = "3";
        build.overflow_checks = false;
        build.debug_assertions = false;
        assert_eq!(build.release_like(), Ok(()));
    }
}
