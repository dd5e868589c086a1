"""Passwords of candidates. Each belongs to (company, person) and never touches an account, whatever the e-mail."""

import secrets
import string
from uuid import UUID

from server import db
from server.db import Connection, sql
from server.domain import audit, credential_cache, passwords, wrong_passwords
from server.domain.actor import Actor
from server.domain.identity import Identity
from server.errors import Denied, NotFound

GENERATED_LETTERS = string.ascii_letters + string.digits
GENERATED_LENGTH = 8


def generate_password() -> str:
    """A random one, as long as the original client's."""
    return "".join(secrets.choice(GENERATED_LETTERS) for _ in range(GENERATED_LENGTH))


async def store_password(conn: Connection, person_id: UUID, hashed: str) -> None:
    """The new hash; sessions and links made with the old one end."""
    await sql.persons.set_password(conn, person_id=person_id, password_hash=hashed)
    await sql.sessions.delete_of_person(conn, person_id=person_id)
    await sql.reset_tokens.end_of_person(conn, person_id=person_id)
    await credential_cache.person_changed(conn, person_id)


async def set_password(identity: Identity, actor: Actor, person_id: UUID, password: str) -> None:
    """By the company's staff: the candidate may sign in with it from now on. NotFound("person") outside the actor's company."""
    passwords.check(password, minimum=passwords.MINIMUM["candidate"])
    hashed = await identity.passwords.hash(password)
    async with db.transaction(identity.pool) as conn:
        if await sql.persons.lock(conn, person_id=person_id, company_id=actor.company_id) is None:
            raise NotFound("person", id=str(person_id))
        await store_password(conn, person_id, hashed)
        await sql.persons.set_login(conn, person_id=person_id, has_login=True)
        await audit.record(conn, actor, "person.set_password", "person", person_id)


async def end_login(conn: Connection, actor: Actor, person_id: UUID) -> None:
    """The candidate may no longer sign in; the hash stays, so that `restore_login` brings the old password back."""
    await sql.persons.set_login(conn, person_id=person_id, has_login=False)
    await sql.sessions.delete_of_person(conn, person_id=person_id)
    await credential_cache.person_changed(conn, person_id)
    await audit.record(conn, actor, "person.end_login", "person", person_id)


async def restore_login(conn: Connection, actor: Actor, person_id: UUID) -> None:
    await sql.persons.set_login(conn, person_id=person_id, has_login=True)
    await credential_cache.person_changed(conn, person_id)
    await audit.record(conn, actor, "person.restore_login", "person", person_id)


async def change_own(identity: Identity, actor: Actor, old: str, new: str) -> None:
    """A candidate's own password, with the old one. Invalid; Denied("wrong_password"). The session in hand goes on."""
    passwords.check(new, minimum=passwords.MINIMUM["candidate"], path=("new_password",))
    person_id = actor.person_id
    if person_id is None or actor.is_poll:
        raise Denied("wrong_password")
    name = f"person {person_id}"
    async with identity.pool.acquire() as conn:
        await wrong_passwords.check(conn, identity.config, name)
        stored = await sql.persons.get_password_hash(conn, person_id=person_id)
    fits = await identity.passwords.verify(old, stored)
    async with identity.pool.acquire() as conn:
        await wrong_passwords.check(conn, identity.config, name)
        if not fits:
            await wrong_passwords.count(conn, name)
    if not fits:
        raise Denied("wrong_password")
    hashed = await identity.passwords.hash(new)
    async with db.transaction(identity.pool) as conn:
        if await sql.persons.replace_password(conn, person_id=person_id, old_hash=stored, password_hash=hashed) == 0:
            raise Denied("wrong_password")
        await sql.sessions.delete_other_of_person(conn, person_id=person_id, but=actor.credential_id)
        await sql.reset_tokens.end_of_person(conn, person_id=person_id)
        await credential_cache.person_changed(conn, person_id)
        await audit.record(conn, actor, "person.change_password", "person", person_id)
