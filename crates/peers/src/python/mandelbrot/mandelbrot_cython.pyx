# cython: boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Cython: the loop as it is; with -fopenmp rows are handed out eight at a time, since some take longer."""

import numpy as np

from cython.parallel cimport prange


cdef inline long long count(double cx, double cy, long long limit) noexcept nogil:
    cdef double x = cx, y = cy, x2, y2
    cdef long long n
    for n in range(limit):
        x2, y2 = x * x, y * y
        if x2 + y2 > 4.0:
            return n
        y = (x + x) * y + cy
        x = x2 - y2 + cx
    return limit


cdef void row(
    const double[::1] x, double y, long long limit, long long[::1] counts
) noexcept nogil:
    cdef Py_ssize_t j
    for j in range(x.shape[0]):
        counts[j] = count(x[j], y, limit)


def run(const double[::1] x, const double[::1] y, long long limit):
    result = np.empty((y.shape[0], x.shape[0]), np.int64)
    cdef long long[:, ::1] counts = result
    cdef Py_ssize_t i
    for i in prange(y.shape[0], nogil=True, schedule="dynamic", chunksize=8):
        row(x, y[i], limit, counts[i])
    return result
