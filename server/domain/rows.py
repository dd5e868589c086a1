# ruff: noqa: S608 - names come from relations that are written in our code, all values are bound
"""Lists, reads, saves and deletes the rows of any relation that is described as data (assessment's stored entities).

The only place that composes SQL. Names of relations and columns come from a `Relation`, which is written in our code and
checked when it is made; everything that came with a request is bound, as text, and cast by the database. A relation's rows
have an owner: a company, or the master (no company). Every statement names the owner first, so that no filter, search or id
can reach another's rows. The same shape of request gives the same text of a statement, so prepared ones are used again.
"""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import orjson

from server import db
from server.db import Connection, Row
from server.errors import Conflict, Fault, Invalid, NotFound

MASTER = None  # the owner of rows without a company
ZERO = UUID(int=0)
NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")
# How a kind of column is cast from the text that is bound.
CASTS = {"uuid": "uuid", "int2": "smallint", "int4": "integer", "int8": "bigint", "float8": "double precision", "bool": "boolean",
         "text": "text", "json": "text", "instant": "timestamptz", "date": "date"}  # fmt: skip
OPERATORS = {"=": "=", "!=": "<>", ">=": ">=", "<=": "<=", "like": "like"}
RFC_1123 = """to_char({0}, 'Dy, DD Mon YYYY "00:00:00 GMT"')"""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a relation: `length` of a text, None for any; `is_required`: a new row has to bring it."""

    name: str
    kind: str
    length: int | None = None
    is_nullable: bool = False
    is_required: bool = False

    def __post_init__(self) -> None:
        if not NAME.fullmatch(self.name) or self.kind not in CASTS:
            raise ValueError(f"{self.name} {self.kind} is no column")

    @property
    def shown(self) -> str:
        """As it is read: ids and dates as the text that an answer has, so that nothing is left to spell."""
        if self.kind == "uuid":
            return f"{self.name}::text"
        return RFC_1123.format(self.name) if self.kind == "date" else self.name

    @property
    def sorted(self) -> str:
        return f"lower({self.name})" if self.kind in ("text", "json") else self.name

    def cast(self, place: int) -> str:
        return f"${place}::text" if CASTS[self.kind] == "text" else f"${place}::text::{CASTS[self.kind]}"


@dataclass(frozen=True, slots=True)
class Relation:
    """A table or view with columns, and who owns its rows.

    `owner` is the column with the owner: `owner_id` (zero is the master), `company_id` (there are no rows of the master), or
    "" (rows of nobody in particular). `master_has_all`: for whoever may look at the master, all rows are there.
    """

    name: str
    columns: Mapping[str, Column]
    identity: str = "id"
    owner: str = "owner_id"
    searched: tuple[str, ...] = ()
    order: tuple[str, ...] = ()
    archive: str = ""
    master_has_all: bool = False

    def __post_init__(self) -> None:
        named = (self.identity, *self.searched, *self.order, *([self.archive] if self.archive else []))
        if (
            not NAME.fullmatch(self.name)
            or self.owner not in ("", "owner_id", "company_id")
            or any(name not in self.columns for name in named)
        ):
            raise ValueError(f"{self.name} names what is no column")
        if any(key != column.name for key, column in self.columns.items()):
            raise ValueError(f"{self.name}: a column has two names")

    @property
    def search(self) -> str:
        """All that is searched as one text, a line for each column; the same expression as the table's index."""
        return " || E'\\n' || ".join(f"coalesce({name}::text, '')" for name in self.searched)


