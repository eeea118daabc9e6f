"""What exercise 03.3 asks of a module `mine` with a function `f`; ORACLE is the reader's own."""

import sys
from time import perf_counter

import numpy as np


def wrong(*words):
    print("wrong:", " ".join(" ".join(words).split()))
    sys.exit()


try:
    oracle = ORACLE
    oracle(np.ones(2), np.ones(2))
except Exception as error:
    wrong(f"your NumPy version raises {type(error).__name__}: {error}")
try:
    from mine import f
except ImportError as error:
    wrong(f"{error}. Call the module `mine`, and the function in it `f`")


def compare(what, x, y):
    print(f"f gets {what}", flush=True)  # the last line when it never answers
    kept = x.copy(), y.copy()
    try:
        got = f(x, y)
    except BaseException as error:
        wrong(f"{what}: it raises {type(error).__name__}: {error}")
    try:
        expected = oracle(*kept)
    except Exception as error:
        wrong(f"{what}: your NumPy version raises {type(error).__name__}: {error}")
    if not isinstance(expected, np.ndarray):
        wrong(f"{what}: your NumPy version gives a {type(expected).__name__}, not an array")
    if not isinstance(got, np.ndarray):
        wrong(f"{what}: the answer is of type {type(got).__name__}, not a NumPy array")
    if got.shape != expected.shape:
        wrong(f"{what}: the answer has shape {got.shape}, expected {expected.shape}")
    if not np.isfinite(expected).all():
        at = int(np.argmin(np.isfinite(expected)))
        wrong(f"{what}, place {at}: your NumPy version gives {expected.flat[at]} for numbers between 0 and 1; take a function that has a value everywhere between them")
    if expected.size > 99 and (expected == expected.flat[0]).all():
        wrong(f"{what}: your NumPy version gives {expected.flat[0]} for all of them; take a function that depends on x or y")
    if not np.allclose(got, expected, rtol=1e-9, atol=1e-12):
        at = int(np.argmax(~np.isclose(got, expected, rtol=1e-9, atol=1e-12)))
        wrong(f"{what}, place {at}: x = {x[at]}, y = {y[at]}, expected {expected[at]}, got {got[at]}")
    if (x != kept[0]).any() or (y != kept[1]).any():
        wrong(f"{what}: the arguments were changed")


def refuses(what, x, y):
    print(f"f gets {what}", flush=True)
    try:
        f(x, y)
    except Exception:
        return
    except BaseException as error:
        wrong(f"{what}: {type(error).__name__}: a panic reached Python; return an error instead")
    wrong(f"{what}: no exception; return an error, Err(…), which Python then raises")


def refuses_or_converts(what, x, y):
    print(f"f gets {what}", flush=True)
    try:
        got = f(x, y)
    except Exception:
        return
    except BaseException as error:
        wrong(f"{what}: {type(error).__name__}: a panic reached Python; return an error instead")
    if not np.allclose(got, oracle(np.asarray(x, float), np.asarray(y, float)), rtol=1e-5):
        wrong(f"{what}: no exception, and the answer is that of other numbers; refuse them, or convert them")


rng = np.random.default_rng(1)
for n in [1, 2, 3, 7, 8, 9, 17, 1000, 0]:
    compare(f"{n} number{'s' if n != 1 else ''} each", rng.random(n), rng.random(n))
x, y = rng.random(10), rng.random(10)
refuses("x of 10 numbers and y of 7", x, y[:7].copy())
refuses("x of 7 numbers and y of 10", x[:7].copy(), y)
refuses_or_converts("float32", x.astype("f4"), y.astype("f4"))
refuses_or_converts("a list", [1.0, 2.0], [3.0, 4.0])
refuses_or_converts("every other number (x[::2], y[::2])", x[::2], y[::2])
x, y = rng.random(200_000), rng.random(200_000)
compare("200 000 numbers each", x, y)
for _ in range(25):
    start = perf_counter()
    f(x, y)
    middle = perf_counter()
    oracle(x, y)
    print("times", middle - start, perf_counter() - middle)
print("done")
