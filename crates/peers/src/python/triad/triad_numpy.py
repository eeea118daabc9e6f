"""NumPy: two operations, a block at a time so that the second finds the first in the cache."""

import numpy as np

BLOCK = 1 << 14


def run(a, b, c, s):
    for start in range(0, len(a), BLOCK):
        part = slice(start, start + BLOCK)
        out = a[part]
        np.multiply(c[part], s, out=out)
        out += b[part]
    return a
