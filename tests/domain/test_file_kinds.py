"""What a file is by its content, what is two things at once, and names."""

import io
import struct
import zipfile

import pytest

from server.domain import file_kinds
from tests.api.lms.files import (
    AVI,
    DOCUMENTS,
    GIF,
    JPEG,
    OGG,
    PDF,
    VIDEOS,
    WEBM,
    WEBP,
    box,
    mp4,
    office,
    old_office,
    open_document,
    png,
    zipped,
)

ARCHIVE = zipped({"evil.js": b"alert(1)"})


def with_comment(comment: bytes) -> bytes:
    return ARCHIVE[:-2] + len(comment).to_bytes(2, "little") + comment


def kind_of(tmp_path, data: bytes, ending: str, kinds=file_kinds.DOCUMENTS) -> str:
    path = tmp_path / "file"
    path.write_bytes(data)
    with open(path, "rb", buffering=0) as file:
        return file_kinds.recognise(file, ending, kinds).media


def why(tmp_path, data: bytes, ending: str, kinds=file_kinds.DOCUMENTS) -> str:
    with pytest.raises(file_kinds.Refused) as refused:
        kind_of(tmp_path, data, ending, kinds)
    return refused.value.code


@pytest.mark.parametrize("name, data, media", [item[:3] for item in DOCUMENTS])
def test_documents_are_told_by_their_content(tmp_path, name, data, media):
    assert kind_of(tmp_path, data, file_kinds.ending_of(name)) == media


@pytest.mark.parametrize("name, data, media", VIDEOS)
def test_videos_are_told_by_their_content(tmp_path, name, data, media):
    assert kind_of(tmp_path, data, file_kinds.ending_of(name), file_kinds.VIDEOS) == media


@pytest.mark.parametrize("ending", [file_kinds.ending_of(name) for name, *_ in DOCUMENTS])
def test_another_content_under_a_documents_name_is_refused(tmp_path, ending):
    own = {media for name, _, media, _ in DOCUMENTS if file_kinds.ending_of(name) == ending}
    texts = {"text/plain", "text/markdown", "text/csv"}
    for _, data, media, _ in DOCUMENTS:
        if media not in own and not (media in texts and own & texts):
            assert why(tmp_path, data, ending) in ("kind_differs", "kind_not_allowed"), media
    for data in (mp4(), WEBM, OGG, AVI, b"\x7fELF" + bytes(50), b"MZ" + bytes(50), ARCHIVE):
        assert why(tmp_path, data, ending) in ("kind_differs", "kind_not_allowed")


@pytest.mark.parametrize("ending", ["mp4", "m4v", "mov", "webm", "ogv", "ogg", "avi"])
def test_another_content_under_a_videos_name_is_refused(tmp_path, ending):
    for data in (PDF, JPEG, png(), WEBP, b"text", ARCHIVE, mp4(brand=b"heic"), mp4(brand=b"avif"), WEBM.replace(b"webm", b"matr")):
        assert why(tmp_path, data, ending, file_kinds.VIDEOS) == "kind_differs"
    for name, data, _ in VIDEOS:
        if (
            not name.endswith((ending, "mov"))
            and {ending, name[-3:]} != {"ogv", "ogg"}
            and {ending, name[-3:]} != {"mp4", "m4v"}
            and ending != "mov"
        ):
            assert why(tmp_path, data, ending, file_kinds.VIDEOS) == "kind_differs", name


@pytest.mark.parametrize(
    "ending", ["", "html", "htm", "svg", "js", "exe", "zip", "xml", "docm", "sh", "py", "mp4", "pdf ", "xhtml", "json"]
)
def test_other_endings_are_not_taken_whatever_is_inside(tmp_path, ending):
    for data in (PDF, png(), b"text", mp4()):
        assert why(tmp_path, data, ending) == "kind_not_allowed"


def test_nothing_is_no_file(tmp_path):
    assert why(tmp_path, b"", "txt") == "file_empty"
    assert why(tmp_path, b"", "mp4", file_kinds.VIDEOS) == "file_empty"


@pytest.mark.parametrize("data", [
    b"<html><script>alert(1)</script>", b"\xef\xbb\xbf \n<!-- x --><!DOCTYPE html>", b"<svg onload=alert(1)>",
    b"<?xml version='1.0'?><svg/>",
    b"<script>", b"<SCRIPT >", b"#!/bin/sh\nrm -rf /", b"<iframe src=x>", b"  <style>", b"<?php system($_GET[0]) ?>", b"a\0b",
    b"a\x1bb\x01",
    "Wörter".encode("utf-16"),
])  # fmt: skip
@pytest.mark.parametrize("ending", ["txt", "md", "csv"])
def test_pages_scripts_and_control_characters_are_no_text(tmp_path, data, ending):
    assert why(tmp_path, data, ending) in ("kind_not_allowed", "kind_differs")


