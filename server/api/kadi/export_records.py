"""A record from its gathered rows, as a filter wants it, and the formats in which one record can be written."""

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from server.api.kadi.export_filters import Filter
from server.domain.exports import Gathered
from server.exports import pdf, rdf, record, values
from server.exports.values import Context
from server.http.turns import Turns

# What is gathered for an export and rendered of it can be hundreds of megabytes: three at a time, one of an account.
TURNS = Turns(lambda _config: 1, lambda _config: 3)
# Rendering takes processor time and nothing else. Two at a time, in threads that nobody else waits for; a large collection
# gives way to others after each batch.
THREADS = ThreadPoolExecutor(2, "exports")


async def in_thread(work: Callable[..., Any], *args: Any) -> Any:
    return await asyncio.get_running_loop().run_in_executor(THREADS, work, *args)


def context(site: str, gathered: Gathered) -> Context:
    return Context(site, record.licenses(gathered.records.values()))


Others = dict[int, dict[str, Any]]
"""Records at the other ends of links, by id: many links of a batch may lead to one."""


def assembled(gathered: Gathered, record_id: int, wanted: Filter, others: Others) -> dict[str, Any]:
    """The record in the form of `exports/record.py`. `others` are shared by the records of a batch."""
    with_users = wanted.with_users
    made = record.record(gathered.records[record_id], wanted.mask, with_users=with_users)
    made["files"] = [record.file(row, with_users=with_users) for row in gathered.files.get(record_id, ())]
    if wanted.has_links:
        made["links"] = []
        mask = wanted.mask if wanted.masks_others else None
        for row in gathered.links.get(record_id, ()):
            number = row["other_id"]
            if number not in others:
                others[number] = record.record(gathered.others[number], mask, with_users=with_users)
            made["links"].append(record.link(row, others[number], with_users=with_users))
    return made


def as_json(data: Mapping[str, Any], _context: Context) -> bytes:
    return values.dumps(data)


def as_rdf(data: Mapping[str, Any], context: Context) -> bytes:
    return (rdf.PREFIXES + "\n" + rdf.record(data, context, set())).encode()


def as_pdf(data: dict[str, Any], context: Context) -> bytes:
    return pdf.render(data, address=f"{context.site}/records/{data['id']}")


RENDERED: dict[str, Callable[[dict[str, Any], Context], bytes]] = {"json": as_json, "rdf": as_rdf, "pdf": as_pdf}
