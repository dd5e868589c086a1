"""What kadi-apy offers, found by looking into it: the library's public methods, the command line's commands and options.

`Watched` notes which methods a story calls itself and that they succeed; `Shell` runs commands and notes them with their options.
"""

import inspect
import json
import os
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import click
import pytest
from kadi_apy import KadiManager, conversion, utils
from kadi_apy.cli.commands.workflows import workflows
from kadi_apy.cli.main import kadi_apy
from kadi_apy.lib.misc import Miscellaneous
from kadi_apy.lib.resources.collections import Collection
from kadi_apy.lib.resources.groups import Group
from kadi_apy.lib.resources.records import Record
from kadi_apy.lib.resources.templates import Template
from kadi_apy.lib.resources.users import User
from kadi_apy.lib.search import Search

CLASSES = (KadiManager, Record, Collection, Template, Group, User, Search, Miscellaneous)
MODULES = (conversion, utils)
EVERYWHERE = {"--version", "--xmlhelp", "--verbose", "--instance"}
"""Options of (nearly) all commands; each is to be used with one of them."""


# The library


def public(owner: type | ModuleType) -> Iterator[tuple[str, Any]]:
    """Methods and properties of a class, functions that a module defines."""
    for name in dir(owner):
        found = inspect.getattr_static(owner, name)
        if name.startswith("_") or (inspect.ismodule(owner) and getattr(found, "__module__", "") != owner.__name__):
            continue
        if inspect.isfunction(found) or isinstance(found, property):
            yield name, found


def word(owner: type | ModuleType, name: str) -> str:
    return f"{owner.__name__.rpartition('.')[2]}.{name}"


LIBRARY = {word(owner, name) for owner in (*CLASSES, *MODULES) for name, _ in public(owner)}


class Watched:
    """The public methods that were called from outside kadi-apy and came back without a failure."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.called: set[str] = set()
        self.depth = 0
        for owner in (*CLASSES, *MODULES):
            for name, found in public(owner):
                watch = property(self.watch(word(owner, name), found.fget)) if isinstance(found, property) else None
                monkeypatch.setattr(owner, name, watch or self.watch(word(owner, name), found))

    def watch(self, name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def called(*args: Any, **options: Any) -> Any:
            self.depth += 1
            try:
                found = call(*args, **options)
            finally:
                self.depth -= 1
            if self.depth == 0:
                status = getattr(found, "status_code", 200)
                assert status < 400, f"{name}: {status} {found.text[:500]}"
                self.called.add(name)
            return found

        return called


# The command line


def commands(group: click.Group = kadi_apy, path: tuple[str, ...] = ()) -> dict[str, click.Command]:
    """`{"records add-tag": …}`; the group of workflows, which a setting in the file switches on, too."""
    found: dict[str, click.Command] = {}
    for name, command in (group.commands | ({"workflows": workflows} if group is kadi_apy else {})).items():
        found |= commands(command, (*path, name)) if isinstance(command, click.Group) else {" ".join((*path, name)): command}
    return found


def options(command: click.Command) -> set[str]:
    """The long form of each option."""
    return {option.opts[0] for option in command.params}


class Shell:
    """kadi-apy's command line in one process of its own, because starting Python takes longer than most commands."""

    def __init__(self, folder: Path) -> None:
        (folder / "home").mkdir()
        self.folder, self.commands = folder, commands()
        self.used: set[tuple[str, str]] = set()
        environment = os.environ | {
            "HOME": str(folder / "home"), "LC_ALL": "C.UTF-8", "NO_COLOR": "1", "PYTHONPATH": str(Path(__file__).parents[2]),
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        }  # fmt: skip
        self.process = subprocess.Popen([sys.executable, "-m", "tests.clients.kadi_apy_shell"], env=environment, cwd=folder,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)  # fmt: skip

    def __enter__(self) -> "Shell":
        return self

    def __exit__(self, *_: Any) -> None:
        assert self.process.stdin
        self.process.stdin.close()
        self.process.wait(10)

    def __call__(self, line: str, typed: str = "", **values: Any) -> str:
        """Runs `records edit --title {title}`; what it printed. `typed` is what the user answers to its questions."""
        arguments = [part.format(**values) for part in shlex.split(line)]
        output = self.run(arguments, typed, succeeds=True)
        name = " ".join(arguments[:2])
        self.used.add((name, ""))
        self.used |= {(name, part) for part in arguments[2:] if part in options(self.commands[name])}
        return output

    def run(self, arguments: list[str], typed: str = "", *, succeeds: bool) -> str:
        assert self.process.stdin and self.process.stdout
        print(json.dumps({"arguments": arguments, "typed": typed}), file=self.process.stdin, flush=True)
        answer = json.loads(self.process.stdout.readline())
        assert (answer["exit"] == 0) == succeeds, f"{shlex.join(arguments)}: exit {answer['exit']}: {answer['output'][-3000:]}"
        return answer["output"]
