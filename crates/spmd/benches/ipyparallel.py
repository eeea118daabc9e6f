import time
from statistics import median

import ipyparallel as ipp
import numpy as np

begin = time.perf_counter()
cluster = ipp.Cluster(engines="mpi", n=4)
view = cluster.start_and_connect_sync()[:]
view.block = True
print(f"start of 4 ranks       {1e3 * (time.perf_counter() - begin):8.1f} ms")


def timed(runs, work):
    times = []
    for _ in range(runs):
        begin = time.perf_counter()
        work()
        times.append(time.perf_counter() - begin)
    return 1e3 * median(times)


def reduce(x):
    from mpi4py import MPI

    return MPI.COMM_WORLD.allreduce(x)


numbers = np.arange(12_500_000.0)
print(f"an all-reduce, 4 ranks {timed(51, lambda: view.apply_sync(reduce, 1.0)):8.2f} ms")
print(f"100 MB to each of 4    {timed(3, lambda: view.push({'numbers': numbers})):8.0f} ms")
print(f"100 MB from each of 4  {timed(3, lambda: view.pull('numbers')):8.0f} ms")
cluster.stop_cluster_sync()
