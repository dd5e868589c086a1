"""Disks for tests: one that writes down what happens in which order, one that loses everything that was not synced."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

from server.blobs import Disk


class RecordingDisk(Disk):
    """Keeps the order of calls in `events`, as (what, name of the file or directory)."""

    def __init__(self, events: list[tuple[str, str]] | None = None) -> None:
        self.events = events if events is not None else []
        self.names: dict[int, str] = {}

    def note(self, what: str, name: str) -> None:
        self.events.append((what, name))

    def open(self, path: Path, flags: int) -> int:
        fd = super().open(path, flags)
        self.names[fd] = path.name
        return fd

    def write(self, fd: int, pieces: list[bytes], offset: int) -> None:
        super().write(fd, pieces, offset)
        self.note("write", self.names[fd])

    def copy(self, source: int, target: int, size: int, offset: int) -> None:
        super().copy(source, target, size, offset)
        self.note("copy", self.names[target])

    def truncate(self, fd: int, size: int) -> None:
        super().truncate(fd, size)
        self.note("truncate", self.names[fd])

    def sync(self, fd: int) -> None:
        super().sync(fd)
        self.note("sync", self.names[fd])

    def sync_directory(self, path: Path) -> None:
        super().sync_directory(path)
        self.note("sync directory", path.name)

    def rename(self, source: Path, target: Path) -> None:
        super().rename(source, target)
        self.note("rename", target.name)

    def remove(self, path: Path) -> bool:
        was_there = super().remove(path)
        if was_there:
            self.note("remove", path.name)
        return was_there


class ForgetfulDisk(Disk):
    """Remembers what a power cut would leave: the content of a file as of its last sync, the names of a directory as of its
    last sync. `cut()` puts that in the place of what is there. `hook`, if set, is called before every call with its name."""

    def __init__(self, root: Path, memory: Path) -> None:
        self.root, self.memory = root, memory
        self.memory.mkdir(parents=True, exist_ok=True)
        self.directories: dict[Path, dict[str, int]] = {}
        self.contents: set[int] = set()
        self.hook: Callable[[str], None] | None = None

    def before(self, what: str) -> None:
        if self.hook is not None:
            self.hook(what)

    def open(self, path: Path, flags: int) -> int:
        self.before("open")
        return super().open(path, flags)

    def write(self, fd: int, pieces: list[bytes], offset: int) -> None:
        self.before("write")
        super().write(fd, pieces, offset)

    def copy(self, source: int, target: int, size: int, offset: int) -> None:
        self.before("copy")
        super().copy(source, target, size, offset)

    def truncate(self, fd: int, size: int) -> None:
        self.before("truncate")
        super().truncate(fd, size)

    def sync(self, fd: int) -> None:
        self.before("sync")
        super().sync(fd)
        self.keep(fd)

    def keep(self, fd: int) -> None:
        inode = os.fstat(fd).st_ino
        with open(f"/proc/self/fd/{fd}", "rb") as source, open(self.memory / str(inode), "wb") as target:
            shutil.copyfileobj(source, target)
        self.contents.add(inode)

    def sync_directory(self, path: Path) -> None:
        self.before("sync directory")
        super().sync_directory(path)
        # The inode must stay what it is as long as the name is remembered, also when the file is removed.
        self.directories[path] = {entry.name: entry.inode() for entry in os.scandir(path) if entry.is_file(follow_symlinks=False)}
        for name, inode in self.directories[path].items():
            pin = self.memory / f"pin-{inode}"
            if not pin.exists():
                os.link(path / name, pin)

    def rename(self, source: Path, target: Path) -> None:
        self.before("rename")
        super().rename(source, target)

    def remove(self, path: Path) -> bool:
        self.before("remove")
        return super().remove(path)

    def cut(self) -> None:
        """The power goes: names that were not synced vanish (and removed ones come back), bytes that were not synced do too."""
        self.hook = None
        for directory, _, names in os.walk(self.root):
            for name in names:
                os.unlink(Path(directory) / name)
        for directory, names in self.directories.items():
            for name, inode in names.items():
                content = self.memory / str(inode)
                (directory / name).write_bytes(content.read_bytes() if inode in self.contents else b"")
