"""The picture's axes as NumPy arrays."""

import numpy as np


def load(path):
    """x of each column, y of each row, and after how many steps to give up."""
    rows, cols, x0, x1, y0, y1, limit = np.fromfile(path)
    x = x0 + (x1 - x0) * ((np.arange(cols) + 0.5) / cols)
    y = y0 + (y1 - y0) * ((np.arange(rows) + 0.5) / rows)
    return x, y, int(limit)


def dump(counts):
    """The counts as float64, row by row."""
    return np.asarray(counts, dtype=np.float64).tobytes()
