"""Archives that are measured before they are made: what is announced is what comes, at any size."""

import io
import os
import subprocess
import zipfile
from pathlib import Path

import pytest
from zipstream import ng

from server.exports import archive
from server.exports.archive import Changed, Joined, Lying, Spool

GIB = 2**30


@pytest.fixture
def spool(tmp_path):
    spool = Spool(tmp_path)
    yield spool
    spool.close()


def lying(folder: Path, name: str, data: bytes) -> Lying:
    (folder / name).write_bytes(data)
    return Lying(folder / name, len(data))


def sparse(folder: Path, size: int) -> Lying:
    """A file of that size that takes up no room."""
    path = folder / "sparse"
    with open(path, "wb") as file:
        file.truncate(size)
    return Lying(path, size)


def test_what_comes_is_what_was_measured(spool, tmp_path):
    entries = [
        ("a.json", Joined([b"<", spool.add(b"one"), spool.add(b""), b">"])),
        ("x/ü/日本 😀.bin", lying(tmp_path, "b", os.urandom(700_000))),
        ("x/empty", lying(tmp_path, "e", b"")),
        ("x/spooled", spool.add(os.urandom(300_000))),
    ]  # fmt: skip
    stream = archive.archive("root", entries)
    size = len(stream)
    data = b"".join(stream)
    assert len(data) == size
    with zipfile.ZipFile(io.BytesIO(data)) as found:
        assert found.testzip() is None
        assert found.namelist() == ["root/a.json", "root/x/ü/日本 😀.bin", "root/x/empty", "root/x/spooled"]
        assert found.read("root/a.json") == b"<one>"
        assert found.read("root/x/ü/日本 😀.bin") == (tmp_path / "b").read_bytes()
        assert all(item.compress_type == zipfile.ZIP_STORED for item in found.infolist())
    (tmp_path / "a.zip").write_bytes(data)
    assert subprocess.run(["unzip", "-tq", tmp_path / "a.zip"], capture_output=True).returncode == 0


def test_a_spool_has_no_name(spool, tmp_path):
    spool.add(b"x" * 1000)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("data", [b"", b"12", b"1234"])
def test_a_file_that_changed_its_size_ends_the_archive(tmp_path, data):
    content = lying(tmp_path, "a", b"123")
    content.check()
    stream = archive.archive("root", [("a", content)])
    (tmp_path / "a").write_bytes(data)
    with pytest.raises(Changed):
        content.check()
    with pytest.raises(Changed):
        b"".join(stream)


def test_a_file_that_went_ends_the_archive(tmp_path):
    content = lying(tmp_path, "a", b"123")
    stream = archive.archive("root", [("a", content)])
    (tmp_path / "a").unlink()
    with pytest.raises(Changed):
        content.check()
    with pytest.raises(Changed):
        b"".join(stream)


@pytest.mark.parametrize("count", [65_534, 65_535, 65_536])
def test_the_number_of_entries_where_the_format_changes(spool, count):
    content = spool.add(b"")
    stream = archive.archive("r", [(str(number), content) for number in range(count)])
    size = len(stream)
    data = b"".join(stream)
    assert len(data) == size
    with zipfile.ZipFile(io.BytesIO(data)) as found:
        assert len([name for name in found.namelist() if not name.endswith("/")]) == count


@pytest.mark.parametrize("length", [1.9 * GIB, 2 * GIB - 1, 2 * GIB, 4 * GIB - 1, 4 * GIB, 5 * GIB])
def test_sizes_where_the_format_changes(monkeypatch, spool, length):
    """Bytes that nobody needs to compute are not computed: only the lengths of the pieces count here."""
    monkeypatch.setattr(ng, "crc32", lambda data, value=0: 0)
    zeros = bytes(64 * 2**20)

    class Zeros:
        size = int(length)

        def __iter__(self):
            left = self.size
            while left:
                piece = zeros[: min(left, len(zeros))]
                left -= len(piece)
                yield piece

    stream = archive.archive(
        "root", [("first", spool.add(b"x")), ("large", Zeros()), ("behind", spool.add(b"y")), ("last", spool.add(b"z"))]
    )
    expected = len(stream)
    assert sum(map(len, stream)) == expected > Zeros.size


@pytest.mark.soak("storage")
def test_more_than_four_gibibytes(tmp_path, spool):
    entries = [("first", spool.add(b"x")), ("large", sparse(tmp_path, 5 * GIB)), ("behind", spool.add(b"y"))]
    stream, path = archive.archive("root", entries), tmp_path / "large.zip"
    with open(path, "wb") as file:
        for piece in stream:
            file.write(piece)
    assert path.stat().st_size == len(stream)
    with zipfile.ZipFile(path) as found:
        assert found.testzip() is None
        assert [item.file_size for item in found.infolist()] == [1, 5 * GIB, 1]
    assert subprocess.run(["unzip", "-tq", path], capture_output=True).returncode == 0
