"""NumPy: shifted slices of one array, as everybody writes it."""


def run(u, c):
    new = u.copy()
    around = u[:-2, 1:-1] + u[2:, 1:-1] + u[1:-1, :-2] + u[1:-1, 2:]
    new[1:-1, 1:-1] += c * (around - 4 * u[1:-1, 1:-1])
    return new
