"""Pythran with OpenMP: the comment above the loop shares its rows among threads."""

from math import sqrt

import numpy as np


# pythran export run(float64[:], float64[:], float64[:], float64[:])
def run(mass, x, y, z):
    n = mass.size
    ax, ay, az = np.empty(n), np.empty(n), np.empty(n)
    # omp parallel for
    for i in range(n):
        axi = ayi = azi = 0.0
        for j in range(i):
            dx = x[j] - x[i]
            dy = y[j] - y[i]
            dz = z[j] - z[i]
            r2 = dx * dx + dy * dy + dz * dz
            w = mass[j] / (r2 * sqrt(r2))
            axi += w * dx
            ayi += w * dy
            azi += w * dz
        for j in range(i + 1, n):
            dx = x[j] - x[i]
            dy = y[j] - y[i]
            dz = z[j] - z[i]
            r2 = dx * dx + dy * dy + dz * dz
            w = mass[j] / (r2 * sqrt(r2))
            axi += w * dx
            ayi += w * dy
            azi += w * dz
        ax[i] = axi
        ay[i] = ayi
        az[i] = azi
    return ax, ay, az
