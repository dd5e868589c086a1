"""kill -9 between the answer of a purge and its job: the job runs all the same, rows and bytes go."""

import asyncio
from uuid import UUID

import pytest

from server.blobs import Blobs
from server.domain import files
from tests.faults.test_kills import SETTINGS, Site, site  # noqa: F401

NOUNS = {"record": 202, "collection": 204, "template": 204, "group": 204}
NEW = {"template": {"type": "record", "data": {}}}


async def restarted(site: Site, **settings: str) -> None:  # noqa: F811
    await site.kill()
    site.running = await asyncio.to_thread(site.machine.serve, **SETTINGS, **settings)


async def deleted(site: Site, noun: str, name: str) -> int:  # noqa: F811
    """A new object in the trash."""
    status, made = await site.ask("POST", f"/{noun}s", json={"identifier": name, "title": name} | NEW.get(noun, {}))
    assert status == 201, made
    if noun == "record":
        site.home = f"/records/{made['id']}"
        await site.put("a", b"abc" * 1000)
    assert (await site.ask("DELETE", f"/{noun}s/{made['id']}"))[0] == 204
    return made["id"]


@pytest.mark.parametrize("jobs_run", [False, True], ids=["before the job", "while it may run"])
async def test_a_purge_that_was_answered_is_done_after_a_kill(site, jobs_run):  # noqa: F811
    settings = {"jobs__lease_seconds": "2"}  # a job that the kill cut off is taken over after that
    await restarted(site, **settings, jobs__enabled=str(jobs_run).lower())
    things = {noun: await deleted(site, noun, f"purged-{noun}") for noun in NOUNS}
    pool = await site.pool()
    try:
        blob_id: UUID = await pool.fetchval("select blob_id from files where record_id = $1", things["record"])
        blobs = Blobs(site.machine.data_dir / "blobs")
        assert blobs.path(blob_id).exists()
        for noun, status in NOUNS.items():
            assert (await site.ask("POST", f"/{noun}s/{things[noun]}/purge"))[0] == status
        if not jobs_run:
            assert await pool.fetchval("select count(*) from records where id = $1 and state = 'purged'", things["record"]) == 1
            assert blobs.path(blob_id).exists()
    finally:
        await pool.close()
    await restarted(site, **settings)
    pool = await site.pool()
    try:
        async with asyncio.timeout(60):
            for noun, number in things.items():
                while await pool.fetchval(f"select count(*) from {noun}s where id = $1", number):  # noqa: S608, ASYNC110
                    await asyncio.sleep(0.05)
        await blobs.open()
        await files.remove_discarded(pool, blobs)
        assert not blobs.path(blob_id).exists()
        assert await pool.fetchval("select count(*) from jobs where kind = 'trash.purge' and state = 'dead'") == 0
    finally:
        await blobs.close()
        await pool.close()
    assert (await site.ask("GET", "/trash"))[1]["items"] == []
    await site.check_disk()
