"""zarr and NumPy: a band of chunks at a time with the rows above and below it, on one thread."""

import zarr
from chunks_numpy_block import cool
from chunks_path import beside, passes


def run(folder, r, sweeps, per_pass):
    source, target = zarr.open_array(folder, mode="r"), None
    for turn, depth in enumerate(passes(sweeps, per_pass)):
        target = beside(zarr.open_array(folder, mode="r"), f"zarr-{turn % 2}")
        rows, height = source.shape[0], source.chunks[0]
        for start in range(0, rows, height):
            end = min(start + height, rows)
            first = max(start - depth, 0)
            band = cool(source[first : min(end + depth, rows)], r, depth)
            target[start:end] = band[start - first : end - first]
        source = target
    return target
