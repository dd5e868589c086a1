"""Every page of results, credits and the office in both themes and languages, and at 320 px."""

import pytest

from tests.web import scripts
from tests.web.assessment_results.conftest import put

pytestmark = pytest.mark.chromium
ROOT = "/app/assessment/office"
PAGES = [
    *(f"/app/assessment/sessions/{{session}}/results?tab={tab}" for tab in ("profile", "answers", "reports")),
    *(f"/app/assessment/credits?tab={tab}" for tab in ("months", "usages", "grants", "all")),
    ROOT,
    f"{ROOT}/logins",
    f"{ROOT}/logins?state=off&search=nothing-has-this-word",
    f"{ROOT}/logins/new",
    f"{ROOT}/logins/{{login}}",
    f"{ROOT}/rights",
    f"{ROOT}/rights?new=1",
    f"{ROOT}/companies",
    f"{ROOT}/companies/new",
    f"{ROOT}/organisations",
    f"{ROOT}/educations",
    f"{ROOT}/nationalities?new=1",
    f"{ROOT}/settings",
    f"{ROOT}/settings?of=server",
    f"{ROOT}/translations",
    f"{ROOT}/translations/nl",
    f"{ROOT}/audit",
    f"{ROOT}/data",
]
LONG = "An organisation with a name that says everything about what it is for, and a Donaudampfschifffahrtsgesellschaft"


@pytest.fixture
async def addresses(filled, master) -> list[str]:
    office, _, sessions = filled
    await put(office, "organisations", Name=LONG, Remarks="", ContactPerson="Kim")
    await put(office, "rightstemplates", Description="Reception", Contents="{}")
    await put(master, "creditgrants", CompanyID=str(office.company_id), UserID=str(master.login_id), CreditsGranted=5)
    response = await master.itr.post("/translations/nl", json={"Main.Save": {"value": "Opslaan"}}, headers={"ForceTranslation": "Y"})
    assert response.status == 200
    return [path.format(session=sessions[2].id, login=office.login_id) for path in PAGES]


@pytest.mark.parametrize(("theme", "language"), [("light", "en"), ("dark", "de")])
async def test_pages_are_accessible(visit, master, addresses, theme: str, language: str) -> None:
    visitor = await visit(master.session, theme=theme, language=language)
    for path in addresses:
        page = await visitor.go(path)
        await visitor.axe()
        assert await page.locator("h1:visible").count() == 1, path


@pytest.mark.parametrize("language", ["en", "de"])
async def test_phones_of_320_pixels_need_no_sideways_scrolling(visit, master, addresses, language: str) -> None:
    visitor = await visit(master.session, language=language, width=320, height=640, touch=True)
    for path in addresses:
        await visitor.go(path)
        assert await visitor.overflow() <= 0, path
        assert await visitor.page.evaluate(scripts.CUT_OFF) == [], path
