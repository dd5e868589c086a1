"""Work that waits its turn: how much at a time, of one account and of all."""

import asyncio
import gc

from server import keys
from server.http.turns import Turns


class Application(dict):
    __hash__ = object.__hash__


class Asked(dict):
    def __init__(self, app, account):
        super().__init__({keys.ACTOR: type("Actor", (), {"user_id": account})})
        self.app = app


class Work:
    """Counts who works at the same time."""

    def __init__(self, of_one, in_all):
        self.turns = Turns(lambda _: of_one, lambda _: in_all)
        self.app = Application({keys.CONFIG: None})
        self.now, self.most, self.done = [], {}, []

    async def one(self, account, seconds=0.01):
        async with self.turns.turn(Asked(self.app, account)):
            self.now.append(account)
            self.most[account] = max(self.most.get(account, 0), self.now.count(account))
            self.most["all"] = max(self.most.get("all", 0), len(self.now))
            await asyncio.sleep(seconds)
            self.now.remove(account)
            self.done.append(account)


async def test_one_account_gets_so_many_places_and_all_together_so_many():
    work = Work(2, 3)
    await asyncio.gather(*(work.one(account) for account in (1, 2, 3) for _ in range(10)))
    assert work.most.pop("all") == 3 and set(work.most) == {1, 2, 3} and max(work.most.values()) == 2


async def test_who_asks_for_much_does_not_keep_others_waiting():
    work = Work(2, 3)
    many = [asyncio.ensure_future(work.one(1, 0.05)) for _ in range(20)]
    await asyncio.sleep(0)
    await work.one(2, 0)
    assert work.done == [2]
    await asyncio.gather(*many)


async def test_places_come_back_from_those_who_gave_up_or_failed():
    work = Work(1, 1)
    held = asyncio.ensure_future(work.one(1, 10))
    waiting = asyncio.ensure_future(work.one(1))
    await asyncio.sleep(0.01)
    for task in (waiting, held):
        task.cancel()
    await asyncio.gather(held, waiting, return_exceptions=True)
    async with asyncio.timeout(1):
        await work.one(1)
        await work.one(2)


async def test_nothing_is_kept_of_those_who_are_done():
    work = Work(2, 3)
    await asyncio.gather(*(work.one(account, 0) for account in range(100)))
    gc.collect()
    (places,) = work.turns._places.values()
    assert len(places.accounts) == 0
