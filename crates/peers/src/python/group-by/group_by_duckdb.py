"""DuckDB: a query in SQL on the file itself."""

import os

import duckdb
import numpy as np

QUERY = """
    SELECT min(temperature), avg(temperature), max(temperature), count(*)
    FROM read_csv(?, delim=';', header=false, quote='',
                  columns={'station': 'VARCHAR', 'temperature': 'DOUBLE'})
    GROUP BY station ORDER BY station
"""

connection = duckdb.connect()
connection.execute(f"SET threads = {int(os.environ['PEER_THREADS'])}")


def run(path):
    columns = connection.execute(QUERY, [path]).fetchnumpy()
    return np.column_stack(list(columns.values()))
