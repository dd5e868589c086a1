"""The list of what cannot run is itself looked after: nothing slips through, nothing on it is made up."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cannot_run import Excuse, excuses, unexcused

ROOT = Path(__file__).resolve().parents[1]
RAN = "def test_other():\n    pass\n"
DID_NOT = """import pytest


def test_skips():
    pytest.skip('no printer')


@pytest.mark.skip(reason='not today')
def test_skipped():
    pass


@pytest.mark.xfail(reason='known bug')
def test_fails():
    assert False


@pytest.mark.xfail(reason='was a bug')
def test_passes():
    pass


"""
REASONS = {"test_skips": "no printer", "test_skipped": "not today", "test_fails": "known bug", "test_passes": "was a bug"}


def run(tmp_path: Path, *options: str, source: str) -> subprocess.CompletedProcess[str]:
    (tmp_path / "test_it.py").write_text(source)
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    plugins = ["-p", "xdist", "-p", "tests.cannot_run", "-p", "no:cacheprovider"]
    command = [sys.executable, "-m", "pytest", *plugins, "--rootdir", str(tmp_path), *options, str(tmp_path)]
    alone = os.environ | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}  # the others take a second to import
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=alone, check=False)


@pytest.mark.parametrize("options", [[], ["-n", "2"]])
def test_what_did_not_run_is_listed_with_its_reason(tmp_path, options):
    done = run(tmp_path, *options, source=DID_NOT + RAN)
    assert done.returncode == 0, done.stdout
    for name, reason in REASONS.items():
        assert f"test_it.py::{name}: {reason}  (not in tests/cannot_run.toml)" in done.stdout
    assert "test_other" not in done.stdout


@pytest.mark.parametrize("options", [[], ["-n", "2"]])
def test_what_did_not_run_fails_where_every_test_counts(tmp_path, options):
    done = run(tmp_path, "--every-test", *options, source=DID_NOT + RAN)
    assert done.returncode == 1
    assert "cannot run on this machine" in done.stdout


def test_nothing_is_listed_when_everything_ran(tmp_path):
    done = run(tmp_path, "--every-test", source=RAN)
    assert done.returncode == 0
    assert "cannot run" not in done.stdout


def test_excused_tests_are_those_that_an_entry_names():
    known = [Excuse("tests/a.py::test_one*", "root", ""), Excuse("tests/b.py::*", "root", "")]
    pairs = [("tests/a.py::test_one[x]", "r"), ("tests/a.py::test_two", "r"), ("tests/b.py::TestC::test_d", "r")]
    assert unexcused(pairs, known) == [("tests/a.py::test_two", "r")]


def test_each_entry_says_why_and_names_a_test_that_exists():
    for excuse in excuses():
        assert excuse.lacks and excuse.reason
        file, *parts = excuse.test.split("::")
        source = (ROOT / file).read_text()
        for part in parts:
            name = part.rstrip("*").partition("[")[0]
            assert not name or re.search(rf"\b(def|class) {name}", source), excuse.test
