"""Profiles and reports of sessions, and trying a test that is being written."""

import asyncio
import re
from io import BytesIO
from types import SimpleNamespace
from uuid import uuid4

import pypdf
import pytest

from tests.api.itr import planned
from tests.api.itr.conftest import candidate, people  # noqa: F401  (fixtures)
from tests.api.itr.planned import new_id, taken
from tests.conftest import Client
from tests.domain.assessed import NORM, OTHER_NORM, answered, component, computed, definition, norm, rule, scale
from tests.make import PASSWORD

ANSWERS = answered(q="3", r="2")


def whole(**more):
    return definition(
        [component("q"), component("r")], [scale("A"), scale("B", 1)], [rule("q", "a"), rule("r", "a"), computed("b", "A / 2")],
        [norm((0, "low", 10), (5, "high", 90)), norm((0, "x", 50), identity=OTHER_NORM, name="Children")],
    ) | {"TestName": "Calm", "Description": "How calm", "TotalTimeAvailableForThisTest": 0} | more  # fmt: skip


@pytest.fixture
async def itr(anonymous: Client) -> Client:
    return Client(anonymous.session, anonymous.url + "/itr/api")


@pytest.fixture
async def desk(itr, app_api, make, people, candidate):  # noqa: F811
    """Somebody of a test office: `app` and `itr` are clients, `finished(test, …)` makes a session whose test is done."""

    async def person(*flags, company_id, is_master=False):
        account = await make.account(password=PASSWORD, is_email_verified=True)
        login_id = await make.login(account, company_id, *flags)
        return SimpleNamespace(
            login_id=login_id, app=app_api.using(session_id=await make.session(account, login_id=login_id)),
            itr=itr.using(session_id=await make.session(account, login_id=login_id, made_by="itr")),
        )  # fmt: skip

    company_id = await make.company("Clinic")
    found = await person("is_office_user", "is_test_author", "is_report_author", company_id=company_id)
    found.company_id, found.person = company_id, person

    async def finished(test, answers=ANSWERS, status=30, *, scores=None, **fields):
        found.test_id = new_id()
        if test is not None:
            response = await found.itr.post(f"/tests/{found.test_id}", json={"ID": found.test_id} | test)
            assert response.status == 200, await response.text()
        client = await candidate(company_id)
        session = await planned.session(found.itr, client.person_id, ManagedByUserID=str(found.login_id))
        identity = await planned.test(found.itr, session, client.person_id, TestID=found.test_id, **fields)
        assert (await taken(client, session, identity, Results=answers, Scores=scores or {}, Status=status))[0] == 200
        return session

    found.finished = finished
    return found


async def profile(client, session, status=200):
    response = await client.get(f"/assessment/sessions/{session}/profile")
    assert response.status == status, await response.text()
    return await response.json()


async def definition_of(desk, text, **fields):
    identity = new_id()
    given = {"ID": identity, "Description": "Short report", "ReportText": text} | fields
    response = await desk.itr.post(f"/reportdefinitions/{identity}", json=given)
    assert response.status == 200, await response.text()
    return identity


async def html(desk, session, report=None, status=200):
    response = await desk.app.get(f"/assessment/sessions/{session}/report.html" + (f"?report={report}" if report else ""))
    assert response.status == status, await response.text()
    return await response.text()


# Who


@pytest.mark.parametrize("method, path", [("GET", "profile"), ("GET", "report.html"), ("GET", "report.pdf"), ("POST", "reports")])
async def test_who_may_look(app_api, make, desk, candidate, method, path):  # noqa: F811
    session = await desk.finished(whole())
    address = f"/assessment/sessions/{session}/{path}"

    async def asked(client, where=address):
        response = await client.request(method, where, json={} if method == "POST" else None)
        return response.status, (await response.json()).get("code") if response.status >= 400 else None

    assert await asked(app_api) == (401, "missing")
    assert await asked(app_api.using(token=await make.token(await make.account()))) == (401, "wrong_kind")
    client = await candidate(desk.company_id)
    assert await asked(app_api.using(session_id=client.session_id)) == (401, "wrong_kind")
    assert await asked(app_api.using(session_id=await make.session(await make.account(password=PASSWORD)))) == (403, "denied")
    only_takes = await desk.person("is_test_taking_user", company_id=desk.company_id)
    assert await asked(only_takes.app) == (403, "denied")
    stranger = await desk.person("is_office_user", company_id=await make.company())
    assert await asked(stranger.app) == (404, "not_found")
    narrow = await desk.person("is_office_user", "may_work_with_own_objects_only", company_id=desk.company_id)
    assert await asked(narrow.app) == (404, "not_found")
    assert await asked(desk.app, f"/assessment/sessions/{uuid4()}/{path}") == (404, "not_found")
    assert (await asked(desk.app))[0] in (200, 201)
    assert (await desk.itr.delete(f"/sessions/{session}")).status == 200
    assert await asked(desk.app) == (404, "not_found")


