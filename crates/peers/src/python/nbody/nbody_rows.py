"""Bodies as NumPy arrays, the positions in one array of shape (3, N)."""

import numpy as np


def load(path):
    """mass and position: the file holds mass, x, y, z one after the other."""
    numbers = np.fromfile(path).reshape(4, -1)
    return numbers[0], numbers[1:]


def dump(accelerations):
    """The answer as bytes: x, y, z of each body in turn."""
    return accelerations.T.tobytes()
