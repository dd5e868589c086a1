"""Every page in both themes and languages: no finding of axe, one heading of the first level, nothing wider than 320 px."""

import re

import pytest

from tests.make import PASSWORD
from tests.web import scripts

pytestmark = pytest.mark.chromium

TABS = ("words", "forms", "tables", "states", "layers", "texts", "plots")
PAGES = [
    "/app",
    "/app/settings",
    "/app/settings/tokens",
    "/app/settings/tokens?new=1",
    "/app/settings/applications",
    "/app/settings/applications?tab=own",
    "/app/settings/applications/new",
    "/app/settings/services",
    "/app/settings/identities",
    "/app/settings/sessions",
    "/app/settings/second-factor",
    "/app/settings/appearance",
    "/app/administration/accounts",
    "/app/administration/accounts?new=1",
    "/app/administration/jobs",
    "/app/research/records",
    "/app/research/records?query=nothing-has-this-word&tag=a,b&visibility=public",
    "/app/research/collections",
    "/app/research/collections?view=tree",
    "/app/research/collections/new",
    "/app/company",
    "/app/settings/nothing-here",
    "/app/research/templates",
    "/app/research/templates/new",
    "/app/research/groups",
    "/app/research/groups/new",
    "/app/research/trash",
    "/app/training/trainings",
    "/app/training/trainings?search=nothing-has-this-word&category=SECURITY",
    "/app/training/trainings/new",
    "/app/training/mine",
    "/app/training/mine?tab=done",
    "/app/training/numbers",
    "/app/training/people",
    "/app/training/people?state=all&role=ADMIN",
    "/app/training/webhooks",
    "/app/training/webhooks?new=1",
    "/app/training/webhooks?tab=deliveries&state=dead",
    "/app/learning",
    "/app/learning/levels",
    "/app/learning/levels?search=nothing-has-this-word",
    "/app/learning/mine",
    "/app/learning/mentor",
    "/app/learning/edit",
    "/app/learning/pending",
    "/app/learning/pending?tab=applications&search=nothing-has-this-word",
    "/app/learning/people",
    "/app/learning/people?role=MENTOR&status=SUSPENDED",
    "/app/learning/plans",
    "/app/learning/plan",
    *(f"/app/components?tab={tab}" for tab in TABS),
]
OPEN = ["/app/sign-in", "/app/forgotten", "/app/link"]
LOOKS = [("light", "en"), ("dark", "de")]


@pytest.fixture
async def admin(make):
    """The session of somebody who may open everything."""
    account = await make.account(password=PASSWORD, roles=((None, "admin"),))
    await make.token(account)
    return await make.session(account, idle_seconds=1800)


async def check(visitor, path: str) -> None:
    page = await visitor.go(path)
    await visitor.axe()
    assert await page.locator("h1:visible").count() == 1, path
    assert await page.locator("main").count() == 1, path


@pytest.mark.parametrize(("theme", "language"), LOOKS)
async def test_pages_are_accessible(visit, admin, theme: str, language: str) -> None:
    visitor = await visit(admin, theme=theme, language=language)
    visitor.watch.excused += ["Failed to load resource"]
    for path in PAGES:
        await check(visitor, path)
        assert await visitor.page.evaluate("document.documentElement.lang") == language


@pytest.mark.parametrize(("theme", "language"), LOOKS)
async def test_open_pages_are_accessible(visit, theme: str, language: str) -> None:
    visitor = await visit(theme=theme, language=language, width=390)
    for path in OPEN:
        await check(visitor, path)


@pytest.mark.parametrize("language", ["en", "de"])
async def test_phones_of_320_pixels_need_no_sideways_scrolling(visit, admin, language: str) -> None:
    visitor = await visit(admin, language=language, width=320, height=640, touch=True)
    visitor.watch.excused += ["Failed to load resource"]
    for path in PAGES:
        await visitor.go(path)
        assert await visitor.overflow() <= 0, path
        cut = await visitor.page.evaluate(scripts.CUT_OFF)
        assert cut == [], path


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("width", [320, 390, 430])
async def test_open_pages_fit_phones(visit, language: str, width: int) -> None:
    visitor = await visit(language=language, width=width, height=640, touch=True)
    for path in OPEN:
        page = await visitor.go(path)
        assert await visitor.overflow() <= 0, path
        assert await page.evaluate(scripts.CUT_OFF) == [], path


