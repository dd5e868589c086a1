"""Tests, batteries and report definitions in both themes and languages: axe, one heading of the first level, 320 px."""

import pytest

from tests.domain.assessed import NORM, component, computed, definition, norm, rule, scale
from tests.web import scripts
from tests.web.assessment.conftest import Office, new_id

pytestmark = pytest.mark.chromium

LOOKS = [("light", "en"), ("dark", "de")]
LONG = "Schienenersatzverkehrsplanungsbesprechung " * 6
TABS = ("questions", "scales", "rules", "norms", "settings", "try")
KINDS = ("heading", "text", "picture", "timer", "number", "slider", "free_text", "ranking", "multiple_choice", "single_choice")
PARTS = {"slider": {"min": 0, "max": 10}, "timer": {"seconds": 60}, "picture": {"file": "sign.png"}}


@pytest.fixture
async def paths(office: Office) -> list[str]:
    """Every page with something on it; the test has each kind of component, a fault and long words."""
    whole = definition(
        [component("q1", text=LONG), *(component(kind, kind, text=f"A {kind}", **PARTS.get(kind, {})) for kind in KINDS)],
        [scale("Calm"), scale("Sum", 1)], [rule("q1", "calm"), computed("sum", "Calm +")],
        [norm((0, "low", 10), (3, "high", 90), identity=NORM, column="calm", name=LONG[:190])],
    )  # fmt: skip
    ids = {noun: new_id() for noun in ("test", "foreign", "battery", "definition", "script")}
    await office.save(f"/tests/{ids['test']}", {"ID": ids["test"], "TestName": LONG[:50], "Description": LONG[:200],
                      "Explanation": LONG, "TotalTimeAvailableForThisTest": 20} | whole)  # fmt: skip
    foreign = {"ID": ids["foreign"], "TestName": "Old", "TotalTimeAvailableForThisTest": 0, "BeforeScript": "x()", "Explanation": LONG}
    await office.save(f"/tests/{ids['foreign']}", foreign)
    battery = {"ID": ids["battery"], "BatteryName": LONG[:200], "BatteryTests": [{"TestID": ids["test"]}, {"TestID": new_id()}]}
    await office.save(f"/batteries/{ids['battery']}", battery)
    report = {
        "ID": ids["definition"],
        "Description": LONG[:200],
        "TestID": ids["test"],
        "ReportText": "<h1>%%Nobody%%</h1>%%Profile%%%%Scores%%",
    }
    await office.save(f"/reportdefinitions/{ids['definition']}", report)
    await office.save(f"/reportdefinitions/{ids['script']}", {"ID": ids["script"], "Description": "Old", "AfterReportScript": "x()"})
    base = "/app/assessment"
    return [
        f"{base}/tests", f"{base}/tests?search=nothing-has-this-word&whose=central", f"{base}/tests/new",
        *(f"{base}/tests/{ids['test']}?tab={tab}" for tab in TABS), f"{base}/tests/{ids['foreign']}",
        f"{base}/batteries", f"{base}/batteries/new", f"{base}/batteries/{ids['battery']}",
        f"{base}/report-definitions", f"{base}/report-definitions/new", f"{base}/report-definitions/{ids['definition']}",
        f"{base}/report-definitions/{ids['script']}",
    ]  # fmt: skip


async def opened(visitor, path: str) -> None:
    """A page with its parts open: of the questions each kind of component in turn, everything that is wrong told."""
    await visitor.open(path)
    if "tab=" in path and "try" not in path:
        await visitor.page.locator(".editor-bar button").first.click()
        await visitor.page.locator(".summary").wait_for()
        await visitor.settled()


@pytest.mark.parametrize(("theme", "language"), LOOKS)
async def test_pages_are_accessible(visit, office, paths, theme: str, language: str) -> None:
    # The whole page is in sight: a bar that stays when something is scrolled covers no target by half.
    visitor = await visit(office.session, theme=theme, language=language, height=4000)
    for path in paths:
        await opened(visitor, path)
        await visitor.axe()
        assert await visitor.page.locator("h1:visible").count() == 1, path
        if "tab=questions" in path:
            parts = visitor.page.locator(".test-part-name")
            for number in range(await parts.count()):
                await parts.nth(number).click()
                await visitor.page.locator(".test-part[data-open]").nth(0).wait_for()
                await visitor.axe()


@pytest.mark.parametrize("language", ["en", "de"])
async def test_phones_of_320_pixels_need_no_sideways_scrolling(visit, office, paths, language: str) -> None:
    visitor = await visit(office.session, language=language, width=320, height=640, touch=True)
    for path in paths:
        await opened(visitor, path)
        if "tab=questions" in path:
            await visitor.page.locator(".test-part-name").first.click()
        assert await visitor.overflow() <= 0, path
        assert await visitor.page.evaluate(scripts.CUT_OFF) == [], path
        if "tab=try" not in path:  # there the whole box of an answer is what is touched
            assert await visitor.page.evaluate(scripts.TOO_SMALL) == [], path
