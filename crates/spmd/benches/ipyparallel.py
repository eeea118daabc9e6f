# The same as benches/cluster.rs asks of its ranks, of 4 MPI engines: a word on standard input is one
# thing to do, its answer the seconds that it took.
import sys
import time

import ipyparallel as ipp
import numpy as np

numbers = np.arange(12_500_000.0)
cluster = view = None


def reduce(x):
    from mpi4py import MPI

    return MPI.COMM_WORLD.allreduce(x)


def start():
    global cluster, view
    cluster = ipp.Cluster(engines="mpi", n=4, log_level=40)
    view = cluster.start_and_connect_sync(activate=False)[:]
    view.block = True


def stop():
    cluster.stop_cluster_sync()


def all_reduce():
    assert view.apply_sync(reduce, 1.0) == [4.0] * 4


def to():
    view.push({"numbers": numbers})


def back():
    got = view.pull("numbers")
    # The last ones tell whether all of it came; comparing 100 MB would be most of the time.
    assert [len(each) for each in got] == [len(numbers)] * 4 and got[3][-1] == numbers[-1]


for word in sys.stdin:
    begin = time.perf_counter()
    globals()[word.strip()]()
    print(time.perf_counter() - begin, flush=True)
