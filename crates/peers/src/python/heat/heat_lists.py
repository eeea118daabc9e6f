"""A grid as a list of lists, for peers that use no package."""

from array import array


def load(path):
    """u and c; the file holds rows, columns, c, then u row by row, all as f64."""
    numbers = array("d")
    with open(path, "rb") as file:
        numbers.frombytes(file.read())
    rows, cols = int(numbers[0]), int(numbers[1])
    u = numbers[3:].tolist()
    return [u[i * cols : (i + 1) * cols] for i in range(rows)], numbers[2]


def dump(u):
    """The answer as bytes, row by row."""
    return array("d", [x for row in u for x in row]).tobytes()
