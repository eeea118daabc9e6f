"""A thread pool over parts of the array: NumPy gives the interpreter's lock back while it adds."""

import os
from concurrent.futures import ThreadPoolExecutor

THREADS = int(os.environ["PEER_THREADS"])
pool = ThreadPoolExecutor(THREADS)


def run(x):
    size = -(-x.size // THREADS)
    parts = [x[k * size : (k + 1) * size] for k in range(THREADS)]
    return sum(pool.map(lambda part: part.sum(), parts))
