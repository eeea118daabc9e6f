"""Plain Python: two grids take turns, the rows looked up once."""


def run(u, c, count):
    u = [row.copy() for row in u]
    new = [row.copy() for row in u]
    for _ in range(count):
        for i in range(1, len(u) - 1):
            north, here, south, out = u[i - 1], u[i], u[i + 1], new[i]
            for j in range(1, len(here) - 1):
                around = north[j] + south[j] + here[j - 1] + here[j + 1]
                out[j] = here[j] + c * (around - 4 * here[j])
        u, new = new, u
    return u
