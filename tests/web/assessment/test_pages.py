"""Every page of the test office in both themes and languages: no finding of axe, one heading, nothing wider than 320 px."""

import pytest

from tests.make import unique
from tests.web import scripts
from tests.web.assessment.conftest import moment

pytestmark = pytest.mark.chromium

HOME = "/app/assessment"


@pytest.fixture
async def paths(filled) -> list[str]:
    office, test, sessions = filled
    long = "Selection of trainees for the laboratories of the institute in the spring and in the summer of the coming year"
    await office.plan(sessions[0].person, test, Description=long, AllowedEndDateTime=moment(days=-1))
    group = await office.group(test)
    await office.join(group, *(planned.person for planned in sessions))
    public = await office.plan(
        await office.person("Public", "", PersonType=1), test, SessionType=200, ShortLoginCode=unique("c")[:12], Description="Open day"
    )
    ada, (one, done) = sessions[0].person["ID"], (f"{HOME}/sessions/{planned.id}" for planned in sessions[1:])
    return [
        HOME, f"{HOME}/sessions", f"{HOME}/sessions?state=over&search=nothing-has-this-word", one, f"{one}?edit=1", f"{one}?mail=1",
        done, f"{HOME}/sessions/new?persons={ada}&tests={test['ID']}", f"{HOME}/sessions/new?kind=public", f"{HOME}/groups",
        f"{HOME}/groups?kind=public", f"{HOME}/groups/{group.id}", f"{HOME}/groups/{group.id}?add=1", f"{HOME}/groups/{public.id}",
        f"{HOME}/persons", f"{HOME}/persons?new=1",
        f"{HOME}/persons/{ada}", f"{HOME}/persons/{ada}?edit=1",
    ]  # fmt: skip


@pytest.mark.parametrize(("theme", "language"), [("light", "en"), ("dark", "de")])
async def test_pages_are_accessible(visit, office, paths, theme: str, language: str) -> None:
    visitor = await visit(office.session, theme=theme, language=language)
    for path in paths:
        page = await visitor.go(path)
        await visitor.axe()
        assert await page.locator("h1:visible").count() == 1, path
        assert await page.locator("main").count() == 1, path


@pytest.mark.parametrize("language", ["en", "de"])
async def test_phones_of_320_pixels_need_no_sideways_scrolling(visit, office, paths, language: str) -> None:
    visitor = await visit(office.session, language=language, width=320, height=640, touch=True)
    for path in paths:
        page = await visitor.go(path)
        assert await visitor.overflow() <= 0, path
        assert await page.evaluate(scripts.CUT_OFF) == [], path
        if path in (HOME, paths[3], paths[5]):
            assert await page.evaluate(scripts.TOO_SMALL) == [], path
