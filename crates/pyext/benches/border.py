"""What the border between Python and the kernels costs: prints each measure with its target.

    python crates/pyext/benches/border.py      (with the environment's Python, on a quiet machine)

Everything that is compared is timed in turns, in one run; shown are medians.
"""

import os
import signal
import statistics
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import perf_counter

import numpy as np
import rung_kernels as kernels
from rung_kernels import _accelerations_seconds, _noop

ROOT = Path(__file__).resolve().parents[3]
ROUNDS = 31


def median(samples):
    return statistics.median(samples)


def loop(calls, function, *args, **named):
    """Seconds of one call, from a loop of `calls`."""
    turns = range(calls)
    start = perf_counter()
    for _ in turns:
        function(*args, **named)
    return (perf_counter() - start) / calls


def call_cost():
    print("One call of nbody_accelerations above the kernel and above a call of nothing (target: 2 µs)")
    print(f"{'bodies':>8} {'kernel µs':>12} {'call µs':>12} {'no-op µs':>10} {'above µs':>10}")
    for n in [1, 8, 64, 256, 1024, 4096]:
        mass, position, _ = kernels.plummer(n, 1)
        out = np.empty((3, n))
        calls = max(1, min(20_000, int(0.02 / (1e-6 + 0.3e-9 * n * n))))
        kernel, call, nothing, above = [], [], [], []
        for _ in range(ROUNDS):
            kernel.append(_accelerations_seconds(mass, position, out, calls) / calls)
            call.append(loop(calls, kernels.nbody_accelerations, mass, position, out=out))
            nothing.append(loop(20_000, _noop))
            above.append(call[-1] - kernel[-1] - nothing[-1])
        micro = [1e6 * median(samples) for samples in (kernel, call, nothing, above)]
        print(f"{n:8} {micro[0]:12.3f} {micro[1]:12.3f} {micro[2]:10.3f} {micro[3]:10.3f}")


def small_calls():
    print("\nThe smallest call of each function, µs")
    one, field = np.ones(1), np.ones((3, 3))
    other, pixel = field.copy(), np.empty((1, 1), np.uint32)
    calls = {
        "_noop()": lambda: loop(20_000, _noop),
        "np.sqrt(x, out=y)": lambda: loop(20_000, np.sqrt, one, out=other[0, :1]),
        "stream_copy(x)": lambda: loop(20_000, kernels.stream_copy, one),
        "heat_sweep(u, r, out=v)": lambda: loop(20_000, kernels.heat_sweep, field, 0.1, out=other),
        "matmul(a, b, out=c)": lambda: loop(20_000, kernels.matmul, field, field, out=other),
        "mandelbrot_counts(1, 1, 1, out=c)": lambda: loop(20_000, kernels.mandelbrot_counts, 1, 1, 1, out=pixel),
        "pi(1)": lambda: loop(20_000, kernels.pi, 1),
        "pi(1, threads=2)": lambda: loop(500, kernels.pi, 1, threads=2),
    }
    samples = {name: [] for name in calls}
    for _ in range(11):
        for name, call in calls.items():
            samples[name].append(call())
    for name, times in samples.items():
        print(f"  {name:36} {1e6 * median(times):8.3f}")


def steps():
    print("\nn-body steps from Python against a Rust program, ratio of times (target: at most 1.03)")
    command = ["cargo", "build", "--release", "--quiet", "-p", "kernels", "--example", "advance"]
    subprocess.run(command, cwd=ROOT, check=True)
    target = os.environ.get("CARGO_TARGET_DIR", ROOT / "target")
    for n, count in [(128, 400), (1024, 20)]:
        program = subprocess.Popen(
            [Path(target) / "release/examples/advance", str(n)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1,
        )
        mass, position, velocity = kernels.plummer(n, 1)
        ratios, ours, theirs = [], [], []
        for _ in range(5 * ROUNDS):
            start = perf_counter()
            kernels.nbody_advance(mass, position, velocity, 1e-6, count)
            ours.append((perf_counter() - start) / count)
            print(count, file=program.stdin, flush=True)
            theirs.append(float(program.stdout.readline()) / count)
            ratios.append(ours[-1] / theirs[-1])
        program.stdin.close()
        program.wait()
        both = [1e6 * median(ours), 1e6 * median(theirs), 1e6 * min(ours), 1e6 * min(theirs)]
        print(f"  N = {n:5}: {median(ratios):.3f}   µs a step: {both[0]:.2f} and {both[1]:.2f}, "
              f"smallest {both[2]:.2f} and {both[3]:.2f}")


def two_threads():
    print("\nTwo Python threads that call it, against one (target: 1.8 on two free cores)")
    mass, position, _ = kernels.plummer(1024, 1)
    outs = [np.empty((3, 1024)) for _ in range(2)]
    pool = ThreadPoolExecutor(2)

    def work(out, calls):
        for _ in range(calls):
            kernels.nbody_accelerations(mass, position, out=out)

    ratios = []
    for _ in range(ROUNDS):
        start = perf_counter()
        work(outs[0], 120)
        one = perf_counter() - start
        start = perf_counter()
        list(pool.map(work, outs, [60, 60]))
        ratios.append(one / (perf_counter() - start))
    print(f"  {median(ratios):.2f}")


def ctrl_c():
    print("\nFrom Ctrl-C to KeyboardInterrupt, ms (target: 1000)")
    bodies = {n: kernels.plummer(n, 1) for n in (1000, 200_000)}
    mass, position, velocity = bodies[200_000]
    field = np.ones((4096, 4096))
    square = np.ones((6000, 6000))
    long = {
        "nbody_advance": lambda: kernels.nbody_advance(*bodies[1000], 1e-9, 10**9),
        "nbody_accelerations": lambda: kernels.nbody_accelerations(mass, position),
        "nbody_energy": lambda: kernels.nbody_energy(mass, position, velocity),
        "heat_sweeps": lambda: kernels.heat_sweeps(field, 0.1, 10**9),
        "mandelbrot_counts": lambda: kernels.mandelbrot_counts(10, 1000, 10**8, real=(-0.1, 0.1), imaginary=(-0.1, 0.1)),
        "mean_distance": lambda: kernels.mean_distance(2**31),
        "matmul": lambda: kernels.matmul(square, square),
    }
    for name, call in long.items():
        sent = []

        def send():
            sent.append(perf_counter())
            os.kill(os.getpid(), signal.SIGINT)

        threading.Timer(0.3, send).start()
        try:
            call()
            print(f"  {name:24} ended by itself")
            time.sleep(0.5)
        except KeyboardInterrupt:
            print(f"  {name:24} {1e3 * (perf_counter() - sent[0]):8.0f}")


if __name__ == "__main__":
    print(f"Python {sys.version.split()[0]}, NumPy {np.__version__}, {os.cpu_count()} processors\n")
    call_cost()
    small_calls()
    steps()
    two_threads()
    ctrl_c()
