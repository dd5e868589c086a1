"""What finished tests leave for research, without names (specs/itr-internal.md §8.2): a row for the company, one for the master."""

from typing import Any
from uuid import UUID

import orjson

from server.db import Connection, Row, sql
from server.domain.stored_json import parsed

ANONYMISED = "*ANONIMISED*"
# Texts that hold JSON, and are shown as what they hold.
HOLDING_JSON = ("PluginData", "Results", "Scores")


async def gather(conn: Connection, company_id: UUID, session_test_id: UUID) -> None:
    """Keeps what a finished test says, in the transaction that finishes it; nothing where the test forbids it."""
    row: Row | None = await sql.gathered_data.get_source(conn, company_id=company_id, session_test_id=session_test_id)
    if row is None or not is_allowed(row["test_plugin_data"]):
        return
    test = spelled(row["test"])
    test["Results"] = anonymised(test["Results"])
    await sql.gathered_data.save(
        conn, company_id=company_id, session_id=row["session_id"], test_id=row["test_id"], person=row["person"], parent=row["parent"],
        session=dumps(spelled(row["session"])), test=dumps(test), session_description=row["session_description"],
        test_description=row["test_description"], company_description=row["company_name"], group_description=row["group_description"],
        session_ended_at=row["ended_at"],
    )  # fmt: skip


def is_allowed(plugin_data: str) -> bool:
    """Everything but an explicit no of the test's author."""
    found = parsed(plugin_data)
    settings = found.get("DataGathering") if isinstance(found, dict) else None
    return not (isinstance(settings, dict) and settings.get("Allowed") in (False, "false", "False", "N"))


def anonymised(results: Any) -> Any:
    """The results with every answer that is marked so made unreadable."""
    if isinstance(results, dict):
        found = {name: anonymised(value) for name, value in results.items()}
        if found.get("Anonimise") in (True, "true", "True") and "Value" in found:
            found["Value"] = ANONYMISED
        return found
    return [anonymised(value) for value in results] if isinstance(results, list) else results


def spelled(text: str) -> dict[str, Any]:
    found: dict[str, Any] = orjson.loads(text)
    return found | {name: parsed(found[name]) for name in HOLDING_JSON if name in found}


def dumps(data: Any) -> str:
    return orjson.dumps(data, option=orjson.OPT_SORT_KEYS).decode()
