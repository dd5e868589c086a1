"""What a file of a topic is, by its content, and whether it may stand there: its bytes and the ending of its name must agree.

Nothing is ever unpacked: of a ZIP (docx, odt …) only the list of its entries is read, and only one of sane size. What is two
things at once (an archive or a script behind a picture, HTML in the head of a PDF) is refused; what still gets through is
served so that nothing in it acts (server/http/ranges.py).
"""

import os
import re
import struct
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from server.domain import mimetypes

BLOCK = 1 << 20
HEAD = 4096
TAIL = 22 + 0xFFFF
"""What the end of a ZIP can take: its last record and a comment."""
MOST_ENTRIES, MOST_DIRECTORY = 20_000, 8_000_000
MOST_UNPACKED = 2_000_000_000
"""What a ZIP may say that its entries come to; a bomb for whoever opens it says more."""
MOST_BOXES = 10_000
LONGEST_NAME = 256

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MARKUP = (b"<script", b"<html", b"<!doctype html", b"<iframe", b"<svg")
PAGE = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<!--.{0,2000}?-->\s*)*<(?:!doctype|!entity|html|head|body|script|style|iframe|title|svg|object|embed|\?)",
    re.IGNORECASE | re.DOTALL,
)
BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
ENDING = re.compile(r"\.([A-Za-z0-9]{1,10})$", re.ASCII)


class Refused(Exception):
    """The file may not stand there; `code` says why."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


Check = Callable[[BinaryIO, int, bytes], bool]


@dataclass(frozen=True)
class Kind:
    """One kind of file: the media type it is served as, the endings of its names (the first is the usual one), how its bytes
    are told. `is_inline`: browsers may show it in the page's place."""

    media: str
    endings: tuple[str, ...]
    check: Check
    is_inline: bool = False


@dataclass(frozen=True)
class Directory:
    """What a ZIP says of itself."""

    names: frozenset[str]
    unpacked: int


def recognise(file: BinaryIO, ending: str, kinds: tuple[Kind, ...]) -> Kind:
    """The kind of an open file whose name has this ending. Raises Refused."""
    size = os.fstat(file.fileno()).st_size
    if size == 0:
        raise Refused("file_empty")
    named = [kind for kind in kinds if ending in kind.endings]
    if not named:
        raise Refused("kind_not_allowed")
    file.seek(0)
    head = file.read(HEAD)
    for kind in named:
        if kind.check(file, size, head):
            return kind
    raise Refused("kind_differs")


def ending_of(name: str) -> str:
    """`pdf` of `Notes.PDF`; nothing where there is none."""
    match = ENDING.search(name)
    return match[1].lower() if match else ""


def clean_name(text: str) -> str:
    """A name without path, control characters and turns of the writing direction, at most 256 characters; may be empty."""
    last = re.split(r"[/\\]", text)[-1]
    kept = "".join(letter for letter in last if letter not in BIDI and unicodedata.category(letter) not in ("Cc", "Cs", "Zl", "Zp"))
    name = " ".join(kept.split()).strip(" .")
    if len(name) > LONGEST_NAME:
        end = ENDING.search(name)
        name = name[: LONGEST_NAME - len(end[0])] + end[0] if end else name[:LONGEST_NAME]
    return name


def with_ending(name: str, media: str) -> str:
    """The name as a file of that kind is saved under: it always has an ending of the kind."""
    kind = BY_MEDIA.get(media)
    return name if kind is None or ending_of(name) in kind.endings else f"{name}.{kind.endings[0]}"


def is_inline(media: str) -> bool:
    kind = BY_MEDIA.get(media)
    return kind is not None and kind.is_inline


# --- documents -------------------------------------------------------------------------------------------------------


def is_pdf(file: BinaryIO, size: int, head: bytes) -> bool:
    if not head.startswith(b"%PDF-"):
        return False
    refuse_markup(head[:1024])
    refuse_archive_behind(file, size)
    return True


def picture(*signatures: bytes) -> Check:
    def check(file: BinaryIO, size: int, head: bytes) -> bool:
        if not head.startswith(signatures):
            return False
        refuse_hidden(file, size, head)
        return True

    return check


def is_gif(file: BinaryIO, size: int, head: bytes) -> bool:
    """Also its first block must be one: a script may begin like a GIF, but hardly goes on like one."""
    if not head.startswith((b"GIF87a", b"GIF89a")) or size < 14:
        return False
    colours = 3 << ((head[10] & 7) + 1) if head[10] & 0x80 else 0
    if head[13 + colours : 14 + colours] not in (b"!", b",", b";"):
        return False
    refuse_hidden(file, size, head)
    return True


def is_webp(file: BinaryIO, size: int, head: bytes) -> bool:
    if not (head.startswith(b"RIFF") and head[8:12] == b"WEBP"):
        return False
    refuse_hidden(file, size, head)
    return True


