//! The layout the vector kernel works on: registers of x, y, z, mass side by side.

use super::Bodies;

/// f64 that start at a cache line, so that no 64-byte register straddles two of them.
#[derive(Default)]
pub(super) struct Aligned {
    memory: Vec<f64>,
    start: usize,
    len: usize,
}

/// f64 in a cache line.
const LINE: usize = 8;

impl Aligned {
    /// `len` zeros, in the memory it has if that is enough.
    pub(super) fn zeros(&mut self, len: usize) -> &mut [f64] {
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

    pub(super) fn as_slice_mut(&mut self) -> &mut [f64] {
        &mut self.memory[self.start..self.start + self.len]
    }

    pub(super) fn as_slice(&self) -> &[f64] {
        &self.memory[self.start..self.start + self.len]
    }
}

/// Packs positions and masses: `lanes` x, as many y, z and masses, then the next bodies; zeros at the end.
pub(super) fn pack(bodies: &Bodies, lanes: usize, into: &mut Aligned) {
    let n = bodies.len();
    let packed = into.zeros(4 * n.next_multiple_of(lanes));
    let [x, y, z] = bodies.position();
    for (axis, values) in [x, y, z, bodies.mass()].into_iter().enumerate() {
        let blocks = packed.chunks_exact_mut(4 * lanes);
        for (block, values) in blocks.zip(values.chunks(lanes)) {
            block[axis * lanes..][..values.len()].copy_from_slice(values);
        }
    }
}

/// Packed sums, `lanes` ax, as many ay and az, then the next bodies, to plain axes.
pub(super) fn unpack(packed: &[f64], lanes: usize, into: [&mut [f64]; 3]) {
    for (axis, values) in into.into_iter().enumerate() {
        let blocks = packed.chunks_exact(3 * lanes);
        for (block, values) in blocks.zip(values.chunks_mut(lanes)) {
            values.copy_from_slice(&block[axis * lanes..][..values.len()]);
        }
    }
}
