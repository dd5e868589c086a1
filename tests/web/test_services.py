"""Connected services: away to another server and back, what is broken, disconnecting. The other server is played by tests/elsewhere.py."""

import json
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest

from server.config import Instance
from tests import elsewhere
from tests.api.kadi.test_two_servers import databases, pair  # noqa: F401 - fixtures
from tests.make import PASSWORD
from tests.web.test_sign_in import sign_in

pytestmark = pytest.mark.chromium

HERE = "/app/settings/services"


@pytest.fixture
async def other():
    async with elsewhere.running() as server:
        yield server


@pytest.fixture
async def place(start_server, other):
    """A server that knows the other one, and one that is never there."""
    away = Instance("away", "http://127.0.0.1:9", elsewhere.CLIENT_ID, "Away", elsewhere.CLIENT_SECRET)
    return await start_server(federation={"instances": (other.instance, away)}, outgoing={"allow": ("127.0.0.1",)})


@pytest.fixture
async def open_page(visit, person, place, other):
    """`visitor, page = await open_page(path)`; the other server's page sends the browser back with what `answers` says."""
    answers: dict[str, Any] = {"said": lambda address: other.allow(address), "asked": []}

    async def open_page(path: str = HERE, **look: Any) -> Any:
        visitor = await visit(person[1], origin=str(place.make_url("")).rstrip("/"), **look)
        visitor.watch.excused += ["foreign request: " + other.url]

        async def consent(route: Any) -> None:
            said = answers["said"](route.request.url)
            back = f"{visitor.origin}{HERE}/{other.name}/callback?{urlencode(said)}"
            await route.fulfill(status=302, headers={"Location": back})

        await visitor.page.route(f"{other.url}/oauth/authorize?*", consent)
        visitor.page.on("request", lambda request: answers["asked"].append(request))
        return visitor, await visitor.open(path)

    open_page.answers = answers
    return open_page


def row_of(page: Any, title: str) -> Any:
    return page.get_by_role("row").filter(has_text=title)


async def connected(page: Any) -> None:
    await row_of(page, "KIT").get_by_role("button", name="Connect").click()
    await came_back(page, "KIT")


async def came_back(page: Any, title: str) -> None:
    await page.get_by_role("region", name="Messages").get_by_text(f"{title} is connected").wait_for()
    await row_of(page, title).get_by_role("button", name="Disconnect").wait_for()


async def test_connecting_goes_there_and_comes_back(open_page, other) -> None:
    visitor, page = await open_page()
    assert await page.get_by_text("Not connected").count() == 2
    await visitor.axe()
    open_page.answers["said"] = lambda address: other.allow(address) | {"iss": "https://kit.example.org", "session_state": "x"}
    await connected(page)
    assert page.url == visitor.origin + HERE
    await row_of(page, "KIT").get_by_text("Connected", exact=True).first.wait_for()
    sent = [one for one in open_page.answers["asked"] if one.url.endswith("/callback") and one.method == "POST"]
    assert len(sent) == 1
    assert set(json.loads(sent[0].post_data)) == {"state", "code"}
    code = json.loads(sent[0].post_data)["code"]
    await page.go_back()
    await visitor.settled()
    assert code not in page.url and code not in await page.content()
    await page.get_by_role("heading", name="Connected services", level=1).wait_for()


async def test_the_query_leaves_the_address_before_anything_else(open_page) -> None:
    visitor, page = await open_page()
    seen: list[str] = []

    async def hold(route: Any) -> None:
        seen.append(urlsplit(page.url).query)
        seen.append(route.request.headers.get("referer", ""))
        await route.fulfill(status=404, json={"code": "not_found", "noun": "connection"})

    await page.route("**/app/api/services/*/callback", hold)
    await page.goto(f"{visitor.origin}{HERE}/away/callback?state=abcdef&code=secretcode")
    await page.get_by_text("This connection does not count any more").wait_for()
    assert seen[0] == "" and "secretcode" not in seen[1]
    assert await page.evaluate("location.search") == ""
    await visitor.axe()
    await page.get_by_role("link", name="To the connected services").click()
    await row_of(page, "KIT").wait_for()


async def test_saying_no_there_is_said_here(open_page, other) -> None:
    visitor, page = await open_page()
    open_page.answers["said"] = lambda address: {
        "error": "access_denied",
        "error_description": "no",
        "state": other.allow(address)["state"],
    }
    await row_of(page, "KIT").get_by_role("button", name="Connect").click()
    await page.get_by_role("alert").get_by_text("You did not allow the connection").wait_for()
    (sent,) = [one for one in open_page.answers["asked"] if one.url.endswith("/callback") and one.method == "POST"]
    assert set(json.loads(sent.post_data)) == {"state", "error"}
    await visitor.axe()
    await page.get_by_role("link", name="To the connected services").click()
    await row_of(page, "KIT").get_by_text("Not connected").wait_for()


