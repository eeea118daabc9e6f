"""Numba on several threads: `prange` over the rows, in small chunks since some rows take longer."""

import numpy as np
from numba import njit, prange, set_parallel_chunksize


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


@njit(parallel=True)
def counts(x, y, limit):
    counts = np.empty((y.size, x.size), np.int64)
    for i in prange(y.size):
        for j in range(x.size):
            counts[i, j] = count(x[j], y[i], limit)
    return counts


def run(x, y, limit):
    set_parallel_chunksize(8)
    return counts(x, y, limit)
