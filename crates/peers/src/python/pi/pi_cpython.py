"""Plain Python: whole numbers of any size, so each product is cut to 64 bits by hand."""

MASK = 0xFFFFFFFFFFFFFFFF


def run(samples, key):
    hits = 0
    for _ in range(samples):
        key = (key + 0x9E3779B97F4A7C15) & MASK
        z = ((key ^ (key >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        z ^= z >> 31
        x, y = z >> 33, z & 0x7FFFFFFF
        if x * x + y * y < 0x4000000000000000:
            hits += 1
    return 4 * hits / samples
