"""Every operation of every surface gets requests made from its own document, as nobody, learner, scientist and admin.

Never a 5xx, failures always in the surface's own form, and every answer as its document says: a status that is there,
a body that fits the schema.
"""

import json
import random
from typing import Any

import pytest
from aiohttp import ClientConnectionError
from pydantic import TypeAdapter, ValidationError
from yarl import URL

from server import keys
from server.app import SURFACES
from tests.api.generated import Generator, Operation, Request, operations
from tests.api.test_bad_requests import LEAKS
from tests.conftest import WEBHOOK_SECRET, Client
from tests.make import PASSWORD, Make, unique

APIS = [surface for surface in SURFACES if any(table.own for table in surface.tables)]
WHO = ("nobody", "learner", "scientist", "admin")
# What any request may get, whatever the operation: what HTTP itself refuses.
ALWAYS = {400, 404, 405, 413, 414, 421, 431}
SMALL, FULL = 3, 1000
"""Requests of each operation as each of the four."""
RENEWED = 40
"""Requests after which somebody is replaced: he may have signed himself out, or given himself up."""


class People:
    """Somebody of each sort with credentials for every surface, and things of theirs for the requests."""

    def __init__(self, make: Make, client: Client) -> None:
        self.make, self.client = make, client
        self.values: dict[str, list[Any]] = {}
        self.used: dict[str, int] = {}
        self.headers: dict[tuple[str, str], dict[str, str]] = {}

    def known(self, name: str) -> list[Any]:
        return self.values.get(name, [])

    def note(self, value: Any, *names: str) -> None:
        for name in names:
            self.values[name] = [*self.values.get(name, [])[-5:], value]

    async def credential(self, who: str, surface: str) -> dict[str, str]:
        if who == "nobody":
            return {}
        if self.used.get(who, 0) % RENEWED == 0:
            await self.renew(who)
        self.used[who] = self.used.get(who, 0) + 1
        return self.headers[who, surface]

    async def renew(self, who: str) -> None:
        options: dict[str, Any] = {
            "learner": {"domains": ("learning",)}, "scientist": {"domains": ("research", "training")},
            "admin": {"roles": ((None, "admin"),)},
        }[who]  # fmt: skip
        account = await self.make.account(password=PASSWORD, **options)
        company = await self.make.company()
        login_id = await self.make.login(account, company, "is_office_user", "is_organisation_supervisor") if who == "admin" else None
        token = {"Authorization": f"Bearer {await self.make.token(account)}"}
        for surface in ("kadi", "kms", "lms"):
            self.headers[who, surface] = token
        self.headers[who, "app"] = {"SessionID": await self.make.session(account)}
        self.headers[who, "itr"] = {"SessionID": await self.make.session(account, login_id=login_id, made_by="itr")}
        self.note(account["id"], "user_id", "id")
        self.note(account["username"], "username", "login", "UserID")
        self.note(account["email"], "email")
        self.note(PASSWORD, "password", "current_password", "old_password", "Password")
        self.note(company, "company_id")
        self.values["company_id"] = [str(value) for value in self.values["company_id"]]
        if who != "learner":
            await self.things(account, token)

    async def things(self, account: Any, token: dict[str, str]) -> None:
        """A record with a file and an upload, a group and a deleted record."""
        record, group, deleted = await self.make.record(account), await self.make.group(account), await self.make.record(account)
        home = f"{self.client.url}/api/v1/records"
        await self.client.delete(f"{home}/{deleted['id']}", headers=token)
        for name in ("done.txt", "open.txt"):
            begun = await self.client.post(f"{home}/{record['id']}/uploads", headers=token, json={"name": name, "size": 3})
            upload = (await begun.json())["id"]
            self.note(upload, "upload_id")
            if name == "done.txt":
                sent = await self.client.put(f"{home}/{record['id']}/uploads/{upload}", headers=token, data=b"abc")
                self.note((await sent.json())["id"], "file_id")
        revisions = await (await self.client.get(f"{home}/{record['id']}/revisions", headers=token)).json()
        self.note(revisions["items"][0]["id"], "revision_id", "revision")
        self.note(record["id"], "record_id", "id")
        self.note(deleted["id"], "id")
        self.note(record["identifier"], "identifier")
        self.note(group["id"], "group_id")
        self.note("done.txt", "filename")
        self.note("local", "identity_type")
        self.note(unique("research"), "domain")
        self.values["domain"] = ["research", "training", "learning", "assessment"]


