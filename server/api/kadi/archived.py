"""Uploaded files as parts of an archive, on disk or in the object store."""

import asyncio
from collections.abc import Iterable
from typing import Any

from server.blobs import Blobs
from server.errors import Unavailable
from server.exports.archive import Lying
from server.objects import Away, NotThere


async def contents(blobs: Blobs, rows: Iterable[Any]) -> list[Lying]:
    """One for each row with `blob_id` and `size_bytes`. Changed where bytes are missing or of another size, Unavailable where
    some are in a store that does not give them: an archive that has begun could only break off."""
    rows = list(rows)
    held = await blobs.held([row["blob_id"] for row in rows])
    made = [Lying(blobs.path(row["blob_id"]), row["size_bytes"], blobs.elsewhere(row["blob_id"], row["size_bytes"])) for row in rows]

    def check() -> None:
        for row, content in zip(rows, made, strict=True):
            found = held.get(row["blob_id"])
            content.check(is_elsewhere=found is not None and found.size == content.size)

    await asyncio.to_thread(check)
    for found in list(held.values())[:1]:
        try:
            await found.probe()
        except (Away, NotThere) as error:
            raise Unavailable("storage") from error
    return made
