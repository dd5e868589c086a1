"""Database, app and clients; nothing about particular nouns.

The first process starts PostgreSQL (or takes ATHENAEUM_TEST_DATABASE_URL, a maintenance database whose user may create
databases), migrates one template, and every test process gets a copy of it. Tests share that copy: they make their own
rows under names of their own and never count on an empty table. `fresh_database` is for those that must.
"""

import asyncio
import contextlib
import dataclasses
import gc
import itertools
import os
import secrets
import shutil
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import aiohttp
import asyncpg
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from server import config as settings
from server import db, migrate
from server.http.parsing import Runner
from server.postgres import Embedded

pytest_plugins = ["tests.cannot_run", "tests.soak"]

TEMPLATE = "athenaeum_template"
# So that messages of an identity provider are refused for what they are, and not because none can be believed.
WEBHOOK_SECRET = "whsec_c2VjcmV0LWtleS1mb3ItdGVzdHM="
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def with_database(dsn: str, name: str) -> str:
    """The same server, another database."""
    parts = urlsplit(dsn)
    return urlunsplit((parts.scheme, parts.netloc, "/" + name, parts.query, parts.fragment))


async def execute(dsn: str, *statements: str) -> None:
    conn = await asyncpg.connect(dsn)
    try:
        for statement in statements:
            await conn.execute(statement)
    finally:
        await conn.close()


async def make_template(dsn: str) -> None:
    await execute(dsn, f"drop database if exists {TEMPLATE}", f"create database {TEMPLATE}")
    await migrate.migrate(with_database(dsn, TEMPLATE))


class Cluster:
    """The PostgreSQL of one test run, in the process that started pytest."""

    def __init__(self) -> None:
        self.embedded: Embedded | None = None
        self.dsn = os.environ.get("ATHENAEUM_TEST_DATABASE_URL", "")
        self.folder = Path(tempfile.mkdtemp(prefix="ath-test-"))
        if not self.dsn:
            self.folder.chmod(0o755)
            self.embedded = Embedded(self.folder, settings=FAST, purpose="tests")
            self.dsn = self.embedded.start_blocking()
        asyncio.run(make_template(self.dsn))

    def stop(self) -> None:
        if self.embedded:
            self.embedded.stop_blocking()
        shutil.rmtree(self.folder, ignore_errors=True)


def is_worker(config: pytest.Config) -> bool:
    return hasattr(config, "workerinput")


def pytest_configure(config: pytest.Config) -> None:
    # CPython 3.11 may fail to compile a test module when a collection of garbage falls into it
    # ("AST constructor recursion depth mismatch").
    gc.disable()
    if not is_worker(config) and not config.option.collectonly and not config.option.help:
        config.cluster = Cluster()  # type: ignore[attr-defined]


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node) -> None:
    node.workerinput["dsn"] = node.config.cluster.dsn


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    is_strict = "ATHENAEUM_TEST_SLOW_BROWSER" in os.environ or config.option.soak
    for item in items:
        if item.get_closest_marker("chromium"):
            item.add_marker(pytest.mark.flaky(reruns=0 if is_strict else 2))  # docs/decisions/0092


def pytest_collection_finish() -> None:
    gc.freeze()  # tens of thousands of tests stay to the end: no collection has to walk over them
    gc.enable()


def pytest_unconfigure(config: pytest.Config) -> None:
    if cluster := getattr(config, "cluster", None):
        cluster.stop()


@pytest.fixture(scope="session")
def maintenance_dsn(request: pytest.FixtureRequest) -> str:
    """A database of the test cluster from which others can be created."""
    return request.config.workerinput["dsn"] if is_worker(request.config) else request.config.cluster.dsn


async def copy_of_template(maintenance_dsn: str) -> tuple[str, str]:
    name = f"athenaeum_{secrets.token_hex(6)}"
    for attempt in range(50):
        try:
            await execute(maintenance_dsn, f"create database {name} template {TEMPLATE}")
            return name, with_database(maintenance_dsn, name)
        except asyncpg.ObjectInUseError:
            await asyncio.sleep(0.1 * (attempt + 1))
    raise RuntimeError("the template database stays in use")


async def drop(maintenance_dsn: str, name: str) -> None:
    """PostgreSQL 15 may not end an autovacuum worker that is at the database for us; the worker soon ends by itself."""
    for attempt in range(50):
        try:
            return await execute(maintenance_dsn, f"drop database {name} with (force)")
        except asyncpg.InsufficientPrivilegeError:
            await asyncio.sleep(0.1 * (attempt + 1))
    raise RuntimeError(f"database {name} stays in use")


@pytest.fixture(scope="session")
async def dsn(maintenance_dsn: str):
    """The migrated database of this test process."""
    name, dsn = await copy_of_template(maintenance_dsn)
    yield dsn
    await drop(maintenance_dsn, name)


@pytest.fixture
async def fresh_database(maintenance_dsn: str):
    """A migrated database for one test alone."""
    name, dsn = await copy_of_template(maintenance_dsn)
    yield dsn
    await drop(maintenance_dsn, name)


@pytest.fixture(scope="session")
async def pool(dsn: str):
    pool = await db.create_pool(dsn, size=6)
    yield pool
    await pool.close()


