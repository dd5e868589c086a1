"""Addresses of the API typed into a browser where somebody is signed in: JSON. What another site causes does not count as that person."""

import asyncio
import json

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from tests.make import unique

pytestmark = pytest.mark.chromium

READ = """async address => {
  try { return (await fetch(address, { credentials: 'include' })).status; } catch { return 'refused'; }
}"""


@pytest.fixture
async def elsewhere():
    """Another site: a page whose text a test sets, and what its own script told it."""
    app = web.Application()
    shown = {"text": ""}

    async def page(request: web.Request) -> web.Response:
        return web.Response(text="<!doctype html><title>Elsewhere</title><h1>Elsewhere</h1>" + shown["text"], content_type="text/html")

    app.add_routes([web.get("/", page)])
    server = TestServer(app, host="127.0.0.1")
    await server.start_server()
    server.shown = shown
    yield server
    await server.close()


@pytest.fixture
async def signed_in(visit, person, make, server):
    """Chromium with the cookie of a session, at a host that is another site than 127.0.0.1, and a record of the person."""
    account, session = person
    record = await make.record(account, title="Typed in", visibility="private")
    visitor = await visit(session, origin=str(server.make_url("")).rstrip("/").replace("127.0.0.1", "localhost"))
    visitor.watch.excused += ["foreign request: http://127.0.0.1", "favicon"]
    await visitor.open("/app/settings")
    for _ in range(100):
        if any(cookie["name"] == "athenaeum_session" for cookie in await visitor.context.cookies()):
            return visitor, record
        await asyncio.sleep(0.05)
    raise AssertionError("no cookie")


async def test_get_addresses_answer_json_to_who_is_signed_in(signed_in) -> None:
    visitor, record = signed_in
    page = visitor.page
    for path in (
        "/api/v1/records",
        f"/api/v1/records/{record['id']}",
        f"/kadi/api/v1/records/{record['id']}/revisions",
        f"/api/records/{record['id']}/files?page=1",
        "/api/v1/collections",
        "/kadi/api/v1/users/me",
        "/api/info",
    ):
        response = await page.goto(visitor.origin + path)
        assert response is not None and response.status == 200, path
        assert response.headers["content-type"].startswith("application/json"), path
        json.loads(await response.text())
    response = await page.goto(f"{visitor.origin}/api/v1/records/{record['id']}")
    assert (await response.json())["title"] == "Typed in"
    response = await page.goto(visitor.origin + "/api/v1/records/999999999")
    assert response.status == 404 and (await response.json())["code"] == 404


async def test_without_a_session_they_answer_401(visit, signed_in) -> None:
    visitor, record = signed_in
    stranger = await visit(origin=visitor.origin)
    response = await stranger.page.goto(f"{visitor.origin}/api/v1/records/{record['id']}")
    assert response.status == 401 and (await response.json())["code"] == 401


async def test_after_signing_out_they_answer_401(signed_in) -> None:
    visitor, record = signed_in
    page = await visitor.open("/app/settings")
    await page.get_by_role("button", name="Mira Sole").click()
    await page.get_by_role("menuitem", name="Sign out").click()
    await page.get_by_role("button", name="Sign in", exact=True).wait_for()
    response = await page.goto(f"{visitor.origin}/api/v1/records/{record['id']}")
    assert response.status == 401


async def answers(page, elsewhere, text: str, wanted: str) -> list[int]:
    """Shows `text` on the other site; the statuses of what it asked of us."""
    statuses: list[int] = []
    page.on("response", lambda response: statuses.append(response.status) if wanted in response.url else None)
    elsewhere.shown["text"] = text
    async with page.expect_response(lambda response: wanted in response.url):
        await page.goto(str(elsewhere.make_url("/")))
    return statuses


async def test_a_form_of_another_site_changes_nothing(signed_in, pool, elsewhere) -> None:
    visitor, record = signed_in
    name = unique("stolen")
    for kind in ("text/plain", "application/x-www-form-urlencoded"):
        body = f"""<form method="post" enctype="{kind}" action="{visitor.origin}/api/v1/records">
            <input name='{{"identifier": "{name}", "title": "x", "description": "' value='"}}'></form>
            <form method="post" action="{visitor.origin}/api/v1/records/{record["id"]}/purge"></form>
            <script>document.forms[0].submit()</script>"""
        assert await answers(visitor.page, elsewhere, body, "/api/v1/records") == [401]
    async with pool.acquire() as conn:
        assert await conn.fetchval("select count(*) from records where identifier = $1", name) == 0
    response = await visitor.page.goto(f"{visitor.origin}/api/v1/records/{record['id']}")
    assert response.status == 200


async def test_a_picture_of_another_site_is_not_answered_as_that_person(signed_in, elsewhere) -> None:
    visitor, record = signed_in
    visitor.watch.excused += ["Failed to load resource"]
    page = visitor.page
    address = f"{visitor.origin}/api/v1/records/{record['id']}/export/qr"
    elsewhere.shown["text"] = f'<img src="{address}" alt="x">'
    wire = await visitor.context.new_cdp_session(page)
    statuses: dict[str, int] = {}
    wire.on("Network.responseReceivedExtraInfo", lambda event: statuses.update({event["requestId"]: event["statusCode"]}))
    asked: dict[str, str] = {}
    wire.on("Network.requestWillBeSent", lambda event: asked.update({event["request"]["url"]: event["requestId"]}))
    await wire.send("Network.enable")
    await page.goto(str(elsewhere.make_url("/")))
    await visitor.until("document.images[0].complete")
    assert await page.evaluate("document.images[0].naturalWidth") == 0
    assert statuses[asked[address]] == 401
    own = await visitor.open("/app/settings")
    status = await own.evaluate("async address => (await fetch(address)).status", address)
    assert status == 200, "our own page gets it"


async def test_a_link_of_another_site_is_not_answered_as_that_person(signed_in, elsewhere) -> None:
    visitor, record = signed_in
    address = f"{visitor.origin}/api/v1/records/{record['id']}"
    elsewhere.shown["text"] = f'<a href="{address}">Look</a>'
    page = visitor.page
    await page.goto(str(elsewhere.make_url("/")))
    async with page.expect_response(lambda response: response.url == address) as waiting:
        await page.get_by_role("link", name="Look").click()
    assert (await waiting.value).status == 401
    response = await page.goto(address)  # typed in
    assert response.status == 200


async def test_a_script_of_another_site_reads_nothing(signed_in, elsewhere) -> None:
    visitor, record = signed_in
    visitor.watch.excused += ["CORS", "Failed to load resource", "net::ERR"]
    page = visitor.page
    elsewhere.shown["text"] = ""
    await page.goto(str(elsewhere.make_url("/")))
    told = await page.evaluate(READ, f"{visitor.origin}/api/v1/records/{record['id']}")
    assert told == "refused"
