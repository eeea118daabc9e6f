//! The order of the sum: which numbers make a leaf, and which leaves are added to which.

use std::ops::Range;

/// Numbers in a leaf: 32 KiB, which most first caches hold.
pub(super) const LEAF: usize = 4096;

/// Sums side by side in a leaf: four registers of AVX-512, enough to hide how long an addition takes.
pub(super) const LANES: usize = 32;

/// Where a branch over more than one leaf is cut in two: after the largest power of two of leaves
/// that leaves something for the right side.
pub(super) fn cut(len: usize) -> usize {
    LEAF * (len.div_ceil(LEAF).next_power_of_two() / 2)
}

/// The sum over `range`, branch by branch, where `leaf` adds up at most [`LEAF`] numbers.
pub(super) fn serial(range: Range<usize>, leaf: &impl Fn(Range<usize>) -> f64) -> f64 {
    if range.len() <= LEAF {
        return leaf(range);
    }
    let middle = range.start + cut(range.len());
    serial(range.start..middle, leaf) + serial(middle..range.end, leaf)
}

/// The sums of neighbouring branches added up, as [`serial`] does it above them.
///
/// All but the last are branches of one length, a power of two of leaves.
pub(super) fn pairs(sums: &[f64]) -> f64 {
    match sums {
        [] => 0.0,
        [one] => *one,
        more => {
            let (left, right) = more.split_at(more.len().next_power_of_two() / 2);
            pairs(left) + pairs(right)
        }
    }
}

/// The lanes of a leaf added up: the upper half to the lower half until one is left.
pub(super) fn fold(mut lanes: [f64; LANES]) -> f64 {
    let mut half = LANES / 2;
    while half > 0 {
        for k in 0..half {
            lanes[k] += lanes[k + half];
        }
        half /= 2;
    }
    lanes[0]
}
