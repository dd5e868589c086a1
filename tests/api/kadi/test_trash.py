"""The trash: list, restore, purge."""

import asyncio

import pytest

from tests.api.kadi.conftest import INVALID, NO_SCOPE, NO_TOKEN, NOT_FOUND, body, refused
from tests.make import unique


@pytest.fixture
async def deleted(kadi, make):
    record = await make.record(kadi.account, tags=["kept"])
    assert (await kadi.delete(f"/records/{record['id']}")).status == 204
    return record


@pytest.mark.parametrize("step", ["restore", "purge"])
async def test_refusals_in_order(nobody, kadi, stranger, client_of, make, deleted, step):
    place = f"/records/{deleted['id']}/{step}"
    await refused(await nobody.post(place), 401, NO_TOKEN)
    await refused(await kadi.post(f"/records/99999999/{step}"), 404, NOT_FOUND)
    await refused(await stranger.post(place), 404, NOT_FOUND)
    admin = await client_of(await make.account(roles=(("research", "admin"),)))
    await refused(await admin.post(place), 404, NOT_FOUND)
    client = await client_of(kadi.account, "record.delete")
    await refused(await client.post(place), 401, NO_SCOPE, scopes=["misc.manage_trash"])
    active = await make.record(kadi.account)
    await refused(await kadi.post(f"/records/{active['id']}/{step}"), 404, NOT_FOUND)


async def test_the_list_needs_the_scope(nobody, client_of, make):
    await refused(await nobody.get("/trash"), 401, NO_TOKEN)
    client = await client_of(await make.account(), "record.delete")
    await refused(await client.get("/trash"), 401, NO_SCOPE, scopes=["misc.manage_trash"])


async def test_the_list_shows_own_things_newest_first(kadi, stranger, make, anonymous):
    first, second = await make.record(kadi.account), await make.record(kadi.account, identifier=unique("other"))
    for record in (first, second):
        await kadi.delete(f"/records/{record['id']}")
    found = await body(await kadi.get("/trash"))
    assert [item["id"] for item in found["items"]] == [second["id"], first["id"]]
    home = f"{anonymous.url}/api/v1/records/{second['id']}"
    item = found["items"][0]
    assert item == {
        "id": second["id"],
        "identifier": second["identifier"],
        "type": "record",
        "deleted_at": item["deleted_at"],
        "_actions": {"restore": f"{home}/restore", "purge": f"{home}/purge"},
    }
    assert "_actions" not in found and found["_pagination"]["_links"]["self"].endswith("/trash?page=1&per_page=10")
    assert [item["id"] for item in (await body(await kadi.get("/trash?filter=OTHER-")))["items"]] == [second["id"]]
    assert (await body(await kadi.get("/trash?filter=_")))["items"] == []
    assert (await body(await stranger.get("/trash")))["items"] == []


async def test_restoring_brings_everything_back(kadi, stranger, make):
    record = await make.record(kadi.account, tags=["kept"])
    await kadi.post(f"/records/{record['id']}/roles/users", json={"user": {"id": stranger.account["id"]}, "role": {"name": "member"}})
    before = await body(await kadi.get(f"/records/{record['id']}"))
    await kadi.delete(f"/records/{record['id']}")
    await refused(
        await kadi.post("/records", json={"identifier": record["identifier"], "title": "x"}),
        400,
        INVALID,
        errors={"identifier": ["Identifier is already in use."]},
    )
    after = await body(await kadi.post(f"/records/{record['id']}/restore"))
    assert after == before | {"last_modified": after["last_modified"]}
    assert (await stranger.get(f"/records/{record['id']}")).status == 200
    assert (await body(await kadi.get("/trash")))["items"] == []
    await refused(await kadi.post(f"/records/{record['id']}/restore"), 404, NOT_FOUND)


async def test_purging_is_final_and_frees_the_identifier(kadi, deleted, pool):
    place = f"/records/{deleted['id']}"
    assert await body(await kadi.post(f"{place}/purge"), 202) == {}
    assert (await body(await kadi.get("/trash")))["items"] == []
    for method, path in (("GET", ""), ("POST", "/restore"), ("POST", "/purge"), ("DELETE", ""), ("GET", "/revisions")):
        await refused(await kadi.request(method, place + path), 404, NOT_FOUND)
    await body(await kadi.post("/records", json={"identifier": deleted["identifier"], "title": "again"}), 201)
    async with pool.acquire() as conn:
        jobs = "select count(*) from jobs where kind = 'trash.purge' and (payload ->> 'id')::bigint = $1"
        assert await conn.fetchval(jobs, deleted["id"]) == 1


async def test_restore_and_purge_at_once_end_in_one(kadi, deleted):
    place = f"/records/{deleted['id']}"
    responses = await asyncio.gather(*(kadi.post(f"{place}/{step}") for step in ("restore", "purge") * 3))
    assert sorted(response.status for response in responses)[1:] == [404] * 5
