"""What kind of bytes these are: by signature, by being text of some form, by the file's name."""

import csv
import mimetypes
import re
from xml.parsers import expat

import orjson

HEAD = 1_000_000
"""Bytes that are looked at."""
EMPTY = "application/x-empty"
UNKNOWN = "application/octet-stream"
FORM = re.compile(r"[a-z]+/[a-z0-9\-+.]+")

# (offset, signature, kind); the first that fits counts.
SIGNATURES: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (0, b"II*\0", "image/tiff"),
    (0, b"MM\0*", "image/tiff"),
    (0, b"II+\0", "image/tiff"),
    (0, b"MM\0+", "image/tiff"),
    (0, b"8BPS", "image/vnd.adobe.photoshop"),
    (0, b"\0\0\1\0", "image/vnd.microsoft.icon"),
    (4, b"ftypavif", "image/avif"),
    (4, b"ftypavis", "image/avif"),
    (4, b"ftypheic", "image/heic"),
    (4, b"ftypheix", "image/heic"),
    (4, b"ftypmif1", "image/heif"),
    (4, b"ftypqt", "video/quicktime"),
    (4, b"ftypM4A", "audio/x-m4a"),
    (4, b"ftyp", "video/mp4"),
    (0, b"%PDF-", "application/pdf"),
    (0, b"%!PS", "application/postscript"),
    (0, b"{\\rtf", "text/rtf"),
    (0, b"\x89HDF\r\n\x1a\n", "application/x-hdf5"),
    (0, b"CDF\x01", "application/x-netcdf"),
    (0, b"CDF\x02", "application/x-netcdf"),
    (0, b"SIMPLE  =", "application/fits"),
    (0, b"MATLAB 5.0 MAT-file", "application/x-matlab-data"),
    (0, b"\x93NUMPY", "application/x-numpy"),
    (0, b"PAR1", "application/vnd.apache.parquet"),
    (0, b"SQLite format 3\0", "application/vnd.sqlite3"),
    (0, b"\x1f\x8b", "application/gzip"),
    (0, b"BZh", "application/x-bzip2"),
    (0, b"\xfd7zXZ\0", "application/x-xz"),
    (0, b"(\xb5/\xfd", "application/zstd"),
    (0, b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (0, b"Rar!\x1a\x07", "application/x-rar"),
    (257, b"ustar", "application/x-tar"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (0, b"OggS", "audio/ogg"),
    (0, b"fLaC", "audio/flac"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"\xff\xfb", "audio/mpeg"),
    (0, b"\xff\xf3", "audio/mpeg"),
    (0, b"\x1aE\xdf\xa3", "video/webm"),
    (0, b"\x7fELF", "application/x-executable"),
    (0, b"MZ", "application/x-dosexec"),
    (0, b"wOFF", "font/woff"),
    (0, b"wOF2", "font/woff2"),
    (0, b"\0asm", "application/wasm"),
)
RIFF = {b"WEBP": "image/webp", b"WAVE": "audio/x-wav", b"AVI ": "video/x-msvideo"}
# What the first entries of a ZIP file give away.
ZIPS: tuple[tuple[bytes, str], ...] = (
    (b"word/", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    (b"xl/", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    (b"ppt/", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
)
HTML = re.compile(rb"\s*(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html|head|body|script|title|iframe|h1|div|p)\b", re.I | re.S)
SVG = re.compile(rb"\s*(?:<\?xml[^>]{0,500}\?>\s*)?(?:<!--.{0,2000}?-->\s*|<!doctype\s+svg[^>]{0,500}>\s*)*<svg\b", re.I | re.S)
# Bytes that no text file has.
CONTROL = re.compile(rb"[\x00-\x06\x0e-\x1a\x1c-\x1f\x7f]")

_table = mimetypes.MimeTypes()
for _kind, _ending in (
    ("text/markdown", ".md"), ("application/x-hdf5", ".h5"), ("application/x-hdf5", ".hdf5"), ("application/yaml", ".yaml"),
    ("application/yaml", ".yml"), ("application/toml", ".toml"), ("text/csv", ".csv"), ("application/x-ipynb+json", ".ipynb"),
    ("image/webp", ".webp"), ("image/avif", ".avif"), ("application/xml", ".xml"), ("application/vnd.eln+zip", ".eln"),
    ("application/vnd.apache.parquet", ".parquet"), ("application/x-numpy", ".npy"), ("application/zstd", ".zst"),
):  # fmt: skip
    _table.add_type(_kind, _ending)
ENCODINGS = {"gzip": "application/gzip", "bzip2": "application/x-bzip2", "xz": "application/x-xz", "br": "application/x-brotli"}


def from_name(name: str) -> str | None:
    """The kind that the file's ending stands for."""
    kind, encoding = _table.guess_type("x/" + name.rpartition("/")[2])
    if encoding is not None:
        return ENCODINGS.get(encoding, UNKNOWN)
    return kind if kind is not None and FORM.fullmatch(kind) else None


def from_content(head: bytes, size: int) -> str:
    """The kind of a file of `size` bytes that begins with `head` (its first megabyte)."""
    if size == 0:
        return EMPTY
    if head[:4] == b"RIFF" and (kind := RIFF.get(head[8:12])):
        return kind
    if head[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
        return _zip_kind(head)
    for offset, signature, kind in SIGNATURES:
        if head.startswith(signature, offset):
            return kind
    return _text_kind(head, is_whole=len(head) >= size)


def chosen(given: str | None, name: str, content: str) -> str:
    """The kind that is stored: what the client says, else what the name says, else what the bytes are."""
    return given or from_name(name) or content


def _zip_kind(head: bytes) -> str:
    if head[30:38] == b"mimetype" and (match := FORM.match(head[38:120].decode("latin-1"))):
        return match[0].partition("PK")[0]
    names = head[:200_000]
    if b"[Content_Types].xml" in names[:2000]:
        for mark, kind in ZIPS:
            if mark in names:
                return kind
    return "application/zip"


def _text_kind(head: bytes, *, is_whole: bool) -> str:
    text = head
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "text/plain"
    if CONTROL.search(head):
        return UNKNOWN
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if SVG.match(text):
        return "image/svg+xml"
    if HTML.match(text):
        return "text/html"
    if text.startswith(b"<?xml"):
        return "application/xml"
    if is_whole:
        if _is_json(text):
            return "application/json"
        if text[:1] == b"<" and _is_xml(text):
            return "application/xml"
    if text.startswith(b"#!") and b"python" in text[:80].partition(b"\n")[0]:
        return "text/x-script.python"
    if text.startswith(b"#!"):
        return "text/x-shellscript"
    return "text/csv" if _is_csv(head) else "text/plain"


def _is_json(text: bytes) -> bool:
    try:
        orjson.loads(text)
    except orjson.JSONDecodeError:
        return False
    return True


def _is_xml(text: bytes) -> bool:
    """Well-formed, and without declarations of its own: entities would let a small file grow in memory."""
    parser = expat.ParserCreate()

    def refuse(*_: object) -> None:
        raise ValueError

    parser.EntityDeclHandler = refuse
    try:
        parser.Parse(text, True)
    except (expat.ExpatError, ValueError):
        return False
    return True


def _is_csv(head: bytes) -> bool:
    """At least three lines that all have the same number of fields, more than one."""
    lines = head[:20_000].decode("utf-8", "replace").splitlines()
    if len(head) > 20_000:
        lines = lines[:-1]
    if len(lines) < 3:
        return False
    try:
        widths = {len(row) for row in csv.reader(lines[:10], strict=True)}
    except csv.Error:
        return False
    return len(widths) == 1 and widths.pop() > 1
