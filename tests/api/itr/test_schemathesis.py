"""Schemathesis finds nothing in the assessment API that its own document does not say, but for what the contract forces."""

import asyncio
import json
import re
import time
import uuid
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from schemathesis.core.failures import Failure
from schemathesis.core.transport import Response
from schemathesis.generation.case import Case

from server import db, keys
from server.api.itr.entities import ENTITIES, Entity
from server.domain import links, second_factor, sessions
from tests.api.itr.matrix import FLAGS
from tests.api.schema_driven import Maker, check, other_urllib3, seed_of
from tests.conftest import Client
from tests.make import PASSWORD, Make

__all__ = ["other_urllib3"]
BASE = "/itr/api"
SMALL: dict[str, Any] = {"examples": 3, "phases": {"coverage": {"enabled": False}, "stateful": {"enabled": False}}}
FULL: dict[str, Any] = {"examples": 60, "phases": {"stateful": {"generation": {"max-examples": 100}}}}


@pytest.fixture
async def small_server(fresh_database, start_server, anonymous):
    """A server with a database of its own."""
    server = await start_server(dsn=fresh_database)
    return Client(anonymous.session, str(server.make_url("")).rstrip("/")), Make(server.app[keys.POOL], server.app[keys.CONFIG])


def required(entity: Entity) -> dict[str, Any]:
    """What a new row has to bring."""
    values = {"uuid": lambda: str(uuid.uuid4()), "text": lambda: "x", "instant": lambda: "2026-01-01T00:00:00Z"}
    return {entity.spelling[column.name]: values.get(column.kind, lambda: 1)() for column in entity.relation.columns.values()
            if column.is_required and column.name != entity.relation.identity}  # fmt: skip


