"""Starts a program without root's powers, as a child that ends with its parent.

PostgreSQL refuses to run as root. Three ways lead past that, tried in this order:

* in a user namespace, where root's own files seem to belong to an ordinary user (works with a 0700 home);
* as a system user, whose processes other users cannot touch;
* as that user with one capability kept, where it could not even enter the directories otherwise.

Run as a script (``python -I -S unprivileged.py SPEC PROGRAM ARGUMENT…``) this file changes its own identity and
becomes the program; without a program it only tries the identity. It needs the standard library alone, since -S
hides every package.
"""

from __future__ import annotations

import ctypes
import dataclasses
import json
import os
import pwd
import shutil
import signal
import struct
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SYSTEM_USER = "athenaeum"
RUN_AS = ("auto", "namespace", "user")

_CLONE_NEWUSER = 0x10000000
_PR_SET_PDEATHSIG = 1
_PR_SET_KEEPCAPS = 8
_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_RAISE = 47, 2
_CAPABILITY_VERSION_3 = 0x20080522
_CAP_DAC_OVERRIDE, _CAP_DAC_READ_SEARCH = 1, 2


class NoIdentity(Exception):
    """No way to run an unprivileged program here; the message says what was tried."""


@dataclass(frozen=True)
class Identity:
    """Who a child runs as. ``uid`` and ``gid`` are what it sees of itself, ``owner`` owns its files outside."""

    kind: str  # "same", "namespace" or "user"
    uid: int
    gid: int
    owner: int
    capability: int | None = None

    def describe(self) -> str:
        """The sentence part that names this identity to an operator."""
        if self.kind == "namespace":
            return "a user namespace"
        return "this user" if self.kind == "same" else f"user {_user_name(self.uid)}"

    def command(self, arguments: list[str]) -> list[str]:
        """The command line that becomes the program under this identity and ends with the calling thread."""
        spec = json.dumps({"parent": os.getpid(), **dataclasses.asdict(self)})
        return [sys.executable, "-I", "-S", os.path.abspath(__file__), spec, *arguments]


def choose(run_as: str, reach: list[Path], owner: int | None) -> Identity:
    """The identity that can reach every path. ``owner`` is the user whom existing files belong to, if there are any."""
    refused = []
    for identity in _candidates(run_as, owner):
        reason = _refusal(identity, reach)
        if reason is None:
            return identity
        refused.append(f"{identity.describe()}: {reason}")
    raise NoIdentity("PostgreSQL cannot run here. Tried " + "; ".join(refused))


def _candidates(run_as: str, owner: int | None) -> list[Identity]:
    own, group = os.geteuid(), os.getegid()
    namespace = Identity("namespace", *_other_user(), owner=own)
    if own != 0:
        # initdb wants a name for its user, and a container may run us under a number without one
        named = own in {entry.pw_uid for entry in pwd.getpwall()} or _user_name(own) != str(own)
        return [Identity("same", own, group, owner=own) if named and run_as != "namespace" else namespace]
    if run_as == "namespace":
        return [namespace]
    if run_as == "auto" and owner:
        return _as_user(owner)
    as_system_user = _as_user(_system_user())
    return as_system_user if run_as == "user" else [namespace, *as_system_user]


def _as_user(uid: int) -> list[Identity]:
    try:
        gid = pwd.getpwuid(uid).pw_gid
    except KeyError:
        gid = uid
    capabilities = (None, _CAP_DAC_READ_SEARCH, _CAP_DAC_OVERRIDE)
    return [Identity("user", uid, gid, owner=uid, capability=capability) for capability in capabilities]


def _other_user() -> tuple[int, int]:
    """Some user with a name who is not root: what the child takes itself for inside its namespace."""
    others = [(entry.pw_uid, entry.pw_gid) for entry in pwd.getpwall() if entry.pw_uid != 0]
    return min(others, default=(65534, 65534))


