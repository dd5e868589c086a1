"""Who did what to which row: one line, written in the transaction that does it, so neither is there without the other."""

from collections.abc import Mapping
from typing import Any

import orjson

from server.db import Connection, sql
from server.domain.actor import Actor

# What a detail under such a name says is nobody's business, also not an administrator's.
SECRET_WORDS = ("password", "secret", "token", "session_id", "sessionid", "otp", "mfa_code", "authorization")
HIDDEN = "***"
MAX_TEXT = 2000


async def record(
    conn: Connection, actor: Actor, action: str, object_type: str, object_id: object, details: Mapping[str, Any] | None = None
) -> int:
    """Writes a line in the caller's transaction: `record(conn, actor, "record.update", "record", 5, {"title": "…"})`.

    `action` is `noun.verb` in snake case. Values under names that sound like secrets are hidden, long texts cut.
    """
    return await sql.audit.insert(
        conn,
        actor_kind=actor.kind,
        actor_name=actor.username or actor.display_name,
        account_id=actor.account_id,
        person_id=actor.person_id,
        company_id=actor.company_id,
        credential_id=actor.credential_id,
        action=action,
        object_type=object_type,
        object_id=str(object_id),
        details=orjson.dumps(presentable(details or {}), default=str, option=orjson.OPT_NON_STR_KEYS).decode(),
    )


def presentable(value: Any, name: str = "") -> Any:
    """`value` without secrets, NUL and endless texts."""
    if isinstance(value, Mapping):
        return {str(key): presentable(item, str(key).lower()) for key, item in value.items()}
    if any(word in name for word in SECRET_WORDS) and not isinstance(value, bool) and value is not None:
        return HIDDEN
    if isinstance(value, list | tuple | set | frozenset):
        return [presentable(item, name) for item in value]
    if isinstance(value, str):
        clean = value.encode("utf-8", "replace").decode().replace("\x00", "\ufffd")
        return clean if len(clean) <= MAX_TEXT else clean[:MAX_TEXT] + "…"
    return value
