"""Research data in the size of an institute, and what the database takes to search in it.

    python -m bench.research fill    --database-url …   [--records 100000]
    python -m bench.research measure --database-url …   [--rounds 11] [--json FILE]

`fill` puts people, groups, records with metadata and collections into an empty, migrated database, through the tables
and their triggers (minutes; it says how far it is). `measure` prints the execution time that EXPLAIN ANALYZE shows for
the statements of the server, each the median of some rounds, beside the bar that the project set itself.
"""

import argparse
import asyncio
import itertools
import json
import random
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import asyncpg

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

USERS, GROUPS, WORDS = 500, 100, 20_000
RARE, RARE_RECORDS = "quartzite", 20  # Zipf's rarest word still stands in some fifty records
RECORDS, COLLECTIONS = 100_000, 10_000
SHORT, LONG, LONG_SHARE = 60, 5_000, 100  # words of a description; one in a hundred is long
RECORDS_OF_A_GROUP = 550
VALUES = 10  # of metadata, for each record
BATCH = 1_000
CONNECTIONS = 2
START = datetime(2020, 1, 1, tzinfo=UTC)
ONSETS = ["b", "br", "c", "ch", "cr", "d", "dr", "f", "fl", "g", "gl", "gr", "h", "j", "k", "kr", "l", "m", "n", "p", "pl", "pr", "qu", "r",
          "s", "sc", "sch", "st", "str", "t", "tr", "v", "w", "x", "z"]  # fmt: skip
VOWELS = ["a", "e", "i", "o", "u", "au", "ea", "ei", "ie", "oo", "y"]
CODAS = ["", "", "", "l", "m", "n", "ng", "nt", "r", "rm", "s", "st", "t", "x"]


def vocabulary(rng: random.Random) -> list[str]:
    """Pronounceable words, the frequent ones short, as languages have it."""
    found: dict[str, None] = {}
    while len(found) < WORDS:
        syllables = 1 + int(len(found) ** 0.25 / 6 + rng.random())
        word = "".join(rng.choice(ONSETS) + rng.choice(VOWELS) + rng.choice(CODAS) for _ in range(syllables))
        if len(word) > 2:
            found[word] = None
    return list(found)


