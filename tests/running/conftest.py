"""Data directories, processes and people for the tests of starting, stopping and surviving."""

import os
import pwd
import secrets
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

import pytest

from server.postgres import Embedded
from tests.running.processes import ROOT, Machine, Person, readable_copy

# Databases are made and removed here by the dozen: in memory that takes no time
MEMORY = Path("/dev/shm")
ROOM_BYTES = 2_000_000_000
FAST = {"fsync": "off", "shared_buffers": "16MB"}


def roomy() -> Path | None:
    """Memory, where there is enough of it; None means the usual place."""
    is_there = MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM_BYTES
    return MEMORY if is_there else None


@pytest.fixture
def folder():
    """A folder with a short path that everybody may enter, unlike pytest's own."""
    path = Path(tempfile.mkdtemp(prefix="ath-run-", dir=roomy()))
    path.chmod(0o755)
    yield path
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture
def machine(folder: Path):
    machine = Machine(folder)
    yield machine
    machine.end()


@pytest.fixture
def embedded(folder: Path):
    """Makes databases in the folder: `embedded(run_as="user")`; all are stopped at the end."""
    made = []

    def make(run_as: str = "auto", data_dir: Path | None = None, **options) -> Embedded:
        database = Embedded(data_dir or folder / "data", run_as, **{"settings": FAST} | options)
        made.append(database)
        return database

    yield make
    for database in made:
        database.stop_blocking()


@pytest.fixture(scope="session")
def person():
    """An ordinary user, made for these tests, who can run the program but read nothing of root's."""
    name, home = f"ath-{secrets.token_hex(4)}", Path(tempfile.mkdtemp(prefix="ath-home-", dir=roomy()))
    subprocess.run(["useradd", "--no-create-home", "--home-dir", home, "--shell", "/bin/sh", name], check=True, capture_output=True)
    entry = pwd.getpwnam(name)
    os.chown(home, entry.pw_uid, entry.pw_gid)
    shared = Path(tempfile.mkdtemp(prefix="ath-shared-"))
    shared.chmod(0o755)
    readable_copy(Path(sys.base_prefix), shared / "python")
    readable_copy(Path(sysconfig.get_path("purelib")), shared / "packages")
    for part in ("run.py", "server", "sql", "templates", "static"):
        if (ROOT / part).exists():
            readable_copy(ROOT / part, shared / "project" / part)
    python = shared / "python" / "bin" / f"python{sys.version_info.major}.{sys.version_info.minor}"
    yield Person(name, entry.pw_uid, entry.pw_gid, home, python, shared / "project", shared / "packages")
    subprocess.run(["userdel", name], check=False, capture_output=True)
    shutil.rmtree(home, ignore_errors=True)
    shutil.rmtree(shared, ignore_errors=True)
