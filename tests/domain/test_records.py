"""Records: the rules of the plain fields, changes that change nothing, revisions, races."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import orjson
import pytest

from server import db, keys
from server.db import sql
from server.domain import records, trash
from server.domain.actor import Actor
from server.domain.nouns import RECORD
from server.domain.revisions import difference
from server.errors import Conflict, Invalid, NotFound
from tests.make import unique


def faults_of(given, required=()):
    found = {}
    for fault in records.clean(given, required)[1]:
        found.setdefault(".".join(fault.path), []).append(fault.code)
    return found


@pytest.mark.parametrize(
    "name, given, stored",
    [
        ("identifier", " Sample-1 ", "sample-1"),
        ("identifier", "a_b", "a_b"),
        ("identifier", "A" * 50, "a" * 50),
        ("title", "  a \t b\n", "a b"),
        ("title", "x" * 150, "x" * 150),
        ("title", "x" + " " * 200 + "y", "x y"),
        ("type", None, None),
        ("type", "  My  TYPE ", "my type"),
        ("type", "x" * 50, "x" * 50),
        ("description", "", ""),
        ("description", "  *x*  ", "*x*"),
        ("description", "x" * 50_000, "x" * 50_000),
        ("license", None, None),
        ("license", " CC-BY-4.0 ", "CC-BY-4.0"),
        ("visibility", "PUBLIC", "public"),
        ("visibility", "private", "private"),
        ("tags", [], []),
        ("tags", ["b", " A  b ", "a b", "B"], ["a b", "b"]),
        ("extras", [], "[]"),
        ("extras", [{"type": "int", "key": "a", "value": 1}], '[{"key":"a","type":"int","unit":null,"value":1}]'),
    ],
)
def test_fields_are_stored_in_one_form(name, given, stored):
    assert records.clean({name: given}) == ({name: stored}, [])


@pytest.mark.parametrize(
    "name, given, codes",
    [
        ("identifier", None, ["null"]),
        ("identifier", 5, ["not_string"]),
        ("identifier", "", ["empty"]),
        ("identifier", "  ", ["empty"]),
        ("identifier", "a b", ["not_identifier"]),
        ("identifier", "ä", ["not_identifier"]),
        ("identifier", "a\n", []),
        ("identifier", "x" * 51, ["too_long"]),
        ("identifier", "ä" * 51, ["too_long", "not_identifier"]),
        ("title", None, ["null"]),
        ("title", [], ["not_string"]),
        ("title", "\n", ["empty"]),
        ("title", "x" * 151, ["too_long"]),
        ("type", "", ["empty"]),
        ("type", " ", ["empty"]),
        ("type", 1, ["not_string"]),
        ("type", "x" * 51, ["too_long"]),
        ("description", None, ["null"]),
        ("description", 1, ["not_string"]),
        ("description", "x" * 50_001, ["too_long"]),
        ("license", "", ["empty"]),
        ("license", 1, ["not_string"]),
        ("visibility", None, ["null"]),
        ("visibility", "open", ["not_one_of"]),
        ("visibility", True, ["not_string"]),
        ("tags", None, ["null"]),
        ("tags", "a", ["not_a_list_of_texts"]),
        ("tags", {"a": 1}, ["not_a_list_of_texts"]),
        ("extras", None, ["null"]),
        ("extras", {}, ["wrong_kind"]),
    ],
)
def test_a_wrong_field_is_named(name, given, codes):
    assert faults_of({name: given}) == ({name: codes} if codes else {})


def test_all_faults_are_reported_together():
    assert faults_of({"title": 1, "tags": ["a", 2, " "], "extras": [{"type": "int", "key": "k", "value": "x"}]}, records.REQUIRED) == {
        "identifier": ["required"],
        "title": ["not_string"],
        "tags.1": ["not_string"],
        "tags.2": ["empty"],
        "extras.0.value": ["not_integer"],
    }


@pytest.mark.parametrize("given", [None, [], "x", 5, True])
def test_a_body_is_an_object(given):
    assert faults_of(given, records.REQUIRED) == {"": ["wrong_kind"]}


# On the database


def actor_of(account):
    return Actor(kind="pat", account_id=account["id"], username=account["username"])


async def change(pool, account, record, given):
    async with db.transaction(pool) as conn:
        await sql.records.lock(conn, id=record["id"])
        row = await sql.records.get(conn, id=record["id"], reader=account["id"])
        return await records.update(conn, actor_of(account), row, given)


async def revisions_of(pool, record):
    async with pool.acquire() as conn:
        rows = await sql.record_revisions.list(conn, object_id=record["id"], limit=100, offset=0)
    return [(row, *difference(row["data"], row["compared_data"])) for row in rows]


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"unknown": 1, "id": 7, "state": "deleted", "created_at": None},
        {"title": " T  t "},
        {"identifier": None},
        {"tags": ["b", "a", "A"]},
        {"type": None, "license": None, "description": "", "visibility": "private"},
        {"extras": [{"type": "float", "key": "f", "value": 1, "unit": None, "nonsense": 0}]},
    ],
)
async def test_a_change_without_a_difference_moves_nothing(pool, make, given):
    account = await make.account()
    record = await make.record(account, title="T t", tags=["a", "b"], extras=[{"type": "float", "key": "f", "value": 1.0}])
    if "identifier" in given:
        given = {"identifier": record["identifier"].upper()}
    after = await change(pool, account, record, given)
    assert dict(after) == dict(record)
    assert len(await revisions_of(pool, record)) == 1


@pytest.mark.parametrize(
    "name, given, before, now",
    [
        ("title", "New", "T", "New"),
        ("description", "*d*", "", "*d*"),
        ("type", "x", None, "x"),
        ("license", "MIT", None, "MIT"),
        ("visibility", "public", "private", "public"),
        ("tags", ["z"], [], ["z"]),
        ("extras", [{"type": "bool", "key": "b", "value": True}], [], [{"key": "b", "type": "bool", "value": True}]),
    ],
)
async def test_a_change_makes_a_revision_that_tells_the_old_value(pool, make, name, given, before, now):
    account = await make.account()
    record = await make.record(account, title="T")
    after = await change(pool, account, record, {name: given})
    assert after["updated_at"] > record["updated_at"] and after["created_at"] == record["created_at"]
    (row, data, diff), (first, _, _) = await revisions_of(pool, record)
    assert (data[name], diff) == (now, {name: before})
    assert (row["parent_id"], first["child_id"], row["child_id"], first["parent_id"]) == (
        first["revision_id"],
        row["revision_id"],
        None,
        None,
    )
    assert after["plain_description"] == ("d" if name == "description" else "")


async def test_a_field_goes_back_to_null(pool, make):
    account = await make.account()
    record = await make.record(account, type="x", license="MIT")
    after = await change(pool, account, record, {"type": None, "license": None})
    assert (after["type"], after["license"]) == (None, None)


def test_the_first_revision_is_compared_with_nothing():
    assert difference({"a": 1, "b": None, "c": []}, None) == ({"a": 1, "b": None, "c": []}, {"a": None, "c": None})


@pytest.mark.parametrize("left, right", [(1, True), (1, 1.0), ([1], [1.0]), ({"v": 0}, {"v": False})])
def test_a_difference_of_type_is_a_difference(left, right):
    assert difference({"x": left}, {"x": right})[1] == {"x": right}
    assert difference({"x": left}, {"x": left})[1] == {}


async def test_one_identifier_goes_to_one_of_eight(pool, make):
    account, identifier = await make.account(), unique("race")

    async def attempt():
        try:
            return await make.record(account, identifier=identifier)
        except (Conflict, Invalid) as failure:
            return failure

    results = await asyncio.gather(*(attempt() for _ in range(8)))
    won = [result for result in results if not isinstance(result, Exception)]
    lost = [result for result in results if isinstance(result, Exception)]
    assert len(won) == 1 and len(lost) == 7
    assert {failure.code for failure in lost} <= {"not_created", "invalid"}


async def test_parallel_changes_of_different_fields_all_count(pool, make):
    account = await make.account()
    record = await make.record(account)
    fields = [{"title": "new"}, {"description": "d"}, {"type": "t"}, {"tags": ["x"]}, {"visibility": "public"}, {"license": "MIT"}]
    await asyncio.gather(*(change(pool, account, record, given) for given in fields))
    async with pool.acquire() as conn:
        row = await sql.records.get(conn, id=record["id"], reader=account["id"])
    assert [row[name] for name in ("title", "description", "type", "tags", "visibility", "license")] == [
        "new",
        "d",
        "t",
        ["x"],
        "public",
        "MIT",
    ]
    found = await revisions_of(pool, record)
    assert len(found) == 7 and all(len(diff) == 1 for _, _, diff in found[:-1])


async def test_a_long_description_becomes_plain_text(pool, make):
    account = await make.account()
    record = await make.record(account, description="# Head\n\n*some* text " + "word " * 2000)
    assert record["plain_description"].startswith("Head some text word")


# Trash


async def test_deleted_keeps_its_identifier_and_purged_frees_it(pool, make):
    account, identifier = await make.account(), unique("trash")
    record = await make.record(account, identifier=identifier)
    async with db.transaction(pool) as conn:
        await trash.discard(conn, actor_of(account), RECORD, record)
    with pytest.raises(Invalid):
        await make.record(account, identifier=identifier)
    async with db.transaction(pool) as conn:
        await trash.purge(conn, actor_of(account), RECORD, record["id"])
        assert await sql.records.get(conn, id=record["id"], reader=account["id"]) is None
    assert (await make.record(account, identifier=identifier))["id"] != record["id"]


async def test_only_the_creator_restores_and_purges(pool, make):
    account, admin = await make.account(), await make.account(roles=(("research", "admin"),))
    record = await make.record(account)
    async with db.transaction(pool) as conn:
        await trash.discard(conn, actor_of(account), RECORD, record)
    for step in (trash.restore, trash.purge):
        with pytest.raises(NotFound):
            async with db.transaction(pool) as conn:
                await step(conn, actor_of(admin), RECORD, record["id"])
    async with db.transaction(pool) as conn:
        await trash.restore(conn, actor_of(account), RECORD, record["id"])
    states = [(data["state"], diff.get("state")) for _, data, diff in await revisions_of(pool, record)]
    assert states == [("active", "deleted"), ("deleted", "active"), ("active", None)]
    async with db.transaction(pool) as conn:
        for step in (trash.restore, trash.purge):
            with pytest.raises(NotFound):
                await step(conn, actor_of(account), RECORD, record["id"])


async def work_of(pool, kind, config=None, **payload):
    from server.domain.outbox import Work

    return Work(id=0, kind=kind, payload=payload, attempt=1, pool=pool, services={keys.CONFIG: config})


async def test_the_purge_job_removes_the_rows_and_may_run_twice(pool, make):
    account = await make.account()
    record = await make.record(account)
    async with db.transaction(pool) as conn:
        await trash.discard(conn, actor_of(account), RECORD, record)
        await trash.purge(conn, actor_of(account), RECORD, record["id"])
        payload = orjson.loads(
            await conn.fetchval("select payload from jobs where kind = 'trash.purge' and (payload ->> 'id')::bigint = $1", record["id"])
        )
    assert payload == {"noun": "record", "id": record["id"]}
    for _ in range(2):
        await trash.remove(await work_of(pool, "trash.purge", **payload))
    async with pool.acquire() as conn:
        assert await conn.fetchval("select count(*) from records where id = $1", record["id"]) == 0
        assert await conn.fetchval("select count(*) from record_revisions where record_id = $1", record["id"]) == 0
        assert await conn.fetchval("select count(*) from record_account_roles where record_id = $1", record["id"]) == 0


@pytest.mark.parametrize("days", [7.0, 0.5])
async def test_after_the_days_of_the_setting_the_trash_is_emptied(pool, make, config, days):
    account = await make.account()
    old, fresh = await make.record(account), await make.record(account)
    async with db.transaction(pool) as conn:
        for record in (old, fresh):
            await trash.discard(conn, actor_of(account), RECORD, record)
        for record, minutes in ((old, 1), (fresh, -1)):
            age = timedelta(days=days, minutes=minutes)
            await conn.execute("update records set deleted_at = now() - $2::interval where id = $1", record["id"], age)
    settings = replace(config, storage=replace(config.storage, trash_days=days))
    await trash.expire(await work_of(pool, "trash.expire", settings))
    async with pool.acquire() as conn:
        assert await conn.fetchval("select state from records where id = $1", old["id"]) == "purged"
        assert await conn.fetchval("select state from records where id = $1", fresh["id"]) == "deleted"
        assert (
            await conn.fetchval("select count(*) from jobs where kind = 'trash.purge' and (payload ->> 'id')::bigint = $1", old["id"]) == 1
        )
