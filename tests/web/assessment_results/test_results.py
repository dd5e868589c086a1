"""Results of a session: profiles with their norms, answers, reports."""

import re
from uuid import uuid4

import pytest
from playwright.async_api import expect

from tests.domain.assessed import answered, component, definition
from tests.web.assessment_results.conftest import put

pytestmark = pytest.mark.chromium


def address(planned, tab: str = "") -> str:
    return f"/app/assessment/sessions/{planned.id}/results" + (f"?tab={tab}" if tab else "")


@pytest.fixture
def done(filled):
    return filled[2][2]


async def text_of(download) -> str:
    return (await download.path()).read_text("utf-8-sig")


async def test_a_profile_shows_bars_a_table_and_a_file(visit, office, done) -> None:
    visitor = await visit(office.session)
    page = await visitor.open(address(done))
    await expect(page.get_by_role("heading", name="Results: Cleo Clark")).to_be_visible()
    await expect(page.get_by_role("img", name="Calm: 90; Balance: –")).to_be_visible()
    row = page.get_by_role("row").filter(has_text="Calm").filter(has_text="Adults")
    await expect(row).to_contain_text("high")
    async with page.expect_download() as waiting:
        await page.get_by_role("button", name="Save scores as CSV").click()
    lines = (await text_of(await waiting.value)).splitlines()
    assert lines[:2] == ["Test,Scale,Score,Norm,Norm value,Percentile", "Calm and open,Calm,5,Adults,high,90"]
    await visitor.axe()


async def test_the_way_back_leads_only_where_somebody_may_go(visit, office, done) -> None:
    page = await (await visit(office.session)).open(address(done))
    above = page.get_by_role("navigation", name="You are here").get_by_role("link")
    await expect(above).to_have_text(["Test office", "Sessions", re.compile(".")])
    await expect(page.get_by_role("link", name="Cleo Clark")).to_be_visible()
    author = await office.colleague("is_test_author")
    page = await (await visit(author.session)).open(address(done))
    await page.get_by_role("heading", name="Results: Cleo Clark").wait_for()
    await expect(page.get_by_role("navigation", name="You are here").get_by_role("link")).to_have_text(["Test office"])
    await expect(page.get_by_role("link", name="Cleo Clark")).to_have_count(0)


async def test_other_norms_are_chosen_and_stand_beside_each_other(visit, office, done) -> None:
    visitor = await visit(office.session)
    page = await visitor.open(address(done))
    await page.get_by_role("button", name="Choose norms").click()
    dialog = page.get_by_role("dialog", name="Norms for “Calm and open”")
    await expect(dialog.get_by_label("Norm 1")).to_have_value("11111111-1111-4111-8111-111111111111")
    await dialog.get_by_label("Norm 2").select_option("Children")
    await visitor.axe()
    await dialog.get_by_role("button", name="Apply norms").click()
    await expect(page.get_by_role("img", name="Calm: 90, 50; Balance: –, –")).to_be_visible()
    await expect(page.get_by_role("row").filter(has_text="Children").filter(has_text="Calm")).to_contain_text("50")
    stored = await office.read(f"/sessiontests/{done.id}/{done.tests[0]}")
    assert stored["Scores"]["__calm"]["PercentileScore2"] == "50"


async def test_scores_of_a_foreign_test_are_shown_with_the_word_that_they_are_not_ours(visit, office) -> None:
    test = await office.test(TestName="Old one", ScoringScript="window.hacked = 1")
    planned = await office.plan(await office.person(), test)
    await office.takes(planned)
    scores = {"__calm": {"Score": 7, "PercentileScore": "61"}}
    await office.save(f"/sessiontests/{planned.id}/{planned.tests[0]}", {"ID": planned.tests[0], "Scores": scores})
    visitor = await visit(office.session)
    page = await visitor.open(address(planned))
    await expect(page.get_by_text("These scores come from another program")).to_be_visible()
    await expect(page.get_by_role("img", name="Calm: 61")).to_be_visible()
    await expect(page.get_by_role("button", name="Choose norms")).to_have_count(0)
    assert await page.evaluate("window.hacked") is None
    await visitor.axe()


async def test_what_is_not_done_or_not_paid_for_says_so(visit, filled, make) -> None:
    office, _, (ready, running, _) = filled
    async with make.pool.acquire() as conn:
        await conn.execute("update companies set current_credit_level = 0, allow_negative_credits = false where id = $1", office.company_id)
    dear = await office.plan(await office.person("Dora", "Dear"), await office.test(TestName="Dear", Costs=5))
    await office.takes(dear)
    visitor = await visit(office.session)
    page = await visitor.open(address(running))
    await expect(page.get_by_text("50% of the questions are answered so far")).to_be_visible()
    await visitor.open(address(dear))
    await expect(page.get_by_text("The test is finished and its answers are safe")).to_be_visible()
    await page.get_by_role("tab", name="Answers").click()
    await expect(page.get_by_text("as soon as the company has credits again")).to_be_visible()
    await visitor.open(address(ready, "answers"))
    await expect(page.get_by_text("No answers yet")).to_be_visible()
    await visitor.open(f"/app/assessment/sessions/{uuid4()}/results")
    await expect(page.get_by_role("main").get_by_role("alert")).to_be_visible()


