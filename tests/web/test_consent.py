"""A browser is asked whether an application may act for somebody: without a session, with one, in both themes, without a script."""

import asyncio
from urllib.parse import quote

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from tests.consent import Browser, Program, fields_of, question
from tests.make import PASSWORD
from tests.web.test_sign_in import sign_in

pytestmark = pytest.mark.chromium


@pytest.fixture
async def elsewhere():
    """The application's own site: what came back, and a page that tries to frame ours."""
    came: list[str] = []
    framed = {"address": ""}

    async def back(request: web.Request) -> web.Response:
        came.append(str(request.rel_url))
        raise web.HTTPFound("/done")

    async def done(request: web.Request) -> web.Response:
        return web.Response(text="<!doctype html><title>x</title><h1>Back at the application</h1>", content_type="text/html")

    async def frame(request: web.Request) -> web.Response:
        return web.Response(text=f'<!doctype html><h1>x</h1><iframe src="{framed["address"]}"></iframe>', content_type="text/html")

    app = web.Application()
    app.add_routes([web.get("/back", back), web.get("/done", done), web.get("/frame", frame)])
    server = TestServer(app, host="127.0.0.1")
    await server.start_server()
    server.came, server.framed = came, framed
    yield server
    await server.close()


@pytest.fixture
async def application(make, elsewhere):
    owner = await make.account(display_name="Olga Owner")
    return await make.application(owner, "record.read", name="Lab notes", redirect_uris=[str(elsewhere.make_url("/back"))])


@pytest.fixture
def address(application, elsewhere):
    return question(application, redirect_uri=str(elsewhere.make_url("/back")), state="a&b=ä")


async def excused(visitor):
    """The application's site is another one."""
    visitor.watch.excused += ["foreign request: http://127", "favicon"]
    return visitor


async def test_signing_in_leads_back_to_the_question_and_on_to_the_application(visit, make, address, elsewhere) -> None:
    account = await make.account(password=PASSWORD, display_name="Mira Sole")
    visitor = await excused(await visit())
    page = await visitor.open(address)
    await sign_in(page, account["username"], PASSWORD)
    await page.get_by_role("heading", name="Allow access?").wait_for()
    text = await page.inner_text("main")
    assert "Lab notes" in text and "Olga Owner" in text and "Mira Sole" in text
    await visitor.axe()
    await page.get_by_role("button", name="Allow", exact=True).click()
    await page.get_by_role("heading", name="Back at the application").wait_for()
    fields = fields_of(elsewhere.came[0])
    assert len(fields["code"]) == 48 and fields["state"] == "a&b=ä"


async def test_denying_leads_back_too(visit, make, person, address, elsewhere) -> None:
    visitor = await excused(await visit(person[1]))
    page = await visitor.open("/app/settings/tokens")
    await page.goto(visitor.origin + address)
    await page.get_by_role("button", name="Do not allow").click()
    await page.get_by_role("heading", name="Back at the application").wait_for()
    assert fields_of(elsewhere.came[0])["error"] == "access_denied"


async def test_a_browser_that_lost_its_cookie_gets_a_new_one(visit, person, address) -> None:
    visitor = await excused(await visit(person[1]))
    page = await visitor.open(address)
    await page.get_by_role("heading", name="Allow access?").wait_for()


async def test_a_browser_that_keeps_no_cookies_does_not_go_round(visit, person, address) -> None:
    visitor = await excused(await visit(person[1]))
    await visitor.context.route("**/app/api/cookie", lambda route: route.fulfill(status=204))
    page = await visitor.open(address)
    await page.get_by_role("button", name="Sign in", exact=True).wait_for()
    await asyncio.sleep(0.5)
    assert "/app/sign-in" in page.url


@pytest.mark.parametrize(
    "target", ["//evil.example.org/", "/\\evil.example.org/", "/\t/evil.example.org/", "https://evil.example.org/", "javascript:x"]
)
async def test_signing_in_leads_nowhere_else(visit, make, target) -> None:
    account = await make.account(password=PASSWORD)
    visitor = await visit()
    page = await visitor.open(f"/app/sign-in?next={quote(target, safe='')}")
    await sign_in(page, account["username"], PASSWORD)
    await page.get_by_role("link", name="Settings").first.wait_for()
    assert page.url.startswith(visitor.origin + "/app")


