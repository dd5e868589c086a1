"""Chromium and what it must not do: no console error, no foreign request, no report of the content policy."""

import contextlib
import os
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page, Request, async_playwright, expect
from playwright.async_api import Error as LeftPage

from tests.web import scripts

# The first three are pages that draw the browser's own address bar, for nobody, in every window; the others are what Playwright
# switches off itself: the last list counts alone.
OFF = (
    "WebUIOmniboxPopup,WebUIOmniboxAimPopup,WebUIOmniboxFullPopup,"
    "AvoidUnnecessaryBeforeUnloadCheckSync,DestroyProfileOnBrowserClose,HttpsUpgrades,HttpsFirstBalancedModeAutoEnable,LensOverlay,"
    "MediaRouter,PaintHolding,ThirdPartyStoragePartitioning,AvoidCorsURLLoaderRestartOnRedirect,TcpPortRandomizationWin,"
    "OptimizationHints,NetworkTimeServiceQuerying,AimEnabled,PreconnectToSearch"
)
ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    f"--disable-features={OFF}",
]
# A machine that is busy may need long; where all is well nobody waits for this.
PATIENCE_SECONDS = 30
expect.set_options(timeout=PATIENCE_SECONDS * 1000)
# How many times slower than this machine the browser thinks it is: what depends on being quick shows at 6.
SLOWER = float(os.environ.get("ATHENAEUM_TEST_SLOW_BROWSER", "1"))
AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text("utf-8")
# An answer that refuses something is logged by the browser itself; whether it was right to refuse is what tests look at.
REFUSED = re.compile(r"Failed to load resource: the server responded with a status of 4\d\d")


@pytest.fixture(scope="session")
async def browser():
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGS)
        yield browser
        await browser.close()


@pytest.fixture(scope="session")
def contexts(browser: Browser) -> "Contexts":
    return Contexts(browser)


class Contexts:
    """Profiles of the browser that serve one test after another: what one keeps of our modules need not come again.

    Whatever else a page can leave behind is taken away in between, and every test gets a new page.
    """

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.idle: dict[tuple[str, bool], list[tuple[BrowserContext, Page]]] = {}

    async def take(self, language: str, touch: bool) -> tuple[BrowserContext, Page]:
        if idle := self.idle.get((language, touch)):
            return idle.pop()
        context = await self.browser.new_context(locale="de-DE" if language == "de" else "en-GB", reduced_motion="reduce", has_touch=touch)
        return context, await context.new_page()

    async def give_back(self, context: BrowserContext, language: str, touch: bool, origin: str) -> None:
        """Nothing is left but the cache: neither pages nor what they keep, a session least of all."""
        used = context.pages
        page = await context.new_page()
        for old in used:
            await old.close()
        await context.clear_cookies()
        session = await context.new_cdp_session(page)
        await session.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": "all"})
        await session.detach()
        self.idle.setdefault((language, touch), []).append((context, page))


@dataclass
class Watch:
    """What went wrong in a page so far; `excused` are patterns that a test expects."""

    origin: str
    problems: list[str] = field(default_factory=list)
    excused: list[str] = field(default_factory=list)

    def console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not REFUSED.search(message.text):
            self.problems.append(f"console {message.type}: {message.text}")

    def request(self, request: Request) -> None:
        if not request.url.startswith((self.origin + "/", "blob:", "data:")):
            self.problems.append(f"foreign request: {request.url}")

    def check(self) -> None:
        left = [problem for problem in self.problems if not any(re.search(pattern, problem) for pattern in self.excused)]
        assert left == []


