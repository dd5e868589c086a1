"""The gate: what each role may do, in both forms of the rule, and the order in which `admit` refuses."""

import itertools

import pytest

from server import db
from server.db import sql
from server.domain import permissions
from server.domain.actor import Actor
from server.domain.nouns import COLLECTION, RECORD, TEMPLATE
from server.errors import Denied, NotFound, ScopeMissing
from tests.make import unique


async def group_with(conn, creator, *members, state="active"):
    """A group of `creator`; members are (account, role)."""
    group_id = await conn.fetchval(
        "insert into groups (creator_id, identifier, title, state, deleted_at) values ($1, $2, 'G', $3, case when $3 = 'active' then null"
        " else now() end) returning id",
        creator["id"],
        unique("group"),
        state,
    )
    for account, role in [(creator, "admin"), *members]:
        await conn.execute("insert into memberships (group_id, account_id, role) values ($1, $2, $3)", group_id, account["id"], role)
    return group_id


each_noun = pytest.mark.parametrize("noun", [RECORD, COLLECTION, TEMPLATE], ids=lambda noun: noun.name)


async def made(make, noun, owner, **fields):
    return await getattr(make, noun.name)(owner, **fields)


async def both_forms(conn, noun, object_id, account_id):
    """(actions of the one row, whether lists show it)."""
    row = await noun.statements.get(conn, id=object_id, reader=account_id)
    shown = f"select exists (select from visible_{noun.name}s($1) where id = $2)"  # noqa: S608
    return tuple(row["actions"]), await conn.fetchval(shown, account_id, object_id)


@each_noun
@pytest.mark.parametrize("through_group", [False, True])
async def test_a_role_gives_its_actions(conn, make, noun, through_group):
    for role in (None, *noun.role_names):
        owner, reader = await make.account(), await make.account()
        thing = await made(make, noun, owner)
        if role and through_group:
            group_id = await group_with(conn, owner, (reader, "member"))
            await noun.roles.insert_group(conn, object_id=thing["id"], group_id=group_id, role=role)
        elif role:
            await noun.roles.insert_account(conn, object_id=thing["id"], account_id=reader["id"], role=role)
        expected = permissions.ROLES[noun.name][role] if role else ()
        assert await both_forms(conn, noun, thing["id"], reader["id"]) == (expected, bool(role))
        assert await both_forms(conn, noun, thing["id"], owner["id"]) == (permissions.ROLES[noun.name]["admin"], True)


@each_noun
@pytest.mark.parametrize("state", ["deleted", "purged"])
async def test_rights_add_up_and_a_deleted_group_does_not_count(conn, make, noun, state):
    owner, reader = await make.account(), await make.account()
    thing, private = await made(make, noun, owner, visibility="public"), await made(make, noun, owner)
    assert await both_forms(conn, noun, thing["id"], reader["id"]) == (("read",), True)
    gone = await group_with(conn, owner, (reader, "admin"), state=state)
    for one in (thing, private):
        await noun.roles.insert_group(conn, object_id=one["id"], group_id=gone, role="admin")
    assert await both_forms(conn, noun, private["id"], reader["id"]) == ((), False)
    shared = f"select count(*) from {noun.name}s_shared_with($1)"  # noqa: S608
    assert await conn.fetchval(shared, reader["id"]) == 0
    assert await both_forms(conn, noun, thing["id"], reader["id"]) == (("read",), True)
    weaker, stronger = noun.role_names[-3], noun.role_names[-2]
    await noun.roles.insert_account(conn, object_id=thing["id"], account_id=reader["id"], role=weaker)
    assert (await both_forms(conn, noun, thing["id"], reader["id"]))[0] == permissions.ROLES[noun.name][weaker]
    alive = await group_with(conn, owner, (reader, "member"))
    await noun.roles.insert_group(conn, object_id=thing["id"], group_id=alive, role=stronger)
    assert (await both_forms(conn, noun, thing["id"], reader["id"]))[0] == permissions.ROLES[noun.name][stronger]


@each_noun
@pytest.mark.parametrize("roles, holds", [(((None, "admin"),), True), ((("research", "admin"),), True), ((("training", "admin"),), False)])
async def test_only_an_admin_of_research_may_do_everything(pool, make, noun, roles, holds):
    thing, admin = await made(make, noun, await make.account()), await make.account(roles=roles)
    expected = permissions.ROLES[noun.name]["admin"] if holds else ()
    async with pool.acquire() as conn:
        assert await both_forms(conn, noun, thing["id"], admin["id"]) == (expected, holds)


@each_noun
async def test_an_ended_role_gives_nothing(pool, make, noun):
    thing, admin = await made(make, noun, await make.account()), await make.account(roles=(("research", "admin"),))
    async with pool.acquire() as conn:
        await conn.execute("update role_assignments set effective_until = now() where account_id = $1", admin["id"])
        assert await both_forms(conn, noun, thing["id"], admin["id"]) == ((), False)


