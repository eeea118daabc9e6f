"""Numba without `fastmath`: sums keep their order, so the compiler may not use vectors for them."""

from math import sqrt

import numpy as np
from numba import njit


@njit
def run(mass, x, y, z):
    n = mass.size
    ax, ay, az = np.empty(n), np.empty(n), np.empty(n)
    for i in range(n):
        axi = ayi = azi = 0.0
        for j in range(n):
            if i != j:
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
