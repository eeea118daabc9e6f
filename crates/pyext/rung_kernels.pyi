"""The kernels of the course *Rung by rung* for NumPy arrays."""

from collections.abc import Callable
from os import PathLike

import numpy as np
from numpy.typing import NDArray

__all__: list[str]

def nbody_accelerations(
    mass: NDArray[np.float64],
    position: NDArray[np.float64],
    *,
    out: NDArray[np.float64] | None = None,
    threads: int = ...,
) -> NDArray[np.float64]: ...
def nbody_advance(
    mass: NDArray[np.float64],
    position: NDArray[np.float64],
    velocity: NDArray[np.float64],
    dt: float,
    steps: int,
    *,
    threads: int = ...,
    callback: Callable[[int], object] | None = None,
    every: int | None = None,
) -> None: ...
def nbody_energy(
    mass: NDArray[np.float64],
    position: NDArray[np.float64],
    velocity: NDArray[np.float64],
) -> tuple[float, float]: ...
def nbody_read(
    path: str | PathLike[str],
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]: ...
def plummer(
    n: int, seed: int = 0
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]: ...
def heat_sweep(
    u: NDArray[np.float64],
    r: float,
    *,
    out: NDArray[np.float64] | None = None,
    threads: int = ...,
) -> NDArray[np.float64]: ...
def heat_sweeps(
    u: NDArray[np.float64],
    r: float,
    sweeps: int,
    *,
    scratch: NDArray[np.float64] | None = None,
    threads: int = ...,
) -> None: ...
def mandelbrot_counts(
    rows: int,
    columns: int,
    limit: int,
    *,
    real: tuple[float, float] = ...,
    imaginary: tuple[float, float] = ...,
    out: NDArray[np.uint32] | None = None,
    threads: int = ...,
) -> NDArray[np.uint32]: ...
def matmul(
    a: NDArray[np.float64],
    b: NDArray[np.float64],
    *,
    out: NDArray[np.float64] | None = None,
    threads: int = ...,
) -> NDArray[np.float64]: ...
def mean_distance(samples: int, seed: int = 0, *, threads: int = ...) -> tuple[float, float]: ...
def pi(samples: int, seed: int = 0, *, threads: int = ...) -> float: ...
def stream_copy(
    b: NDArray[np.float64],
    *,
    out: NDArray[np.float64] | None = None,
    threads: int = ...,
) -> NDArray[np.float64]: ...
def stream_triad(
    b: NDArray[np.float64],
    c: NDArray[np.float64],
    s: float,
    *,
    out: NDArray[np.float64] | None = None,
    threads: int = ...,
) -> NDArray[np.float64]: ...
