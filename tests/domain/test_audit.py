"""The trail: in the same transaction, final, without secrets."""

from dataclasses import replace
from secrets import token_hex
from uuid import uuid4

import orjson
import pytest

from server import db
from server.db import sql
from server.domain import audit
from server.domain.actor import SYSTEM, Actor

ACTOR = Actor(kind="pat", account_id=7, username="mira", company_id=uuid4(), credential_id=12)


async def trail(conn, object_type, **filters):
    given = {"object_type": object_type, "object_id": None, "account_id": None, "action": None, "before_id": None, "limit": 100} | filters
    return await sql.audit.list(conn, **given)


@pytest.fixture
def noun():
    return f"noun_{token_hex(6)}"


async def test_a_line_says_who_did_what_to_which_row(conn, noun):
    line = await audit.record(conn, ACTOR, "record.update", noun, 5, {"title": "Größe", "ids": [1, 2]})
    (row,) = await trail(conn, noun)
    assert row["id"] == line and row["object_id"] == "5" and row["action"] == "record.update"
    assert (row["actor_kind"], row["actor_name"], row["account_id"], row["company_id"], row["credential_id"]) == (
        "pat", "mira", 7, ACTOR.company_id, 12)  # fmt: skip
    assert orjson.loads(row["details"]) == {"title": "Größe", "ids": [1, 2]}
    assert row["happened_at"].tzinfo is not None


async def test_candidates_and_the_server_itself_act_too(conn, noun):
    person = uuid4()
    await audit.record(conn, Actor(kind="candidate", person_id=person, display_name="A. Candidate"), "answers.save", noun, person)
    await audit.record(conn, SYSTEM, "records.purge", noun, 1)
    purge, save = await trail(conn, noun)
    assert (save["person_id"], save["account_id"], save["actor_name"], save["object_id"]) == (person, None, "A. Candidate", str(person))
    assert (purge["actor_kind"], purge["actor_name"], purge["details"]) == ("system", "system", "{}")


async def test_a_change_that_is_rolled_back_leaves_no_line(pool, noun):
    with pytest.raises(ZeroDivisionError):
        async with db.transaction(pool) as conn:
            await audit.record(conn, ACTOR, "record.update", noun, 5)
            raise ZeroDivisionError
    async with pool.acquire() as conn:
        assert await trail(conn, noun) == []


@pytest.mark.parametrize("statement", ["update audit_entries set action = 'x'", "delete from audit_entries"])
async def test_lines_are_final(pool, noun, statement):
    async with db.transaction(pool) as conn:
        await audit.record(conn, ACTOR, "record.update", noun, 5)
    async with pool.acquire() as conn:
        with pytest.raises(db.DatabaseError, match="final"):
            await conn.execute(f"{statement} where object_type = $1", noun)
        assert len(await trail(conn, noun)) == 1


@pytest.mark.parametrize(
    "given, kept",
    [
        ({"password": "hunter2"}, {"password": "***"}),
        ({"new_password": "hunter2", "name": "x"}, {"new_password": "***", "name": "x"}),
        ({"a": {"Token": "pat_1", "b": [{"client_secret": "s"}]}}, {"a": {"Token": "***", "b": [{"client_secret": "***"}]}}),
        ({"tokens": ["a", "b"]}, {"tokens": "***"}),
        ({"SessionID": "W1"}, {"SessionID": "***"}),
        ({"password_changed": True, "token": None}, {"password_changed": True, "token": None}),
        ({"text": "a\x00b\ud800"}, {"text": "a\ufffdb?"}),
        ({"when": ACTOR.company_id}, {"when": str(ACTOR.company_id)}),
        ({1: {"x"}}, {"1": ["x"]}),
    ],
)
async def test_details_are_kept_without_secrets(conn, noun, given, kept):
    await audit.record(conn, ACTOR, "record.update", noun, 5, given)
    (row,) = await trail(conn, noun)
    assert orjson.loads(row["details"]) == kept


async def test_long_texts_are_cut(conn, noun):
    await audit.record(conn, ACTOR, "record.update", noun, 5, {"text": "x" * 100_000})
    (row,) = await trail(conn, noun)
    assert len(row["details"]) < 2100


@pytest.mark.parametrize("action", ["", "Record.Update", "record update", "record.", "record;drop"])
async def test_actions_have_one_form(pool, noun, action):
    with pytest.raises(db.CheckViolation):
        async with db.transaction(pool) as conn:
            await audit.record(conn, ACTOR, action, noun, 5)


async def test_the_trail_is_found_by_row_actor_and_action_newest_first(conn, noun):
    other = replace(ACTOR, account_id=8)
    given = ((ACTOR, "record.update", 1), (other, "record.update", 2), (ACTOR, "record.roles.give", 1))
    lines = [await audit.record(conn, actor, action, noun, object_id) for actor, action, object_id in given]

    async def found(**filters):
        return [lines.index(row["id"]) for row in await trail(conn, noun, **filters)]

    assert await found() == [2, 1, 0]
    assert await found(object_id="1") == [2, 0]
    assert await found(account_id=8) == [1]
    assert await found(action="record.update") == [1, 0]
    assert await found(action="record") == [2, 1, 0]
    assert await found(action="rec") == []
    assert await found(before_id=lines[1]) == [0]
    assert await found(limit=2) == [2, 1]
