"""A thread pool over bands of rows: NumPy computes several at once, but not what lies between its calls."""

import os
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from mandelbrot_numpy import ROWS, band

pool = ThreadPoolExecutor(int(os.environ["PEER_THREADS"]))


def run(x, y, limit):
    starts = range(0, len(y), ROWS)
    bands = pool.map(lambda start: band(x, y[start : start + ROWS], limit), starts)
    return np.concatenate(list(bands))
