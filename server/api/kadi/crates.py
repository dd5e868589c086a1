"""RO-Crates of records and collections: gathered batch by batch, measured, then sent."""

import hashlib
import logging
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from aiohttp import web

from server import keys
from server.api.kadi import archived, export_records
from server.api.kadi.export_filters import Filter
from server.blobs import Blobs
from server.db import Row
from server.domain import exports
from server.domain.exports import Gathered
from server.errors import Unavailable
from server.exports import archive, crate
from server.exports.values import Context, file_names
from server.http import archives, ranges
from server.http.addresses import base_url
from server.http.connection import read

log = logging.getLogger("athenaeum.exports")

KINDS = {
    "json": ("application/json", "The record with its metadata, files and links."),
    "rdf": ("text/turtle", "The same as RDF."),
    "pdf": ("application/pdf", "The same to be read and printed."),
}
ENDINGS = {"json": "json", "rdf": "ttl", "pdf": "pdf"}


class Crate:
    """A crate under construction; its methods run in threads, one at a time."""

    def __init__(self, blobs: Blobs, site: str, wanted: Filter, *, shows_ways: bool) -> None:
        self._wanted, self._shows_ways = wanted, shows_ways
        self._graph = crate.Graph(Context(site))
        self._described: list[bytes | archive.Spooled] = []
        self._entries: list[tuple[str, archive.Content]] = []
        self.spool = archive.Spool(blobs.staging)

    def add(self, batch: Iterable[Row], gathered: Gathered, contents: dict[UUID, archive.Lying]) -> None:
        """The records of a batch that were found, with their files by blob."""
        context = self._graph.context = export_records.context(self._graph.context.site, gathered)
        pieces, others = [], export_records.Others()
        for part in batch:
            if part["id"] in gathered.records:
                place = crate.folder(part["identifier"], part["way"] if self._shows_ways else None)
                record = export_records.assembled(gathered, part["id"], self._wanted, others)
                exported = [self._export(kind, record, place, context) for kind in self._wanted.data]
                stored = self._files(gathered.files.get(part["id"], []), record["files"], place, contents)
                pieces.append(self._graph.record(record, place, exported, stored))
        self._described.append(self.spool.add(b"".join(pieces)))

    def _export(self, kind: str, record: dict[str, Any], place: str, context: Context) -> crate.Part:
        data = export_records.RENDERED[kind](record, context)
        name = f"{record['identifier']}.{ENDINGS[kind]}"
        if not self._wanted.is_metadata_only:
            self._entries.append((place + name, self.spool.add(data)))
        return crate.Part(name, KINDS[kind][0], len(data), hashlib.sha256(data).hexdigest(), KINDS[kind][1])

    def _files(
        self, rows: list[Row], described: list[dict[str, Any]], place: str, contents: dict[UUID, archive.Lying]
    ) -> list[crate.Stored]:
        stored = []
        for row, data, name in zip(rows, described, file_names([row["name"] for row in rows]), strict=True):
            stored.append(crate.Stored(data, name, row["sha256"].hex() if row["sha256"] is not None else None))
            if not self._wanted.is_metadata_only:
                self._entries.append((f"{place}files/{name}", contents[row["blob_id"]]))
        return stored

    def metadata(self, data: dict[str, Any], genre: str) -> archive.Joined:
        """The description of the crate, when all records are in."""
        opening = self._graph.opening(self._graph.root(data, genre, datetime.now(UTC)))
        return archive.Joined([opening, *self._described, self._graph.closing()])

    def archive(self, root: str, metadata: archive.Joined) -> Any:
        return archive.archive(root, [(crate.DESCRIPTOR, metadata), *self._entries])


def part_of(record_id: int, identifier: str) -> dict[str, Any]:
    """A record that is all of a crate, as one of `exports.contents`."""
    return {"id": record_id, "identifier": identifier, "way": [], "stored_bytes": 0}


async def send(request: web.Request, data: dict[str, Any], genre: str, parts: list[Row], wanted: Filter) -> web.StreamResponse:
    """The crate of a record or collection, or its description alone. `parts` are the records it consists of."""
    shows_ways = genre == "collection" and wanted.has_children and wanted.has_hierarchy
    made = await built(lambda: Crate(request.config_dict[keys.BLOBS], base_url(request), wanted, shows_ways=shows_ways))
    try:
        await fill(request, made, parts, wanted)
        metadata = await built(made.metadata, data, genre)
        if wanted.is_metadata_only:
            blocks, size, ending, mimetype = archives.blocks(metadata), metadata.size, "jsonld", "application/ld+json"
        else:
            stream = await built(made.archive, data["identifier"], metadata)
            blocks, size, ending, mimetype = archives.blocks(stream), len(stream), "eln", "application/zip"
    except BaseException:
        made.spool.close()
        raise
    return ranges.send_stream(blocks, size, f"{data['identifier']}.{ending}", mimetype, at_end=made.spool.close)


async def fill(request: web.Request, made: Crate, parts: list[Row], wanted: Filter) -> None:
    """Adds all records. No connection is held while a batch is rendered."""
    reader = request[keys.ACTOR].user_id
    for batch in exports.batches(parts):
        if request.transport is None:
            raise ConnectionResetError("nobody waits for it any more")
        async with export_records.TURNS.turn(request):
            async with read(request) as conn:
                gathered = await exports.gather(
                    conn, reader, [part["id"] for part in batch], has_outgoing=wanted.has_outgoing, has_incoming=wanted.has_incoming
                )
            await built(made.add, batch, gathered, await lying(request, gathered, wanted))


async def lying(request: web.Request, gathered: Gathered, wanted: Filter) -> dict[UUID, archive.Lying]:
    """The files of a batch, by blob. Unavailable where stored bytes are missing."""
    if wanted.is_metadata_only:
        return {}
    rows = [row for part in gathered.files.values() for row in part]
    try:
        made = await archived.contents(request.config_dict[keys.BLOBS], rows)
    except archive.Changed as error:
        log.error("a crate cannot be built: %s", error)
        raise Unavailable("storage") from error
    return {row["blob_id"]: content for row, content in zip(rows, made, strict=True)}


async def built(work: Callable[..., Any], *args: Any) -> Any:
    """Unavailable where stored bytes are missing, or there is no room to build."""
    try:
        return await export_records.in_thread(work, *args)
    except (archive.Changed, OSError) as error:
        log.error("a crate cannot be built: %s", error)
        raise Unavailable("storage") from error
