"""Pythran: the loop as it is; with -fopenmp the comment above it shares its rows among threads."""


def row(u, new, c, i):
    for j in range(1, u.shape[1] - 1):
        around = u[i - 1, j] + u[i + 1, j] + u[i, j - 1] + u[i, j + 1]
        new[i, j] = u[i, j] + c * (around - 4.0 * u[i, j])


def sweep(u, new, c):
    # omp parallel for schedule(static)
    for i in range(1, u.shape[0] - 1):
        row(u, new, c, i)


# pythran export run(float64[:,:], float64[:,:], float64[:,:], float64, int)
def run(u, a, b, c, count):
    a[:] = u
    # Two sweeps at a time: a and b keep their places.
    for _ in range(count // 2):
        sweep(a, b, c)
        sweep(b, a, c)
    if count % 2:
        sweep(a, b, c)
        a[:] = b
    return a
