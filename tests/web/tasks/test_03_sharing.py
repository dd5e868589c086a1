"""Main task 3: a record is shared with a group; a member finds it again by what stands in it, somebody else does not."""

import re

import pytest

from tests.make import unique

pytestmark = pytest.mark.chromium

TITLE = "Fatigue of titanium sheets"


async def test_a_record_shared_with_a_group_is_found_by_its_member(site, people) -> None:
    mira, jon, eve = await people("Mira Sole"), await people("Jon Berg"), await people("Eve Ohm")
    word = unique("ti").replace("-", "")
    body = {"identifier": unique("r"), "title": TITLE, "description": f"Sheets of batch {word}, rolled twice."}
    await site.write(mira.hands, "/kadi/api/v1/records", body)

    me = mira.hands
    await me.command("Groups", "Groups")
    await me.use("link", "New group")
    await me.arrive("New group")
    name = unique("Materials ")
    await me.write("Title", name)
    await me.use("button", "Create group")
    await me.arrive(name)
    await me.pick("Person", jon.account["username"], "Jon Berg")
    await me.use("button", "Add")
    await me.see("Jon Berg is now a member")

    await me.command("Records", "Records")
    await me.use("link", TITLE)
    await me.arrive(TITLE)
    await me.use("tab", "Sharing")
    await me.pick("Person or group", name, name)
    await me.use("button", "Share")
    await me.see(f"Shared with {name}")

    member = jon.hands
    await member.command("Records", "Records")
    await member.write("Search records", word, role="searchbox")
    await member.press("Enter")
    await member.use("link", TITLE)
    await member.arrive(TITLE)
    await member.see(f"Sheets of batch {word}")
    assert await member.find("link", "Edit").count() == 0, "a member only reads"

    other = eve.hands
    await other.command("Records", "Records")
    await other.write("Search records", word, role="searchbox")
    await other.press("Enter")
    await other.see(re.compile("^No(thing| records) match"))
