"""Kinds of content: by signature, by being text of some form, by the name."""

import io
import json
import zipfile

import pytest

from server.domain import mimetypes


def archive(*names: str, first: tuple[str, bytes] | None = None) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as made:
        for name, data in ([first] if first else []) + [(name, b"x") for name in names]:
            made.writestr(name, data)
    return target.getvalue()


@pytest.mark.parametrize("data, kind", [
    (b"", "application/x-empty"),
    (b"\x89PNG\r\n\x1a\n....", "image/png"),
    (b"\xff\xd8\xff\xe0", "image/jpeg"),
    (b"GIF89a...", "image/gif"),
    (b"RIFF\0\0\0\0WEBPVP8 ", "image/webp"),
    (b"RIFF\0\0\0\0WAVEfmt ", "audio/x-wav"),
    (b"RIFF\0\0\0\0....", "application/octet-stream"),
    (b"\0\0\0\x20ftypavif....", "image/avif"),
    (b"\0\0\0\x20ftypisom....", "video/mp4"),
    (b"%PDF-1.7\n", "application/pdf"),
    (b"\x1f\x8b\x08", "application/gzip"),
    (b"\x89HDF\r\n\x1a\n", "application/x-hdf5"),
    (archive("a.txt"), "application/zip"),
    (archive("[Content_Types].xml", "word/document.xml"), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    (archive("[Content_Types].xml", "xl/workbook.xml"), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    (archive("a", first=("mimetype", b"application/epub+zip")), "application/epub+zip"),
    (b"plain\ntext", "text/plain"),
    ("äöü €\n".encode(), "text/plain"),
    ("\ufeffwith a mark".encode(), "text/plain"),
    ("wide".encode("utf-16"), "text/plain"),
    (b"caf\xe9", "text/plain"),
    (b"a\0b", "application/octet-stream"),
    (b'{"a": [1, 2]}', "application/json"),
    (b" [1]\n", "application/json"),
    (b"{not json}", "text/plain"),
    (b"5\n", "application/json"),
    (b'"text"', "application/json"),
    (b"5 6", "text/plain"),
    (b"  \n", "text/plain"),
    (b"[" * 100_000 + b"]" * 100_000, "text/plain"),
    (b"<?xml version='1.0'?><a/>", "application/xml"),
    (b"<a><b x='1'/></a>", "application/xml"),
    (b"<a><b></a>", "text/plain"),
    (b"<!DOCTYPE a [<!ENTITY x '1'>]><a>&x;</a>", "text/plain"),
    (b"<!doctype html><p>", "text/html"),
    (b"\n <!-- c --> <HTML><script>", "text/html"),
    (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "image/svg+xml"),
    (b"<?xml version='1.0'?>\n<!-- c -->\n<svg/>", "image/svg+xml"),
    (b"a,b\n1,2\n3,4\n", "text/csv"),
    (b'a,"b,c"\n1,2\n3,4\n', "text/csv"),
    (b"a,b\n1\n3,4\n", "text/plain"),
    (b"a,b\n1,2\n", "text/plain"),
    (b"#!/bin/sh\n", "text/x-shellscript"),
])  # fmt: skip
def test_what_the_bytes_are(data, kind):
    assert mimetypes.from_content(data[: mimetypes.HEAD], len(data)) == kind
    assert mimetypes.FORM.fullmatch(kind)


def test_a_long_json_file_is_not_judged_by_its_beginning():
    data = json.dumps(["x" * 100] * 20_000).encode()
    assert mimetypes.from_content(data[: mimetypes.HEAD], len(data)) == "text/plain"


@pytest.mark.parametrize("name, kind", [
    ("a.txt", "text/plain"), ("A.PNG", "image/png"), ("a.tar.gz", "application/gzip"), ("a.csv", "text/csv"), ("a.md", "text/markdown"),
    ("a.h5", "application/x-hdf5"), ("a", None), ("", None), ("dir.png/a", None), ("http://x/a.png", "image/png"),
    ("data:text/html,x", None), ("a.bz2", "application/x-bzip2"), ("a.eln", "application/vnd.eln+zip"),
])  # fmt: skip
def test_what_the_name_says(name, kind):
    assert mimetypes.from_name(name) == kind


def test_the_client_is_believed_first_then_the_name_then_the_bytes():
    assert mimetypes.chosen("text/html", "a.png", "image/gif") == "text/html"
    assert mimetypes.chosen(None, "a.png", "image/gif") == "image/png"
    assert mimetypes.chosen(None, "a", "image/gif") == "image/gif"
