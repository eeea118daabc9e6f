"""An array of numbers, and their sum."""

import numpy as np


def load(path):
    """x; the file holds its numbers and nothing else."""
    return (np.fromfile(path),)


def dump(total):
    """The answer as bytes."""
    return np.float64(total).tobytes()