def test_a_control_character_is_found_wherever_it_is(tmp_path):
    assert why(tmp_path, b"a" * 3_000_000 + b"\0", "txt") == "kind_differs"
    assert kind_of(tmp_path, "ä".encode() * 1_500_000, "txt") == "text/plain"


# Two things at once


@pytest.mark.parametrize("data, ending", [
    (png() + ARCHIVE, "png"), (JPEG + ARCHIVE, "jpg"), (GIF + ARCHIVE, "gif"), (WEBP + ARCHIVE, "webp"),
    (png() + ARCHIVE + b"\0" * 30_000, "png"),
    (png(b"<script>alert(1)</script>"), "png"), (JPEG + b"x" * 2_000_000 + b"<ScRiPt>", "jpg"), (GIF + b"<script src=x>", "gif"),
    (JPEG[:20] + b"<html>" + JPEG, "jpg"), (png(b"<svg onload=x>"), "png"), (WEBP + b"<!DOCTYPE html>", "webp"),
    (b"%PDF-1.4\n<html><body><script>alert(1)</script>" + PDF, "pdf"), (b"%PDF-1.4 <svg onload=alert(1)>" + PDF, "pdf"),
    (PDF + ARCHIVE, "pdf"), (PDF + ARCHIVE + b"\0" * 30_000, "pdf"), (PDF + with_comment(b"PK\5\6" + b"\xff" * 30), "pdf"),
    (b"%PDF-1.4\n" + with_comment(PDF), "pdf"), (png() + with_comment(b"PK\5\6" + b"\xff" * 30), "png"),
])  # fmt: skip
def test_a_picture_or_pdf_that_is_something_else_too_is_refused(tmp_path, data, ending):
    assert why(tmp_path, data, ending) == "hidden_content"


def test_an_archive_may_be_attached_to_a_pdf(tmp_path):
    assert kind_of(tmp_path, b"%PDF-1.4\n1 0 obj\nstream\n" + ARCHIVE + b"\nendstream\n" + PDF, "pdf") == "application/pdf"


@pytest.mark.parametrize("cut", range(1, 7))
def test_a_script_does_not_hide_between_two_blocks(tmp_path, cut):
    head = png()[:33]
    data = head + b"x" * (file_kinds.BLOCK - len(head) - cut) + b"<script>" + bytes(100)
    assert why(tmp_path, data, "png") == "hidden_content"


@pytest.mark.parametrize("data", [b"GIF89a=1;alert(1)//" + bytes(50), b"GIF89a/*" + b"a" * 50 + b"*/=1;alert(1)", b"GIF89a"])
def test_a_script_that_begins_like_a_gif_is_none(tmp_path, data):
    assert why(tmp_path, data, "gif") == "kind_differs"


@pytest.mark.parametrize("data", [b"<html>" + PDF, b"\n" + PDF, b"PK\x03\x04" + PDF])
def test_a_pdf_begins_as_one(tmp_path, data):
    assert why(tmp_path, data, "pdf") == "kind_differs"


@pytest.mark.parametrize("data", [mp4() + ARCHIVE, box(b"ftyp", b"isom<script>alert(1)</script>") + box(b"moov", b"")])
def test_a_video_that_is_something_else_too_is_refused(tmp_path, data):
    assert why(tmp_path, data, "mp4", file_kinds.VIDEOS) == "hidden_content"


@pytest.mark.parametrize("data", [
    box(b"ftyp", b"isom"), box(b"ftyp", b"isom") + box(b"mdat", b"x"), b"\0\0\0\0ftypisom", b"\0\0\0\1ftypisom" + b"\xff" * 40,
    box(b"ftyp", b"isom") + struct.pack(">I4sQ", 1, b"mdat", 2**63), box(b"ftyp", b"isom") + box(b"free", b"") * 20_000,
])  # fmt: skip
def test_a_film_without_a_description_is_none(tmp_path, data):
    assert why(tmp_path, data, "mp4", file_kinds.VIDEOS) == "kind_differs"


# ZIPs are never unpacked


