"""Roles of people and groups on an object: lists, giving, changing, taking away."""

from collections.abc import Mapping
from typing import Any

from aiohttp import web

from server import keys
from server.api.kadi import paging, shapes
from server.api.kadi.nouns import admitted_for_change, admitted_for_reading
from server.api.kadi.shapes import Reader
from server.db import sql
from server.domain import fields, roles
from server.domain.nouns import GROUP, Noun
from server.errors import Fault, Invalid, NotFound
from server.http import inputs
from server.http.connection import read, transaction
from server.http.responses import empty, json


def place_of(reader: Reader, noun: Noun, object_id: int, holders: str) -> str:
    """The address of the list: people of a group are its members."""
    return f"{reader.api}/{noun.name}s/{object_id}/" + ("members" if noun is GROUP else f"roles/{holders}")


async def list_users(request: web.Request, noun: Noun) -> web.Response:
    window, text, exclude = paging.page(request), paging.text(request, "filter"), paging.ids(request, "exclude") or None
    async with read(request) as conn:
        thing = await admitted_for_reading(request, conn, noun)
        rows = await noun.roles.list_accounts(
            conn, object_id=thing["id"], text=text, exclude=exclude, limit=window.size, offset=window.offset
        )
        total = await window.window.counted(rows, noun.roles.count_accounts, conn, object_id=thing["id"], text=text, exclude=exclude)
    reader = Reader(request)
    place = place_of(reader, noun, thing["id"], "users")
    return paging.listed(request, window, total, [shapes.user_role(row, reader, place) for row in rows])


async def list_groups(request: web.Request, noun: Noun) -> web.Response:
    """All roles for who may manage them, else those of groups that the reader may read."""
    window, text, actor = paging.page(request), paging.text(request, "filter"), request[keys.ACTOR]
    async with read(request) as conn:
        thing = await admitted_for_reading(request, conn, noun)
        of = {"object_id": thing["id"], "reader": actor.user_id, "sees_all": "permissions" in thing["actions"], "text": text}
        rows = await noun.roles.list_groups(conn, limit=window.size, offset=window.offset, **of)
        total = await window.window.counted(rows, noun.roles.count_groups, conn, **of)
    reader = Reader(request)
    place = place_of(reader, noun, thing["id"], "groups")
    return paging.listed(request, window, total, [shapes.group_role(row, reader, place) for row in rows])


async def add_user(request: web.Request, noun: Noun) -> web.Response:
    return await add(request, noun, "user", roles.PERSON)


async def add_group(request: web.Request, noun: Noun) -> web.Response:
    return await add(request, noun, "group", roles.GROUP)


async def change_user(request: web.Request, noun: Noun) -> web.Response:
    return await change(request, noun, roles.PERSON, "user_id")


async def change_group(request: web.Request, noun: Noun) -> web.Response:
    return await change(request, noun, roles.GROUP, "group_id")


async def remove_user(request: web.Request, noun: Noun) -> web.Response:
    return await remove(request, noun, roles.PERSON, "user_id")


async def remove_group(request: web.Request, noun: Noun) -> web.Response:
    return await remove(request, noun, roles.GROUP, "group_id")


async def add(request: web.Request, noun: Noun, word: str, holder: str) -> web.Response:
    raw = await inputs.raw_body(request)
    async with transaction(request) as conn:
        thing = await admitted_for_change(request, conn, noun, noun.managing)
        holder_id, name = new_role(inputs.loads(raw), word)
        await roles.grant(conn, request[keys.ACTOR], noun, thing, holder, holder_id, name)
    return json({}, 201)


async def change(request: web.Request, noun: Noun, holder: str, parameter: str) -> web.Response:
    raw = await inputs.raw_body(request)
    async with transaction(request) as conn:
        thing = await admitted_for_change(request, conn, noun, noun.managing)
        holder_id = await existing(conn, holder, inputs.path_int(request, parameter))
        name = role_name(inputs.loads(raw))
        await roles.change(conn, request[keys.ACTOR], noun, thing, holder, holder_id, name)
    return empty(content_type="application/json")


async def remove(request: web.Request, noun: Noun, holder: str, parameter: str) -> web.Response:
    async with transaction(request) as conn:
        thing = await admitted_for_change(request, conn, noun, noun.managing)
        holder_id = await existing(conn, holder, inputs.path_int(request, parameter))
        await roles.revoke(conn, request[keys.ACTOR], noun, thing, holder, holder_id)
    return empty(content_type="application/json")


async def existing(conn: Any, holder: str, holder_id: int) -> int:
    """The user or group of the path, if there is one."""
    found = await (sql.users.get_known if holder == roles.PERSON else sql.groups.exists)(conn, id=holder_id)
    if not found:
        raise NotFound()
    return holder_id


def new_role(given: Any, word: str) -> tuple[int, str]:
    """`{"user": {"id": 3}, "role": {"name": "editor"}}` as (3, "editor"); Invalid with all faults."""
    if not isinstance(given, dict):
        raise Invalid([Fault((), "wrong_kind")])
    faults: list[Fault] = []
    holder_id = member(given, word, "id", faults)
    name = member(given, "role", "name", faults)
    if holder_id is not None:
        try:
            holder_id = fields.number(holder_id)
        except fields.Wrong:
            faults.append(Fault((word, "id"), "not_integer"))
        else:
            faults += [] if fields.is_id(holder_id) else [Fault((word, "id"), "no_such_object", {"noun": word})]
    if name is not None and not isinstance(name, str):
        faults.append(Fault(("role", "name"), "not_string"))
    if faults:
        raise Invalid(faults)
    return holder_id, name


def member(given: Mapping[str, Any], outer: str, inner: str, faults: list[Fault]) -> Any:
    """`given[outer][inner]`, or a fault."""
    place: tuple[str, ...] = (outer,)
    value = given.get(outer)
    if outer not in given:
        faults.append(Fault(place, "required"))
    elif value is None:
        faults.append(Fault(place, "null"))
    elif not isinstance(value, dict):
        faults.append(Fault(place, "wrong_kind"))
    elif inner not in value:
        faults.append(Fault((*place, inner), "required"))
    elif value[inner] is None:
        faults.append(Fault((*place, inner), "null"))
    else:
        return value[inner]
    return None


def role_name(given: Any) -> str:
    """The name in `{"name": "editor"}`."""
    if not isinstance(given, dict):
        raise Invalid([Fault((), "wrong_kind")])
    if "name" not in given:
        raise Invalid([Fault(("name",), "required")])
    name = given["name"]
    if not isinstance(name, str):
        raise Invalid([Fault(("name",), "null" if name is None else "not_string")])
    return name
