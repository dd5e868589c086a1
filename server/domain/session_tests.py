"""Tests of sessions: a candidate's saves, and what a saved test sets off (specs/itr-internal.md §5.3, §7.6)."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from server import db
from server.db import Connection, Row, sql
from server.domain import credits, gathered_data, rows, scores, test_sessions
from server.domain.actor import Actor
from server.domain.rows import Relation
from server.errors import Conflict, Denied, NotFound, TooMany
from server.secrets import Secrets

DONE, RUNNING = test_sessions.DONE, test_sessions.RUNNING
# What a candidate may write.
TAKEN = (
    "results", "scores", "started_at", "ended_at", "percentage_of_questions_answered", "total_test_time", "status", "current_page",
    "total_pages", "plugin_data",
)  # fmt: skip
TOO_LONG = {"results_too_long": "Results", "scores_too_long": "Scores", "plugin_data_too_long": "PluginData"}
LONGEST_BROWSER = 100


@dataclass(frozen=True, slots=True)
class Save:
    """How a client that numbers its saves says which one this is; `number` None: it does not number them."""

    number: int | None = None
    browser: str = ""
    takes_over: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """Which test of which candidate; `own_copy` is the one copy of a public session that is his."""

    company_id: UUID
    session_id: UUID
    id: UUID
    person_id: UUID
    own_copy: UUID | None = None


def sets_off(bound: Mapping[str, str | None]) -> bool:
    """Can this save finish a test, so that more than one statement follows? What says no status may."""
    try:
        return int(bound.get("status") or DONE) >= DONE
    except ValueError:
        return True


async def take(conn: Connection, relation: Relation, place: Place, bound: Mapping[str, str | None], save: Save) -> int | None:
    """A candidate's save: one statement. The test's status now, or None where the save counted already and changed nothing.

    `bound` is column → text (`rows.checked`). NotFound; Conflict("open_elsewhere", "finished"); Denied("not_open_yet", "over");
    TooMany("results_too_long" …); Invalid.
    """
    try:
        row: Row | None = await sql.session_tests.take(
            conn, owner_id=place.company_id, session_id=place.session_id, id=place.id, person_id=place.person_id,
            results=bound.get("results"), scores=bound.get("scores"), started_at=bound.get("started_at"), ended_at=bound.get("ended_at"),
            percentage=bound.get("percentage_of_questions_answered"), total_test_time=bound.get("total_test_time"),
            status=bound.get("status"), current_page=bound.get("current_page"), total_pages=bound.get("total_pages"),
            plugin_data=bound.get("plugin_data"), is_change=bool(bound), browser_id=save.browser, number=save.number,
            takes_over=save.takes_over, own_copy=place.own_copy,
        )  # fmt: skip
    except db.DatabaseError as error:
        raise rows.refused(relation, error) from None
    if row is None:
        raise NotFound("session_test", id=str(place.id))
    if row["verdict"] is None:
        return row["status"] if row["is_stored"] else None
    if save.number is not None and await counted(conn, place, save):
        return None
    raise refusal(row["verdict"])


async def counted(conn: Connection, place: Place, save: Save) -> bool:
    """Has this browser saved that number or a higher one already?"""
    last = await sql.session_tests.get_last_number(conn, owner_id=place.company_id, id=place.id, browser_id=save.browser)
    return last is not None and save.number is not None and save.number <= last


def refusal(verdict: str) -> Exception:
    if verdict in TOO_LONG:
        return TooMany(verdict, field=TOO_LONG[verdict])
    if verdict in ("finished", "open_elsewhere"):
        return Conflict(verdict)
    if verdict in ("not_open_yet", "over"):
        return Denied(verdict)
    return NotFound("session_test")


async def finished(conn: Connection, secrets: Secrets, actor: Actor, company_id: UUID | None, session_test_id: UUID) -> None:
    """What a test that is done sets off, in the transaction that saves it: its scores, the trail, the data for research, the bill."""
    await scores.score(conn, test_sessions.owner_id(company_id), session_test_id)
    row: Row = await sql.session_tests.get_state(conn, owner_id=test_sessions.owner_id(company_id), id=session_test_id)
    await trail(
        conn, actor, company_id, row, 3, "Session test finished or viewed for test %%TestID%% at page %%CurrentPage%%", row["results"]
    )
    if company_id is None:
        return
    await gathered_data.gather(conn, company_id, session_test_id)
    if row["status"] == DONE:
        await credits.bill(conn, secrets, actor, company_id, session_test_id)


async def saved(conn: Connection, secrets: Secrets, actor: Actor, company_id: UUID | None, session_test_id: UUID) -> None:
    """After the office saved a test, in the same transaction."""
    owner = test_sessions.owner_id(company_id)
    row: Row = await sql.session_tests.get_state(conn, owner_id=owner, id=session_test_id)
    if row["status"] >= DONE:
        await finished(conn, secrets, actor, company_id, session_test_id)
        return
    if row["status"] < RUNNING:
        await sql.session_tests.forget_browser(conn, owner_id=owner, id=session_test_id)
    await trail(conn, actor, company_id, row, 2, "Session test updated for test %%TestID%% for page %%CurrentPage%%")


async def viewed(conn: Connection, secrets: Secrets, actor: Actor, company_id: UUID, row: Row) -> bool:
    """Before the office reads a test that is done: is it paid for? The first look settles what was not."""
    if row["status"] < DONE or row["is_billed"]:
        return True
    identity = UUID(str(row["id"]))
    state: Row = await sql.session_tests.get_state(conn, owner_id=company_id, id=identity)
    await trail(
        conn, actor, company_id, state, 3, "Session test finished or viewed for test %%TestID%% at page %%CurrentPage%%", state["results"]
    )
    await gathered_data.gather(conn, company_id, identity)
    return await credits.bill(conn, secrets, actor, company_id, identity)


async def deleted(conn: Connection, actor: Actor, company_id: UUID | None, session_test_id: UUID) -> None:
    """Before a test is deleted."""
    row: Row | None = await sql.session_tests.get_state(conn, owner_id=test_sessions.owner_id(company_id), id=session_test_id)
    if row is not None:
        await test_sessions.trail(
            conn, actor, company_id, row["session_id"], object_id=row["test_id"], object_type=test_sessions.TEST, message_id=4,
            message="Session test deleted from session", new_data=f'{{ "TestID": "{row["test_id"]}" }}',
        )  # fmt: skip


async def trail(
    conn: Connection, actor: Actor, company_id: UUID | None, row: Row, message_id: int, message: str, old_data: str = ""
) -> None:
    await test_sessions.trail(
        conn, actor, company_id, row["session_id"], object_id=row["test_id"], object_type=test_sessions.TEST, message_id=message_id,
        message=message, old_data=old_data, new_data=f'{{ "CurrentPage": {row["current_page"]}, "TestID" : "{row["test_id"]}" }}',
    )  # fmt: skip
