"""Companies: what signing in needs of them, and what happens around changes of one."""

from uuid import UUID, uuid4

from server.db import Connection, Row, sql
from server.domain import audit, credential_cache
from server.domain.actor import Actor
from server.errors import Conflict, NotFound


async def ensure_first(conn: Connection, actor: Actor, name: str) -> UUID:
    """The first company, made now if there is none (`companies.first` names it)."""
    row = await sql.companies.get_first(conn)
    return row["id"] if row is not None else await create(conn, actor, name)


async def create(conn: Connection, actor: Actor, name: str, *, company_id: UUID | None = None, contact_email: str = "") -> UUID:
    """A company of which only the name is known."""
    row = await sql.companies.insert_named(conn, company_id=company_id or uuid4(), company_name=name, contact_email=contact_email)
    await audit.record(conn, actor, "company.create", "company", row["id"], {"name": name})
    return row["id"]


async def get(conn: Connection, company_id: UUID) -> Row:
    row = await sql.companies.get(conn, company_id=company_id)
    if row is None:
        raise NotFound("company", id=str(company_id))
    return row


async def list_of_account(conn: Connection, account_id: int) -> list[Row]:
    """The companies that the account's logins open now."""
    return await sql.companies.list_of_account(conn, account_id=account_id)


async def demand_second_factor(conn: Connection, actor: Actor, company_id: UUID, is_demanded: bool) -> None:
    """From now on every password door asks this company's people for a code (or no longer does because of it)."""
    if await sql.companies.set_mfa_enabled(conn, company_id=company_id, is_enabled=is_demanded) == 0:
        raise NotFound("company", id=str(company_id))
    await credential_cache.everything_changed(conn)
    await audit.record(conn, actor, "company.demand_second_factor", "company", company_id, {"is_demanded": is_demanded})


async def saved(conn: Connection, actor: Actor, company_id: UUID, *, is_new: bool) -> None:
    """After a company was saved, in the same transaction: who may enter and what is asked at the doors may have changed."""
    await credential_cache.everything_changed(conn)
    await audit.record(conn, actor, "company.create" if is_new else "company.save", "company", company_id)


async def delete(conn: Connection, actor: Actor, company_id: UUID) -> None:
    """A company with its logins, persons, sessions, answers, credits, settings and files; the accounts stay.

    NotFound("company"); Conflict("own_company") for the one that the session in hand works in.
    """
    if company_id == actor.company_id:
        raise Conflict("own_company")
    row = await sql.companies.delete(conn, company_id=company_id)
    if row is None:
        raise NotFound("company", id=str(company_id))
    await credential_cache.everything_changed(conn)
    await audit.record(conn, actor, "company.delete", "company", company_id, {"name": row["company_name"]})
