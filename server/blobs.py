"""Bytes by id, on disk and in an object store where there is one. Knows no database: which bytes are wanted is said by the
caller, which of them are in the store by whoever made the store (`find`).

    <root>/staging/<blob>            what is being received, chunks at their own offsets
    <root>/staging/<blob>.<claim>    a side file: a chunk that was sent again
    <root>/staging/process.<id>      locked as long as that server process lives
    <root>/staging/coming.<id>.<blob>   what that process is bringing back from the object store
    <root>/files/<xx>/<blob>         what is complete, and never written again

A name never comes from a client. What a method promises to be safe survives a power cut: the bytes by fsync of the
file, the name by fsync of its directory.
"""

import asyncio
import contextlib
import errno
import fcntl
import hashlib
import os
import stat
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO
from uuid import UUID, uuid4

from aiofiles.ospath import wrap

from server.objects import Find, Held, NotThere, Objects

BLOCK = 256 * 1024
"""What one thread hop hashes and writes."""

WRITERS_AHEAD = 2
"""Up to so many writers receive a block while the one before it is being written."""

MOVING_SECONDS = (0.0, 0.05, 0.2, 0.5)
"""The pauses before bytes that are in neither place are looked for again."""

CARRIED = 256
"""Uploads whose running SHA-256 is kept in memory while their chunks arrive in order."""


class Missing(Exception):
    """There are no such bytes."""


class WrongSize(Exception):
    """The bytes that were put together are not as many as they should be."""

    def __init__(self, expected: int, actual: int) -> None:
        super().__init__(f"expected {expected}, actual {actual}")
        self.expected = expected
        self.actual = actual


class Disk:
    """Every call that changes the disk. Tests put one in between that records the order, or forgets what was not synced."""

    def open(self, path: Path, flags: int) -> int:
        return os.open(path, flags, 0o600)

    def close(self, fd: int) -> None:
        os.close(fd)

    def write(self, fd: int, pieces: list[bytes], offset: int) -> None:
        """Writes all pieces one after another from the offset on."""
        done = os.pwritev(fd, pieces, offset)
        if done < sum(map(len, pieces)):
            rest = memoryview(b"".join(pieces))
            while done < len(rest):
                done += os.pwrite(fd, rest[done:], offset + done)

    def copy(self, source: int, target: int, size: int, offset: int) -> None:
        """Copies the first bytes of one file to a place in another, inside the kernel where that is possible."""
        done = 0
        while done < size:
            try:
                step = os.copy_file_range(source, target, size - done, done, offset + done)
            except OSError as error:
                if error.errno not in (errno.EXDEV, errno.EINVAL, errno.ENOSYS, errno.EOPNOTSUPP):
                    raise
                block = os.pread(source, BLOCK, done)
                step = os.pwrite(target, block, offset + done) if block else 0
            if step == 0:
                raise WrongSize(size, done)
            done += step

    def truncate(self, fd: int, size: int) -> None:
        os.ftruncate(fd, size)

    def sync(self, fd: int) -> None:
        os.fsync(fd)

    def sync_directory(self, path: Path) -> None:
        fd = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(fd)
        finally:
            os.close(fd)

    def rename(self, source: Path, target: Path) -> None:
        os.rename(source, target)

    def remove(self, path: Path) -> bool:
        """Whether there was something to remove."""
        try:
            os.unlink(path)
        except FileNotFoundError:
            return False
        return True

    def make_directory(self, path: Path) -> None:
        path.mkdir(mode=0o700, exist_ok=True)


@dataclass(frozen=True)
class Written:
    """What a writer took, safe on disk."""

    size: int
    md5: bytes
    sha256: bytes | None
    """Of these bytes and everything before them in the blob; None where they did not follow on what is known."""


@dataclass(frozen=True)
class Side:
    """A chunk that lies in a side file, and the place it belongs to."""

    side_id: UUID
    offset: int
    size: int


@dataclass(frozen=True)
class Staged:
    """Names in the staging directory."""

    blobs: set[UUID]
    sides: set[tuple[UUID, UUID]]


