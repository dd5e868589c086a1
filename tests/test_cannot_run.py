"""The list of what cannot run is itself looked after: nothing slips through, nothing on it is made up."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cannot_run import Excuse, excuses, unexcused

ROOT = Path(__file__).resolve().parents[1]
SKIPPED = "import pytest\n\n{decoration}\ndef test_something():\n    {body}\n\n\ndef test_other():\n    pass\n"


def run(tmp_path: Path, *options: str, decoration: str = "", body: str = "pass") -> subprocess.CompletedProcess[str]:
    (tmp_path / "test_it.py").write_text(SKIPPED.format(decoration=decoration, body=body))
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    command = [sys.executable, "-m", "pytest", "-p", "tests.cannot_run", "-p", "no:cacheprovider", "--rootdir", str(tmp_path), *options]
    return subprocess.run([*command, str(tmp_path)], capture_output=True, text=True, cwd=ROOT, check=False)


@pytest.mark.parametrize(
    ("decoration", "body", "reason"),
    [
        ("", "pytest.skip('no printer')", "no printer"),
        ("@pytest.mark.skip(reason='not today')", "pass", "not today"),
        ("@pytest.mark.xfail(reason='known bug')", "assert False", "known bug"),
        ("@pytest.mark.xfail(reason='was a bug')", "pass", "was a bug"),
    ],
)
@pytest.mark.parametrize("options", [[], ["-n", "2"]])
def test_what_did_not_run_is_listed_and_fails_only_where_every_test_counts(tmp_path, decoration, body, reason, options):
    lenient = run(tmp_path, *options, decoration=decoration, body=body)
    assert lenient.returncode == 0, lenient.stdout
    assert f"test_it.py::test_something: {reason}  (not in tests/cannot_run.toml)" in lenient.stdout
    strict = run(tmp_path, "--every-test", *options, decoration=decoration, body=body)
    assert strict.returncode == 1
    assert "cannot run on this machine" in strict.stdout


def test_nothing_is_listed_when_everything_ran(tmp_path):
    done = run(tmp_path, "--every-test")
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
