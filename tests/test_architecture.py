"""The tree guards itself: who may import whom, where SQL and the driver stand, how long things may get.

The table is docs/architecture.md's as data. A module is named without `server.`; `*` stands for one package level.
"""

import ast
import fnmatch
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LONGEST_FUNCTION = 60
LONGEST_FILE = 600

# Anyone may import these; they import nothing of ours but each other.
LEAVES = ("server", "config", "errors", "keys", "logs", "domain.actor")

# One noun may not import another; what several nouns share is a mechanism.
MECHANISMS = (
    # people and credentials
    "access_tokens", "account_passwords", "account_roles", "accounts", "candidates", "companies", "credential_cache", "credentials",
    "identities", "identity", "jwt", "links", "oauth", "oauth_applications",
    "oauth_consent", "passwords", "plans", "providers", "second_factor", "services", "sessions", "sign_in", "wrong_passwords",
    # rows of every kind
    "audit", "fields", "limits", "mail_addresses", "outbox", "permissions", "rows", "settings", "webhooks",
    # Kadi's four resources, with the noun as data
    "collection_links", "extras", "markdown", "nouns", "record_links", "resources", "revisions", "roles", "trash",
    # bytes
    "file_kinds", "files", "mimetypes", "stored_objects", "uploads",
    # what scoring consists of
    "components", "formulas", "stored_json", "test_definitions",
)  # fmt: skip
SHARED = tuple(f"domain.{name}" for name in MECHANISMS)

# module (the first line that fits counts) → what it may import besides the leaves
TABLE: dict[str, tuple[str, ...]] = {
    "server": (),
    "errors": (),
    "config": (),
    "keys": (),
    "logs": (),
    "domain.actor": (),
    "db": (),
    "multiparts": (),
    "objects": ("multiparts",),
    "blobs": ("objects",),
    "unprivileged": (),
    "memory": (),
    "cluster": ("unprivileged",),
    "postgres": ("cluster", "unprivileged"),
    "migrate": ("db",),
    "notices": ("db",),
    "secrets": (),
    "outgoing": (),
    "mail": (),
    "exports.*": ("exports.*",),
    **{f"domain.{name}": ("db", "blobs", "secrets", *SHARED) for name in MECHANISMS},
    "domain.stored_objects": ("db", "blobs", "objects", *SHARED),
    "domain.providers": ("db", "secrets", "outgoing", *SHARED),
    "domain.services": ("db", "secrets", "outgoing", *SHARED),
    "domain.identity": ("db", "secrets", "outgoing", *SHARED),
    "domain.credits": ("db", "secrets", *SHARED),  # a mail waits sealed
    "domain.enrollments": ("db", "secrets", "domain.learners", *SHARED),
    "domain.mentor_applications": ("db", "secrets", "domain.learners", *SHARED),
    "domain.topic_files": ("db", "blobs", "domain.education", *SHARED),  # who may change a topic may change its files
    "domain.office_mails": ("db", "secrets", *SHARED),  # a mail waits sealed
    "domain.test_sessions": ("db", "secrets", *SHARED),  # a mail waits sealed
    "domain.persons": ("db", "domain.test_sessions", *SHARED),  # a person goes with all sessions
    # a finished test is scored, billed and kept for research in the transaction that finishes it
    "domain.session_tests": ("db", "secrets", "domain.credits", "domain.gathered_data", "domain.scores", "domain.test_sessions", *SHARED),
    "domain.scores": ("db", "domain.scoring", *SHARED),
    "domain.profiles": ("db", "domain.scores", "domain.scoring", *SHARED),
    "domain.report_texts": ("domain.profiles",),
    "domain.webhook_*": ("db", "secrets", "outgoing", *SHARED),
    "domain.first_admin": ("db", "domain.logins", *SHARED),  # the one step that makes the first account and its login
    "domain.*": ("db", "blobs", "outgoing", *SHARED),
    "http.credential": ("http.*", "db", "domain.credentials"),
    "http.limits": ("http.*", "db", "domain.limits"),
    "http.ranges": ("http.*", "db", "objects"),
    "http.uploads": ("http.*", "db", "blobs", "domain.files"),
    "http.*": ("http.*", "db"),
    "api.kadi.oauth": ("api.kadi*", "http.*", "domain.*", "db", "site.consent"),  # the page that asks a person
    "api.kadi*": ("api.kadi*", "http.*", "domain.*", "db", "blobs", "objects", "exports.*"),
    "api.kms*": ("api.kms*", "http.*", "domain.*", "db"),
    "api.lms*": ("api.lms*", "http.*", "domain.*", "db", "blobs"),
    "api.itr*": ("api.itr*", "http.*", "domain.*", "db", "blobs"),
    "api.app*": ("api.app*", "http.*", "domain.*", "db", "exports.*"),
    "site*": ("site*", "http.*"),
    "mounts": ("http.routing",),
    "openapi": ("http.routing", "mounts"),
    "postman": (),
    "operations": ("http.*", "db", "migrate", "openapi", "postman"),
    "jobs": ("domain.*", "db", "blobs", "mail", "outgoing", "exports.*", "secrets"),
    "app": ("*",),
    "database": ("db", "migrate", "postgres", "secrets", "domain.*"),
    "schema": ("cluster", "migrate", "postgres", "db"),
    "service": ("app", "database", "db", "domain.*", "http.parsing", "memory", "unprivileged"),
    "demo.house": ("service",),  # it goes through the APIs, like every client
    "demo.people": ("demo.*", "db", "domain.*"),
    "demo*": ("demo.*", "domain.identity"),
    "cli.openapi": ("app", "openapi"),
    "cli.demo": ("cli.*", "database", "demo.*"),
    "cli*": ("cli.*", "database", "db", "domain.*", "migrate", "postgres", "secrets", "service", "mail", "outgoing", "blobs", "exports.*"),
}

