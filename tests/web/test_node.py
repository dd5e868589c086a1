"""The parts of the web app that need no browser, under node's own test runner."""

import subprocess
from pathlib import Path

import pytest

HERE = Path(__file__).parent
FILES = sorted(HERE.rglob("node/*.test.mjs"))


@pytest.mark.node
@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(HERE)).removesuffix(".test.mjs"))
def test_modules_under_node(file: Path) -> None:
    done = subprocess.run(["node", "--test", "--test-reporter=tap", str(file)], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "\n# pass 0\n" not in done.stdout
