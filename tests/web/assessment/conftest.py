"""A company with a test office: its people, candidates, a test made here, sessions. Made through the API.

Everything hangs on `Office`: `await office.person("Ada", "Adams")`, `await office.test()`, `await office.plan(person, test)`,
`await office.colleague("is_test_author")`, `await office.takes(person, planned)`.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests import mailbox
from tests.conftest import Client
from tests.domain.assessed import NORM, OTHER_NORM, answered, component, computed, definition, norm, rule, scale
from tests.make import PASSWORD, Make, unique

ZERO = "00000000-0000-0000-0000-000000000000"
ANSWERS = answered(q1="3", q2="2")


def new_id() -> str:
    return str(uuid4())


def moment(**ago: float) -> str:
    """`moment(days=-7)`: a week ago."""
    return (datetime.now(UTC) + timedelta(**ago)).isoformat()


def whole_test(**more: Any) -> dict[str, Any]:
    """A test of two questions, two scales and two norms, as its author sends it."""
    return definition(
        [component("q1", text="I sleep well."), component("q2", text="I like people.")],
        [scale("Calm"), scale("Balance", 1)], [rule("q1", "calm"), rule("q2", "calm"), computed("balance", "Calm / 2")],
        [norm((0, "low", 10), (3, "middle", 45), (5, "high", 90), column="calm"),
         norm((0, "x", 50), identity=OTHER_NORM, column="calm", name="Children")],
    ) | {"TestName": "Calm and open", "Description": "How calm somebody is", "TotalTimeAvailableForThisTest": 600,
         "LanguageSupport": "en,de",
         "SupportsTestTaking": True, "Active": True} | more  # fmt: skip


@dataclass
class Somebody:
    """An account with a login in the company, and requests in its name."""

    account: Any
    login_id: Any
    session: str
    itr: Client
    app: Client

    async def save(self, path: str, row: dict[str, Any], **headers: str) -> dict[str, Any]:
        response = await self.itr.post(path, json=row, headers=headers)
        assert response.status == 200, await response.text()
        return row

    async def read(self, path: str, **headers: str) -> Any:
        response = await self.itr.get(path, headers=headers)
        assert response.status == 200, await response.text()
        return await response.json(content_type=None)


@dataclass
class Planned:
    """A session with its tests (`tests`: ids of its session tests, in their order)."""

    id: str
    person: dict[str, Any]
    tests: list[str] = field(default_factory=list)


@dataclass
class Office(Somebody):
    """Olga Office plans sessions in her company."""

    company_id: Any
    make: Make

    async def colleague(self, *flags: str, name: str = "Carl Colleague", roles: tuple = ()) -> Somebody:
        """Somebody else of the company, with these rights and no others."""
        return await somebody_of(self.make, self.itr, self.company_id, name, flags, roles)

    async def person(self, first: str = "Ada", last: str = "Adams", **fields: Any) -> dict[str, Any]:
        """A candidate who can sign in with `PASSWORD`."""
        identity = new_id()
        row = {"ID": identity, "FirstName": first, "LastName": last, "EMail": f"{unique('candidate')}@example.org", "Active": True,
               "PreferredLanguage": "en", "Password": PASSWORD, "PersonType": 0, "ManagedByUserID": str(self.login_id)}  # fmt: skip
        return await self.save(f"/persons/{identity}", row | fields)

    async def test(self, **fields: Any) -> dict[str, Any]:
        """A test made here, of the company."""
        identity = new_id()
        return await self.save(f"/tests/{identity}", {"ID": identity} | whole_test(**fields))

    async def plan(self, person: dict[str, Any], *tests: dict[str, Any], norms: tuple = (NORM,), **fields: Any) -> Planned:
        """A session of the person with these tests; fields as the API spells them."""
        planned = Planned(new_id(), person)
        row = {"ID": planned.id, "GroupSessionID": ZERO, "GroupID": ZERO, "PersonID": person["ID"], "SessionType": 0,
               "Description": "Selection of trainees",
               "Goal": "Selection", "Status": 10, "SessionState": "Ready", "Active": True, "ManagedByUserID": str(self.login_id),
               "AllowedStartDateTime": moment(days=-7), "AllowedEndDateTime": moment(days=30), "CreateDate": moment()}  # fmt: skip
        await self.save(f"/sessions/{planned.id}", row | fields)
        for number, test in enumerate(tests):
            identity = new_id()
            norm_ids = {f"NormID{place}": norm for place, norm in enumerate(norms, 1)}
            await self.save(f"/sessiontests/{planned.id}/{identity}", {
                "ID": identity, "SessionID": planned.id, "TestID": test["ID"], "PersID": person["ID"], "Sequence": number,
                "TestLanguage": "en", "Status": 10,
            } | norm_ids)  # fmt: skip
            planned.tests.append(identity)
        return planned

    async def group(self, *tests: dict[str, Any], **fields: Any) -> Planned:
        """A group session without members; its tests are those that members get."""
        return await self.plan({"ID": ZERO}, *tests, **{"SessionType": 100, "Description": "Trainees of spring"} | fields)

    async def join(self, group: Planned, *persons: dict[str, Any]) -> None:
        await self.save(f"/sessions/{group.id}/groupmembers", [{"PersonID": person["ID"]} for person in persons])  # type: ignore[arg-type]

    async def members(self, group: Planned) -> dict[str, str]:
        """Person → session."""
        rows = await self.read(f"/sessions/{group.id}/groupmembers", StartPage="-1")
        return {row["ID"]: row["sessionid"] for row in rows}

    async def enters(self, person: dict[str, Any]) -> str:
        """The SessionID of the candidate, as the door would give it."""
        from server.domain import sessions

        async with self.make.pool.acquire() as conn:
            hashed = await conn.fetchval("select password_hash from persons where id = $1", person["ID"])
            made = await sessions.start_for_person(conn, person_id=person["ID"], password_hash=hashed, idle_seconds=1800)
        return made[0]

    async def takes(self, planned: Planned, answers: dict[str, Any] = ANSWERS, status: int = 30, session_status: int | None = None) -> None:
        """The candidate answers every test of the session, up to `status`."""
        client = self.itr.using(session_id=await self.enters(planned.person))
        own = {"PersonID": planned.person["ID"]}
        await posted(client, f"/sessions/{planned.id}", own | {"ID": planned.id, "Status": 20, "StartedAt": moment()})
        for test in planned.tests:
            row = {"ID": test, "PersID": planned.person["ID"], "Results": answers, "Status": status, "TestStart": moment(), "TotalPages": 4,
                   "CurrentPage": 2,
                   "PercentageOfQuestionsAnswered": 50}  # fmt: skip
            await posted(client, f"/sessionteststaking/{planned.id}/{test}", row | ({"TestEnd": moment()} if status >= 30 else {}))
        if (session_status or status) >= 30:
            await posted(client, f"/sessions/{planned.id}", own | {"ID": planned.id, "Status": 30, "EndedAt": moment()})


async def posted(client: Client, path: str, row: dict[str, Any]) -> None:
    response = await client.post(path, json=row)
    assert response.status == 200, await response.text()


async def somebody_of(make: Make, itr: Client, company_id: Any, name: str, flags: tuple[str, ...], roles: tuple = ()) -> Somebody:
    account = await make.account(password=PASSWORD, is_email_verified=True, display_name=name, roles=roles)
    login_id = await make.login(account, company_id, *flags)
    session = await make.session(account, login_id=login_id, idle_seconds=1800)
    root = itr.url.removesuffix("/itr/api")
    return Somebody(account, login_id, session, itr.using(session_id=session), Client(itr.session, root + "/app/api", None, session))


@pytest.fixture
async def office(make, itr) -> Office:
    """Olga Office, who also writes tests and reports, in a company of her own with credits."""
    company_id = await make.company(unique("Clinic"))
    async with make.pool.acquire() as conn:
        await conn.execute("update companies set current_credit_level = 500, low_credit_warning_level = 50 where id = $1", company_id)
    flags = ("is_office_user", "is_organisation_supervisor", "is_test_author", "is_report_author")
    made = await somebody_of(make, itr, company_id, "Olga Office", flags)
    return Office(made.account, made.login_id, made.session, made.itr, made.app, company_id, make)


@pytest.fixture
async def filled(office) -> tuple[Office, dict[str, Any], list[Planned]]:
    """The office with a test and three sessions: one ready, one in progress, one done."""
    test = await office.test()
    ada, ben, cleo = [await office.person(*name) for name in (("Ada", "Adams"), ("Ben", "Brown"), ("Cleo", "Clark"))]
    sessions = [await office.plan(person, test) for person in (ada, ben, cleo)]
    await office.takes(sessions[1], status=20)
    await office.takes(sessions[2])
    return office, test, sessions


@pytest.fixture
def mails(office, server):
    """`await mails()`: what the office's company has sent so far, oldest first: {"to": […], "subject", "html"}."""
    from server import keys

    async def sent() -> list[dict[str, Any]]:
        async with office.make.pool.acquire() as conn:
            rows = await conn.fetch("select id, payload::text, sealed_payload from jobs where kind = 'mail.office' order by id")
        found = mailbox.opened_jobs("mail.office", rows, server.app[keys.SECRETS])
        return [payload for _, payload in found if payload["company_id"] == str(office.company_id)]

    return sent


async def choose(page: Any, label: str, text: str, option: str) -> None:
    """Types into a combobox and takes what it offers."""
    box = page.get_by_role("combobox", name=label, exact=True)
    await box.fill(text)
    await page.get_by_role("option").filter(has_text=option).first.click()
