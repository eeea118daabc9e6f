"""Pythran with OpenMP: the comment above the loop shares its rows among threads.

A function over slices does the inner loop, so that the C++ compiler still uses vector instructions.
"""

from math import sqrt

import numpy as np


def pull(mass, x, y, z, xi, yi, zi):
    ax = ay = az = 0.0
    for j in range(mass.size):
        dx = x[j] - xi
        dy = y[j] - yi
        dz = z[j] - zi
        r2 = dx * dx + dy * dy + dz * dz
        w = mass[j] / (r2 * sqrt(r2))
        ax += w * dx
        ay += w * dy
        az += w * dz
    return ax, ay, az


def row(mass, x, y, z, i, out):
    xi, yi, zi = x[i], y[i], z[i]
    bx, by, bz = pull(mass[:i], x[:i], y[:i], z[:i], xi, yi, zi)
    cx, cy, cz = pull(mass[i + 1 :], x[i + 1 :], y[i + 1 :], z[i + 1 :], xi, yi, zi)
    out[0, i] = bx + cx
    out[1, i] = by + cy
    out[2, i] = bz + cz


# pythran export run(float64[:], float64[:], float64[:], float64[:])
def run(mass, x, y, z):
    out = np.empty((3, mass.size))
    # omp parallel for schedule(static)
    for i in range(mass.size):
        row(mass, x, y, z, i, out)
    return out
