"""What the tests of all surfaces share: people who are signed in, and the codes of their authenticators."""

import base64
import functools
import re
import time
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from pydantic import TypeAdapter

from server.api import app as app_api
from server.api import itr, kms, lms
from server.db import sql
from server.domain import second_factor
from server.http.routing import Answer, Route, regex
from tests import mailbox
from tests.api.kinds import client, issue, making, person, place
from tests.conftest import Client
from tests.make import PASSWORD

__all__ = ["client", "issue", "making", "person", "place"]


def totp(secret: bytes | str, steps: int = 0) -> str:
    """What an authenticator with this secret (bytes or base32) shows now, or some steps of 30 seconds away."""
    left = second_factor.STEP_SECONDS - time.time() % second_factor.STEP_SECONDS
    if steps and left < 1:
        time.sleep(left)  # the next step must not begin between here and the server
    raw = base64.b32decode(secret + "=" * (-len(secret) % 8)) if isinstance(secret, str) else secret
    return second_factor.code_at(raw, int(time.time() // second_factor.STEP_SECONDS) + steps)


def wrong(secret: bytes | str) -> str:
    """Six digits that no step near this one has."""
    near = {totp(secret, steps) for steps in range(-3, 4)}
    return next(code for code in (f"{number:06d}" for number in range(10)) if code not in near)


def secret_of(uri: str) -> str:
    """The secret in an authenticator's address."""
    return parse_qs(urlsplit(uri).query)["secret"][0]


async def signed_in(client: Client, make, **options: Any) -> Client:
    """A new account with a session of the app, at the same base as `client`; `.account` is the account."""
    account = await make.account(password=PASSWORD, **options)
    found = client.using(session_id=await make.session(account))
    found.account = account  # type: ignore[attr-defined]
    return found


@pytest.fixture
async def mira(app_api: Client, make) -> Client:
    """Somebody who signed in with the app."""
    return await signed_in(app_api, make)


@pytest.fixture
async def admin(app_api: Client, make) -> Client:
    """An admin of everything."""
    return await signed_in(app_api, make, roles=((None, "admin"),))


@pytest.fixture
def mails(make):
    """The mails that wait to be sent to an address: `await mails("a@example.org")` → [{template, values …}], oldest first."""

    async def read(address: str) -> list[dict[str, Any]]:
        async with make.pool.acquire() as conn:
            jobs = await sql.jobs.list(conn, state=None, kind="mail.send", offset=0, limit=2000)
            rows = await conn.fetch(
                "select id, payload::text, sealed_payload from jobs where id = any($1::bigint[]) order by id", [job["id"] for job in jobs]
            )
        return mailbox.opened(rows, make.identity.secrets, address)

    return read


def token_in(mail: dict[str, Any]) -> str:
    """The link's token in a mail."""
    found = re.search(r"P[0-9a-f]{32}", mail["values"]["link"])
    assert found
    return found[0]


# Every answer that a test of these surfaces gets is compared with the model that its route line documents.

OWNERS = {base: surface for surface in (app_api.SURFACE, itr.SURFACE, kms.SURFACE, lms.SURFACE) for base in surface.own}
LINES = {base: [(line, regex(line.path)) for line in surface.routes] for base, surface in OWNERS.items()}


@functools.cache
def model_of(answer: Any) -> TypeAdapter:
    return TypeAdapter(answer)


@functools.lru_cache(maxsize=4096)
def documented(method: str, path: str) -> Route | None:
    """The route line of an address below one of these surfaces' own bases."""
    for base, lines in LINES.items():
        if not path.startswith(base + "/"):
            continue
        rest = path.removeprefix(base)
        found = [line for line, form in lines if line.method == method and form.fullmatch(rest)]
        if found:
            return min(found, key=lambda line: line.path.count("{"))
    return None


def check(route: Route, status: int, content_type: str, body: bytes) -> None:
    answer = route.answers.get(status)
    if status < 400:
        assert status in route.answers, f"{route.name} does not document {status}"
    media = answer.media if isinstance(answer, Answer) else "application/json"
    model = answer.model if isinstance(answer, Answer) else answer
    if status < 400 and model is not None:
        assert content_type == media, (route.name, content_type)
        if model is not str:
            model_of(model).validate_json(body)
    elif status < 400 and isinstance(answer, Answer) and media != "application/json" and not answer.further:
        assert content_type == media, (route.name, content_type)
    elif status < 400 and not (isinstance(answer, Answer) and answer.further):  # bytes of any kind
        assert body == b"", route.name


@pytest.fixture(autouse=True)
def answers_are_as_documented(monkeypatch):
    ask = Client.request

    async def request(self, method, path, **options):
        response = await ask(self, method, path, **options)
        route = documented(method, response.url.path)
        if route is not None:
            check(route, response.status, response.content_type, response._body or b"")
        return response

    monkeypatch.setattr(Client, "request", request)
