"""A grid as a list of lists, for peers that use no package."""

from array import array


def load(path):
    """u, c and how many sweeps; the file holds rows, columns, c, sweeps, then u row by row."""
    numbers = array("d")
    with open(path, "rb") as file:
        numbers.frombytes(file.read())
    rows, cols, count = int(numbers[0]), int(numbers[1]), int(numbers[3])
    u = numbers[4:].tolist()
    return [u[i * cols : (i + 1) * cols] for i in range(rows)], numbers[2], count


def dump(u):
    """The answer as bytes, row by row."""
    return array("d", [x for row in u for x in row]).tobytes()
