"""The original browser client of ITR, as its calls look on the wire: headers, bodies, labels, order and patience.

`Browser` is one tab. It sends what the client sends (every list header, JSON text under a form's Content-Type, empty headers) and
reads as the client reads: answers that it parses itself must not be labelled JSON, others must be, the rest is text that holds JSON.
What a person does on a page is a method here; what has to come back is said by the tests.
"""

import asyncio
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp

ZERO = "00000000-0000-0000-0000-000000000000"
FORM = "application/x-www-form-urlencoded; charset=UTF-8"
EVERYTHING = 999_999

# The client's own JSON.parse fails on what its library has parsed before.
PARSED_BY_ITSELF = ("login", "login/mfacode")
SETTINGS_OF_COMPANY = (
    "MAXNUMBEROFCONSULTANTS", "COMPANYLOGO", "COMPANYNAME", "COPYRIGHT", "SMTP_SENDER", "SMTP_SERVER", "SMTP_PORT", "SMTP_USETLS",
    "SMTP_USER", "SMTP_PASSWORD", "CC_ADDRESS",
)  # fmt: skip
SETTINGS_OF_SERVER = (
    "CreditOrderEMail", "MAXNUMBEROFCONSULTANTS", "SMTP_SENDER", "SMTP_SERVER", "SMTP_PORT", "SMTP_USETLS", "SMTP_USER", "SMTP_PASSWORD",
    "TRANSLATE_AZURE_KEY", "COPYRIGHT", "COMPANYNAME", "LOG_HANDLER_BACKUP_COUNT", "MAX_RESULTS_LIMIT", "MAX_SCORES_LIMIT",
    "MAX_PLUGINDATA_LIMIT", "MAX_CALL_LIMIT",
)  # fmt: skip
# Used as they come: what is not labelled JSON stays a text.
TAKEN_AS_LABELLED = (
    "translations", "logins/currentuser/companies", "companies/currentcompany", "screentemplates", "sessionsview", "groupsessionsview",
    "logins", "creditusagespermonth",
)  # fmt: skip
SECONDS_OF_PATIENCE = 10


def new_id() -> str:
    return str(uuid.uuid4())


def plugin_data(**fields: Any) -> dict[str, Any]:
    """How the client writes an object of its own inside another one."""
    return {"_objectType": "ITSPluginData", "persistentProperties": "*ALL*"} | fields


def is_labelled_json(path: str) -> bool:
    return path in TAKEN_AS_LABELLED or (path.startswith("files/") and len(path.split("/")) == 4)


def is_parsed_by_client(path: str) -> bool:
    return path in PARSED_BY_ITSELF or path.startswith("translations/")


def is_repeated(method: str, path: str) -> bool:
    """Does the client ask again after a 429?"""
    if path.split("/")[0] == "login" or method == "DELETE":
        return False
    return method == "POST" or not is_labelled_json(path)


@dataclass
class Reply:
    """An answer as the client's pages get it."""

    path: str
    status: int
    text: str
    label: str
    tries: int

    @property
    def is_good(self) -> bool:
        return 200 <= self.status < 300

    @property
    def data(self) -> Any:
        """The JSON of the answer, by the client's two rules of labels."""
        path = self.path.strip("/")
        if is_parsed_by_client(path):
            assert self.label != "application/json", f"{path} is labelled JSON, and the client parses it itself"
        elif is_labelled_json(path):
            assert self.label == "application/json", f"{path} is labelled {self.label}, and the client does not parse it"
        return json.loads(self.text)


