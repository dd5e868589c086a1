"""What the database takes for the searches of the server: the statements with the values that the server gives them."""

import json
import math
import re
import statistics
import sys
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg

from bench.research import RARE_RECORDS
from bench.statements import NO_FILTERS
from server.db import Statement, sql
from server.domain import search

FREQUENT = (0.02, 0.10)  # share of the records that have the word
TIME = re.compile(r"Execution Time: ([\d.]+) ms")


@dataclass
class Measure:
    name: str
    bar: float
    statements: list[tuple[Statement, dict[str, Any]]]
    about: str = ""


async def execution(conn: asyncpg.Connection, statement: Statement, values: dict[str, Any]) -> tuple[float, float]:
    """Milliseconds: the execution time that EXPLAIN ANALYZE shows (without its clock on each row, which would cost more than the
    rows do), and what the process of the database computed for it, planning included."""
    pid = conn.get_server_pid()
    before = computed(pid)
    rows = await conn.fetch(f"explain (analyze, timing off) {statement.text}", *(values[name] for name in statement.params))
    spent = computed(pid) - before
    found = TIME.search("\n".join(row[0] for row in rows))
    assert found
    return float(found[1]), spent


def computed(pid: int) -> float:
    """Milliseconds that a process of this machine had a core, as Linux counts them: unlike any clock not longer when other work
    wants the cores too. 0 where nobody counts."""
    try:
        return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e6
    except (OSError, ValueError, IndexError):
        return 0.0


async def taken_apart(conn: asyncpg.Connection, reader: int, texts: Sequence[search.Text]) -> tuple[dict[str, Any], list[search.Found]]:
    given = {"texts": [text.text for text in texts], "is_tolerant": [text.kind == "words" for text in texts],
             "reader": reader, "noun": "record"}  # fmt: skip
    return given, search.gathered(await sql.search.words(conn, **given), len(texts))


async def searching(
    conn: asyncpg.Connection, reader: int, query: str = "", extras: str = "[]", page: int = 1
) -> list[tuple[Statement, dict]]:
    """The two statements of a search: words, then records."""
    parts, alternatives = search.texts(query), search.conditions(extras)
    given, found = await taken_apart(conn, reader, [*parts, *search.texts_of(alternatives)])
    return [(sql.search.words, given), (sql.search.matching_records, {
        "reader": reader, **NO_FILTERS, "has_query": bool(parts), **search.units(parts, found[:len(parts)]),
        "has_extras": bool(alternatives), **search.condition_columns(alternatives, found[len(parts):]),
        "sort": "_score", "limit": 10, "offset": (page - 1) * 10})]  # fmt: skip


async def readers(conn: asyncpg.Connection) -> tuple[int, int, int, int]:
    """Who reads the most, who holds the fewest roles, and on how many records."""
    rows = await conn.fetch(
        """select a.id, (select count(distinct s.record_id) from records_shared_with(a.id) s) as shared
             from accounts a where a.username like 'bench-%'"""
    )
    most = max(rows, key=lambda row: row["shared"])
    near = min(rows, key=lambda row: abs(row["shared"] - 1_000))
    return most["id"], await sql.search.count_records(conn, reader=most["id"], **NO_FILTERS), near["id"], near["shared"]


async def words(conn: asyncpg.Connection) -> tuple[list[tuple[str, int]], list[tuple[str, int]]]:
    """Two words that a good share of the records has (the most and the least frequent), and some that few have."""
    total = await conn.fetchval("select count(*) from record_texts")
    rows = await conn.fetch("select word, ndoc from ts_stat('select title_words || text_words from record_texts') order by ndoc desc")
    frequent = [(row["word"], row["ndoc"]) for row in rows if FREQUENT[0] * total <= row["ndoc"] <= FREQUENT[1] * total]
    rare = [(row["word"], row["ndoc"]) for row in rows if 2 <= row["ndoc"] <= RARE_RECORDS and row["word"].isalpha()]
    return frequent, rare


