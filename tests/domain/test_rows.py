"""Rows of relations that are described as data: what is composed, whose rows can be reached, what cannot be saved."""

import asyncio
import uuid

import pytest

from server import db
from server.api.itr.entities import BATTERIES, ENTITIES, GROUPS, PERSONS, SESSION_TESTS, TESTS
from server.domain import rows
from server.domain.rows import MASTER, Column, Condition, Relation, Wanted
from server.errors import Conflict, Invalid, NotFound

RELATION = BATTERIES.relation
ATTACKS = ("'", "''", '"', ";", "--", "'; drop table batteries; --", "' or 1=1 --", "%", "_", "\\", "$1", "$$", "/*", "{}", "%s", "%(x)s",
           "1' || pg_sleep(3) || '", "\u0661", "\u2028", "\U0001f600", "x" * 65536)  # fmt: skip


@pytest.fixture
async def company(make):
    return await make.company()


@pytest.fixture
async def other(make):
    return await make.company()


async def put(conn, owner, name="b", identity=None, **values):
    identity = identity or uuid.uuid4()
    await rows.save(conn, RELATION, owner, identity, {"battery_name": name} | values)
    return identity


async def names(conn, *owners, **wanted):
    found = await rows.list_rows(conn, RELATION, Wanted(("battery_name",), owners, **wanted))
    return [row["c0"] for row in found]


# Descriptions


@pytest.mark.parametrize(
    "name, kind", [("a b", "text"), ("a;b", "text"), ("A", "text"), ("a", "varchar"), ("", "text"), ("a" * 64, "text")]
)
def test_a_column_has_a_plain_name_and_a_known_kind(name, kind):
    with pytest.raises(ValueError, match="is no column"):
        Column(name, kind)


@pytest.mark.parametrize(
    "options",
    [{"name": "a;b"}, {"name": "Batteries"}, {"owner": "id"}, {"owner": "x y"}, {"searched": ("nothing",)}, {"order": ("nothing",)},
     {"archive": "nothing"}, {"identity": "nothing"}, {"columns": {"other": Column("id", "uuid")}, "identity": "other"}],
)  # fmt: skip
def test_a_relation_names_its_own_columns_only(options):
    with pytest.raises(ValueError):
        Relation(**{"name": "batteries", "columns": {"id": Column("id", "uuid")}} | options)


@pytest.mark.parametrize("name", ENTITIES)
async def test_each_description_fits_the_schema(conn, name):
    """Columns, kinds, lengths, what may be null and what a new row has to bring are as the database has them."""
    relation = ENTITIES[name].relation
    found = {row["attname"]: row for row in await conn.fetch(
        "select a.attname, format_type(a.atttypid, null) as kind, a.atttypmod, a.attnotnull, a.atthasdef, c.relkind::text as relkind"
        "  from pg_attribute a join pg_class c on c.oid = a.attrelid"
        " where a.attrelid = $1::text::regclass and a.attnum > 0 and not a.attisdropped", relation.name)}  # fmt: skip
    assert {relation.owner} - {""} <= set(found)
    for column in relation.columns.values():
        there = found[column.name]
        assert rows.CASTS[column.kind] == {"character varying": "text", "timestamp with time zone": "timestamptz"}.get(
            there["kind"], there["kind"]
        )
        if there["relkind"] == "r":
            assert column.length == (there["atttypmod"] - 4 if there["kind"] == "character varying" else None), column.name
            assert column.is_nullable is not there["attnotnull"], column.name
            is_asked_for = there["attnotnull"] and not there["atthasdef"] and column.name != relation.owner
            assert column.is_required is is_asked_for, column.name


# Found by time, object and session, or few: no index of their texts.
SEARCHED_WITHOUT = {"audittrail", "companies", "creditgrants", "creditusages", "datagathering", "logins", "sessiontests", "systemsettings",
                    "tokens"}  # fmt: skip


@pytest.mark.parametrize("name", [name for name, entity in ENTITIES.items() if entity.levels.get("post") and name not in SEARCHED_WITHOUT])
async def test_the_index_of_a_search_is_used(conn, name):
    """The composed search is the expression of the table's index, word for word as the database sees it."""
    relation = ENTITIES[name].relation
    await conn.execute("set local enable_seqscan = off")
    await conn.execute("set local enable_indexscan = off")
    plan = await conn.fetch(f"explain select 1 from {relation.name} where ({relation.search}) ilike '%abcdef%'")  # noqa: S608
    assert f"{relation.name}_by_text" in "\n".join(row[0] for row in plan)


# Owners


