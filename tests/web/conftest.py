"""Chromium and what it must not do: no console error, no foreign request, no report of the content policy."""

import contextlib
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page, Request, async_playwright
from playwright.async_api import Error as LeftPage

from tests.web import scripts

ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text("utf-8")
# An answer that refuses something is logged by the browser itself; whether it was right to refuse is what tests look at.
REFUSED = re.compile(r"Failed to load resource: the server responded with a status of 4\d\d")


@pytest.fixture(scope="session")
async def browser():
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGS)
        yield browser
        await browser.close()


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
    context: BrowserContext
    origin: str
    watch: Watch

    async def open(self, path: str) -> Page:
        await self.page.goto(self.origin + path)
        await self.settled()
        return self.page

    async def settled(self) -> None:
        """The page is drawn and has its data."""
        await self.page.wait_for_selector("h1")
        await self.until(scripts.SETTLED)

    async def until(self, expression: str, seconds: float = 10) -> None:
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
        await self.page.evaluate(AXE)
        found = await self.page.evaluate(scripts.FINDINGS, {rule: {"enabled": False} for rule in without})
        assert not found, f"{self.page.url}\n" + "\n".join(found)

    async def overflow(self) -> float:
        """By how many pixels the page is wider than the window."""
        return await self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")

    async def focused(self) -> str:
        """The name of what has focus, as assistive technology would say it (roughly)."""
        return await self.page.evaluate(scripts.FOCUSED)


Visit = Callable[..., Awaitable[Visitor]]


@pytest.fixture
async def visit(browser: Browser, server) -> Any:
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
        context = await browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme=theme,
            locale="de-DE" if language == "de" else "en-GB",
            reduced_motion="reduce",
            has_touch=touch,
        )
        if session:
            await context.add_init_script(scripts.signed_in(session))
        page = await context.new_page()
        page.set_default_timeout(10000)
        watch = Watch(origin)
        page.on("console", watch.console)
        page.on("pageerror", lambda error: watch.problems.append(f"page error: {error}"))
        page.on("request", watch.request)
        visitor = Visitor(page, context, origin, watch)
        visitors.append(visitor)
        return visitor

    yield visit
    for visitor in visitors:
        await visitor.context.close()
    for visitor in visitors:
        visitor.watch.check()


@pytest.fixture
async def person(make):
    """An account that can sign in, Mira Sole, with its session: (account, SessionID)."""
    from tests.make import PASSWORD

    account = await make.account(password=PASSWORD, display_name="Mira Sole")
    return account, await make.session(account, idle_seconds=1800)
