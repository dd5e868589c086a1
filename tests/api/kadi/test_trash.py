"""The trash of all kinds of objects: list, restore, purge."""

import asyncio

import pytest

from server.domain import outbox, trash
from tests.api.kadi.conftest import INVALID, NO_SCOPE, NO_TOKEN, NOT_FOUND, body, refused
from tests.make import unique

NOUNS = ("record", "collection", "template", "group")
each_noun = pytest.mark.parametrize("noun", NOUNS)
# Purging a record takes its files with it, which is work for later; anything else is gone with the answer.
STATUS = {"record": 202, "collection": 204, "template": 204, "group": 204}
# What a new object of the kind needs besides identifier and title.
NEEDS = {"template": {"type": "extras", "data": []}}


@pytest.fixture
def deleted_one(kadi, make):
    """`await deleted_one("group")`: an object of that kind in the trash."""

    async def one(noun, **fields):
        thing = await getattr(make, noun)(kadi.account, **fields)
        assert (await kadi.delete(f"/{noun}s/{thing['id']}")).status == 204
        return thing

    return one


async def purged_row(pool, noun, thing):
    """What the job of a purge does."""
    await trash.remove(outbox.Work(id=0, kind="trash.purge", payload={"noun": noun, "id": thing["id"]}, attempt=1, pool=pool))


# REFUSALS


@each_noun
@pytest.mark.parametrize("step", ["restore", "purge"])
async def test_refusals_in_order(nobody, kadi, stranger, client_of, make, deleted_one, noun, step):
    deleted = await deleted_one(noun, visibility="public")
    place = f"/{noun}s/{deleted['id']}/{step}"
    await refused(await nobody.post(place), 401, NO_TOKEN)
    for number in ("99999999", "abc", "9" * 30):
        await refused(await kadi.post(f"/{noun}s/{number}/{step}"), 404, NOT_FOUND)
    await refused(await stranger.post(place), 404, NOT_FOUND)
    admin = await client_of(await make.account(roles=(("research", "admin"),)))
    await refused(await admin.post(place), 404, NOT_FOUND)
    client = await client_of(kadi.account, f"{noun}.delete", f"{noun}.read")
    await refused(await client.post(place), 401, NO_SCOPE, scopes=["misc.manage_trash"])
    active = await getattr(make, noun)(kadi.account)
    await refused(await kadi.post(f"/{noun}s/{active['id']}/{step}"), 404, NOT_FOUND)
    assert [item["id"] for item in (await body(await kadi.get("/trash")))["items"]] == [deleted["id"]]


@each_noun
async def test_an_admin_of_the_object_is_not_its_creator(kadi, stranger, make, noun):
    thing = await getattr(make, noun)(kadi.account)
    place = f"/{noun}s/{thing['id']}"
    given = {"user": {"id": stranger.account["id"]}, "role": {"name": "admin"}}
    await body(await kadi.post(place + ("/members" if noun == "group" else "/roles/users"), json=given), 201)
    assert (await stranger.delete(place)).status == 204
    for step in ("restore", "purge"):
        await refused(await stranger.post(f"{place}/{step}"), 404, NOT_FOUND)
    assert (await body(await stranger.get("/trash")))["items"] == []
    assert [item["id"] for item in (await body(await kadi.get("/trash")))["items"]] == [thing["id"]], "its creator's trash has it"
    await body(await kadi.post(f"{place}/restore"))


async def test_the_list_needs_the_scope(nobody, client_of, make):
    await refused(await nobody.get("/trash"), 401, NO_TOKEN)
    client = await client_of(await make.account(), "record.delete")
    await refused(await client.get("/trash"), 401, NO_SCOPE, scopes=["misc.manage_trash"])


# THE LIST


async def test_the_list_has_all_kinds_newest_first(kadi, stranger, deleted_one, anonymous):
    made = [(noun, await deleted_one(noun)) for noun in (*NOUNS, *NOUNS)]
    await deleted_one("record")
    found = await body(await kadi.get("/trash?per_page=8"))
    assert [(item["type"], item["id"]) for item in found["items"][1:]] == [(noun, thing["id"]) for noun, thing in made[:0:-1]]
    noun, thing = made[-1]
    home = f"{anonymous.url}/api/v1/{noun}s/{thing['id']}"
    item = found["items"][1]
    assert item == {
        "id": thing["id"],
        "identifier": thing["identifier"],
        "type": noun,
        "deleted_at": item["deleted_at"],
        "_actions": {"restore": f"{home}/restore", "purge": f"{home}/purge"},
    }
    assert set(found) == {"items", "_pagination"} and found["_pagination"]["total_items"] == 9
    assert found["_pagination"]["_links"]["self"].endswith("/trash?page=1&per_page=8")
    (last,) = (await body(await kadi.get("/trash?per_page=8&page=2")))["items"]
    assert (last["type"], last["id"]) == ("record", made[0][1]["id"])
    assert (await body(await kadi.get("/trash?page=3")))["items"] == []
    assert (await body(await stranger.get("/trash")))["items"] == []


