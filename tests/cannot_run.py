"""Tests that this machine cannot run are listed at the end with the reason; with --every-test each must be excused.

A test says what it needs with a marker (`root`, `useradd`, `chromium`, `node`). tests/cannot_run.toml excuses tests by
name, each with what the machine lacks and why that cannot be helped; whatever else was skipped or expected to fail
makes `--every-test` (.ci/run) fail.
"""

import fnmatch
import os
import shutil
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

FILE = Path(__file__).with_name("cannot_run.toml")


def program(name: str) -> Callable[[], str | None]:
    def lack() -> str | None:
        path = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"
        return None if shutil.which(name, path=path) else f"{name} is not installed"

    return lack


def root() -> str | None:
    return None if os.geteuid() == 0 else "needs root"


# marker → what is missing here, None when nothing is
NEEDS: dict[str, Callable[[], str | None]] = {
    "root": root,
    "useradd": program("useradd"),
    "chromium": program("chromium"),
    "node": program("node"),
    "redis": program("redis-server"),
}


@dataclass(frozen=True)
class Excuse:
    """One entry of cannot_run.toml; `test` may hold wildcards."""

    test: str
    lacks: str
    reason: str


def excuses(file: Path = FILE) -> list[Excuse]:
    return [Excuse(entry["test"], entry["lacks"], entry["reason"]) for entry in tomllib.loads(file.read_text()).get("cannot_run", [])]


def unexcused(skipped: list[tuple[str, str]], known: list[Excuse]) -> list[tuple[str, str]]:
    """Those of the (test, reason) pairs that no entry names."""
    return [(test, reason) for test, reason in skipped if not any(fnmatch.fnmatchcase(test, excuse.test) for excuse in known)]


def skipped(config: pytest.Config) -> list[tuple[str, str]]:
    """(test, reason) of everything that was collected and did not run to a verdict."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    found = []
    for kind in ("skipped", "xfailed", "xpassed"):
        for report in reporter.stats.get(kind, []) if reporter else []:
            reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else getattr(report, "wasxfail", "") or kind
            found.append((report.nodeid, str(reason).removeprefix("Skipped: ")))
    return sorted(set(found))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--every-test", action="store_true", help="fail when a test could not run and tests/cannot_run.toml does not name it")


def pytest_configure(config: pytest.Config) -> None:
    for name in NEEDS:
        config.addinivalue_line("markers", f"{name}: cannot run without it; see tests/cannot_run.py")


def pytest_runtest_setup(item: pytest.Item) -> None:
    for name, lack in NEEDS.items():
        if item.get_closest_marker(name) and (reason := lack()):
            pytest.skip(reason)


def pytest_sessionfinish(session: pytest.Session) -> None:
    if hasattr(session.config, "workerinput") or not session.config.option.every_test:
        return
    if unexcused(skipped(session.config), excuses()) and session.exitstatus == 0:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    found = skipped(config)
    if not found:
        return
    terminalreporter.section("cannot run on this machine")
    missing = {test for test, _ in unexcused(found, excuses())}
    for test, reason in found:
        note = "  (not in tests/cannot_run.toml)" if test in missing else ""
        terminalreporter.line(f"{test}: {reason}{note}")