def test_a_bomb_is_not_unpacked_and_refused(tmp_path):
    """Two gigabytes of zeros that are said to be in a document of three kilobytes."""
    data = bytearray(office("word/document.xml", **{"word/media/a.bin": bytes(1000)}))
    for place in (data.find(b"PK\x01\x02"), data.rfind(b"PK\x01\x02")):
        data[place + 24 : place + 28] = struct.pack("<I", 0xFFFFFFF0)
    assert why(tmp_path, bytes(data), "docx") == "unpacks_to_too_much"


def test_a_list_of_entries_that_is_too_long_is_not_read(tmp_path):
    many = {f"{number}": b"" for number in range(file_kinds.MOST_ENTRIES + 1)}
    assert why(tmp_path, office("word/document.xml", **many), "docx") == "file_damaged"


def broken(change) -> bytes:
    data = bytearray(office("word/document.xml"))
    change(data, data.rfind(b"PK\x05\x06"))
    return bytes(data)


def put(data: bytearray, place: int, form: str, value: int) -> None:
    struct.pack_into(form, data, place, value)


@pytest.mark.parametrize("change", [
    lambda data, end: put(data, end + 8, "<HH"[:2], 9),
    lambda data, end: put(data, end + 12, "<I", 0xFFFFFFF0),
    lambda data, end: put(data, end + 16, "<I", 0xFFFFFFF0),
    lambda data, end: put(data, end + 16, "<I", 3),
    lambda data, end: data.__delitem__(slice(end, None)),
    lambda data, end: data.__delitem__(slice(40, 60)),
])  # fmt: skip
def test_a_broken_archive_is_refused(tmp_path, change):
    assert why(tmp_path, broken(change), "docx") == "file_damaged"


def test_some_programs_number_the_main_part(tmp_path):
    assert kind_of(tmp_path, office("word/document2.xml"), "docx").endswith("document")
    assert why(tmp_path, office("word/documents.xml"), "docx") == "kind_differs"


def test_macros_are_refused(tmp_path):
    assert why(tmp_path, office("word/document.xml", **{"word/vbaProject.bin": b"x"}), "docx") == "macros"


def test_an_open_document_says_so_uncompressed_and_has_a_content(tmp_path):
    kind = b"application/vnd.oasis.opendocument.text"
    assert why(tmp_path, zipped({"mimetype": kind, "content.xml": b"<x/>"}), "odt") == "kind_differs"
    assert why(tmp_path, zipped({"mimetype": kind}, stored=["mimetype"]), "odt") == "kind_differs"
    assert why(tmp_path, open_document("text-template"), "ods") == "kind_differs"


def test_what_is_recognised_is_what_a_library_reads(tmp_path):
    data = office("xl/workbook.xml")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
    assert kind_of(tmp_path, data, "xlsx").endswith("sheet")
    assert why(tmp_path, data, "docx") == "kind_differs"
    assert why(tmp_path, old_office("WordDocument"), "xls") == "kind_differs"


# Names


@pytest.mark.parametrize("given, cleaned", [
    ("notes.pdf", "notes.pdf"), ("../../etc/passwd", "passwd"), ("C:\\Users\\ann\\Wörter.txt", "Wörter.txt"), ("a\0b\r\nc.txt", "abc.txt"),
    ("\u202egnp.exe", "gnp.exe"), ("  many   blanks .txt", "many blanks .txt"), ("..", ""), ("/", ""), ("", ""), (".hidden.txt",
    "hidden.txt"),
    ("ends.txt. . ", "ends.txt"), ("日本語.md", "日本語.md"), ("\ufeffa.md", "a.md"), ("a\u2028b.md", "ab.md"), ("x" * 300 + ".pdf",
    "x" * 252 + ".pdf"),
    ("y" * 300, "y" * 256), ("👩\u200d🏫.png", "👩\u200d🏫.png"), ("%2e%2e%2fa.txt", "%2e%2e%2fa.txt"), ("\ud800a.txt", "a.txt"),
])  # fmt: skip
def test_names_are_cleaned(given, cleaned):
    assert file_kinds.clean_name(given) == cleaned


@pytest.mark.parametrize("name, media, saved", [
    ("a.pdf", "application/pdf", "a.pdf"), ("Week 1", "application/pdf", "Week 1.pdf"), ("a.PDF", "application/pdf", "a.PDF"),
    ("evil.html", "text/plain", "evil.html.txt"), ("b.jpeg", "image/jpeg", "b.jpeg"), ("c", "application/unknown", "c"),
])  # fmt: skip
def test_what_is_saved_has_an_ending_of_its_kind(name, media, saved):
    assert file_kinds.with_ending(name, media) == saved
