"""Files and uploads through the interface, for the tests of several modules: a client that knows its record."""

import hashlib
import random
from typing import Any

import aiohttp

from tests.conftest import Client

CHUNK, DIRECT = 1000, 2500
"""Sizes of the small server: whatever is longer than DIRECT comes in chunks."""


def content(size: int, seed: int = 1) -> bytes:
    return random.Random(seed).randbytes(size)


def md5(data: bytes) -> str:
    return hashlib.md5(data).hexdigest()


def chunks_of(data: bytes, size: int = CHUNK) -> list[bytes]:
    return [data[start : start + size] for start in range(0, len(data), size)]


def checksum_of(data: bytes, size: int = CHUNK) -> str:
    parts = chunks_of(data, size)
    return f"{hashlib.md5(b''.join(hashlib.md5(part).digest() for part in parts)).hexdigest()}-{len(parts)}"


def raw(response: aiohttp.ClientResponse) -> bytes:
    """The body of an answer that was read whole; aiohttp gives it again only as text."""
    assert response._body is not None
    return response._body


class Store:
    """A person with a record on a server."""

    def __init__(self, client: Client, record_id: int, account: Any) -> None:
        self.client, self.record_id, self.account = client, record_id, account
        self.home = f"/records/{record_id}"

    def using(self, token: str | None) -> "Store":
        return Store(self.client.using(token), self.record_id, self.account)

    async def begin(self, name: str, size: Any, **more: Any) -> aiohttp.ClientResponse:
        return await self.client.post(f"{self.home}/uploads", json={"name": name, "size": size} | more)

    async def begun(self, name: str, size: int, **more: Any) -> dict[str, Any]:
        response = await self.begin(name, size, **more)
        assert response.status == 201, await response.text()
        return await response.json()

    async def send(self, upload: dict[str, Any], data: Any, headers: dict[str, str] | None = None) -> aiohttp.ClientResponse:
        return await self.client.put(f"{self.home}/uploads/{upload['id']}", data=data, headers=headers)

    async def send_chunk(self, upload: dict[str, Any], index: int, data: bytes, **headers: str) -> aiohttp.ClientResponse:
        sent = {"Kadi-Chunk-Index": str(index), "Kadi-Chunk-Size": str(len(data))} | headers
        return await self.send(upload, data, sent)

    async def finish(self, upload: dict[str, Any]) -> aiohttp.ClientResponse:
        return await self.client.post(f"{self.home}/uploads/{upload['id']}")

    async def look(self, upload: dict[str, Any]) -> aiohttp.ClientResponse:
        return await self.client.get(f"{self.home}/uploads/{upload['id']}")

    async def delete_upload(self, upload: dict[str, Any]) -> aiohttp.ClientResponse:
        return await self.client.delete(f"{self.home}/uploads/{upload['id']}")

    async def put(self, name: str, data: bytes, **more: Any) -> dict[str, Any]:
        """A file of the record, sent the way its size asks for."""
        return await self.fill(await self.begun(name, len(data), **more), data)

    async def replace(self, file: dict[str, Any], data: bytes, **more: Any) -> dict[str, Any]:
        response = await self.client.put(f"{self.home}/files/{file['id']}", json={"size": len(data)} | more)
        assert response.status == 201, await response.text()
        return await self.fill(await response.json(), data)

    async def fill(self, upload: dict[str, Any], data: bytes) -> dict[str, Any]:
        if upload["upload_type"] == "direct":
            response = await self.send(upload, data)
            assert response.status == 201, await response.text()
            return await response.json()
        for index, chunk in enumerate(chunks_of(data, upload["_meta"]["chunk_size"])):
            response = await self.send_chunk(upload, index, chunk)
            assert response.status == 200, await response.text()
        response = await self.finish(upload)
        assert response.status == 202, await response.text()
        return (await (await self.look(upload)).json())["_meta"]["task"]["file"]

    async def get(self, file: dict[str, Any]) -> aiohttp.ClientResponse:
        return await self.client.get(f"{self.home}/files/{file['id']}")

    async def names(self) -> list[str]:
        answer = await (await self.client.get(f"{self.home}/files?sort=name&per_page=100")).json()
        return [file["name"] for file in answer["items"]]

    async def download(self, file: dict[str, Any], **headers: str) -> aiohttp.ClientResponse:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.client.get(f"{self.home}/files/{file['id']}/download", headers=sent)

    async def bytes_of(self, file: dict[str, Any]) -> bytes:
        response = await self.download(file)
        assert response.status == 200, response.status
        return raw(response)
