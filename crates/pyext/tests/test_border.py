"""What crosses the border: memory, threads, callbacks, Ctrl-C."""

import multiprocessing
import signal
import subprocess
import sys
import textwrap
import threading
import time

import numpy as np
import pytest
import rung_kernels as kernels


def test_what_is_written_is_the_array_that_was_given():
    mass, position, velocity = kernels.plummer(9)
    out = np.empty((3, 9))
    address = out.ctypes.data
    got = kernels.nbody_accelerations(mass, position, out=out)
    assert got is out and out.ctypes.data == address
    view = np.zeros((2, 3, 9))
    kernels.nbody_accelerations(mass, position, out=view[1])
    np.testing.assert_array_equal(view[1], out)
    assert (view[0] == 0).all()


def test_nothing_large_is_allocated_for_a_call_with_out():
    import tracemalloc

    mass, position, _ = kernels.plummer(3000)
    out = np.empty((3, 3000))
    tracemalloc.start()
    kernels.nbody_accelerations(mass, position, out=out)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < out.nbytes / 2


def test_other_threads_run_while_a_kernel_does():
    mass, position, velocity = kernels.plummer(300)
    worker = threading.Thread(target=kernels.nbody_advance, args=(mass, position, velocity, 1e-6, 10_000))
    ticks = 0
    worker.start()
    while worker.is_alive():
        ticks += 1
        time.sleep(0.001)
    assert ticks > 10, "the interpreter was locked all the time"


def test_an_array_in_use_is_not_written_by_another_call():
    mass, position, velocity = kernels.plummer(300)
    worker = threading.Thread(target=kernels.nbody_advance, args=(mass, position, velocity, 1e-6, 20_000))
    worker.start()
    time.sleep(0.05)
    with pytest.raises(ValueError, match="shares memory .* still runs"):
        while worker.is_alive():
            kernels.nbody_accelerations(mass, position)
    worker.join()
    kernels.nbody_accelerations(mass, position)


def test_threads_at_once_give_the_answers_of_one():
    mass, position, _ = kernels.plummer(200)
    expected = kernels.nbody_accelerations(mass, position, threads=2)
    wrong = []

    def work():
        for _ in range(50):
            if (kernels.nbody_accelerations(mass, position, threads=2) != expected).any():
                wrong.append(1)

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert not wrong


def test_a_callback_sees_the_steps_and_may_use_the_arrays():
    mass, position, velocity = kernels.plummer(20)
    x, v = position.copy(), velocity.copy()
    seen = []

    def look(done):
        seen.append((done, sum(kernels.nbody_energy(mass, position, velocity))))

    kernels.nbody_advance(mass, position, velocity, 1e-3, 10, callback=look, every=4)
    assert [done for done, _ in seen] == [4, 8, 10]
    assert np.ptp([energy for _, energy in seen]) < 1e-4
    kernels.nbody_advance(mass, x, v, 1e-3, 10)
    np.testing.assert_array_equal(position, x)
    np.testing.assert_array_equal(velocity, v)


def test_what_a_callback_raises_ends_the_call_and_the_steps_done_stay():
    mass, position, velocity = kernels.plummer(20)
    x, v = position.copy(), velocity.copy()

    class Enough(Exception):
        pass

    def stop(done):
        if done == 6:
            raise Enough("six")

    with pytest.raises(Enough, match="six"):
        kernels.nbody_advance(mass, position, velocity, 1e-3, 100, callback=stop, every=3)
    kernels.nbody_advance(mass, x, v, 1e-3, 6)
    np.testing.assert_array_equal(position, x)
    with pytest.raises(TypeError):
        kernels.nbody_advance(mass, position, velocity, 1e-3, 3, callback=3)
    # The arrays were given back.
    kernels.nbody_advance(mass, position, velocity, 1e-3, 1)


def test_a_callback_may_spoil_the_arrays():
    mass, position, velocity = kernels.plummer(20)

    def spoil(done):
        position[1, 3] = np.nan

    with pytest.raises(ValueError, match="body 3: y is"):
        kernels.nbody_advance(mass, position, velocity, 1e-3, 10, callback=spoil)
    mass, position, velocity = kernels.plummer(20)
    with pytest.raises(ValueError, match="read-only"):
        kernels.nbody_advance(mass, position, velocity, 1e-3, 10,
                              callback=lambda done: position.setflags(write=False))


def child(queue, threads):
    queue.put(kernels.pi(300_000, 1, threads=threads))


def test_a_forked_child_gets_threads_of_its_own():
    expected = kernels.pi(300_000, 1, threads=2)
    context = multiprocessing.get_context("fork")
    queue = context.Queue()
    process = context.Process(target=child, args=(queue, 2))
    process.start()
    try:
        assert queue.get(timeout=60) == expected
    finally:
        process.kill()
        process.join()


LONG = {
    "advance": "mass, x, v = kernels.plummer(1000); call = lambda: kernels.nbody_advance(mass, x, v, 1e-6, 10**9)",
    "advance on two threads": "mass, x, v = kernels.plummer(1000); call = lambda: kernels.nbody_advance(mass, x, v, 1e-6, 10**9, threads=2)",
    "accelerations": "mass, x, v = kernels.plummer(300_000); call = lambda: kernels.nbody_accelerations(mass, x)",
    "accelerations on two threads": "mass, x, v = kernels.plummer(400_000); call = lambda: kernels.nbody_accelerations(mass, x, threads=2)",
    "one long step": "mass, x, v = kernels.plummer(300_000); call = lambda: kernels.nbody_advance(mass, x, v, 1e-6, 1)",
    "energy": "mass, x, v = kernels.plummer(150_000); call = lambda: kernels.nbody_energy(mass, x, v)",
    "sweeps": "u = np.ones((3000, 3000)); call = lambda: kernels.heat_sweeps(u, 0.1, 10**9)",
    "mandelbrot": "call = lambda: kernels.mandelbrot_counts(4000, 4000, 10**5, real=(-0.1, 0.1), imaginary=(-0.1, 0.1))",
    "mandelbrot, a row at a time": "call = lambda: kernels.mandelbrot_counts(9, 99, 10**8, real=(-0.1, 0.1), imaginary=(-0.1, 0.1))",
    "mean distance": "call = lambda: [kernels.mean_distance(2**31) for _ in range(9)]",
    "matmul": "a = np.ones((9000, 9000)); call = lambda: kernels.matmul(a, a)",
}


@pytest.mark.parametrize("name", LONG)
def test_ctrl_c_comes_back_within_a_second(name):
    script = textwrap.dedent(f"""
        import signal, sys, time
        import numpy as np
        import rung_kernels as kernels
        # In the background of a shell Ctrl-C is ignored, by all that is started there.
        signal.signal(signal.SIGINT, signal.default_int_handler)
        {LONG[name]}
        print("ready", flush=True)
        try:
            call()
            print("finished", flush=True)
        except KeyboardInterrupt:
            print("interrupted", flush=True)
        # It works on.
        print(kernels.pi(100_000) > 3, flush=True)
    """)
    process = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout.readline() == "ready\n"
        time.sleep(0.5)
        process.send_signal(signal.SIGINT)
        start = time.monotonic()
        assert process.stdout.readline() == "interrupted\n"
        took = time.monotonic() - start
        assert process.stdout.readline() == "True\n"
        assert process.wait(timeout=30) == 0
    finally:
        process.kill()
        process.wait()
    # Generous, for a machine that is busy; `benches/border.py` prints the time.
    assert took < 10
