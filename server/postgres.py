"""The embedded database's process: started, watched, started again when it dies, stopped.

One ``Embedded`` holds the lock of one data directory for as long as it lives. PostgreSQL is its direct child and gets
its stop signal from the kernel when the thread that started it ends: start it from a thread that lives as long as the
process. There is no TCP port; the socket lies in a directory that only its owner and root can enter.
"""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import json
import logging
import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO

from server import cluster, unprivileged
from server.cluster import PostgresError

__all__ = ["Embedded", "Held", "PostgresError", "running_dsn"]

log = logging.getLogger("athenaeum.postgres")

_SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "fsync": "on",
    "synchronous_commit": "on",
    "jit": "off",
    "random_page_cost": "1.1",  # the tables in use are in memory or on flash
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
    "cluster_name": "athenaeum",
}
_LOG_BYTES = 10_000_000
_TAKE_LOCK_SECONDS = 0.6  # a command that looks whether a server runs holds the lock for an instant
_COMMAND_SECONDS = 60.0  # a command has the directory for a moment only
_BECOME_READY_SECONDS = 120.0  # recovery after a crash may replay a lot
_END_OF_OTHERS_SECONDS = 60.0  # a database whose server was killed is still writing its checkpoint
_STOP_SECONDS = ((signal.SIGINT, 60.0), (signal.SIGQUIT, 10.0), (signal.SIGKILL, 10.0))
_LONGEST_PAUSE_SECONDS = 10.0


class Held(PostgresError):
    """Another process has the data directory; the message names it."""


class Embedded:
    """The database of one data directory.

    ``settings`` adds to PostgreSQL's own (tests switch fsync off). ``purpose`` says in the lock file who holds the
    directory. ``installation`` names the programs, else those of the data directory's version are looked for.
    ``on_change`` is called with False when the database went away and with True when it is back.
    """

    def __init__(
        self,
        data_dir: Path | str,
        run_as: str = "auto",
        *,
        settings: dict[str, str] | None = None,
        purpose: str = "serve",
        installation: cluster.Programs | None = None,
        on_change: Callable[[bool], None] | None = None,
    ) -> None:
        if run_as not in unprivileged.RUN_AS:
            raise ValueError(f"run_as must be one of {', '.join(unprivileged.RUN_AS)}")
        self.data_dir = Path(data_dir).resolve()
        self.folder = _folder(self.data_dir)
        self.run_as = run_as
        self.purpose = purpose
        self.identity: unprivileged.Identity | None = None
        self.is_available = False
        self._installation = installation
        self._settings = {**_SETTINGS, **(settings or {})}
        self._on_change = on_change
        self._lock: IO[str] | None = None
        self._child: subprocess.Popen[bytes] | None = None
        self._command: list[str] = []
        self._dsn = ""
        self._sockets: Path | None = None
        self._watcher: asyncio.Task[None] | None = None

    @property
    def pid(self) -> int | None:
        """The process id of PostgreSQL while it runs."""
        return self._child.pid if self._child and self._child.poll() is None else None

    # For the server: never blocks the loop, and watches.

    async def start(self) -> str:
        """Starts the database and keeps it running until ``stop``; returns its address."""
        try:
            await asyncio.to_thread(self._prepare)
            self._spawn()  # here, not in a worker thread: the child ends with the thread that started it
            await asyncio.to_thread(self._await_ready)
        except BaseException:
            await asyncio.to_thread(self.stop_blocking)
            raise
        self._tell(True)
        self._watcher = asyncio.create_task(self._watch(), name="postgres")
        return self._dsn

    async def stop(self) -> None:
        """Ends the watching and stops the database cleanly."""
        if self._watcher:
            self._watcher.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._watcher
            self._watcher = None
        await asyncio.to_thread(self.stop_blocking)

    # For commands and tests: no loop, no watching.

    def start_blocking(self) -> str:
        """Starts the database and returns its address; nobody starts it again when it dies."""
        try:
            self._prepare()
            self._spawn()
            self._await_ready()
        except BaseException:
            self.stop_blocking()
            raise
        self._tell(True)
        return self._dsn

    def stop_blocking(self) -> None:
        """Stops the database (at first so that it finishes its work) and frees the data directory."""
        self.is_available = False
        if self._child:
            for number, seconds in _STOP_SECONDS:
                if self._child.poll() is None:
                    self._child.send_signal(number)
                    with contextlib.suppress(subprocess.TimeoutExpired):
                        self._child.wait(seconds)
            self._child = None
        if self._sockets and not self._sockets.is_relative_to(self.data_dir):
            with contextlib.suppress(OSError):
                self._sockets.rmdir()
        if self._lock:
            self._lock.close()
            self._lock = None

    def _tell(self, is_available: bool) -> None:
        if is_available != self.is_available:
            self.is_available = is_available
            if self._on_change:
                self._on_change(is_available)

    def _prepare(self) -> None:
        """Everything before the process: the lock, the identity, the data directory, the command line."""
        self._lock = _take_lock(self.data_dir, self.purpose)
        installation = self._installation or cluster.programs(cluster.made_by(self.folder))
        reach = [self.data_dir, installation.folder, Path(installation.path("postgres"))]
        try:
            self.identity = unprivileged.choose(self.run_as, reach, cluster.owner(self.folder))
        except unprivileged.NoIdentity as error:
            raise PostgresError(str(error)) from error
        if cluster.made_by(self.folder) is None:
            log.info("making the database in %s, run as %s", self.folder, self.identity.describe())
            cluster.make(self.folder, installation, self.identity)
        cluster.give(self.folder, self.identity)
        self._sockets = sockets = cluster.socket_directory(self.data_dir, self.identity)
        settings = {**self._settings, "unix_socket_directories": str(sockets)}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        self._command = self.identity.command([installation.path("postgres"), "-D", str(self.folder), *options])
        self._dsn = cluster.address(sockets)
        self._clear_the_way()

    def _clear_the_way(self) -> None:
        """Waits until no process of an earlier run works in the directory, then forgets that run's pid file."""
        deadline = time.monotonic() + _END_OF_OTHERS_SECONDS
        while others := cluster.processes(self.folder):
            if time.monotonic() > deadline:
                raise PostgresError(f"PostgreSQL process {min(others)} still works in {self.folder}; stop it first")
            time.sleep(0.05)
        cluster.forget_pid_file(self.folder)

    def _spawn(self) -> None:
        with open(_log_file(self.data_dir), "ab") as output:
            # A session of its own: Ctrl-C at the terminal is for the server, which then stops the database
            self._child = subprocess.Popen(
                self._command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, cwd="/",
                env=cluster.environment(), start_new_session=True,
            )  # fmt: skip

    def _await_ready(self) -> None:
        child = self._child
        assert child is not None
        deadline = time.monotonic() + _BECOME_READY_SECONDS
        while time.monotonic() < deadline:
            if child.poll() is not None:
                raise PostgresError(f"PostgreSQL ended with status {child.returncode}: {_last_words(self.data_dir)}")
            state = cluster.pid_file(self.folder)
            if state and state.pid == child.pid and state.is_ready:
                return
            time.sleep(0.01)
        said = _last_words(self.data_dir)
        raise PostgresError(f"PostgreSQL is not ready after {_BECOME_READY_SECONDS:.0f} s: {said}")

    async def _watch(self) -> None:
        pause = 0.1
        while True:
            await asyncio.sleep(pause)
            if self.pid is not None:
                pause = 0.1
                continue
            self._tell(False)
            log.error("PostgreSQL has ended; starting it again")
            try:
                await asyncio.to_thread(self._clear_the_way)
                self._spawn()
                await asyncio.to_thread(self._await_ready)
            except (PostgresError, OSError) as error:
                pause = min(pause * 2, _LONGEST_PAUSE_SECONDS)
                log.error("PostgreSQL could not be started, next try in %.1f s: %s", pause, error)
            else:
                log.info("PostgreSQL is running again")
                self._tell(True)


