"""Numba: the loop as it is; on several threads `prange` shares the rows, in small pieces since some take longer.

Only Numba's TBB threads take a piece when they are free; those of OpenMP have theirs from the start.
"""

import os

import numpy as np
from numba import njit, prange, set_parallel_chunksize

PARALLEL = int(os.environ["PEER_THREADS"]) > 1


@njit
def count(cx, cy, limit):
    x, y = cx, cy
    for n in range(limit):
        x2, y2 = x * x, y * y
        if x2 + y2 > 4.0:
            return n
        y = (x + x) * y + cy
        x = x2 - y2 + cx
    return limit


@njit(parallel=PARALLEL)
def counts(x, y, limit):
    counts = np.empty((y.size, x.size), np.int64)
    for i in prange(y.size):
        for j in range(x.size):
            counts[i, j] = count(x[j], y[i], limit)
    return counts


def run(x, y, limit):
    if PARALLEL:
        set_parallel_chunksize(8)
    return counts(x, y, limit)