def office(main_part: str) -> Check:
    """A document of Office: a ZIP with its table of contents and its main part (some programs add a number to that), without
    macros."""
    form = re.compile(main_part + r"[0-9]{0,3}\.xml")

    def check(file: BinaryIO, size: int, head: bytes) -> bool:
        if not head.startswith(b"PK\x03\x04"):
            return False
        names = directory(file, size).names
        if any(name.lower().endswith("vbaproject.bin") for name in names):
            raise Refused("macros")
        return "[Content_Types].xml" in names and any(form.fullmatch(name) for name in names)

    return check


def open_document(noun: str) -> Check:
    """A document of OpenOffice: a ZIP whose first entry says so, not compressed."""
    declared = f"mimetypeapplication/vnd.oasis.opendocument.{noun}".encode()

    def check(file: BinaryIO, size: int, head: bytes) -> bool:
        if not (head.startswith(b"PK\x03\x04") and head[30:].startswith(declared) and head[8:10] == b"\0\0"):
            return False
        return "content.xml" in directory(file, size).names

    return check


def old_office(*streams: str) -> Check:
    """A document of old Office; the streams inside have names in UTF-16."""
    marks = [stream.encode("utf-16-le") for stream in streams]

    def check(file: BinaryIO, size: int, head: bytes) -> bool:
        if not head.startswith(OLE):
            return False
        return any(mark in block for block in blocks(file, 64) for mark in marks)

    return check


def is_text(file: BinaryIO, size: int, head: bytes) -> bool:
    """Text without control characters that does not begin as a page or a script. A text about HTML may well contain some."""
    if head.startswith(b"#!") or PAGE.match(head):
        raise Refused("kind_not_allowed")
    if head.startswith((b"%PDF-", b"%!PS", b"{\\rtf")):
        return False
    return not any(mimetypes.CONTROL.search(block) for block in blocks(file))


# --- videos ----------------------------------------------------------------------------------------------------------


def is_mp4(file: BinaryIO, size: int, head: bytes) -> bool:
    return head[4:8] == b"ftyp" and head[8:12] not in (b"qt  ", b"avif", b"avis", b"heic", b"heix", b"mif1") and is_film(file, size, head)