async def test_the_list_is_filtered_by_identifier(kadi, deleted_one):
    word = unique("word")
    wanted = [await deleted_one(noun, identifier=f"{word}-{noun}") for noun in NOUNS]
    await deleted_one("record", identifier=unique("other"), title=f"{word} in the title does not count")
    found = await body(await kadi.get(f"/trash?filter={word.upper()}"))
    assert [item["id"] for item in found["items"]] == [thing["id"] for thing in reversed(wanted)] and found["_pagination"][
        "total_items"
    ] == 4
    assert "filter" not in found["_pagination"]["_links"]["self"]
    assert [item["type"] for item in (await body(await kadi.get(f"/trash?filter={word}-t")))["items"]] == ["template"]
    for nothing in ("_", "%25", "%5C"):
        assert (await body(await kadi.get(f"/trash?filter={nothing}")))["items"] == []


# RESTORING


@each_noun
async def test_restoring_brings_everything_back(kadi, stranger, make, noun):
    thing = await getattr(make, noun)(kadi.account)
    place = f"/{noun}s/{thing['id']}"
    given = {"user": {"id": stranger.account["id"]}, "role": {"name": "member"}}
    await body(await kadi.post(place + ("/members" if noun == "group" else "/roles/users"), json=given), 201)
    before = await body(await kadi.get(place))
    assert (await kadi.delete(place)).status == 204
    await refused(await kadi.delete(place), 404, NOT_FOUND)
    taken = {"errors": {"identifier": ["Identifier is already in use."]}}
    again = {"identifier": thing["identifier"], "title": "x"} | NEEDS.get(noun, {})
    await refused(await kadi.post(f"/{noun}s", json=again), 400, INVALID, **taken)
    after = await body(await kadi.post(f"{place}/restore"))
    assert after == before | {"last_modified": after["last_modified"]} and after["last_modified"] > before["last_modified"]
    assert (await stranger.get(place)).status == 200
    assert (await body(await kadi.get("/trash")))["items"] == []
    await refused(await kadi.post(f"{place}/restore"), 404, NOT_FOUND)


async def test_a_restored_record_has_its_files_links_and_collections(kadi, make):
    record, other, collection = await make.record(kadi.account), await make.record(kadi.account), await make.collection(kadi.account)
    await make.record_link(record, other)
    place = f"/records/{record['id']}"
    await body(await kadi.post(f"{place}/collections", json={"id": collection["id"]}), 201)
    upload = await body(await kadi.post(f"{place}/uploads", json={"name": "a", "size": 3}), 201)
    assert (await kadi.put(f"{place}/uploads/{upload['id']}", data=b"abc")).status == 201

    async def what_it_has():
        lists = ("/files", "/records", "/collections", "/roles/users")
        return [[item.get("id") for item in (await body(await kadi.get(place + path)))["items"]] for path in lists]

    before = await what_it_has()
    assert [len(items) for items in before] == [1, 1, 1, 1]
    await kadi.delete(place)
    assert (await body(await kadi.get(f"/collections/{collection['id']}/records")))["items"] == []
    assert (await body(await kadi.get(f"/records/{other['id']}/records?direction=in")))["items"] == []
    await body(await kadi.post(f"{place}/restore"))
    assert await what_it_has() == before


# PURGING


