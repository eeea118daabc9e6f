"""A pool of threads; each has a connection of its own, which stays open from request to request."""

import threading
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection


def run(port, in_flight, stations):
    mine = threading.local()

    def connect():
        mine.connection = HTTPConnection("127.0.0.1", port)

    def fetch(station):
        mine.connection.request("GET", f"/station/{station}")
        reply = mine.connection.getresponse()
        body = reply.read()
        if reply.status != 200:
            raise RuntimeError(f"station {station}: status {reply.status}")
        return sum(map(float, body.split()))

    with ThreadPoolExecutor(in_flight, initializer=connect) as pool:
        return list(pool.map(fetch, stations))
