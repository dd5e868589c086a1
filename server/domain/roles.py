"""Roles of people and groups on one object of research data, whatever its noun."""

from collections.abc import Mapping
from typing import Any

from server.db import Connection, sql
from server.domain import audit
from server.domain.actor import Actor
from server.domain.nouns import Noun
from server.errors import BadRequest, Conflict, Denied, Fault, Invalid, NotFound

# Who holds a role. The statements of a noun's roles name it in their last word and in the parameter `<holder>_id`.
PERSON, GROUP = "account", "group"
INSERT = {PERSON: lambda noun: noun.roles.insert_account, GROUP: lambda noun: noun.roles.insert_group}
UPDATE = {PERSON: lambda noun: noun.roles.update_account, GROUP: lambda noun: noun.roles.update_group}
DELETE = {PERSON: lambda noun: noun.roles.delete_account, GROUP: lambda noun: noun.roles.delete_group}


def known_role(noun: Noun, name: str) -> str:
    """The role of that name; it may have any case and blanks around it."""
    role = name.strip().lower()
    if role not in noun.role_names:
        raise BadRequest("no_such_role")
    return role


async def grant(conn: Connection, actor: Actor, noun: Noun, thing: Mapping[str, Any], holder: str, holder_id: int, name: str) -> None:
    """Gives a person or group its one role on the object. A group must be one that the actor may read."""
    await require_holder(conn, actor, holder, holder_id)
    role = known_role(noun, name)
    given = await INSERT[holder](noun)(conn, object_id=thing["id"], role=role, **{f"{holder}_id": holder_id})
    if given is None:
        raise Conflict("role_exists")
    await settle(conn, actor, noun, thing, "grant", holder, holder_id, {"role": role})


async def require_holder(conn: Connection, actor: Actor, holder: str, holder_id: int) -> None:
    if holder == PERSON:
        if await sql.users.find_active(conn, id=holder_id) is None:
            raise Invalid([Fault(("user", "id"), "no_such_object", {"noun": "user"})])
        return
    group = await sql.groups.get(conn, id=holder_id, reader=actor.user_id)
    if group is None or group["state"] != "active":
        raise Invalid([Fault(("group", "id"), "no_such_object", {"noun": "group"})])
    if "read" not in group["actions"]:
        raise Denied("group_not_readable")


async def change(conn: Connection, actor: Actor, noun: Noun, thing: Mapping[str, Any], holder: str, holder_id: int, name: str) -> None:
    """Another role for who has one. The creator's stays."""
    role = known_role(noun, name)
    require_not_creator(thing, holder, holder_id, "change")
    was = await UPDATE[holder](noun)(conn, object_id=thing["id"], role=role, **{f"{holder}_id": holder_id})
    if was is None:
        raise NotFound("role")
    if was != role:
        await settle(conn, actor, noun, thing, "change", holder, holder_id, {"role": role, "was": was})


async def revoke(conn: Connection, actor: Actor, noun: Noun, thing: Mapping[str, Any], holder: str, holder_id: int) -> None:
    require_not_creator(thing, holder, holder_id, "remove")
    was = await DELETE[holder](noun)(conn, object_id=thing["id"], **{f"{holder}_id": holder_id})
    if was is None:
        raise NotFound("role")
    await settle(conn, actor, noun, thing, "revoke", holder, holder_id, {"was": was})


def require_not_creator(thing: Mapping[str, Any], holder: str, holder_id: int, verb: str) -> None:
    """Worded here; a trigger keeps it whoever asks."""
    if holder == PERSON and holder_id == thing["creator_id"]:
        raise Conflict("creator_stays_admin", verb=verb)


async def settle(
    conn: Connection, actor: Actor, noun: Noun, thing: Mapping[str, Any], verb: str, holder: str, holder_id: int, details: dict[str, Any]
) -> None:
    await noun.statements.touch(conn, id=thing["id"])
    await audit.record(conn, actor, f"{noun.name}.{verb}_role", noun.name, thing["id"], {f"{holder}_id": holder_id} | details)
