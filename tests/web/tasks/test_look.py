"""The pages of a living institute, every one that its people can reach by links: pictures for somebody to look at, and what all can read.

    make soak PART=browser          pictures in var/sheets/demo/<person>-<page>-<look>.png

Filled by `python run.py demo`. The run fails when a page logs an error or asks for something foreign, and at its end with all that was
found (`audit.py`): axe in every look; once for each page what opens from it, other spacing of text, zoom, forced colours.
"""

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from server.domain import sessions
from tests.make import PASSWORD
from tests.web.conftest import Visitor
from tests.web.tasks import audit
from tests.web.tasks.conftest import Site

pytestmark = [pytest.mark.chromium, pytest.mark.soak("browser")]

FOLDER = Path(__file__).parents[3] / "var" / "sheets" / "demo"
# Theme, language, width
LOOKS = [("light", "en", 1440), ("dark", "de", 1440), ("light", "de", 390), ("dark", "en", 390)]
BROKEN = re.compile("^(This page did not work|Diese Seite)")
IDENTITY = re.compile(r"/(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d+)(?=/|$)")
KEPT_QUERIES = ("tab", "view", "new")
LINKS = "[...document.querySelectorAll('a[href]')].filter(node => !node.download && node.target !== '_blank').map(node => node.href)"
MOST_PAGES = 150
OWN_VIEWER = r"^foreign request: chrome(-extension)?://"  # the browser shows PDFs by a page of its own


def kind(url: str) -> str:
    """What kind of page an address is: its numbers do not matter, the tab does."""
    parts = urlsplit(url)
    told = sorted(pair for pair in parts.query.split("&") if pair.partition("=")[0] in KEPT_QUERIES)
    return IDENTITY.sub("/N", parts.path) + ("?" + "&".join(told) if told else "")


def name(text: str) -> str:
    return re.sub(r"\W+", "-", text).strip("-").removeprefix("app-") or "start"


async def reachable(visitor, start: str = "/app") -> dict[str, str]:
    """One address of each kind of page that links lead to."""
    found, waiting = {kind(start): start}, [start]
    while waiting and len(found) < MOST_PAGES:
        page = await visitor.open(waiting.pop(0))
        for url in await page.evaluate(LINKS):
            parts = urlsplit(url)
            if not url.startswith(f"{visitor.origin}/app") or parts.path.startswith("/app/api/"):
                continue
            if kind(url) not in found:
                found[kind(url)] = parts.path + (f"?{parts.query}" if parts.query else "")
                waiting.append(found[kind(url)])
    return found


async def found_in(visitor: Visitor, address: str) -> list[str]:
    """What is wrong with a page in one look."""
    page = await visitor.open(address)
    found = [f"{visitor.page.viewport_size} wider by {over:.0f} px"] if (over := await visitor.overflow()) > 0 else []
    if await page.get_by_role("heading", name=BROKEN).count():
        found.append("the page does not work")
    return [*found, *await audit.of_shape(visitor), *await audit.of_axe(visitor)]


async def found_once(visitor: Visitor, address: str, picture: Path) -> list[str]:
    """What is asked of a page in one look only."""
    found = await audit.of_reading(visitor)
    await visitor.page.emulate_media(forced_colors="active")
    await visitor.page.screenshot(path=picture, full_page=True, animations="disabled")
    found += [f"forced colours: {one}" for one in await audit.of_focus(visitor)]
    await visitor.page.emulate_media(forced_colors="none")
    await visitor.open(address)
    return [*found, *await audit.of_layers(visitor)]


async def looked_at(visit, site, person: str, session: str, known: set[str], report: audit.Audit) -> None:
    """Pictures and findings of those kinds of pages that nobody before could see."""
    first = await visit(session, origin=site.origin)
    pages = {
        what: address for what, address in (await reachable(first)).items() if what not in known or (what == "/app" and "@" not in person)
    }
    known |= set(pages)
    for theme, language, width in LOOKS:
        visitor = await visit(session, origin=site.origin, theme=theme, language=language, width=width, touch=width < 640)
        visitor.watch.excused.append(OWN_VIEWER)
        await visitor.page.add_init_script(f"if (window === window.top) localStorage.setItem('athenaeum.language', '{language}')")
        for what, address in pages.items():
            report.add(f"{address} ({person})", await found_in(visitor, address))
            picture = f"{name(person)}-{name(what)}"
            look = f"{theme}-{language}-{width}"
            await visitor.page.screenshot(path=FOLDER / f"{picture}-{look}.png", full_page=True, animations="disabled")
            if (theme, language, width) == LOOKS[0]:
                report.add(f"{address} ({person})", await found_once(visitor, address, FOLDER / f"{picture}-forced.png"))


@pytest.fixture
async def institute(own_site) -> AsyncIterator[tuple[Site, dict[str, str]]]:
    """A server with the demo's people and the session of each."""
    done = await asyncio.to_thread(
        own_site.machine.run, "demo", "--database-url", own_site.dsn, "--password-stdin", given=PASSWORD + "\n"
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    entered = {}
    async with own_site.pool.acquire() as conn:
        for account in await conn.fetch("select id, username from accounts order by id"):
            entered[account["username"]] = await own_site.make.session(account, idle_seconds=1800)
        persons = await conn.fetch("select id, email, password_hash from persons where password_hash is not null order by email")
        for person in persons:
            made = await sessions.start_for_person(conn, person_id=person["id"], password_hash=person["password_hash"], idle_seconds=1800)
            entered[person["email"]] = made[0]
    yield own_site, entered


async def test_every_page_of_the_institute(visit, institute) -> None:
    site, entered = institute
    FOLDER.mkdir(parents=True, exist_ok=True)
    known: set[str] = set()
    report = audit.Audit()
    for person, session in entered.items():
        await looked_at(visit, site, person, session, known, report)
    (FOLDER / "findings.txt").write_text(report.report(), "utf-8")
    assert len(known) > 50, "the pages of all four areas were found"
    assert not report.found, report.report()