@dataclass
class Visitor:
    """A page of one person, with the checks that every page must pass."""

    page: Page
    profile: BrowserContext
    origin: str
    watch: Watch
    look: tuple[str, bool]
    is_profile_changed: bool = False

    @property
    def context(self) -> BrowserContext:
        """What the page's windows share. Who asks for it may do anything to it: it serves no other test."""
        self.is_profile_changed = True
        return self.profile

    async def open(self, path: str) -> Page:
        await self.page.goto(self.origin + path)
        await self.settled()
        return self.page

    async def go(self, path: str) -> Page:
        """Another page of the app as a link leads there: it is drawn anew, the frame stays. A third of what `open` costs."""
        here = urlsplit(self.page.url)
        if path.partition("?")[0] == here.path or self.origin != f"{here.scheme}://{here.netloc}":
            return await self.open(path)
        await self.page.evaluate(scripts.FOLLOW, path)
        await self.page.wait_for_selector("h1:not([data-left])")
        await self.settled()
        return self.page

    async def settled(self) -> None:
        """The page is drawn and has its data."""
        await self.page.wait_for_selector("h1")
        await self.until(scripts.SETTLED)

    async def until(self, expression: str, seconds: float = PATIENCE_SECONDS) -> None:
        """Waits for an expression in the page to become true (Playwright's own way would need eval, which the policy forbids)."""
        for _ in range(int(seconds * 20)):
            # A page that is just being left for another has nothing to say.
            with contextlib.suppress(LeftPage):
                if await self.page.evaluate(expression):
                    return
            await self.page.wait_for_timeout(50)
        raise AssertionError(f"not in {seconds} s: {expression}")

    async def axe(self, *, without: tuple[str, ...] = ()) -> None:
        """No finding of axe-core in what is shown."""
        if not await self.page.evaluate("'axe' in window"):
            await self.page.evaluate(AXE)
        found = await self.page.evaluate(scripts.FINDINGS, scripts.RULES | {rule: {"enabled": False} for rule in without})
        assert not found, f"{self.page.url}\n" + "\n".join(found)

    async def overflow(self) -> float:
        """By how many pixels the page is wider than the window."""
        return await self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")

    async def focused(self) -> str:
        """The name of what has focus, as assistive technology would say it (roughly)."""
        return await self.page.evaluate(scripts.FOCUSED)

    async def until_focused(self, name: str) -> None:
        """Waits for focus to be on what is called so: it may arrive a moment after the key that moves it."""
        said = ""
        for _ in range(PATIENCE_SECONDS * 20):
            with contextlib.suppress(LeftPage):
                said = " ".join((await self.focused()).split())
                if said == name:
                    return
            await self.page.wait_for_timeout(50)
        raise AssertionError(f"focus is on {said!r}, not on {name!r}")


Visit = Callable[..., Awaitable[Visitor]]


@pytest.fixture
async def visit(contexts: Contexts, server) -> Any:
    """`await visit(session="W…", theme="dark", language="de", width=390)`; the test fails when a page misbehaved."""
    visitors: list[Visitor] = []
    origin = str(server.make_url("")).rstrip("/")

    async def visit(
        session: str | None = None,
        *,
        theme: str = "light",
        language: str = "en",
        width: int = 1280,
        height: int = 900,
        touch: bool = False,
        origin: str = origin,
    ) -> Visitor:
        context, page = await contexts.take(language, touch)
        watch = Watch(origin)
        visitor = Visitor(page, context, origin, watch, (language, touch))
        visitors.append(visitor)
        await page.set_viewport_size({"width": width, "height": height})
        await page.emulate_media(color_scheme=theme)
        if SLOWER > 1:
            wire = await context.new_cdp_session(page)
            await wire.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        if session:
            await page.add_init_script(scripts.signed_in(session))
        page.set_default_timeout(PATIENCE_SECONDS * 1000)
        page.on("console", watch.console)
        page.on("pageerror", lambda error: watch.problems.append(f"page error: {error}"))
        page.on("request", watch.request)
        return visitor

    yield visit
    for visitor in visitors:
        if visitor.is_profile_changed:
            await visitor.profile.close()
        else:
            await contexts.give_back(visitor.profile, *visitor.look, visitor.origin)
    for visitor in visitors:
        visitor.watch.check()


@pytest.fixture
async def person(make):
    """An account that can sign in, Mira Sole, with its session: (account, SessionID)."""
    from tests.make import PASSWORD

    account = await make.account(password=PASSWORD, display_name="Mira Sole")
    return account, await make.session(account, idle_seconds=1800)
