//! Counter-based random numbers: number `k` of a stream is a function of the seed and `k` alone.
//!
//! No state is carried from one number to the next, so any number of threads or ranks may take any
//! share of a stream, in any order, and the numbers are the same.
//!
//! The function is SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number
//! generators", OOPSLA 2014, with Stafford's mix 13): bijective, passes `BigCrush`. It is not for secrets.

/// The odd number nearest to 2⁶⁴ / golden ratio: the step from one counter to the next.
pub const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

/// Mixes 64 bits so that every input bit reaches every output bit.
///
/// ```
/// use kernels::random::mix;
/// assert_eq!(mix(0), 0);
/// // First output of SplitMix64 with seed 0, as published.
/// assert_eq!(mix(kernels::random::GOLDEN), 0xe220_a839_7b1d_cdaf);
/// ```
#[inline]
#[must_use]
pub const fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// One stream of random numbers, addressed by counter.
///
/// ```
/// use kernels::random::Stream;
/// let stream = Stream::new(42);
/// assert_eq!(stream.bits(7), stream.bits(7));        // no hidden state
/// assert_ne!(stream.bits(7), Stream::new(43).bits(7));
/// assert!((0.0..1.0).contains(&stream.uniform(7)));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stream {
    key: u64,
}

impl Stream {
    /// The stream of this seed. Neighbouring seeds give unrelated streams.
    #[must_use]
    pub const fn new(seed: u64) -> Self {
        // Mixed once, so that seed s + 1 is not seed s moved along by one number.
        Stream {
            key: mix(seed ^ GOLDEN),
        }
    }

    /// A stream of its own for each `index`: one per body, per row, per rank.
    ///
    /// ```
    /// # use kernels::random::Stream;
    /// let all = Stream::new(1);
    /// assert_ne!(all.split(0).bits(0), all.split(1).bits(0));
    /// ```
    #[must_use]
    pub const fn split(self, index: u64) -> Self {
        Stream::new(self.bits(index))
    }

    /// Where the stream starts: number `k` is `mix(key + (k + 1) · GOLDEN)`. For vector code.
    #[must_use]
    pub const fn key(self) -> u64 {
        self.key
    }

    /// 64 random bits, number `k` of the stream.
    #[inline]
    #[must_use]
    pub const fn bits(self, k: u64) -> u64 {
        mix(self
            .key
            .wrapping_add(k.wrapping_add(1).wrapping_mul(GOLDEN)))
    }

    /// A uniform number in [0, 1), number `k` of the stream, with 53 random bits.
    #[inline]
    #[must_use]
    pub const fn uniform(self, k: u64) -> f64 {
        (self.bits(k) >> 11) as f64 * (1.0 / (1u64 << 53) as f64)
    }
}
