"""numexpr: all pairs of a block of rows, each expression compiled and run in one pass."""

import os

import numexpr as ne
import numpy as np

ROWS = 64

ne.set_num_threads(int(os.environ["NUMEXPR_NUM_THREADS"]))


def run(mass, x, y, z):
    n = len(mass)
    ax, ay, az = np.empty(n), np.empty(n), np.empty(n)
    for start in range(0, n, ROWS):
        rows = slice(start, min(start + ROWS, n))
        xi, yi, zi = x[rows, None], y[rows, None], z[rows, None]
        r2 = ne.evaluate("(x - xi) ** 2 + (y - yi) ** 2 + (z - zi) ** 2")
        # A body does not pull itself: dx, dy, dz are 0 there, any distance but 0 will do.
        np.fill_diagonal(r2[:, rows], 1.0)
        w = ne.evaluate("mass / (r2 * sqrt(r2))")
        ax[rows] = np.einsum("ij,ij->i", w, x - xi)
        ay[rows] = np.einsum("ij,ij->i", w, y - yi)
        az[rows] = np.einsum("ij,ij->i", w, z - zi)
    return ax, ay, az