async def test_answers_are_told_in_words_test_by_test(visit, office, done) -> None:
    questions = [component("q", "multiple_choice", text="What do you <b>like</b>?"), component("f", "free_text", text="Why?")]
    test = await office.test(**definition(questions), TestName="Likes")
    plain = await office.test(TestName="Strange", PluginData={}, screens="")
    planned = await office.plan(await office.person(), test, plain)
    await office.takes(planned, answered(q="1,3", f="=cmd"))
    visitor = await visit(office.session)
    page = await visitor.open(address(planned, "answers"))
    row = page.get_by_role("row", name="What do you like ?")
    await expect(row).to_contain_text("never")
    await expect(row).to_contain_text("often")
    await visitor.axe()
    async with page.expect_download() as waiting:
        await page.get_by_role("button", name="Save answers as CSV").click()
    assert "First,Why?,'=cmd,'=cmd" in await text_of(await waiting.value)
    await page.get_by_role("tab", name="Strange").click()
    await expect(page.get_by_text("Athenaeum does not know the questions")).to_be_visible()
    await expect(page.get_by_role("region", name="Answers as they are stored")).to_contain_text('"=cmd"')
    await visitor.axe()


HOSTILE = (
    "<h1>%%Person.Name%%</h1><script>window.hacked=1</script><img src=x onerror='window.hacked=1'>"
    "<img src='//evil.example/p.png' alt='a picture'><a href='javascript:window.hacked=1'>press</a>"
    "<svg><circle r='5' fill='url(https://evil.example/x#y)'/><script>window.hacked=1</script><use href='https://evil.example/s#a'/></svg>"
    "<p style='position:fixed' id='main' onclick='window.hacked=1'>calm: %%Scale.Calm.Score%%</p>"
    "<form><button>send</button></form>%%Profile%%"
)


async def test_a_report_is_looked_at_saved_and_kept(visit, office, done) -> None:
    report = await put(office, "reportdefinitions", Description="Short report", ReportText=HOSTILE)
    await put(office, "reportdefinitions", Description="About another test", ReportText="x", TestID=str(uuid4()))
    visitor = await visit(office.session)
    visitor.watch.excused += ["inline event handler", "inline style", "/app/assessment/sessions/.*/x"]
    page = await visitor.open(address(done, "reports"))
    shown = page.get_by_role("region", name="Report", exact=True)
    await expect(shown.locator("svg rect").first).to_be_visible()
    kinds = page.get_by_label("Kind of report")
    assert await kinds.locator("option").all_inner_texts() == ["Standard report: profile and scores", "Short report"]
    await kinds.select_option("Short report")
    await expect(shown.get_by_role("heading", name="Cleo Clark", level=2)).to_be_visible()
    await expect(shown).to_contain_text("calm: 5")
    found = await shown.inner_html()
    for bad in ("<script", "onerror", "onclick", "javascript:", "evil.example", "style=", "id=", "<form", "<button", "<use"):
        assert bad not in found
    assert "<rect" in found and "a picture" in found
    assert await page.evaluate("window.hacked") is None
    await visitor.axe()
    async with page.expect_download() as waiting:
        await page.get_by_role("button", name="Save as PDF").click()
    download = await waiting.value
    assert download.suggested_filename == "Selection of trainees – Cleo Clark.pdf"
    assert (await download.path()).read_bytes().startswith(b"%PDF")
    await page.get_by_role("button", name="Keep in the session").click()
    kept = page.get_by_role("table", name="Kept reports").get_by_role("link", name="Short report – Cleo Clark")
    await expect(kept).to_be_visible()
    assert [row["ReportID"] for row in await office.read(f"/generatedreports/{done.id}")] == [report]
    await kept.click()
    await expect(page.get_by_role("region", name="Short report – Cleo Clark")).to_contain_text("calm: 5")
    await page.get_by_role("link", name="Back to the reports").click()
    await page.get_by_role("table", name="Kept reports").get_by_role("button", name="Delete").click()
    await page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    await expect(page.get_by_text("No report is kept yet")).to_be_visible()


async def test_a_report_with_scripts_is_refused_in_words(visit, office, done) -> None:
    await put(office, "reportdefinitions", Description="Foreign", ReportText="x", BeforeReportScript="x()")
    visitor = await visit(office.session)
    page = await visitor.open(address(done, "reports"))
    await page.get_by_label("Kind of report").select_option("Foreign")
    await expect(page.get_by_role("main").get_by_role("alert")).to_be_visible()
    await expect(page.get_by_role("main").get_by_role("alert")).to_contain_text("script")
    await visitor.axe()
