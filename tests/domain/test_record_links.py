"""Links of records: their rules, what the database keeps whoever writes, and what a purge leaves."""

import pytest

from server import db
from server.db import sql
from server.domain import fields, record_links


@pytest.mark.parametrize(
    "given, stored",
    [("http://example.org/x", "http://example.org/x"), (" urn:x:y\n", "urn:x:y"), ("https://example.org/ä#ö", "https://example.org/ä#ö")],
)
def test_a_term(given, stored):
    assert record_links.term(given) == stored


@pytest.mark.parametrize(
    "given, code",
    [
        (5, "not_string"),
        ("", "empty"),
        (" \n", "empty"),
        ("a b", "not_iri"),
        ("<x>", "not_iri"),
        ("x" * 2049, "too_long"),
        ("{x}", "not_iri"),
    ],
)
def test_a_wrong_term(given, code):
    with pytest.raises(fields.Wrong) as caught:
        record_links.term(given)
    assert [fault[1] for fault in caught.value.faults] == [code]


@pytest.mark.parametrize(
    "given, found",
    [
        ({"record_to": {"id": 5}}, 5),
        ({"record_to": {"id": 0}, "name": 7}, 0),
        ({"record_to": {"id": -1}}, None),
        ({"record_to": {"id": 2**63}}, None),
        ({"record_to": {"id": "5"}}, None),
        ({"record_to": {"id": True}}, None),
        ({"record_to": 5}, None),
        ({}, None),
        ([], None),
        (None, None),
    ],
)
def test_what_a_body_wants_to_link(given, found):
    assert record_links.target_id(given) == found


async def test_the_database_keeps_links_apart(make, conn):
    account = await make.account()
    a, b = (await make.record(account))["id"], (await make.record(account))["id"]
    insert = "insert into record_links (from_id, to_id, creator_id, name) values ($1, $2, $3, 'x')"
    await conn.execute(insert, a, b, account["id"])
    await conn.execute(insert, b, a, account["id"])
    for ends, failure, constraint in (
        ((a, b), db.UniqueViolation, "record_links_once"),
        ((a, a), db.CheckViolation, "record_links_not_to_itself"),
    ):
        with pytest.raises(failure) as caught:
            async with conn.transaction():
                await conn.execute(insert, *ends, account["id"])
        assert caught.value.constraint_name == constraint


async def test_only_a_purged_record_loses_its_links(make, pool):
    account = await make.account()
    source, target = await make.record(account), await make.record(account)
    await make.record_link(source, target)
    async with db.transaction(pool) as conn:
        await record_links.release(conn, target["id"])
        assert await conn.fetchval("select count(*) from record_links where to_id = $1", target["id"]) == 1
        await sql.records.discard(conn, id=target["id"])
        await record_links.release(conn, target["id"])
        assert await conn.fetchval("select count(*) from record_links where to_id = $1", target["id"]) == 1
        await sql.records.give_up(conn, id=target["id"], account_id=account["id"])
        await record_links.release(conn, target["id"])
        assert await conn.fetchval("select count(*) from record_links where to_id = $1", target["id"]) == 0
        revisions = await sql.record_revisions.list(conn, object_id=source["id"], limit=10, offset=0)
        assert len(revisions) == 3 and '"links_to" : []' in revisions[0]["data"]
        await record_links.release(conn, target["id"])
        assert await sql.record_revisions.count(conn, object_id=source["id"]) == 3