@each_noun
async def test_both_forms_agree_on_every_mixture(conn, make, noun):
    """Every combination of own role, role through a group, visibility and state."""
    owner, reader = await make.account(), await make.account()
    group_id = await group_with(conn, owner, (reader, "member"))
    names = [None, *noun.role_names]
    for own, shared, visibility in itertools.product(names, names, ("private", "public")):
        thing = await made(make, noun, owner, visibility=visibility)
        if own:
            await noun.roles.insert_account(conn, object_id=thing["id"], account_id=reader["id"], role=own)
        if shared:
            await noun.roles.insert_group(conn, object_id=thing["id"], group_id=group_id, role=shared)
        actions, shown = await both_forms(conn, noun, thing["id"], reader["id"])
        assert shown == ("read" in actions), (own, shared, visibility)
        strongest = max((names.index(own), names.index(shared), visibility == "public"))
        assert actions == (permissions.ROLES[noun.name][names[strongest]] if strongest else ())


@pytest.mark.parametrize("role", permissions.ROLES["group"])
async def test_membership_gives_its_actions_on_the_group(conn, make, role):
    owner, member, stranger = await make.account(), await make.account(), await make.account()
    group_id = await group_with(conn, owner, (member, role))
    assert tuple((await sql.groups.get(conn, id=group_id, reader=member["id"]))["actions"]) == permissions.ROLES["group"][role]
    assert (await sql.groups.get(conn, id=group_id, reader=stranger["id"]))["actions"] == []
    assert await conn.fetchval("select count(*) from visible_groups($1) where id = $2", stranger["id"], group_id) == 0
    assert await conn.fetchval("select count(*) from visible_groups($1) where id = $2", member["id"], group_id) == 1


@pytest.mark.parametrize("noun", ["record", "collection", "template", "group"])
@pytest.mark.parametrize("change", ["update {0} set role = 'member' where {1}_id = $1 and account_id = $2",
                                    "delete from {0} where {1}_id = $1 and account_id = $2"])  # fmt: skip
async def test_the_database_keeps_the_creators_role(conn, make, noun, change):
    owner = await make.account()
    thing = await getattr(make, noun)(owner)
    with pytest.raises(db.CheckViolation) as error:
        await conn.execute(change.format("memberships" if noun == "group" else f"{noun}_account_roles", noun), thing["id"], owner["id"])
    assert db.violated(error.value) == f"{noun}s_creator_is_admin"


async def test_purging_takes_the_creators_role_along(conn, make):
    record = await make.record(await make.account())
    await conn.execute("update records set state = 'purged', deleted_at = now() where id = $1", record["id"])
    assert await sql.records.delete(conn, id=record["id"]) == 1
    assert await conn.fetchval("select count(*) from record_account_roles where record_id = $1", record["id"]) == 0


# admit

READER = Actor(kind="pat", account_id=1, scopes=frozenset({"record.read"}))
ACTIVE = {"actions": ["read"], "state": "active"}


@pytest.mark.parametrize(
    "row, action, scopes, order, failure",
    [
        (None, "update", ("record.update",), permissions.BY_ID, NotFound),
        (ACTIVE, "update", ("record.update",), permissions.BY_ID, Denied),
        (ACTIVE, "read", ("record.update",), permissions.BY_ID, ScopeMissing),
        (ACTIVE | {"state": "deleted"}, "update", ("record.read",), permissions.BY_ID, Denied),
        (ACTIVE | {"state": "deleted"}, "read", ("record.update",), permissions.BY_ID, ScopeMissing),
        (ACTIVE | {"state": "deleted"}, "read", ("record.read",), permissions.BY_ID, NotFound),
        (None, "read", ("record.update",), permissions.BY_NAME, ScopeMissing),
        (None, "read", ("record.read",), permissions.BY_NAME, NotFound),
        (ACTIVE, "update", ("record.read",), permissions.BY_NAME, Denied),
        (ACTIVE | {"state": "deleted"}, "update", ("record.read",), permissions.BY_NAME, NotFound),
        (ACTIVE, "update", ("record.read",), permissions.HIDING, NotFound),
    ],
)
def test_admit_refuses_in_the_order_asked_for(row, action, scopes, order, failure):
    with pytest.raises(failure) as error:
        permissions.admit(row, action, READER, scopes, order)
    assert type(error.value) is failure


@pytest.mark.parametrize("order", [permissions.BY_ID, permissions.BY_NAME, permissions.HIDING])
def test_admit_returns_the_row(order):
    assert permissions.admit(ACTIVE, "read", READER, ("record.read",), order) is ACTIVE


@pytest.mark.parametrize(
    "roles, may",
    [
        ((), True),
        ((("research", "guest"),), False),
        ((("research", "guest"), ("research", "admin")), True),
        ((("training", "guest"),), True),
    ],
)
def test_guests_create_nothing(roles, may):
    actor = Actor(kind="pat", account_id=1, roles=frozenset(roles))
    if may:
        permissions.require_may_create(actor)
    else:
        with pytest.raises(Denied):
            permissions.require_may_create(actor)
