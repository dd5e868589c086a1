"""Several stored files as one ZIP archive, made while it is sent; its length is known before."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator
from typing import Protocol

from zipstream import ZipStream

BLOCK = 256 * 1024


class Content(Protocol):
    """Bytes that are read when it is their turn."""

    size: int

    def __iter__(self) -> Iterator[bytes]: ...


def archive(entries: Iterable[tuple[str, Content]]) -> ZipStream:
    """An archive of these files under these names, stored and not compressed; their bytes are not read yet.

    Names that can stay as they are come first, so that none of them gives way to one that had to be changed.
    """
    stream = ZipStream(sized=True)
    used: set[str] = set()
    for name, content in sorted(entries, key=lambda entry: plain_name(entry[0]) != entry[0]):
        stream.add(content, entry_name(name, used), size=content.size)
    return stream


def entry_name(name: str, used: set[str]) -> str:
    """A plain name inside the archive: no folders, none that is there already."""
    plain = plain_name(name)
    stem, dot, ending = plain.rpartition(".")
    found, number = plain, 2
    while found.lower() in used:
        found = f"{stem} ({number}).{ending}" if dot and stem else f"{plain} ({number})"
        number += 1
    used.add(found.lower())
    return found


def plain_name(name: str) -> str:
    """The name without folders."""
    plain = name.replace("/", "_").replace("\\", "_")
    return plain if plain.strip(".") else "_" * len(plain)


async def blocks(stream: ZipStream) -> AsyncIterator[bytes]:
    """The archive's bytes; files are read in a thread, a block at a time."""
    pieces = iter(stream)
    while block := await asyncio.to_thread(_block, pieces):
        yield block


def _block(pieces: Iterator[bytes]) -> bytes:
    found, size = [], 0
    for piece in pieces:
        found.append(piece)
        size += len(piece)
        if size >= BLOCK:
            break
    return b"".join(found)
