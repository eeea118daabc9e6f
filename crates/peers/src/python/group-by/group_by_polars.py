"""polars from Python, lazily: the query is planned as a whole."""

import os

os.environ["POLARS_MAX_THREADS"] = os.environ["PEER_THREADS"]
import polars as pl  # noqa: E402: it reads the number of threads once

COLUMNS = {"station": pl.String, "temperature": pl.Float64}


def query(path):
    temperature = pl.col("temperature")
    return (
        pl.scan_csv(path, separator=";", has_header=False, quote_char=None, schema=COLUMNS)
        .group_by("station")
        .agg(
            temperature.min().alias("min"),
            temperature.mean().alias("mean"),
            temperature.max().alias("max"),
            pl.len().alias("count"),
        )
        .sort("station")
        .drop("station")
    )


def run(path):
    return query(path).collect().to_numpy()
