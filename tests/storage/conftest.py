"""An S3 server, and a server of ours that keeps its files there."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from server import keys
from server.domain import outbox, stored_objects
from server.jobs import Worker
from tests.api.kadi.storing import Store
from tests.make import Make
from tests.storage.server import Folder, S3Server

CHUNK, DIRECT = 300_000, 2_000_000


@pytest.fixture(scope="session")
def s3():
    server = S3Server()
    try:
        server.start()
        yield server
    finally:
        server.end()


@pytest.fixture
def bucket(s3) -> Folder:
    return Folder(s3)


class Place(Store):
    """A person with a record on a server that keeps its files in a folder of the bucket."""

    app: Any
    server: Any
    bucket: Folder
    make: Make

    @property
    def pool(self):
        return self.app[keys.POOL]

    @property
    def blobs(self):
        return self.app[keys.BLOBS]

    @property
    def objects(self):
        return self.blobs.objects

    @property
    def storage(self):
        return self.app[keys.CONFIG].storage

    async def work(self, *kinds: str) -> None:
        """Runs what is due of the kinds that move and remove bytes, or of these."""
        wanted = {name: outbox.KINDS[name] for name in kinds or ("objects.copy", "objects.adopt")}
        await Worker(self.pool, self.app[keys.CONFIG].jobs, self.app, wanted).run_due()

    async def move(self) -> None:
        """Copies everything that waits; whatever goes wrong is raised."""
        await stored_objects.copy_waiting(self.pool, self.blobs, self.objects)

    async def stored(self, name: str, data: bytes) -> dict[str, Any]:
        """A file that is in the store only."""
        file = await self.put(name, data)
        await self.move()
        assert not self.path(await self.blob_of(file)).exists()
        return file

    async def blob_of(self, file: dict[str, Any]) -> UUID:
        return await self.pool.fetchval("select blob_id from files where id = $1", UUID(file["id"]))

    def path(self, blob_id: UUID):
        return self.blobs.path(blob_id)

    async def states(self) -> list[str]:
        return sorted(row["state"] for row in await self.pool.fetch("select state from stored_objects"))

    async def age(self, table: str, column: str, seconds: float) -> None:
        await self.pool.execute(f"update {table} set {column} = now() - make_interval(secs => {seconds})")  # noqa: S608


@pytest.fixture
def place_with(fresh_database, start_server, anonymous, bucket) -> Callable:
    """`await place_with(keep_in="disk")`: a person on a server with these settings; `like` goes on with that one's."""

    async def start(*, like: Place | None = None, **storage: Any) -> Place:
        options: dict[str, Any] = {"storage": {"chunk_bytes": CHUNK, "direct_bytes": DIRECT} | bucket.settings | storage}
        if like is not None:
            options["server"] = {"data_dir": str(like.app[keys.CONFIG].data_dir)}
        server = await start_server(dsn=fresh_database, **options)
        make = Make(server.app[keys.POOL], server.app[keys.CONFIG])
        account = await make.account() if like is None else like.account
        record_id = (await make.record(account))["id"] if like is None else like.record_id
        client = anonymous.using(await make.token(account))
        client.url = str(server.make_url("/api/v1"))
        place = Place(client, record_id, account)
        place.app, place.server, place.bucket, place.make = server.app, server, bucket, make
        return place

    return start


@pytest.fixture
async def place(place_with) -> Place:
    return await place_with()
