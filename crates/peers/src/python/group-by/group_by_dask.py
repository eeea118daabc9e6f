"""Dask: pandas on pieces of the file, several at a time, and the answers put together."""

import os

import dask
import dask.dataframe as dd

dask.config.set(scheduler="threads", num_workers=int(os.environ["PEER_THREADS"]))


def run(path):
    rows = dd.read_csv(path, sep=";", names=["station", "temperature"], blocksize="32MB")
    groups = rows.groupby("station")["temperature"]
    return groups.agg(["min", "mean", "max", "count"]).compute().sort_index().to_numpy()