class Texts:
    """Words as often as their rank says (Zipf)."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.words = vocabulary(random.Random(1))
        self.weights = list(itertools.accumulate(1 / rank for rank in range(1, WORDS + 1)))

    def text(self, count: int) -> str:
        return " ".join(self.rng.choices(self.words, cum_weights=self.weights, k=count))


def metadata(texts: Texts) -> list[dict[str, Any]]:
    """Ten values of every type, some of them three levels deep."""
    rng = texts.rng
    runs = [{"type": "dict", "value": [{"type": "float", "key": "yield", "value": round(rng.uniform(0, 100), 3), "unit": "%"}]}
            for _ in range(3)]  # fmt: skip
    return [
        {"type": "str", "key": "operator", "value": texts.text(2)},
        {"type": "float", "key": "temperature", "value": round(rng.gauss(293, 40), 2), "unit": "K"},
        {"type": "int", "key": "count", "value": rng.randrange(10_000), "unit": None},
        {"type": "bool", "key": "calibrated", "value": rng.random() < 0.5},
        {"type": "date", "key": "measured", "value": (START + timedelta(minutes=rng.randrange(3_000_000))).isoformat()},
        {"type": "dict", "key": "setup", "value": [{"type": "dict", "key": "laser", "value": [
            {"type": "float", "key": "power", "value": round(rng.uniform(0, 1000), 3), "unit": "mW"},
            {"type": "str", "key": "mode", "value": texts.text(1)}]}]},
        {"type": "list", "key": "runs", "value": runs},
    ]  # fmt: skip


def records(ids: range, creators: list[int], texts: Texts) -> Iterator[tuple[Any, ...]]:
    """Rows of the table, a third of them public."""
    rng = texts.rng
    for number in ids:
        description = texts.text(LONG if number % LONG_SHARE == 0 else SHORT)[:50_000]
        changed = START + timedelta(seconds=rng.randrange(180_000_000))
        title = texts.text(rng.randint(3, 8))[:130] + (f" {RARE}" if number <= RARE_RECORDS else "")
        yield (number, rng.choice(creators), f"record-{number}", title,
               rng.choice(("sample", "device", None)), description, description, sorted({f"t{rng.randrange(200)}" for _ in range(3)}),
               json.dumps(metadata(texts)), "public" if number % 3 == 0 else "private", changed - timedelta(days=1), changed)  # fmt: skip


COLUMNS = ("id", "creator_id", "identifier", "title", "type", "description", "plain_description", "tags", "extras", "visibility",
           "created_at", "updated_at")  # fmt: skip


async def fill_records(dsn: str, ids: range, creators: list[int], done: list[int], total: int) -> None:
    conn, texts, start = await asyncpg.connect(dsn), Texts(ids.start), time.perf_counter()
    rows = records(ids, creators, texts)
    while batch := list(itertools.islice(rows, BATCH)):
        async with conn.transaction():
            await conn.copy_records_to_table("records", records=batch, columns=COLUMNS)
            await conn.copy_records_to_table(
                "record_account_roles", records=[(row[0], row[1], "admin") for row in batch], columns=("record_id", "account_id", "role")
            )
        done[0] += len(batch)
        if done[0] % 5_000 < BATCH:
            print(f"{done[0]:>9,} of {total:,} records, {time.perf_counter() - start:4.0f} s", flush=True)
    await conn.close()


async def fill_people(conn: asyncpg.Connection) -> list[int]:
    """People and groups; person n is in n mod 5 groups."""
    rows = await conn.fetch(
        """insert into accounts (username, email, display_name)
           select 'bench-' || n, 'bench-' || n || '@example.org', 'Person ' || n from generate_series(1, $1::int) n returning id""",
        USERS,
    )
    ids = sorted(row["id"] for row in rows)
    await conn.execute("insert into account_domains (account_id, domain) select unnest($1::bigint[]), 'research'", ids)
    await conn.execute(
        """with made as (
               insert into groups (creator_id, identifier, title)
               select ($1::bigint[])[n], 'bench-' || n, 'Group ' || n from generate_series(1, $2::int) n returning id, creator_id)
           insert into memberships (group_id, account_id, role) select id, creator_id, 'admin' from made""",
        ids, GROUPS,
    )  # fmt: skip
    await conn.execute(
        """insert into memberships (group_id, account_id, role)
           select g.id, a.id, 'member'
             from (select id, row_number() over (order by id) as n from accounts where id = any ($1::bigint[])) a
             join (select id, row_number() over (order by id) as n from groups) g on (g.n - a.n) % $2 between 0 and a.n % 5 - 1
           on conflict do nothing""",
        ids, GROUPS,
    )  # fmt: skip
    return ids


async def share(conn: asyncpg.Connection, total: int) -> None:
    """Each group holds a role on some records."""
    await conn.execute(
        """insert into record_group_roles (record_id, group_id, role)
           select distinct on (1, 2) 1 + (g.n * 7919 + k * 181) % $1::bigint, g.id, 'member'
             from (select id, row_number() over (order by id) as n from groups) g, generate_series(1, $2::int) k""",
        total, RECORDS_OF_A_GROUP,
    )  # fmt: skip


async def fill_collections(conn: asyncpg.Connection, creators: list[int], total: int) -> None:
    """Collections of one to forty records, in trees of up to five levels."""
    texts, rng = Texts(7), random.Random(7)
    count = COLLECTIONS * total // RECORDS
    rows = [(number, rng.choice(creators), f"collection-{number}", texts.text(rng.randint(3, 8))[:150],
             texts.text(SHORT), "public" if number % 3 == 0 else "private", number // 10 if number >= 10 else None)
            for number in range(1, count + 1)]  # fmt: skip
    await conn.copy_records_to_table(
        "collections", records=rows, columns=("id", "creator_id", "identifier", "title", "plain_description", "visibility", "parent_id")
    )
    await conn.copy_records_to_table("collection_account_roles", records=[(row[0], row[1], "admin") for row in rows],
                                     columns=("collection_id", "account_id", "role"))  # fmt: skip
    links = {(row[0], rng.randint(1, total)) for row in rows for _ in range(rng.randint(1, 40))}
    await conn.copy_records_to_table("collection_records", records=sorted(links), columns=("collection_id", "record_id"))


async def fill(dsn: str, total: int) -> None:
    start = time.perf_counter()
    conn = await asyncpg.connect(dsn)
    if await conn.fetchval("select exists (select from records)"):
        sys.exit("the database has records already: take an empty one")
    creators = await fill_people(conn)
    print(f"{USERS} people, {GROUPS} groups", flush=True)
    done, part = [0], -(-total // CONNECTIONS)
    await asyncio.gather(*(fill_records(dsn, range(first, min(first + part, total + 1)), creators, done, total)
                           for first in range(1, total + 1, part)))  # fmt: skip
    await share(conn, total)
    await fill_collections(conn, creators, total)
    print("roles and collections; now the statistics", flush=True)
    for table in ("records", "collections", "groups"):
        await conn.execute(f"select setval(pg_get_serial_sequence('{table}', 'id'), (select max(id) from {table}))")  # noqa: S608
    await conn.execute("vacuum analyze", timeout=1200)
    values = await conn.fetchval("select count(*) from extra_values where type not in ('dict', 'list')")
    print(f"{total:,} records with {values:,} values of metadata in {time.perf_counter() - start:.0f} s", flush=True)
    await conn.close()


async def main(options: argparse.Namespace) -> None:
    if options.command == "fill":
        await fill(options.database_url, options.records)
    else:
        from bench import searches

        await searches.measure(options.database_url, options.rounds, options.json)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=("fill", "measure"))
    parser.add_argument("--database-url", required=True)
    parser.add_argument("--records", type=int, default=RECORDS)
    parser.add_argument("--rounds", type=int, default=11)
    parser.add_argument("--json", default="")
    asyncio.run(main(parser.parse_args()))
