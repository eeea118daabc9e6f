"""aiohttp, as most asyncio programs speak HTTP: one session, whose pool bounds the connections."""

import asyncio

import aiohttp


async def fetch_all(port, in_flight, stations):
    pool = aiohttp.TCPConnector(limit=in_flight)
    where = f"http://127.0.0.1:{port}"
    async with aiohttp.ClientSession(where, connector=pool, raise_for_status=True) as session:

        async def fetch(station):
            async with session.get(f"/station/{station}") as reply:
                return sum(map(float, (await reply.read()).split()))

        return await asyncio.gather(*map(fetch, stations))


def run(port, in_flight, stations):
    return asyncio.run(fetch_all(port, in_flight, stations))