@dataclass(frozen=True, slots=True)
class Condition:
    """`column operator value`, the operator one of `OPERATORS`, the value any text."""

    column: str
    operator: str
    value: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of a relation is asked for.

    `owners`: whose rows, one after the other, each paged by itself. `groups`: conditions, in a group any, of the groups all.
    `fixed`: what the server itself demands of a row, column by column. `is_archived`: True only those, False none of them.
    """

    columns: tuple[str, ...]
    owners: tuple[UUID | None, ...]
    groups: Sequence[Sequence[Condition]] = ()
    fixed: Sequence[tuple[str, Any]] = ()
    search: str = ""
    sort: Sequence[tuple[str, bool]] = ()
    is_archived: bool | None = None
    offset: int = 0
    limit: int | None = None


@dataclass(slots=True)
class Composed:
    """A statement that is being put together: its text comes from us, everything else is bound."""

    relation: Relation
    values: list[Any] = field(default_factory=list)

    def bind(self, value: Any) -> int:
        self.values.append(value)
        return len(self.values)

    def column(self, name: str) -> Column:
        return self.relation.columns[name]

    def owned(self, owner: UUID | None) -> list[str]:
        """The rows of that owner and of nobody else."""
        relation = self.relation
        if not relation.owner or (owner is MASTER and relation.master_has_all):
            return []
        if owner is MASTER and relation.owner == "company_id":
            return ["false"]
        return [f"{relation.owner} = ${self.bind(owner or ZERO)}::uuid"]

    def equal(self, pairs: Iterable[tuple[str, Any]]) -> list[str]:
        return [f"{name} = {self.column(name).cast(self.bind(plain(value)))}" for name, value in pairs]

    def condition(self, condition: Condition) -> str:
        column, operator = self.column(condition.column), OPERATORS[condition.operator]
        if operator == "like":
            return f"{column.name}::text like ${self.bind(condition.value)}::text"
        return f"{column.name} {operator} {column.cast(self.bind(condition.value))}"

    def filtered(self, wanted: Wanted, owner: UUID | None) -> str:
        parts = self.owned(owner) + self.equal(wanted.fixed)
        if wanted.is_archived is not None and self.relation.archive:
            parts.append(f"{'not ' if wanted.is_archived else ''}{self.relation.archive}")
        parts += ["(" + " or ".join(self.condition(each) for each in group) + ")" for group in wanted.groups if group]
        if wanted.search and self.relation.searched:
            parts.append(f"({self.relation.search}) ilike ${self.bind('%' + escaped(wanted.search) + '%')}::text")
        return " and ".join(parts) or "true"

    def ordered(self, wanted: Wanted) -> str:
        """The wished order, the relation's own, and the id, so that no two orders of one list are possible."""
        relation = self.relation
        keys: dict[str, bool] = {}
        for name, is_descending in (*wanted.sort, *((name, False) for name in relation.order), (relation.identity, False)):
            keys.setdefault(name, is_descending)
        return ", ".join(self.column(name).sorted + (" desc" if is_descending else "") for name, is_descending in keys.items())

    def listed(self, wanted: Wanted, source: int) -> str:
        """The rows of one owner."""
        shown = ", ".join(f"{self.column(name).shown} as c{place}" for place, name in enumerate(wanted.columns))
        text = (
            f"select {shown}, {source} as source from {self.relation.name}"
            f" where {self.filtered(wanted, wanted.owners[source])} order by {self.ordered(wanted)}"
        )
        if wanted.limit is not None:
            text += f" limit ${self.bind(min(wanted.limit, 2**62))}::bigint offset ${self.bind(min(wanted.offset, 2**62))}::bigint"
        return text


def plain(value: Any) -> str:
    """A value of ours as the text that is bound."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def escaped(text: str) -> str:
    """For LIKE: what was typed and nothing else."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


async def list_rows(conn: Connection, relation: Relation, wanted: Wanted) -> list[Row]:
    """Rows with the wanted columns in their order, and last the number of the owner in `owners`.

    A condition whose value is none of its column's kind fits no row, and then nothing comes back at all.
    """
    if wanted.limit == 0:
        return []
    composed = Composed(relation)
    texts = [composed.listed(wanted, source) for source in range(len(wanted.owners))]
    text = texts[0]
    if len(texts) > 1:
        parts = [f"(select *, row_number() over () as place from ({part}) s{number})" for number, part in enumerate(texts)]
        names = ", ".join([*(f"c{place}" for place in range(len(wanted.columns))), "source"])
        text = f"select {names} from ({' union all '.join(parts)}) everything order by source, place"
    try:
        return list(await conn.fetch(text, *composed.values))
    except db.DatabaseError as error:
        if db.is_bad_value(error):
            return []
        raise


