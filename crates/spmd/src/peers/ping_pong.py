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


for number, size in enumerate(map(int, sys.argv[1:])):
    ball = (np.arange(size) % 251 + 1).astype(np.uint8)
    hand = np.zeros(size, np.uint8)
    rounds(10 if number else 2000, ball, hand)
    first = rounds(10, ball, hand)
    count = comm.bcast(min(5000, max(5, int(2e-3 / first))), root=0)
    times = [rounds(count, ball, hand) for _ in range(7)]
    assert (ball == hand).all(), f"{size} bytes did not arrive as they were sent"
    if rank == 0:
        print(size, f"{statistics.median(times):.9e}")
