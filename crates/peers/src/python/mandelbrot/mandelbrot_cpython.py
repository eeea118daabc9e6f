"""Plain Python: real and imaginary part by hand, since that is faster than complex numbers."""


def count(cx, cy, limit):
    x, y = cx, cy
    for n in range(limit):
        x2, y2 = x * x, y * y
        if x2 + y2 > 4.0:
            return n
        y = (x + x) * y + cy
        x = x2 - y2 + cx
    return limit


def run(x, y, limit):
    return [[count(cx, cy, limit) for cx in x] for cy in y]
