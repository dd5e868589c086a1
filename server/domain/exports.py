"""What an export may contain: the rows of records, their files and links, as far as the reader may read them.

A collection of any size is gathered batch by batch, so that an export needs the memory of one batch and holds a connection
only while it reads one. Each batch asks anew what the reader may see.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from server.db import Connection, Row, sql
from server.errors import TooLarge

BATCH = 50
BATCH_BYTES = 1_000_000
"""As stored, so a multiple of it in memory."""
LINKED_BYTES = 200_000_000
"""What the records at the other ends of links may have together. Each link shows its record whole, so that few large records
and many links would be more than any memory."""


@dataclass(frozen=True)
class Gathered:
    """Rows, by the id of the record that they belong to. Links name the record at their other end in `others`."""

    records: dict[int, Row]
    files: dict[int, list[Row]] = field(default_factory=dict)
    links: dict[int, list[Row]] = field(default_factory=dict)
    others: dict[int, Row] = field(default_factory=dict)


async def gather(conn: Connection, reader: int, record_ids: list[int], *, has_outgoing: bool = True, has_incoming: bool = True) -> Gathered:
    """Five statements, however many records. What is not readable, or not active any more, is missing.

    Raises TooLarge where links would lead to too much; without them there is nothing too large.
    """
    found = {row["id"]: row for row in await sql.exports.list_records(conn, ids=record_ids, reader=reader)}
    records = {number: found[number] for number in record_ids if number in found}
    files = grouped(await sql.exports.list_files(conn, record_ids=list(records)))
    links: list[Row] = []
    if has_outgoing or has_incoming:
        links = await sql.exports.list_links(
            conn, record_ids=list(records), reader=reader, has_outgoing=has_outgoing, has_incoming=has_incoming
        )
        if links and await sql.exports.weigh(conn, record_ids=[row["other_id"] for row in links]) > LINKED_BYTES:
            raise TooLarge("linked_records_too_large", limit_bytes=LINKED_BYTES)
    wanted = {row["other_id"] for row in links} - set(records)
    others = {row["id"]: row for row in await sql.exports.list_records(conn, ids=list(wanted), reader=reader)} if wanted else {}
    others |= {row["other_id"]: records[row["other_id"]] for row in links if row["other_id"] in records}
    return Gathered(records, files, grouped([row for row in links if row["other_id"] in others]), others)


def grouped(rows: list[Row]) -> dict[int, list[Row]]:
    groups: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        groups[row["record_id"]].append(row)
    return groups


async def contents(conn: Connection, reader: int, collection_id: int, *, with_children: bool) -> list[Row]:
    """The readable records of a collection in the order of an export: ids, identifiers, the way to each, stored sizes."""
    return await sql.exports.list_contents(conn, collection_id=collection_id, reader=reader, with_children=with_children)


def batches(rows: list[Row]) -> Iterator[list[Row]]:
    """Neither many nor large ones at a time."""
    batch: list[Row] = []
    size = 0
    for row in rows:
        if batch and (len(batch) == BATCH or size + row["stored_bytes"] > BATCH_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(row)
        size += row["stored_bytes"]
    if batch:
        yield batch
