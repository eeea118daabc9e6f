//! The layout the vector kernel works on: registers of x, y, z, mass side by side.

use super::View;
use crate::simd::Aligned;

/// Packs positions and masses: `lanes` x, as many y, z and masses, then the next bodies; zeros at the end.
pub(super) fn pack(bodies: View<'_>, lanes: usize, into: &mut Aligned) {
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
