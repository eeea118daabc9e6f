"""Bad input is a Python exception that says what is wrong with which argument, and what to do."""

import numpy as np
import pytest
import rung_kernels as kernels


def bodies(n=5):
    return kernels.plummer(n, 1)


def refused(error, words, function, *args, **named):
    with pytest.raises(error, match=words):
        function(*args, **named)


def test_dtype():
    mass, position, velocity = bodies()
    for kind in [np.float32, np.int64, np.complex128, ">f8", object]:
        wrong = position.astype(kind)
        words = "position has dtype .*expected float64"
        refused(TypeError, words, kernels.nbody_accelerations, mass, wrong)
    refused(TypeError, "out has dtype float32", kernels.nbody_accelerations, mass, position,
            out=np.empty((3, 5), np.float32))
    refused(TypeError, "velocity has dtype", kernels.nbody_advance, mass, position,
            velocity.astype("f4"), 0.1, 1)
    refused(TypeError, "out has dtype int64, expected uint32", kernels.mandelbrot_counts, 2, 2, 9,
            out=np.empty((2, 2), np.int64))


def test_no_array():
    for wrong in [[1.0], 3.0, None, "text", memoryview(b"12345678")]:
        refused(TypeError, "b must be a NumPy array", kernels.stream_copy, wrong)
    refused(TypeError, "out must be a NumPy array", kernels.stream_copy, np.ones(1), out=[1.0])


def test_shape():
    mass, position, velocity = bodies()
    words = r"position has shape \(2, 5\), expected \(3, 5\)"
    refused(ValueError, words, kernels.nbody_accelerations, mass, position[:2])
    words = r"mass must have one axis, its shape is \(3, 5\)"
    refused(ValueError, words, kernels.nbody_accelerations, position, position)
    words = r"position must have two axes, its shape is \(5,\)"
    refused(ValueError, words, kernels.nbody_accelerations, mass, mass)
    refused(ValueError, "out has shape", kernels.nbody_accelerations, mass, position, out=np.ones((3, 6)))
    refused(ValueError, "velocity has shape", kernels.nbody_advance, mass, position, velocity[:, :4].copy(), 0.1, 1)
    words = r"b has shape \(4, 2\), expected \(3, 2\)"
    refused(ValueError, words, kernels.matmul, np.ones((2, 3)), np.ones((4, 2)))
    refused(ValueError, "scratch has shape", kernels.heat_sweeps, np.ones((4, 4)), 0.1, 1, scratch=np.ones((4, 5)))
    refused(ValueError, "give them one length", kernels.stream_triad, np.ones(3), np.ones(4), 1.0)


def test_order():
    mass, position, _ = bodies()
    for wrong in [np.asfortranarray(position), np.ones((3, 10))[:, ::2], np.ones((5, 3)).T,
                  position[::-1], np.broadcast_to(np.ones((3, 1)), (3, 5))]:
        refused(ValueError, r"position does not lie .*np\.ascontiguousarray\(position\)",
                kernels.nbody_accelerations, mass, wrong)
    refused(ValueError, "out does not lie", kernels.heat_sweep, np.ones((4, 4)), 0.1, out=np.ones((4, 4)).T.copy(order="F"))


def test_unaligned():
    raw = np.zeros(8 * 4 + 1, np.uint8)[1:].view(np.float64)
    assert not raw.flags.aligned
    with pytest.raises((TypeError, ValueError)):
        kernels.stream_copy(raw)


def test_read_only():
    _, position, velocity = bodies()
    mass = np.ones(5)
    mass.setflags(write=False)
    kernels.nbody_accelerations(mass, position)  # only read: fine
    position.setflags(write=False)
    refused(ValueError, "position is read-only", kernels.nbody_advance, mass, position, velocity, 0.1, 1)
    refused(ValueError, "out is read-only", kernels.stream_copy, np.ones(5), out=mass)


def test_shared_memory():
    mass, position, velocity = bodies()
    refused(ValueError, "out shares memory", kernels.nbody_accelerations, mass, position, out=position)
    both = np.ones((6, 5))
    words = "velocity shares memory"
    refused(ValueError, words, kernels.nbody_advance, mass, both[:3], both[1:4], 0.1, 1)
    kernels.nbody_advance(mass, both[:3] * np.arange(5), both[3:], 0.1, 0)  # neighbours: fine
    u = np.ones((4, 4))
    refused(ValueError, "scratch shares memory", kernels.heat_sweeps, u, 0.1, 1, scratch=u)
    refused(ValueError, "out shares memory", kernels.stream_triad, mass, mass, 1.0, out=mass)
    kernels.matmul(u, u)  # twice, but only read: fine