@pytest.fixture
async def conn(pool):
    """A connection in a transaction that is rolled back at the end (kept, if KEEP_DB is set)."""
    async with pool.acquire() as conn:
        transaction = conn.transaction()
        await transaction.start()
        yield conn
        if os.environ.get("KEEP_DB"):
            await transaction.commit()
        else:
            await transaction.rollback()


def test_config(data_dir: Path, **sections: dict) -> settings.Config:
    """The defaults with cheap hashes, no limits and no background worker; `sections` override: limits={"enabled": True}."""
    base = settings.load(environ={})
    given = {"server": {"data_dir": str(data_dir)}, "accounts": {"bcrypt_rounds": 4}, "limits": {"enabled": False},
             "jobs": {"enabled": False}, "log": {"access": False}}  # fmt: skip
    for name, values in sections.items():
        given[name] = given.get(name, {}) | values
    return dataclasses.replace(base, **{name: dataclasses.replace(getattr(base, name), **values) for name, values in given.items()})


@pytest.fixture(scope="session")
def config(tmp_path_factory: pytest.TempPathFactory) -> settings.Config:
    return test_config(tmp_path_factory.mktemp("data"), provider={"webhook_secrets": (WEBHOOK_SECRET,)})


class Running(TestServer):
    """A test server that reads requests as the real one does, and like it lets handlers go on whose client went away."""

    async def _make_runner(self, **options) -> web.AppRunner:
        return Runner(self.app, **options | {"handler_cancellation": False})


@contextlib.asynccontextmanager
async def running(config: settings.Config, dsn: str) -> AsyncIterator[Running]:
    """A server with these settings on that database."""
    from server.app import create

    server = Running(create(config, dsn=dsn), host="127.0.0.1")
    await server.start_server()
    try:
        yield server
    finally:
        await server.close()


@pytest.fixture(scope="session")
async def server(config: settings.Config, dsn: str):
    """The running server of this test process."""
    async with running(config, dsn) as server:
        yield server


@pytest.fixture(scope="session")
def app(server: TestServer):
    return server.app


@pytest.fixture
async def start_server(tmp_path: Path, dsn: str):
    """Starts further servers with settings of their own: `await start_server(limits={"enabled": True})`; `dsn=` another database."""
    numbers = itertools.count()
    async with contextlib.AsyncExitStack() as stack:

        async def start(*, dsn: str = dsn, **sections: dict) -> TestServer:
            return await stack.enter_async_context(running(test_config(tmp_path / f"data{next(numbers)}", **sections), dsn))

        yield start


class Client:
    """Requests below one base with one credential; answers are read whole before they are given back."""

    def __init__(self, session: aiohttp.ClientSession, url: str, token: str | None = None, session_id: str | None = None) -> None:
        self.session, self.url, self.token, self.session_id = session, url, token, session_id

    def using(self, token: str | None = None, session_id: str | None = None) -> "Client":
        """The same base with another credential (none, if none is given)."""
        return Client(self.session, self.url, token, session_id)

    async def request(self, method: str, path: str, headers: dict[str, str] | None = None, **options) -> aiohttp.ClientResponse:
        sent = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        if self.session_id:
            sent["SessionID"] = self.session_id
        url = path if path.startswith("http") else self.url + path
        async with self.session.request(method, url, headers=sent | (headers or {}), allow_redirects=False, **options) as response:
            await response.read()
            return response

    async def get(self, path: str, **options) -> aiohttp.ClientResponse:
        return await self.request("GET", path, **options)

    async def head(self, path: str, **options) -> aiohttp.ClientResponse:
        return await self.request("HEAD", path, **options)

    async def options(self, path: str, **options) -> aiohttp.ClientResponse:
        return await self.request("OPTIONS", path, **options)

    async def post(self, path: str, **options) -> aiohttp.ClientResponse:
        return await self.request("POST", path, **options)

    async def put(self, path: str, **options) -> aiohttp.ClientResponse:
        return await self.request("PUT", path, **options)

    async def patch(self, path: str, **options) -> aiohttp.ClientResponse:
        return await self.request("PATCH", path, **options)

    async def delete(self, path: str, **options) -> aiohttp.ClientResponse:
        return await self.request("DELETE", path, **options)


@pytest.fixture(scope="session")
async def http():
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:
        yield session


@pytest.fixture(scope="session")
async def make(pool, config):
    """Builds accounts, tokens, records … through the real paths: `await make.account()`. Needs no running server."""
    from tests.make import Make

    return Make(pool, config)


@pytest.fixture
async def anonymous(server: TestServer, http: aiohttp.ClientSession) -> Client:
    """A client without a credential, at the server's root."""
    return Client(http, str(server.make_url("")).rstrip("/"))


@pytest.fixture
async def kadi(anonymous: Client, make) -> Client:
    """A scientist's client at /api/v1: `kadi.account` is the account, its token has no scopes (full access)."""
    account = await make.account()
    client = Client(anonymous.session, anonymous.url + "/api/v1", await make.token(account))
    client.account = account  # type: ignore[attr-defined]
    return client


@pytest.fixture
async def itr(anonymous: Client) -> Client:
    """A client at ITR's own base, without a session."""
    return Client(anonymous.session, anonymous.url + "/itr/api")


@pytest.fixture
async def app_api(anonymous: Client) -> Client:
    """A client at the web app's API, without a session."""
    return Client(anonymous.session, anonymous.url + "/app/api")