@pytest.mark.parametrize("theme, language, title", [("light", "en", "Allow access?"), ("dark", "de", "Zugriff erlauben?")])
async def test_the_page_fits_and_reads_well(visit, make, address, theme, language, title) -> None:
    account = await make.account(password=PASSWORD, language=language)
    for width in (1280, 320):
        visitor = await excused(await visit(await make.session(account), theme=theme, language=language, width=width))
        page = await visitor.open(address)
        await page.get_by_role("heading", name=title).wait_for()
        assert await visitor.overflow() <= 0
        await visitor.axe()


async def test_it_works_without_a_script_and_with_the_keyboard(browser, anonymous, make, address, elsewhere) -> None:
    signed_in = await Browser.of(anonymous, make)
    context = await browser.new_context(java_script_enabled=False)
    await context.add_cookies([{"name": "athenaeum_session", "value": signed_in.cookie, "url": anonymous.url}])
    page = await context.new_page()
    await page.goto(anonymous.url + address)
    await page.get_by_role("button", name="Allow", exact=True).press("Enter")
    await page.get_by_role("heading", name="Back at the application").wait_for()
    assert "code" in fields_of(elsewhere.came[0])
    await context.close()


async def test_no_other_site_frames_it(browser, anonymous, make, address, elsewhere) -> None:
    signed_in = await Browser.of(anonymous, make)
    context = await browser.new_context()
    await context.add_cookies([{"name": "athenaeum_session", "value": signed_in.cookie, "url": anonymous.url}])
    page = await context.new_page()
    elsewhere.framed["address"] = anonymous.url + address
    await page.goto(str(elsewhere.make_url("/frame")))
    await page.wait_for_timeout(500)
    assert len(page.frames) == 2
    assert not any("Allow access?" in text for text in [await frame.content() for frame in page.frames])
    await context.close()


@pytest.mark.parametrize(
    "theme, language, titles",
    [
        ("light", "en", ("This application is not known here", "This address does not belong to the application")),
        ("dark", "de", ("Diese Anwendung ist hier nicht bekannt", "Diese Adresse gehört nicht zur Anwendung")),
    ],
)
async def test_a_wrong_application_or_address_is_said_in_words(visit, make, application, theme, language, titles) -> None:
    account = await make.account(password=PASSWORD, language=language)
    visitor = await excused(await visit(await make.session(account), theme=theme, language=language, width=320))
    for title, changes in zip(titles, ({"client_id": "f" * 32}, {"redirect_uri": "https://evil.example.org/"}), strict=True):
        page = await visitor.open(question(application, **changes))
        await page.get_by_role("heading", name=title).wait_for()
        assert await visitor.overflow() <= 0
        await visitor.axe()
    await page.get_by_role("link", name="Zur Startseite" if language == "de" else "Go to the start page").click()
    await page.wait_for_url("**/app")


async def test_an_answer_that_is_given_twice_asks_anew(visit, person, address, elsewhere) -> None:
    visitor = await excused(await visit(person[1]))
    page = await visitor.open(address)
    await page.get_by_role("heading", name="Allow access?").wait_for()
    form = await page.locator("input[name=form]").input_value()
    await page.get_by_role("button", name="Allow", exact=True).click()
    await page.get_by_role("heading", name="Back at the application").wait_for()
    await visitor.open(address)
    await page.locator("input[name=form]").evaluate("(node, value) => { node.value = value; }", form)
    await page.get_by_role("button", name="Allow", exact=True).click()
    await page.get_by_role("heading", name="This question does not count any more").wait_for()
    await visitor.axe()
    await page.get_by_role("link", name="Ask me again").click()
    await page.get_by_role("heading", name="Allow access?").wait_for()
    assert len(elsewhere.came) == 1


async def test_what_was_allowed_here_ends_in_the_settings_that_the_page_names(
    visit, person, address, elsewhere, application, anonymous
) -> None:
    visitor = await excused(await visit(person[1]))
    page = await visitor.open(address)
    await page.get_by_text("you can end its access at any time in Settings, under Applications").wait_for()
    await page.get_by_role("button", name="Allow", exact=True).click()
    await page.get_by_role("heading", name="Back at the application").wait_for()
    back = str(elsewhere.make_url("/back"))
    exchanged = await Program(anonymous, application).exchange(fields_of(elsewhere.came[0])["code"], redirect_uri=back)
    assert exchanged.status == 200, await exchanged.text()
    await visitor.open("/app/settings/applications")
    row = page.get_by_role("row").filter(has_text="Lab notes")
    await row.get_by_text("1 right").wait_for()
    await row.get_by_role("button", name="End access").click()
    await page.get_by_role("dialog").get_by_role("button", name="End access").click()
    await page.get_by_role("heading", name="No application may act for you").wait_for()