async def test_targets_are_large_enough_by_touch(visit, admin) -> None:
    visitor = await visit(admin, width=390, touch=True)
    for path in ("/app/settings/tokens", "/app/administration/accounts", "/app/components?tab=words"):
        await visitor.open(path)
        small = await visitor.page.evaluate(scripts.TOO_SMALL)
        assert small == [], path


async def test_a_new_page_focuses_its_heading_and_a_new_filter_does_not(visit, admin) -> None:
    visitor = await visit(admin)
    page = await visitor.open("/app")
    await page.get_by_role("navigation", name="Main").get_by_role("link", name="Accounts").click()
    await page.get_by_role("heading", name="Accounts", level=1).wait_for()
    await visitor.until("document.activeElement.tagName === 'H1'")
    assert await page.title() == "Accounts · Athenaeum"
    await page.get_by_label("State", exact=True).focus()
    await page.get_by_label("State", exact=True).select_option("active")
    await page.wait_for_url(re.compile(r"\?state=active$"))
    await visitor.settled()
    assert await page.evaluate("document.activeElement.tagName") == "SELECT"
    await page.get_by_role("link", name="Remove filter State").click()
    await page.wait_for_url(re.compile(r"/accounts\?$|/accounts$"))


async def test_back_restores_the_place(visit, admin, make) -> None:
    for _ in range(25):
        await make.account()
    visitor = await visit(admin, height=500)
    page = await visitor.open("/app/administration/accounts")
    await page.evaluate("scrollTo(0, 400)")
    await page.evaluate("document.querySelectorAll('tbody tr a')[9].click()")
    await page.get_by_role("heading", level=1, name="Accounts").wait_for(state="detached")
    assert await page.evaluate("scrollY") == 0
    await page.go_back()
    await page.get_by_role("heading", level=1, name="Accounts").wait_for()
    await visitor.until("Math.abs(scrollY - 400) < 3")


async def test_page_module_gone_after_an_upgrade_offers_to_load_again(visit, admin) -> None:
    visitor = await visit(admin)
    visitor.watch.excused += ["Failed to fetch dynamically imported module", "Failed to load", "net::ERR", "404"]
    page = await visitor.open("/app")
    await page.route("**/pages/administration/jobs.js", lambda route: route.fulfill(status=404, body="gone"))
    await page.evaluate("document.querySelector('a[href=\"/app/administration/jobs\"]').click()")
    await page.get_by_role("button", name="Load the page again").wait_for()
    await visitor.axe()


async def test_lists_keep_their_old_rows_when_the_server_is_away(visit, admin) -> None:
    visitor = await visit(admin)
    visitor.watch.excused += ["Failed to load resource"]
    page = await visitor.open("/app/administration/accounts")
    await page.route("**/app/api/accounts?*", lambda route: route.abort())
    await page.get_by_role("link", name="User name").click()
    await page.get_by_text("The server cannot be reached").wait_for()
    assert await page.locator("tbody tr").count() > 0
    await page.unroute("**/app/api/accounts?*")
    await page.get_by_role("button", name="Try again").click()
    await page.get_by_text("The server cannot be reached").wait_for(state="detached")


async def test_nothing_foreign_runs_in_markdown(visit, admin) -> None:
    visitor = await visit(admin)
    visitor.watch.excused += ["inline event handler", "inline style"]
    page = await visitor.open("/app/components?tab=texts")
    evil = (
        '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script><a href="javascript:window.hacked=1">x</a>'
        ' <iframe src="https://evil.example"></iframe> ![p](https://evil.example/p.png) <b style="position:fixed" id="main">kept</b>'
    )
    await page.get_by_label("Description").fill(evil)
    await page.get_by_role("button", name="Preview").click()
    preview = page.get_by_role("region", name="Preview")
    await preview.get_by_text("kept").wait_for()
    found = await preview.inner_html()
    for bad in ("onerror", "<script", "javascript:", "<iframe", "evil.example", "style=", "id="):
        assert bad not in found
    assert await page.evaluate("window.hacked") is None


