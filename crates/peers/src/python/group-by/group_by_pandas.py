"""pandas: the file is read by Arrow's reader, which uses all threads, and grouped on one."""

import os

import pandas as pd
import pyarrow

pyarrow.set_cpu_count(int(os.environ["PEER_THREADS"]))


def run(path):
    rows = pd.read_csv(path, sep=";", names=["station", "temperature"], engine="pyarrow")
    groups = rows.groupby("station")["temperature"]
    return groups.agg(["min", "mean", "max", "count"]).sort_index().to_numpy()
