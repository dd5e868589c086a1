"""Assessment: 25 of 1,000 persons with Sort and Filter, one person, and signing in without the hash's cost."""

import json
import uuid
from typing import Any

import asyncpg

from bench import load
from bench.server import Server

PASSWORD = "a long enough password"
COMPANY = uuid.UUID("7a0f5c1e-6f7c-4f07-9a51-1f52a3a1b001")
# The headers that the original's office page sends.
HEADERS = {"StartPage": "0", "PageSize": "25", "Sort": "EMail", "Filter": "PersonType=0", "IncludeArchived": "N", "IncludeMaster": "N",
           "IncludeClient": "Y"}  # fmt: skip
# What the floor reads: the same rows, as barely as can be.
COLUMNS = ("id, email, first_name, initials, last_name, titles_before, titles_after, education_id, user_defined_fields, organisation_id, "
           "nationality_id, preferred_language, sex, last_test_at, birth_on, age, company_id, is_active, managed_by_user_id, "
           "person_type")  # fmt: skip
ROWS = {
    "persons": [f"select {COLUMNS} from persons where company_id = '{COMPANY}' and is_active and person_type = 0 "  # noqa: S608
                "order by lower(email), id limit 25"],
}  # fmt: skip


async def prepare(dsn: str, account: str) -> str:
    """A company with 2,000 persons, 1,000 of them candidates, and a login of the account there; the id of one person."""
    conn = await asyncpg.connect(dsn)
    try:
        await conn.execute(
            """insert into companies (id, company_name, company_country, international_vat_nr, company_logo, contact_person, contact_phone,
                                      contact_email, yearly_license_fee, invoice_currency)
               values ($1, 'Bench', '', '', '', '', '', '', 0, 'Euro')""",
            COMPANY,
        )
        await conn.execute(
            """insert into logins (id, account_id, company_id, is_office_user)
               select gen_random_uuid(), id, $2, true from accounts where username = $1""",
            account, COMPANY,
        )  # fmt: skip
        await conn.execute(
            """insert into persons (id, company_id, email, first_name, last_name, person_type)
               select gen_random_uuid(), $1, 'candidate' || n || '@example.org', 'First ' || n, 'Last ' || n, 1000 * (n % 2)
                 from generate_series(1, 2000) n""",
            COMPANY,
        )
        await conn.execute("vacuum analyze")
        return str(await conn.fetchval("select id from persons where company_id = $1 and person_type = 0 limit 1", COMPANY))
    finally:
        await conn.close()


def token(server: Server, account: str) -> str:
    return server.command("token", "add", "--user", account, "--name", "assessment", "--company", str(COMPANY))


def sign_in() -> bytes:
    """The server hashes with the fewest rounds (`server.SETTINGS`): what is left of a sign-in."""
    return load.request_bytes("GET", "/itr/api/login", {"UserID": "bench", "Password": PASSWORD, "X-Request-ID": "bench"})


def request(path: str, token: str) -> bytes:
    return load.request_bytes("GET", f"/itr/api{path}", {"SessionID": token, "X-Request-ID": "bench"} | HEADERS)


async def check(session: Any, port: int, token: str, person: str) -> None:
    """Both bring what is measured."""
    for path in ("/persons", f"/persons/{person}"):
        async with session.get(f"http://127.0.0.1:{port}/itr/api{path}", headers={"SessionID": token} | HEADERS) as response:
            body = await response.read()
            if response.status != 200 or (path == "/persons" and len(json.loads(body)) != 25):
                raise load.WrongAnswer(f"{path}: {response.status} {body[:200]!r}")
