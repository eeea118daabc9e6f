"""Numba on several threads: it sees that `total` is a reduction, and gives each thread one of its own."""

from numba import njit, prange


@njit(parallel=True, fastmath=True)
def run(x):
    total = 0.0
    for i in prange(x.size):
        total += x[i]
    return total
