"""Pythran: the loop as it is; with -fopenmp rows are handed out eight at a time, since some take longer."""

import numpy as np


def count(cx, cy, limit):
    x, y = cx, cy
    for n in range(limit):
        x2, y2 = x * x, y * y
        if x2 + y2 > 4.0:
            return n
        y = (x + x) * y + cy
        x = x2 - y2 + cx
    return limit


# pythran export run(float64[:], float64[:], int)
def run(x, y, limit):
    counts = np.empty((y.size, x.size), np.int64)
    # omp parallel for schedule(dynamic, 8)
    for i in range(y.size):
        for j in range(x.size):
            counts[i, j] = count(x[j], y[i], limit)
    return counts
