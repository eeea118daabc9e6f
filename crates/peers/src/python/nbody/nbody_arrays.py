"""Bodies as NumPy arrays."""

import numpy as np


def load(path):
    """mass, x, y, z: arrays of float64; the file holds them one after the other."""
    mass, x, y, z = np.fromfile(path).reshape(4, -1)
    return mass, x, y, z


def dump(accelerations):
    """The answer as bytes: x, y, z of each body in turn."""
    return np.stack(accelerations, axis=1).tobytes()