async def test_own_sessions_are_seen_by_who_sees_no_others(desk, make):
    session = await desk.finished(whole())
    narrow = await desk.person("is_office_user", "may_work_with_own_objects_only", company_id=desk.company_id)
    response = await desk.itr.post(f"/sessions/{session}", json={"ID": session, "ManagedByUserID": str(narrow.login_id)})
    assert response.status == 200
    assert (await profile(narrow.app, session))["session"]["id"] == session


# Profiles


async def test_a_profile_says_scores_and_norms(desk):
    session = await desk.finished(whole(), NormID1=NORM, NormID2=OTHER_NORM)
    found = await profile(desk.app, session)
    assert found["session"]["id"] == session and found["session"]["description"] == "Planned" and found["person"]["name"]
    (test,) = found["tests"]
    assert (test["name"], test["description"], test["state"], test["answered"], test["test_id"]) == (
        "Calm",
        "How calm",
        "scored",
        100,
        desk.test_id,
    )
    assert [(each["id"], each["name"], each["score"]) for each in test["scales"]] == [("a", "A", 5), ("b", "B", 2.5)]
    assert test["scales"][0]["norms"] == [
        {"place": 1, "id": NORM, "name": "Adults", "value": "high", "percentile": "90", "share": 90.0},
        {"place": 2, "id": OTHER_NORM, "name": "Children", "value": "x", "percentile": "50", "share": 50.0},
    ]


async def test_a_test_that_runs_shows_no_scores(desk):
    session = await desk.finished(whole(), status=20, scores={"__a": {"Score": 9}})
    (test,) = (await profile(desk.app, session))["tests"]
    assert (test["state"], test["scales"]) == ("open", [])


async def test_scores_of_a_foreign_test_are_shown_as_they_were_stored(desk):
    stored = {
        "__b": {"Score": "n/a", "NormScore": "4", "PercentileScore": "<50", "AppliedNorm": "x", "AppliedNormDescription": "X"},
        "__a": {"Score": 7}, "__z": {"Score": 1}, "a": {"Score": 8}, "__bad": 5, "__empty": {}, "persistentProperties": ["*"],
    }  # fmt: skip
    session = await desk.finished(whole(ScoringScript="x()"), scores=stored)
    (test,) = (await profile(desk.app, session))["tests"]
    assert test["state"] == "stored"
    assert [(each["id"], each["name"], each["score"]) for each in test["scales"]] == [("a", "A", 7), ("b", "B", "n/a"), ("z", "z", 1)]
    assert test["scales"][1]["norms"] == [{"place": 1, "id": "x", "name": "X", "value": "4", "percentile": "<50", "share": None}]


@pytest.mark.parametrize("scores", [{"a": 1}, [1], 5, "text", {"__a": None}, {"__a": {"Score": {"x": 1}, "NormScore": ["y"]}}])
async def test_whatever_is_stored_as_scores_the_profile_can_be_read(desk, scores):
    session = await desk.finished(None, scores=scores)
    (test,) = (await profile(desk.app, session))["tests"]
    assert test["state"] in ("none", "stored") and test["name"] == ""
    await html(desk, session)


async def test_what_is_not_paid_for_shows_no_scores(desk, make):
    async with make.pool.acquire() as conn:
        await conn.execute("update companies set current_credit_level = 0, allow_negative_credits = false where id = $1", desk.company_id)
    session = await desk.finished(whole(Costs=5))
    (test,) = (await profile(desk.app, session))["tests"]
    assert (test["state"], test["scales"]) == ("not_billed", [])
    assert "high" not in await html(desk, session)
    async with make.pool.acquire() as conn:
        await conn.execute("update companies set current_credit_level = 100 where id = $1", desk.company_id)
    (test,) = (await profile(desk.app, session))["tests"]
    assert test["state"] == "scored"
    async with make.pool.acquire() as conn:
        assert await conn.fetchval("select current_credit_level from companies where id = $1", desk.company_id) == 95


# Reports


