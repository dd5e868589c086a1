"""Main task 1: from the link that a new server prints to the first record, without a mouse."""

import re

import pytest

from tests.make import PASSWORD

pytestmark = pytest.mark.chromium


async def test_from_the_link_that_the_server_prints_to_the_first_record(own_site, hands) -> None:
    link = own_site.running.setup_link
    assert link is not None
    me = await hands(own_site)
    await me.page.goto(link)
    await me.arrive("Set up Athenaeum", is_loaded=True)
    assert "#" not in me.page.url, "the token left the address bar"
    await me.write("Name", "Mira Sole")
    await me.write("User name", "mira")
    await me.secret("New password", PASSWORD)
    await me.secret("New password again", PASSWORD)
    await me.press("Enter")
    await me.arrive("Welcome, Mira Sole")

    await me.use("link", re.compile("^Records"))
    await me.arrive("Records")
    await me.see("There are no records yet")
    await me.use("link", "New record")
    await me.arrive("New record")
    await me.write("Title", "Thermal conductivity of sample 7")
    await me.write(re.compile("^Description"), "Measured with the **laser flash** method.")
    await me.use("button", "Add entry")
    await me.page.keyboard.type("Temperature")
    await me.select("Type of Temperature", "Number")
    await me.write("Value of Temperature", "293.15")
    await me.write("Unit of Temperature", "K")
    await me.use("button", "Create record")
    await me.arrive("Thermal conductivity of sample 7")
    await me.see("293.15 K")

    record = await own_site.read(me, "/kadi/api/v1/records")
    assert [(item["title"], item["identifier"]) for item in record["items"]] == [
        ("Thermal conductivity of sample 7", "thermal-conductivity-of-sample-7")
    ]
    assert record["items"][0]["extras"] == [{"key": "Temperature", "type": "float", "value": 293.15, "unit": "K"}]

    again = await hands(own_site)
    await again.page.goto(link)
    await again.see("This link has been used or has expired")