def running_dsn(data_dir: Path | str, wait_seconds: float = 60.0) -> str | None:
    """The address of the database that a server runs on this data directory; None when no server has it.

    While another command has it (or the server is still starting) this waits, because a command's database ends with
    the command.
    """
    data_dir = Path(data_dir).resolve()
    deadline = time.monotonic() + wait_seconds
    while (holder := _holder(data_dir)) is not None:
        state = cluster.pid_file(_folder(data_dir))
        if holder.get("purpose") == "serve" and state and state.is_ready and state.sockets:
            return cluster.address(state.sockets)
        if time.monotonic() > deadline:
            raise PostgresError(
                f"The data directory {data_dir} is held by process {holder.get('pid', '?')} "
                f"({holder.get('purpose', 'unknown')}), and its database is not ready"
            )
        time.sleep(0.05)
    return None


def _folder(data_dir: Path) -> Path:
    return data_dir / "postgres"


def _lock_file(data_dir: Path) -> Path:
    return data_dir / "postgres.lock"


def _log_file(data_dir: Path) -> Path:
    path = data_dir / "postgres.log"
    with contextlib.suppress(FileNotFoundError):
        if path.stat().st_size > _LOG_BYTES:
            path.rename(path.with_suffix(".log.1"))
    return path


def _last_words(data_dir: Path) -> str:
    with contextlib.suppress(OSError):
        return " | ".join(_log_file(data_dir).read_text(errors="replace").splitlines()[-5:])
    return "its log cannot be read"


def _take_lock(data_dir: Path, purpose: str) -> IO[str]:
    """Locks the data directory for this process; the kernel frees it however the process ends."""
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        handle = os.open(_lock_file(data_dir), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        _try_writing(data_dir)
    except OSError as error:
        raise PostgresError(f"The data directory {data_dir} cannot be written: {error.strerror}") from error
    file = os.fdopen(handle, "r+")
    started = time.monotonic()
    while True:
        with contextlib.suppress(BlockingIOError):
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            file.truncate(0)
            file.write(json.dumps({"pid": os.getpid(), "purpose": purpose}))
            file.flush()
            return file
        holder = _read_holder(file)
        patience = _COMMAND_SECONDS if holder.get("purpose") == "command" else _TAKE_LOCK_SECONDS
        if time.monotonic() - started > patience:
            file.close()
            raise Held(
                f"The data directory {data_dir} is already used by process {holder.get('pid', '?')} ({holder.get('purpose', 'unknown')})"
            )
        time.sleep(0.02)


def _try_writing(data_dir: Path) -> None:
    probe = data_dir / f".write-{os.getpid()}"
    probe.touch()
    probe.unlink()


def _holder(data_dir: Path) -> dict[str, object] | None:
    """Who holds the data directory; None when nobody does."""
    try:
        file = os.fdopen(os.open(_lock_file(data_dir), os.O_RDONLY | os.O_CLOEXEC))
    except FileNotFoundError:
        return None
    except OSError as error:
        raise PostgresError(f"The data directory {data_dir} cannot be read: {error.strerror}") from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return _read_holder(file)
    return None


def _read_holder(file: IO[str]) -> dict[str, object]:
    file.seek(0)
    try:
        return dict(json.loads(file.read()))
    except (ValueError, TypeError):
        return {}
