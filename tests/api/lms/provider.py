"""A server that believes an identity provider whose keys it fetches, and what tests of both ask of it."""

from typing import Any

import pytest
from aiohttp.test_utils import TestServer

from server import keys
from server.app import create
from server.domain import accounts
from tests import clerk as clerks
from tests import mailbox
from tests.clerk import Clerk, Message
from tests.conftest import Client
from tests.conftest import test_config as config_of
from tests.make import Make

__all__ = ["clerk", "doors", "known", "making", "site"]


@pytest.fixture(scope="module")
async def clerk():
    async with clerks.running() as clerk:
        yield clerk


@pytest.fixture(scope="module")
async def site(dsn: str, clerk: Clerk, tmp_path_factory: pytest.TempPathFactory):
    config = config_of(tmp_path_factory.mktemp("clerk"), provider=clerk.settings, outgoing={"allow": ("127.0.0.1",)})
    server = TestServer(create(config, dsn=dsn), host="127.0.0.1")
    await server.start_server(access_log=None)
    yield server
    await server.close()


@pytest.fixture(scope="module")
async def making(site: TestServer) -> Make:
    return Make(site.app[keys.POOL], site.app[keys.CONFIG])


@pytest.fixture
async def doors(site: TestServer, http: Any) -> Client:
    """A client at the learning API of that server."""
    return Client(http, str(site.make_url("/lms/api")))


@pytest.fixture
def known(site: TestServer, clerk: Clerk):
    """`await known(subject)`: the account of a subject; None while it waits, or nobody heard of it."""

    async def known(subject: str) -> Any:
        async with site.app[keys.POOL].acquire() as conn:
            account_id = await conn.fetchval("select account_id from identities where issuer = $1 and subject = $2", clerk.issuer, subject)
            return None if account_id is None else await accounts.get(conn, account_id)

    return known


async def send(doors: Client, message: Message, **headers: str) -> Any:
    return await doors.post("/webhooks/clerk", data=message.raw, headers=message.headers | headers)


async def outcome(response: Any) -> str:
    body = await response.json()
    assert (response.status, body["success"]) == (200, True), body
    return body["data"]["outcome"]


async def mails(site: TestServer, to: str) -> list[dict[str, Any]]:
    async with site.app[keys.POOL].acquire() as conn:
        rows = await conn.fetch("select payload, sealed_payload from jobs where kind = 'mail.send' order by id")
    return mailbox.opened(rows, site.app[keys.SECRETS], to)
