"""The object store: complete bytes by id in an S3 bucket (`storage.url`). Knows no database.

    <url>/<xx>/<blob>                  the same bytes that would lie on disk
    <url>/athenaeum-installation       whose they are

Its requests do not go through `outgoing`: obstore has a client of its own, and the address comes from the settings alone
(docs/decisions/0094). What it says of a failure never quotes the store's own words, which may hold keys and signatures.
"""

import asyncio
import hashlib
import logging
import re
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit
from uuid import UUID

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily

from server.config import Storage
from server.multiparts import Multiparts, Unanswered, Unfinished

log = logging.getLogger("athenaeum.objects")

PIECE = 512 * 1024
"""What is read for a client at a time; he has one, and the next is on its way."""

HASHED = 4 * 1024 * 1024
PART = 8 * 1024 * 1024
MOST_PARTS = 9_000
"""S3 takes 10,000 parts of an object."""

READERS = 24
"""So many pieces are on their way at once; whoever wants more waits."""

READ_TIMEOUT, WRITE_TIMEOUT = "20s", "10m"
"""For one piece, and for one part."""

MARK = "athenaeum-installation"
STATUS = re.compile(r"status code: (\d{3})")
CODE = re.compile(r"<Code>([A-Za-z]{1,60})</Code>")
REFUSALS = {"301", "307", "400", "401", "403", "404"}


class NotThere(Exception):
    """The store has no such object, or a shorter one."""


class Away(Exception):
    """The store cannot be reached, or cannot answer just now."""


class Refused(Away):
    """The store answers, and will not have us: keys, bucket or region are wrong."""


