"""Every page at four widths, in both themes and languages, as pictures for somebody to look at.

    make soak PART=browser          pictures in var/sheets/<page>-<width>-<theme>-<language>.png

The run fails when a page is wider than its window, logs an error or asks for something foreign.
"""

from pathlib import Path

import pytest

from tests.make import PASSWORD
from tests.web.test_pages import OPEN, PAGES

pytestmark = [pytest.mark.chromium, pytest.mark.soak("browser")]

WIDTHS = (1440, 768, 390, 320)
LOOKS = [("light", "en"), ("dark", "de"), ("light", "de"), ("dark", "en")]
FOLDER = Path(__file__).parents[2] / "var" / "sheets"


def name(path: str) -> str:
    return path.strip("/").replace("/", "-").replace("?", "-").replace("=", "-") or "root"


@pytest.mark.parametrize("path", [*PAGES, *OPEN], ids=name)
async def test_page_at_every_width(visit, make, path: str) -> None:
    account = await make.account(password=PASSWORD, display_name="Ada von der Administration", roles=((None, "admin"),))
    session = None if path in OPEN else await make.session(account, idle_seconds=1800)
    FOLDER.mkdir(parents=True, exist_ok=True)
    for theme, language in LOOKS:
        for width in WIDTHS:
            visitor = await visit(session, theme=theme, language=language, width=width, touch=width < 640)
            visitor.watch.excused += ["Failed to load resource"]
            page = await visitor.open(path)
            assert await visitor.overflow() <= 0, (path, width, language)
            await page.screenshot(path=FOLDER / f"{name(path)}-{width}-{theme}-{language}.png")
            await visitor.context.close()
