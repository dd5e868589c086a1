"""The hierarchy of collections as the database keeps it, whoever writes: one parent each, no circle, any depth."""

import asyncio
import itertools
import time

import pytest

from server import db
from server.db import sql
from tests.make import unique

DEPTH = 1_000
SET = "update collections set parent_id = $2 where id = $1"


async def collections_of(make, count):
    account = await make.account()
    return [(await make.collection(account))["id"] for _ in range(count)]


async def test_a_circle_is_refused_by_the_database(make, conn):
    top, middle, bottom = await collections_of(make, 3)
    await conn.execute(SET, middle, top)
    await conn.execute(SET, bottom, middle)
    for child, parent in ((top, top), (top, middle), (top, bottom), (middle, bottom)):
        with pytest.raises(db.CheckViolation) as caught:
            async with conn.transaction():
                await conn.execute(SET, child, parent)
        assert caught.value.constraint_name == "collections_without_circle"
    await conn.execute(SET, bottom, top)
    await conn.execute(SET, bottom, None)
    await conn.execute(SET, top, bottom)


async def test_two_who_close_a_circle_together_are_told_apart(make, pool):
    """Neither sees what the other did and has not committed: the second waits, and is refused then."""
    one, other = await collections_of(make, 2)
    async with pool.acquire() as first, pool.acquire() as second:
        transaction = first.transaction()
        await transaction.start()
        await first.execute(SET, one, other)
        waiting = asyncio.create_task(second.execute(SET, other, one))
        done, _ = await asyncio.wait({waiting}, timeout=0.3)
        assert not done
        await transaction.commit()
        with pytest.raises(db.CheckViolation):
            await waiting


async def test_a_parent_that_goes_leaves_its_children(make, conn):
    parent, child = await collections_of(make, 2)
    await conn.execute(SET, child, parent)
    await conn.execute("update collections set state = 'purged', deleted_at = now() where id = $1", parent)
    await sql.collections.delete(conn, id=parent)
    assert await conn.fetchval("select parent_id from collections where id = $1", child) is None


@pytest.fixture
async def chain(make, conn):
    """Collections below each other, a thousand deep, the lowest with a record; (account, ids from the top, record)"""
    account = await make.account()
    record = await make.record(account)
    rows = await conn.fetch(
        "insert into collections (creator_id, identifier, title) select $1, $2 || '-' || n, n::text from generate_series(1, $3::integer) n "
        "returning id",
        account["id"],
        unique("deep"),
        DEPTH,
    )
    ids = sorted(row["id"] for row in rows)
    # From the lowest up: each new parent has none yet, so the database has nothing to follow.
    await conn.executemany(SET, [(child, parent) for parent, child in reversed(list(itertools.pairwise(ids)))])
    await conn.execute("insert into collection_records (collection_id, record_id) values ($1, $2)", ids[-1], record["id"])
    return account, ids, record


async def test_a_thousand_levels_are_followed_quickly(chain, conn):
    account, ids, record = chain
    began = time.monotonic()
    with pytest.raises(db.CheckViolation):
        async with conn.transaction():
            await conn.execute(SET, ids[0], ids[-1])
    of = {"reader": account["id"], "text": None, "actions": None}
    page = {"sort": "title", "limit": 10, "offset": 0}
    found = await sql.collection_links.list_records(conn, collection_id=ids[0], with_children=True, **of, **page)
    assert [row["id"] for row in found] == [record["id"]]
    assert await sql.collection_links.count_records(conn, collection_id=ids[0], with_children=True, **of) == 1
    assert await sql.collection_links.count_records(conn, collection_id=ids[0], with_children=False, **of) == 0
    assert time.monotonic() - began < 3


async def test_the_trash_cuts_a_chain(chain, conn):
    account, ids, _ = chain
    await sql.collections.discard(conn, id=ids[DEPTH // 2])
    family = [row["collection_id"] for row in await conn.fetch("select * from readable_family($1, $2, true)", ids[0], account["id"])]
    assert sorted(family) == ids[: DEPTH // 2]
