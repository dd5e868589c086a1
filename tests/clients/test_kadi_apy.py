"""An unchanged kadi-apy, library and command line, against the running server."""

import asyncio
from pathlib import Path

import pytest

from tests.clients.scenario import STEPS, Scenario

USUAL = {"empty": 0, "one": 1, "direct": 25_000_000, "chunked": 55_000_000}
LARGE = {"empty": 0, "one": 1, "direct": 50_000_000, "chunked": 200_000_000}


def test_the_story_is_long_enough():
    assert len(STEPS) >= 60


async def play(anonymous, make, folder: Path, sizes: dict[str, int]) -> None:
    account, colleague = await make.account(), await make.account()
    group = await make.group(creator=account)
    scenario = Scenario(
        anonymous.url, await make.token(account), folder, username=account["username"],
        colleague=(colleague["id"], colleague["username"]), group_id=group["id"], sizes=sizes,
    )  # fmt: skip
    done = await asyncio.to_thread(scenario.play)
    assert done == [step.__name__ for step in STEPS]


async def test_a_scientists_story(anonymous, make, tmp_path):
    await play(anonymous, make, tmp_path, USUAL)


@pytest.mark.soak("uploads")
async def test_a_scientists_story_with_large_files(anonymous, make, tmp_path):
    await play(anonymous, make, tmp_path, LARGE)
