"""Searches wait their turn: whoever starts many dear ones leaves connections to all others, and places to other searches."""

import asyncio

from server.db import sql

HEAVY = ({"query": "word"}, {"extras": '[{"key": "a"}]'})


async def test_an_account_has_two_searches_at_work_and_all_have_four(client_of, make, monkeypatch, config):
    assert config.database.pool_size == 8
    now, most, words = [], [], sql.search.words

    async def slowly(conn, *, reader, **options):
        now.append(reader)
        most.append((now.count(reader), len(now)))
        await asyncio.sleep(0.05)
        try:
            return await words(conn, reader=reader, **options)
        finally:
            now.remove(reader)

    monkeypatch.setattr(sql.search, "words", slowly)
    people = [await client_of(await make.account()) for _ in range(3)]
    asked = [person.get("/records", params=params) for person in people for params in HEAVY * 4]
    asked += [person.get(f"/{kind}", params={"query": "word"}) for person in people for kind in ("collections", "templates", "groups")]
    searches = asyncio.gather(*asked)
    await asyncio.sleep(0.02)
    listed = await people[0].get("/records")  # waits for none of them
    assert listed.status == 200 and not searches.done()
    assert {answer.status for answer in await searches} == {200}
    assert max(count for count, _ in most) == 2 and max(count for _, count in most) == 4
