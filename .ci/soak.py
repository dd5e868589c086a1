"""Runs parts of the long tests: python .ci/soak.py PART…

postgres15 is every test of `make test` on Debian's PostgreSQL 15, as an external server; the other parts are the tests
that are marked with their name. A part without a test belongs to later work: it is said, and the run fails.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from environment import ROOT, apt_install

sys.path.insert(0, str(ROOT))

from server import cluster, postgres

PARTS = ("postgres15", "kills", "uploads", "permissions", "fuzz", "storage", "candidates", "browser")
BINARIES = Path("/usr/lib/postgresql/15/bin")
NO_TESTS = 5
PYTEST = [sys.executable, "-m", "pytest"]


def main() -> int:
    parts = sys.argv[1:]
    unknown = [part for part in parts if part not in PARTS]
    if unknown or not parts:
        sys.exit(f"usage: make soak PART=…, one of {' '.join(PARTS)}")
    results = {part: postgres15() if part == "postgres15" else marked(part) for part in parts}
    for part, status in results.items():
        print(f"soak {part}: {'passed' if status == 0 else 'failed'}")
    return max(results.values())


def marked(part: str) -> int:
    """The tests of one part, at full size, one at a time: they measure and kill."""
    status = subprocess.run([*PYTEST, "--soak", part, "-v"], cwd=ROOT, check=False).returncode
    if status == NO_TESTS:
        print(f"Part {part} belongs to later work: no test is marked with it yet.")
        return 1
    return status


def postgres15() -> int:
    """Every test with Debian's PostgreSQL 15 as the external server."""
    if not (BINARIES / "postgres").exists():
        if os.geteuid() != 0:
            print("PostgreSQL 15 is missing (Debian package: postgresql-15), and only root can install it")
            return 1
        apt_install(["postgresql-15"])
    with tempfile.TemporaryDirectory(prefix="athenaeum-pg15-") as folder:
        Path(folder).chmod(0o755)
        server = postgres.Embedded(folder, installation=cluster.Programs(BINARIES, 15), purpose="tests",
                                   settings={"fsync": "off", "synchronous_commit": "off"})  # fmt: skip
        environment = {**os.environ, "ATHENAEUM_TEST_DATABASE_URL": server.start_blocking()}
        try:
            return subprocess.run([*PYTEST, "-n", "2"], cwd=ROOT, env=environment, check=False).returncode
        finally:
            server.stop_blocking()


if __name__ == "__main__":
    sys.exit(main())
