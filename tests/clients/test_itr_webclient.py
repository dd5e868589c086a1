"""The original browser client of ITR, replayed call by call against the running server (specs/itr-webclient.md §3)."""

import asyncio
import json
import time
import urllib.parse
from base64 import b32decode
from datetime import datetime

import pytest

from server.domain import second_factor
from tests import mailbox
from tests.clients.itr_webclient import (
    EVERYTHING,
    SETTINGS_OF_COMPANY,
    SETTINGS_OF_SERVER,
    ZERO,
    Browser,
    new_id,
    plugin_data,
)
from tests.make import PASSWORD, unique

OFFICE = (
    "is_office_user", "is_organisation_supervisor", "is_test_author", "is_report_author", "is_test_screen_template_author",
    "is_translator", "is_password_manager", "is_researcher",
)  # fmt: skip
BASES = ["/itr/api", ""]


@pytest.fixture(params=BASES[:1])
async def base(request):
    return request.param


@pytest.fixture
async def tab(anonymous, base):
    """`tab()` is a new tab of the client."""
    return lambda language="en": Browser(anonymous.session, anonymous.url + base, language)


async def entered(tab: Browser, name: str, password: str = PASSWORD) -> Browser:
    reply = await tab.knocks(name, password)
    assert reply.is_good, reply
    assert (reply.data["MFAStatus"], reply.data["MultipleCompaniesFound"]) == ("NA", "N")
    await tab.learns_who()
    return tab


async def staff_of(make, *, is_master: bool):
    roles = (("assessment", "admin"),) if is_master else ()
    account = await make.account(password=PASSWORD, is_email_verified=True, roles=roles)
    await make.login(account, await make.company(unique("Practice")), *OFFICE)
    return account


@pytest.fixture
async def desk(tab, make):
    """A consultant at work, with every right that a company gives."""
    account = await staff_of(make, is_master=False)
    browser = await entered(tab(), account["username"])
    assert not browser.login["IsTestTakingUser"]
    return browser


@pytest.fixture
async def master(tab, make):
    """Whoever runs the installation, as the first start makes one."""
    account = await staff_of(make, is_master=True)
    return await entered(tab(), account["username"])


# What the editors make


def template_of(**fields):
    given = {
        "ID": new_id(), "Description": "One choice", "Explanation": "", "Remarks": "", "HTMLContent": "<p>%%Question%%</p>",
        "HTMLContentPnP": "", "HTMLContentSummary": "", "TemplateType": 0, "get_value_snippet": "return 1;", "set_value_snippet": "",
        "TemplateVariables": [plugin_data(ID="Question", variableType="T")], "PluginData": plugin_data(), "dbsource": 0,
    }  # fmt: skip
    return given | fields


def test_of(template: str, **fields):
    component = {"_objectType": "ITSTestScreenComponent", "id": new_id(), "ComponentName": "c1", "templateID": template}
    screen = {"_objectType": "ITSTestScreen", "id": new_id(), "varName": "page", "screenComponents": [component]}
    scale = {"_objectType": "ITSTestScale", "id": new_id(), "_scaleName": "total", "scalePrecision": 0}
    given = {
        "ID": new_id(), "TestName": "Anxiety", "Description": "Ünicode – “quoted”", "Costs": 0, "TestType": 0, "InvoiceCode": "A1",
        "TotalTimeAvailableForThisTest": 0, "TestStartDate": "2000-02-01T00:00:00.000Z", "screens": [screen], "scales": [scale],
        "norms": [plugin_data(id=new_id())], "documents": [], "scoreRules": [], "graphs": [], "media": [], "files": [],
        "RequiredParsPerson": [], "RequiredParsSession": [], "RequiredParsGroup": [], "RequiredParsOrganisation": [],
        "ScoringScript": "score = 1;", "TestDefinitionIsProtected": True, "PluginData": plugin_data(DataGathering={"Allowed": False}),
    }  # fmt: skip
    return given | fields


test_of.__test__ = False


def person_of(desk, **fields):
    given = {
        "ID": new_id(), "EMail": f"{unique('candidate')}@example.org", "Password": "Xy7!abcd", "FirstName": "Cäm", "Initials": "C",
        "LastName": "Example", "TitlesBefore": "", "TitlesAfter": "", "EducationID": ZERO, "UserDefinedFields": "", "OrganisationID": ZERO,
        "NationalityID": ZERO, "PreferredLanguage": "en", "Sex": 3, "DateOfLastTest": "2000-02-01T00:00:00.000Z", "BirthDate": "1900-1-1",
        "Age": 0, "Active": True, "CompanyID": desk.company_id, "PluginData": plugin_data(), "PersonType": 0,
        "ManagedByUserID": desk.login["ID"],
    }  # fmt: skip
    return given | fields


def results_of(test, value):
    screen = test["screens"][0]
    answer = {"Value": value, "Visible": True, "Anonimise": False, "VisibleOriginal": True}
    page = {f"__{screen['screenComponents'][0]['id']}": answer, "c1": answer}
    marks = {"_objectType": "ITSTestResults", "persistentProperties": "*ALL*", "testTimeLeft": 0}
    return {f"__{screen['id']}": page, "page": page} | marks


