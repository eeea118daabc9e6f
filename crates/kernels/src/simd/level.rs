//! Which vector instructions there are.

use std::fmt;

/// A set of vector instructions.
///
/// ```
/// use kernels::simd::Level;
/// assert!(Level::Portable.is_available());
/// assert!(Level::available().contains(&Level::best()));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Level {
    /// What every processor of this architecture has; the compiler makes of it what it can.
    Portable,
    /// 64-bit Arm: 2 f64 at a time.
    Neon,
    /// x86-64 with AVX2 and FMA (most since 2013): 4 f64 at a time.
    Avx2,
    /// x86-64 with AVX-512 F and DQ: 8 f64 at a time.
    Avx512,
}

impl Level {
    const ALL: [Level; 4] = [Level::Portable, Level::Neon, Level::Avx2, Level::Avx512];

    /// Whether this processor has it. Asked once, then remembered by the standard library.
    #[must_use]
    pub fn is_available(self) -> bool {
        match self {
            Level::Portable => true,
            Level::Neon => cfg!(target_arch = "aarch64"),
            #[cfg(target_arch = "x86_64")]
            Level::Avx2 => is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma"),
            #[cfg(target_arch = "x86_64")]
            Level::Avx512 => {
                is_x86_feature_detected!("avx512f")
                    && is_x86_feature_detected!("avx512dq")
                    && Level::Avx2.is_available()
            }
            #[cfg(not(target_arch = "x86_64"))]
            Level::Avx2 | Level::Avx512 => false,
        }
    }

    /// The widest that this processor has.
    #[must_use]
    pub fn best() -> Level {
        let available = |level: &&Level| level.is_available();
        *Level::ALL
            .iter()
            .rev()
            .find(available)
            .unwrap_or(&Level::Portable)
    }

    /// All that this processor has, the narrowest first.
    #[must_use]
    pub fn available() -> Vec<Level> {
        Level::ALL
            .into_iter()
            .filter(|level| level.is_available())
            .collect()
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Level::Portable => "portable",
            Level::Neon => "NEON",
            Level::Avx2 => "AVX2",
            Level::Avx512 => "AVX-512",
        })
    }
}