async def test_a_code_of_somebody_else_or_from_long_ago_is_refused_in_words(open_page, other) -> None:
    _, page = await open_page(f"{HERE}/{other.name}/callback?state={'f' * 48}&code=made-up")
    await page.get_by_text("This connection does not count any more").wait_for()
    _, page = await open_page(f"{HERE}/nothing/callback?state={'f' * 48}&code=made-up")
    await page.get_by_text("This server is not known here any more").wait_for()


async def test_an_address_without_an_answer_shows_the_list(open_page, other) -> None:
    visitor, page = await open_page(f"{HERE}/{other.name}/callback")
    await row_of(page, "KIT").wait_for()
    assert page.url == visitor.origin + HERE


async def test_a_network_failure_loses_nothing(open_page, other) -> None:
    visitor, page = await open_page()
    visitor.watch.excused += ["Failed to load resource"]
    await page.route("**/app/api/services/*/callback", lambda route: route.abort())
    await row_of(page, "KIT").get_by_role("button", name="Connect").click()
    await page.get_by_text("The server cannot be reached").wait_for()
    await page.unroute("**/app/api/services/*/callback")
    await page.get_by_role("button", name="Try again").click()
    await came_back(page, "KIT")


async def test_what_is_broken_says_so_and_has_a_way_out(open_page, person, app_api, place, other) -> None:
    visitor, page = await open_page()
    await connected(page)
    other.end()
    client = app_api.using(session_id=person[1])
    found = await client.get(str(place.make_url(f"/api/v1/records?instance={other.name}")))
    assert found.status == 400, "the other server took the old pair"
    await visitor.open(HERE)
    await page.get_by_text("The connection to KIT is broken").wait_for()
    await row_of(page, "KIT").get_by_text("Broken").wait_for()
    await visitor.axe()
    await page.get_by_role("button", name="Connect again").click()
    await came_back(page, "KIT")
    await page.get_by_text("The connection to KIT is broken").wait_for(state="detached")


async def test_disconnecting_asks_first(open_page) -> None:
    visitor, page = await open_page()
    await connected(page)
    await row_of(page, "KIT").get_by_role("button", name="Disconnect").click()
    asked = page.get_by_role("dialog", name="Disconnect KIT?")
    await visitor.until_focused("Cancel")
    await asked.get_by_role("button", name="Disconnect").click()
    await row_of(page, "KIT").get_by_text("Not connected").wait_for()
    await page.get_by_role("region", name="Messages").get_by_text("KIT is disconnected").wait_for()


async def test_without_other_servers_the_page_says_what_it_is_for(visit, person) -> None:
    visitor = await visit(person[1])
    page = await visitor.open(HERE)
    await page.get_by_role("heading", name="This server knows no other ones").wait_for()
    await visitor.axe()


async def test_who_has_to_sign_in_again_on_the_way_back_is_connected_all_the_same(visit, make, place, other, app_api) -> None:
    account = await make.account(password=PASSWORD)
    origin = str(place.make_url("")).rstrip("/")
    client = app_api.using(session_id=await make.session(account))
    begun = await client.post(f"{origin}/app/api/services/{other.name}/connect")
    came = other.allow((await begun.json())["url"])
    visitor = await visit(origin=origin)
    page = await visitor.open(f"{HERE}/{other.name}/callback?{urlencode(came)}")
    await sign_in(page, account["username"], PASSWORD)
    await came_back(page, "KIT")
    assert page.url == visitor.origin + HERE


async def test_two_servers_of_ours_are_connected_through_the_question_of_the_other_one(visit, pair) -> None:  # noqa: F811
    """The whole way as a person goes it: here, sign-in there, the question there, back here."""
    here = pair.near.root.url.replace("127.0.0.1", "localhost")
    back = {"redirect_uris": [f"{here}{HERE}/far/callback"]}
    assert (await pair.admin.patch(f"/app/api/applications/{pair.application['id']}", json=back)).status == 200
    visitor = await visit(pair.mira.session_id, origin=here)
    visitor.watch.excused += ["foreign request: " + pair.far.root.url]
    page = await visitor.open(HERE)
    await row_of(page, "Far away").get_by_role("button", name="Connect").click()
    await page.wait_for_url(pair.far.root.url + "/**")
    await page.evaluate("localStorage.removeItem('athenaeum.session')")  # what the fixture put in place is of the other server
    await page.reload()
    await sign_in(page, pair.mira_there.account["username"], PASSWORD)
    await page.get_by_role("heading", name="Allow access?").wait_for()
    await page.get_by_role("button", name="Allow", exact=True).click()
    await came_back(page, "Far away")
    assert page.url == here + HERE
    assert await pair.state() == "connected"


@pytest.mark.parametrize(("theme", "language"), [("light", "en"), ("dark", "de")])
async def test_the_pages_fit(open_page, other, theme: str, language: str) -> None:
    for path in (HERE, f"{HERE}/{other.name}/callback?state={'f' * 48}&error=access_denied"):
        visitor, _ = await open_page(path, theme=theme, language=language, width=320)
        assert await visitor.overflow() <= 0
        await visitor.axe()
