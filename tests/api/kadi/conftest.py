"""Clients of several people on Kadi's interface."""

import json

import pytest

from tests.api.kadi.storing import CHUNK, DIRECT, Store
from tests.conftest import running, test_config


@pytest.fixture
def client_of(anonymous, make):
    """`await client_of(account, "record.read")`: a client of that account whose token has these scopes (none: everything)."""

    async def client(account, *scopes, base="/api/v1"):
        found = anonymous.using(await make.token(account, *scopes))
        found.url = anonymous.url + base
        found.account = account
        return found

    return client


@pytest.fixture
async def stranger(client_of, make):
    """Somebody who was given nothing."""
    return await client_of(await make.account())


@pytest.fixture
async def nobody(anonymous):
    """A client without a token."""
    found = anonymous.using()
    found.url = anonymous.url + "/api/v1"
    return found


@pytest.fixture(scope="session")
async def small_server(tmp_path_factory, dsn):
    """Files longer than 2,500 bytes come in chunks of 1,000; a person may have 1,000,000 bytes."""
    storage = {"chunk_bytes": CHUNK, "direct_bytes": DIRECT, "quota_bytes": 1_000_000}
    async with running(test_config(tmp_path_factory.mktemp("small"), storage=storage), dsn) as server:
        yield server


@pytest.fixture
async def store(small_server, anonymous, make) -> Store:
    """A person with a record on that server."""
    account = await make.account()
    record = await make.record(account)
    client = anonymous.using(await make.token(account))
    client.url = str(small_server.make_url("/api/v1"))
    return Store(client, record["id"], account)


async def body(response, status=200):
    """The JSON of an answer that has this status."""
    text = await response.text()
    assert response.status == status, text
    assert response.headers["Content-Type"] == "application/json"
    found = json.loads(text)
    assert_sorted(found)
    return found


def assert_sorted(value):
    """Object keys are in alphabetical order at every level."""
    if isinstance(value, dict):
        assert list(value) == sorted(value)
        for item in value.values():
            assert_sorted(item)
    elif isinstance(value, list):
        for item in value:
            assert_sorted(item)


async def refused(response, status, description, **more):
    """The error object with exactly these members."""
    found = await body(response, status)
    messages = {400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed", 409: "Conflict",
                412: "Precondition Failed", 416: "Requested Range Not Satisfiable"}  # fmt: skip
    assert found == {"code": status, "message": messages[status], "description": description} | more
    return found


NO_TOKEN = "No valid access token was supplied."
NO_SCOPE = "Access token has insufficient scope."
FORBIDDEN = "You do not have permission to access the requested resource."
NOT_FOUND = "The requested URL could not be found."
NOT_JSON = "Failed to decode JSON object."
INVALID = "The browser (or proxy) sent a request that this server could not understand."
