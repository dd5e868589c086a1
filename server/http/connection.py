"""A database connection for a block of a handler, never for a whole request."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from server import db, keys


@asynccontextmanager
async def read(request: web.Request) -> AsyncIterator[db.Connection]:
    """A connection for reading: each statement sees what is committed when it starts."""
    async with request.app[keys.POOL].acquire() as conn:
        yield conn


@asynccontextmanager
async def transaction(request: web.Request) -> AsyncIterator[db.Connection]:
    """A transaction: committed at the end of the block, rolled back on any exception."""
    async with request.app[keys.POOL].acquire() as conn, conn.transaction():
        yield conn
