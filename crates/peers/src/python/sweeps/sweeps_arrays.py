"""A grid and two more to work in, as NumPy arrays."""

import numpy as np


def load(path):
    """u, two grids of its shape, c and how many sweeps."""
    numbers = np.fromfile(path)
    rows, cols, c, count = numbers[:4]
    u = numbers[4:].reshape(int(rows), int(cols)).copy()
    return u, u.copy(), u.copy(), float(c), int(count)


def dump(u):
    """The answer as bytes, row by row."""
    return np.ascontiguousarray(u).tobytes()
