"""Every kernel against NumPy, on odd sizes and any number of threads."""

import numpy as np
import pytest
import rung_kernels as kernels

THREADS = [1, 2, 3]


def pulls(mass, position):
    """The formula of nbody_accelerations, all pairs at once."""
    d = position[:, None, :] - position[:, :, None]
    r2 = (d * d).sum(axis=0)
    np.fill_diagonal(r2, 1.0)
    return (d * (mass / r2**1.5)).sum(axis=2)


@pytest.mark.parametrize("threads", THREADS)
@pytest.mark.parametrize("n", [0, 1, 2, 3, 7, 17, 130, 300])
def test_accelerations(n, threads):
    mass, position, _ = kernels.plummer(n, 1)
    mass = mass * np.arange(1, n + 1)
    got = kernels.nbody_accelerations(mass, position, threads=threads)
    assert got.shape == (3, n) and got.dtype == np.float64
    np.testing.assert_allclose(got, pulls(mass, position), rtol=1e-10, atol=1e-10)


@pytest.mark.parametrize("threads", THREADS)
@pytest.mark.parametrize("steps", [0, 1, 5])
def test_advance(steps, threads):
    mass, position, velocity = kernels.plummer(33, 2)
    x, v = position.copy(), velocity.copy()
    assert kernels.nbody_advance(mass, position, velocity, 1e-3, steps, threads=threads) is None
    for _ in range(steps):
        v += 5e-4 * pulls(mass, x)
        x += 1e-3 * v
        v += 5e-4 * pulls(mass, x)
    np.testing.assert_allclose(position, x, rtol=0, atol=1e-12)
    np.testing.assert_allclose(velocity, v, rtol=0, atol=1e-11)


@pytest.mark.parametrize("n", [0, 1, 2, 40])
def test_energy(n):
    mass, position, velocity = kernels.plummer(n, 3)
    d = position[:, None, :] - position[:, :, None]
    r = np.sqrt((d * d).sum(axis=0))
    upper = np.triu_indices(n, 1)
    kinetic, potential = kernels.nbody_energy(mass, position, velocity)
    assert kinetic == pytest.approx((0.5 * mass * (velocity**2).sum(axis=0)).sum(), abs=1e-14)
    assert potential == pytest.approx(-(np.outer(mass, mass)[upper] / r[upper]).sum(), abs=1e-13)


def test_bodies_from_a_file(tmp_path):
    file = tmp_path / "two.txt"
    file.write_text("0 1.0 0 0 0 0 0 0\n1 0.5 1 2 3 4 5 6\n")
    mass, position, velocity = kernels.nbody_read(file)
    assert mass.tolist() == [1.0, 0.5]
    assert position[:, 1].tolist() == [1, 2, 3] and velocity[:, 1].tolist() == [4, 5, 6]
    assert kernels.nbody_read(str(file))[0].tolist() == [1.0, 0.5]


def sweep(u, r):
    """The formula of heat_sweep, in its order."""
    new = u.copy()
    around = u[:-2, 1:-1] + u[2:, 1:-1] + u[1:-1, :-2] + u[1:-1, 2:]
    new[1:-1, 1:-1] += r * (around - 4.0 * u[1:-1, 1:-1])
    return new


@pytest.mark.parametrize("threads", THREADS)
@pytest.mark.parametrize("shape", [(3, 3), (3, 50), (70, 5), (65, 131)])
def test_heat(shape, threads):
    u = np.random.default_rng(1).random(shape)
    one = sweep(u, 0.2)
    # Bit for bit: the same operations in the same order.
    np.testing.assert_array_equal(kernels.heat_sweep(u, 0.2, threads=threads), one)
    out = np.full(shape, 9.0)
    assert kernels.heat_sweep(u, 0.2, out=out, threads=threads) is out
    np.testing.assert_array_equal(out[1:-1, 1:-1], one[1:-1, 1:-1])
    assert (out[0] == 9).all() and (out[:, -1] == 9).all(), "the rim of out is left as it is"
    for sweeps in [0, 1, 2, 7, 60]:
        expected = u
        for _ in range(sweeps):
            expected = sweep(expected, 0.2)
        got, scratch = u.copy(), np.empty(shape)
        kernels.heat_sweeps(got, 0.2, sweeps, scratch=scratch, threads=threads)
        np.testing.assert_array_equal(got, expected)


