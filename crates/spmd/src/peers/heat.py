"""A plate cools on some ranks, in strips of rows; the answer goes to a file, the times to the screen.

usage: mpirun -n RANKS python heat.py IN OUT COLUMNS R SWEEPS SAMPLES

IN and OUT hold the plate as float64, row after row. Prints the seconds of one sweep, once for each sample.
`sweep.py` beside this file has the arithmetic, with NumPy or compiled by Numba.
"""

import sys
from pathlib import Path
from time import perf_counter

import numpy as np
from mpi4py import MPI
from sweep import sweep_of

comm = MPI.COMM_WORLD
rank, size = comm.Get_rank(), comm.Get_size()
above = rank - 1 if rank > 0 else MPI.PROC_NULL
below = rank + 1 if rank + 1 < size else MPI.PROC_NULL

source, target = map(Path, sys.argv[1:3])
columns, r, sweeps, samples = int(sys.argv[3]), float(sys.argv[4]), int(sys.argv[5]), int(sys.argv[6])
plate = np.fromfile(source).reshape(-1, columns)
inner = len(plate) - 2
starts = [1 + inner // size * k + min(k, inner % size) for k in range(size + 1)]
u = plate[starts[rank] - 1 : starts[rank + 1] + 1].copy()
new = u.copy()
sweep = sweep_of(u, r)


def run(u, new):
    for _ in range(sweeps):
        comm.Sendrecv(u[1], above, 0, u[-1], below, 0)
        comm.Sendrecv(u[-2], below, 1, u[0], above, 1)
        sweep(u, new)
        u, new = new, u
    return u


start = u.copy()
answer = run(u, new)
parts = comm.gather(answer[1:-1], root=0)
if rank == 0:
    np.concatenate([plate[:1], *parts, plate[-1:]]).tofile(target)
for _ in range(samples):
    u[:] = start
    comm.Barrier()
    begin = perf_counter()
    run(u, new)
    comm.Barrier()
    if rank == 0:
        print(f"{(perf_counter() - begin) / sweeps:.9e}", flush=True)
