"""Scores of tests made here, kept with the answers: written by the server alone, whatever a client sends (docs/api/itr.md)."""

import asyncio
from typing import Any
from uuid import UUID

import orjson

from server.db import Connection, Row, sql
from server.domain import scoring, test_definitions
from server.domain.stored_json import parsed
from server.domain.test_definitions import Definition

# Statement's column → documented name of what a definition is read from.
PARTS = {"screens": "screens", "scales": "scales", "score_rules": "scoreRules", "norms": "norms", "plugin_data": "PluginData"}


async def score(conn: Connection, owner_id: UUID, session_test_id: UUID) -> None:
    """Scores a finished test, in the transaction that finishes it; as often as one likes.

    Scores of a foreign test stay as its client made them. A test of ours that has faults gets none.
    """
    row: Row | None = await sql.scores.get_source(conn, owner_id=owner_id, id=session_test_id)
    if row is None or not is_ours(row):
        return
    # Thousands of rules take a while, and the other candidates go on.
    scores, percentage = await asyncio.to_thread(scored, row)
    await sql.scores.save(conn, owner_id=owner_id, id=session_test_id, scores=scores, percentage=percentage)


def scored(row: Row) -> tuple[str, int]:
    """The text of `Scores`, and how many of a hundred questions were answered."""
    found, faults = test_definitions.read(documented(row))
    if faults:
        return "", row["percentage_of_questions_answered"]
    results = parsed(row["results"])
    norm_ids = [None if row[name] is None else str(row[name]) for name in ("norm_id_1", "norm_id_2", "norm_id_3")]
    percentage = scoring.percentage_answered(found, scoring.answers_of(found, results))
    return orjson.dumps(scoring.score(found, results, norm_ids)).decode(), percentage


def is_ours(row: Row) -> bool:
    return not row["has_scripts"] and test_definitions.is_ours({"PluginData": parsed(row["plugin_data"])})


def definition(row: Row) -> Definition | None:
    """The definition of a test of ours that has no faults."""
    if not is_ours(row):
        return None
    found, faults = test_definitions.read(documented(row))
    return None if faults else found


def documented(row: Row) -> dict[str, Any]:
    """A test as the document names its parts, the texts that hold JSON being read."""
    return {name: parsed(row[column]) for column, name in PARTS.items()}