async def test_rows_are_apart_by_their_owner(conn, company, other):
    identity = uuid.uuid4()
    for owner, name in ((company, "ours"), (other, "theirs"), (MASTER, "published")):
        await put(conn, owner, name, identity)
    for owner, name in ((company, "ours"), (other, "theirs"), (MASTER, "published")):
        assert (await rows.find(conn, RELATION, ("battery_name",), (owner,), identity))["battery_name"] == name
    assert await names(conn, company) == ["ours"]
    assert (await rows.find(conn, RELATION, ("battery_name",), (company, MASTER), identity))["battery_name"] == "ours"
    assert await rows.delete(conn, RELATION, company, [("id", identity)]) == 1
    assert (await rows.find(conn, RELATION, ("battery_name",), (company, MASTER), identity))["battery_name"] == "published"
    assert await rows.find(conn, RELATION, ("battery_name",), (company,), identity) is None
    assert await rows.is_there(conn, RELATION, other, identity)


async def test_no_condition_reaches_another_owner(conn, company, other):
    await put(conn, company, "ours")
    await put(conn, other, "theirs")
    everything = [Condition("battery_name", "!=", "x"), Condition("battery_name", "like", "%")]
    assert await names(conn, company, groups=[everything, everything]) == ["ours"]
    assert await names(conn, company, search="s") == ["ours"]
    assert await names(conn, company, fixed=[("battery_name", "theirs")]) == []


async def test_persons_are_never_the_masters(conn):
    found = await rows.list_rows(conn, PERSONS.relation, Wanted(("id",), (MASTER,)))
    assert found == []
    with pytest.raises(NotFound):
        await rows.save(conn, PERSONS.relation, MASTER, uuid.uuid4(), {})


async def test_a_person_of_another_company_is_not_touched(conn, make, company, other):
    person_id = await make.person(other)
    with pytest.raises(NotFound):
        await rows.save(conn, PERSONS.relation, company, person_id, {"first_name": "changed"})
    assert await rows.delete(conn, PERSONS.relation, company, [("id", person_id)]) == 0
    assert await rows.find(conn, PERSONS.relation, ("id",), (company,), person_id) is None


async def test_dates_are_spelled_as_the_document_says(conn, make, company):
    person_id = uuid.uuid4()
    await rows.save(conn, PERSONS.relation, company, person_id, {"birth_on": "Tue, 15 Jan 1963 00:00:00 GMT"})
    row = await rows.find(conn, PERSONS.relation, ("birth_on", "id"), (company,), person_id)
    assert (row["birth_on"], row["id"]) == ("Tue, 15 Jan 1963 00:00:00 GMT", str(person_id))


# Attacks: everything is a value


@pytest.mark.parametrize("text", ATTACKS)
async def test_texts_are_values_wherever_they_stand(conn, company, text):
    name = text[:200]
    identity = await put(conn, company, name, description=text)
    assert await names(conn, company, search=text[:1000]) == [name]
    assert await names(conn, company, groups=[[Condition("battery_name", "=", name)]]) == [name]
    assert await names(conn, company, fixed=[("battery_name", name)]) == [name]
    assert (await rows.find(conn, RELATION, ("description",), (company,), identity, fixed=[("battery_name", name)]))["description"] == text
    assert await rows.delete(conn, RELATION, company, [("battery_name", name)]) == 1


@pytest.mark.parametrize("text", ATTACKS)
async def test_what_is_no_value_of_its_column_fits_nothing(pool, company, text):
    for column in ("battery_costs", "is_active", "managed_by_user_id", "battery_type"):
        async with pool.acquire() as conn:
            assert await names(conn, company, groups=[[Condition(column, "=", text)]]) == []
    async with pool.acquire() as conn, conn.transaction():
        with pytest.raises(Invalid):
            await put(conn, company, battery_costs=text)


def test_unknown_columns_and_operators_are_no_part_of_a_statement():
    composed = rows.Composed(RELATION)
    with pytest.raises(KeyError):
        composed.condition(Condition("id; drop table batteries", "=", "x"))
    with pytest.raises(KeyError):
        composed.condition(Condition("id", "= 1 or 1", "x"))
    with pytest.raises(KeyError):
        composed.ordered(Wanted((), (MASTER,), sort=[("pg_sleep(1)", False)]))


async def test_one_shape_of_request_has_one_text():
    texts = set()
    for word in ("a", "' or 1=1", "%"):
        composed = rows.Composed(RELATION)
        wanted = Wanted(("id",), (uuid.uuid4(),), groups=[[Condition("battery_name", "=", word)]], search=word, limit=len(word), offset=5)
        texts.add(composed.listed(wanted, 0))
        assert word in composed.values
    assert len(texts) == 1
    assert "'" not in texts.pop().replace("E'\\n'", "").replace("''", "")


# Saving


async def test_an_update_leaves_what_is_not_named(conn, company):
    identity = await put(conn, company, "first", description="kept", battery_costs=5)
    assert await rows.save(conn, RELATION, company, identity, {"battery_costs": 7}) is False
    assert await rows.save(conn, RELATION, company, identity, {}) is False
    row = await rows.find(conn, RELATION, ("battery_name", "description", "battery_costs"), (company,), identity)
    assert tuple(row.values())[1:] == ("first", "kept", 7)


async def test_a_new_row_needs_what_has_no_default(conn, company):
    with pytest.raises(Invalid) as problem:
        await rows.save(conn, SESSION_TESTS.relation, company, uuid.uuid4(), {"test_id": str(uuid.uuid4())})
    assert [fault.path for fault in problem.value.faults] == [("session_id",), ("person_id",), ("test_language",)]