class Browser:
    """A tab of the client at `api`, the address that its settings file names (`…/itr/api/`)."""

    def __init__(self, http: aiohttp.ClientSession, api: str, language: str = "en") -> None:
        self.http, self.api, self.language = http, api.rstrip("/") + "/", language
        self.token, self.company_id, self.tab = "", "", new_id()
        self.login: dict[str, Any] = {}
        self.name = self.password = ""

    # The wire

    async def send(self, method: str, path: str, headers: Mapping[str, str], body: bytes | None = None) -> Reply:
        """One call; after a 429 the calls that the client repeats are repeated, after a second each time."""
        for tries in range(1, SECONDS_OF_PATIENCE + 1):
            async with self.http.request(method, self.api + path, headers=headers, data=body, allow_redirects=False) as response:
                text = (await response.read()).decode()
                reply = Reply(path, response.status, text, response.content_type, tries)
            if reply.status != 429 or not is_repeated(method, path.lstrip("/")):
                break
            await asyncio.sleep(1)
        return reply

    def headers(self, **given: str) -> dict[str, str]:
        """What every call carries; `given` are those that a page sets."""
        usual = {
            "SessionID": self.token, "CompanyID": self.company_id, "BrowserID": self.tab, "StartPage": "-1", "PageSize": "0", "Sort": "",
            "IncludeMaster": "N", "IncludeClient": "Y", "ITRLang": self.language, "TimeZoneOffset": "5.5",
        }  # fmt: skip
        return usual | given

    async def get(self, path: str, **given: Any) -> Reply:
        return await self.send("GET", path, self.headers(**{name: str(value) for name, value in given.items()}))

    async def post(self, path: str, body: Any = None, **given: Any) -> Reply:
        """JSON text under a form's label, as the client's library sends it; a text goes as it is."""
        raw = body if isinstance(body, str) else "" if body is None else json.dumps(body)
        headers = self.headers(**{name: str(value) for name, value in given.items()}) | {"Content-Type": FORM}
        return await self.send("POST", path, headers, raw.encode())

    async def delete(self, path: str, **given: Any) -> Reply:
        return await self.send("DELETE", path, self.headers(**{name: str(value) for name, value in given.items()}))

    async def upload(self, path: str, content: bytes) -> Reply:
        return await self.send("POST", path, self.headers() | {"Content-Type": "application/octet-stream"}, content)

    async def picture(self, path: str) -> tuple[int, bytes, Mapping[str, str]]:
        """What a page gets for an `img`, without a header of the client's: status, bytes, headers."""
        async with self.http.get(self.api + path) as response:
            return response.status, await response.read(), response.headers

    # The start page

    async def opens_start_page(self) -> list[Reply]:
        calls = [await self.get("translations")]
        calls += [await self.get(path) for path in ("copyright", "companyname", "companylogo")]
        if self.language != "en":
            calls.append(await self.get(f"translations/{self.language}"))
        return calls

    def credentials(self, company_id: str, **more: str) -> dict[str, str]:
        headers = self.headers(UserID=self.name, Password=self.password, Poll="", MASTER="Y", **more)
        del headers["SessionID"]
        if company_id:
            return headers | {"CompanyID": company_id}
        del headers["CompanyID"]
        return headers

    async def knocks(self, name: str, password: str, company_id: str = "", poll: str = "") -> Reply:
        """Login with what was typed in; a session is kept if one comes back."""
        self.name, self.password = name, password
        reply = await self.send("GET", "login", self.credentials(company_id) | {"Poll": poll})
        if reply.is_good:
            self.takes(reply.data)
        return reply

    async def sends_code(self, company_id: str, code: str) -> Reply:
        reply = await self.send("POST", "login/mfacode", self.credentials(company_id, MFACode=code) | {"Content-Type": FORM}, b"")
        if reply.is_good:
            self.takes(reply.data)
        return reply

    def takes(self, answer: dict[str, Any]) -> None:
        self.token, self.company_id = answer["SessionID"], answer["CompanyID"]

    async def learns_who(self) -> dict[str, Any]:
        """The full login, which decides between office and test taking."""
        reply = await self.get("logins/currentuser")
        assert reply.is_good, reply
        self.login = reply.data
        return self.login

    async def own_companies(self) -> Reply:
        return await self.get("logins/currentuser/companies", PageSize=9999, Sort="CompanyName", IncludeArchived="N", IncludeMaster="Y",
                              IncludeClient="N")  # fmt: skip

    # The office

    def portlet(self, conditions: str, sort: str) -> Any:
        return self.get("sessionsview", StartPage=0, PageSize=3, IncludeArchived="N", Filter=conditions, Sort=sort)

    async def opens_home(self) -> list[Reply]:
        """Everything at once, in this order."""
        newest, month = "CreateDate desc, AllowedStartDateTime desc", "creditusagespermonth"
        return list(await asyncio.gather(
            self.get("activesessions"),
            self.get("screentemplates", StartPage=0, PageSize=EVERYTHING, IncludeArchived="Y", IncludeMaster="Y"),
            self.get("companies/currentcompany"),
            self.post("refreshpublics"),
            self.own_companies(),
            self.portlet(f"SessionType=1001,ConsultantID={self.login['ID']}", newest),
            self.portlet("SessionType=1003", newest),
            self.portlet("Status=30,Status=31,SessionType=0", "EndedAt desc"),
            self.portlet("Status=20,Status=21,SessionType=0", "StartedAt desc"),
            self.portlet("Status=10,SessionType=0", newest),
            self.get("groupsessionsview", StartPage=0, PageSize=3, IncludeArchived="N", Filter="SessionType=1000", Sort=newest),
            self.get("tests", StartPage=0, PageSize=EVERYTHING, IncludeArchived="Y", IncludeMaster="Y", IncludeClient="true"),
            self.get("logins", StartPage=0, PageSize=4, Sort="LastLoginDateTime desc"),
            self.get("batteries", Sort="BatteryName", IncludeMaster="Y"),
            *(self.get(month) for _ in range(3)),
        ))  # fmt: skip

    async def waits_a_minute(self) -> list[Reply]:
        paths = ("companies/currentcompany", "copyright", "companyname", "companylogo", "activesessions", "logins")
        return [*[await self.get(path) for path in paths], await self.post("checktoken")]

    async def saves(self, path: str, row: dict[str, Any], **given: Any) -> dict[str, Any]:
        """Saves an object as its editor does; what was sent."""
        body = {"_objectType": f"ITS{path.split('/')[0]}"} | row
        reply = await self.post(path, body, **given)
        assert (reply.status, reply.text) == (200, "OK"), reply
        return body

    async def reads(self, path: str, **given: Any) -> Any:
        reply = await self.get(path, **given)
        assert reply.is_good, reply
        return reply.data

    async def reads_by_source(self, path: str, dbsource: int) -> Any:
        """A row of a list in full, from where the list had it."""
        return await self.reads(path, IncludeMaster="Y" if dbsource else "N", IncludeClient="N" if dbsource else "Y")

    async def removes(self, path: str, **given: Any) -> str:
        reply = await self.delete(path, **given)
        assert reply.is_good, reply
        return reply.text

    async def plans(
        self, person: dict[str, Any], tests: list[str], *, change: dict[str, Any] | None = None, **fields: Any
    ) -> dict[str, Any]:
        """A session: first it, then its tests, the person last. `change`: the session that it replaces."""
        session = {
            "ID": new_id(), "GroupSessionID": ZERO, "GroupID": ZERO, "PersonID": person["ID"], "SessionType": 0, "Description": "Planned",
            "Goal": "", "UsedBatteryIDs": "", "UserDefinedFields": "", "Remarks": "", "SessionState": "Ready",
            "AllowedStartDateTime": "2000-02-01T00:00:00.000Z", "AllowedEndDateTime": "2100-02-01T00:00:00.000Z", "Status": 10,
            "Active": True, "EMailNotificationAdresses": "", "ManagedByUserID": self.login["ID"], "PluginData": plugin_data(),
            "CreateDate": "2026-11-21T19:16:36.000Z", "newSession": change is None, "ShortLoginCode": "",
        } | (change or {}) | fields  # fmt: skip
        if change:
            await self.removes(f"sessions/{session['ID']}/deletealltests")
        await self.saves(f"sessions/{session['ID']}", session)
        for number, test in enumerate(tests):
            row = {
                "ID": new_id(), "SessionID": session["ID"], "TestID": test, "PersID": person["ID"], "Sequence": number,
                "TestLanguage": "en", "Results": {}, "Scores": plugin_data(), "NormID1": ZERO, "NormID2": ZERO, "NormID3": ZERO,
                "Status": 10, "CurrentPage": 0, "PluginData": plugin_data(),
            }  # fmt: skip
            await self.saves(f"sessiontests/{session['ID']}/{row['ID']}", row)
        await self.saves(f"persons/{person['ID']}", person)
        return session

    async def lists_files(self, company_id: str, test_id: str) -> tuple[list[str], list[str]]:
        """A test's own files and its media; the client may not know its company yet, and names any."""
        return await self.reads(f"files/{company_id}/{test_id}/test"), await self.reads(f"files/{company_id}/{test_id}/media")

    async def opens_session(self, session_id: str) -> dict[str, Any]:
        """A session with all that its page shows."""
        session = await self.reads(f"sessions/{session_id}")
        rows = await self.reads(f"sessiontests/{session_id}", Sort="Sequence")
        definitions = [await self.reads(f"tests/{row['TestID']}") for row in rows]
        files = [await self.lists_files(self.company_id, row["TestID"]) for row in rows]
        person = await self.reads(f"persons/{session['PersonID']}")
        taken = [await self.reads(f"sessiontests/{session_id}/{row['ID']}") for row in rows]
        reports = await self.reads("reportdefinitions", StartPage=0, PageSize=EVERYTHING, IncludeArchived="N", IncludeMaster="Y")
        return {
            "session": session,
            "rows": rows,
            "definitions": definitions,
            "person": person,
            "tests": taken,
            "reports": reports,
            "files": files,
        }

    # Settings

    async def opens_settings(self, names: tuple[str, ...], **given: str) -> dict[str, str]:
        """All settings of a page at once; one that is not set stays empty."""
        replies = await asyncio.gather(*(self.get(f"systemsettings/{name}", **given) for name in names))
        assert {reply.status for reply in replies} <= {200, 404}, replies
        return {name: reply.text if reply.is_good else "" for name, reply in zip(names, replies, strict=True)}

    async def sets(self, name: str, value: str, **given: str) -> Reply:
        """A field that was changed is saved at once, as it is."""
        return await self.post(f"systemsettings/{name}", value, **given)

    # The candidate

    async def finds_own_sessions(self) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        """The sessions that can be taken, and the templates, asked for at the same time."""
        wanted = "Status=10, Status=20, SessionType!=1, Active=True"
        listed, templates = await asyncio.gather(
            self.get("sessions", StartPage=0, PageSize=99999, IncludeArchived="N", Filter=wanted),
            self.get("screentemplates", StartPage=0, PageSize=EVERYTHING, IncludeArchived="Y", IncludeMaster="Y"),
        )
        assert listed.is_good and templates.is_good, (listed, templates)
        return listed.data, templates.data

    async def opens_own_session(self, session_id: str) -> dict[str, Any]:
        """A session with all that taking it needs; its first answer says under which id it goes on."""
        session = await self.reads(f"sessions/{session_id}", Filter="Active=True")
        identity = session["ID"]
        rows = await self.reads(f"sessionteststaking/{identity}", Sort="Sequence")
        definitions = [await self.reads(f"tests/{row['TestID']}", IncludeMaster="Y") for row in rows]
        files = [await self.lists_files(new_id(), row["TestID"]) for row in rows]
        person = await self.reads(f"persons/{session['PersonID']}")
        tests = [await self.reads(f"sessionteststaking/{identity}/{row['ID']}") for row in rows]
        company = await self.reads("companies/currentcompany")
        await self.own_companies()
        return {
            "session": session,
            "rows": rows,
            "definitions": definitions,
            "person": person,
            "tests": tests,
            "company": company,
            "files": files,
        }

    async def takes_test(self, session: dict[str, Any], person: dict[str, Any], test: dict[str, Any], pages: list[dict[str, Any]]) -> None:
        """Starts a test, turns its pages and ends it, with whole objects each time."""
        running = {"Status": 20, "SessionState": "In progress", "StartedAt": "2026-11-22T09:00:00.000Z"}
        await self.saves(f"sessions/{session['ID']}", session | running)
        await self.saves(f"persons/{person['ID']}", person | {"Password": "", "DateOfLastTest": "2026-11-22T09:00:00.000Z"})
        path = f"sessionteststaking/{session['ID']}/{test['ID']}"
        state = test | {"Status": 20, "TestStart": "2026-11-22T09:00:00.000Z", "TotalPages": len(pages)}
        await self.saves(path, state)
        for number, results in enumerate(pages, 1):
            state |= {"Results": results, "CurrentPage": number, "PercentageOfQuestionsAnswered": 100 * number // len(pages)}
            await self.saves(path, state)
            checked = await self.post("checktoken")
            assert (checked.status, checked.text) == (200, "Token is valid"), checked
        await self.saves(path, state | {"Status": 30, "TestEnd": "2026-11-22T09:30:00.000Z", "TotalTestTime": 1800})

    async def ends_session(self, session_id: str) -> None:
        session = await self.reads(f"sessions/{session_id}")
        await self.reads(f"sessionteststaking/{session_id}")
        done = {"Status": 30, "SessionState": "Done", "EndedAt": "2026-11-22T09:31:00.000Z"}
        await self.saves(f"sessions/{session_id}", session | done)
