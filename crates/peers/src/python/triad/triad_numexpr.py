"""numexpr: the whole expression in one pass over memory, on its threads."""

import os

import numexpr as ne

ne.set_num_threads(int(os.environ["NUMEXPR_NUM_THREADS"]))


def run(a, b, c, s):
    return ne.evaluate("b + s * c", out=a)
