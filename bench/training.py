"""Training administration: a list of 100 trainings, one of 100 users, and who one is."""

import json
from typing import Any

import asyncpg

from bench import load
from bench.server import Server

# What the floor reads: the same rows, as barely as can be.
ROWS = {
    "trainings": ["select id, title, description, category, level, status, duration_minutes, credits, instructor_id, max_participants, "
                  "created_at, updated_at from trainings order by id limit 100"],
    "users": ["select a.id, username, email, display_name, office_location, department, a.is_active, a.created_at "
              "from accounts a join account_domains d on d.account_id = a.id and d.domain = 'training' order by a.id limit 100"],
}  # fmt: skip


async def prepare(server: Server, dsn: str) -> str:
    """10,000 trainings, 1,000 people and an administrator of training; the token of that one."""
    admin = server.command("user", "add", "--username", "trainer", "--email", "trainer@example.org", "--name", "Trainer", "--admin",
                           "--password-stdin", given="a long enough password\n")  # fmt: skip
    conn = await asyncpg.connect(dsn)
    try:
        await conn.execute(
            """insert into trainings (title, description, category, level, status, duration_minutes, credits, instructor_id,
                                      max_participants)
               select 'Training ' || n, 'What one should know about subject ' || n, 'technical', 'beginner', 'published', 90, 2, $1, 20
                 from generate_series(1, 10000) n""",
            int(admin),
        )
        await conn.execute(
            """with made as (
                   insert into accounts (username, email, display_name, department)
                   select 'trainee-' || n, 'trainee-' || n || '@example.org', 'Trainee ' || n, 'IT' from generate_series(1, 1000) n
                   returning id)
               insert into account_domains (account_id, domain) select id, 'training' from made"""
        )
        await conn.execute("vacuum analyze")
    finally:
        await conn.close()
    return server.command("token", "add", "--user", "trainer", "--name", "bench")


def request(path: str, token: str) -> bytes:
    return load.request_bytes("GET", f"/kms/api/v1{path}", {"Authorization": f"Bearer {token}", "X-Request-ID": "bench"})


async def check(session: Any, port: int, token: str) -> None:
    """Both lists bring what is measured."""
    for noun in ("trainings", "users"):
        async with session.get(f"http://127.0.0.1:{port}/kms/api/v1/{noun}", headers={"Authorization": f"Bearer {token}"}) as response:
            found = json.loads(await response.read())
            if response.status != 200 or len(found[noun]) != 100:
                raise load.WrongAnswer(f"{noun}: {response.status}")
