"""A grid as a NumPy array."""

import numpy as np


def load(path):
    """u and c; the file holds rows, columns, c, then u row by row."""
    numbers = np.fromfile(path)
    rows, cols, c = numbers[:3]
    return numbers[3:].reshape(int(rows), int(cols)).copy(), float(c)


def dump(u):
    """The answer as bytes, row by row."""
    return u.tobytes()