def fault_of(operation: Operation, status: int, content_type: str, raw: bytes) -> str:
    """What is wrong with an answer, compared with what the document says of it; nothing: all is right."""
    documented = operation.response(status)
    if status >= 500:
        return "failed"
    if documented is None and status not in ALWAYS:
        return "status not documented"
    if status >= 400 and not is_own_failure(operation, documented, content_type, raw):
        return fault_of_failure(operation, content_type, raw)
    if status >= 400:
        return "shows what is inside" if LEAKS.search(raw.decode("utf-8", "replace")) else ""
    assert documented is not None
    content = documented.get("content", {})
    if not content:
        return "a body where none is documented" if raw else ""
    if content_type not in content and "application/octet-stream" not in content:
        return f"media type {content_type} not documented"
    schema = content.get(content_type, {}).get("schema")
    if schema and content_type == "application/json":
        return "; ".join(operation.faults(schema, json.loads(raw))[:5])
    return ""


def is_own_failure(operation: Operation, documented: dict[str, Any] | None, content_type: str, raw: bytes) -> bool:
    """Does the operation document a failure of its own (a page, OAuth2's error), and is it this one?"""
    content = documented.get("content", {}) if documented else {}
    if content_type not in content:
        return False
    schema = content[content_type].get("schema")
    return not schema or (content_type == "application/json" and not operation.faults(schema, json.loads(raw)))


def fault_of_failure(operation: Operation, content_type: str, raw: bytes) -> str:
    """Every failure is worded by its surface."""
    surface, text = operation.surface, raw.decode("utf-8", "replace")
    if LEAKS.search(text):
        return "shows what is inside"
    if surface.problem is None:
        return "" if content_type in ("text/html", "text/plain") and "<" not in text else "not the surface's form"
    if content_type != ("application/problem+json" if surface.name == "app" else "application/json"):
        return "not the surface's media type"
    try:
        TypeAdapter(surface.problem).validate_json(raw)
    except ValidationError as error:
        return f"not the surface's form: {error}"
    return ""


async def sent(client: Client, request: Request, credential: dict[str, str]) -> tuple[int, str, bytes] | None:
    """Status, media type and body; None where the connection ended because a refused body was still being sent."""
    url = URL(client.url + request.path, encoded=True)
    try:
        async with client.session.request(
            request.method, url, headers=request.headers | credential, data=request.data, allow_redirects=False
        ) as response:
            return response.status, response.content_type, await response.read()
    except ClientConnectionError:
        assert request.data is not None, f"the connection broke: {request}"
        return None


@pytest.fixture
async def alone(start_server, fresh_database, anonymous):
    """A server with a database of its own: what an admin is made to do here would disturb others."""
    server = await start_server(dsn=fresh_database, provider={"webhook_secrets": (WEBHOOK_SECRET,)})
    client = Client(anonymous.session, str(server.make_url("")).rstrip("/"))
    return client, Make(server.app[keys.POOL], server.app[keys.CONFIG])


@pytest.mark.sized("fuzz")
@pytest.mark.parametrize("surface", APIS, ids=lambda surface: surface.name)
async def test_no_request_gets_an_undocumented_answer(alone, surface, full_size):
    client, make = alone
    # A soak draws other requests each time; the short run always draws the same.
    seed = random.randrange(2**32) if full_size else 1
    chance, people = random.Random(seed), People(make, client)
    generator = Generator(chance, people.known)
    statuses: dict[int, int] = {}
    faults: dict[tuple[str, int, str], str] = {}
    await people.renew("scientist")
    for operation in operations(surface):
        for who in WHO * (FULL if full_size else SMALL):
            credential = await people.credential(who, surface.name)
            request = generator.request(operation)
            answer = await sent(client, request, credential)
            if answer is not None:
                statuses[answer[0]] = statuses.get(answer[0], 0) + 1
                if fault := fault_of(operation, *answer):
                    said = f"{fault}: {operation.name} as {who}: {request}: {answer[0]} {answer[2][:400]!r}"
                    faults.setdefault((operation.name, answer[0], fault[:30]), said)
    assert not faults, f"seed {seed}:\n" + "\n\n".join(faults.values())
    assert sum(count for status, count in statuses.items() if status < 300) > len(statuses), statuses
    print(f"{surface.name}: {sum(statuses.values())} answers as documented: {dict(sorted(statuses.items()))}")