async def test_the_standard_report(desk):
    session = await desk.finished(whole())
    found = await html(desk, session)
    assert "<h1>Planned</h1>" in found and found.count("<svg") == 1 and "<table>" in found and "%%" not in found
    response = await desk.app.get(f"/assessment/sessions/{session}/report.html")
    assert response.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "sandbox" in response.headers["Content-Security-Policy"] and response.headers["Content-Disposition"].startswith("attachment")
    response = await desk.app.get(f"/assessment/sessions/{session}/report.pdf")
    assert response.headers["Content-Type"] == "application/pdf" and response.headers["Content-Disposition"].startswith("inline")
    text = "".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(response._body)).pages)
    assert all(part in text for part in ("Planned", "Calm", "Percentile", "high", "2.5"))


async def test_a_definition_with_placeholders(desk):
    session = await desk.finished(whole())
    names = ("Person.EMail", "Session.Description", "Company.CompanyName", "Test.TestName", "Test.PercentageOfQuestionsAnswered",
             "Scale.A.Score", "Scale.A.NormScore", "Scale.A.PercentileScore2", "Scale.A.AppliedNormDescription", "Unknown")  # fmt: skip
    text = f"<p>{'|'.join(f'%%{name}%%' for name in names)}|100%%</p>"
    found = await html(desk, session, await definition_of(desk, text))
    parts = found.partition("<p>")[2].partition("</p>")[0].split("|")
    assert "@" in parts[0]
    assert parts[1:] == ["Planned", "Clinic", "Calm", "100", "5", "high", "-", "Adults", "%%Unknown%%", "100%%"]


async def test_values_are_texts_and_never_html(desk):
    session = await desk.finished(whole(TestName="<img src=x onerror=a>"))
    response = await desk.itr.post(f"/sessions/{session}", json={"ID": session, "Description": "<script>x</script> %%Profile%%"})
    assert response.status == 200
    found = await html(desk, session, await definition_of(desk, "<p>%%Session.Description%% %%Test.TestName%%</p>%%Scores%%"))
    assert "<script>" not in found and "<img" not in found and "<svg" not in found
    assert "&lt;script&gt;x&lt;/script&gt; &#37;&#37;Profile&#37;&#37;" in found


async def test_a_report_of_one_test_shows_only_that(desk):
    session = await desk.finished(whole())
    elsewhere = await definition_of(desk, "%%Scores%%%%Profile%%", TestID=new_id())
    assert "<table>" not in await html(desk, session, elsewhere)
    here = await definition_of(desk, "%%Scores%%%%Profile%%", TestID=desk.test_id)
    assert "<table>" in await html(desk, session, here)


async def test_definitions_that_cannot_be_used(desk, make):
    session = await desk.finished(whole())
    for script in ("BeforeReportScript", "AfterReportScript", "PerCandidateReportScript"):
        foreign = await definition_of(desk, "<p>a</p>", **{script: "x()"})
        assert "foreign_report" in await html(desk, session, foreign, 409)
    assert "report_definition" in await html(desk, session, uuid4(), 404)
    other = await desk.person("is_office_user", "is_report_author", company_id=await make.company())
    foreign = await definition_of(other, "<p>secret</p>")
    assert "secret" not in await html(desk, session, foreign, 404)
    assert "not_uuid" in await html(desk, session, "x", 422)


async def test_a_kept_report_is_a_generated_report_of_the_session(desk):
    session = await desk.finished(whole())
    report = await definition_of(desk, "<p>%%Scale.A.Score%%</p>%%Profile%%")
    response = await desk.app.post(f"/assessment/sessions/{session}/reports", json={"report": report})
    assert response.status == 201, await response.text()
    kept = await response.json()
    listed = await (await desk.itr.get(f"/generatedreports/{session}")).json()
    assert [(row["ID"], row["ReportID"], row["ReportTitle"]) for row in listed] == [(kept["id"], report, kept["title"])]
    assert kept["title"].startswith("Short report")
    found = await (await desk.itr.get(f"/generatedreports/{session}/{kept['id']}")).json()
    assert found["ReportText"].startswith("<p>5</p><figure>") and found["LinkedObjectID"] == session


@pytest.mark.parametrize("body, path", [({"report": "x"}, ["report"]), ({"more": 1}, ["more"])])
async def test_wrong_bodies_of_a_report(desk, body, path):
    session = await desk.finished(whole())
    response = await desk.app.post(f"/assessment/sessions/{session}/reports", json=body)
    assert response.status == 422 and (await response.json())["errors"][0]["path"] == path


# Trying


async def tried(desk, status=200, **body):
    response = await desk.app.post("/assessment/tests/try", json=body)
    assert response.status == status, await response.text()
    return await response.json()


