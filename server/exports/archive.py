"""A ZIP archive that is sent while it is made, whose length is known before its first byte.

What is rendered for it waits in a file without a name until it is its turn; uploaded files are read where they lie then. So an
archive of any size needs little memory, and nothing in it can change between being measured and being sent: what lies
there otherwise than it was measured ends the transfer, which then is shorter than announced.
"""

import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from zipstream import ZipStream

BLOCK = 256 * 1024
MOST_WITHOUT_ZIP64 = 65_535


class Changed(Exception):
    """A stored file is not what it was when the archive was measured."""


class Spool:
    """Bytes that wait on disk. The file has no name, so it goes with the process at the latest."""

    def __init__(self, directory: Path) -> None:
        self._file = tempfile.TemporaryFile(dir=directory, buffering=0)  # noqa: SIM115 (lives as long as the archive)
        self._size = 0

    def add(self, data: bytes) -> "Spooled":
        left = memoryview(data)
        while left:
            left = left[self._file.write(left) :]
        self._size += len(data)
        return Spooled(self, self._size - len(data), len(data))

    def read(self, offset: int, size: int) -> Iterator[bytes]:
        while size:
            block = os.pread(self._file.fileno(), min(size, BLOCK), offset)
            if not block:
                raise Changed
            yield block
            offset, size = offset + len(block), size - len(block)

    def close(self) -> None:
        self._file.close()


class Spooled:
    """What was spooled at one time."""

    __slots__ = ("_offset", "size", "spool")

    def __init__(self, spool: Spool, offset: int, size: int) -> None:
        self.spool, self._offset, self.size = spool, offset, size

    def __iter__(self) -> Iterator[bytes]:
        return self.spool.read(self._offset, self.size)


class Lying:
    """An uploaded file: on disk, or where `elsewhere` reads it when it is not there any more."""

    __slots__ = ("_elsewhere", "path", "size")

    def __init__(self, path: Path, size: int, elsewhere: Callable[[], Iterator[bytes]] | None = None) -> None:
        self.path, self.size, self._elsewhere = path, size, elsewhere

    def check(self, *, is_elsewhere: bool = False) -> None:
        """Raises Changed where it is not there, or has another size."""
        try:
            if os.stat(self.path).st_size == self.size:
                return
        except FileNotFoundError:
            if is_elsewhere:
                return
        raise Changed(self.path.name)

    def __iter__(self) -> Iterator[bytes]:
        left = self.size
        for block in self._blocks():
            left -= len(block)
            if left < 0:
                break
            yield block
        if left:
            raise Changed(self.path.name)

    def _blocks(self) -> Iterator[bytes]:
        try:
            file = open(self.path, "rb", buffering=0)  # noqa: SIM115 (closed below)
        except FileNotFoundError:
            if self._elsewhere is None:
                raise Changed(self.path.name) from None
            yield from self._elsewhere()
            return
        with file:
            while block := file.read(BLOCK):
                yield block


class Joined:
    """Several pieces one after another."""

    __slots__ = ("_pieces", "size")

    def __init__(self, pieces: "list[bytes | Spooled]") -> None:
        self._pieces = pieces
        self.size = sum(len(piece) if isinstance(piece, bytes) else piece.size for piece in pieces)

    def __iter__(self) -> Iterator[bytes]:
        for piece in self._pieces:
            if isinstance(piece, bytes):
                yield piece
            else:
                yield from piece


Content = Spooled | Lying | Joined


def archive(root: str, entries: list[tuple[str, Content]]) -> ZipStream:
    """The archive with these entries in this order, all of them below the folder `root`. It is read once."""
    stream = ZipStream(sized=True)
    if len(entries) == MOST_WITHOUT_ZIP64:
        stream.mkdir(root)  # the library measures exactly that many entries otherwise than it writes them
    for name, content in entries:
        stream.add(content, f"{root}/{name}", size=content.size)
    return stream
