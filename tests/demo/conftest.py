"""The institute, filled once for all tests of this folder, with a server on it."""

from dataclasses import dataclass, field

import aiohttp
import pytest

from server import database
from server.app import create
from server.demo import assessment, institute
from server.demo.days import Days
from server.demo.house import House, Visitor
from tests.conftest import Running, copy_of_template, drop, test_config

PASSWORD = "lindental-9 xx"


@dataclass
class Institute:
    origin: str
    said: list[str]
    house: House
    days: Days = field(default_factory=Days.now)

    async def enter(self, login: str) -> Visitor:
        """Somebody who signs in with the password of everybody."""
        return await self.house.enter(login)

    async def enter_office(self, login: str) -> Visitor:
        return await assessment.enter(self.house, login)


@pytest.fixture(scope="session")
async def lindental(maintenance_dsn: str, http: aiohttp.ClientSession, tmp_path_factory: pytest.TempPathFactory):
    name, dsn = await copy_of_template(maintenance_dsn)
    config = test_config(tmp_path_factory.mktemp("demo"))
    said: list[str] = []
    async with database.identity(config, dsn) as known:
        await institute.fill(known, dsn, PASSWORD, said.append)
    server = Running(create(config, dsn=dsn), host="127.0.0.1")
    await server.start_server()
    origin = str(server.make_url("")).rstrip("/")
    yield Institute(origin, said, House(http, origin, PASSWORD, {}))
    await server.close()
    await drop(maintenance_dsn, name)
