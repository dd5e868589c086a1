"""While the database is away requests get 503 with Retry-After; when it is back the server goes on by itself."""

import asyncio
import contextlib
import shutil
import tempfile
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest

from server import keys
from tests.api.kadi.storing import CHUNK, DIRECT, Store, content
from tests.make import Make


class Switch:
    """Stands between server and database: while it is off, nobody answers, as if the database's process were gone."""

    def __init__(self, dsn: str, folder: Path) -> None:
        self.parts, self.folder = urlsplit(dsn), folder
        self.query = dict(parse_qsl(self.parts.query))
        self.writers: set[asyncio.StreamWriter] = set()
        self.server: asyncio.Server | None = None

    @property
    def dsn(self) -> str:
        user = self.query.get("user") or self.parts.username
        return f"postgresql:///{self.parts.path[1:]}?host={self.folder}&port=5432&user={user}"

    async def on(self) -> None:
        self.server = await asyncio.start_unix_server(self.serve, self.folder / ".s.PGSQL.5432")

    async def off(self) -> None:
        if self.server is not None:
            self.server.close()
            self.server = None
        (self.folder / ".s.PGSQL.5432").unlink(missing_ok=True)
        for writer in list(self.writers):
            writer.close()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        host = self.query.get("host", "")
        if host.startswith("/"):
            there = await asyncio.open_unix_connection(f"{host}/.s.PGSQL.{self.query.get('port', 5432)}")
        else:
            there = await asyncio.open_connection(self.parts.hostname or "localhost", self.parts.port or 5432)
        self.writers |= {writer, there[1]}
        await asyncio.gather(self.copy(reader, there[1]), self.copy(there[0], writer))

    async def copy(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while data := await reader.read(65536):
                writer.write(data)
                await writer.drain()
        self.writers.discard(writer)
        writer.close()


@pytest.fixture
async def place(start_server, fresh_database, anonymous):
    folder = Path(tempfile.mkdtemp(prefix="ath-sw-"))
    switch = Switch(fresh_database, folder)
    await switch.on()
    server = await start_server(dsn=switch.dsn, storage={"chunk_bytes": CHUNK, "direct_bytes": DIRECT})
    make = Make(server.app[keys.POOL], server.app[keys.CONFIG])
    account = await make.account()
    record = await make.record(account)
    client = anonymous.using(await make.token(account))
    client.url = str(server.make_url("/api/v1"))
    store = Store(client, record["id"], account)
    store.switch = switch
    yield store
    await server.close()
    await switch.off()
    shutil.rmtree(folder, ignore_errors=True)


async def until(attempt, status: int, seconds: float = 20.0):
    """The first answer with that status."""
    for _ in range(int(seconds / 0.1)):
        response = await attempt()
        if response.status == status:
            return response
        assert response.status in (503, 409), response.status
        await asyncio.sleep(0.1)
    raise AssertionError(f"no {status} in {seconds} s")


async def test_every_kind_of_request_is_told_to_come_back_and_works_afterwards(place):
    file = await place.put("a", content(100))
    upload = await place.begun("b", 3000)
    await place.send_chunk(upload, 0, content(CHUNK))
    await place.switch.off()
    for attempt in (lambda: place.get(file), lambda: place.download(file), lambda: place.begin("c", 5),
                    lambda: place.send_chunk(upload, 1, content(CHUNK)), lambda: place.finish(upload), lambda: place.delete_upload(upload),
                    lambda: place.client.delete(f"{place.home}/files/{file['id']}"),
                    lambda: place.client.get(f"{place.home}/files/download")):  # fmt: skip
        response = await attempt()
        assert response.status == 503
        assert int(response.headers["Retry-After"]) >= 1
        assert (await response.json())["code"] == 503
    await place.switch.on()
    await until(lambda: place.get(file), 200)
    assert await place.bytes_of(file) == content(100)
    await until(lambda: place.send_chunk(upload, 1, content(CHUNK)), 200)
    assert (await place.send_chunk(upload, 2, content(CHUNK))).status == 200
    assert (await place.finish(upload)).status == 202
    task = (await (await place.look(upload)).json())["_meta"]["task"]
    assert await place.bytes_of(task["file"]) == content(CHUNK) * 3


@pytest.mark.parametrize("is_direct", [False, True])
async def test_a_writer_during_whom_the_database_goes_may_send_again(place, is_direct):
    upload, begun, go_on = await place.begun("a", 1000 if is_direct else 3000), asyncio.Event(), asyncio.Event()

    async def slow():
        yield content(CHUNK)[:300]
        begun.set()
        await go_on.wait()
        yield content(CHUNK)[300:]

    headers = {} if is_direct else {"Kadi-Chunk-Index": "0", "Kadi-Chunk-Size": "1000"}
    writer = asyncio.create_task(place.send(upload, slow(), headers))
    await begun.wait()
    await asyncio.sleep(0.1)
    await place.switch.off()
    go_on.set()
    response = await writer
    assert (response.status, "Retry-After" in response.headers) == (503, True)
    await place.switch.on()
    again = await until(lambda: place.send(upload, content(CHUNK), headers), 201 if is_direct else 200)
    if is_direct:
        assert await place.bytes_of(await again.json()) == content(CHUNK)
