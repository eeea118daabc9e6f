"""NumPy: one thread, which adds in lanes and in pairs of blocks."""


def run(x):
    return x.sum()
