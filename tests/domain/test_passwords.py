"""Passwords: what may be one, and that comparing costs the same whoever is meant."""

import asyncio
import os
import threading
import time

import bcrypt
import pytest

from server.domain import passwords
from server.domain.passwords import Hasher
from server.errors import Invalid


@pytest.fixture
def hasher():
    return Hasher(4)


@pytest.mark.parametrize("text, minimum, code", [
    ("", 1, "required"), (None, 1, "required"), (12345678, 8, "required"), (["a"] * 9, 8, "required"),
    ("1234567", 8, "too_short"), ("ääääääää", 10, "too_short"), ("a\0bcdefghij", 8, "bad_text"), ("\ud800bcdefghij", 8, "bad_text"),
    ("x" * 1025, 8, "too_long"), ("ä" * 513, 8, "too_long"),
])  # fmt: skip
def test_what_cannot_be_a_password(text, minimum, code):
    with pytest.raises(Invalid) as caught:
        passwords.check(text, minimum=minimum)
    assert [fault.code for fault in caught.value.faults] == [code]


@pytest.mark.parametrize(
    "text, minimum", [("x", 1), ("12345678", 8), ("1234567890", 10), ("x" * 1024, 10), ("ä" * 512, 10), (" " * 10, 10)]
)
def test_what_can_be_one(text, minimum):
    assert passwords.check(text, minimum=minimum) == text


async def test_every_byte_counts_also_beyond_the_72_that_bcrypt_reads(hasher):
    hashed = await hasher.hash("x" * 73)
    assert await hasher.verify("x" * 73, hashed)
    assert not await hasher.verify("x" * 72, hashed) and not await hasher.verify("x" * 72 + "y", hashed)
    longest = "ä" * 512
    assert await hasher.verify(longest, await hasher.hash(longest))


@pytest.mark.parametrize("text", ["", "x" * 1025, "a\0b", "\udcff", "\0"])
async def test_impossible_passwords_fit_nothing(hasher, text):
    assert not await hasher.verify(text, await hasher.hash("correct horse"))


async def test_without_a_hash_nothing_fits_and_one_comparison_is_made_all_the_same(hasher, monkeypatch):
    compared = []
    original = bcrypt.checkpw
    monkeypatch.setattr(bcrypt, "checkpw", lambda text, stored: compared.append(stored) or original(text, stored))
    assert not await hasher.verify("correct horse", None)
    assert len(compared) == 1 and compared[0].startswith(b"$2b$04$")


async def test_the_stored_text_is_no_password(hasher):
    hashed = await hasher.hash("correct horse")
    assert not await hasher.verify(hashed, hashed)


async def test_at_most_one_comparison_runs_per_core_and_the_loop_goes_on(monkeypatch):
    running, most, lock = 0, 0, threading.Lock()

    def slow(_text, _stored):
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        time.sleep(0.02)
        with lock:
            running -= 1
        return False

    monkeypatch.setattr(bcrypt, "checkpw", slow)
    ticks, done = 0, asyncio.Event()

    async def tick():
        nonlocal ticks
        while not done.is_set():
            await asyncio.sleep(0)
            ticks += 1

    ticking = asyncio.create_task(tick())
    await asyncio.gather(*(Hasher(4).verify("x", None) for _ in range(8)))
    done.set()
    await ticking
    assert most <= (os.cpu_count() or 1) and ticks > 10


def test_a_hash_of_another_cost_is_outdated(hasher):
    hashed = bcrypt.hashpw(b"x", bcrypt.gensalt(5)).decode()
    assert hasher.is_outdated(hashed) and not Hasher(5).is_outdated(hashed)