class Writer:
    """Takes the bytes of one chunk in order. One block is hashed and written while the next one is being received."""

    def __init__(self, blobs: "Blobs", path: Path, offset: int, sha256: Any) -> None:
        self._blobs = blobs
        self._path = path
        self._offset = offset
        self._md5 = hashlib.md5(usedforsecurity=False)
        self._sha256 = sha256
        self._fd = -1
        self._pending: asyncio.Future[None] | None = None
        self.size = 0

    async def start(self) -> None:
        """Opens the file, making it where it is not there yet."""
        self._fd = await self._blobs.run(self._blobs.disk.open, self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC)

    async def write(self, pieces: list[bytes], size: int) -> None:
        """Takes a block; returns once the block before it is written. Among many writers nobody gets ahead of the disk by a
        block of his own: that would cost memory and gain no time."""
        await self._settle()
        offset = self._offset + self.size
        self.size += size
        self._pending = self._blobs.hop(self._take, pieces, offset)
        if self._blobs.writers > WRITERS_AHEAD:
            await self._settle()

    async def sync(self, sync_name: bool) -> Written:
        """Returns when everything taken is safe, with sync_name the file's name too."""
        await self._settle()
        self._pending = self._blobs.wait_hop(self._sync, sync_name)
        await self._settle()
        sha256 = self._sha256.digest() if self._sha256 is not None else None
        return Written(self.size, self._md5.digest(), sha256)

    async def close(self) -> None:
        """Returns when no thread touches the file any more, whatever is cancelled meanwhile."""
        cancelled: asyncio.CancelledError | None = None
        while self._pending is not None and not self._pending.done():
            try:
                await asyncio.wait([self._pending])
            except asyncio.CancelledError as error:
                cancelled = error
        if self._pending is not None and not self._pending.cancelled():
            self._pending.exception()
        if self._fd >= 0:
            self._blobs.disk.close(self._fd)
            self._fd = -1
        if cancelled is not None:
            raise cancelled

    def running_sha256(self) -> Any:
        return self._sha256

    def _take(self, pieces: list[bytes], offset: int) -> None:
        for piece in pieces:
            self._md5.update(piece)
        if self._sha256 is not None:
            for piece in pieces:
                self._sha256.update(piece)
        self._blobs.disk.write(self._fd, pieces, offset)

    def _sync(self, sync_name: bool) -> None:
        self._blobs.disk.sync(self._fd)
        if sync_name:
            self._blobs.disk.sync_directory(self._path.parent)

    async def _settle(self) -> None:
        if self._pending is not None:
            # asyncio.wait instead of await: a cancelled request must not make the thread's end invisible.
            await asyncio.wait([self._pending])
            pending, self._pending = self._pending, None
            pending.result()