class Objects:
    """The store of one server process."""

    def __init__(self, storage: Storage) -> None:
        self.place = storage.url
        self._reading, self._writing = opened(storage, READ_TIMEOUT), opened(storage, WRITE_TIMEOUT)
        self._multiparts = Multiparts(storage) if storage.access_key else None
        self._turns = asyncio.Semaphore(READERS)
        self.outcomes: Counter[tuple[str, str]] = Counter()
        # Why the last request failed; None: it did not.
        self.trouble: Away | None = None

    @property
    def state(self) -> Literal["up", "refuses", "away"]:
        """What the last request came to."""
        return "up" if self.trouble is None else "refuses" if isinstance(self.trouble, Refused) else "away"

    # --- writing -------------------------------------------------------------------------------------------------

    async def put(self, blob_id: UUID, blocks: AsyncIterator[bytes], size: int) -> None:
        """The bytes as an object, all of them or none; at most three parts are in memory."""
        import obstore

        if size <= PART:
            whole = b"".join([block async for block in blocks])
            await self._done("put", obstore.put_async(self._writing, key(blob_id), whole, use_multipart=False))
            return
        part = max(PART, -(-size // MOST_PARTS))
        await self._done(
            "put", obstore.put_async(self._writing, key(blob_id), blocks, use_multipart=True, chunk_size=part, max_concurrency=2)
        )

    async def remove(self, blob_ids: Sequence[UUID]) -> None:
        """Removes the objects; nothing happens where there is none."""
        import obstore

        if blob_ids:
            await self._done("delete", obstore.delete_async(self._reading, [key(blob_id) for blob_id in blob_ids]))

    async def list_unfinished(self) -> list[tuple[UUID, Unfinished]]:
        """Parts of blobs that were never put together, as far as the store tells. Without keys in the settings nobody can ask:
        then a rule of the bucket has to end them."""
        if self._multiparts is None:
            return []
        try:
            found = await asyncio.to_thread(list, self._multiparts.list())
        except Unanswered as error:
            log.warning("object store %s: unfinished uploads cannot be listed (%s)", self.place, error)
            return []
        return [(blob_id, one) for one in found if (blob_id := blob(one.key)) is not None]

    async def end_unfinished(self, unfinished: Unfinished) -> bool:
        """Whether the parts went."""
        assert self._multiparts is not None
        try:
            await asyncio.to_thread(self._multiparts.end, unfinished)
        except Unanswered as error:
            log.warning("object store %s: an unfinished upload cannot be ended (%s)", self.place, error)
            return False
        return True

    # --- reading -------------------------------------------------------------------------------------------------

    async def read(self, blob_id: UUID, start: int, end: int) -> bytes:
        """These bytes, start < end. Raises NotThere where there are fewer."""
        import obstore

        async with self._turns:
            return whole(await self._done("get", obstore.get_range_async(self._reading, key(blob_id), start=start, end=end)), end - start)

    def read_in_thread(self, blob_id: UUID, start: int, end: int) -> bytes:
        """The same for threads, which wait."""
        import obstore

        try:
            found = obstore.get_range(self._reading, key(blob_id), start=start, end=end)
        except Exception as error:
            raise self._failed("get", error) from None
        self._worked("get")
        return whole(found, end - start)

    def pieces_in_thread(self, blob_id: UUID, size: int) -> Iterator[bytes]:
        """All of it, for threads."""
        for start in range(0, size, PIECE):
            yield self.read_in_thread(blob_id, start, min(start + PIECE, size))

    async def pieces(self, blob_id: UUID, size: int, piece: int = HASHED) -> AsyncIterator[bytes]:
        """All of it, one piece at a time."""
        for start in range(0, size, piece):
            yield await self.read(blob_id, start, min(start + piece, size))

    async def hash(self, blob_id: UUID, size: int) -> bytes:
        """The SHA-256 of the object. Raises NotThere where it is not exactly so long."""
        import obstore

        found = await self._done("head", obstore.head_async(self._reading, key(blob_id)))
        if found["size"] != size:
            raise NotThere(blob_id)
        sha256 = hashlib.sha256()
        async for block in self.pieces(blob_id, size):
            await asyncio.to_thread(sha256.update, block)
        return sha256.digest()

    async def pages(self) -> AsyncIterator[Sequence[tuple[UUID, datetime]]]:
        """The objects and when they came, some hundreds at a time."""
        import obstore

        pages = obstore.list(self._reading, chunk_size=500).__aiter__()
        while True:
            try:
                page = await self._done("list", pages.__anext__())
            except StopAsyncIteration:
                return
            yield [(blob_id, one["last_modified"].astimezone(UTC)) for one in page if (blob_id := blob(one["path"])) is not None]

    # --- whose it is ---------------------------------------------------------------------------------------------

    async def read_mark(self) -> UUID | None:
        """Whose objects these are; None where nobody said so."""
        import obstore

        try:
            got = await self._done("get", obstore.get_async(self._reading, MARK))
        except NotThere:
            return None
        text = bytes(await self._done("get", got.bytes_async()))[:100].decode("ascii", "replace").strip()
        try:
            return UUID(text)
        except ValueError:
            return UUID(int=0)

    async def write_mark(self, installation_id: UUID) -> None:
        import obstore

        await self._done("put", obstore.put_async(self._writing, MARK, f"{installation_id}\n".encode(), use_multipart=False))

    # --- how it goes ---------------------------------------------------------------------------------------------

    def collect(self) -> Iterator[Any]:
        """For /metrics."""
        requests = CounterMetricFamily("athenaeum_object_store", "Requests to the object store.", labels=["operation", "outcome"])
        for labels, count in sorted(self.outcomes.items()):
            requests.add_metric(list(labels), count)
        yield requests
        up = GaugeMetricFamily("athenaeum_object_store_up", "Whether the last request to the object store was answered.")
        up.add_metric([], 0 if self.trouble else 1)
        yield up

    async def _done(self, operation: str, work: Awaitable[Any]) -> Any:
        try:
            result = await work
        except StopAsyncIteration:
            self._worked(operation)
            raise
        except (NotThere, Away):
            raise
        except Exception as error:
            raise self._failed(operation, error) from None
        self._worked(operation)
        return result

    def _worked(self, operation: str) -> None:
        self.outcomes[operation, "done"] += 1
        if self.trouble is not None:
            self.trouble = None
            log.info("the object store %s answers again", self.place)

    def _failed(self, operation: str, error: Exception) -> Exception:
        meant = self.meaning(error)
        if isinstance(meant, Away):
            self.outcomes[operation, "refused" if isinstance(meant, Refused) else "away"] += 1
            if self.trouble is None or str(self.trouble) != str(meant):
                log.error("%s", meant)
            self.trouble = meant
        else:
            self._worked(operation)
        return meant

    def meaning(self, error: Exception) -> Exception:
        """What the library's exception says, in our words."""
        text = str(error)
        status, code = STATUS.search(text), CODE.search(text)
        if isinstance(error, FileNotFoundError) and not (code and code[1] == "NoSuchBucket"):
            return NotThere(self.place)
        said = " ".join(found[1] for found in (status, code) if found)
        if code and code[1] == "NoSuchBucket":
            return Refused(f"object store {self.place}: there is no such bucket")
        if (status and status[1] in REFUSALS) or type(error).__name__ in ("PermissionDeniedError", "UnauthenticatedError"):
            return Refused(
                f"object store {self.place}: it refuses us ({said or type(error).__name__}); keys, bucket and region must be right"
            )
        if status:
            return Away(f"object store {self.place}: it cannot answer ({said})")
        if "InvalidCertificate" in text:
            return Refused(f"object store {self.place}: its certificate is not trusted; storage.ca_file may name who signed it")
        return Away(f"object store {self.place}: it cannot be reached")


@dataclass(frozen=True)
class Held:
    """An object that is known to be there, to be read like an open file."""

    objects: Objects = field(repr=False)
    blob_id: UUID
    size: int
    modified: datetime

    async def read(self, start: int, end: int) -> bytes:
        return await self.objects.read(self.blob_id, start, end)

    async def probe(self) -> None:
        """Raises Away or NotThere where reading would."""
        if self.size:
            await self.read(0, 1)

    def in_thread(self) -> Iterator[bytes]:
        return self.objects.pieces_in_thread(self.blob_id, self.size)

    def close(self) -> None:
        """There is nothing to close."""


Find = Callable[[Sequence[UUID]], Awaitable[dict[UUID, Held]]]
"""Which of these are in the store."""


def opened(storage: Storage, timeout: str) -> Any:
    """The library's store. Whatever is given here counts, the rest (role of the machine) is looked for as AWS's own tools do."""
    from obstore.store import S3Store

    parts = urlsplit(storage.url)
    options: Any = {"allow_http": storage.endpoint.startswith("http://"), "connect_timeout": "3s", "timeout": timeout}
    if storage.ca_file:
        options["root_certificate"] = Path(storage.ca_file).read_bytes()
    given = {
        "bucket": parts.netloc,
        "prefix": parts.path.strip("/"),
        "region": storage.region,
        "endpoint": storage.endpoint,
        "access_key_id": storage.access_key,
        "secret_access_key": storage.secret_key,
    }
    arguments: dict[str, Any] = {name: value for name, value in given.items() if value}
    return S3Store(
        **arguments,
        virtual_hosted_style_request=not storage.path_style,
        disable_bulk_delete=True,  # not every store has it
        client_options=options,
        retry_config={
            "max_retries": 2,
            "retry_timeout": timedelta(seconds=10),
            "backoff": {"init_backoff": timedelta(milliseconds=100), "max_backoff": timedelta(seconds=1), "base": 2},
        },
    )


def key(blob_id: UUID) -> str:
    return f"{blob_id.hex[:2]}/{blob_id}"


def blob(path: str) -> UUID | None:
    """The blob that an object's key names; None for what is not ours."""
    try:
        blob_id = UUID(path.rpartition("/")[2])
    except ValueError:
        return None
    return blob_id if key(blob_id) == path else None


def whole(found: Any, size: int) -> bytes:
    data = bytes(found)
    if len(data) != size:
        raise NotThere("shorter than it should be")
    return data