async def count_rows(conn: Connection, relation: Relation, wanted: Wanted) -> int:
    """How many rows there are on all pages of what is wanted."""
    composed = Composed(relation)
    parts = [f"(select count(*) from {relation.name} where {composed.filtered(wanted, owner)})" for owner in wanted.owners]
    try:
        return int(await conn.fetchval(f"select {' + '.join(parts)}", *composed.values))
    except db.DatabaseError as error:
        if db.is_bad_value(error):
            return 0
        raise


async def find(conn: Connection, relation: Relation, columns: Sequence[str], owners: Sequence[UUID | None], identity: Any, *,
               fixed: Sequence[tuple[str, Any]] = (), for_update: bool = False) -> Row | None:  # fmt: skip
    """The row with that id of the first of the owners who has one, with the columns under their own names; or None."""
    composed, parts = Composed(relation), []
    shown = ", ".join(f"{relation.columns[name].shown} as {name}" for name in columns)
    same = " and ".join(composed.equal([(relation.identity, identity), *fixed]))
    for rank, owner in enumerate(owners):
        where = " and ".join([*composed.owned(owner), same])
        parts.append(f"select {rank} as source_rank, {shown} from {relation.name} where {where}")
    text = parts[0]
    if len(parts) > 1:
        text = "select * from (" + " union all ".join(parts) + ") found order by source_rank limit 1"
    elif for_update:
        text += " for update"
    return await conn.fetchrow(text, *composed.values)


async def save(conn: Connection, relation: Relation, owner: UUID | None, identity: Any, values: Mapping[str, Any], *,
               fixed: Sequence[tuple[str, Any]] = (), defaults: Mapping[str, Any] | None = None,
               only_new: bool = False) -> bool:  # fmt: skip
    """Creates the row or changes the columns that `values` names; True when it is new. Inside a transaction.

    `values`: column → what JSON had. `fixed`: what an existing row must have to be changed, else NotFound. `defaults` stand in
    a new row for what `values` leaves out. `only_new`: an existing row is a Conflict. Invalid names every column that is wrong.
    """
    if relation.owner == "company_id" and owner is MASTER:
        raise NotFound("no_such_owner")
    bound = checked(relation, values)
    try:
        for attempt in range(3):
            if not only_new and await update(conn, relation, owner, identity, bound, fixed=fixed):
                return False
            new = checked(relation, defaults) | bound if defaults else bound
            missing = [name for name, column in relation.columns.items()
                       if column.is_required and name != relation.identity and name not in new]  # fmt: skip
            if missing and (only_new or not await is_there(conn, relation, owner, identity)):
                raise Invalid([Fault((name,), "required") for name in missing])
            if not missing and await insert(conn, relation, owner, identity, new):
                return True
            if only_new:
                raise Conflict("exists", id=str(identity))
            # Somebody made it just now: then it can be changed. Else it is one that has other values than `fixed`, or another company's.
            if attempt and (fixed or relation.owner == "company_id"):
                raise NotFound("other_row", id=str(identity))
    except db.DatabaseError as error:
        raise refused(relation, error) from None
    raise Conflict("changing", id=str(identity))


async def update(conn: Connection, relation: Relation, owner: UUID | None, identity: Any, bound: Mapping[str, str | None], *,
                 fixed: Sequence[tuple[str, Any]] = ()) -> bool:  # fmt: skip
    """Was there such a row? Its columns are what `bound` (from `checked`) says."""
    composed = Composed(relation)
    changes = ", ".join(f"{name} = {relation.columns[name].cast(composed.bind(value))}" for name, value in bound.items())
    where = " and ".join([*composed.owned(owner), *composed.equal([(relation.identity, identity), *fixed])])
    text = f"update {relation.name} set {changes or f'{relation.identity} = {relation.identity}'} where {where} returning 1 as done"
    return await conn.fetchval(text, *composed.values) is not None


