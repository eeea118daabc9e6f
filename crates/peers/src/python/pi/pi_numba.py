"""Numba: the loop as it is; every number is made uint64, or it would become a float.

On several threads `prange` adds the hits of all up by itself.
"""

import os

from numba import njit, prange, uint64


@njit(parallel=int(os.environ["PEER_THREADS"]) > 1)
def count(samples, key):
    hits = 0
    for k in prange(samples):
        z = key + (uint64(k) + uint64(1)) * uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> uint64(30))) * uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> uint64(27))) * uint64(0x94D049BB133111EB)
        z ^= z >> uint64(31)
        x, y = z >> uint64(33), z & uint64(0x7FFFFFFF)
        if x * x + y * y < uint64(0x4000000000000000):
            hits += 1
    return hits


def run(samples, key):
    return 4 * count(samples, uint64(key)) / samples
