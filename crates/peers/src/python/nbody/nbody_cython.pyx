# cython: boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Cython with typed memoryviews, compiled with -O3 -march=native -ffast-math.

The inner loop takes a range of j, called for those before i and those after it: without a test
for i == j the C compiler turns it into vector instructions. Compiled with -fopenmp too, `prange`
shares the rows among threads; without, it is a loop.
"""

import numpy as np

from cython.parallel cimport prange
from libc.math cimport sqrt


cdef inline void pull(
    const double[::1] mass, const double[::1] x, const double[::1] y, const double[::1] z,
    Py_ssize_t i, Py_ssize_t begin, Py_ssize_t end, double[:, ::1] a,
) noexcept nogil:
    cdef Py_ssize_t j
    cdef double dx, dy, dz, r2, w
    cdef double ax = 0.0, ay = 0.0, az = 0.0
    for j in range(begin, end):
        dx = x[j] - x[i]
        dy = y[j] - y[i]
        dz = z[j] - z[i]
        r2 = dx * dx + dy * dy + dz * dz
        w = mass[j] / (r2 * sqrt(r2))
        ax += w * dx
        ay += w * dy
        az += w * dz
    a[0, i] += ax
    a[1, i] += ay
    a[2, i] += az


def run(
    const double[::1] mass, const double[::1] x, const double[::1] y, const double[::1] z
):
    cdef Py_ssize_t n = mass.shape[0], i
    result = np.zeros((3, n))
    cdef double[:, ::1] a = result
    for i in prange(n, nogil=True, schedule="static"):
        pull(mass, x, y, z, i, 0, i, a)
        pull(mass, x, y, z, i, i + 1, n, a)
    return result
