"""What is asked of every page for people who read, see, point or move otherwise than most. Findings are sentences; none is best."""

import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field

from playwright.async_api import Page

from tests.web import scripts as shared
from tests.web.conftest import AXE, Visitor
from tests.web.tasks import scripts

# A window of 1280 × 1024 at 200 % and at 400 %.
TWICE = {"width": 640, "height": 512}
ZOOMED = {"width": 320, "height": 256}
MOST_PRESSED = 14


@dataclass
class Audit:
    """Findings of many pages; the same one in other looks counts once."""

    found: dict[str, str] = field(default_factory=dict)

    def add(self, where: str, findings: list[str]) -> None:
        for finding in findings:
            self.found.setdefault(finding, where)

    def report(self) -> str:
        return "\n".join(f"{where}\n    {finding}" for finding, where in sorted(self.found.items(), key=lambda pair: pair[1]))


async def of_axe(visitor: Visitor) -> list[str]:
    if not await visitor.page.evaluate("'axe' in window"):
        await visitor.page.evaluate(AXE)
    return await visitor.page.evaluate(shared.FINDINGS, shared.RULES)


async def of_shape(visitor: Visitor) -> list[str]:
    """Title, headings, language, and what reads all of it out."""
    return await visitor.page.evaluate(scripts.SHAPE)


@contextlib.asynccontextmanager
async def changed(page: Page, begin: Callable[[], Awaitable[object]], end: Callable[[], Awaitable[object]]) -> AsyncIterator[None]:
    await begin()
    await page.evaluate(scripts.FRAMES)
    try:
        yield
    finally:
        await end()
        await page.evaluate(scripts.FRAMES)


async def of_reading(visitor: Visitor) -> list[str]:
    """Nothing is lost with other spacing of text (1.4.12), at 200 % (1.4.4) and in a window at 400 % (1.4.10)."""
    page = visitor.page
    size = page.viewport_size
    usual = set(await page.evaluate(scripts.LOST))
    ways = {
        "text spacing": (lambda: page.evaluate(scripts.SPACED), lambda: page.evaluate(scripts.UNSPACED)),
        "200 % zoom": (lambda: page.set_viewport_size(TWICE), lambda: page.set_viewport_size(size)),
        "400 % zoom": (lambda: page.set_viewport_size(ZOOMED), lambda: page.set_viewport_size(size)),
    }
    found = []
    for way, (begin, end) in ways.items():
        async with changed(page, begin, end):
            with contextlib.suppress(AssertionError):
                await visitor.until(scripts.FITS, 2)
            if (over := await visitor.overflow()) > 0:
                found.append(f"{way}: wider than the window by {over:.0f} px")
            found += [f"{way}: {one}" for one in await page.evaluate(scripts.LOST) if one not in usual]
            if way == "400 % zoom":
                found += [f"{way}: {one}" for one in await page.evaluate(scripts.COVERING)]
                found += [f"{way}: {one}" for one in await of_focus(visitor)]
    return found


async def of_focus(visitor: Visitor) -> list[str]:
    """Focus is seen on whatever takes it and lies under nothing (2.4.7, 2.4.11)."""
    await visitor.page.keyboard.press("Tab")  # from now on the browser shows focus
    return await visitor.page.evaluate(scripts.UNSEEN)


async def of_layers(visitor: Visitor) -> list[str]:
    """Each button that opens a menu or a dialog and nothing else: axe in what opened, Escape closes it, focus is on the button again."""
    page, found, met = visitor.page, [], set()
    if await page.evaluate(scripts.IS_LAYER_OPEN):  # its address says so: axe has looked at it
        return []
    await page.evaluate(scripts.REFUSE_ALL)
    at = page.url
    for index in range(await page.evaluate(scripts.PRESSABLE)):
        name = await page.evaluate(scripts.PRESS_NAME, index)
        if name is None or name in met or len(met) >= MOST_PRESSED:
            continue
        met.add(name)
        await page.evaluate(scripts.PRESS, index)
        await page.evaluate(scripts.FRAMES)
        if page.url != at:
            break
        if not await page.evaluate(scripts.IS_LAYER_OPEN):
            continue
        entries = await page.evaluate(scripts.ENTRIES)
        found += await of_layer(visitor, name)
        for entry in range(entries):
            await page.evaluate(scripts.PRESS, index)
            await page.evaluate(scripts.FRAMES)
            said = await page.evaluate(scripts.PRESS_ENTRY, entry)
            await page.evaluate(scripts.FRAMES)
            if await page.evaluate(scripts.IS_LAYER_OPEN):
                found += await of_layer(visitor, f"{name}, {said}")
    return found


async def of_layer(visitor: Visitor, name: str) -> list[str]:
    """What is open now, and what Escape makes of it."""
    page = visitor.page
    found = await of_axe(visitor)
    await page.keyboard.press("Escape")
    await page.evaluate(scripts.FRAMES)
    if await page.evaluate(scripts.IS_LAYER_OPEN):
        found.append("Escape does not close it")
    elif not await page.evaluate(scripts.IS_PRESSED_FOCUSED):
        found.append(f"focus is afterwards on {await page.evaluate(scripts.WHERE)}")
    return [f"opened by “{name}”: {one}" for one in found]
