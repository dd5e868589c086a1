"""Credits of companies: what a finished test costs, once, and from whose pool (specs/itr-internal.md §8.1)."""

from typing import Any
from uuid import UUID

import orjson

from server.db import Connection, Row, sql
from server.domain import formulas, outbox
from server.domain.actor import Actor
from server.errors import Conflict
from server.secrets import Secrets

MOST_TICKS = 2**15 - 1
DAY = 86_400.0


async def bill(conn: Connection, secrets: Secrets, actor: Actor, company_id: UUID, session_test_id: UUID) -> bool:
    """Bills a finished test, in the transaction that finishes it. Is it billed now?

    Done once, however many do it at the same time: test and company are held. False where the credits are used up.
    """
    row: Row | None = await sql.credits.lock_to_bill(conn, company_id=company_id, session_test_id=session_test_id)
    if row is None or row["is_billed"]:
        return row is not None
    ticks = cost(row)
    if not is_allowed(row):
        return False
    await sql.credits.set_billed(conn, company_id=company_id, session_test_id=session_test_id)
    if ticks > 0:
        await sql.credits.insert_usages(
            conn, company_id=company_id, user_id=actor.login_id or actor.person_id or UUID(int=0), invoice_code=row["invoice_code"][:50],
            original_ticks=row["costs"], discounted_ticks=max(row["costs"] - ticks, -MOST_TICKS), total_ticks=ticks,
            session_id=row["session_id"], user_name=row["person_email"] or "", session_name=row["session_name"],
        )  # fmt: skip
        left = await sql.credits.take(conn, company_id=company_id, ticks=ticks)
        if row["pool_login_id"] is not None:
            await sql.credits.take_personal(conn, login_id=row["pool_login_id"], ticks=ticks)
        if left < row["low_credit_warning_level"] <= row["current_credit_level"] and row["contact_email"]:
            await outbox.put_mail(
                conn, secrets, to=row["contact_email"], template="low_credits", by_account_of=company_id, company=row["company_name"],
                level=left,
            )  # fmt: skip
    return True


def cost(row: Row) -> int:
    """What the test costs the company, in ticks."""
    own_price = price_of(row["company_plugin_data"], row["price_code"])
    ticks = row["costs"] if own_price is None else own_price
    if row["costs_per_test_in_units"] > 0:
        ticks += row["costs_per_test_in_units"]
    if row["test_taking_discount"] > 0:  # called a discount, it is the part that is paid
        ticks = ticks * min(row["test_taking_discount"], 100) // 100
    return min(max(ticks, 0), MOST_TICKS)


def price_of(plugin_data: str, code: str) -> int | None:
    """The price that a company has agreed for an invoice code."""
    try:
        prices = orjson.loads(plugin_data)["Invoicing"]
        price = prices[code] if code else None
    except (orjson.JSONDecodeError, KeyError, TypeError):
        return None
    found = formulas.number(str(price)) if isinstance(price, str | int | float) and not isinstance(price, bool) else None
    return None if found is None else int(found)


def is_allowed(row: Row) -> bool:
    """May it be billed: free of charge, or somebody's credits are left, or the company may owe."""
    if row["costs"] == 0 or row["test_taking_discount"] == 100:
        return True
    if row["pool_login_id"] is not None:
        return bool(row["current_personal_credit_level"] > 0)
    return bool(row["current_credit_level"] > 0 or row["allow_negative_credits"])


async def granted(conn: Connection, grant_id: UUID, before: Row | None) -> None:
    """After a grant was saved: its company gets what is new in it. `before` is the grant as it was, None if there was none.

    Conflict("grant_of_another_company") where it was given to another one.
    """
    row: Row = await sql.credits.get_grant(conn, id=grant_id)
    if before is not None and before["company_id"] != row["company_id"]:
        raise Conflict("grant_of_another_company")
    more = row["credits_granted"] - (before["credits_granted"] if before is not None else 0)
    if more:
        await sql.credits.grant(conn, company_id=row["company_id"], credits=more)


@outbox.schedule("credits.sweep", DAY)
async def sweep(work: Any) -> None:
    """Takes away grants and usages that are past their time."""
    async with work.pool.acquire() as conn:
        await sql.credits.delete_old(conn)
