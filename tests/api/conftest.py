"""What the tests of all surfaces share: people who are signed in, and the codes of their authenticators."""

import base64
import re
import time
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from server.db import sql
from server.domain import outbox, second_factor
from tests.api.kinds import client, issue, making, person, place
from tests.conftest import Client
from tests.make import PASSWORD

__all__ = ["client", "issue", "making", "person", "place"]


def totp(secret: bytes | str, steps: int = 0) -> str:
    """What an authenticator with this secret (bytes or base32) shows now, or some steps of 30 seconds away."""
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
        opened = [outbox.opened("mail.send", row["payload"], row["sealed_payload"], make.identity.secrets) for row in rows]
        return [mail for mail in opened if mail["to"] == address]

    return read


def token_in(mail: dict[str, Any]) -> str:
    """The link's token in a mail."""
    found = re.search(r"P[0-9a-f]{32}", mail["values"]["link"])
    assert found
    return found[0]
