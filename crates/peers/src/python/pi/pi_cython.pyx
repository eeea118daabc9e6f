# cython: boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Cython: the loop as it is; with -fopenmp `prange` adds the hits of all threads up by itself."""

from cython.parallel cimport prange
from libc.stdint cimport int64_t, uint64_t


cdef inline int hit(uint64_t key, uint64_t k) noexcept nogil:
    cdef uint64_t z = key + (k + 1) * <uint64_t>0x9E3779B97F4A7C15u
    z = (z ^ (z >> 30)) * <uint64_t>0xBF58476D1CE4E5B9u
    z = (z ^ (z >> 27)) * <uint64_t>0x94D049BB133111EBu
    z ^= z >> 31
    cdef uint64_t x = z >> 33, y = z & 0x7FFFFFFF
    return x * x + y * y < (<uint64_t>1 << 62)


def run(int64_t samples, uint64_t key):
    cdef int64_t hits = 0, k
    for k in prange(samples, nogil=True, schedule="static"):
        hits += hit(key, <uint64_t>k)
    return 4 * hits / <double>samples
