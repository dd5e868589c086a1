"""Real servers in processes of their own, and people who sign in to them."""

import hashlib
import shutil
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from server import db
from tests.conftest import copy_of_template, drop, test_config
from tests.make import PASSWORD, Make, unique
from tests.running.processes import Machine, Running
from tests.web.tasks.hands import Hands

# Webhooks of these tests are received on this machine.
SETTINGS = {"outgoing__allow": "127.0.0.1"}


@dataclass
class Site:
    """A server process with a database of its own. It can be killed and started again at the same address."""

    machine: Machine
    dsn: str
    pool: db.Pool
    make: Make
    running: Running

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.running.port}"

    def start(self, port: int = 0) -> None:
        self.running = self.machine.serve("--database-url", self.dsn, "--port", str(port), **SETTINGS)

    def kill(self) -> int:
        """SIGKILL; the port that it had."""
        port = self.running.port
        self.running.process.kill()
        self.running.process.wait()
        return port

    @asynccontextmanager
    async def asked(self, hands: Hands, method: str, path: str, **options: Any) -> AsyncIterator[aiohttp.ClientResponse]:
        """A request of our own with the session of somebody who is signed in: to lay things out, and to compare."""
        async with (
            aiohttp.ClientSession(headers={"SessionID": await hands.session()}) as session,
            session.request(method, self.origin + path, **options) as response,
        ):
            assert response.ok, f"{method} {path}: {response.status} {await response.text()}"
            yield response

    async def read(self, hands: Hands, path: str) -> Any:
        async with self.asked(hands, "GET", path) as response:
            return await response.json()

    async def write(self, hands: Hands, path: str, body: Any, method: str = "POST") -> Any:
        async with self.asked(hands, method, path, json=body) as response:
            return await response.json()

    async def sum(self, hands: Hands, path: str) -> str:
        """The MD5 of a download."""
        digest = hashlib.md5()
        async with self.asked(hands, "GET", path) as response:
            async for part in response.content.iter_chunked(1 << 20):
                digest.update(part)
        return digest.hexdigest()


def open_folder() -> Path:
    """A folder that everybody may enter, unlike pytest's own."""
    folder = Path(tempfile.mkdtemp(prefix="ath-tasks-"))
    folder.chmod(0o755)
    return folder


async def site_of(maintenance_dsn: str) -> AsyncIterator[Site]:
    name, dsn = await copy_of_template(maintenance_dsn)
    machine = Machine(open_folder())
    pool = await db.create_pool(dsn, size=3)
    try:
        running = machine.serve("--database-url", dsn, **SETTINGS)
        yield Site(machine, dsn, pool, Make(pool, test_config(machine.data_dir)), running)
    finally:
        await pool.close()
        machine.end()
        await drop(maintenance_dsn, name)
        shutil.rmtree(machine.folder, ignore_errors=True)


@pytest.fixture(scope="session")
async def site(maintenance_dsn: str) -> AsyncIterator[Site]:
    """One server for those tasks that leave it alone."""
    async for site in site_of(maintenance_dsn):
        yield site


@pytest.fixture
async def own_site(maintenance_dsn: str) -> AsyncIterator[Site]:
    """A server that nobody else uses: for the first start, and for what kills it."""
    async for site in site_of(maintenance_dsn):
        yield site


@dataclass
class Somebody:
    """An account and the hands of the person whose it is."""

    account: Any
    hands: Hands


People = Callable[..., Awaitable[Somebody]]


@pytest.fixture
async def hands(visit) -> Callable[..., Awaitable[Hands]]:
    """`await hands(site)`: a browser in front of a server, nobody signed in."""

    async def hands(site: Site, **options: Any) -> Hands:
        return await Hands(await visit(origin=site.origin, **options)).begin()

    return hands


@pytest.fixture
async def people(site: Site, hands) -> People:
    """`await people("Mira Sole")`: an account of the shared server, signed in through the page. Options are those of `make.account`."""

    async def person(name: str, *, site: Site = site, **options: Any) -> Somebody:
        username = unique(name.partition(" ")[0].lower())
        account = await site.make.account(username, password=PASSWORD, display_name=name, **options)
        person = Somebody(account, await hands(site))
        await person.hands.sign_in(account["username"], PASSWORD)
        return person

    return person
