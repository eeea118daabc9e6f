"""Two ranks send a message of each size back and forth; prints the size and the seconds of one way.

usage: mpirun -n 2 python ping_pong.py BYTES…
"""

import statistics
import sys
from time import perf_counter

import numpy as np
from mpi4py import MPI

comm = MPI.COMM_WORLD
rank = comm.Get_rank()
other = 1 - rank


# Where pages of 2 MiB begin: a message that is copied from one process to the other page by page
# takes a third of the time in them, where the system gives them.
HUGE_PAGE = 2 << 20


def room(size):
    # Whole pages, so that the last one may be huge too.
    place = np.zeros((size // HUGE_PAGE + 2) * HUGE_PAGE, np.uint8)
    start = -place.ctypes.data % HUGE_PAGE
    return place[start : start + size]


def rounds(count, ball, hand):
    begin = perf_counter()
    for _ in range(count):
        if rank == 0:
            comm.Send(ball, dest=other)
            comm.Recv(hand, source=other)
        else:
            comm.Recv(hand, source=other)
            comm.Send(ball, dest=other)
    return (perf_counter() - begin) / (2 * count)


sizes = [int(word) for word in sys.argv[1:]]
balls, hands = room(max(sizes)), room(max(sizes))
for number, size in enumerate(sizes):
    ball, hand = balls[:size], hands[:size]
    ball[:] = np.arange(size) % 251 + 1
    hand[:] = 0
    rounds(10 if number else 2000, ball, hand)
    first = rounds(10, ball, hand)
    count = comm.bcast(min(5000, max(5, int(2e-3 / first))), root=0)
    times = [rounds(count, ball, hand) for _ in range(7)]
    assert (ball == hand).all(), f"{size} bytes did not arrive as they were sent"
    if rank == 0:
        print(size, f"{statistics.median(times):.9e}")