FILES = sorted((ROOT / "server").rglob("*.py"))
BY_MODULE = {".".join(path.relative_to(ROOT / "server").with_suffix("").parts).removesuffix("__init__").rstrip(".") or "server": path
             for path in FILES}  # fmt: skip


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def run_time(module: ast.Module):
    """All nodes but those that only the type checker sees."""
    waiting: list[ast.AST] = [module]
    while waiting:
        node = waiting.pop()
        yield node
        for child in ast.iter_child_nodes(node):
            if not (isinstance(child, ast.If) and isinstance(child.test, ast.Name) and child.test.id == "TYPE_CHECKING"):
                waiting.append(child)


def imported(module: ast.Module) -> set[str]:
    """The names of all imported modules, whole."""
    names = set()
    for node in run_time(module):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def ours(name: str) -> str | None:
    """The module of ours that an imported name belongs to."""
    parts = name.split(".")
    if parts[0] != "server":
        return None
    for length in range(len(parts), 0, -1):
        found = ".".join(parts[1:length]) or "server"
        if found in BY_MODULE:
            return found
    raise AssertionError(f"{name} is no module")


def fits(name: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatch.fnmatchcase(name, pattern) for pattern in patterns)


def test_every_module_has_a_line_in_the_table():
    packages = {"api", "http", "domain", "exports"}
    assert [name for name in BY_MODULE if name not in packages and not any(fits(name, (line,)) for line in TABLE)] == []


def test_every_line_of_the_table_has_a_module():
    later = {"exports.*"}
    assert [line for line in TABLE if line not in later and not any(fits(name, (line,)) for name in BY_MODULE)] == []


@pytest.mark.parametrize("name", BY_MODULE)
def test_a_module_imports_only_what_the_table_allows(name):
    found = {module for text in imported(tree(BY_MODULE[name])) if (module := ours(text)) is not None} - {name}
    allowed = next((allowed for line, allowed in TABLE.items() if fits(name, (line,))), ())
    if name in LEAVES:
        assert found <= set(LEAVES)
    assert sorted(module for module in found if module not in LEAVES and not fits(module, allowed)) == []


