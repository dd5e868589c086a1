"""Each status that Kadi's document names for an operation is produced: here, by test_matrix.py, or by the test that is named."""

import asyncio
import functools
import re
from pathlib import Path

import pytest
from aiohttp import web

from server.domain import services
from server.domain.actor import Actor
from server.domain.services import Services
from tests import elsewhere
from tests.api.kadi.conftest import body, refused
from tests.api.kadi.matrix import BY_NAME, NOUNS, OPERATIONS, staged
from tests.api.kadi.storing import CHUNK, content
from tests.conftest import Client
from tests.make import unique

LINK_EXISTS, ROLE_EXISTS = "Link already exists.", "A role for that resource already exists."
CHANGE, REMOVE = "Cannot change the creator's role.", "Cannot remove the creator's role."
NAME_TAKEN, QUOTA = "A file with that name already exists.", "Maximum upload quota exceeded (1 MB)."

# Operation → the description of its 409. What is made or changed under a taken identifier is in RACES.
CONFLICTS = {
    "POST /records/{id}/collections": LINK_EXISTS,
    "POST /records/{id}/records": LINK_EXISTS,
    "PATCH /records/{record_id}/records/{link_id}": LINK_EXISTS,
    "POST /collections/{id}/records": LINK_EXISTS,
    "POST /collections/{id}/collections": "Unable to link collections.",
    "POST /groups/{id}/members": ROLE_EXISTS,
    "PATCH /groups/{group_id}/members/{user_id}": CHANGE,
    "DELETE /groups/{group_id}/members/{user_id}": REMOVE,
    "POST /records/{id}/uploads": NAME_TAKEN,
    "PUT /records/{record_id}/uploads/{upload_id}": NAME_TAKEN,
} | {f"POST /{noun}s/{{id}}/roles/{holders}": ROLE_EXISTS for noun in NOUNS[:3] for holders in ("users", "groups")} | {
    f"PATCH /{noun}s/{{{parameter}}}/roles/users/{{user_id}}": CHANGE
    for noun, parameter in (("record", "record_id"), ("collection", "collection_id"), ("template", "template_id"))
} | {
    f"DELETE /{noun}s/{{{noun}_id}}/roles/users/{{user_id}}": REMOVE for noun in NOUNS[:3]
}  # fmt: skip
# Two requests want one identifier at the same time, and this one loses at the moment of writing.
RACES = {
    "POST /records": "Error creating record.", "PATCH /records/{id}": "Error updating record.",
    "POST /collections": "Error creating collection.", "PATCH /collections/{id}": "Error updating collection.",
    "POST /groups": "Error creating group.", "PATCH /groups/{id}": "Error updating group.",
    "PATCH /records/{record_id}/files/{file_id}": "Error updating file.",
}  # fmt: skip
NEVER = {
    f"PATCH /{noun}s/{{{noun}_id}}/roles/groups/{{group_id}}": "a group is never the creator, whose role alone may not change"
    for noun in NOUNS[:3]
}  # fmt: skip
"""Statuses that nothing can lead to, with the reason: the document names 409 for them beside the same lines about people."""
QUOTAS = ("POST /records/{id}/uploads", "PUT /records/{record_id}/files/{file_id}")
SEARCHES = ("GET /records", "GET /collections", "GET /templates")
CHUNKS = {("POST /records/{record_id}/uploads/{upload_id}", 202), ("PUT /records/{record_id}/uploads/{upload_id}", 200)}
ELSEWHERE = {
    ("POST /records/{id}/purge", 503): "test_retention.py::test_a_purge_that_cannot_start_keeps_the_record_deleted",
    ("POST /records/{record_id}/uploads/{upload_id}", 503): "test_uploads.py::test_a_disk_that_fails_is_a_503_and_nothing_is_lost",
}


@pytest.fixture
async def stage(make, http, server):
    return await staged(make, Client(http, str(server.make_url("")).rstrip("/")))


@pytest.mark.parametrize("operation", OPERATIONS, ids=str)
def test_every_documented_status_is_produced(operation):
    name = str(operation)
    produced = {(name, status) for status in operation.statuses if status < 300} - CHUNKS  # test_matrix.py: reading, changing
    produced |= {pair for pair in CHUNKS | set(ELSEWHERE) if pair[0] == name}
    produced |= {(name, 409)} if name in (*CONFLICTS, *RACES, *NEVER) else set()
    produced |= {(name, 413)} if name in QUOTAS else set()
    produced |= {(name, 400), (name, 502)} if name in SEARCHES else set()
    assert {(name, status) for status in operation.statuses} <= produced