async def insert(conn: Connection, relation: Relation, owner: UUID | None, identity: Any, bound: Mapping[str, str | None]) -> bool:
    """Is the row there now because of this? False when it was there before."""
    composed = Composed(relation)
    pairs = [(relation.identity, relation.columns[relation.identity].cast(composed.bind(plain(identity))))]
    if relation.owner:
        pairs.append(("company_id", f"${composed.bind(owner)}::uuid"))
    pairs += [(name, relation.columns[name].cast(composed.bind(value))) for name, value in bound.items()]
    names, places = ", ".join(name for name, _ in pairs), ", ".join(place for _, place in pairs)
    target = "" if not relation.owner or relation.owner == "company_id" else f"{relation.owner}, "
    text = (
        f"insert into {relation.name} ({names}) values ({places}) on conflict ({target}{relation.identity}) do nothing returning 1 as done"
    )
    return await conn.fetchval(text, *composed.values) is not None


async def is_there(conn: Connection, relation: Relation, owner: UUID | None, identity: Any) -> bool:
    return await find(conn, relation, (relation.identity,), (owner,), identity) is not None


async def delete(conn: Connection, relation: Relation, owner: UUID | None, pairs: Sequence[tuple[str, Any]]) -> int:
    """Removes the owner's rows that have all these values; how many there were."""
    composed = Composed(relation)
    where = " and ".join([*composed.owned(owner), *composed.equal(pairs)])
    return db.touched(await conn.execute(f"delete from {relation.name} where {where}", *composed.values))


# Values of a body


def checked(relation: Relation, values: Mapping[str, Any]) -> dict[str, str | None]:
    """Column → the text to bind, sorted by name (one text of the statement for one set of columns); Invalid for what cannot be."""
    faults, bound = [], {}
    for name in sorted(values):
        column = relation.columns[name]
        try:
            text = bound[name] = as_text(column, values[name])
        except ValueError:
            faults.append(Fault((name,), "bad_value"))
            continue
        if text is None and not column.is_nullable:
            faults.append(Fault((name,), "required"))
        elif text is not None and column.length is not None and len(text) > column.length:
            faults.append(Fault((name,), "too_long", {"maximum": column.length}))
    if faults:
        raise Invalid(faults)
    return bound


def as_text(column: Column, value: Any) -> str | None:
    """A JSON value as the text that its column is cast from."""
    if column.kind == "json" or isinstance(value, (dict, list)):
        if CASTS[column.kind] != "text":
            raise ValueError(column.name)
        return orjson.dumps(value).decode()
    if value is None or isinstance(value, str):
        text = value
    elif isinstance(value, float) and value.is_integer() and column.kind.startswith("int"):
        text = str(int(value))
    else:
        text = plain(value)
    if column.kind == "float8" and text is not None and not math.isfinite(float(text)):
        raise ValueError(column.name)
    return text


def refused(relation: Relation, error: db.DatabaseError) -> Exception:
    """What the database said of a row in words of ours: no text of the driver leaves this module."""
    name = getattr(error, "column_name", None)
    path: tuple[str, ...] = (name,) if name is not None and name in relation.columns else ()
    if isinstance(error, db.NotNullViolation):
        return Invalid([Fault(path, "required")])
    if isinstance(error, db.CheckViolation):
        return Invalid([Fault(path, "out_of_range")])
    if isinstance(error, db.ForeignKeyViolation):
        return Invalid([Fault(path, "unknown_reference", {"constraint": db.violated(error)})])
    if isinstance(error, db.UniqueViolation):
        return Conflict("taken", constraint=db.violated(error))
    return Invalid([Fault(path, "bad_value")]) if db.is_bad_value(error) else error
