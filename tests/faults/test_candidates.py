"""Candidates save their answers every few seconds while server and database are killed with kill -9.

Every acknowledged answer is there afterwards, none twice, none replaced by an older one, and each finished test is billed
once. `make test` runs some dozen candidates for seconds, `make soak PART=candidates` 2,000 who save every ten seconds for
five minutes, and reports how long a save takes.
"""

import asyncio
import contextlib
import os
import random
import time
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

import aiohttp
import orjson
import pytest

from server import db
from server.domain import companies, sessions
from server.domain.actor import SYSTEM
from server.secrets import token_hash
from tests.faults.test_kills import LOST, Site, kill_database, kill_server
from tests.running.processes import Machine

PRICE = 3
CALM_SECONDS = 10


@dataclass(frozen=True)
class Size:
    candidates: int
    seconds: float
    pause: float
    server_kills: int
    database_kills: int


SMALL = Size(candidates=40, seconds=8, pause=0.5, server_kills=1, database_kills=1)
FULL = Size(candidates=2_000, seconds=300, pause=10, server_kills=4, database_kills=4)


@dataclass
class Candidate:
    """Somebody at his browser: what he sent under which number, and what was acknowledged."""

    token: str
    person_id: UUID
    session_id: UUID
    test_id: UUID
    number: int = 0
    sent: dict[int, Any] = field(default_factory=dict)
    acknowledged: set[int] = field(default_factory=set)


