"""How many samples, and the key of the stream of random numbers."""

from array import array
from struct import unpack


def load(path):
    """Samples (stored as f64) and key (64 bits)."""
    with open(path, "rb") as file:
        samples, key = unpack("=dQ", file.read())
    return int(samples), key


def dump(pi):
    """The estimate as bytes."""
    return array("d", [pi]).tobytes()
