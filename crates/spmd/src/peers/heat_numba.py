"""One sweep compiled by Numba, for `heat.py`."""

from numba import njit


@njit
def cool(u, new, r):
    for i in range(1, u.shape[0] - 1):
        for j in range(1, u.shape[1] - 1):
            around = u[i - 1, j] + u[i + 1, j] + u[i, j - 1] + u[i, j + 1]
            new[i, j] = u[i, j] + r * (around - 4 * u[i, j])


def sweep_of(_, r):
    """A function that writes one sweep over a plate into another one."""
    return lambda u, new: cool(u, new, r)
