"""The trash: deleted objects keep roles, files and identifier until they are restored, purged, or kept long enough."""

import logging
from collections.abc import Mapping
from typing import Any

from server import db, keys
from server.db import Connection
from server.domain import audit, collection_links, outbox, record_links
from server.domain.actor import SYSTEM, Actor
from server.domain.nouns import COLLECTION, NOUNS, RECORD, Noun
from server.errors import NotFound, Unavailable

log = logging.getLogger("athenaeum.trash")

DAY_SECONDS = 24 * 3600
SWEEP_SECONDS = 3600

# What others have to do with a purged object is settled before its row goes.
RELEASES = {RECORD.name: record_links.release, COLLECTION.name: collection_links.release}


async def discard(conn: Connection, actor: Actor, noun: Noun, thing: Mapping[str, Any]) -> None:
    """Into the trash; the caller holds the object's lock and found it active."""
    await noun.statements.discard(conn, id=thing["id"])
    await noun.revisions.capture(conn, id=thing["id"], account_id=actor.user_id)
    await audit.record(conn, actor, f"{noun.name}.delete", noun.name, thing["id"], {"identifier": thing["identifier"]})


async def restore(conn: Connection, actor: Actor, noun: Noun, object_id: int) -> None:
    """Out of the trash. To everybody but the creator there is nothing to restore."""
    if await noun.statements.restore(conn, id=object_id, account_id=actor.user_id) is None:
        raise NotFound()
    await noun.revisions.capture(conn, id=object_id, account_id=actor.user_id)
    await audit.record(conn, actor, f"{noun.name}.restore", noun.name, object_id)


async def purge(conn: Connection, actor: Actor, noun: Noun, object_id: int) -> None:
    """Out of the trash for good, by its creator: gone for everybody now, its rows and bytes in the background.

    Unavailable where the database does not take the job or what goes with it (disk full, read only); the caller's transaction
    then ends as if nothing had been asked, so the object stays in the trash.
    """
    try:
        if noun is COLLECTION:  # its children may have another parent at once
            await collection_links.release(conn, object_id)
        if await noun.statements.give_up(conn, id=object_id, account_id=actor.user_id) is None:
            raise NotFound()
        await audit.record(conn, actor, f"{noun.name}.purge", noun.name, object_id)
        await outbox.put(conn, "trash.purge", {"noun": noun.name, "id": object_id})
    except db.DatabaseError as error:
        log.error("the purge of %s %s cannot start", noun.name, object_id, exc_info=error)
        raise Unavailable("purge_not_started") from error


@outbox.handler("trash.purge", timeout_seconds=600)
async def remove(work: outbox.Work) -> None:
    """The rows of a purged object; the bytes of its files follow them. A second time there is nothing left to do."""
    noun = NOUNS[work.payload["noun"]]
    async with db.transaction(work.pool) as conn:
        if noun.name in RELEASES:
            await RELEASES[noun.name](conn, work.payload["id"])
        await noun.statements.delete(conn, id=work.payload["id"])


@outbox.schedule("trash.expire", every_seconds=SWEEP_SECONDS, timeout_seconds=600)
async def expire(work: outbox.Work) -> None:
    """Purges what has been in the trash for `storage.trash_days`."""
    seconds = work[keys.CONFIG].storage.trash_days * DAY_SECONDS
    for noun in NOUNS.values():
        async with db.transaction(work.pool) as conn:
            for row in await noun.statements.give_up_expired(conn, seconds=seconds):
                await audit.record(conn, SYSTEM, f"{noun.name}.purge", noun.name, row["id"])
                await outbox.put(conn, "trash.purge", {"noun": noun.name, "id": row["id"]})
