"""Webhooks: made and changed, the secret shown once, the log of deliveries, sending again."""

import pytest

from server import keys
from server.domain.outbox import KINDS
from server.domain.webhooks import JOB
from server.jobs import Worker
from tests import receiver
from tests.conftest import Client
from tests.make import PASSWORD, Make, unique

pytestmark = pytest.mark.chromium

HERE = "/app/training/webhooks"
RAW = ("null", "undefined", "NaN", "[object", "webhooks.", "status.", "unreachable")


@pytest.fixture
async def place(start_server, fresh_database):
    """A server with a database of its own that may send to this machine."""
    return await start_server(dsn=fresh_database, outgoing={"allow": ("127.0.0.1",), "timeout_seconds": 0.5})


@pytest.fixture
async def boss(place, http, tmp_path):
    """An admin of training there: (session, client below /app/api, origin)."""
    from tests.conftest import test_config

    make = Make(place.app[keys.POOL], test_config(tmp_path / "boss"))
    account = await make.account(password=PASSWORD, display_name="Ada Admin", roles=(("training", "admin"),))
    session = await make.session(account, idle_seconds=1800)
    origin = str(place.make_url("")).rstrip("/")
    return session, Client(http, origin + "/app/api/webhooks", None, session), origin


async def send(place) -> None:
    app = place.app
    await Worker(app[keys.POOL], app[keys.CONFIG].jobs, app, {JOB: KINDS[JOB]}).run_due()


async def made(client, url: str, name: str = "Personnel office") -> dict:
    response = await client.post("", json={"name": name, "url": url, "events": ["training.created"]})
    assert response.status == 201, await response.text()
    return await response.json()


async def test_making_one_shows_the_secret_once(visit, admin, app_api) -> None:
    visitor = await visit(admin.session)
    name = unique("Personnel")
    page = await visitor.open(HERE)
    await page.get_by_role("button", name="New webhook").first.click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_role("button", name="Create webhook").click()
    for said in ("Name: Enter a name.", "Address: Enter an address.", "Events: Choose one."):
        await dialog.get_by_role("link", name=said).wait_for()
    await visitor.axe()
    await dialog.get_by_label("Name").fill(name)
    await dialog.get_by_label("A training was completed").check()
    for url, said in (
        ("http://hooks.example.org/x", "Use https"),
        ("https://127.0.0.1/x", "This is an internal address"),
        ("https://a:b@hooks.example.org/", "Leave out the user name"),
    ):
        await dialog.get_by_label("Address").fill(url)
        await dialog.get_by_role("button", name="Create webhook").click()
        await dialog.get_by_role("link", name=f"Address: {said}").wait_for()
    await dialog.get_by_label("Address").fill("https://hooks.example.org/x")
    await dialog.get_by_role("button", name="Create webhook").click()
    shown = page.get_by_role("dialog", name="The secret")
    await shown.wait_for()
    await visitor.axe()
    secret = await shown.locator("code").inner_text()
    assert secret.startswith("whsec_")
    await page.keyboard.press("Escape")
    await shown.get_by_role("button", name="I have copied it").click()
    await page.get_by_role("row").filter(has_text=name).wait_for()
    assert secret not in await page.content()
    found = (await (await app_api.using(session_id=admin.session).get("/webhooks?per_page=100")).json())["items"]
    assert [(row["url"], row["events"]) for row in found if row["name"] == name] == [
        ("https://hooks.example.org/x", ["registration.completed"])
    ]


async def test_changing_switching_and_removing(visit, boss) -> None:
    session, client, origin = boss
    hook = await made(client, "https://hooks.example.org/x")
    visitor = await visit(session, origin=origin)
    page = await visitor.open(HERE)

    async def act(name: str) -> None:
        await page.get_by_role("row").filter(has_text="hooks.example.org").get_by_role("button", name="Actions").click()
        await page.get_by_role("menuitem", name=name).click()

    await act("Edit")
    await page.get_by_role("dialog").get_by_label("Name").fill("Payroll")
    await page.get_by_role("dialog").get_by_role("button", name="Save").click()
    await page.get_by_role("rowheader", name="Payroll").wait_for()
    await act("Switch off")
    await page.get_by_role("cell", name="Off", exact=True).wait_for()
    assert (await (await client.get(f"/{hook['id']}")).json())["is_active"] is False
    await act("Switch on")
    await page.get_by_role("cell", name="On", exact=True).wait_for()
    await act("New secret")
    await page.get_by_role("dialog").get_by_role("button", name="New secret").click()
    shown = page.get_by_role("dialog", name="The secret")
    assert (await shown.locator("code").inner_text()) != hook["secret"]
    await shown.get_by_role("button", name="I have copied it").click()
    await act("Delete")
    await page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    await page.get_by_role("heading", name="Nobody is told of anything").wait_for()
    assert (await client.get(f"/{hook['id']}")).status == 404


@pytest.mark.parametrize(("theme", "language", "width"), [("light", "en", 1280), ("dark", "de", 320)])
async def test_deliveries_are_looked_at_and_sent_again(visit, boss, place, theme: str, language: str, width: int) -> None:
    session, client, origin = boss
    async with receiver.running() as hook:
        endpoint = await made(client, hook.url)
        delivery = await (await client.post(f"/{endpoint['id']}/test")).json()
        await send(place)
        visitor = await visit(session, origin=origin, theme=theme, language=language, width=width, touch=width < 640)
        for path in (
            HERE,
            f"{HERE}?edit={endpoint['id']}",
            f"{HERE}?tab=deliveries&state=delivered&webhook={endpoint['id']}",
            f"{HERE}/deliveries/{delivery['id']}",
        ):
            page = await visitor.open(path)
            await page.wait_for_timeout(100)
            await visitor.axe()
            assert await visitor.overflow() <= 0, path
            text = await page.locator("body").inner_text()
            assert [raw for raw in RAW if raw in text] == [], path
        await page.get_by_text("HTTP 204").first.wait_for()
        before = len(hook.received)
        await page.get_by_role("button", name="Send again" if language == "en" else "Noch einmal senden").click()
        await page.locator(".toast").wait_for()
        await send(place)
        assert len(hook.received) == before + 1
        await page.get_by_role("button", name="Refresh" if language == "en" else "Neu laden").click()
        await visitor.until("document.querySelectorAll('tbody tr').length === 2")


async def test_a_test_message_leads_to_its_delivery_and_failures_have_words(visit, boss, place) -> None:
    session, client, origin = boss
    endpoint = await made(client, "http://127.0.0.1:9/nobody")
    visitor = await visit(session, origin=origin)
    page = await visitor.open(HERE)
    await page.get_by_role("button", name="Actions").click()
    await page.get_by_role("menuitem", name="Send test message").click()
    await page.get_by_role("heading", name="Test message", level=1).wait_for()
    await page.get_by_text("Nothing was sent yet.").wait_for()
    await send(place)
    await page.get_by_role("button", name="Refresh").click()
    await page.get_by_role("cell", name="Could not be reached").wait_for()
    assert (await client.patch(f"/{endpoint['id']}", json={"is_active": False})).status == 200
    await page.get_by_role("button", name="Send again").click()
    await page.get_by_role("alert").get_by_text("This webhook is switched off").wait_for()
    await visitor.axe()


async def test_webhooks_are_closed_to_managers(visit, manager) -> None:
    visitor = await visit(manager.session)
    page = await visitor.open(HERE)
    await page.get_by_role("heading", name="No access").wait_for()
