"""Dask.array with NumPy inside of each block."""

from functools import partial

from chunks_dask_overlap import cooled
from chunks_numpy_block import cool

run = partial(cooled, cool, "dask")
