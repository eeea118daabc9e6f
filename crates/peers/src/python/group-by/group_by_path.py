"""A text file with a name and a temperature a line, and what each name's numbers are."""

import numpy as np


def load(path):
    """The file's name: the input has its bytes, a number each, after how many stations there are."""
    numbers = np.fromfile(path)
    return (bytes(numbers[1:].astype(np.uint8)).decode(),)


def dump(rows):
    """Least, mean, greatest and count, station after station, as bytes."""
    return np.ascontiguousarray(rows, dtype=np.float64).tobytes()
