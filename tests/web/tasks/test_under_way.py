"""The server is killed while something is under way: it goes on by itself when the server is back, nothing twice, nothing left out."""

import aiohttp
import pytest

from tests.conftest import Client
from tests.make import PASSWORD
from tests.web.training.conftest import Somebody

pytestmark = pytest.mark.chromium

AWAY = ["Failed to load resource", "net::ERR"]
NAMES = ("Anna Ahr", "Bert Bode", "Carl Chor")


async def test_what_is_under_way_goes_on(visit, own_site) -> None:
    async with aiohttp.ClientSession() as http:

        async def somebody(name: str, *roles: tuple[str | None, str]) -> Somebody:
            account = await own_site.make.account(password=PASSWORD, display_name=name, roles=roles)
            session = await own_site.make.session(account, idle_seconds=1800)
            return Somebody(account, session, Client(http, f"{own_site.origin}/kms/api/v1", session_id=session))

        manager = await somebody("Max Manager", ("training", "knowledge_manager"))
        training = await manager.training()
        for name in NAMES:
            await (await somebody(name)).register(training)
    for number in range(26):
        await own_site.make.record(manager.account, title=f"Sample {number:02}")
    marking, reading = [await visit(manager.session, origin=own_site.origin) for _ in range(2)]
    for visitor in (marking, reading):
        visitor.watch.excused += AWAY
    people = await marking.open(f"/app/training/trainings/{training['id']}?tab=participants")
    records = await reading.open("/app/research/records?sort=title")
    await people.get_by_role("button", name="Mark everybody as attended").click()

    port = own_site.kill()
    await people.get_by_role("dialog").get_by_role("button", name="Mark as attended").click()
    await records.get_by_role("link", name="Next", exact=True).click()
    await people.get_by_text("The server is not ready just now; this goes on by itself.").wait_for()
    for page in (people, records):
        await page.get_by_role("status").filter(has_text="No connection to the server").wait_for()
    own_site.start(port)
    for page in (people, records):
        await page.get_by_role("status").filter(has_text="The server is back").wait_for(timeout=60000)
    for name in NAMES:
        await people.locator(f'[aria-pressed="true"][aria-label="Attended: {name}"]').wait_for()
    await records.get_by_role("link", name="Sample 25").wait_for()
    assert await records.get_by_role("link", name="Sample 00").count() == 0, "the second page"
    async with own_site.pool.acquire() as conn:
        found = await conn.fetch("select status from registrations where training_id = $1", training["id"])
    assert [row["status"] for row in found] == ["attended"] * 3
