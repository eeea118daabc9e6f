"""A plate in Zarr, to be cooled into another one beside it."""

import numpy as np
import zarr

# Rows of the answer that are compared.
SAMPLED = 16


def load(path):
    """The folder, how far heat goes in a sweep, how many sweeps, and how many of them while the data go by."""
    numbers = np.fromfile(path)
    folder = bytes(numbers[3:].astype(np.uint8)).decode()
    return folder, numbers[0], int(numbers[1]), int(numbers[2])


def beside(source, name):
    """A new array of the same kind, written anew with each call."""
    return zarr.create_array(
        store=f"{source.store.root}.{name}",
        shape=source.shape,
        chunks=source.chunks,
        dtype=source.dtype,
        compressors=source.compressors,
        overwrite=True,
    )


def passes(sweeps, per_pass):
    """The sweeps of each pass."""
    return [min(per_pass, sweeps - done) for done in range(0, sweeps, per_pass)]


def dump(array):
    """Some rows of the answer, from the first to the last."""
    rows = [k * (array.shape[0] - 1) // (SAMPLED - 1) for k in range(SAMPLED)]
    return np.stack([array[row] for row in rows]).tobytes()
