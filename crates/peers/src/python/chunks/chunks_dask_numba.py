"""Dask.array with Numba inside of each block."""

from functools import partial

from chunks_dask_overlap import cooled
from chunks_numba_block import cool

run = partial(cooled, cool, "dask-numba")
