"""How many samples, and the key of the stream as a signed number, which is all that Pythran takes."""

from array import array
from struct import unpack


def load(path):
    """Samples (stored as f64) and the 64 bits of the key as a signed number."""
    with open(path, "rb") as file:
        samples, key = unpack("=dq", file.read())
    return int(samples), key


def dump(pi):
    """The estimate as bytes."""
    return array("d", [pi]).tobytes()
