"""Pythran: the loop as it is; with -fopenmp the comment shares the samples and adds up the hits."""

import numpy as np

# Pythran takes no literal over 63 bits: each constant is put together from two halves.


def wide(high, low):
    return (np.uint64(high) << np.uint64(32)) | np.uint64(low)


# pythran export run(int, int64)
def run(samples, key):
    golden, first = wide(0x9E3779B9, 0x7F4A7C15), wide(0xBF58476D, 0x1CE4E5B9)
    second, quarter = wide(0x94D049BB, 0x133111EB), wide(0x40000000, 0)
    hits = 0
    # omp parallel for reduction(+:hits)
    for k in range(samples):
        z = np.uint64(key) + (np.uint64(k) + np.uint64(1)) * golden
        z = (z ^ (z >> np.uint64(30))) * first
        z = (z ^ (z >> np.uint64(27))) * second
        z = z ^ (z >> np.uint64(31))
        x = z >> np.uint64(33)
        y = z & np.uint64(0x7FFFFFFF)
        if x * x + y * y < quarter:
            hits += 1
    return 4.0 * hits / samples
