"""Numba on several threads: `prange` over the elements."""

from numba import njit, prange


@njit(parallel=True, fastmath=True)
def run(a, b, c, s):
    for i in prange(a.size):
        a[i] = b[i] + s * c[i]
    return a
