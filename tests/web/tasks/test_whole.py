"""The app as a whole: what the first view weighs, what moves, where focus is, how long lists stay small."""

import re
import time
from pathlib import Path

import pytest
from playwright.async_api import Request

from bench.measures import seed
from tests.make import PASSWORD
from tests.web.conftest import Visitor
from tests.web.tasks import scripts
from tests.web.test_pages import OPEN, PAGES

pytestmark = pytest.mark.chromium

FIRST_VIEW_BYTES = 150_000
STATIC = Path(__file__).parents[3] / "static"


@pytest.fixture
async def admin(make):
    account = await make.account(password=PASSWORD, display_name="Ada Admin", roles=((None, "admin"),))
    return await make.session(account, idle_seconds=1800)


async def test_the_first_view_is_small(visit, admin, capsys) -> None:
    visitor = await visit(admin)
    await visitor.page.add_init_script(scripts.WATCH_TASKS)
    client = await visitor.context.new_cdp_session(visitor.page)
    await client.send("Network.clearBrowserCache")
    fetched: list[Request] = []
    visitor.page.on("requestfinished", lambda request: fetched.append(request))
    begun = time.perf_counter()
    page = await visitor.open("/app")
    took = time.perf_counter() - begun
    await page.wait_for_load_state("networkidle")
    tasks = await page.evaluate("window.tasks")
    sizes = [await request.sizes() for request in fetched]
    bodies, heads = (sum(size[part] for size in sizes) for part in ("responseBodySize", "responseHeadersSize"))
    with capsys.disabled():
        print(f"\nfirst view: {bodies / 1000:.0f} kB and {heads / 1000:.0f} kB of headers in {len(sizes)} requests, usable after "
              f"{took:.2f} s, {len(tasks)} long tasks, the longest {max(tasks, default=0):.0f} ms")  # fmt: skip
    assert len(sizes) > 10 and bodies > 50_000, "nothing comes from the cache"
    assert bodies < FIRST_VIEW_BYTES


async def test_nothing_moves_where_somebody_asked_for_stillness(visit, admin) -> None:
    visitor = await visit(admin)
    for path in ("/app", "/app/components?tab=states", "/app/components?tab=layers", "/app/research/records/new", "/app/training/numbers"):
        page = await visitor.go(path)
        assert await page.evaluate(scripts.MOVING) == [], path
    await page.emulate_media(reduced_motion="no-preference")
    assert await page.evaluate(scripts.MOVING) != [], "what moves otherwise is seen"


async def unseen_on(visitor: Visitor, paths: list[str]) -> dict[str, list[str]]:
    """What takes focus on these pages without showing it."""
    visitor.watch.excused += ["Failed to load resource"]
    unseen = {}
    for path in paths:
        page = await visitor.go(path)
        await page.keyboard.press("Tab")  # from now on the browser shows focus
        if found := await page.evaluate(scripts.UNSEEN):
            unseen[path] = found
    return unseen


async def test_focus_is_seen_on_everything_that_takes_it(visit, admin) -> None:
    assert await unseen_on(await visit(admin), PAGES) == {}
    assert await unseen_on(await visit(), OPEN) == {}


async def test_tab_goes_through_a_page_and_shows_where_it_is(visit, admin) -> None:
    """The keys themselves, on one page: everything in it is met, each with an outline, and none holds the focus for ever."""
    visitor = await visit(admin)
    page = await visitor.open("/app/administration/accounts")
    met: list[str] = []
    for _ in range(150):
        await page.keyboard.press("Tab")
        is_over, has_outline, node = await page.evaluate(scripts.OUTLINED)
        if is_over:
            break
        assert has_outline, node
        met.append(node)
    else:
        raise AssertionError("Tab never leaves the page")
    assert len(met) > 20


@pytest.mark.sized("browser")
async def test_long_lists_stay_as_small_as_short_ones(visit, start_server, fresh_database, full_size, capsys, tmp_path) -> None:
    from server import keys
    from tests.conftest import test_config
    from tests.make import Make

    count = 100_000 if full_size else 1_000
    server = await start_server(dsn=fresh_database)
    make = Make(server.app[keys.POOL], test_config(tmp_path / "data0"))
    account = await make.account(password=PASSWORD, roles=((None, "admin"),))
    for _ in range(60):
        await make.record(account)
        await make.account()
    visitor = await visit(await make.session(account, idle_seconds=1800), origin=str(server.make_url("")).rstrip("/"))
    lists = ("/app/research/records", "/app/administration/accounts")
    short = {path: await size_of(visitor, path) for path in lists}
    await seed(fresh_database, account["id"], count)
    async with make.pool.acquire() as conn:
        await conn.execute(
            "insert into accounts (username, email, display_name) select 'p' || n, 'p' || n || '@example.org', 'Person ' || n"
            " from generate_series(1, $1::int) n", count, timeout=600)  # fmt: skip
    for path in lists:
        begun = time.perf_counter()
        rows, nodes = await size_of(visitor, path)
        with capsys.disabled():
            print(f"\n{path} with {count:,} rows: {rows} drawn, {nodes} nodes, {time.perf_counter() - begun:.2f} s")
        assert rows == short[path][0]
        assert nodes < short[path][1] * 1.1 + 20, "pages of a list are of one size, however long it is"


async def size_of(visitor, path: str) -> tuple[int, int]:
    """Rows of the table, and everything on the page."""
    page = await visitor.open(path)
    await page.locator("tbody tr th a").first.wait_for()
    return await page.locator("tbody tr").count(), await page.evaluate("document.querySelectorAll('*').length")


# Words between tags and in attributes that people see; the gallery shows what it shows.
LITERAL = re.compile(r">\s*([A-Za-z][A-Za-z ,.]{2,})\s*<")
ATTRIBUTE = re.compile(r"\b(?:aria-label|title|placeholder|label|alt)=\"([A-Za-z][^\"$]{2,})\"")
SHOWN_AS_IT_IS = {"pages/app/components.js", "pages/app/samples.js", "pages/app/fields.js", "pages/research/samples.js"}


def without_code(text: str) -> str:
    """A module without what stands in `${…}`."""
    kept, depth, at = [], 0, 0
    while at < len(text):
        if text.startswith("${", at):
            depth, at = depth + 1, at + 2
            continue
        if depth:
            depth += {"{": 1, "}": -1}.get(text[at], 0)
        else:
            kept.append(text[at])
        at += 1
    return "".join(kept)


def test_no_words_stand_outside_the_catalogues() -> None:
    found = {}
    for module in STATIC.rglob("*.js"):
        name = str(module.relative_to(STATIC))
        if name.startswith(("vendor/", "i18n/")) or name in SHOWN_AS_IT_IS:
            continue
        text = without_code(module.read_text("utf-8"))
        words = {one for one in (*LITERAL.findall(text), *ATTRIBUTE.findall(text)) if "." not in one}
        if words - {"Athenaeum"}:
            found[name] = words
    assert found == {}
    assert LITERAL.findall(without_code("html`<p>${t('a')} </p><b>Words here</b>`")) == ["Words here"]
