"""Three arrays of one length and a number."""

import numpy as np


def load(path):
    """a (written), b, c and s; the file holds s, then b, then c."""
    numbers = np.fromfile(path)
    b, c = numbers[1:].reshape(2, -1).copy()
    return np.zeros_like(b), b, c, float(numbers[0])


def dump(a):
    """The answer as bytes."""
    return a.tobytes()