@pytest.mark.parametrize(
    "column, value, code",
    [
        ("battery_name", None, "required"),
        ("battery_name", "x" * 201, "too_long"),
        ("invoice_code", "x" * 21, "too_long"),
        ("battery_costs", "x", "bad_value"),
        ("battery_costs", 32768, "bad_value"),
        ("battery_costs", True, "bad_value"),
        ("battery_costs", {}, "bad_value"),
        ("battery_costs", "", "bad_value"),
        ("is_active", 5.5, "bad_value"),
        ("managed_by_user_id", "", "bad_value"),
    ],
)
async def test_what_cannot_be_saved_is_named(pool, company, column, value, code):
    async with pool.acquire() as conn, conn.transaction():
        with pytest.raises(Invalid) as problem:
            await put(conn, company, **{column: value} if column != "battery_name" else {"name": value})
    assert [fault.code for fault in problem.value.faults] == [code]


@pytest.mark.parametrize(
    "column, value, stored",
    [
        ("battery_costs", 5.0, 5),
        ("battery_costs", "5", 5),
        ("is_active", 0, False),
        ("is_active", "True", True),
        ("battery_type", None, None),
        ("remarks", 5, "5"),
        ("remarks", [1], "[1]"),
        ("plugin_data", "text", '"text"'),
        ("plugin_data", None, "null"),
    ],
)
async def test_values_are_taken_as_json_has_them(conn, company, column, value, stored):
    identity = await put(conn, company, **{column: value})
    assert (await rows.find(conn, RELATION, (column,), (company,), identity))[column] == stored


@pytest.mark.parametrize("value", ["infinity", "-infinity", "10000-01-01", "4713-01-01 BC", "0001-01-01T00:00:00+14"])
async def test_instants_stay_where_clients_can_read_them(pool, company, value):
    async with pool.acquire() as conn, conn.transaction():
        with pytest.raises(Invalid) as problem:
            await rows.save(conn, TESTS.relation, company, uuid.uuid4(), {"starts_at": value, "total_time_available_for_this_test": 0})
    assert problem.value.faults[0].code == "out_of_range"


async def test_a_reference_that_leads_nowhere_is_refused(pool, company):
    values = {"session_id": str(uuid.uuid4()), "test_id": str(uuid.uuid4()), "person_id": str(uuid.uuid4()), "test_language": "en"}
    async with pool.acquire() as conn, conn.transaction():
        with pytest.raises(Invalid) as problem:
            await rows.save(conn, SESSION_TESTS.relation, company, uuid.uuid4(), values)
    assert problem.value.faults[0].code == "unknown_reference"


async def test_what_a_row_must_have_to_be_changed(conn, company):
    mine, theirs = str(uuid.uuid4()), str(uuid.uuid4())
    identity = uuid.uuid4()
    assert await rows.save(
        conn, GROUPS.relation, company, identity, {}, fixed=[("managed_by_user_id", mine)], defaults={"managed_by_user_id": mine}
    )
    with pytest.raises(NotFound):
        await rows.save(conn, GROUPS.relation, company, identity, {}, fixed=[("managed_by_user_id", theirs)])
    assert await rows.save(conn, GROUPS.relation, company, identity, {}, fixed=[("managed_by_user_id", mine)]) is False


async def test_only_new_ones(conn, company):
    identity = uuid.uuid4()
    assert await rows.save(conn, GROUPS.relation, company, identity, {}, only_new=True)
    with pytest.raises(Conflict):
        await rows.save(conn, GROUPS.relation, company, identity, {}, only_new=True)


async def test_of_many_who_create_one_row_one_does(pool, company):
    identity = uuid.uuid4()

    async def create(number: int) -> bool:
        async with db.transaction(pool) as conn:
            return await rows.save(conn, RELATION, company, identity, {"battery_name": f"b{number}", "battery_costs": number})

    made = await asyncio.gather(*(create(number) for number in range(8)))
    assert sorted(made) == [False] * 7 + [True]
    async with pool.acquire() as conn:
        row = await rows.find(conn, RELATION, ("battery_name", "battery_costs"), (company,), identity)
    assert row["battery_name"] == f"b{row['battery_costs']}"


@pytest.mark.parametrize("relation", [GROUPS.relation, PERSONS.relation], ids=["groups", "persons"])
async def test_who_comes_second_changes_what_he_may(pool, company, relation):
    """Neither is told that the row is not there: not with a limit to own objects, not where ids are the whole server's."""
    identity, user = uuid.uuid4(), str(uuid.uuid4())

    async def create() -> bool:
        async with db.transaction(pool) as conn:
            mine = [("managed_by_user_id", user)]
            return await rows.save(conn, relation, company, identity, {}, fixed=mine, defaults=dict(mine))

    made = await asyncio.gather(*(create() for _ in range(6)))
    assert sorted(made) == [False] * 5 + [True]