async def test_plot_is_read_by_keyboard_and_as_a_table(visit, admin) -> None:
    visitor = await visit(admin)
    page = await visitor.open("/app/components?tab=plots")
    plot = page.get_by_role("application", name="Thermal conductivity")
    await page.wait_for_selector(".plot-box canvas")
    await plot.focus()
    await page.keyboard.press("ArrowRight")
    await page.keyboard.press("ArrowRight")
    await page.get_by_text("Temperature [K]: 299").wait_for()
    await page.get_by_text(re.compile(r"^Temperature 299, Sample A ")).wait_for(state="attached")
    await page.get_by_role("button", name="Zoom in").first.click()  # what dragging does too
    await page.get_by_role("button", name="Zoom out").first.click()
    await page.get_by_role("button", name="Table").first.click()
    rows = page.get_by_role("table", name="Thermal conductivity").get_by_role("row")
    assert await rows.count() == 201
    async with page.expect_download() as waiting:
        await page.get_by_role("button", name="Save as CSV").first.click()
    text = (await (await waiting.value).path()).read_bytes().decode("utf-8-sig")
    assert text.startswith("Temperature [K],Sample A [W/(m K)],Sample B [W/(m K)],Sample C [W/(m K)]\r\n293,")
    assert len(text.splitlines()) == 201


async def test_a_hundred_thousand_rows_draw_few(visit, admin) -> None:
    visitor = await visit(admin)
    page = await visitor.open("/app/components?tab=tables")
    grid = page.get_by_role("table", name="A table of values")
    assert await grid.get_attribute("aria-rowcount") == "100001"
    assert await grid.locator("tbody tr").count() < 60
    await page.locator(".grid-box").last.evaluate("node => node.scrollTo(0, node.scrollHeight)")
    await grid.get_by_role("row").filter(has_text="100,000").wait_for()


async def test_selected_rows_are_answered_one_by_one(visit, admin) -> None:
    visitor = await visit(admin)
    page = await visitor.open("/app/components?tab=tables")
    await page.get_by_label("Select all rows of this page").first.check()
    await page.get_by_role("toolbar", name="Actions for the selection").get_by_role("button", name="Publish").click()
    await page.get_by_text("5 done, 1 refused").wait_for()
    await visitor.axe()


async def test_theme_and_language_are_kept_with_the_account(visit, make, pool) -> None:
    account = await make.account(password=PASSWORD)
    visitor = await visit(await make.session(account, idle_seconds=1800))
    page = await visitor.open("/app/settings/appearance")
    async with page.expect_response("**/preferences"):
        await page.get_by_label("Dark").check()
    await visitor.until("document.documentElement.dataset.theme === 'dark'")
    assert await page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--bg')") == "rgb(16, 20, 24)"
    # The page changes at once; the account knows it when the answer is here.
    async with page.expect_response(
        lambda response: response.url.endswith("/preferences") and "language" in (response.request.post_data or "")
    ):
        await page.get_by_label("Deutsch").check()
    await page.get_by_role("heading", name="Darstellung", level=1).wait_for()
    elsewhere = await visit(await make.session(account, idle_seconds=1800))
    page = await elsewhere.open("/app")
    await page.get_by_role("heading", name=re.compile("^Willkommen")).wait_for()
    assert await page.evaluate("document.documentElement.dataset.theme") == "dark"
    async with pool.acquire() as conn:
        assert await conn.fetchval("select language from accounts where id = $1", account["id"]) == "de"


async def test_layout_does_not_jump_and_starts_fast(visit, admin, pool) -> None:
    async with pool.acquire() as conn:  # so that the start page has to tell of a failure
        await conn.execute("insert into jobs (kind, state, finished_at) values ('mail.send', 'dead', now())")
    visitor = await visit(admin)
    await visitor.open("/app")
    await visitor.context.add_init_script(scripts.COUNT_SHIFTS)
    for path in ("/app", "/app/settings/tokens", "/app/administration/accounts"):
        page = await visitor.open(path)
        await page.wait_for_timeout(300)
        assert await page.evaluate("window.shift") < 0.02, path


async def test_forced_colours_keep_everything_visible(visit, admin, browser) -> None:
    visitor = await visit(admin)
    await visitor.page.emulate_media(forced_colors="active")
    page = await visitor.open("/app/components?tab=words")
    current = page.get_by_role("navigation", name="Main").locator("[aria-current=page]")
    assert await current.count() == 0
    await page.goto(visitor.origin + "/app")
    await visitor.settled()
    assert await current.evaluate("node => getComputedStyle(node).outlineStyle") == "solid"
