"""Main task 8: a session is planned and taken; the server is killed in the middle and started again; the report is read."""

import io
import re

import aiohttp
import pypdf
import pytest

from tests.conftest import Client
from tests.domain.assessed import component, definition, norm, rule, scale
from tests.make import PASSWORD, unique
from tests.web.assessment.conftest import Office, somebody_of

pytestmark = pytest.mark.chromium

QUESTIONS = [f"q{number}" for number in range(1, 7)]
ANSWERS = ("never", "often", "now and then", "often", "often", "now and then")
VALUES = {"never": 1, "now and then": 2, "often": 3}


def six_screens() -> dict:
    """One question a screen, one scale with a norm."""
    made = definition(
        scales=[scale("Calm")], rules=[rule(one, "calm", screen=f"s{one}") for one in QUESTIONS],
        norms=[norm((0, "low", 10), (10, "middle", 45), (14, "high", 90), column="calm")],
    )  # fmt: skip
    screens = [{"id": f"s{one}", "name": one, "components": [component(one, text=f"Statement {one}.")]} for one in QUESTIONS]
    return made | {"screens": screens, "TestName": "Calm and open", "LanguageSupport": "en", "SupportsTestTaking": True, "Active": True}


@pytest.fixture
async def office(own_site):
    """Olga Office with credits, a test and a candidate, on a server that may be killed."""
    company = await own_site.make.company(unique("Clinic"))
    async with own_site.pool.acquire() as conn:
        await conn.execute("update companies set current_credit_level = 500 where id = $1", company)
    async with aiohttp.ClientSession() as session:
        client = Client(session, f"{own_site.origin}/itr/api")
        olga = await somebody_of(own_site.make, client, company, "Olga Office", ("is_office_user", "is_test_author"))
        yield Office(olga.account, olga.login_id, olga.session, olga.itr, olga.app, company, own_site.make)


async def test_a_session_is_planned_survives_a_kill_and_is_read(own_site, office, hands) -> None:
    await office.test(**six_screens())
    person = await office.person("Ada", "Adams")
    olga, ada = await hands(own_site), await hands(own_site)
    for one in (olga, ada):
        one.visitor.watch.excused += ["Failed to load resource"]  # the server is away for a while

    await olga.sign_in(office.account["username"], PASSWORD)
    await olga.use("link", "Overview")
    await olga.arrive("Test office")
    await olga.command("Sessions", "Sessions")
    await olga.use("link", "Plan a session")
    await olga.arrive("Plan a session")
    await olga.pick("Persons", "Adams", re.compile("Ada Adams"))
    await olga.pick("Add a test", "Calm", re.compile("Calm and open"))
    await olga.find("button", "Remove Calm and open").wait_for()
    await olga.write("Name", "Selection of trainees")
    await olga.untick("Send a mail with the login now")
    await olga.use("button", "Plan")
    await olga.arrive(re.compile("Selection of trainees|Ada Adams"))

    await ada.sign_in(person["EMail"], PASSWORD)
    await ada.use("link", "Open: Selection of trainees")
    await ada.use("button", "Begin the test")
    await answer(ada, 1)
    await in_phase(ada, "saved")
    await answer(ada, 2)
    port = own_site.kill()
    await answer(ada, 3)
    await answer(ada, 4)
    await in_phase(ada, "kept")
    own_site.start(port)
    await answer(ada, 5)
    await in_phase(ada, "saved")
    await ada.page.reload()
    await ada.see("Goes on where you stopped")
    await ada.use("button", "Continue")
    await answer(ada, 6)
    await ada.arrive("Before you finish", is_loaded=True)
    await ada.see("You have answered everything.")
    await ada.use("button", "Finish the test")
    await ada.see("Thank you")
    await ada.see("You are signed out.")

    await read_the_report(olga)


async def answer(ada, number: int) -> None:
    """Gives the answer of this number and goes on."""
    await ada.page.get_by_role("heading", name=f"Question {number} of {len(QUESTIONS)}", level=1).wait_for(timeout=30000)
    await ada.tick(ANSWERS[number - 1], role="radio")
    await ada.use("button", "Next")


async def in_phase(ada, phase: str) -> None:
    await ada.page.locator(f".take-state[data-phase={phase}]").wait_for(timeout=60000)


async def read_the_report(olga) -> None:
    """The profile on the page, and the report as a file that another program opens."""
    await olga.page.reload()
    await olga.visitor.settled()
    await olga.use("link", re.compile("^Results"))
    await olga.arrive("Results: Ada Adams")
    score = str(sum(VALUES[text] for text in ANSWERS))
    await olga.see(score, within=olga.page.get_by_role("main"))
    await olga.use("tab", "Reports")
    await olga.see("Calm", within=olga.page.get_by_role("region", name="Report", exact=True))
    paper = await olga.download(lambda: olga.use("button", "Save as PDF"))
    text = "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(paper)).pages)
    for expected in ("Ada Adams", "Calm and open", score):
        assert expected in text
