"""Schemathesis finds nothing in Kadi's interface that its own document does not say, but for what the contract forces."""

import asyncio
from functools import partial
from types import SimpleNamespace

import pytest

from server import keys
from tests.api.kadi.explored import BASE, CHUNK, DIRECT, NESTING, Things, forced
from tests.api.schema_driven import check, other_urllib3, seed_of
from tests.conftest import Client
from tests.consent import Browser
from tests.make import Make

__all__ = ["other_urllib3"]
SMALL = {"examples": 2, "phases": {"coverage": {"enabled": False}, "stateful": {"generation": {"max-examples": 3}}}}
FULL = {"examples": 20, "phases": {"stateful": {"generation": {"max-examples": 50}}}}


@pytest.fixture
async def small_server(fresh_database, start_server, anonymous):
    """A server with a database of its own, on which 2,500 bytes are a large file."""
    server = await start_server(dsn=fresh_database, storage={"chunk_bytes": CHUNK, "direct_bytes": DIRECT})
    return Client(anonymous.session, str(server.make_url("")).rstrip("/")), Make(server.app[keys.POOL], server.app[keys.CONFIG])


@pytest.mark.sized("fuzz")
async def test_the_document_says_what_the_server_does(small_server, full_size):
    client, make = small_server
    seed = seed_of(full_size)
    account, colleague = await make.account(), await make.account()
    token, browser, application = await make.token(account), await Browser.of(client, make), await make.application(account)
    loop = asyncio.get_running_loop()

    def code() -> str:
        return asyncio.run_coroutine_threadsafe(browser.code(application), loop).result(60)

    things = Things(client.url, token, colleague, application, code, seed)
    settings = {
        "operations": [{"include-path": BASE + path, "phases": {"coverage": {"enabled": False}}} for path in NESTING],
        "checks": {"negative_data_rejection": {"expected-statuses": ["400", "401", "403", "404", "405", "409", "413", "414"]}},
    }
    await check(client.url, "kadi", token, things, partial(forced, client=things.client), FULL if full_size else SMALL, seed=seed,
                full_size=full_size, **settings)  # fmt: skip


# What is excused is no more than what the contract says


def answer(status, body, form=""):
    return SimpleNamespace(status_code=status, json=lambda: body, request=SimpleNamespace(body=form, url=""))


@pytest.mark.parametrize("path, form, error, is_excused", [
    ("revoke", {}, "invalid_client", False), ("revoke", {"client_secret": "x"}, "invalid_client", True),
    ("revoke", {"token": "x"}, "invalid_grant", False), ("revoke", {"token": "x"}, "invalid_request", False),
    ("token", {"grant_type": "refresh_token"}, "invalid_request", True),
    ("token", {"grant_type": "refresh_token", "refresh_token": "x"}, "invalid_request", False),
    ("token", {"grant_type": "refresh_token", "refresh_token": "x"}, "invalid_grant", True),
    ("token", {"grant_type": "refresh_token", "refresh_token": "x"}, "invalid_client", False),
])  # fmt: skip
def test_an_application_with_its_own_secret_is_refused_for_what_it_sends_only(path, form, error, is_excused):
    client = {"client_id": "a", "client_secret": "b"}
    case = SimpleNamespace(path=f"/kadi/oauth/{path}", body=client | form)
    line = forced(SimpleNamespace(checks=("positive_data_acceptance",)), case, answer(400, {"error": error}), client)
    assert (line is not None) == is_excused


@pytest.mark.parametrize("errors, is_excused", [
    ({"identifier": ["Identifier is already in use."]}, True), ({"title": ["Field may not be null."]}, False),
    ({"extras": {"0": {"value": ["Not a valid integer."]}}}, True), ({"user": {"id": ["Not a valid integer."]}}, False),
    ({"extras": {"0": {"key": ["Duplicate value."]}, "1": {"key": ["Field may not be null."]}}}, False),
])  # fmt: skip
def test_each_message_of_a_refusal_needs_its_line(errors, is_excused):
    case = SimpleNamespace(path="/kadi/api/v1/records")
    line = forced(SimpleNamespace(checks=("positive_data_acceptance",)), case, answer(400, {"errors": errors}), {})
    assert (line is not None) == is_excused


async def test_ids_are_integers_however_they_are_written(kadi, make):
    """JSON Schema calls 5.0 an integer."""
    record, collection = await make.record(kadi.account), await make.collection(kadi.account)
    for number, status in ((collection["id"] + 0.5, 400), (float(collection["id"]), 201), (collection["id"], 409)):
        response = await kadi.post(f"/records/{record['id']}/collections", json={"id": number})
        assert response.status == status, await response.text()