class People:
    """People and things that no call of the interface makes."""

    def __init__(self, make: Make) -> None:
        self.make = make

    async def build(self) -> "People":
        """Somebody with every right, and somebody who takes tests."""
        self.account = await self.make.account(roles=(("assessment", "admin"),), password=PASSWORD)
        self.company_id = await self.make.company()
        flags = {flag for flags in FLAGS.values() for flag in flags} - {"may_work_with_own_objects_only"}
        self.login_id = await self.make.login(self.account, self.company_id, *flags)
        self.person_id, self.candidate = await self.a_candidate()
        self.flags = flags
        return self

    async def session(self) -> str:
        return await self.make.session(self.account, login_id=self.login_id, made_by="itr", idle_seconds=7200)

    async def grant(self) -> str:
        async with self.make.pool.acquire() as conn:
            text = "insert into credit_grants (id, user_id, company_id) values (gen_random_uuid(), $1, $2) returning id"
            return str(await conn.fetchval(text, self.login_id, self.company_id))

    async def person(self) -> str:
        return str(await self.make.person(self.company_id))

    async def a_candidate(self) -> tuple[str, str]:
        """The id of a person and the token of its session."""
        person_id = await self.make.person(self.company_id)
        async with self.make.pool.acquire() as conn:
            hashed = await conn.fetchval("select password_hash from persons where id = $1", person_id)
            made = await sessions.start_for_person(conn, person_id=person_id, password_hash=hashed, idle_seconds=7200)
            text = "insert into assessment_sessions (id, company_id, group_session_id, group_id, person_id) values ($1, $2, $1, $1, $3)"
            await conn.execute(text, uuid.uuid4(), self.company_id, person_id)
        return str(person_id), made[0]

    async def kept(self) -> set[str]:
        """Ids of what the requests themselves need."""
        async with self.make.pool.acquire() as conn:
            text = "select id from sessions where login_id = $1 or person_id = $2"
            found = await conn.fetch(text, self.login_id, uuid.UUID(self.person_id))
        return {str(self.company_id), str(self.login_id), self.person_id, *(str(row["id"]) for row in found)}

    async def login(self) -> str:
        return str(await self.make.login(await self.make.account(), self.company_id, "is_office_user"))

    async def number(self) -> str:
        """The number of a session."""
        account = await self.make.account(password=PASSWORD)
        login_id = await self.make.login(account, self.company_id)
        await self.make.session(account, login_id=login_id, made_by="itr")
        async with self.make.pool.acquire() as conn:
            return str(await conn.fetchval("select id from sessions where login_id = $1", login_id))

    async def switch(self) -> dict[str, str]:
        """A master user's session, and a company to enter."""
        account = await self.make.account(roles=(("assessment", "admin"),), password=PASSWORD)
        login_id = await self.make.login(account, self.company_id, *self.flags)
        token = await self.make.session(account, login_id=login_id, made_by="itr")
        return {"id": token, "company": str(await self.make.company())}

    async def door(self, path: str) -> dict[str, str]:
        """Headers with which a door opens, for somebody new each time."""
        account = await self.make.account(password=PASSWORD, is_email_verified=True)
        login_id = await self.make.login(account, self.company_id, "is_office_user")
        if path in ENDING:
            return {"Authorization": f"Bearer {await self.make.session(account, login_id=login_id, made_by='itr')}"}
        if path == "/sendresetpassword":
            return {"Username": account["username"]}
        if path == "/resetpassword":
            async with db.transaction(self.make.pool) as conn:
                token = await links.make(conn, "reset", seconds=300, account_id=account["id"])
            return {"Username": account["username"], "SessionID": token, "Password": PASSWORD}
        headers = {"UserID": account["username"], "Password": PASSWORD}
        if path == "/login/mfacode":
            secret = await self.make.factor(account)
            headers["MFACode"] = second_factor.code_at(secret, int(time.time() // second_factor.STEP_SECONDS))
        return headers


# Entities whose rows are not made by a plain POST.
APART = {"creditgrants": People.grant, "logins": People.login, "persons": People.person, "tokens": People.number}
# What ends or changes the session or login in hand.
ENDING = {"/logout", "/logins/currentuser", "/logins/currentuser/changepassword"}
SWITCH = "/tokens/{id}/{company}"
TAKING, MAIL_OF_CANDIDATES = "/sessionteststaking/", "/sendmailconsultant/"
# What only the person who takes a test can do.
BY_CANDIDATES = (TAKING, MAIL_OF_CANDIDATES)
DOORS = ENDING | {"/login", "/login/qrcode", "/login/mfacode", "/sendresetpassword", "/resetpassword"}


class Things(Maker):
    """What somebody with every right asks about; `used` is the token of the requests themselves."""

    def __init__(self, base: str, token: str, seed: int, used: str, people: People, loop: asyncio.AbstractEventLoop,
                 kept: set[str]) -> None:  # fmt: skip
        super().__init__(base, token, seed)
        self.used, self.people, self.loop, self.kept = f"Bearer {used}", people, loop, kept
        folder = "/files/{company_id}/{object_id}/{kind}"
        self.ways: dict[str, Callable[[], dict[str, Any]]] = {
            SWITCH: lambda: self.wait(people.switch()),
            "/sessions/{groupid}/{testid}/results": lambda: {"groupid": self.row("sessions", SessionType=200), "testid": str(uuid.uuid4())},
            "/translations/{language}": lambda: {"language": self.chance.choice(("nl", "de", "pt-br"))},
            "/filecopy/{source_id}/{target_id}": lambda: {"source_id": self.file()["object_id"], "target_id": self.row("batteries")},
            "/sendmailconsultant/{id}": lambda: {"id": self.row("sessions", PersonID=people.person_id)},
            folder: lambda: {name: value for name, value in self.file().items() if name != "name"},
            folder + "/{name}": self.file,
        }

    def wait(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(60)

    def ask(self, method: str, path: str, **options: Any) -> Any:
        answer = self.session.request(method, self.base + path, timeout=60, **options)
        assert answer.ok, f"{method} {path}: {answer.status_code} {answer.text[:300]}"
        return answer.text

    def row(self, name: str, **fields: Any) -> str:
        """The id of a new row."""
        identity = str(uuid.uuid4())
        self.ask("POST", f"/{name}/{identity}", data=json.dumps(required(ENTITIES[name]) | fields))
        return identity

    def session_test(self) -> dict[str, str]:
        """A test of a new session of the candidate: the parameters that lead to it."""
        session, identity = self.row("sessions", PersonID=self.people.person_id), str(uuid.uuid4())
        new = required(ENTITIES["sessiontests"]) | {"SessionID": session, "PersID": self.people.person_id}
        self.ask("POST", f"/sessiontests/{session}/{identity}", data=json.dumps(new))
        return {"sessionid": session, "id": identity}

    def file(self) -> dict[str, str]:
        """A file of a new battery: the parameters that lead to it."""
        found = {"company_id": str(self.people.company_id), "object_id": self.row("batteries"), "kind": "media", "name": "a.txt"}
        self.ask("POST", "/files/" + "/".join(found.values()), data=b"text")
        return found

    def parameters(self, case: Case) -> dict[str, Any]:
        path = case.path.removeprefix(BASE)
        name = path.split("/")[1]
        if path in self.ways:
            return self.ways[path]()
        if name == "generatedreports":
            linked, identity = str(uuid.uuid4()), str(uuid.uuid4())
            self.ask("POST", f"/generatedreports/{linked}/{identity}", data=json.dumps(required(ENTITIES[name])))
            return {"linked_id": linked, "id": identity} if "{id}" in path else {"linked_id": linked}
        if name in ("sessiontests", "sessionteststaking"):
            return {each: value for each, value in self.session_test().items() if each in case.path_parameters}
        if name not in ENTITIES or "id" not in case.path_parameters:
            return {}
        if name == "sessions" and "group" in path:
            return {"id": self.row("sessions", SessionType=100)}
        if name in APART:
            return {"id": self.wait(APART[name](self.people))}
        is_new = case.method.upper() == "POST" and (name == "audittrail" or self.chance.random() < 0.5)
        return {"id": str(uuid.uuid4()) if is_new else self.row(name)}

    def body(self, case: Case, body: dict[str, Any]) -> dict[str, Any]:
        name = case.path.removeprefix(BASE).split("/")[1].replace("sessionteststaking", "sessiontests")
        if case.path.endswith("/changepassword"):
            return {"old_password": PASSWORD, "new_password": f"{PASSWORD}2"}
        if name.startswith("sendmail"):
            return body | {"To": "somebody@example.org", "CC": "", "BCC": "", "ReplyTo": "", "From": "", "Subject": "x"}
        if name == "translations":
            return {"Words.One": {"value": "one"}}
        if name not in ENTITIES or re.fullmatch(r"/\w+(/\{\w+\})+", case.path.removeprefix(BASE)) is None:
            return body
        if "sessionid" in case.path_parameters:
            body |= {"SessionID": case.path_parameters["sessionid"]} | ({"PersID": self.people.person_id} if TAKING in case.path else {})
            return {field: value for field, value in (required(ENTITIES[name]) | body).items() if field != "ID"}
        company = {"CompanyID": str(self.people.company_id)} if name.startswith("credit") else {}
        return {field: value for field, value in body.items() if field != "ID"} | required(ENTITIES[name]) | company

    def prepare(self, case: Case, kwargs: dict[str, Any]) -> None:
        super().prepare(case, kwargs)
        path, given = case.path.removeprefix(BASE), case.headers or {}
        if path.startswith("/translations/") and case.method.upper() == "POST" and given and self.chance.random() < 0.5:
            case.headers["ForceTranslation"] = "Y"
        if case.path_parameters and case.path_parameters.get("id") in self.kept:
            case.path_parameters.update(self.parameters(case))
        if path == SWITCH and given.get("Authorization") == self.used and str(case.path_parameters["id"]).startswith("W"):
            case.headers["Authorization"] = f"Bearer {case.path_parameters['id']}"
        if path.startswith(BY_CANDIDATES) and given.get("Authorization") == self.used:
            case.headers["Authorization"] = f"Bearer {self.people.candidate}"
        if path not in DOORS or case.method.lower() != case.operation.method.lower():
            return
        # What ends a session ends one of its own; a wrong or missing credential stays what it is.
        if path in ENDING:
            if given.get("Authorization") == self.used:
                case.headers.update(self.wait(self.people.door(path)))
        elif self.chance.random() < 0.5:
            case.headers.update(self.wait(self.people.door(path)))


# What is said of a refusal → the line of specs/itr-internal.md that wants it
REFUSALS = {
    "is required": "§5.1: a new row brings what has no default",
    "is not that of the address": "§5.3: the id of the path decides",
    "has a value that does not fit": "§1: what PostgreSQL reads as an instant",
    "names something that is not there": "§8.1: credits are a company's",
    "is out of range": "§1: instants that a client can read",
    "The filter has too many conditions": "§2.1: answer 400",
    "SaveSequence": "§5.3: rising numbers, per BrowserID",
    "not a language code": "§12: the codes that are safe",
    "each word has a key": "§12: keys with their values",
    "a name has 1 to 50 characters": "§5.1: ParameterName has at most 50 characters",
    "The email is not sent": "§14: only mail addresses, no header line breaks",
}
WORDS_FOR_IDS = {"/companies/currentcompany", "/logins/currentuser", "/persons/deleteunused"}
# Operations that are there to refuse: a test page, and what needs a service that nobody set up.
REFUSING = (f"GET {BASE}/test401", f"GET {BASE}/translate/{{source}}/{{target}}")


def forced(failure: Failure, case: Case, response: Response) -> str | None:
    """The line of the contract that wants this answer, although a check does not."""
    check = failure.checks[0] if failure.checks else type(failure).__name__
    said = response.content.decode("utf-8", "replace")
    if check == "ignored_auth" and "got `404 Not Found`" in failure.message:
        return "§1.1: no, unknown or expired SessionID is 404"
    if check == "allow_header_conformance" and case.path.removeprefix(BASE) in WORDS_FOR_IDS and response.status_code == 200:
        return "§5.3: what stands for an id in these paths may be one of `<entity>/<id>`, with its methods"
    if check == "positive_data_acceptance" and response.status_code == 400:
        return next((line for words, line in REFUSALS.items() if words in said), None)
    if check == "negative_data_rejection" and response.status_code == 200 and case.method.upper() == "POST":
        return "§5.3: fields that the table does not have are ignored; values are what PostgreSQL reads as text"
    if check == "negative_data_rejection" and response.status_code == 200 and case.method.upper() in ("GET", "DELETE"):
        return "§2: what a header says that cannot be read is as if it were not there"
    return None


@pytest.mark.sized("fuzz")
async def test_the_document_says_what_the_server_does(small_server, full_size):
    client, make = small_server
    people, loop, seed = await People(make).build(), asyncio.get_running_loop(), seed_of(full_size)
    used = await people.session()
    makers = await people.session()
    things = Things(client.url + BASE, makers, seed, used, people, loop, await people.kept())
    sizes = FULL if full_size else SMALL
    await check(client.url, "itr", used, things, forced, sizes, seed=seed, full_size=full_size, refusing=REFUSING)