def escape(rows, columns, limit, real, imaginary):
    """The formula of mandelbrot_counts, all pixels in step."""
    x = real[0] + (real[1] - real[0]) * ((np.arange(columns) + 0.5) / columns)
    y = imaginary[0] + (imaginary[1] - imaginary[0]) * ((np.arange(rows) + 0.5) / rows)
    c = x + 1j * y[:, None]
    z, counts = c.copy(), np.zeros((rows, columns), np.uint32)
    inside = np.ones((rows, columns), bool)
    with np.errstate(all="ignore"):
        for _ in range(limit):
            inside &= z.real**2 + z.imag**2 <= 4.0
            counts += inside
            z = np.where(inside, z * z + c, z)
    return counts


@pytest.mark.parametrize("threads", THREADS)
@pytest.mark.parametrize("rows, columns", [(1, 1), (5, 13), (40, 33)])
def test_mandelbrot(rows, columns, threads):
    got = kernels.mandelbrot_counts(rows, columns, 50, threads=threads)
    assert got.shape == (rows, columns) and got.dtype == np.uint32
    np.testing.assert_array_equal(got, escape(rows, columns, 50, (-2, 1), (-1.5, 1.5)))
    out = np.empty((rows, columns), np.uint32)
    part = {"real": (-1.0, 0.5), "imaginary": (0.0, 1.0)}
    assert kernels.mandelbrot_counts(rows, columns, 30, out=out, threads=threads, **part) is out
    np.testing.assert_array_equal(out, escape(rows, columns, 30, **part))


def test_mandelbrot_in_small_pieces_is_the_same():
    # So many steps that a piece of work is a part of one row.
    region = {"real": (0.3, 2.0), "imaginary": (1.0, 1.5)}
    assert (kernels.mandelbrot_counts(3, 50, 100_000_000, **region)
            == kernels.mandelbrot_counts(3, 50, 1000, **region)).all()


@pytest.mark.parametrize("threads", THREADS)
def test_monte_carlo_is_the_same_on_any_number_of_threads(threads):
    assert kernels.pi(100_001, 5, threads=threads) == kernels.pi(100_001, 5)
    assert kernels.pi(1_000_000, threads=threads) == pytest.approx(np.pi, abs=0.007)
    mean, error = kernels.mean_distance(1_000_000, 7, threads=threads)
    assert (mean, error) == kernels.mean_distance(1_000_000, seed=7)
    assert mean == pytest.approx(0.661707182, abs=4 * error)
    # More than one piece.
    large = (1 << 26) + 3
    assert kernels.pi(large, 1, threads=2) == kernels.pi(large, 1)


@pytest.mark.parametrize("threads", THREADS)
@pytest.mark.parametrize("m, k, n", [(1, 1, 1), (3, 5, 7), (64, 33, 65), (300, 20, 9)])
def test_matmul(m, k, n, threads):
    rng = np.random.default_rng(2)
    a, b = rng.random((m, k)), rng.random((k, n))
    np.testing.assert_allclose(kernels.matmul(a, b, threads=threads), a @ b, rtol=1e-13)
    out = np.empty((m, n))
    assert kernels.matmul(a, b, out=out, threads=threads) is out
    np.testing.assert_allclose(out, a @ b, rtol=1e-13)


@pytest.mark.parametrize("threads", THREADS)
@pytest.mark.parametrize("n", [0, 1, 1000, 200_000])
def test_stream(n, threads):
    b, c = np.arange(n, dtype=float), np.full(n, 3.0)
    np.testing.assert_array_equal(kernels.stream_copy(b, threads=threads), b)
    np.testing.assert_array_equal(kernels.stream_triad(b, c, 0.5, threads=threads), b + 0.5 * c)
    out = np.empty(n)
    assert kernels.stream_copy(b, out=out, threads=threads) is out
    assert kernels.stream_triad(b, c, 2.0, out=out, threads=threads) is out
    np.testing.assert_array_equal(out, b + 2.0 * c)
