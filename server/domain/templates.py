"""Templates: what their fields and their data may hold, making and changing one.

The data of type `extras` is a list of metadata entries, that of type `record` the fields of a record to be made, each with
a default. Identifiers of other objects in it are not looked up: whoever makes a record from it may see others than its author.
"""

from collections.abc import Callable, Mapping
from typing import Any

import orjson

from server.db import Connection, Row, sql
from server.domain import extras, fields, record_links, resources
from server.domain.actor import Actor
from server.domain.fields import Rule, Wrong, wrong
from server.domain.nouns import TEMPLATE
from server.domain.permissions import ROLES
from server.errors import Fault

TYPES = ("record", "extras")
REQUIRED = (*resources.REQUIRED, "type", "data")


def kind_of_template(value: Any) -> str:
    found = fields.filled(value).strip().lower()
    if found not in TYPES:
        raise wrong("not_one_of", options=TYPES)
    return found


# The data of a template of a record


def or_blank(rule: Rule) -> Rule:
    """Blank means that nothing is given."""
    return lambda value: rule(value) if fields.text(value).strip() else ""


def metadata(value: Any) -> list[dict[str, Any]]:
    if value is None:
        raise wrong("null")
    entries, faults = extras.clean(value, is_template=True)
    if faults:
        raise Wrong(*((fault.path, fault.code, fault.params) for fault in faults))
    return entries


def object_id(value: Any) -> int:
    found = fields.number(value)
    if found < 1:
        raise wrong("too_small", limit=1)
    return found


def one_of(options: tuple[str, ...]) -> Rule:
    def rule(value: Any) -> str:
        if fields.text(value) not in options:
            raise wrong("not_one_of", options=options)
        return value

    return rule


def members(value: Any, rule: Callable[[Any], Any], no_list: str) -> list[Any]:
    """A list whose members all keep a rule; otherwise every fault of every member."""
    if value is None:
        raise wrong("null")
    if not isinstance(value, list):
        raise wrong(no_list)
    found, faults = [], []
    for index, member in enumerate(value):
        try:
            found.append(rule(member))
        except Wrong as error:
            faults += [((str(index), *path), code, params) for path, code, params in error.faults]
    if faults:
        raise Wrong(*faults)
    return found


def entry(rules: Mapping[str, Rule], required: tuple[str, ...], defaults: Mapping[str, Any]) -> Callable[[Any], dict[str, Any]]:
    """The rule for an object whose fields keep rules of their own."""

    def rule(value: Any) -> dict[str, Any]:
        found, faults = fields.clean(value, rules, required)
        if faults:
            raise Wrong(*((fault.path, fault.code, fault.params) for fault in faults))
        return {**defaults, **found}

    return rule


record_link = entry(
    {"direction": one_of(("out", "in")), "record": object_id, "name": fields.title, "term": fields.or_null(record_links.term)},
    ("direction", "record", "name"), {"term": None},
)  # fmt: skip
role = entry(
    {"subject_type": one_of(("user", "group")), "subject_id": object_id, "role": one_of(tuple(ROLES["record"]))},
    ("subject_type", "subject_id", "role"), {},
)  # fmt: skip

RECORD_RULES: dict[str, Rule] = {
    "identifier": or_blank(fields.identifier),
    "title": or_blank(fields.title),
    "description": fields.description,
    "type": fields.or_null(fields.kind),
    "license": fields.or_null(fields.name_of_license),
    "extras": metadata,
    "tags": fields.tags,
    "collections": lambda value: members(value, object_id, "not_list"),
    "record_links": lambda value: members(value, record_link, "wrong_kind"),
    "roles": lambda value: members(value, role, "wrong_kind"),
}
RECORD_DEFAULTS: dict[str, Any] = {
    "identifier": "", "title": "", "description": "", "type": None, "license": None, "extras": [], "tags": [], "collections": [],
    "record_links": [], "roles": [],
}  # fmt: skip


def clean_data(kind: str, given: Any) -> tuple[Any, list[Fault]]:
    """The data in its canonical form, and every fault below `data`."""
    place = ("data",)
    if given is None:
        return None, [Fault(place, "null")]
    if kind == "extras":
        return extras.clean(given, path=place, is_template=True)
    values, faults = fields.clean(given, RECORD_RULES)
    return RECORD_DEFAULTS | values, [Fault((*place, *fault.path), fault.code, fault.params) for fault in faults]


async def check(conn: Connection, given: Any, rules: Mapping[str, Rule], required: tuple[str, ...], kind: str | None) -> resources.Clean:
    """What `resources` asks for, found beforehand: whether a license is known only the database can say. `kind` None: a new template,
    whose data are looked at if its type is one."""
    values, faults = fields.clean(given, rules, required)
    kind = kind or values.get("type")
    if isinstance(given, dict) and "data" in given and kind is not None:
        data, more = clean_data(kind, given["data"])
        name = data.get("license") if isinstance(data, dict) else None
        if name and not (await sql.records.check(conn, identifier=None, license=name, but=None))["is_license"]:
            more.append(Fault(("data", "license"), "no_such_license"))
        values["data"] = orjson.dumps(data, option=orjson.OPT_SORT_KEYS).decode()
        faults += more
    return lambda _: (values, faults)


async def create(conn: Connection, actor: Actor, given: Any) -> Row:
    clean = await check(conn, given, resources.RULES | {"type": kind_of_template}, REQUIRED, None)
    return await resources.create(conn, actor, TEMPLATE, clean, given, {})


async def update(conn: Connection, actor: Actor, template: Mapping[str, Any], given: Any) -> Mapping[str, Any]:
    """The template with the given fields changed; its type stays."""
    clean = await check(conn, given, resources.RULES, (), template["type"])
    return await resources.update(conn, actor, TEMPLATE, clean, template, given, ("data",))