def _system_user() -> int:
    """The system user for databases of ours; made when it is missing and the machine has a tool for that."""
    for name in (SYSTEM_USER, None, "postgres", "nobody"):
        if name is None:
            _add_system_user()
            name = SYSTEM_USER
        try:
            return pwd.getpwnam(name).pw_uid
        except KeyError:
            continue
    return 65534


def _add_system_user() -> None:
    useradd = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")
    if useradd:
        shell = shutil.which("nologin", path="/usr/sbin:/sbin") or "/bin/false"
        options = ["--system", "--no-create-home", "--home-dir", "/nonexistent", "--shell", shell]
        subprocess.run([useradd, *options, SYSTEM_USER], capture_output=True, check=False)


def _user_name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def _refusal(identity: Identity, reach: list[Path]) -> str | None:
    """Why this identity cannot be taken or cannot reach the paths; None when it can."""
    command = identity.command([])
    command[4] = json.dumps({**json.loads(command[4]), "reach": [str(path) for path in reach]})
    tried = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL, cwd="/", check=False)
    return None if tried.returncode == 0 else (tried.stderr.strip() or f"exit status {tried.returncode}")


# What follows runs in the child.


def end_with_parent(parent: int, number: int) -> None:
    """The kernel sends this process the signal when its parent ends, however that happens."""
    _call(ctypes.CDLL(None, use_errno=True).prctl, _PR_SET_PDEATHSIG, number, 0, 0, 0)
    if os.getppid() != parent:
        raise OSError("the parent process has ended")


def _become(spec: dict[str, Any]) -> None:
    """Takes the identity; the order matters, because a change of identity forgets the parent's death signal."""
    libc = ctypes.CDLL(None, use_errno=True)
    if spec["kind"] == "namespace":
        _enter_namespace(libc, spec["uid"], spec["gid"])
    elif spec["kind"] == "user":
        _switch_user(libc, spec["uid"], spec["gid"], spec["capability"])
    end_with_parent(spec["parent"], signal.SIGINT)


def _enter_namespace(libc: ctypes.CDLL, uid: int, gid: int) -> None:
    own, group = os.geteuid(), os.getegid()
    _call(libc.unshare, _CLONE_NEWUSER)
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/gid_map").write_text(f"{gid} {group} 1")
    Path("/proc/self/uid_map").write_text(f"{uid} {own} 1")


def _switch_user(libc: ctypes.CDLL, uid: int, gid: int, capability: int | None) -> None:
    if capability is not None:
        _call(libc.prctl, _PR_SET_KEEPCAPS, 1, 0, 0, 0)
    os.setgroups([])
    os.setresgid(gid, gid, gid)
    os.setresuid(uid, uid, uid)
    if capability is not None:
        bits = 1 << capability
        header = struct.pack("Ii", _CAPABILITY_VERSION_3, 0)
        sets = struct.pack("6I", bits, bits, bits, 0, 0, 0)  # effective, permitted, inheritable; then upper halves
        _call(libc.capset, header, sets)
        _call(libc.prctl, _PR_CAP_AMBIENT, _PR_CAP_AMBIENT_RAISE, capability, 0, 0)


def _call(function: Any, *arguments: Any) -> None:
    if function(*arguments) != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{function.__name__}: {os.strerror(number)}")


def _require(path: str) -> None:
    """Raises OSError unless this process can enter the directory or read the file."""
    if os.path.isdir(path):
        os.stat(os.path.join(path, "."))
    else:
        with open(path, "rb"):
            pass


def _main() -> None:
    spec, program = json.loads(sys.argv[1]), sys.argv[2:]
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGQUIT, signal.SIGHUP, signal.SIGPIPE, signal.SIGCHLD):
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_SETMASK, set())
    try:
        _become(spec)
        for path in spec.get("reach", ()):
            _require(path)
        if program:
            os.execv(program[0], program)
    except OSError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    _main()