@each_noun
async def test_purging_is_final_and_frees_the_identifier(kadi, deleted_one, pool, noun):
    deleted = await deleted_one(noun)
    place = f"/{noun}s/{deleted['id']}"
    response = await kadi.post(f"{place}/purge")
    assert (response.status, await response.text()) == (STATUS[noun], "{}" if noun == "record" else "")
    assert response.headers["Content-Type"] == "application/json"
    assert (await body(await kadi.get("/trash")))["items"] == []
    for method, path in (("GET", ""), ("POST", "/restore"), ("POST", "/purge"), ("DELETE", ""), ("GET", "/revisions")):
        await refused(await kadi.request(method, place + path), 404, NOT_FOUND)
    await refused(await kadi.get(f"/{noun}s/identifier/{deleted['identifier']}"), 404, NOT_FOUND)
    again = {"identifier": deleted["identifier"], "title": "again"} | NEEDS.get(noun, {})
    await body(await kadi.post(f"/{noun}s", json=again), 201)
    async with pool.acquire() as conn:
        jobs = "select count(*) from jobs where kind = 'trash.purge' and payload ->> 'noun' = $1 and (payload ->> 'id')::bigint = $2"
        assert await conn.fetchval(jobs, noun, deleted["id"]) == 1
        await purged_row(pool, noun, deleted)
        await purged_row(pool, noun, deleted)  # jobs may run twice
        assert await conn.fetchval(f"select count(*) from {noun}s where id = $1", deleted["id"]) == 0  # noqa: S608


@each_noun
async def test_a_job_that_is_late_removes_nothing_that_is_alive(kadi, make, pool, noun):
    thing = await getattr(make, noun)(kadi.account)
    await purged_row(pool, noun, thing)
    await kadi.delete(f"/{noun}s/{thing['id']}")
    await purged_row(pool, noun, thing)
    await body(await kadi.post(f"/{noun}s/{thing['id']}/restore"))


@each_noun
async def test_restore_and_purge_at_once_end_in_one(kadi, deleted_one, noun):
    deleted = await deleted_one(noun)
    place = f"/{noun}s/{deleted['id']}"
    responses = await asyncio.gather(*(kadi.post(f"{place}/{step}") for step in ("restore", "purge") * 3))
    statuses = sorted(response.status for response in responses)
    assert statuses[0] in (200, STATUS[noun]) and statuses[1:] == [404] * 5


async def test_a_purged_collection_leaves_its_records_and_children(kadi, make, pool):
    collection, child, record = await make.collection(kadi.account), await make.collection(kadi.account), await make.record(kadi.account)
    place = f"/collections/{collection['id']}"
    await body(await kadi.post(f"{place}/records", json={"id": record["id"]}), 201)
    await body(await kadi.post(f"{place}/collections", json={"id": child["id"]}), 201)
    await kadi.delete(place)
    assert (await kadi.post(f"{place}/purge")).status == 204
    for is_gone in (False, True):
        if is_gone:
            await purged_row(pool, "collection", collection)
        assert (await body(await kadi.get(f"/records/{record['id']}/collections")))["items"] == []
        assert "parent" not in (await body(await kadi.get(f"/collections/{child['id']}")))["_links"]
    other = await make.collection(kadi.account)
    await body(await kadi.post(f"/collections/{other['id']}/collections", json={"id": child["id"]}), 201)


@pytest.mark.parametrize("noun", ["record", "collection", "template"])
async def test_a_purged_group_leaves_what_was_shared_with_it(kadi, stranger, make, pool, noun):
    thing, group = await getattr(make, noun)(kadi.account), await make.group(kadi.account, stranger.account)
    place = f"/{noun}s/{thing['id']}"
    await body(await kadi.post(f"{place}/roles/groups", json={"group": {"id": group["id"]}, "role": {"name": "admin"}}), 201)
    await kadi.delete(f"/groups/{group['id']}")
    await kadi.post(f"/groups/{group['id']}/purge")
    await purged_row(pool, "group", group)
    assert (await body(await kadi.get(f"{place}/roles/groups")))["items"] == [] and (await kadi.get(place)).status == 200
    assert (await stranger.get(place)).status == 403
    async with pool.acquire() as conn:
        for table in (f"{noun}_group_roles", "memberships", "group_revisions"):
            assert await conn.fetchval(f"select count(*) from {table} where group_id = $1", group["id"]) == 0  # noqa: S608


async def test_a_purged_template_leaves_what_its_data_named(kadi, make, pool):
    record = await make.record(kadi.account)
    template = await make.template(kadi.account, data={"record_links": [{"direction": "out", "record": record["id"], "name": "x"}]})
    await kadi.delete(f"/templates/{template['id']}")
    await kadi.post(f"/templates/{template['id']}/purge")
    await purged_row(pool, "template", template)
    assert (await kadi.get(f"/records/{record['id']}")).status == 200