def is_quicktime(file: BinaryIO, size: int, head: bytes) -> bool:
    starts = (b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot")
    return (head[4:12] == b"ftypqt  " or head[4:8] in starts) and is_film(file, size, head)


def is_film(file: BinaryIO, size: int, head: bytes) -> bool:
    """Boxes, one after the other, one of them with the description of the film."""
    refuse_head_and_tail(file, size, head)
    place = 0
    for _ in range(MOST_BOXES):
        if place + 8 > size:
            return False
        file.seek(place)
        header = file.read(16)
        length, name = struct.unpack(">I4s", header[:8])
        if name in (b"moov", b"moof"):
            return True
        if length == 1 and len(header) == 16:
            length = struct.unpack(">Q", header[8:])[0]
        if length < 8:  # 0: to the end of the file
            return False
        place += length
    return False


def is_webm(file: BinaryIO, size: int, head: bytes) -> bool:
    if not (head.startswith(b"\x1aE\xdf\xa3") and b"\x42\x82\x84webm" in head[:200]):
        return False
    refuse_head_and_tail(file, size, head)
    return True


def is_ogg(file: BinaryIO, size: int, head: bytes) -> bool:
    if not head.startswith(b"OggS\0"):
        return False
    refuse_head_and_tail(file, size, head)
    return True


def is_avi(file: BinaryIO, size: int, head: bytes) -> bool:
    if not (head.startswith(b"RIFF") and head[8:12] == b"AVI "):
        return False
    refuse_head_and_tail(file, size, head)
    return True


# --- two things at once ----------------------------------------------------------------------------------------------


def refuse_hidden(file: BinaryIO, size: int, head: bytes) -> None:
    """No page at the beginning of a picture, no script anywhere in it, no archive behind it."""
    refuse_head_and_tail(file, size, head)
    if any(b"<script" in block.lower() for block in blocks(file, 16)):
        raise Refused("hidden_content")


def refuse_head_and_tail(file: BinaryIO, size: int, head: bytes) -> None:
    refuse_markup(head)
    refuse_archive(file, size)


def refuse_markup(head: bytes) -> None:
    lowered = head.lower()
    if any(mark in lowered for mark in MARKUP):
        raise Refused("hidden_content")


def refuse_archive(file: BinaryIO, size: int) -> None:
    """A program that looks for a ZIP reads a file from its end."""
    if end_record(file, size) is not None:
        raise Refused("hidden_content")


def refuse_archive_behind(file: BinaryIO, size: int) -> None:
    """An archive may be attached to a PDF, which goes on behind it; none stands behind the PDF or reaches to its last byte."""
    end = end_record(file, size)
    if end is None:
        return
    file.seek(end[0] + 20)
    rest = file.read(TAIL)
    if b"%%EOF" not in rest or len(rest) == 2 + int.from_bytes(rest[:2], "little"):
        raise Refused("hidden_content")


def end_record(file: BinaryIO, size: int) -> tuple[int, int, int, int] | None:
    """(place, entries, bytes of the directory, its offset) as the end of a ZIP says them; None where that is no ZIP."""
    start = max(0, size - TAIL)
    file.seek(start)
    tail = file.read(TAIL)
    end = max(0, len(tail) - 18)
    while (place := tail.rfind(b"PK\x05\x06", 0, end)) >= 0:  # the last one may be no record, but part of a comment
        disk, first_disk, here, entries, length, offset = struct.unpack_from("<4H2I", tail, place + 4)
        if not disk and not first_disk and here == entries:
            return start + place, entries, length, offset
        end = place + 3
    return None


def directory(file: BinaryIO, size: int) -> Directory:
    """The names in a ZIP. Raises Refused for one that is broken, or of which nobody could say what it takes."""
    end = end_record(file, size)
    if end is None:
        raise Refused("file_damaged")
    place, entries, length, offset = end
    if entries > MOST_ENTRIES or length > MOST_DIRECTORY or offset + length > place:
        raise Refused("file_damaged")
    file.seek(offset)
    data = file.read(length)
    names, unpacked, at = set(), 0, 0
    for _ in range(entries):
        if len(data) < at + 46 or data[at : at + 4] != b"PK\x01\x02":
            raise Refused("file_damaged")
        size_of_entry = struct.unpack_from("<I", data, at + 24)[0]
        name, extra, comment = struct.unpack_from("<3H", data, at + 28)
        names.add(data[at + 46 : at + 46 + name].decode("utf-8", "replace"))
        unpacked += size_of_entry
        at += 46 + name + extra + comment
    if unpacked > MOST_UNPACKED:
        raise Refused("unpacks_to_too_much")
    return Directory(frozenset(names), unpacked)


def blocks(file: BinaryIO, overlap: int = 0) -> Iterator[bytes]:
    """The whole file in blocks; each begins with the end of the one before, so that nothing hides between two."""
    file.seek(0)
    before = b""
    while block := file.read(BLOCK):
        yield before + block
        before = block[-overlap:] if overlap else b""


# --- what there is ---------------------------------------------------------------------------------------------------

OFFICE = "application/vnd.openxmlformats-officedocument"
DOCUMENTS = (
    Kind("application/pdf", ("pdf",), is_pdf, is_inline=True),
    Kind(f"{OFFICE}.wordprocessingml.document", ("docx",), office("word/document")),
    Kind(f"{OFFICE}.presentationml.presentation", ("pptx",), office("ppt/presentation")),
    Kind(f"{OFFICE}.spreadsheetml.sheet", ("xlsx",), office("xl/workbook")),
    Kind("application/msword", ("doc",), old_office("WordDocument")),
    Kind("application/vnd.ms-powerpoint", ("ppt",), old_office("PowerPoint Document")),
    Kind("application/vnd.ms-excel", ("xls",), old_office("Workbook", "Book")),
    Kind("application/vnd.oasis.opendocument.text", ("odt",), open_document("text")),
    Kind("application/vnd.oasis.opendocument.spreadsheet", ("ods",), open_document("spreadsheet")),
    Kind("application/vnd.oasis.opendocument.presentation", ("odp",), open_document("presentation")),
    Kind("text/plain", ("txt",), is_text, is_inline=True),
    Kind("text/markdown", ("md", "markdown"), is_text),
    Kind("text/csv", ("csv",), is_text),
    Kind("image/png", ("png",), picture(b"\x89PNG\r\n\x1a\n"), is_inline=True),
    Kind("image/jpeg", ("jpg", "jpeg"), picture(b"\xff\xd8\xff"), is_inline=True),
    Kind("image/gif", ("gif",), is_gif, is_inline=True),
    Kind("image/webp", ("webp",), is_webp, is_inline=True),
)
VIDEOS = (
    Kind("video/mp4", ("mp4", "m4v", "mov"), is_mp4, is_inline=True),
    Kind("video/quicktime", ("mov",), is_quicktime, is_inline=True),
    Kind("video/webm", ("webm",), is_webm, is_inline=True),
    Kind("video/ogg", ("ogv", "ogg"), is_ogg, is_inline=True),
    Kind("video/x-msvideo", ("avi",), is_avi, is_inline=True),
)
BY_MEDIA = {kind.media: kind for kind in DOCUMENTS + VIDEOS}
ENDINGS = frozenset(ending for kind in DOCUMENTS + VIDEOS for ending in kind.endings)