async def row_of(desk, path: str, identity: str, **headers):
    """The row of a list with that id; lists carry `id` and where they have a row from."""
    rows = await desk.reads(path, **({"StartPage": 0, "PageSize": EVERYTHING} | headers))
    row = next((each for each in rows if each["ID"] == identity), None)
    if row is not None:
        assert row["id"] == identity and row["dbsource"] in (0, 1)
    return row


async def made(desk, path: str, row, **headers):
    await desk.saves(f"{path}/{row['ID']}", row, **headers)
    return row


# Start page and login


async def test_the_start_page(tab):
    replies = await tab("nl").opens_start_page()
    by_path = {reply.path: reply for reply in replies if reply.path.startswith("c")}
    assert len(by_path) == 3 and all(reply.status == 200 for reply in by_path.values()), replies


async def test_a_login_in_one_company(tab, make):
    account = await staff_of(make, is_master=False)
    browser = tab()
    refused = await browser.knocks(account["username"], "not the password")
    assert (refused.status, refused.text) == (401, "User not found or password not valid")
    reply = await browser.knocks(account["username"], PASSWORD)
    answer = reply.data
    assert set(answer) == {"SessionID", "CompanyID", "ExpirationDateTime", "MFAStatus", "MultipleCompaniesFound"}
    datetime.fromisoformat(answer["ExpirationDateTime"])
    assert (await browser.learns_who())["CompanyID"] == answer["CompanyID"]
    assert "Password" not in browser.login and "otp_secret" not in browser.login
    assert browser.login["IsTestTakingUser"] is False
    left = await browser.post("logout")
    assert (left.status, left.text) == (200, "User has been logged out")
    assert (await browser.post("checktoken")).status == 404


async def test_a_login_in_several_companies(tab, make):
    account = await make.account(password=PASSWORD)
    companies = {str(await make.company(unique("Practice"))) for _ in range(2)}
    for company_id in companies:
        await make.login(account, company_id, *OFFICE)
    browser = tab()
    reply = await browser.knocks(account["username"], PASSWORD)
    assert reply.data["MultipleCompaniesFound"] == "Y"
    listed = (await browser.own_companies()).data
    assert {row["ID"] for row in listed} == companies and all(row["CompanyName"] for row in listed)
    reply = await browser.knocks(account["username"], PASSWORD, listed[1]["ID"])
    assert (reply.data["MultipleCompaniesFound"], reply.data["CompanyID"]) == ("N", listed[1]["ID"])
    assert (await browser.learns_who())["CompanyID"] == listed[1]["ID"]


