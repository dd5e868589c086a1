"""Every statement of sql/queries against the real schema: it can be prepared, and takes what its header says."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from server import db
from tests.test_architecture import FILES, tree

ROOT = Path(__file__).resolve().parent.parent


def statements(space: SimpleNamespace = db.sql) -> Iterator[db.Statement]:
    for value in vars(space).values():
        if isinstance(value, SimpleNamespace):
            yield from statements(value)
        else:
            yield value


ALL = sorted(statements(), key=lambda statement: statement.where)
NAMES = [statement.where for statement in ALL]


def test_there_are_statements():
    assert len(ALL) > 50


@pytest.mark.parametrize("statement", ALL, ids=NAMES)
async def test_a_statement_fits_the_schema_and_its_header(conn, statement):
    prepared = await conn.prepare(statement.text)
    assert len(prepared.get_parameters()) == len(statement.params), "the header declares other parameters than the statement uses"
    columns = prepared.get_attributes()
    if statement.kind in ("value", "json"):
        assert len(columns) == 1
    if statement.kind in ("one", "many"):
        names = [column.name for column in columns]
        assert names, "it gives no row back: declare it as run"
        assert len(set(names)) == len(names), "two columns have one name"
        assert "?column?" not in names, "a column has no name"
    if statement.kind == "json":
        assert columns[0].type.name in ("json", "jsonb", "text")


@pytest.mark.parametrize("statement", ALL, ids=NAMES)
def test_a_statement_is_named_and_written_as_the_others(statement):
    assert statement.params == tuple(dict.fromkeys(statement.params))
    assert all(re.fullmatch(r"[a-z][a-z0-9_]*", name) for name in statement.params)
    assert "\t" not in statement.text
    assert re.search(r"[^\s]", statement.text), "it is empty"


# What newer or other engines would refuse (design §4): nothing newer than PostgreSQL 15, no session-level advisory locks.
REFUSED = {
    r"\buuidv7\s*\(": "uuidv7() is newer than PostgreSQL 15",
    r"\bjson_table\s*\(": "json_table is newer than PostgreSQL 15",
    r"\bany_value\s*\(": "any_value is newer than PostgreSQL 15",
    r"\bmerge\s+into\b.*\breturning\b": "merge … returning is newer than PostgreSQL 15",
    r"\bis\s+json\b": "is json is newer than PostgreSQL 15",
    r"\bjsonb_agg\s*\(": "lists are spelled by shapes, or per row as text",
    r"\bpg_(try_)?advisory_(lock|unlock)\b": "locks of a session outlive the transaction",
    r"\bexclude\s+using\b": "exclusion constraints do not move to other engines",
    r"\bselect\s+\*\s+from\s+accounts\b": "an account's row has a password hash",
}


def without_comments(text: str) -> str:
    return re.sub(r"--[^\n]*", "", text)


@pytest.mark.parametrize("path", sorted((ROOT / "sql").rglob("*.sql")), ids=lambda path: str(path.relative_to(ROOT)))
def test_sql_stays_movable(path):
    text = without_comments(path.read_text("utf-8")).lower()
    assert [reason for pattern, reason in REFUSED.items() if re.search(pattern, text, re.DOTALL)] == []


def called() -> set[str]:
    """What the code says after `sql.`: files by themselves (tables of nouns), statements with their file."""
    found = set()
    for path in FILES:
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Attribute):
                parts, inner = [node.attr], node.value
                while isinstance(inner, ast.Attribute):
                    parts.append(inner.attr)
                    inner = inner.value
                if isinstance(inner, ast.Name) and inner.id in ("sql", "db"):
                    found.add(".".join(reversed([part for part in parts if part != "sql"])))
                found.add("." + node.attr)  # `noun.statements.get`
    return found


def test_every_statement_is_used():
    used = called()
    unused = [s.where for s in ALL if s.where not in used and not (s.source in used and f".{s.name}" in used)]
    assert unused == []


def test_every_use_is_a_statement():
    names = set(NAMES) | {statement.source for statement in ALL}
    folders = {source.rpartition(".")[0] for source in names if "." in source}
    wrong = []
    for path in FILES:
        text = path.read_text("utf-8")
        if "import sql" in text or "import Row, sql" in text or ", sql" in text:
            wrong += [f"{path.name}: sql.{name}" for name in re.findall(r"(?<![\w.])sql\.([a-z_]+(?:\.[a-z_]+)*)", text)
                      if name not in names and name not in folders]  # fmt: skip
    assert wrong == []


# A rule that needs a typed row declares a dataclass with `STATEMENT = "records.get"`: its fields are the columns, in order.


def declared() -> list[tuple[str, list[str]]]:
    found = []
    for path in FILES:
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.ClassDef):
                fields = [item.target.id for item in node.body if isinstance(item, ast.AnnAssign) and isinstance(item.target, ast.Name)]
                names = [item.value.value for item in node.body if isinstance(item, ast.Assign) and isinstance(item.value, ast.Constant)
                         and [getattr(target, "id", "") for target in item.targets] == ["STATEMENT"]]  # fmt: skip
                found += [(name, fields) for name in names]
    return found


async def test_declared_rows_have_the_columns_of_their_statement(conn):
    by_name = dict(zip(NAMES, ALL, strict=True))
    for name, fields in declared():
        prepared = await conn.prepare(by_name[name].text)
        assert [column.name for column in prepared.get_attributes()] == fields, name


# The loader


@pytest.mark.parametrize(
    "text, message",
    [
        ("select 1", "before the first name"),
        ("-- name: Get(id) -> one\nselect 1", "cannot read"),
        ("-- name: get -> one\nselect 1", "cannot read"),
        ("-- name: get(id)\nselect 1", "cannot read"),
        ("-- name: get(id) -> row\nselect 1", "returns row"),
    ],
)
def test_a_broken_file_is_refused(text, message):
    with pytest.raises(db.StatementError, match=message):
        db.parse(text, "broken")


def test_a_name_that_stands_twice_is_refused(tmp_path):
    (tmp_path / "twice.sql").write_text("-- name: get() -> one\nselect 1;\n-- name: get() -> one\nselect 2;\n")
    with pytest.raises(db.StatementError, match=r"twice\.get"):
        db.load(tmp_path)


def test_files_in_folders_are_spaces(tmp_path):
    (tmp_path / "kadi").mkdir()
    (tmp_path / "kadi" / "records.sql").write_text("-- name: get(id) -> one\n-- One record.\nselect $1::int;\n")
    statement = db.load(tmp_path).kadi.records.get
    assert (statement.where, statement.params, statement.kind, statement.text) == (
        "kadi.records.get",
        ("id",),
        "one",
        "-- One record.\nselect $1::int",
    )


@pytest.mark.parametrize("given, message", [({}, "missing"), ({"id": 1, "name": 2}, "unknown parameters")])
async def test_wrong_parameters_are_named(conn, given, message):
    statement = db.parse("-- name: get(id) -> value\nselect $1::int", "x")[0]
    with pytest.raises(TypeError, match=message):
        await statement(conn, **given)


async def test_a_pool_is_no_connection(pool):
    statement = db.parse("-- name: get() -> value\nselect 1", "x")[0]
    with pytest.raises(TypeError, match="not a pool"):
        await statement(pool)


@pytest.mark.parametrize("kind, expected", [("one", {"n": 1}), ("many", [{"n": 1}, {"n": 2}]), ("value", 1), ("run", 2)])
async def test_what_comes_back(conn, kind, expected):
    statement = db.parse(f"-- name: get() -> {kind}\nselect n from generate_series(1, 2) as n", "x")[0]
    found = await statement(conn)
    assert ([dict(row) for row in found] if kind == "many" else dict(found) if kind == "one" else found) == expected
