"""The floor: the barest aiohttp + asyncpg server that does the same work, without rights, shapes, errors or logs.

python bench/floor.py PORT DSN FILE DIRECTORY
"""

import asyncio
import hashlib
import json
import os
import sys
from pathlib import Path

import asyncpg
from aiohttp import web

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))


async def read_row(request: web.Request) -> web.Response:
    """(a) one row by primary key."""
    async with request.app["pool"].acquire() as conn:
        row = await conn.fetchrow("select id, identifier, title from records where id = $1", int(request.match_info["id"]))
    return web.Response(body=json.dumps(dict(row)).encode(), content_type="application/json")


async def write_body(request: web.Request) -> web.Response:
    """(b) MD5, write and fsync of a body."""
    digest, path = hashlib.md5(), request.app["directory"] / f"{id(request)}.bin"
    loop = asyncio.get_running_loop()
    fd = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC)

    def take(block: bytes) -> None:
        digest.update(block)
        os.write(fd, block)

    try:
        block = bytearray()
        async for part in request.content.iter_any():
            block += part
            if len(block) >= 262_144:
                await loop.run_in_executor(None, take, bytes(block))
                block.clear()
        await loop.run_in_executor(None, take, bytes(block))
        await loop.run_in_executor(None, os.fsync, fd)
    finally:
        os.close(fd)
    path.unlink()
    return web.Response(text=digest.hexdigest())


async def send_file(request: web.Request) -> web.FileResponse:
    """(c) FileResponse of a file."""
    return web.FileResponse(request.app["file"])


async def page(request: web.Request) -> web.Response:
    """(d) the same page statement and the same count, their rows as JSON."""
    statements = request.app["statements"]
    async with request.app["pool"].acquire() as conn:
        rows = await conn.fetch(*statements["page"])
        total = await conn.fetchval(*statements["count"]) if "count" in statements else None
    body = json.dumps([[str(value) for value in row] for row in rows] + [total])
    return web.Response(body=body.encode(), content_type="application/json")


async def rows(request: web.Request) -> web.Response:
    """(e) the rows of a statement as JSON."""
    async with request.app["pool"].acquire() as conn:
        found = await conn.fetch(*request.app["statements"][request.match_info["name"]])
    return web.Response(body=json.dumps([dict(row) for row in found], default=str).encode(), content_type="application/json")


async def open_pool(app: web.Application):
    app["pool"] = await asyncpg.create_pool(app["dsn"], min_size=2, max_size=8)
    yield
    await app["pool"].close()


def main(port: str, dsn: str, file: str, directory: str, statements: str = "{}") -> None:
    app = web.Application(client_max_size=2**30)
    app["dsn"], app["file"], app["directory"], app["statements"] = dsn, Path(file), Path(directory), json.loads(statements)
    app.cleanup_ctx.append(open_pool)
    app.router.add_get("/row/{id}", read_row)
    app.router.add_put("/body", write_body)
    app.router.add_get("/file", send_file)
    app.router.add_get("/page", page)
    app.router.add_get("/rows/{name}", rows)
    web.run_app(app, host="127.0.0.1", port=int(port), access_log=None, print=None)


if __name__ == "__main__":
    main(*sys.argv[1:])
