"""Reads the port, the most connections at once and the stations to ask; writes a sum for each station."""

from array import array


def load(path):
    numbers = array("d")
    with open(path, "rb") as file:
        numbers.frombytes(file.read())
    port, in_flight, *stations = map(int, numbers)
    return port, in_flight, stations


def dump(sums):
    return array("d", sums).tobytes()
