"""The education tree below the surface: what its statements keep when several change it, and when the server looks after itself."""

import asyncio

import asyncpg
import pytest

from server import db
from server.db import sql
from server.domain import education, enrollments, mentor_applications
from server.domain.actor import SYSTEM, Actor
from server.domain.education import GRADE, LEVEL, NOUNS, SUBJECT, TOPIC
from server.errors import Conflict, NotFound
from tests.make import unique

ADMIN = frozenset({("learning", "admin")})
EVERYTHING = frozenset({(None, "admin")})
MENTOR = frozenset({("learning", "mentor")})


def learner(account) -> Actor:
    return Actor(
        kind="pat", account_id=account["id"], username=account["username"], domains=frozenset({"learning"}),
        roles=frozenset({("learning", "learner")}),
    )  # fmt: skip


@pytest.mark.parametrize("roles, row, expected", [
    (None, {"mentor_id": None}, False), (None, {"mentor_id": 7}, False), (ADMIN, {}, True), (EVERYTHING, {}, True),
    (MENTOR, {"mentor_id": 7}, True), (MENTOR, {"mentor_id": 8}, False), (MENTOR, {}, False), (MENTOR, {"mentor_id": None}, False),
    (frozenset(), {"mentor_id": 7}, False), (frozenset({("training", "admin")}), {"mentor_id": 7}, False),
])  # fmt: skip
def test_who_may_edit(roles, row, expected):
    actor = None if roles is None else Actor(kind="pat", account_id=7, roles=roles)
    assert education.may_edit(actor, row) is expected


async def test_the_server_can_analyse_the_tree(make, pool):
    """It looks nothing up in `public` by itself while it does; an index of words must not need that."""
    await make.topic(name="Wörter und Zahlen")
    async with pool.acquire() as conn:
        for table in ("education_levels", "grades", "subjects", "topics", "enrollments", "mentor_applications"):
            await conn.execute(f"analyze {table}")
        await conn.execute("reindex index topics_by_words")


@pytest.mark.parametrize("name", ["", " ", " x", "x ", "x" * 201])
async def test_the_database_keeps_the_form_of_names(pool, name):
    with pytest.raises((asyncpg.CheckViolationError, asyncpg.StringDataRightTruncationError)):
        await pool.execute("insert into education_levels (name) values ($1)", name)


async def test_a_foreign_failure_is_not_called_a_taken_name(make, pool):
    subject = await make.subject()
    async with db.transaction(pool) as conn:
        with pytest.raises(NotFound) as refused:
            await education.create(conn, SYSTEM, TOPIC, (await make.grade())["id"], {"name": "x"})
    assert (refused.value.code, subject["is_open"]) == ("subject", True)
    error = db.UniqueViolation("some other index")
    assert education.name_taken(TOPIC, {"name": "x"}, error) is error


async def test_whoever_puts_something_below_a_row_holds_what_stands_above_it(make, pool):
    """A deletion waits for him, and then takes along what he made."""
    level = await make.level()
    subject = await make.subject(await make.grade(level))
    async with pool.acquire() as first, first.transaction():
        topic = await education.create(
            first, SYSTEM, TOPIC, subject["id"], {"name": unique(), "description": "", "content": "", "is_active": True}
        )

        async def delete() -> None:
            async with db.transaction(pool) as conn:
                await education.delete(conn, SYSTEM, LEVEL, level["id"])

        deletion = asyncio.create_task(delete())
        done, _ = await asyncio.wait({deletion}, timeout=0.3)
        assert not done
    await deletion
    assert await pool.fetchval("select deleted_at is not null from topics where id = $1", topic["id"])


async def test_whoever_comes_after_a_deletion_finds_nothing(make, pool):
    level = await make.level()
    grade = await make.grade(level)
    subject = await make.subject(grade)
    account = await make.account()
    async with pool.acquire() as first, first.transaction():
        await education.delete(first, SYSTEM, LEVEL, level["id"])

        async def put(noun, parent) -> None:
            values = {"name": "x", "description": "", "content": "", "is_active": True, "image_url": None, "level": "primary"}
            async with db.transaction(pool) as conn:
                await education.create(conn, SYSTEM, noun, parent["id"], values | {"mentor_id": None})

        async def ask() -> None:
            async with db.transaction(pool) as conn:
                await enrollments.request(conn, learner(account), subject["id"], None)

        late = [asyncio.create_task(work) for work in (put(GRADE, level), put(SUBJECT, grade), put(TOPIC, subject), ask())]
        done, _ = await asyncio.wait(late, timeout=0.3)
        assert not done
    outcomes = await asyncio.gather(*late, return_exceptions=True)
    assert [type(outcome) for outcome in outcomes] == [NotFound] * 4
    assert await pool.fetchval("select count(*) from enrollments where account_id = $1", account["id"]) == 0


async def test_a_deletion_says_how_much_went(make, pool):
    level = await make.level()
    for _ in range(2):
        subject = await make.subject(await make.grade(level))
        await make.topic(subject)
        await make.topic(subject)
    async with db.transaction(pool) as conn:
        await enrollments.request(conn, learner(await make.account()), subject["id"], None)
    async with db.transaction(pool) as conn:
        counts = await education.delete(conn, SYSTEM, LEVEL, level["id"])
    assert dict(counts) == {"levels": 1, "grades": 2, "subjects": 2, "topics": 4, "files": 0, "enrollments": 1}
    row = await pool.fetchrow(
        "select details::text from audit_entries where object_type = $1 and object_id = $2 and action = $3",
        "education_level", str(level["id"]), "education_level.delete",
    )  # fmt: skip
    assert '"topics": 4' in row["details"]


async def test_a_domain_that_is_taken_away_meanwhile_is_not_given_back(make, pool, config):
    """The administrator who takes it was first; the one who approves waits for him and finds no learner any more."""
    account = await make.account()
    async with db.transaction(pool) as conn:
        application = await mentor_applications.apply(conn, learner(account), "Because", None, [])
    secrets = make.identity.secrets

    async def approve() -> None:
        async with db.transaction(pool) as conn:
            await mentor_applications.decide(conn, secrets, SYSTEM, application["id"], "approved", None, site="http://localhost")

    async with pool.acquire() as first, first.transaction():
        await sql.accounts.lock(first, account_id=account["id"])
        await sql.account_domains.delete(first, account_id=account["id"], domain="learning")
        approval = asyncio.create_task(approve())
        done, _ = await asyncio.wait({approval}, timeout=0.3)
        assert not done
    with pytest.raises(Conflict) as refused:
        await approval
    assert refused.value.code == "no_learner"
    assert await pool.fetchval("select count(*) from account_domains where account_id = $1 and domain = 'learning'", account["id"]) == 0
    assert await pool.fetchval("select status from mentor_applications where id = $1", application["id"]) == "pending"


def test_each_noun_has_its_parent():
    assert [noun.parent for noun in NOUNS] == [None, LEVEL, GRADE, SUBJECT]
    assert [noun.name for noun in NOUNS] == ["education_level", "grade", "subject", "topic"]
