"""Builds what tests need, through the real paths: `make = Make(pool, config)`; `account = await make.account()`.

Names are random, so tests share one database without meeting each other.
"""

import secrets
from functools import cached_property
from typing import Any
from uuid import UUID, uuid4

from server import db
from server.config import Config
from server.db import sql
from server.domain import (
    access_tokens,
    accounts,
    collections,
    companies,
    credential_cache,
    education,
    groups,
    logins,
    oauth_applications,
    record_links,
    records,
    roles,
    second_factor,
    sessions,
    templates,
)
from server.domain.actor import FLAGS, SYSTEM, Actor
from server.domain.identity import Identity
from server.domain.nouns import GROUP
from server.secrets import Secrets

PASSWORD = "correct horse 12"
REDIRECT = "https://application.example.org/back"


def unique(word: str = "x") -> str:
    """A name that nobody else has."""
    return f"{word}-{secrets.token_hex(5)}"


def researcher(account: Any) -> Actor:
    """The account as it acts on the research surface."""
    return Actor(kind="pat", account_id=account["id"], username=account["username"], domains=frozenset({"research"}))


class Make:
    def __init__(self, pool: db.Pool, config: Config) -> None:
        self.pool, self.config = pool, config

    @cached_property
    def identity(self) -> Identity:
        return Identity.create(self.pool, self.config, Secrets.load(self.config.data_dir))

    async def account(self, username: str | None = None, *, password: str | None = None, **options: Any) -> db.Row:
        """An account with all domains unless told otherwise; options are the fields of `accounts.NewAccount`. Without a
        `password` nobody can sign in with one (a token needs none); `PASSWORD` is one that every door takes."""
        username = username or unique("person")
        if password is not None:
            options["password_hash"] = await self.identity.passwords.hash(password)
        new = accounts.NewAccount(username=username, **{"display_name": username.title(), "email": f"{username}@example.org"} | options)
        async with db.transaction(self.pool) as conn:
            return await accounts.create(conn, SYSTEM, new)

    async def token(self, account: Any, *scopes: str, **options: Any) -> str:
        """A personal access token; without scopes it opens everything."""
        async with db.transaction(self.pool) as conn:
            made = await access_tokens.create(conn, SYSTEM, account_id=account["id"], name=unique("token"), scopes=scopes, **options)
        return made.token

    async def application(self, account: Any, *scopes: str, **options: Any) -> oauth_applications.Application:
        """An application of the account's; options are the fields of `oauth_applications.Entry`."""
        entry = oauth_applications.Entry(**{"name": unique("application"), "redirect_uris": [REDIRECT], "scopes": scopes or None} | options)
        async with db.transaction(self.pool) as conn:
            return await oauth_applications.register(conn, Actor(kind="session", account_id=account["id"]), entry)

    async def session(self, account: Any, *, login_id: UUID | None = None, made_by: str = "app", has_second_factor: bool = False,
                      idle_seconds: float = 600, lifetime_seconds: float | None = None) -> str:  # fmt: skip
        """A SessionID of an account that was made with a password."""
        async with db.transaction(self.pool) as conn:
            stored = await sql.accounts.get_password_hash(conn, account_id=account["id"])
            made = await sessions.start(
                conn, made_by=made_by, account_id=account["id"], password_hash=stored, idle_seconds=idle_seconds,
                lifetime_seconds=lifetime_seconds, login_id=login_id, has_second_factor=has_second_factor,
            )  # fmt: skip
        assert made is not None, "the account has no password"
        return made[0]

    async def end_sessions(self, account: Any) -> None:
        """All sessions of an account are gone, and every process knows it."""
        async with db.transaction(self.pool) as conn:
            await conn.execute("delete from sessions where account_id = $1", account["id"])
            await credential_cache.account_changed(conn, account["id"])

    async def company(self, name: str | None = None) -> UUID:
        async with db.transaction(self.pool) as conn:
            return await companies.create(conn, SYSTEM, name or unique("company"))

    async def login(self, account: Any, company_id: UUID, *flags: str) -> UUID:
        """The account's login in a company, with these rights (`is_office_user` …)."""
        login_id = uuid4()
        assert set(flags) <= set(FLAGS)
        async with db.transaction(self.pool) as conn:
            await logins.insert(conn, SYSTEM, login_id, account["id"], company_id)
            rights = ", ".join(f'"{flag}": {"true" if flag in flags else "false"}' for flag in FLAGS)
            await sql.logins.change(conn, login_id=login_id, columns="{" + rights + "}")
        return login_id

    async def person(self, company_id: UUID, *, email: str | None = None, password: str | None = PASSWORD, has_login: bool = True) -> UUID:
        """A candidate of a company."""
        hashed = await self.identity.passwords.hash(password) if password is not None else None
        async with self.pool.acquire() as conn:
            return await conn.fetchval(
                "insert into persons (id, company_id, email, first_name, last_name, password_hash, has_login) "
                "values (gen_random_uuid(), $1, $2, 'Cam', 'Candidate', $3, $4) returning id",
                company_id, email or f"{unique('candidate')}@example.org", hashed, has_login,
            )  # fmt: skip

    async def factor(self, account: Any) -> bytes:
        """Sets a second factor; its secret (codes: `second_factor.code_at`). No step of it is used up."""
        secret = secrets.token_bytes(second_factor.SECRET_BYTES)
        sealed = self.identity.secrets.seal(secret, second_factor.context(account["id"]))
        async with db.transaction(self.pool) as conn:
            await sql.second_factors.insert(conn, account_id=account["id"], sealed_secret=sealed)
            await sql.second_factors.accept(conn, account_id=account["id"], step=1)
        return secret

    async def group(self, creator: Any, *members: Any, role: str = "member", **fields: Any) -> db.Row:
        """A group of its creator (its admin) and of `members`; fields as in the body of POST /groups."""
        identifier = fields.pop("identifier", None) or unique("group")
        actor = researcher(creator)
        async with db.transaction(self.pool) as conn:
            group = await groups.create(conn, actor, {"identifier": identifier, "title": identifier} | fields)
            for member in members:
                await roles.grant(conn, actor, GROUP, group, roles.PERSON, member["id"], role)
        return group

    async def template(self, account: Any, **fields: Any) -> db.Row:
        """A template of the account, one of a record unless told otherwise; fields as in the body of POST /templates."""
        identifier = fields.pop("identifier", None) or unique("template")
        given = {"identifier": identifier, "title": identifier, "type": "record", "data": [] if fields.get("type") == "extras" else {}}
        async with db.transaction(self.pool) as conn:
            return await templates.create(conn, researcher(account), given | fields)

    async def collection(self, account: Any, **fields: Any) -> db.Row:
        """A collection of the account; fields as in the body of POST /collections."""
        identifier = fields.pop("identifier", None) or unique("collection")
        async with db.transaction(self.pool) as conn:
            return await collections.create(conn, researcher(account), {"identifier": identifier, "title": identifier} | fields)

    async def record_link(self, source: Any, target: Any, name: str = "is about", term: str | None = None) -> int:
        """A link between two records of one person, who made the first."""
        async with db.transaction(self.pool) as conn:
            await record_links.lock(conn, source["id"], target["id"])
            actor = researcher({"id": source["creator_id"], "username": source["creator_username"]})
            return await record_links.create(conn, actor, source, {"name": name, "term": term, "record_to": {"id": target["id"]}})

    async def level(self, **fields: Any) -> db.Row:
        """A level of education; fields are columns (`mentor_id` of a subject is the mentor's UUID)."""
        return await self._branch(education.LEVEL, None, {"description": "", "image_url": None, "is_active": True} | fields)

    async def grade(self, level: Any = None, /, **fields: Any) -> db.Row:
        """A grade, of a new level unless told otherwise."""
        level = level or await self.level()
        return await self._branch(
            education.GRADE, level, {"description": "", "image_url": None, "is_active": True, "level": "primary"} | fields
        )

    async def subject(self, grade: Any = None, /, **fields: Any) -> db.Row:
        """A subject, of a new grade unless told otherwise."""
        grade = grade or await self.grade()
        return await self._branch(
            education.SUBJECT, grade, {"description": "", "image_url": None, "is_active": True, "mentor_id": None} | fields
        )

    async def topic(self, subject: Any = None, /, **fields: Any) -> db.Row:
        """A topic, of a new subject unless told otherwise."""
        subject = subject or await self.subject()
        return await self._branch(education.TOPIC, subject, {"description": "", "content": "", "is_active": True} | fields)

    async def _branch(self, noun: education.Noun, parent: Any, fields: dict[str, Any]) -> db.Row:
        values = {"name": unique(noun.name)} | fields
        async with db.transaction(self.pool) as conn:
            return await education.create(conn, SYSTEM, noun, parent and parent["id"], values)

    async def mentor(self, **options: Any) -> db.Row:
        """An account that subjects can be given to."""
        return await self.account(roles=(("learning", "mentor"),), **options)

    async def record(self, account: Any, **fields: Any) -> db.Row:
        """A record of the account; fields as in the body of POST /records."""
        identifier = fields.pop("identifier", None) or unique("record")
        async with db.transaction(self.pool) as conn:
            return await records.create(conn, researcher(account), {"identifier": identifier, "title": identifier} | fields)
