"""NumPy: shifted slices, a band of rows at a time so that it stays in the cache, nothing allocated."""

import numpy as np

ROWS = 32


def sweep(u, new, work, c):
    for start in range(1, len(u) - 1, ROWS):
        end = min(start + ROWS, len(u) - 1)
        here, around = u[start:end, 1:-1], work[: end - start]
        np.add(u[start - 1 : end - 1, 1:-1], u[start + 1 : end + 1, 1:-1], out=around)
        around += u[start:end, :-2]
        around += u[start:end, 2:]
        around *= c
        out = new[start:end, 1:-1]
        np.multiply(here, 1 - 4 * c, out=out)
        out += around


def run(u, a, b, c, count):
    np.copyto(a, u)
    work = np.empty((ROWS, u.shape[1] - 2))
    for _ in range(count):
        sweep(a, b, work, c)
        a, b = b, a
    return a
