"""Passwords: what one may be, and how it is hashed and compared.

bcrypt reads 72 bytes and stops at NUL, so it gets base64(SHA-256(UTF-8 text)): every byte of a password counts, up to
1,024 of them. One hash takes a good part of a second of one core; at most one runs per core, in threads.
"""

import asyncio
import base64
import functools
import hashlib
import os
from concurrent.futures import ThreadPoolExecutor

import bcrypt

from server.errors import Fault, Invalid

MAX_BYTES = 1024
# The shortest password that each door takes; the original client makes candidates' passwords itself.
MINIMUM = {"app": 10, "itr": 10, "kms": 8, "candidate": 1, "command": 10}


def fault_of(text: object, *, minimum: int, path: tuple[str, ...] = ("password",)) -> Fault | None:
    """What is wrong with `text` as a new password, if anything."""
    if not isinstance(text, str) or not text:
        return Fault(path, "required")
    encoded = encode(text)
    if encoded is None:
        return Fault(path, "bad_text")
    if len(text) < minimum:
        return Fault(path, "too_short", {"minimum": minimum})
    if len(encoded) > MAX_BYTES:
        return Fault(path, "too_long", {"maximum": MAX_BYTES})
    return None


def check(text: object, *, minimum: int, path: tuple[str, ...] = ("password",)) -> str:
    """`text`, or Invalid when it cannot be a new password."""
    fault = fault_of(text, minimum=minimum, path=path)
    if fault is not None:
        raise Invalid([fault])
    return str(text)


def encode(text: str) -> bytes | None:
    """The bytes of a password; None for text that has none (lone surrogates) or holds NUL."""
    if "\0" in text:
        return None
    try:
        return text.encode()
    except UnicodeEncodeError:
        return None


def prepare(text: str) -> bytes | None:
    """What bcrypt gets; None when no account can have this password."""
    encoded = encode(text)
    if not encoded or len(encoded) > MAX_BYTES:
        return None
    return base64.b64encode(hashlib.sha256(encoded).digest())


@functools.cache
def workers() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=os.cpu_count() or 1, thread_name_prefix="password")


@functools.cache
def dummy(rounds: int) -> bytes:
    """A hash that no password fits, as slow as the real ones."""
    return bcrypt.hashpw(base64.b64encode(os.urandom(32)), bcrypt.gensalt(rounds))


class Hasher:
    """Makes and compares hashes; `rounds` is bcrypt's cost."""

    def __init__(self, rounds: int) -> None:
        self.rounds = rounds
        self.tried = 0

    async def hash(self, text: str) -> str:
        """The hash to store. The text has passed `check`."""
        prepared = prepare(text)
        if prepared is None:
            raise ValueError("not a password")
        made = await self._run(lambda: bcrypt.hashpw(prepared, bcrypt.gensalt(self.rounds)))
        return made.decode("ascii")

    async def verify(self, text: str, hashed: str | None) -> bool:
        """Does the password fit? Without a hash (nobody there, none set) the answer is no, after the same time."""
        prepared = prepare(text)
        stored = hashed.encode("ascii") if hashed and prepared is not None else None
        self.tried += 1
        fits = await self._run(lambda: bcrypt.checkpw(prepared or b"-", stored or dummy(self.rounds)))
        return fits and stored is not None

    def is_outdated(self, hashed: str) -> bool:
        """Was it made with another cost than the one configured?"""
        return hashed.split("$")[2:3] != [f"{self.rounds:02d}"]

    async def _run(self, work):  # type: ignore[no-untyped-def]
        return await asyncio.get_running_loop().run_in_executor(workers(), work)
