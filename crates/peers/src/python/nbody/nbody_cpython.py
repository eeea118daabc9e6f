"""Plain Python: each pair once, names local, no package."""

from math import sqrt


def run(mass, x, y, z):
    n = len(mass)
    ax, ay, az = [0.0] * n, [0.0] * n, [0.0] * n
    for i in range(n):
        xi, yi, zi, mi = x[i], y[i], z[i], mass[i]
        axi = ayi = azi = 0.0
        for j in range(i + 1, n):
            dx = x[j] - xi
            dy = y[j] - yi
            dz = z[j] - zi
            r2 = dx * dx + dy * dy + dz * dz
            w = 1.0 / (r2 * sqrt(r2))
            wj = w * mass[j]
            axi += wj * dx
            ayi += wj * dy
            azi += wj * dz
            w *= mi
            ax[j] -= w * dx
            ay[j] -= w * dy
            az[j] -= w * dz
        ax[i] += axi
        ay[i] += ayi
        az[i] += azi
    return ax, ay, az