async def measures(conn: asyncpg.Connection) -> AsyncIterator[Measure]:
    reader, readable, explicit, shared = await readers(conn)
    page = {"reader": reader, **NO_FILTERS, "sort": "-last_modified", "limit": 10}
    yield Measure("list without its total, page 1", 2, [(sql.search.records, page | {"offset": 0})])
    yield Measure("list without its total, page 100", 12, [(sql.search.records, page | {"offset": 990})])
    yield Measure("exact total", 15, [(sql.search.count_records, {"reader": reader, **NO_FILTERS})], f"a reader of {readable:,} records")
    yield Measure("exact total, explicit_permissions=true", 2,
                  [(sql.search.count_shared_records, {"reader": explicit, **NO_FILTERS, "is_explicit": True})],
                  f"a reader with roles on {shared:,}")  # fmt: skip
    frequent, rare = await words(conn)
    chosen = rare[len(rare) // 2] if rare else frequent[-1]
    yield Measure("a word in at most 20 records", 10, await searching(conn, reader, chosen[0]), f"{chosen[0]}: {chosen[1]}")
    pairs = [(frequent[0], frequent[1]), (frequent[len(frequent) // 2], frequent[len(frequent) // 2 + 1]), (frequent[-1], frequent[-2])]
    for one, other in pairs:
        yield Measure("two words in 2 to 10 % of the records, ranked", 60, await searching(conn, reader, f"{one[0]} {other[0]}"),
                      f"{one[0]}: {one[1]:,}; {other[0]}: {other[1]:,}")  # fmt: skip
    one, other = frequent[0], frequent[1]
    yield Measure("the same, page 100", 60, await searching(conn, reader, f"{one[0]} {other[0]}", page=100))
    yield Measure("the same, in one phrase", math.inf, await searching(conn, reader, f'"{one[0]} {other[0]}"'))
    async for measure in metadata(conn, reader):
        yield measure


async def metadata(conn: asyncpg.Connection, reader: int) -> AsyncIterator[Measure]:
    """Ranges of the numbers at `setup.laser.power`, narrow ones and one that matches one in two hundred of all values."""
    total = await conn.fetchval("select count(*) from extra_values where type not in ('dict', 'list')")
    powers = await conn.fetchval("select array_agg(number order by number) from extra_values where path_id = text_key('setup.laser.power')")
    for share, key in ((0.0005, '"setup.laser.power"'), (0.005, '"setup.laser.power"'), (0.005, "setup.laser.powr")):
        count = int(total * share)
        extras = json.dumps([{"type": "numeric", "key": key, "numeric": {"min": powers[0], "max": powers[count - 1]}}])
        yield Measure(
            f"nested range that matches {share:.2%} of the values", 10, await searching(conn, reader, extras=extras), f"key {key}"
        )
    both = json.dumps([
        {"type": "numeric", "key": "setup.laser.power", "numeric": {"max": powers[int(total * 0.005)], "unit": "mW"}},
        {"link": "and", "type": "bool", "key": "calibrated", "bool": True},
        {"link": "or", "type": "date", "key": "measured", "date": {"max": "2020-01-10"}},
    ])  # fmt: skip
    yield Measure("three conditions, one of them met by half", math.inf, await searching(conn, reader, extras=both))


async def measure(dsn: str, rounds: int, file: str) -> None:
    conn = await asyncpg.connect(dsn, server_settings={"jit": "off", "timezone": "UTC"})
    version = await conn.fetchval("select current_setting('server_version')")
    print(f"# PostgreSQL {version}, {rounds} rounds")
    print("| search | median | least | computed | bar | ratio |\n|---|---|---|---|---|---|")
    results, missed = [], 0
    async for one in measures(conn):
        rows = [[await execution(conn, *call) for call in one.statements] for _ in range(rounds)]
        times, cores = [sum(time for time, _ in row) for row in rows], [sum(core for _, core in row) for row in rows]
        median = statistics.median(times)
        missed += median >= one.bar
        results.append({"name": one.name, "about": one.about, "ms": median, "range": [min(times), max(times)],
                        "computed": statistics.median(cores), "bar": one.bar})  # fmt: skip
        bar = f"{one.bar:g} ms | {median / one.bar:.2f}" if math.isfinite(one.bar) else "– | –"
        about = f" ({one.about})" if one.about else ""
        print(f"| {one.name}{about} | {median:.1f} ms | {min(times):.1f} ms | {statistics.median(cores):.1f} ms | {bar} |", flush=True)
    if file:
        Path(file).write_text(json.dumps(results, indent=1))
    await conn.close()
    if missed:
        sys.exit(f"{missed} of {len(results)} miss their bar")
