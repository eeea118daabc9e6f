"""Bodies as plain Python lists, for peers that use no package."""

from array import array


def load(path):
    """mass, x, y, z: lists of floats; the file holds them one after the other as f64."""
    numbers = array("d")
    with open(path, "rb") as file:
        numbers.frombytes(file.read())
    n = len(numbers) // 4
    return tuple(numbers[k * n : (k + 1) * n].tolist() for k in range(4))


def dump(accelerations):
    """The answer as bytes: x, y, z of each body in turn."""
    ax, ay, az = accelerations
    return array("d", [a for body in zip(ax, ay, az) for a in body]).tobytes()
