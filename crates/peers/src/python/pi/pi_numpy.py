"""NumPy: a block of samples at a time, in place, so that it stays in the cache."""

import numpy as np

BLOCK = 1 << 13
GOLDEN = np.uint64(0x9E3779B97F4A7C15)
FIRST, SECOND = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
STEPS = np.arange(1, BLOCK + 1, dtype=np.uint64) * GOLDEN


def run(samples, key):
    hits = 0
    z, t = np.empty(BLOCK, np.uint64), np.empty(BLOCK, np.uint64)
    for start in range(0, samples, BLOCK):
        n = min(BLOCK, samples - start)
        z, t = z[:n], t[:n]
        first = (key + start * int(GOLDEN)) & 0xFFFFFFFFFFFFFFFF
        np.add(STEPS[:n], np.uint64(first), out=z)
        np.right_shift(z, 30, out=t)
        z ^= t
        z *= FIRST
        np.right_shift(z, 27, out=t)
        z ^= t
        z *= SECOND
        np.right_shift(z, 31, out=t)
        z ^= t
        np.right_shift(z, 33, out=t)
        z &= 0x7FFFFFFF
        z *= z
        t *= t
        z += t
        hits += np.count_nonzero(z < 0x4000000000000000)
    return 4 * int(hits) / samples