class Room(Site):
    """A server with candidates who take a test each."""

    candidates: list[Candidate]
    company_id: UUID
    is_over = False

    async def fill(self, count: int) -> None:
        self.candidates = [Candidate(sessions.new_token(), uuid4(), uuid4(), uuid4()) for _ in range(count)]
        test_id = uuid4()
        self.killed_at: list[float] = []
        self.taken: list[tuple[float, float, bool]] = []  # what was answered: sent when, answered after, ended the test?
        self.waited: list[float] = []
        pool = await self.pool()
        try:
            async with db.transaction(pool) as conn:
                await self.insert(conn, test_id)
        finally:
            await pool.close()

    async def insert(self, conn: db.Connection, test_id: UUID) -> None:
        people = [(each.person_id, each.session_id, each.test_id, token_hash(each.token)) for each in self.candidates]
        self.company_id = await companies.create(conn, SYSTEM, "Room")
        await conn.execute("update companies set current_credit_level = 1000000 where id = $1", self.company_id)
        await conn.execute(
            "insert into tests (company_id, id, test_name, costs, total_time_available_for_this_test) values ($1, $2, 'Test', $3, 0)",
            self.company_id, test_id, PRICE,
        )  # fmt: skip
        await conn.executemany(
            "insert into persons (id, company_id, email, password_hash, has_login) values ($1, $2, 'somebody@example.org', 'x', true)",
            [(person, self.company_id) for person, *_ in people],
        )
        await conn.executemany(
            "insert into sessions (token_hash, made_by, person_id, idle_seconds) values ($1, 'itr', $2, 7200)",
            [(hashed, person) for person, _, _, hashed in people],
        )
        await conn.executemany(
            "insert into assessment_sessions (company_id, id, group_session_id, group_id, person_id, status)"
            " values ($1, $2, gen_random_uuid(), gen_random_uuid(), $3, 20)",
            [(self.company_id, session, person) for person, session, _, _ in people],
        )
        await conn.executemany(
            "insert into session_tests (company_id, id, session_id, test_id, person_id, test_language, status)"
            " values ($1, $2, $3, $4, $5, 'en', 20)",
            [(self.company_id, test, session, test_id, person) for person, session, test, _ in people],
        )

    # What a candidate's browser does

    async def take(self, candidate: Candidate, size: Size) -> None:
        """Saves every so often until the time is over, then ends the test."""
        await asyncio.sleep(self.random.uniform(0, size.pause))
        while not self.is_over:
            began_at = time.monotonic()
            await self.answer(candidate)
            await asyncio.sleep(max(0.0, size.pause - (time.monotonic() - began_at)))
        await self.save(candidate, self.next(candidate), status=30)

    def next(self, candidate: Candidate) -> int:
        candidate.number += 1
        answers = [self.random.randrange(5) for _ in range(60)]
        candidate.sent[candidate.number] = {"number": candidate.number, "answers": answers, "who": str(candidate.test_id)}
        return candidate.number

    async def answer(self, candidate: Candidate) -> None:
        """Mostly one save; at times two on their way at once, or an old one that comes again late."""
        chance = self.random.random()
        if chance < 0.1:
            await asyncio.gather(self.save(candidate, self.next(candidate)), self.save(candidate, self.next(candidate)))
            return
        await self.save(candidate, self.next(candidate))
        if chance < 0.2:
            await self.save(candidate, max(1, candidate.number - 1))

    async def save(self, candidate: Candidate, number: int, status: int = 20) -> None:
        """Sends it until somebody says that it is stored."""
        path = f"/itr/api/sessionteststaking/{candidate.session_id}/{candidate.test_id}"
        headers = {"SessionID": candidate.token, "BrowserID": "tab", "SaveSequence": str(number)}
        body = orjson.dumps(
            {"PersID": str(candidate.person_id), "Status": status, "CurrentPage": number, "Results": candidate.sent[number]}
        )
        first_at = time.monotonic()
        for _ in range(600):
            began_at = time.monotonic()
            with contextlib.suppress(*LOST):
                url = f"http://127.0.0.1:{self.running.port}{path}"
                async with self.session.post(url, data=body, headers=headers) as response:
                    said = await response.text()
                    assert response.status in (200, 503), (response.status, said)
                    if response.status == 200:
                        candidate.acknowledged.add(number)
                        self.taken.append((began_at, time.monotonic() - began_at, status == 30))
                        self.waited.append(time.monotonic() - first_at)
                        return
            await asyncio.sleep(self.random.uniform(0.2, 0.6))
        raise AssertionError("nobody answers")

    async def disturb(self, size: Size) -> None:
        """Kills server and database, each so many times, at random moments; leaves them time to come back."""
        kills = [kill_server] * size.server_kills + [kill_database] * size.database_kills
        self.random.shuffle(kills)
        share = size.seconds / len(kills)
        for kill in kills:
            before = self.random.uniform(0.2, 0.6) * share
            await asyncio.sleep(before)
            self.killed_at.append(time.monotonic())
            await kill(self)
            await asyncio.sleep(share - before)

    # What must be so afterwards

    async def check(self) -> None:
        pool = await self.pool()
        try:
            rows = await pool.fetch("select id, results, status, is_billed from session_tests where owner_id = $1", self.company_id)
            trail = await pool.fetch(
                "select session_id, (regexp_match(new_data, 'CurrentPage\": ([0-9]+)'))[1]::integer as number"
                " from assessment_audit where owner_id = $1 order by created_at", self.company_id,
            )  # fmt: skip
            usages = await pool.fetch("select session_id from credit_usages where owner_id = $1", self.company_id)
            left = await pool.fetchval("select current_credit_level from companies where id = $1", self.company_id)
        finally:
            await pool.close()
        kept, stored = {row["id"]: row for row in rows}, {each.session_id: [] for each in self.candidates}
        for line in trail:
            stored[line["session_id"]].append(line["number"])
        for each in self.candidates:
            row, numbers = kept[each.test_id], stored[each.session_id]
            assert orjson.loads(row["results"]) == each.sent[each.number], "the last acknowledged answer is there"
            assert (row["status"], row["is_billed"]) == (30, True)
            assert numbers == sorted(set(numbers)), "none was stored twice, none after a newer one"
            assert each.acknowledged == set(each.sent), "each was acknowledged in the end"
            assert set(numbers) <= set(each.sent)
            # What is missing came behind the one that was sent together with it.
            assert all(number + 1 in numbers for number in each.acknowledged - set(numbers))
        assert sorted(row["session_id"] for row in usages) == sorted(each.session_id for each in self.candidates)
        assert left == 1_000_000 - PRICE * len(self.candidates)

    def report(self) -> str:
        last = [seconds for _, seconds, is_last in self.taken if is_last]
        saves = [(at, seconds) for at, seconds, is_last in self.taken if not is_last]
        calm = [seconds for at, seconds in saves if not any(-1 < at - killed < CALM_SECONDS for killed in self.killed_at)]
        return (
            f"{len(self.candidates):,} candidates, {len(self.taken):,} acknowledged saves, {len(self.killed_at)} kills\n"
            f"all but the last of each: {figures([seconds for _, seconds in saves])}\n"
            f"all but those of the {CALM_SECONDS} seconds after a kill: {figures(calm)}\n"
            f"the last of each, which end and bill a test of one company: {figures(last)}\n"
            f"an answer was on its way at most {max(self.waited):.1f} s"
        )


def figures(taken: list[float]) -> str:
    ordered = sorted(taken)
    p50, p99 = (ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000 for share in (0.5, 0.99)) if ordered else (0, 0)
    return f"p50 {p50:.0f} ms, p99 {p99:.0f} ms"


@pytest.fixture
async def room(machine: Machine):
    room = Room(machine)
    room.random = random.Random(os.environ.get("ATHENAEUM_TEST_SEED"))
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=20), connector=connector) as room.session:
        await room.start()
        yield room


@pytest.mark.sized("candidates")
async def test_no_answer_is_lost(room, full_size, capsys):
    size = FULL if full_size else SMALL
    await room.fill(size.candidates)
    taking = [asyncio.create_task(room.take(each, size)) for each in room.candidates]
    await room.disturb(size)
    room.is_over = True
    await asyncio.gather(*taking)
    await room.check()
    assert min(len(each.sent) for each in room.candidates) > 3
    with capsys.disabled():
        print(f"\n{room.report()}")
