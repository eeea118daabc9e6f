"""Some sweeps over a block whose rim stays as it is."""

import numpy as np


def cool(u, r, sweeps):
    u = u.copy()
    new = u.copy()
    work = np.empty((u.shape[0] - 2, u.shape[1] - 2))
    for _ in range(sweeps):
        np.add(u[:-2, 1:-1], u[2:, 1:-1], out=work)
        work += u[1:-1, :-2]
        work += u[1:-1, 2:]
        work -= 4.0 * u[1:-1, 1:-1]
        work *= r
        np.add(u[1:-1, 1:-1], work, out=new[1:-1, 1:-1])
        u, new = new, u
    return u
