"""Work that takes long waits its turn: some of it at a time, and less of one account, so that nobody who asks for much at
once keeps all connections, all memory or both processors from the others."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from weakref import WeakKeyDictionary, WeakValueDictionary

from aiohttp import web

from server import keys
from server.config import Config


class Places:
    """Those of one application."""

    def __init__(self, of_one: int, in_all: int) -> None:
        self.of_one = of_one
        self.in_all = asyncio.Semaphore(in_all)
        self.accounts: WeakValueDictionary[int, asyncio.Semaphore] = WeakValueDictionary()

    def own(self, account_id: int) -> asyncio.Semaphore:
        """An account's own places; they last as long as somebody holds or awaits one."""
        found = self.accounts.get(account_id)
        if found is None:
            found = self.accounts[account_id] = asyncio.Semaphore(self.of_one)
        return found


class Turns:
    """A kind of work: at most `in_all` at a time and `of_one` of the same account. Who asked first goes first."""

    def __init__(self, of_one: Callable[[Config], int], in_all: Callable[[Config], int]) -> None:
        self._of_one, self._in_all = of_one, in_all
        self._places: WeakKeyDictionary[web.Application, Places] = WeakKeyDictionary()

    @asynccontextmanager
    async def turn(self, request: web.Request) -> AsyncIterator[None]:
        """Waits until there is room for one more; hold it only while there is something to do, never while bytes are sent."""
        app = request.app
        places = self._places.get(app)
        if places is None:
            config = app[keys.CONFIG]
            places = self._places[app] = Places(self._of_one(config), self._in_all(config))
        own = places.own(request[keys.ACTOR].user_id)
        async with own, places.in_all:  # first the account's own, so that its queue takes no places of others
            yield
