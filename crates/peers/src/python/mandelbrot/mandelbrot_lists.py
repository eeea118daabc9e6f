"""The picture's axes as lists, for peers that use no package."""

from array import array


def load(path):
    """x of each column, y of each row, and after how many steps to give up."""
    numbers = array("d")
    with open(path, "rb") as file:
        numbers.frombytes(file.read())
    rows, cols, x0, x1, y0, y1, limit = numbers
    x = [x0 + (x1 - x0) * ((j + 0.5) / cols) for j in range(int(cols))]
    y = [y0 + (y1 - y0) * ((i + 0.5) / rows) for i in range(int(rows))]
    return x, y, int(limit)


def dump(counts):
    """The counts as float64, row by row."""
    return array("d", [n for row in counts for n in row]).tobytes()
