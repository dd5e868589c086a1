"""Every call of somebody who is signed in counts by his plan."""

from aiohttp import web

from server import keys


async def count(request: web.Request) -> None:
    await request.app[keys.QUOTAS].count_call(request[keys.ACTOR])