async def test_trying_is_for_the_office(app_api, make):
    response = await app_api.post("/assessment/tests/try", json={"test": {}})
    assert response.status == 401
    client = app_api.using(session_id=await make.session(await make.account(password=PASSWORD)))
    assert (await client.post("/assessment/tests/try", json={"test": {}})).status == 403


async def test_a_test_is_tried_without_being_stored(desk):
    found = await tried(desk, test=whole(), results=answered(q="3"), norms=[OTHER_NORM])
    assert (found["is_ours"], found["faults"], found["answered"]) == (True, [], 50)
    assert (found["scores"]["__a"]["Score"], found["scores"]["__a"]["NormScore"]) == (3, "x")


async def test_faults_are_told_by_their_path(desk):
    found = await tried(desk, test=whole(scoreRules=[rule("q", "nowhere")], scales=[scale("A", 9)]))
    assert [(each["path"], each["code"]) for each in found["faults"]] == [
        (["scales", "0", "scalePrecision"], "out_of_range"), (["scoreRules", "0", "TargetScale"], "unknown_scale"),
        (["norms", "0", "normColumns", "0", "scaleID"], "unknown_scale"),
    ][: len(found["faults"])] and found["scores"] is None  # fmt: skip
    assert found["faults"][0]["params"] == {"minimum": 0, "maximum": 6}


async def test_a_foreign_test_is_not_tried(desk):
    found = await tried(desk, test=whole(ScoringScript="x()"), results=ANSWERS)
    assert (found["is_ours"], found["scores"]) == (False, None)


@pytest.mark.parametrize("body, path", [
    ({}, ["test"]), ({"test": []}, ["test"]), ({"test": {}, "results": 5}, ["results"]),
    ({"test": {}, "norms": ["x"]}, ["norms", "0"]),
    ({"test": {}, "norms": [None] * 4}, ["norms"]), ({"test": {}, "more": 1}, ["more"]),
])  # fmt: skip
async def test_wrong_bodies_of_a_trial(desk, body, path):
    assert (await tried(desk, 422, **body))["errors"][0]["path"] == path


async def test_words_of_a_report_are_in_the_language_of_who_asks(desk):
    session = await desk.finished(whole())
    assert (await desk.app.patch("/preferences", json={"language": "de"})).status == 200
    found = await html(desk, session)
    assert "<title>Bericht – " in found and "Prozentränge" in found and ">Prozentrang</th>" in found
    assert "<td>2,5</td>" in found
    dated = await html(desk, session, await definition_of(desk, "<p>%%Date%%</p>"))
    assert re.search(r"<p>\d{1,2}\. [A-Z][a-zä]+ 20\d\d</p>", dated)
    # A definition that is written in a language of ours is told in it.
    english = await html(desk, session, await definition_of(desk, "<p>%%Date%%</p>%%Scores%%", ReportLanguage="en"))
    assert re.search(r"<p>\d{1,2} [A-Z][a-z]+ 20\d\d</p>", english) and "<td>2.5</td>" in english and "Norm value" in english


async def test_a_report_is_made_for_the_browsers_own_requests_too(desk, anonymous):
    session = await desk.finished(whole())
    response = await desk.app.post("/cookie")
    cookie = response.headers["Set-Cookie"].partition(";")[0]
    address = f"{anonymous.url}/app/api/assessment/sessions/{session}/report.pdf"
    response = await anonymous.request("GET", address, headers={"Cookie": cookie, "Sec-Fetch-Site": "same-origin"})
    assert response.status == 200 and response._body.startswith(b"%PDF")


async def test_many_reports_at_once_are_all_made(desk):
    session = await desk.finished(whole())
    found = await asyncio.gather(*(desk.app.get(f"/assessment/sessions/{session}/report.pdf") for _ in range(8)))
    assert {response.status for response in found} == {200}


async def test_the_first_look_of_many_bills_once(desk, make):
    async with make.pool.acquire() as conn:
        await conn.execute("update companies set current_credit_level = 0, allow_negative_credits = false where id = $1", desk.company_id)
    session = await desk.finished(whole(Costs=5))
    async with make.pool.acquire() as conn:
        await conn.execute("update companies set current_credit_level = 100 where id = $1", desk.company_id)
    found = await asyncio.gather(*(profile(desk.app, session) for _ in range(6)))
    assert {each["tests"][0]["state"] for each in found} == {"scored"}
    async with make.pool.acquire() as conn:
        assert await conn.fetchval("select current_credit_level from companies where id = $1", desk.company_id) == 95