def test_what_is_named_is_there():
    assert {*CONFLICTS, *RACES, *NEVER, *QUOTAS, *SEARCHES} <= set(BY_NAME)
    for place in ELSEWHERE.values():
        file, name = place.split("::")
        assert re.search(rf"^async def {name}\(", (Path(__file__).parent / file).read_text("utf-8"), re.MULTILINE)


# 409


@pytest.mark.parametrize("name", CONFLICTS)
async def test_a_conflict(stage, name):
    operation, values = BY_NAME[name], {}
    body_of = functools.partial(stage.body, operation)
    if CONFLICTS[name] in (CHANGE, REMOVE):
        values = {"user_id": stage.owner["id"]}
    elif operation.method == "PATCH":
        await stage.json(f"/records/{stage.rows['record']['id']}/records", "POST",
                         json={"name": "concerns", "record_to": {"id": stage.rows["other_record"]["id"]}})  # fmt: skip
    elif operation.method == "PUT":
        again = await stage.json(f"/records/{stage.rows['record']['id']}/uploads", "POST", json={"name": "b.txt", "size": 3})
        assert (await stage.ask(operation)).status == 201
        values = {"upload_id": again["id"]}
    else:
        given = body_of()
        if "uploads" not in name:
            assert (await stage.ask(operation, json=given)).status == 201
        else:
            given["name"] = "a.txt"
        body_of = lambda: given
    sent = {"json": body_of()} if operation.body else stage.sent(operation)
    response = await stage.ask(operation, values=values, **sent) if sent else await stage.ask(operation, values=values)
    more = {}
    if CONFLICTS[name] == NAME_TAKEN:
        more = {
            "file": await stage.json(
                f"/records/{stage.rows['record']['id']}/files/name/{'b.txt' if operation.method == 'PUT' else 'a.txt'}"
            )
        }
    await refused(response, 409, CONFLICTS[name], **more)


@pytest.mark.parametrize("name", RACES)
async def test_a_race_that_is_lost(stage, pool, name):
    """Another transaction takes the name and commits while the request waits for it."""
    operation, given = BY_NAME[name], stage.body(BY_NAME[name])
    wanted = unique("wanted")
    async with pool.acquire() as conn:
        transaction = conn.transaction()
        await transaction.start()
        if "files" in name:
            given = {"name": wanted}
            second = await another_file(stage)
            await conn.execute("update files set name = $2 where id = $1", second, wanted)
        else:
            given["identifier"] = wanted
            spare = stage.rows[f"spare_{operation.noun}"]["id"]
            await conn.execute(f"update {operation.noun}s set identifier = $2 where id = $1", spare, wanted)  # noqa: S608
        asking = asyncio.ensure_future(stage.ask(operation, json=given))
        blocker = await conn.fetchval("select pg_backend_pid()")
        for _ in range(500):
            if await pool.fetchval("select exists (select from pg_stat_activity where $1 = any (pg_blocking_pids(pid)))", blocker):
                break
            await asyncio.sleep(0.02)
        assert not asking.done()
        await transaction.commit()
    await refused(await asking, 409, RACES[name])


async def another_file(stage):
    place = f"/records/{stage.rows['record']['id']}/uploads"
    upload = await stage.json(place, "POST", json={"name": "z.txt", "size": 3})
    return (await stage.json(f"{place}/{upload['id']}", "PUT", data=b"abc"))["id"]


@pytest.mark.parametrize("name", NEVER)
async def test_a_group_is_no_creator(stage, name):
    """Whatever its role becomes, there is nothing that it could be in conflict with."""
    for role in ("admin", "member", "editor"):
        assert (await stage.ask(BY_NAME[name], json={"name": role})).status == 204


# 403 on the other side: what is linked needs the right too

UNLINK = "No permission to unlink resources."
OTHER_SIDE = {
    "POST /records/{id}/collections": "No permission to link resources.",
    "POST /records/{id}/records": "No permission to link records.",
    "PATCH /records/{record_id}/records/{link_id}": "No permission to link records.",
    "POST /collections/{id}/collections": "No permission to link collections.",
    "POST /collections/{id}/records": "No permission to link resources.",
    "DELETE /records/{record_id}/collections/{collection_id}": UNLINK,
    "DELETE /records/{record_id}/records/{link_id}": UNLINK,
    "DELETE /collections/{collection_id}/collections/{child_id}": UNLINK,
    "DELETE /collections/{collection_id}/records/{record_id}": UNLINK,
} | {f"POST /{noun}s/{{id}}/roles/groups": "No permission to add role to group." for noun in NOUNS[:3]}  # fmt: skip
GONE = {"records": "record", "collections": "collection", "groups": "group"}


