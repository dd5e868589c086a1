"""Real processes for the tests of this folder: `run.py` started, spoken to, killed; and who else is there."""

import contextlib
import http.client
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 60.0
# Nothing of the test run's own settings, above all not its database
ENVIRONMENT = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "HOME": "/nonexistent", "ATHENAEUM_ACCOUNTS__BCRYPT_ROUNDS": "4",
               "TMPDIR": "/tmp", "PYTHONDONTWRITEBYTECODE": "1"}  # fmt: skip


def wait_for(condition: Callable[[], Any], seconds: float = 20.0) -> Any:
    """The condition's first true answer; an assertion fails when there is none in time."""
    deadline = time.monotonic() + seconds
    while not (answer := condition()):
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)
    return answer


def is_alive(pid: int) -> bool:
    """Does the process exist and is no zombie?"""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def postgres_pid(data_dir: Path) -> int:
    """The database's process by its pid file."""
    return int((data_dir / "postgres" / "postmaster.pid").read_text().split()[0])


@dataclass(frozen=True)
class Person:
    """Somebody whom processes run as, with a copy of the program that everybody may read."""

    name: str
    uid: int
    gid: int
    home: Path
    python: Path
    project: Path
    packages: Path


@dataclass
class Running:
    """A `run.py serve` and what it said."""

    process: subprocess.Popen
    out: Path
    err: Path
    signalled: list[int] = field(default_factory=list)

    @property
    def pid(self) -> int:
        return self.process.pid

    @property
    def said(self) -> str:
        return self.out.read_text()

    @property
    def log(self) -> str:
        return self.err.read_text()

    def wait_until_listening(self, seconds: float = START_SECONDS) -> "Running":
        def listens() -> bool:
            assert self.process.poll() is None, f"ended with {self.process.returncode}: {self.log}"
            return "listens on" in self.said

        wait_for(listens, seconds)
        return self

    @property
    def port(self) -> int:
        found = re.search(r"listens on \w+://[^:]+:(\d+)", self.said)
        assert found, self.said
        return int(found[1])

    @property
    def setup_link(self) -> str | None:
        found = re.search(r"\S+/app/link#\S+", self.said)
        return found[0] if found else None

    def get(self, path: str, headers: dict[str, str] | None = None) -> tuple[int, bytes]:
        """Status and body; status 0 when nobody answers."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", path, headers=headers or {})
            answer = connection.getresponse()
            return answer.status, answer.read()
        except (OSError, http.client.HTTPException):
            return 0, b""
        finally:
            connection.close()

    def stop(self, number: int = signal.SIGTERM, seconds: float = 30.0) -> int:
        """Sends the signal and returns the exit status."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.process.wait(seconds)


class Machine:
    """Starts commands of ours on a data directory of their own, and leaves nothing running."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.data_dir = folder / "data"
        self.started: list[Running] = []

    def command(self, *arguments: str, person: Person | None = None) -> list[str]:
        python, project = (person.python, person.project) if person else (Path(sys.executable), ROOT)
        return [str(python), str(project / "run.py"), *arguments, "--data-dir", str(self.data_dir)]

    def options(self, person: Person | None, settings: dict[str, str]) -> dict[str, Any]:
        environment = ENVIRONMENT | {f"ATHENAEUM_{name.upper()}": value for name, value in settings.items()}
        if person is None:
            return {"env": environment, "cwd": self.folder}
        # The copied interpreter may look for its library where only root can read
        library = person.python.parents[1] / "lib"
        environment |= {"HOME": str(person.home), "PYTHONPATH": str(person.packages), "LD_LIBRARY_PATH": str(library)}
        return {"env": environment, "cwd": person.home, "user": person.uid, "group": person.gid, "extra_groups": []}

    def serve(self, *arguments: str, person: Person | None = None, wait: bool = True, through: list[str] | None = None,
              **settings: str) -> Running:  # fmt: skip
        """`run.py serve` on a free port; `settings` like server__workers="2", `through` a command that runs it."""
        number = len(self.started)
        out, err = self.folder / f"out-{number}", self.folder / f"err-{number}"
        command = [*(through or ()), *self.command("serve", "--port", "0", *arguments, person=person)]
        with out.open("wb") as to_out, err.open("wb") as to_err:
            process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=to_out, stderr=to_err, **self.options(person, settings))
        running = Running(process, out, err)
        self.started.append(running)
        return running.wait_until_listening() if wait else running

    def run(self, *arguments: str, person: Person | None = None, given: str = "", seconds: float = 90,
            **settings: str) -> subprocess.CompletedProcess[str]:  # fmt: skip
        """A command, waited for."""
        return subprocess.run(self.command(*arguments, person=person), input=given, capture_output=True, text=True, timeout=seconds,
                              check=False, **self.options(person, settings))  # fmt: skip

    def end(self) -> None:
        for running in self.started:
            if running.process.poll() is None:
                running.process.kill()
                running.process.wait()
        with contextlib.suppress(OSError, ValueError, IndexError):
            pid = postgres_pid(self.data_dir)
            wait_for(lambda: not is_alive(pid) or not works_in(pid, self.data_dir))


def works_in(pid: int, data_dir: Path) -> bool:
    with contextlib.suppress(OSError):
        return os.path.samefile(f"/proc/{pid}/cwd", data_dir / "postgres")
    return False


def readable_copy(source: Path, target: Path) -> None:
    """A copy that everybody may read; hard links where that is possible, because it can be large."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if subprocess.run(["cp", "-al", source, target], capture_output=True, check=False).returncode != 0:
        shutil.rmtree(target, ignore_errors=True)
        subprocess.run(["cp", "-a", source, target], check=True)
