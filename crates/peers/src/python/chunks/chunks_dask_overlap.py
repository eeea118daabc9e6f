"""Dask.array: each chunk with rows and columns of its neighbours, several chunks at a time."""

import os
from functools import partial

import dask
import dask.array as da
import zarr
from chunks_path import beside, passes

dask.config.set(scheduler="threads", num_workers=int(os.environ["PEER_THREADS"]))


def cooled(cool, name, folder, r, sweeps, per_pass):
    """The array beside `folder` called `name`, after `cool` has gone over each block."""
    source = zarr.open_array(folder, mode="r")
    u = da.from_zarr(source)
    for depth in passes(sweeps, per_pass):
        some = partial(cool, r=r, sweeps=depth)
        u = u.map_overlap(some, depth=depth, boundary="none", meta=u._meta)
    target = beside(source, name)
    da.store(u, target, lock=False)
    return target
