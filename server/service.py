"""The process that serves: settings in, a listening server out; with several workers, a parent that keeps them alive."""

import asyncio
import contextlib
import logging
import os
import signal
import socket
import ssl
import sys
from pathlib import Path

from aiohttp import web

from server import database, db, logs, memory, unprivileged
from server.app import create
from server.config import Config
from server.domain import links
from server.http.parsing import Runner

log = logging.getLogger("athenaeum")

ROOT = Path(__file__).resolve().parent.parent
SHUTDOWN_SECONDS = 10.0
STOP_WORKER_SECONDS = SHUTDOWN_SECONDS + 10
LONGEST_PAUSE_SECONDS = 10.0
BACKLOG = 1024


class CannotListen(Exception):
    """The address or the certificate cannot be used; the message says why."""


def run(config: Config, *, config_file: Path | None = None, is_worker: bool = False) -> int:
    """Serves until a signal ends it; the exit status."""
    memory.fix_limits()
    with logs.written(config.log.level, access=config.log.access):
        asyncio.run(work(config) if is_worker else serve(config, config_file))
    return 0


async def serve(config: Config, config_file: Path | None) -> None:
    stopping = stop_signals()
    certificate(config)
    listener = listen(config)
    url = shown_address(config, listener)
    with contextlib.closing(listener):
        async with database.serving(config) as dsn:
            first_link = await first_admin_link(config, dsn)
            if config.server.workers == 1:
                async with application(config, dsn, listener):
                    announce(config, url, first_link)
                    await stopping.wait()
            else:
                async with Workers(config, config_file, dsn, listener.getsockname()[1]):
                    announce(config, url, first_link)
                    await stopping.wait()
    log.info("stopped")


async def first_admin_link(config: Config, dsn: str) -> str | None:
    """The token that makes the first administrator; None when there is one."""
    async with database.identity(config, dsn) as known, db.transaction(known.pool) as conn:
        return await links.make_first_admin_link(conn, known)


def shown_address(config: Config, listener: socket.socket) -> str:
    """Where people find the server."""
    host, port = config.server.host, listener.getsockname()[1]
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)
    scheme = "https" if config.server.tls_certificate else "http"
    return config.server.public_url.rstrip("/") or f"{scheme}://{shown}:{port}"


def announce(config: Config, url: str, first_link: str | None) -> None:
    """Tells whoever started this where to go; these two lines are for people, the log goes to standard error."""
    config.data_dir.mkdir(parents=True, exist_ok=True)
    (config.data_dir / database.ADDRESS_FILE).write_text(url + "\n")
    print(f"Athenaeum listens on {url}", flush=True)
    if first_link:
        hours = config.accounts.setup_hours
        print(f"Nobody administers it yet. Open this once, within {hours:g} hours: {links.page_link(url)(first_link)}", flush=True)


def stop_signals() -> asyncio.Event:
    """Set by SIGTERM, SIGINT (ignored at the start or not: a shell ignores it for what runs in the background) and SIGHUP."""
    stopping, loop = asyncio.Event(), asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, stopping.set)
    loop.add_signal_handler(signal.SIGINT, stopping.set)
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # nohup
        loop.add_signal_handler(signal.SIGHUP, stopping.set)
    return stopping


def listen(config: Config) -> socket.socket:
    """The bound socket; with several workers only a place holder that never accepts anything itself."""
    host, port = config.server.host, config.server.port
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        listener = socket.socket(family, kind, protocol)
    except OSError as error:
        raise CannotListen(f"cannot listen on {host}:{port}: {error.strerror}") from error
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if config.server.workers > 1:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        listener.bind(address)
    except OSError as error:
        listener.close()
        raise CannotListen(f"cannot listen on {host}:{port}: {error.strerror}") from error
    return listener


def certificate(config: Config) -> ssl.SSLContext | None:
    """The TLS settings, if there are any."""
    if not config.server.tls_certificate:
        return None
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    try:
        context.load_cert_chain(config.server.tls_certificate, config.server.tls_key or None)
    except (OSError, ssl.SSLError) as error:
        raise CannotListen(f"server.tls_certificate cannot be used: {error}") from error
    return context


@contextlib.asynccontextmanager
async def application(config: Config, dsn: str, listener: socket.socket):  # type: ignore[no-untyped-def]
    """The application behind the socket, for as long as the block lasts."""
    runner = Runner(create(config, dsn=dsn), shutdown_timeout=SHUTDOWN_SECONDS)
    await runner.setup()
    try:
        await web.SockSite(runner, listener, ssl_context=certificate(config), backlog=BACKLOG).start()
        yield runner
    finally:
        await runner.cleanup()


# Several processes


async def work(config: Config) -> None:
    """One of several: its own socket on the shared port, its own pool; ends with its parent."""
    stopping = stop_signals()
    unprivileged.end_with_parent(int(os.environ["ATHENAEUM_PARENT"]), signal.SIGTERM)
    with contextlib.closing(listen(config)) as listener:
        async with application(config, config.database.url, listener):
            print("ready", flush=True)
            os.dup2(2, 1)  # nobody reads the pipe any more
            await stopping.wait()


class Workers:
    """The processes that share the port; one that dies is started again."""

    def __init__(self, config: Config, config_file: Path | None, dsn: str, port: int) -> None:
        server = config.server
        self.count = server.workers
        self.command = [sys.executable, str(ROOT / "run.py"), "serve", "--worker", "--host", server.host, "--port", str(port),
                        "--data-dir", str(config.data_dir)]  # fmt: skip
        if config_file is not None:
            self.command += ["--config", str(config_file)]
        # The address of the database may hold a password, and a command line can be read by everybody
        self.environment = {**os.environ, "ATHENAEUM_DATABASE__URL": dsn, "ATHENAEUM_PARENT": str(os.getpid())}
        self.tasks: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> "Workers":
        first = [await self.start() for _ in range(self.count)]
        self.tasks = [asyncio.create_task(self.keep(process), name=f"worker-{number}") for number, process in enumerate(first)]
        return self

    async def __aexit__(self, *_: object) -> None:
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)

    async def start(self) -> asyncio.subprocess.Process:
        """A worker that listens."""
        process = await asyncio.create_subprocess_exec(*self.command, env=self.environment, stdin=asyncio.subprocess.DEVNULL,
                                                       stdout=asyncio.subprocess.PIPE)  # fmt: skip
        assert process.stdout is not None
        if (await process.stdout.readline()).strip() != b"ready":
            raise CannotListen(f"a worker ended at its start with status {await process.wait()}")
        return process

    async def keep(self, process: asyncio.subprocess.Process) -> None:
        pause = 0.1
        try:
            while True:
                status = await process.wait()
                log.error("worker %s ended with status %s; starting another", process.pid, status)
                await asyncio.sleep(pause)
                try:
                    process = await self.start()
                    pause = 0.1
                except CannotListen as error:
                    pause = min(pause * 2, LONGEST_PAUSE_SECONDS)
                    log.error("%s; next try in %.1f s", error, pause)
        finally:
            await end(process)


async def end(process: asyncio.subprocess.Process) -> None:
    for number in (signal.SIGTERM, signal.SIGKILL):
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError, TimeoutError):
                process.send_signal(number)
                async with asyncio.timeout(STOP_WORKER_SECONDS):
                    await process.wait()