def test_every_operation_on_two_objects_is_there():
    linking = {str(one) for one in OPERATIONS if one.scopes and one.scopes[0].endswith(".link")}
    assert linking | {str(one) for one in OPERATIONS if one.method == "POST" and one.path.endswith("/groups")} - {"POST /groups"} == set(
        OTHER_SIDE
    )


@pytest.mark.parametrize("name", OTHER_SIDE)
async def test_without_the_right_on_the_other_side_it_is_403(stage, name):
    """Whoever administers the object of the path, and may at most read the other one."""
    operation, holder = BY_NAME[name], await stage.make.account()
    await stage.json(f"/{operation.noun}s/{stage.rows[operation.noun]['id']}/roles/users", "POST",
                     json={"user": {"id": holder["id"]}, "role": {"name": "admin"}})  # fmt: skip
    await refused(await stage.ask(operation, holder), 403, OTHER_SIDE[name])
    if "link" in OTHER_SIDE[name]:  # a group that one may read can be given a role
        await readable(stage, holder)
        await refused(await stage.ask(operation, holder), 403, OTHER_SIDE[name])
    if operation.method == "POST":
        await deleted(stage)
        given = stage.body(operation)
        found = await body(await stage.ask(operation, json=given), 400)
        word = GONE[operation.path.rpartition("/")[2]]
        place = {"records": "record_to"}.get(operation.path.rpartition("/")[2], word) if "id" not in given else None
        sentence = [f"No {word} with this ID exists."]
        assert found["errors"] == ({place: {"id": sentence}} if place else {"id": sentence})


async def readable(stage, holder):
    """A role that allows reading, and no more, on what is or could be linked."""
    for name in ("spare_record", "spare_collection", "other_record", "child"):
        noun = "collection" if name in ("child", "spare_collection") else "record"
        await stage.json(f"/{noun}s/{stage.rows[name]['id']}/roles/users", "POST",
                         json={"user": {"id": holder["id"]}, "role": {"name": "member"}})  # fmt: skip


async def deleted(stage):
    token = await stage.token(stage.owner)
    for noun in ("record", "collection", "group"):
        response = await stage.client.using(token).delete(f"{stage.client.url}/api/v1/{noun}s/{stage.rows[f'spare_{noun}']['id']}")
        assert response.status == 204


# 413, and chunks


async def test_the_quota_is_413(store):
    file = await store.begun("a.txt", 3)
    file = await body(await store.send(file, b"abc"), 201)
    message = {"code": 413, "message": "Request Entity Too Large", "description": QUOTA}
    assert await body(await store.begin("b.txt", 1_000_001), 413) == message
    assert await body(await store.client.put(f"{store.home}/files/{file['id']}", json={"size": 2_000_000}), 413) == message


async def test_chunks_are_200_and_finishing_is_202(store):
    upload = await store.begun("a.bin", 3 * CHUNK)
    data = content(3 * CHUNK)
    for index in range(3):
        found = await body(await store.send_chunk(upload, index, data[index * CHUNK : (index + 1) * CHUNK]))
        assert found["state"] == "active"
    found = await body(await store.client.post(f"{store.home}/uploads/{upload['id']}"), 202)
    assert found["state"] == "processing"


# Searches at other servers


@pytest.mark.parametrize("name", SEARCHES)
async def test_an_instance_that_nobody_knows_is_400(stage, name):
    token = await stage.token(stage.owner)
    response = await stage.client.using(token).get(f"{stage.client.url}/api/v1{BY_NAME[name].path}?instance=far")
    await refused(response, 400, "No federated instance 'far' found.")


async def test_an_instance_that_is_not_connected_is_400_and_one_that_fails_502(start_server, anonymous, make):
    account = await make.account()
    async with elsewhere.running() as other:
        place = await start_server(federation={"instances": (other.instance,)}, outgoing={"allow": ("127.0.0.1",), "timeout_seconds": 1.0})
        client = anonymous.using(await make.token(account))
        client.url = str(place.make_url("/api/v1"))
        for name in SEARCHES:
            sentence = f"Federated instance '{other.name}' requires a service that is not yet connected to your account."
            await refused(await client.get(f"{BY_NAME[name].path}?instance={other.name}"), 400, sentence)
        known, actor = Services.of(place.app), Actor(kind="session", account_id=account["id"], username=account["username"])
        back = "http://here.example/app/settings/services/kit/callback"
        came = other.allow(await services.begin(known, actor, other.name, redirect_uri=back))
        await services.finish(known, actor, other.name, **came)
        other.answer = lambda: web.Response(text="no json")
        for name in SEARCHES:
            found = await body(await client.get(f"{BY_NAME[name].path}?instance={other.name}"), 502)
            assert found["description"] == f"Request to instance '{other.name}' failed."
