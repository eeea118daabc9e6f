"""A pool of processes over bands of rows: each is a whole Python, and the counts travel between them.

The pool starts with the program and is kept; with `chunksize=1` whoever is free takes the next band.
"""

import os
from functools import partial
from multiprocessing import Pool

import numpy as np
from mandelbrot_numpy import ROWS, band


def task(x, limit, y):
    return band(x, y, limit)


pool = Pool(int(os.environ["PEER_THREADS"]))


def run(x, y, limit):
    bands = [y[start : start + ROWS] for start in range(0, len(y), ROWS)]
    return np.concatenate(pool.map(partial(task, x, limit), bands, chunksize=1))
