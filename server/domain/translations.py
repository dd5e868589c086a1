"""Words of the interface in each language, as translators keep them (specs/itr-internal.md §12)."""

import re
from collections.abc import Mapping
from typing import Any

import orjson

from server.db import Connection, Row, sql
from server.domain import audit
from server.domain.actor import Actor
from server.errors import Fault, Invalid

LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})?")
MAX_KEY, MAX_VALUE, MAX_ENTRIES = 400, 100_000, 20_000


def language_code(text: str) -> str | None:
    """The code in small letters, None where it can be none."""
    code = text.lower()
    return code if LANGUAGE.fullmatch(code) else None


async def words(conn: Connection, language: str) -> list[Row]:
    return await sql.translations.list_of(conn, language=language)


async def save(conn: Connection, actor: Actor, language: str, given: Mapping[str, Any]) -> None:
    """Stores the words as they are given: {key: {"value", "originalValue", "valueAsOriginal"}}; other keys stay."""
    entries = [entry(key, fields) for key, fields in given.items()]
    if len(entries) > MAX_ENTRIES:
        raise Invalid([Fault((), "too_many")])
    by = (actor.email or actor.username or str(actor.login_id))[:200]
    await sql.translations.save(conn, language=language, entries=orjson.dumps(entries).decode(), changed_by=by)
    await audit.record(conn, actor, "translations.save", "language", language, {"words": len(entries)})


def entry(key: str, fields: Any) -> dict[str, Any]:
    value = fields.get("value") if isinstance(fields, dict) else None
    original = fields.get("originalValue") if isinstance(fields, dict) else None
    if not 0 < len(key) <= MAX_KEY or not isinstance(value, str) or len(value) > MAX_VALUE:
        raise Invalid([Fault((key[:50],), "bad_value")])
    if original is not None and (not isinstance(original, str) or len(original) > MAX_VALUE):
        raise Invalid([Fault((key[:50], "originalValue"), "bad_value")])
    return {"key": key, "value": value, "original": original, "as_original": fields.get("valueAsOriginal") in ("Y", True)}
