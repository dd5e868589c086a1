"""Main task 10: a delivery that failed is seen and sent again; something that was deleted is brought back."""

import re

import pytest

from tests import receiver
from tests.make import unique

pytestmark = pytest.mark.chromium


async def test_a_failed_delivery_is_seen_and_sent_again(people) -> None:
    ada = await people("Ada Admin", roles=(("training", "admin"),))
    me = ada.hands
    name = unique("Personnel")
    async with receiver.running(answer=500) as hook:
        await me.command("Webhooks", "Webhooks")
        await me.use("button", "New webhook")
        dialog = me.page.get_by_role("dialog")
        await me.write("Name", name, within=dialog)
        await me.write("Address", hook.url, within=dialog)
        await me.tick(re.compile("^A training was completed"), within=dialog)
        await me.use("button", "Create webhook", within=dialog)
        await me.see("It is shown this once", within=dialog)
        secret = await dialog.locator("code").inner_text()
        await me.use("button", "I have copied it", within=dialog)
        await me.use("button", "Actions", within=me.page.get_by_role("row", name=name))
        await me.use("menuitem", "Send test message")
        await me.arrive("Test message")

        await me.command("Webhooks", "Webhooks")
        await me.use("tab", "Deliveries")
        row = me.page.get_by_role("row").filter(has_text=name)
        await refreshed(me, row.get_by_text("HTTP 500"))
        await me.use("link", "Test message", within=row)
        await me.arrive("Test message")
        await me.see("HTTP 500")
        hook.answer = 204
        await me.use("button", "Send again")
        await me.see("The message is sent again")
        await refreshed(me, me.page.get_by_text("HTTP 204"))
        await me.see("Delivered")
    assert len(hook.received) == 2
    assert len({one.id for one in hook.received}) == 1, "the same message"
    assert all(one.verified(secret)["event"] == "webhook.test" for one in hook.received)


async def refreshed(me, wanted, seconds: float = 30) -> None:
    """What is sent in the background is there when the page is asked again."""
    for _ in range(int(seconds * 2)):
        if await wanted.count():
            return
        await me.page.reload()
        await me.visitor.settled()
    raise AssertionError(f"{wanted} does not come")


async def test_a_deleted_record_is_brought_back(site, people) -> None:
    mira = await people("Mira Sole")
    me = mira.hands
    title = unique("Wind tunnel ")
    record = await site.write(me, "/kadi/api/v1/records", {"identifier": unique("wind"), "title": title})
    await me.command("Records", "Records")
    await me.use("link", title)
    await me.arrive(title)
    await me.menu("More actions", re.compile("^Move to trash|^Delete"))
    await me.use("button", re.compile("^Move to trash|^Delete"), within=me.page.get_by_role("dialog"))
    await me.arrive("Records")
    await me.page.get_by_role("link", name=title).wait_for(state="detached")

    await me.use("link", "Trash")
    await me.arrive("Trash")
    await me.use("button", "Actions", within=me.page.get_by_role("row").filter(has_text=record["identifier"]))
    await me.use("menuitem", "Restore")
    await me.arrive(title)
    assert (await site.read(me, f"/kadi/api/v1/records/{record['id']}"))["state"] == "active"
