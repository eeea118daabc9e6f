//! Memory in which registers do not straddle cache lines, and stores that go past the caches.

use super::Simd;

/// f64 that start at a cache line, so that no 64-byte register straddles two of them.
#[derive(Debug, Default)]
pub(crate) struct Aligned {
    memory: Vec<f64>,
    start: usize,
    len: usize,
}

/// f64 in a cache line.
const LINE: usize = 8;

impl Aligned {
    /// `len` zeros, in the memory it has if that is enough.
    pub(crate) fn zeros(&mut self, len: usize) -> &mut [f64] {
        if self.len != len {
            self.memory.clear();
            self.memory.resize(len + LINE, 0.0);
            let past = self.memory.as_ptr().addr() / size_of::<f64>() % LINE;
            (self.start, self.len) = ((LINE - past) % LINE, len);
        } else {
            self.memory.fill(0.0);
        }
        &mut self.memory[self.start..self.start + len]
    }

    pub(crate) fn as_slice_mut(&mut self) -> &mut [f64] {
        &mut self.memory[self.start..self.start + self.len]
    }

    pub(crate) fn as_slice(&self) -> &[f64] {
        &self.memory[self.start..self.start + self.len]
    }
}

/// Whether an array of so many f64 is larger than a thread's share of most caches, 16 MB: then streaming
/// stores pay, since nothing of it would be found in a cache again.
pub(crate) fn worth_streaming(len: usize) -> bool {
    len >= 1 << 21
}

/// How many f64 lie before the first whole aligned register of `out`, and how many in such registers.
#[inline(always)]
pub(crate) fn aligned_part<S: Simd>(out: &[f64]) -> (usize, usize) {
    let past = out.as_ptr().addr() / size_of::<f64>() % S::LANES;
    let head = ((S::LANES - past) % S::LANES).min(out.len());
    (head, (out.len() - head) / S::LANES * S::LANES)
}
