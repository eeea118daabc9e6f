"""Numba: the loop as it is; on several threads `prange` shares out the rows."""

import os

from numba import njit, prange


@njit(parallel=int(os.environ["PEER_THREADS"]) > 1, fastmath=True)
def sweep(u, new, c):
    rows, cols = u.shape
    for i in prange(1, rows - 1):
        for j in range(1, cols - 1):
            around = u[i - 1, j] + u[i + 1, j] + u[i, j - 1] + u[i, j + 1]
            new[i, j] = u[i, j] + c * (around - 4.0 * u[i, j])


def run(u, a, b, c, count):
    a[:] = u
    for _ in range(count):
        sweep(a, b, c)
        a, b = b, a
    return a