def test_no_module_imports_itself_in_a_circle():
    graph = {
        name: {module for text in imported(tree(path)) if (module := ours(text)) not in (None, name)} for name, path in BY_MODULE.items()
    }
    # `from server.api.kadi import records` inside that package is no circle with its __init__, which imports the routes first
    graph = {
        name: {module for module in modules if module is not None and not name.startswith(module + ".")} for name, modules in graph.items()
    }
    done: set[str] = set()

    def visit(name: str, way: tuple[str, ...]) -> None:
        assert name not in way, " → ".join((*way[way.index(name) :], name))
        if name not in done:
            for module in graph.get(name, ()):
                visit(module, (*way, name))
            done.add(name)

    for name in graph:
        visit(name, ())


@pytest.mark.parametrize("library, allowed", [("asyncpg", ("db",)), ("aiohttp_cors", ("http.cors",)), ("bcrypt", ("domain.passwords",)),
                                              ("obstore", ("objects",))])  # fmt: skip
def test_a_library_has_one_home(library, allowed):
    users = {name for name, path in BY_MODULE.items() if any(text.split(".")[0] == library for text in imported(tree(path)))}
    assert users <= set(allowed)


WEB = ("aiohttp", "aiohttp_cors", "aiohttp_jinja2", "jinja2")


PURE = [name for name in BY_MODULE if name.startswith("domain") or name in ("db", "blobs", "secrets", "migrate")]


@pytest.mark.parametrize("name", PURE)
def test_rules_and_rows_know_nothing_of_the_web(name):
    assert [text for text in imported(tree(BY_MODULE[name])) if text.split(".")[0] in WEB] == []


# SQL stands in sql/, and only there

SQL_STARTS = (
    "select", "insert into", "update", "delete from", "with", "create", "alter", "drop", "truncate", "set local", "lock", "listen",
    "notify", "begin", "commit", "rollback", "copy", "call", "values", "grant",
)  # fmt: skip
SQL_WORDS = {
    "select": ("from", "pg_", "now()", "("), "update": (" set ",), "with": (" as (",), "copy": ("from", "to"), "values": ("(",),
    "create": ("table", "index", "database", "role", "type"), "alter": ("table", "role", "database"), "drop": ("table", "database"),
    "lock": ("table",),
    "begin": (";",), "call": ("(",), "grant": (" on ",),
}  # fmt: skip
# What makes the database before there is one, and the one composer of statements.
MAY_HOLD_SQL = {"cluster", "domain.rows"}


def docstrings(module: ast.Module) -> set[int]:
    found = set()
    for node in ast.walk(module):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and node.body:
            first = node.body[0]
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                found.add(id(first.value))
    return found


def looks_like_sql(text: str) -> bool:
    words = " ".join(text.lower().split())
    return any(words.startswith(start + " ") and any(word in words for word in SQL_WORDS.get(start, (" ",))) for start in SQL_STARTS)


@pytest.mark.parametrize("name", [name for name in BY_MODULE if name not in MAY_HOLD_SQL])
def test_no_sql_outside_of_sql(name):
    module = tree(BY_MODULE[name])
    passed = docstrings(module)
    texts = [node for node in ast.walk(module) if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in passed]
    found = [f"line {node.lineno}: {node.value[:60]}" for node in texts if looks_like_sql(node.value)]
    assert found == []


@pytest.mark.parametrize(
    "text, is_sql",
    [
        ("select id from records", True),
        ("  update x set y = 1", True),
        ("with a as (select 1) …", True),
        ("Select a file", False),
        ("update", False),
        ("with love", False),
    ],
)
def test_sql_is_recognised(text, is_sql):
    assert looks_like_sql(text) is is_sql


# Sizes


@pytest.mark.parametrize("name", BY_MODULE)
def test_functions_fit_a_screen_and_files_a_reader(name):
    path = BY_MODULE[name]
    functions = [node for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    sizes = [(node.name, (node.end_lineno or 0) - node.lineno + 1) for node in functions]
    assert [(name, lines) for name, lines in sizes if lines > LONGEST_FUNCTION] == []
    assert len(path.read_text("utf-8").splitlines()) <= LONGEST_FILE


def test_no_module_without_a_noun():
    assert [
        name for name in BY_MODULE if name.rpartition(".")[2] in ("core", "utils", "util", "common", "helpers", "manager", "base")
    ] == []
