"""What the tests of a session say about its person, from the scores that are kept; nothing is scored here."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from server.db import Connection, Row, sql
from server.domain import formulas, scores
from server.domain.scoring import MOST_NORMS, NONE
from server.domain.stored_json import parsed
from server.errors import Conflict, NotFound

DONE = 30
ZERO = UUID(int=0)
LONGEST_TITLE = 200


@dataclass(frozen=True, slots=True)
class Normed:
    """What a norm makes of a score; `place` is 1 to 3."""

    place: int
    norm_id: str
    norm: str
    value: str
    percentile: str

    @property
    def share(self) -> float | None:
        """The percentile as a number from 0 to 100."""
        found = formulas.number(self.percentile)
        return float(found) if found is not None and 0 <= found <= 100 else None


@dataclass(frozen=True, slots=True)
class Scaled:
    id: str
    name: str
    score: int | float | str
    norms: tuple[Normed, ...]


@dataclass(frozen=True, slots=True)
class Taken:
    """A test of the session. `state`: `open`, `not_billed`, `scored` (by us), `stored` (as a client left it), `none`."""

    row: Row
    state: str
    scales: tuple[Scaled, ...]


@dataclass(frozen=True, slots=True)
class Profile:
    session: Row
    tests: tuple[Taken, ...]


async def session(conn: Connection, company_id: UUID, session_id: UUID, managed_by: str | None) -> Row:
    """The session; NotFound also where it is not one of those that the user manages."""
    row: Row | None = await sql.profiles.get_session(conn, owner_id=company_id, id=session_id, managed_by=managed_by)
    if row is None:
        raise NotFound("session", id=str(session_id))
    return row


async def tests(conn: Connection, company_id: UUID, session_id: UUID) -> list[Row]:
    rows: list[Row] = await sql.profiles.list_tests(conn, owner_id=company_id, session_id=session_id)
    return rows


async def report(conn: Connection, company_id: UUID, report_id: UUID) -> Row:
    """A report definition; one with scripts is foreign, and nothing that is stored is ever run."""
    row: Row | None = await sql.profiles.get_report(conn, owner_id=company_id, id=report_id)
    if row is None:
        raise NotFound("report_definition", id=str(report_id))
    if row["has_scripts"]:
        raise Conflict("foreign_report")
    return row


async def keep(conn: Connection, company_id: UUID, session_id: UUID, report_id: UUID | None, title: str, text: str) -> UUID:
    """Stores a report that was made of a session; its id."""
    made: UUID = await sql.profiles.insert_generated(
        conn, company_id=company_id, report_id=report_id or ZERO, session_id=session_id, title=title[:LONGEST_TITLE], text=text
    )
    return made


def profile(session: Row, rows: list[Row]) -> Profile:
    return Profile(session, tuple(taken(row) for row in rows))


def taken(row: Row) -> Taken:
    """What is not done has no scores yet, whatever its client sent; what is not paid for shows none."""
    if row["status"] < DONE:
        return Taken(row, "open", ())
    if not row["is_billed"]:
        return Taken(row, "not_billed", ())
    found = scaled(parsed(row["scores"]), names(parsed(row["scales"])))
    return Taken(row, "none" if not found else "scored" if scores.is_ours(row) else "stored", found)


def names(scales: Any) -> dict[str, str]:
    """Scale id → name, in the order of the test; whoever wrote it."""
    found = {}
    for each in scales if isinstance(scales, list) else []:
        if isinstance(each, dict) and isinstance(each.get("id"), str):
            name = each.get("name")
            found[each["id"]] = name if isinstance(name, str) and name.strip() else each["id"]
    return found


def scaled(given: Any, known: dict[str, str]) -> tuple[Scaled, ...]:
    """The scales of documented `Scores`, those of the test first and in its order."""
    if not isinstance(given, dict):
        return ()
    held = {key[2:]: value for key, value in given.items() if key.startswith("__") and isinstance(value, dict) and "Score" in value}
    called: dict[str, str] = {each: each for each in held} | known
    order = [each for each in known if each in held] + sorted(each for each in held if each not in known)
    return tuple(Scaled(each, called[each], score_in(held[each]), normed(held[each])) for each in order)


def score_in(scale: dict[str, Any]) -> int | float | str:
    value = scale["Score"]
    return value if isinstance(value, int | float) and not isinstance(value, bool) else shown(value)


def normed(scale: dict[str, Any]) -> tuple[Normed, ...]:
    found = []
    for place in range(1, MOST_NORMS + 1):
        end = "" if place == 1 else str(place)
        norm_id, norm, value, percentile = (
            shown(scale.get(f"{name}{end}", NONE)) for name in ("AppliedNorm", "AppliedNormDescription", "NormScore", "PercentileScore")
        )
        if norm_id not in ("", NONE) or value not in ("", NONE) or percentile not in ("", NONE):
            found.append(Normed(place, norm_id, norm, value, percentile))
    return tuple(found)


def shown(value: Any) -> str:
    """A value that some client left, as a short text."""
    return str(value)[:200] if isinstance(value, str | int | float) and not isinstance(value, bool) else ""
