"""Twenty people upload at once: the server's memory does not grow with what they send."""

import asyncio
from pathlib import Path

import aiohttp

from tests.faults.test_kills import Site, site  # noqa: F401 (fixture)

PEOPLE, MEGABYTES = 20, 12
MOST_GROWTH = 60.0
"""Megabytes; the bodies together have 240."""


def resident(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1000
    raise LookupError(pid)


async def test_memory_stays_flat_while_twenty_upload_at_once(site: Site):  # noqa: F811
    site.machine.end()
    await asyncio.to_thread(site.running.process.wait)
    site.running = await asyncio.to_thread(site.machine.serve, limits__enabled="false")
    data = site.random.randbytes(1_000_000) * MEGABYTES
    await site.put("first", data)
    pid, peak = site.running.pid, 0.0
    before = resident(pid)
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=PEOPLE)) as session:
        site.session, old = session, site.session
        work = asyncio.gather(*(site.put(f"many-{number}", data) for number in range(PEOPLE)))
        while not work.done():
            peak = max(peak, resident(pid))
            await asyncio.sleep(0.02)
        assert len(await work) == PEOPLE
        site.session = old
    assert peak - before < MOST_GROWTH