class Blobs:
    """The store of one server process."""

    def __init__(self, root: Path, disk: Disk | None = None, objects: Objects | None = None, find: Find | None = None) -> None:
        self.root = root
        self.objects = objects
        self._find = find
        self.disk = disk or Disk()
        self.process_id = uuid4()
        self.staging = root / "staging"
        self.files = root / "files"
        self._hops = ThreadPoolExecutor(2, "blobs-write")
        self._waits = ThreadPoolExecutor(4, "blobs-sync")
        self._lock_fd = -1
        self.writers = 0
        self._live: set[UUID] = set()
        self._named: OrderedDict[UUID, None] = OrderedDict()
        self._carried: OrderedDict[UUID, tuple[int, Any]] = OrderedDict()

    async def open(self) -> None:
        """Makes the directories and shows that this process lives."""
        await self.run(self._open)

    async def close(self) -> None:
        if self._lock_fd >= 0:
            self.disk.remove(self._process_path(self.process_id))
            os.close(self._lock_fd)
            self._lock_fd = -1
        self._hops.shutdown(wait=True)
        self._waits.shutdown(wait=True)

    def path(self, blob_id: UUID) -> Path:
        """Where the complete bytes lie."""
        return self.files / blob_id.hex[:2] / str(blob_id)

    # --- claims: who may write -----------------------------------------------------------------------------------

    @contextlib.contextmanager
    def holding(self, claim_id: UUID) -> Iterator[None]:
        """While the block runs, this process is at work on that claim."""
        self._live.add(claim_id)
        try:
            yield
        finally:
            self._live.discard(claim_id)

    def has_ended(self, process_id: UUID, claim_id: UUID) -> bool:
        """Whether nobody can be writing for that claim any more: its writer here is done, or its process is gone."""
        if process_id == self.process_id:
            return claim_id not in self._live
        return self._is_gone(process_id)

    def _is_gone(self, process_id: UUID) -> bool:
        try:
            fd = os.open(self._process_path(process_id), os.O_RDWR | os.O_CLOEXEC)
        except FileNotFoundError:
            return True
        try:
            fcntl.flock(fd, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        finally:
            os.close(fd)
        return True

    # --- receiving -----------------------------------------------------------------------------------------------

    @contextlib.asynccontextmanager
    async def writing(self, blob_id: UUID, offset: int = 0, side_id: UUID | None = None) -> AsyncIterator[Writer]:
        """A writer at a place in the blob, or into a side file. On leaving, no thread writes there any more."""
        path = self._staging_path(blob_id, side_id)
        sha256 = self._sha256_before(blob_id, offset) if side_id is None else None
        writer = Writer(self, path, 0 if side_id else offset, sha256)
        self.writers += 1
        try:
            await writer.start()
            yield writer
        finally:
            self.writers -= 1
            await writer.close()

    async def keep(self, writer: Writer, blob_id: UUID, side_id: UUID | None = None, *, is_last: bool = False) -> Written:
        """Makes what was written safe, the name too where nobody did it before; `is_last`: settling follows at once, which
        gives another name anyway."""
        is_named = is_last or (side_id is None and blob_id in self._named)
        written = await writer.sync(sync_name=not is_named)
        if side_id is None and not is_named:
            self._named[blob_id] = None
            while len(self._named) > CARRIED:
                self._named.popitem(last=False)
        return written

    def carry(self, writer: Writer, blob_id: UUID, end: int) -> None:
        """Keeps the SHA-256 of the blob up to here for the chunk that follows."""
        if (sha256 := writer.running_sha256()) is not None:
            self._carried[blob_id] = (end, sha256)
            while len(self._carried) > CARRIED:
                self._carried.popitem(last=False)

    async def settle(self, blob_id: UUID, size: int, sides: Iterable[Side] = ()) -> bytes | None:
        """Puts side files into place and the blob among the complete ones; safe when it returns. Again is harmless.

        Answers the SHA-256 where it is known without reading. Raises WrongSize and leaves the blob in staging.
        """
        sides = list(sides)
        end, sha256 = self._carried.pop(blob_id, (0, None))
        await self.run(self._settle, blob_id, size, sides)
        self._named.pop(blob_id, None)
        if sides or sha256 is None or end != size:
            return None
        return bytes(sha256.digest())

    async def drop_side(self, blob_id: UUID, side_id: UUID) -> None:
        await self.run(self.disk.remove, self._staging_path(blob_id, side_id))

    # --- reading -------------------------------------------------------------------------------------------------

    async def open_complete(self, blob_id: UUID) -> BinaryIO | Held:
        """The complete bytes, open for reading, wherever they are. Raises Missing.

        Bytes that just go to the object store or come back are looked for again: they are always in one of the two places.
        """
        for pause in MOVING_SECONDS:
            with contextlib.suppress(Missing):
                return await self.open_on_disk(blob_id)
            if held := (await self.held([blob_id])).get(blob_id):
                return held
            if self._find is None:
                break
            await asyncio.sleep(pause)
        return await self.open_on_disk(blob_id)

    async def open_on_disk(self, blob_id: UUID) -> BinaryIO:
        """The complete bytes on disk. Raises Missing."""
        try:
            return await self.run(_open_binary, self.path(blob_id))
        except FileNotFoundError as error:
            raise Missing(blob_id) from error

    async def held(self, blob_ids: Sequence[UUID]) -> dict[UUID, Held]:
        """Which of these are in the object store."""
        return await self._find(blob_ids) if self._find is not None and blob_ids else {}

    def elsewhere(self, blob_id: UUID, size: int) -> Callable[[], Iterator[bytes]] | None:
        """How a thread reads these bytes should they not be on disk; None where there is no object store."""
        objects = self.objects
        return None if objects is None else lambda: objects.pieces_in_thread(blob_id, size)

    async def inspect_staged(self, blob_id: UUID, size: int, judge: Callable[[bytes], Any], side_id: UUID | None = None) -> Any:
        """What `judge` says of the first bytes of what is being received; they are read and judged in one thread, so that
        few of them are in memory at a time. Raises Missing."""
        try:
            return await self.run(_judge_start, self._staging_path(blob_id, side_id), size, judge)
        except FileNotFoundError as error:
            raise Missing(blob_id) from error

    async def hash_complete(self, blob_id: UUID) -> tuple[int, bytes]:
        """Size and SHA-256 of the complete bytes, read in blocks so that others get their turn. Raises Missing, and `Away`
        where they are in a store that cannot be asked."""
        sha256 = hashlib.sha256()
        size = 0
        file = await self.open_complete(blob_id)
        if isinstance(file, Held):
            try:
                return file.size, await file.objects.hash(blob_id, file.size)
            except NotThere as error:
                raise Missing(blob_id) from error
        try:
            while block := await self.run(file.read, 16 * BLOCK):
                await self.run(sha256.update, block)
                size += len(block)
        finally:
            file.close()
        return size, sha256.digest()

    # --- to the object store and back ----------------------------------------------------------------------------

    async def blocks(self, file: BinaryIO, sha256: Any) -> AsyncIterator[bytes]:
        """An open file's bytes, hashed on their way."""

        def take() -> bytes:
            block = file.read(4 * BLOCK)
            sha256.update(block)
            return block

        while block := await self.unbroken(take):
            yield block

    async def bring(self, blob_id: UUID, blocks: AsyncIterator[bytes], sha256: bytes, modified: float) -> None:
        """Puts these bytes among the complete ones, as old as they are; safe when it returns. Missing where they are others
        than they should be."""
        path, found = self.staging / f"coming.{self.process_id}.{blob_id}", hashlib.sha256()
        fd, size = await self.run(self.disk.open, path, os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC), 0

        def take(block: bytes, offset: int) -> None:
            found.update(block)
            self.disk.write(fd, [block], offset)

        try:
            async for block in blocks:
                await self.unbroken(take, block, size)
                size += len(block)
            os.utime(fd, (modified, modified))
            await self.unbroken(self.disk.sync, fd)
            if found.digest() != sha256:
                raise Missing(blob_id)
            await self.run(self.disk.rename, path, self.path(blob_id))
            await self.run(self.disk.sync_directory, self.path(blob_id).parent)
        finally:
            self.disk.close(fd)
            self.disk.remove(path)

    async def drop_copy(self, blob_id: UUID) -> bool:
        """Removes complete bytes that are safe elsewhere; whether there were any."""
        return await self.run(self.disk.remove, self.path(blob_id))

    # --- removing and sweeping -----------------------------------------------------------------------------------

    async def remove(self, blob_id: UUID) -> None:
        """Removes every trace of the blob; nothing happens where there is none."""
        self._carried.pop(blob_id, None)
        self._named.pop(blob_id, None)
        await self.run(self._remove, blob_id)

    async def list_staged(self) -> Staged:
        return await self.run(self._list_staged)

    async def list_complete(self) -> AsyncIterator[list[UUID]]:
        """The complete blobs, one directory at a time."""
        for number in range(256):
            names = await self.run(_names, self.files / f"{number:02x}")
            if ids := [blob_id for name in names if (blob_id := _uuid(name)) is not None]:
                yield ids

    async def remove_dead_processes(self) -> None:
        """Takes away the lock files of processes that are gone."""
        await self.run(self._remove_dead_processes)

    # --- threads -------------------------------------------------------------------------------------------------

    async def run(self, function: Callable[..., Any], *args: Any) -> Any:
        return await wrap(function)(*args, executor=self._waits)

    async def unbroken(self, function: Callable[..., Any], *args: Any) -> Any:
        """As `run`, but whoever is cancelled waits until the thread is done: it uses a file that is closed next."""
        work = self.wait_hop(function, *args)
        try:
            return await asyncio.shield(work)
        finally:
            while not work.done():
                with contextlib.suppress(asyncio.CancelledError):
                    await asyncio.wait([work])

    def hop(self, function: Callable[..., None], *args: Any) -> "asyncio.Future[None]":
        return asyncio.get_running_loop().run_in_executor(self._hops, function, *args)

    def wait_hop(self, function: Callable[..., Any], *args: Any) -> "asyncio.Future[Any]":
        return asyncio.get_running_loop().run_in_executor(self._waits, function, *args)

    # --- in threads ----------------------------------------------------------------------------------------------

    def _open(self) -> None:
        self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
        for directory in (self.staging, self.files):
            self.disk.make_directory(directory)
        if len(_names(self.files)) < 256:
            for number in range(256):
                self.disk.make_directory(self.files / f"{number:02x}")
        for directory in (self.files, self.root, self.root.parent):
            self.disk.sync_directory(directory)
        path = self._process_path(self.process_id)
        self._lock_fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        fcntl.flock(self._lock_fd, fcntl.LOCK_EX)

    def _settle(self, blob_id: UUID, size: int, sides: list[Side]) -> None:
        source, target = self._staging_path(blob_id), self.path(blob_id)
        try:
            fd = self.disk.open(source, os.O_RDWR | os.O_CLOEXEC)
        except FileNotFoundError:
            self._require_settled(target, size)
            return
        try:
            for side in sides:
                self._put_in_place(blob_id, side, fd)
            actual = os.fstat(fd).st_size
            if actual < size:
                raise WrongSize(size, actual)
            if actual > size:  # left over from a last chunk that was longer at first
                self.disk.truncate(fd, size)
            self.disk.sync(fd)
        finally:
            self.disk.close(fd)
        self.disk.rename(source, target)
        self.disk.sync_directory(target.parent)
        for side in sides:
            self.disk.remove(self._staging_path(blob_id, side.side_id))

    def _put_in_place(self, blob_id: UUID, side: Side, fd: int) -> None:
        source = self.disk.open(self._staging_path(blob_id, side.side_id), os.O_RDONLY | os.O_CLOEXEC)
        try:
            self.disk.copy(source, fd, side.size, side.offset)
        finally:
            self.disk.close(source)

    def _require_settled(self, target: Path, size: int) -> None:
        """A blob that is not in staging was settled before, by somebody who could not say so any more."""
        try:
            actual = target.stat().st_size
        except FileNotFoundError as error:
            raise Missing(target.name) from error
        if actual != size:
            raise WrongSize(size, actual)
        self.disk.sync_directory(target.parent)

    def _remove(self, blob_id: UUID) -> None:
        self.disk.remove(self.path(blob_id))
        if self.disk.remove(self._staging_path(blob_id)):
            for name in _names(self.staging):
                if name.startswith(f"{blob_id}."):
                    self.disk.remove(self.staging / name)

    def _list_staged(self) -> Staged:
        staged = Staged(set(), set())
        for name in _names(self.staging):
            first, _, second = name.partition(".")
            blob_id, side_id = _uuid(first), _uuid(second)
            if blob_id is not None and side_id is not None:
                staged.sides.add((blob_id, side_id))
            elif blob_id is not None and not second:
                staged.blobs.add(blob_id)
        return staged

    def _remove_dead_processes(self) -> None:
        for name in _names(self.staging):
            first, _, second = name.partition(".")
            process_id = _uuid(second.partition(".")[0])
            if first in ("process", "coming") and process_id not in (None, self.process_id) and self._is_gone(process_id):
                self.disk.remove(self.staging / name)

    # --- names ---------------------------------------------------------------------------------------------------

    def _staging_path(self, blob_id: UUID, side_id: UUID | None = None) -> Path:
        return self.staging / (f"{blob_id}.{side_id}" if side_id else str(blob_id))

    def _process_path(self, process_id: UUID) -> Path:
        return self.staging / f"process.{process_id}"

    def _sha256_before(self, blob_id: UUID, offset: int) -> Any:
        if offset == 0:
            return hashlib.sha256()
        end, sha256 = self._carried.get(blob_id, (0, None))
        return sha256.copy() if sha256 is not None and end == offset else None


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _names(directory: Path) -> list[str]:
    with os.scandir(directory) as entries:
        return [entry.name for entry in entries]


def _open_binary(path: Path) -> BinaryIO:
    file = open(path, "rb", buffering=0)  # noqa: SIM115 (the caller closes it)
    if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        file.close()
        raise FileNotFoundError(path)
    return file  # type: ignore[return-value]


def _judge_start(path: Path, size: int, judge: Callable[[bytes], Any]) -> Any:
    with open(path, "rb", buffering=0) as file:
        head = file.read(size) or b""
    return judge(head)
