"""HTTP by hand over trio's streams, in one nursery. As many tasks as connections share the list."""

import trio


async def worker(port, todo, sums):
    stream = await trio.open_tcp_stream("127.0.0.1", port)
    async with stream:
        for place, station in todo:
            await stream.send_all(b"GET /station/%d HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n" % station)
            got = b""
            while b"\r\n\r\n" not in got:
                got += await more(stream)
            head, body = got.split(b"\r\n\r\n", 1)
            status, *fields = head.lower().split(b"\r\n")
            if status.split()[1] != b"200":
                raise RuntimeError(f"station {station}: {status.decode()}")
            length = next(int(f[15:]) for f in fields if f.startswith(b"content-length:"))
            while len(body) < length:
                body += await more(stream)
            sums[place] = sum(map(float, body.split()))


async def more(stream):
    part = await stream.receive_some()
    if not part:
        raise RuntimeError("the server closed the connection")
    return part


async def fetch_all(port, in_flight, stations):
    sums = [0.0] * len(stations)
    todo = enumerate(stations)
    async with trio.open_nursery() as nursery:
        for _ in range(min(in_flight, len(stations))):
            nursery.start_soon(worker, port, todo, sums)
    return sums


def run(port, in_flight, stations):
    return trio.run(fetch_all, port, in_flight, stations)