async def test_a_login_with_a_second_factor(tab, make, master):
    account = await staff_of(make, is_master=False)
    company_id = (await entered(tab(), account["username"])).company_id
    company = await master.reads(f"companies/{company_id}", IncludeMaster="Y", IncludeClient="N")
    await master.saves(f"companies/{company_id}", company | {"MFAEnabled": True}, IncludeMaster="Y", IncludeClient="N")
    browser = tab()
    reply = await browser.knocks(account["username"], PASSWORD)
    assert (reply.data["MFAStatus"], reply.data["SessionID"]) == ("QR", "")
    shown = await browser.send("GET", "login/qrcode", browser.credentials(company_id))
    assert shown.text.startswith("otpauth://totp/")
    secret = urllib.parse.parse_qs(urllib.parse.urlsplit(shown.text).query)["secret"][0]
    key = b32decode(secret + "=" * (-len(secret) % 8))
    wrong = await browser.sends_code(company_id, "12 34 56 7")
    assert (wrong.status, wrong.text) == (401, "Token not valid or expired, please try again")
    code = second_factor.code_at(key, int(time.time() // second_factor.STEP_SECONDS))
    good = await browser.sends_code(company_id, f"{code[:3]} {code[3:]}")
    assert (good.status, good.data["MFAStatus"]) == (200, "OK")
    await browser.learns_who()
    again = tab()
    reply = await again.knocks(account["username"], PASSWORD)
    assert (reply.data["MFAStatus"], reply.data["SessionID"]) == ("CODE", "")
    assert (await again.send("GET", "login/qrcode", again.credentials(company_id))).status == 401


# The office at home


async def test_the_office_home(desk, master):
    for browser in (desk, master):
        replies = await browser.opens_home()
        texts = {"activesessions", "refreshpublics"}
        assert {(reply.path, reply.status) for reply in replies if not reply.is_good} <= {("refreshpublics", 404)}
        for reply in replies:
            assert reply.path in texts or isinstance(reply.data, list if reply.path != "companies/currentcompany" else dict), reply
        assert replies[0].text.count("(") == (2 if browser is master else 1)
        assert replies[2].data["ID"] == browser.company_id
        assert [row["ID"] for row in replies[4].data] == [browser.company_id]
        assert browser.login["ID"] in [row["id"] for row in replies[12].data]
        assert replies[-1].data == [{"Year": "2000", "Month": "1", "Ticks": "0", "DiscountedTicks": "0"}]
    for _ in range(2):
        assert all(reply.is_good for reply in await desk.waits_a_minute())


async def test_the_office_home_within_the_limit_of_calls(start_server, http, make):
    """The lists of the home page are not asked for twice; the rest waits out a 429."""
    account = await staff_of(make, is_master=False)
    server = await start_server(limits={"enabled": True})
    browser = await entered(Browser(http, str(server.make_url("/itr/api"))), account["username"])
    assert all(reply.is_good for reply in await browser.opens_home() if reply.path != "refreshpublics")
    many = await asyncio.gather(*(browser.get("nationalities") for _ in range(25)))
    assert all(reply.is_good for reply in many) and max(reply.tries for reply in many) > 1


# Editors


async def test_the_editors_of_the_office(desk):
    template = await made(desk, "screentemplates", template_of())
    listed = await row_of(desk, "screentemplates", template["ID"], IncludeArchived="Y", IncludeMaster="Y")
    assert (listed["Description"], listed["dbsource"]) == ("One choice", 0)
    assert json.loads(listed["TemplateVariables"]) == template["TemplateVariables"]
    assert (await desk.reads_by_source(f"screentemplates/{template['ID']}", 0))["TemplateVariables"] == template["TemplateVariables"]

    test = await made(desk, "tests", test_of(template["ID"]))
    listed = await row_of(desk, "tests", test["ID"], IncludeArchived="Y", IncludeMaster="Y")
    assert "screens" not in listed and listed["TestName"] == "Anxiety"
    stored = await desk.reads_by_source(f"tests/{test['ID']}", listed["dbsource"])
    assert {name: stored[name] for name in test if name != "TestStartDate"} == {k: v for k, v in test.items() if k != "TestStartDate"}
    assert datetime.fromisoformat(stored["TestStartDate"]).tzinfo is not None
    await desk.saves(f"tests/{test['ID']}", stored | {"TestName": "Anxiety 2"})
    assert (await desk.reads(f"tests/{test['ID']}"))["TestName"] == "Anxiety 2"

    battery = {"ID": new_id(), "BatteryName": "Intake", "BatteryTests": [plugin_data(TestID=test["ID"])], "BatteryReports": [],
               "BatteryType": 0, "PluginData": plugin_data(), "Active": True}  # fmt: skip
    await made(desk, "batteries", battery)
    assert (await row_of(desk, "batteries", battery["ID"], IncludeArchived="N", Sort="BatteryName"))["BatteryName"] == "Intake"
    assert (await desk.reads(f"batteries/{battery['ID']}"))["BatteryTests"] == battery["BatteryTests"]

    report = {"ID": new_id(), "TestID": test["ID"], "TestIDs": test["ID"], "Description": "Summary", "ReportType": 10,
              "ReportText": "<h1>%%person.LastName%%</h1>", "ReportLanguage": "en", "DefaultReport": True, "Active": True,
              "ReportGraphs": plugin_data(), "PluginData": plugin_data()}  # fmt: skip
    await made(desk, "reportdefinitions", report)
    assert (await row_of(desk, "reportdefinitions", report["ID"], IncludeArchived="N", IncludeMaster="Y"))["Description"] == "Summary"
    assert (await desk.reads(f"reportdefinitions/{report['ID']}"))["ReportText"] == report["ReportText"]

    for path, row in (("batteries", battery), ("reportdefinitions", report), ("tests", test), ("screentemplates", template)):
        assert await desk.removes(f"{path}/{row['ID']}") == "OK"
        assert (await desk.get(f"{path}/{row['ID']}")).status == 404


async def test_tests_are_published_for_every_company(master, desk):
    centrally = {"IncludeMaster": "Y", "IncludeClient": "N"}
    template = template_of(Description=unique("central"))
    test = test_of(template["ID"], TestName=unique("t")[:50])
    for path, row in (("screentemplates", template), ("tests", test)):
        await made(master, path, row)
        await made(master, path, row, **centrally)
    listed = await row_of(desk, "tests", test["ID"], IncludeArchived="Y", IncludeMaster="Y")
    assert listed["dbsource"] == 1
    assert (await desk.reads_by_source(f"tests/{test['ID']}", 1))["scales"] == test["scales"]
    assert (await desk.reads(f"tests/{test['ID']}"))["scales"] == test["scales"]
    listed = await row_of(desk, "screentemplates", template["ID"], IncludeArchived="Y", IncludeMaster="Y")
    assert listed["dbsource"] == 1
    for path, row in (("tests", test), ("screentemplates", template)):
        await master.removes(f"{path}/{row['ID']}", **centrally)


# Candidates


@pytest.mark.parametrize("base", BASES, indirect=True, ids=["itr_api", "root"])
async def test_candidates_of_the_office(desk):
    person = person_of(desk)
    twins = {"StartPage": 0, "PageSize": 5, "IncludeArchived": "N", "Filter": f"EMail = '{person['EMail']}'"}
    assert await desk.reads("persons", **twins) == []
    await made(desk, "persons", person)
    assert [row["ID"] for row in await desk.reads("persons", **twins)] == [person["ID"]]
    page = {"StartPage": 0, "PageSize": 25, "Sort": "EMail", "Filter": "PersonType=0", "SearchField": "cÄM"}
    assert [row["id"] for row in await desk.reads("persons", **page)] == [person["ID"]]
    assert person["ID"] in [row["id"] for row in await desk.reads("persons", **page | {"SearchField": ""})]
    stored = await desk.reads(f"persons/{person['ID']}")
    assert "Password" not in stored and stored["BirthDate"] == "Mon, 01 Jan 1900 00:00:00 GMT"
    assert stored["PluginData"] == person["PluginData"]
    await desk.saves(f"persons/{person['ID']}", stored | {"Password": "", "LastName": "Changed"})
    again = await desk.reads(f"persons/{person['ID']}")
    assert again == stored | {"LastName": "Changed"}
    shown = await desk.reads(f"persons/{person['ID']}/password")
    assert shown["Password"]

    assert await desk.reads("sessionsview", StartPage=0, PageSize=25, Filter=f"PersonID={person['ID']}") == []
    assert await desk.removes(f"persons/{person['ID']}") == "OK"
    unused = await made(desk, "persons", person_of(desk))
    reply = await desk.post("/persons/deleteunused")
    assert (reply.status, reply.text) == (200, "remove ok")
    assert (await desk.get(f"persons/{unused['ID']}")).status == 404


# A session from the plan to the report


class Story:
    """The office plans a session, a candidate takes it, the office reports on it; each step goes on where the last one stopped."""

    def __init__(self, desk, tab) -> None:
        self.desk, self.tab = desk, tab

    async def play(self) -> None:
        await self.plans()
        await self.changes_the_plan()
        await self.candidate_comes_in()
        await self.candidate_takes_the_tests()
        await self.office_sees_the_results()
        await self.office_makes_a_report()
        await self.office_clears_up()

    async def plans(self) -> None:
        desk = self.desk
        self.template = await made(desk, "screentemplates", template_of())
        self.definitions = [await made(desk, "tests", test_of(self.template["ID"], TestName=name)) for name in ("First", "Second")]
        self.person = person_of(desk)
        self.session = await desk.plans(self.person, [self.definitions[0]["ID"]], Description=unique("Intake"))
        listed = {"StartPage": 0, "PageSize": 25, "Sort": "CreateDate desc, AllowedStartDateTime desc, Description", "IncludeArchived": "N",
                  "SearchField": ""}  # fmt: skip
        rows = await desk.reads("sessionsview", **listed, Filter="Status=10,SessionType=0")
        row = next(each for each in rows if each["ID"] == self.session["ID"])
        assert (row["EMail"], row["Description"], row["active"]) == (self.person["EMail"], self.session["Description"], True)
        assert (await desk.opens_home())[9].data[0]["ID"] == self.session["ID"]

    async def changes_the_plan(self) -> None:
        desk, person = self.desk, await self.desk.reads(f"persons/{self.person['ID']}")
        before = await desk.reads(f"sessions/{self.session['ID']}")
        await desk.plans(person | {"Password": ""}, [each["ID"] for each in self.definitions], change=before)
        opened = await desk.opens_session(self.session["ID"])
        assert [row["TestID"] for row in opened["rows"]] == [each["ID"] for each in self.definitions]
        assert [test["Status"] for test in opened["tests"]] == [10, 10]
        assert opened["session"]["PluginData"] == self.session["PluginData"]

    async def candidate_comes_in(self) -> None:
        seat = self.seat = await entered(self.tab(), self.person["EMail"], self.person["Password"])
        assert seat.login["IsTestTakingUser"] is True and seat.company_id == self.desk.company_id
        sessions, templates = await seat.finds_own_sessions()
        assert [row["ID"] for row in sessions] == [self.session["ID"]]
        assert self.template["ID"] in [row["ID"] for row in templates]
        assert await seat.reads("sessions", StartPage=-1, Sort="AllowedStartDateTime desc", Filter=f"ID={self.session['ID']}") == sessions
        self.opened = await seat.opens_own_session(self.session["ID"])
        assert [test["TestID"] for test in self.opened["tests"]] == [each["ID"] for each in self.definitions]
        for definition in self.opened["definitions"]:
            assert "screens" in definition and not {"norms", "scoreRules", "ScoringScript"} & set(definition)
        assert (await seat.get("persons")).status == 404
        assert (await seat.get(f"sessiontests/{self.session['ID']}")).status == 404

    async def candidate_takes_the_tests(self) -> None:
        seat, opened = self.seat, self.opened
        self.answers = []
        for test, definition in zip(opened["tests"], self.definitions, strict=True):
            pages = [results_of(definition, value) for value in ("1", "2 – ‘ä’")]
            await seat.takes_test(opened["session"], opened["person"], test, pages)
            self.answers.append(pages[-1])
            kept = await seat.reads(f"sessionteststaking/{self.session['ID']}/{test['ID']}")
            assert (kept["Results"], kept["Status"], kept["CurrentPage"], kept["TotalTestTime"]) == (pages[-1], 30, 2, 1800)
        await seat.ends_session(self.session["ID"])
        assert (await seat.post("checktoken")).text == "Token is valid"

    async def office_sees_the_results(self) -> None:
        desk = self.desk
        opened = await desk.opens_session(self.session["ID"])
        assert opened["session"]["Status"] == 31 and opened["session"]["SessionState"] == "Done"
        assert [test["Results"] for test in opened["tests"]] == self.answers
        assert [test["Billed"] for test in opened["tests"]] == [True, True]
        assert "norms" in opened["definitions"][0]
        test = opened["tests"][0]
        scores = plugin_data(**{f"__{self.definitions[0]['scales'][0]['id']}": {"Score": 7, "NormScore": "-", "PercentileScore": "-"}})
        await desk.saves(f"sessiontests/{self.session['ID']}/{test['ID']}", test | {"Scores": scores, "Status": 31})
        assert (await desk.reads(f"sessiontests/{self.session['ID']}/{test['ID']}"))["Scores"] == scores
        done = await desk.portlet("Status=30,Status=31,SessionType=0", "EndedAt desc")
        assert done.data[0]["ID"] == self.session["ID"]

    async def office_makes_a_report(self) -> None:
        desk = self.desk
        definition = {"ID": new_id(), "TestID": self.definitions[0]["ID"], "Description": "Summary", "ReportText": "<p>%%score%%</p>",
                      "ReportGraphs": plugin_data(), "PluginData": plugin_data()}  # fmt: skip
        await made(desk, "reportdefinitions", definition)
        path = f"generatedreports/{self.session['ID']}"
        assert await desk.reads(path, Sort="ReportTitle") == []
        report = {"ID": new_id(), "ReportID": definition["ID"], "LinkedObjectID": self.session["ID"], "ReportTitle": "Summary",
                  "ReportText": "<h1>Cäm</h1><script>1</script>", "PluginData": plugin_data()}  # fmt: skip
        await desk.saves(f"{path}/{report['ID']}", report)
        assert [row["ReportTitle"] for row in await desk.reads(path)] == ["Summary"]
        assert await desk.reads(f"{path}/{report['ID']}") == report
        trail = await desk.reads(f"audittrail/session/{self.session['ID']}", Sort="CreateDate")
        assert {(row["ObjectType"], row["MessageID"]) for row in trail} >= {(1, 1), (2, 2), (2, 3), (2, 5)}
        for row in trail:
            assert row["NewData"] == "" or isinstance(json.loads(row["NewData"]), dict)
        assert await desk.removes(f"{path}/{report['ID']}") == "OK"

    async def office_clears_up(self) -> None:
        desk = self.desk
        await desk.removes(f"sessions/{self.session['ID']}")
        assert (await desk.get(f"sessions/{self.session['ID']}")).status == 404
        assert await desk.removes(f"persons/{self.person['ID']}") == "OK"
        gone = await self.tab().knocks(self.person["EMail"], self.person["Password"])
        assert gone.status == 401


@pytest.mark.parametrize("base", BASES, indirect=True, ids=["itr_api", "root"])
async def test_a_session_from_the_plan_to_the_report(desk, tab):
    await Story(desk, tab).play()


async def test_finished_tests_are_gathered_without_names(desk, tab):
    allowed = plugin_data(DataGathering={"Allowed": True})
    test = await made(desk, "tests", test_of(new_id(), PluginData=allowed))
    person = person_of(desk)
    session = await desk.plans(person, [test["ID"]])
    seat = await entered(tab(), person["EMail"], person["Password"])
    opened = await seat.opens_own_session(session["ID"])
    await seat.takes_test(opened["session"], opened["person"], opened["tests"][0], [results_of(test, "1")])
    await seat.ends_session(session["ID"])
    rows = await desk.reads("datagathering", StartPage=0, PageSize=25)
    (row,) = [each for each in rows if each["SessionID"] == session["ID"]]
    assert row["TestID"] == test["ID"]
    assert json.loads(row["TestData"])["Results"] == results_of(test, "1")
    assert person["EMail"] not in json.dumps(row) and person["LastName"] not in json.dumps(row)


async def test_a_candidate_chooses_among_sessions_with_a_central_test(desk, master, tab):
    """Tests may be the master's; of several sessions the candidate chooses one."""
    test = await made(master, "tests", test_of(new_id(), TestName=unique("t")), IncludeMaster="Y", IncludeClient="N")
    person = person_of(desk)
    sessions = [await desk.plans(person, [test["ID"]], Description=name) for name in ("One", "Two")]
    seat = await entered(tab(), person["EMail"], person["Password"])
    listed, _ = await seat.finds_own_sessions()
    assert {row["ID"] for row in listed} == {each["ID"] for each in sessions}
    opened = await seat.opens_own_session(sessions[1]["ID"])
    assert opened["definitions"][0]["screens"] == test["screens"]
    await seat.takes_test(opened["session"], opened["person"], opened["tests"][0], [results_of(test, "1")])
    await seat.ends_session(sessions[1]["ID"])
    listed, _ = await seat.finds_own_sessions()
    assert [row["ID"] for row in listed] == [sessions[0]["ID"]]
    other = Browser(seat.http, seat.api)
    other.token, other.company_id = seat.token, desk.company_id
    assert (await other.post("logout")).status == 200
    assert (await seat.get("sessions")).status == 404


# Groups and public sessions


async def test_a_group_session(desk):
    group = {
        "ID": new_id(), "GroupSessionID": ZERO, "GroupID": ZERO, "PersonID": ZERO, "SessionType": 100, "Description": unique("Group"),
        "Status": 10, "Active": True, "PluginData": plugin_data(), "ManagedByUserID": desk.login["ID"],
    }  # fmt: skip
    test = await made(desk, "tests", test_of(new_id()))
    await made(desk, "sessions", group)
    members = [person_of(desk, LastName=name) for name in ("Abel", "Bell")]
    planned = [await desk.plans(person, [test["ID"]], GroupSessionID=group["ID"]) for person in members]
    rows = await desk.reads(f"sessions/{group['ID']}/groupmembers", Sort="LastName")
    assert [(row["LastName"], row["sessionid"], row["sessionstatus"]) for row in rows] == [
        ("Abel", planned[0]["ID"], 10), ("Bell", planned[1]["ID"], 10)
    ]  # fmt: skip
    page = {"StartPage": 0, "PageSize": 25, "Sort": "CreateDate desc", "Filter": "SessionType=100", "SearchField": group["Description"]}
    (row,) = await desk.reads("groupsessionsview", **page)
    assert (row["id"], row["readycount"], row["inprogresscount"], row["donecount"]) == (group["ID"], 2, 0, 0)
    inside = await desk.reads("sessionsview", StartPage=0, PageSize=25, Filter=f"GroupSessionID={group['ID']}")
    assert {each["ID"] for each in inside} == {each["ID"] for each in planned}
    for word, archived in (("archive", "Y"), ("unarchive", "N")):
        reply = await desk.post(f"sessions/group/{group['ID']}/{word}")
        assert (reply.status, reply.text) == (200, "OK")
        assert len(await desk.reads("groupsessionsview", **page, IncludeArchived=archived)) == 1
    assert await desk.removes(f"sessions/group/{group['ID']}") == "ok"
    assert await desk.reads(f"sessions/{group['ID']}/groupmembers") == []
    assert (await desk.get(f"sessions/{planned[0]['ID']}")).status == 404


async def test_a_public_session_is_entered_by_its_code(desk, tab):
    test = await made(desk, "tests", test_of(new_id()))
    person = person_of(desk)
    code = unique("code")
    session = await desk.plans(person, [test["ID"]], SessionType=200, ShortLoginCode=code, Description="Poll")
    refused = await tab().knocks("", "", poll=unique("nothing"))
    assert (refused.status, refused.text) == (401, "Poll code not found")
    seat = tab()
    reply = await seat.knocks("", "", poll=code)
    assert reply.is_good and (await seat.learns_who())["IsTestTakingUser"] is True
    opened = await seat.opens_own_session(session["ID"])
    copy = opened["session"]
    assert (copy["SessionType"], copy["GroupSessionID"]) == (1, session["ID"]) and copy["ID"] != session["ID"]
    await seat.takes_test(copy, opened["person"], opened["tests"][0], [results_of(test, "3")])
    await seat.ends_session(copy["ID"])
    found = await desk.reads(f"sessions/{session['ID']}/{test['ID']}/results")
    assert [each["Results"] for each in found["tests"]] == [results_of(test, "3")]


# Consultants


def consultant_of(**fields):
    given = {
        "ID": new_id(), "Email": f"{unique('consultant')}@example.org", "UserName": "Cora", "Password": "Long enough 1!",
        "IsOfficeUser": True, "IsTestAuthor": True, "IsMasterUser": False, "Active": True, "PreferredLanguage": "en",
        "UserCulture": "en", "PluginData": plugin_data(), "StartDateLicense": "2000-02-01T00:00:00.000Z",
        "EndDateLicense": "2090-02-01T00:00:00.000Z", "MayWorkWithOwnObjectsOnly": False,
    }  # fmt: skip
    return given | fields


async def test_consultants_of_the_office(desk, tab):
    consultant = consultant_of(CompanyID=desk.company_id)
    await made(desk, "logins", consultant)
    listed = await desk.reads("logins", StartPage=0, PageSize=25, Sort="UserName", SearchField="cORA")
    assert [row["id"] for row in listed] == [consultant["ID"]]
    stored = await desk.reads(f"logins/{consultant['ID']}")
    assert (stored["Email"], stored["IsTestAuthor"], stored["CompanyID"]) == (consultant["Email"], True, desk.company_id)
    assert "Password" not in stored and "otp_secret" not in stored
    colleague = await entered(tab(), consultant["Email"], consultant["Password"])
    assert colleague.login["ID"] == consultant["ID"]
    await desk.saves(f"logins/{consultant['ID']}", stored | {"Password": "", "UserName": "Cora B."})
    assert (await desk.reads(f"logins/{consultant['ID']}"))["UserName"] == "Cora B."
    await colleague.saves("logins/currentuser", colleague.login | {"Password": "", "Remarks": "mine", "UserName": "Cora C."})
    assert (await colleague.learns_who())["UserName"] == "Cora C."
    body = {"old_password": "not this", "new_password": "Even longer 22!"}
    reply = await colleague.post("logins/currentuser/changepassword", body)
    assert (reply.status, reply.text) == (404, "Your old password is not correct, please retry")
    reply = await colleague.post("logins/currentuser/changepassword", body | {"old_password": consultant["Password"]})
    assert (reply.status, reply.text) == (200, "The password has been changed")
    await entered(tab(), consultant["Email"], "Even longer 22!")
    await desk.removes(f"logins/{consultant['ID']}")
    assert (await tab().knocks(consultant["Email"], "Even longer 22!")).status == 401


# Organisations, credits


def company_of(**fields):
    given = {
        "ID": new_id(), "CompanyName": unique("Institute"), "CompanyCountry": "Netherlands", "InternationalVATNr": "", "CompanyLogo": "",
        "ContactPerson": "", "ContactPhone": "", "ContactEMail": "", "YearlyLicenseFee": 0, "InvoiceCurrency": "Euro", "Active": True,
        "AllowNegativeCredits": False, "CurrentCreditLevel": 0, "LicenseStartDate": "2000-02-01T00:00:00.000Z",
        "LicenseEndDate": "2090-02-01T00:00:00.000Z", "AdditionalPersonFields": [], "AdditionalGroupFields": [],
        "AdditionalSessionFields": [], "PluginData": plugin_data(),
    }  # fmt: skip
    return given | fields


CENTRALLY = {"IncludeMaster": "Y", "IncludeClient": "N"}


async def test_organisations_credits_and_switching(master, tab):
    company = await made(master, "companies", company_of(), **CENTRALLY)
    page = {"StartPage": 0, "PageSize": 25, "Sort": "CompanyName", "SearchField": company["CompanyName"]} | CENTRALLY
    assert [row["id"] for row in await master.reads("companies", **page)] == [company["ID"]]
    stored = await master.reads(f"companies/{company['ID']}", **CENTRALLY)
    assert (stored["CompanyName"], stored["AdditionalPersonFields"]) == (company["CompanyName"], [])
    await master.saves(f"companies/{company['ID']}", stored | {"ContactPerson": "Ann"}, **CENTRALLY)

    grant = {"ID": new_id(), "CompanyID": company["ID"], "UserID": master.login["ID"], "GrantedWhen": "2026-11-22T09:00:00.000Z",
             "UserDescription": "Ann", "Remarks": "", "CreditsGranted": 20, "Paid": True}  # fmt: skip
    await made(master, "creditgrants", grant)
    await made(master, "creditgrants", grant)
    listed = await master.reads("creditgrants", Filter=f"CompanyID='{company['ID']}'", Sort="GrantedWhen desc")
    assert [(row["id"], row["CreditsGranted"]) for row in listed] == [(grant["ID"], 20)]
    assert (await master.reads(f"companies/{company['ID']}", **CENTRALLY))["CurrentCreditLevel"] == 20

    home = master.company_id
    reply = await master.post(f"tokens/{master.token}/{company['ID']}")
    assert (reply.status, reply.text) == (200, "switch OK")
    assert (await master.learns_who())["CompanyID"] == company["ID"]
    assert (await master.reads("companies/currentcompany"))["ID"] == company["ID"]
    consultant = await made(master, "logins", consultant_of(CompanyID=company["ID"]))
    office = await entered(tab(), consultant["Email"], consultant["Password"])
    assert office.company_id == company["ID"]
    assert (await office.get("companies", **CENTRALLY)).status == 404

    tokens = await master.reads("tokens", Sort="CompanyID, UserID", **CENTRALLY)
    assert {row["CompanyID"] for row in tokens} >= {company["ID"]}
    assert master.token not in json.dumps(tokens) and office.token not in json.dumps(tokens)
    await pays_for_a_test(office, master, tab)

    reply = await master.post(f"tokens/{master.token}/{home}")
    assert (reply.status, reply.text) == (200, "switch OK")
    await master.removes(f"companies/{company['ID']}", **CENTRALLY)
    assert (await master.get(f"companies/{company['ID']}", **CENTRALLY)).status == 404
    assert (await office.post("checktoken")).status == 404


async def pays_for_a_test(office, master, tab):
    """A finished test costs what it says, and is seen in every list of credits."""
    test = await made(office, "tests", test_of(new_id(), Costs=6, InvoiceCode="A1"))
    person = person_of(office)
    session = await office.plans(person, [test["ID"]])
    seat = await entered(tab(), person["EMail"], person["Password"])
    opened = await seat.opens_own_session(session["ID"])
    await seat.takes_test(opened["session"], opened["person"], opened["tests"][0], [results_of(test, "1")])
    await seat.ends_session(session["ID"])
    assert (await office.reads("companies/currentcompany"))["CurrentCreditLevel"] == 14
    (usage,) = await office.reads("creditusages", Sort="UsageDateTime desc")
    assert (usage["TotalTicks"], usage["InvoiceCode"], usage["SessionID"]) == (6, "A1", session["ID"])
    (month,) = await office.reads("creditusagespermonth")
    assert (month["ticks"], month["discountedticks"]) == (6, 0)
    trail = await office.reads("audittrail/object/" + session["ID"], Sort="CreateDate")
    assert {row["SessionID"] for row in trail} == {session["ID"]}
    everybody = await master.reads(f"creditusagespermonthforall/{int(month['year'])}")
    assert [row["ticks"] for row in everybody if row["ID"] == office.company_id] == [6]


# Settings


async def test_the_settings_of_a_company(desk):
    before = await desk.opens_settings(SETTINGS_OF_COMPANY)
    assert not before["COPYRIGHT"] and not before["SMTP_PASSWORD"]
    for name, value in {"COPYRIGHT": "© Prâctice", "SMTP_USER": "u", "SMTP_PASSWORD": "very secret", "CC_ADDRESS": "c@example.org"}.items():
        reply = await desk.sets(name, value)
        assert (reply.status, reply.text) in ((200, "Parameter added"), (200, "Parameter value updated"))
    after = await desk.opens_settings(SETTINGS_OF_COMPANY)
    assert (after["COPYRIGHT"], after["SMTP_USER"], after["CC_ADDRESS"]) == ("© Prâctice", "u", "c@example.org")
    assert after["SMTP_PASSWORD"] and "secret" not in after["SMTP_PASSWORD"]
    reply = await desk.sets("COPYRIGHT", "changed")
    assert (reply.status, reply.text) == (200, "Parameter value updated")
    assert (await desk.opens_settings(("COPYRIGHT",)))["COPYRIGHT"] == "changed"
    assert (await desk.sets("MAXNUMBEROFCONSULTANTS", "5")).status == 404


async def test_the_settings_of_the_server(master, desk):
    centrally = {"IncludeMaster": "Y", "IncludeClient": "N"}
    before = await master.opens_settings(SETTINGS_OF_SERVER, **centrally)
    reply = await master.sets("CreditOrderEMail", "orders@example.org", **centrally)
    assert reply.is_good, reply
    after = await master.opens_settings(SETTINGS_OF_SERVER, **centrally)
    assert after == before | {"CreditOrderEMail": "orders@example.org"}
    assert (await desk.sets("CreditOrderEMail", "x", **centrally)).status == 404
    assert await master.reads("nationalities", **centrally) is not None
    version = await master.get("version")
    assert version.is_good and "\n" not in version.text.strip()
    for method, path in (
        ("POST", "cache/clear"),
        ("GET", "log/0/ALL"),
        ("GET", "listpublics/itr-public"),
        ("POST", "installpublics/itr/x"),
    ):
        reply = await (master.post(path) if method == "POST" else master.get(path))
        assert reply.status in (403, 404), reply
    await master.delete("systemsettings/CreditOrderEMail", **centrally)


async def test_the_settings_pages_within_the_limit_of_calls(start_server, http, make):
    account = await staff_of(make, is_master=True)
    server = await start_server(limits={"enabled": True})
    browser = await entered(Browser(http, str(server.make_url("/itr/api"))), account["username"])
    await browser.opens_settings(SETTINGS_OF_COMPANY)
    await browser.opens_settings(SETTINGS_OF_SERVER, IncludeMaster="Y", IncludeClient="N")


# Translations


async def test_words_of_a_language(master, tab):
    words = {"PasswordResetMail.Subject": {"value": "Wachtwoord – ü"}}
    refused = await master.post("translations/nl", words)
    assert refused.status == 404
    reply = await master.post("translations/nl", words, ForceTranslation="Y")
    assert (reply.status, reply.text) == (200, "OK")
    replies = await tab("nl").opens_start_page()
    assert "nl" in replies[0].data
    assert replies[-1].data["PasswordResetMail.Subject"]["value"] == "Wachtwoord – ü"
    assert (await tab("xq").opens_start_page())[-1].data == []
    assert (await master.get("translate/en/nl", ToTranslate="hello%20you")).status == 404


# Files


async def test_files_of_a_test(master, desk, tab):
    test = await made(master, "tests", test_of(new_id(), TestName=unique("t")))
    path = f"files/{master.company_id}/{test['ID']}"
    reply = await master.upload(f"{path}/media/My Picture 1.PNG", b"\x89PNG\r\n\x1a\n")
    assert (reply.status, reply.text) == (200, "File uploaded OK")
    assert await master.lists_files(new_id(), test["ID"]) == ([], ["mypicture1.png"])
    status, content, headers = await tab().picture(f"{path}/media/mypicture1.png")
    assert (status, content) == (200, b"\x89PNG\r\n\x1a\n")
    assert headers["X-Content-Type-Options"] == "nosniff"

    await made(master, "tests", test, IncludeMaster="Y", IncludeClient="N")
    reply = await master.post(f"filecopy/{test['ID']}/master")
    assert (reply.status, reply.text) == (200, "Folder copied")
    assert (await desk.lists_files(new_id(), test["ID"]))[1] == ["mypicture1.png"]
    assert (await tab().picture(f"files/{desk.company_id}/{test['ID']}/media/mypicture1.png"))[:2] == (200, content)

    assert await master.removes(f"{path}/all") == "folder removed"
    assert await master.removes(f"files/master/{test['ID']}/all") == "folder removed"
    assert await master.lists_files(master.company_id, test["ID"]) == ([], [])
    assert (await tab().picture(f"{path}/media/mypicture1.png"))[0] == 404
    await master.removes(f"tests/{test['ID']}", IncludeMaster="Y", IncludeClient="N")


# Mail


async def waiting(make, address: str):
    async with make.pool.acquire() as conn:
        rows = await conn.fetch("select payload::text, sealed_payload from jobs where kind = 'mail.office' order by id")
    return [mail for _, mail in mailbox.opened_jobs("mail.office", rows, make.identity.secrets) if mail["to"] == [address]]


async def test_mails_of_office_and_candidate(desk, tab, make):
    to = f"{unique('reader')}@example.org"
    mail = {"Subject": "Héllo", "Body": "<p>Hi</p>", "To": to, "CC": "", "BCC": "", "From": "", "ReplyTo": ""}
    reply = await desk.post("sendmail", mail, LinkedSessionId=new_id())
    assert (reply.status, reply.text) == (200, "An email is sent")
    (letter,) = await waiting(make, to)
    assert (letter["subject"], letter["html"]) == ("Héllo", "<p>Hi</p>")

    test = await made(desk, "tests", test_of(new_id()))
    person = person_of(desk)
    session = await desk.plans(person, [test["ID"]])
    seat = await entered(tab(), person["EMail"], person["Password"])
    assert (await seat.post("sendmail", mail)).status == 404
    opened = await seat.opens_own_session(session["ID"])
    await seat.takes_test(opened["session"], opened["person"], opened["tests"][0], [results_of(test, "1")])
    await seat.ends_session(session["ID"])
    reply = await seat.post(f"sendmailconsultant/{session['ID']}", mail | {"To": desk.login["Email"]})
    assert (reply.status, reply.text) == (200, "An email is sent")
    (letter,) = await waiting(make, desk.login["Email"])
    assert json.loads(letter["files"]["data.json"])["ID"] == session["ID"]
    assert (await seat.post(f"sendmailconsultant/{new_id()}", mail)).status == 404