def test_zero_size():
    none, axes = np.empty(0), np.empty((3, 0))
    assert kernels.nbody_accelerations(none, axes).shape == (3, 0)
    kernels.nbody_advance(none, axes, axes.copy(), 0.1, 3, threads=2)
    assert kernels.nbody_energy(none, axes, axes.copy()) == (0.0, 0.0)
    assert kernels.stream_copy(none).shape == (0,)
    assert [len(a.T) for a in kernels.plummer(0)] == [0, 0, 0]
    refused(ValueError, "at least 3 × 3", kernels.heat_sweep, np.ones((2, 5)), 0.1)
    refused(ValueError, "rows", kernels.heat_sweep, np.ones((0, 0)), 0.1)
    refused(ValueError, "no pixels", kernels.mandelbrot_counts, 0, 4, 10)
    refused(ValueError, "at least 1", kernels.matmul, np.ones((2, 0)), np.ones((0, 2)))
    refused(ValueError, "0 samples", kernels.pi, 0)
    refused(ValueError, "0 samples", kernels.mean_distance, 0)
    assert kernels.mandelbrot_counts(2, 2, 0).tolist() == [[0, 0], [0, 0]]


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("n", [1, 2, 9, 40])
def test_numbers_that_are_none(n, bad):
    for body in {0, n // 2, n - 1}:
        for axis, name in enumerate("xyz"):
            mass, position, velocity = bodies(n)
            position[axis, body] = bad
            words = f"body {body}: {name} is"
            refused(ValueError, words, kernels.nbody_accelerations, mass, position)
            refused(ValueError, words, kernels.nbody_accelerations, mass, position, threads=2)
            refused(ValueError, words, kernels.nbody_advance, mass, position, velocity, 0.1, 1)
            refused(ValueError, words, kernels.nbody_energy, mass, position, velocity)
            mass, position, velocity = bodies(n)
            velocity[axis, body] = bad
            words = f"velocity: body {body}: {name} is"
            refused(ValueError, words, kernels.nbody_energy, mass, position, velocity)
        mass, position, velocity = bodies(n)
        mass[body] = bad
        refused(ValueError, f"body {body}: mass is", kernels.nbody_accelerations, mass, position)
    refused(ValueError, "dt is", kernels.nbody_advance, *bodies(n), bad, 1)
    refused(ValueError, "r is", kernels.heat_sweep, np.ones((3, 3)), bad)
    refused(ValueError, "s is", kernels.stream_triad, np.ones(3), np.ones(3), bad)
    refused(ValueError, "the real axis", kernels.mandelbrot_counts, 2, 2, 9, real=(bad, 1.0))


def test_two_bodies_at_one_place_are_what_numpy_makes_of_them():
    got = kernels.nbody_accelerations(np.ones(3), np.array([[0.0, 0, 1]] * 3))
    assert not np.isfinite(got[:, 0]).any() and np.isfinite(got[:, 2]).all()


def test_nan_in_a_field_spreads_as_with_numpy():
    u = np.ones((5, 5))
    u[2, 2] = np.nan
    assert np.isnan(kernels.heat_sweep(u, 0.1)).sum() == 5


def test_counts():
    refused(ValueError, "steps is below zero", kernels.nbody_advance, *bodies(), 0.1, -1)
    refused(ValueError, "rows is below zero", kernels.mandelbrot_counts, -1, 4, 10)
    refused(ValueError, "limit is below zero", kernels.mandelbrot_counts, 1, 4, -10)
    refused(ValueError, "samples is below zero", kernels.pi, -5)
    refused(TypeError, None, kernels.pi, 1.5)
    refused(TypeError, None, kernels.pi, "100")
    refused(ValueError, "threads is below zero", kernels.pi, 5, threads=-1)
    refused(ValueError, "zero threads", kernels.pi, 5, threads=0)
    refused(ValueError, "at most 1024", kernels.pi, 5, threads=10**6)
    refused(ValueError, "every=0", kernels.nbody_advance, *bodies(), 0.1, 3, callback=print, every=0)
    refused(ValueError, "callback", kernels.nbody_advance, *bodies(), 0.1, 3, every=2)


def test_huge():
    refused(MemoryError, None, kernels.mandelbrot_counts, 10**6, 10**7, 10)
    refused((ValueError, MemoryError), None, kernels.mandelbrot_counts, 2**40, 2**40, 10)
    refused(OverflowError, None, kernels.mandelbrot_counts, 10**30, 1, 10)
    refused(ValueError, "limit is", kernels.mandelbrot_counts, 1, 1, 2**40)
    refused(ValueError, "at most 2147483648", kernels.pi, 2**40)
    refused((ValueError, MemoryError), None, kernels.plummer, 2**50)


def test_files(tmp_path):
    refused(FileNotFoundError, "no-such", kernels.nbody_read, tmp_path / "no-such")
    bad = tmp_path / "bad.txt"
    bad.write_text("0 1 0 0 0 0 0 0\n1 1 0 nan 0 0 0 0\n")
    refused(ValueError, "bad.txt:2: y is `nan`", kernels.nbody_read, bad)
    refused(TypeError, None, kernels.nbody_read, 3)


@pytest.mark.parametrize("threads", [1, 2])
def test_a_panic_is_an_exception_and_python_lives_on(threads, capfd):
    with pytest.raises(BaseException, match="on purpose"):
        kernels._panic(threads)
    assert kernels.pi(10_000, threads=threads) > 3
