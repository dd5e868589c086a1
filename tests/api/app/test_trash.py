"""GET /trash: what somebody deleted, with titles."""

import pytest

from server.domain.actor import DOMAINS
from tests.api.conftest import signed_in
from tests.conftest import Client
from tests.make import unique


@pytest.fixture
async def kadi(mira, make, anonymous):
    return Client(anonymous.session, anonymous.url + "/kadi/api/v1").using(token=await make.token(mira.account))


async def items(client, query=""):
    response = await client.get(f"/trash{query}")
    assert response.status == 200, await response.text()
    found = await response.json()
    return found["total"], [(item["type"], item["title"]) for item in found["items"]]


async def test_needs_a_session_with_the_domain(app_api, mira, make):
    response = await app_api.get("/trash")
    assert (response.status, (await response.json())["code"]) == (401, "missing")
    response = await app_api.using(token=await make.token(mira.account)).get("/trash")
    assert (response.status, (await response.json())["code"]) == (401, "wrong_kind")
    other = await signed_in(app_api, make, domains=[domain for domain in DOMAINS if domain != "research"])
    response = await other.get("/trash")
    assert (response.status, (await response.json())["code"]) == (403, "denied")


@pytest.mark.parametrize("query", ["?type=user", f"?search={'x' * 201}", "?page=0"])
async def test_wrong_queries(mira, query):
    response = await mira.get(f"/trash{query}")
    assert (response.status, (await response.json())["code"]) == (422, "invalid")


async def test_one_s_own_deleted_things_by_title_identifier_and_kind(mira, app_api, make, kadi):
    word = unique("Glacier")
    record = await make.record(mira.account, title=f"{word} 100%")
    group = await make.group(mira.account, title=f"{word} people")
    collection = await make.collection(mira.account, title="Something else")
    kept = await make.record(mira.account, title=f"{word} kept")
    for noun, thing in (("records", record), ("groups", group), ("collections", collection)):
        assert (await kadi.delete(f"/{noun}/{thing['id']}")).status in (200, 204)
    assert await items(mira) == (3, [("collection", "Something else"), ("group", f"{word} people"), ("record", f"{word} 100%")])
    assert await items(mira, f"?search={word.lower()}") == (2, [("group", f"{word} people"), ("record", f"{word} 100%")])
    assert await items(mira, "?search=100%25") == (1, [("record", f"{word} 100%")])
    assert await items(mira, f"?search={collection['identifier']}") == (1, [("collection", "Something else")])
    assert await items(mira, "?type=group") == (1, [("group", f"{word} people")])
    assert await items(mira, "?per_page=1&page=3") == (3, [("record", f"{word} 100%")])
    assert await items(await signed_in(app_api, make)) == (0, [])
    assert (await kadi.post(f"/records/{record['id']}/restore")).status == 200
    assert (await items(mira))[0] == 2 and kept["title"] == f"{word} kept"
