"""PDFs of records, read by readers that are not ours: what they find, what it leads to, what it takes."""

import socket
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from io import BytesIO

import pypdf
import pypdfium2
import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st

from server.exports import pdf, pdf_record
from server.exports.pdf_record import size
from server.exports.pdf_text import BOX, Style, glyphs, wrapped

ADDRESS = "https://kadi.example.edu/records/2"
ADA = {"id": 1, "displayname": "Ada Łovelace", "orcid": "0000-0002-1825-0097"}
MADE, CHANGED = datetime(2026, 1, 31, 8, 0, 0, 123456, tzinfo=UTC), datetime(2026, 2, 1, 9, 30, tzinfo=UTC)
ALWAYS = {"id": 2, "identifier": "sample-1", "title": "Sample 1", "type": "sample", "description": "", "license": "CC-BY-4.0",
          "tags": ["a", "b c"], "extras": [], "created_at": MADE, "last_modified": CHANGED}  # fmt: skip


def made(**more):
    return pdf.render(ALWAYS | more, address=ADDRESS)


def pages(content):
    return pypdf.PdfReader(BytesIO(content)).pages


def text_of(content):
    return "\n".join(page.extract_text() for page in pages(content))


def words(text):
    """Without white space: where lines break is the layout's business."""
    return "".join(text.split())


def links_of(content):
    return [
        annotation.get_object()["/A"]["/URI"]
        for page in pages(content)
        for annotation in page.get("/Annots", [])
        if annotation.get_object()["/Subtype"] == "/Link"
    ]


def entry(kind, key, value, **more):
    return {"type": kind, "key": key, "value": value, **({"unit": None} if kind in ("int", "float") else {}), **more}


# The document


def test_title_author_and_dates_stand_in_the_documents_properties():
    reader = pypdf.PdfReader(BytesIO(made(title="Größe", creator=ADA)))
    found = reader.metadata
    assert (found.title, found.author, found.subject, found["/Keywords"]) == ("Größe", "Ada Łovelace", "sample-1", "a, b c")
    assert found.creation_date == CHANGED
    assert reader.trailer["/Root"]["/Lang"] == "en"
    assert {(page.mediabox.width, page.mediabox.height) for page in reader.pages} == {(595.28, 841.89)}
    assert reader.metadata.title == pypdfium2.PdfDocument(made(title="Größe")).get_metadata_value("Title")


def test_a_record_without_anything_is_one_page():
    content = made(type=None, license=None, tags=[], title="T")
    assert len(pages(content)) == 1
    for absent in ("Creator", "Type", "License", "Tags", "Description", "Metadata", "Files", "Links"):
        assert absent not in text_of(content)


def test_the_facts_are_found():
    found = text_of(made(creator=ADA))
    for fact in ("Sample 1", "sample-1", "sample", "CC-BY-4.0", "a, b c", "2026-01-31 08:00:00 UTC", "2026-02-01 09:30:00 UTC",
                 "Ada Łovelace", "https://orcid.org/0000-0002-1825-0097", ADDRESS, "Page 1 of"):  # fmt: skip
        assert fact in found


def test_the_same_record_gives_the_same_bytes():
    extras = [entry("str", "k", "中文 ελ ру 😀")]
    assert made(extras=extras, description="*x* `y`") == made(extras=extras, description="*x* `y`") != made(extras=extras)


def test_documents_made_at_the_same_time_do_not_mix():
    texts = [f"{script} {number} " * 200 for number in range(4) for script in SCRIPTS.values()]
    alone = [made(description=text, title=text[:100]) for text in texts]
    with ThreadPoolExecutor(8) as threads:
        together = list(threads.map(lambda text: made(description=text, title=text[:100]), texts))
    assert together == alone


def test_a_decoder_reads_the_address_from_the_page():
    image = pypdfium2.PdfDocument(made())[0].render(scale=3).to_pil().convert("L")
    assert [found.text for found in zxingcpp.read_barcodes(image)] == [ADDRESS]
    assert ADDRESS in links_of(made())


def test_pages_are_numbered():
    content = made(description="word " * 9000)
    count = len(pages(content))
    assert count > 5
    for number, page in enumerate(pages(content), 1):
        assert words(page.extract_text()).endswith(f"Page{number}of{count}")


# Scripts

SCRIPTS = {
    "Greek": "Ελληνικά, πολυτονικό ᾧ", "Cyrillic": "Кириллица їжак", "Latin": "Çeşme Łódź naïve",
    "Chinese": "简体中文测试", "traditional Chinese": "繁體中文測試龍", "Japanese": "日本語のテスト、カタカナ", "Korean": "한국어 시험",
    "mathematics": "∑ α² ≤ ½ µm", "emoji": "😀",
}  # fmt: skip


@pytest.mark.parametrize("text", SCRIPTS.values(), ids=SCRIPTS)
@pytest.mark.parametrize("place", ["title", "description", "key", "value", "unit", "tag", "bold"])
def test_readers_find_every_script(text, place):
    where = {
        "title": {"title": text}, "description": {"description": text}, "key": {"extras": [entry("str", text, "x")]},
        "value": {"extras": [entry("str", "k", text)]}, "unit": {"extras": [entry("int", "k", 1, unit=text)]}, "tag": {"tags": [text]},
        "bold": {"description": f"**{text}**"},
    }[place]  # fmt: skip
    content = made(**where)
    assert words(text) in words(text_of(content))
    document = pypdfium2.PdfDocument(content)
    assert words(text) in words("".join(page.get_textpage().get_text_range() for page in document))


def test_scripts_next_to_each_other():
    text = "Größe Ελλ Кир 中文 日本の 한국 😀"
    assert words(text) in words(text_of(made(description=text)))


def test_what_no_font_has_becomes_a_box():
    found = text_of(made(description="a\U00020bb7b\U0001f9ffc\U000e0100d\u200be"))
    assert f"a{BOX}b{BOX}cde" in words(found)


@pytest.mark.parametrize("text, drawn", [
    ("abc אבג", "abc גבא"), ("אבג דהו", "והד גבא"), ("abc אבג דהו def", "abc והד גבא def"), ("אבג hello world דהו", "והד hello world גבא"),
    ("אבג 12.50 דהו", "והד 12.50 גבא"), ("x (אבג) y", "x (גבא) y"), ("אב (גד) ה", "ה (דג) בא"), ("12 אב", "בא 12"),
    ("price 5 אבג 12 kg", "price 5 12 גבא kg"), ("ab (c) 1-2", "ab (c) 1-2"), ("ش\u064eب", "بش\u064e"),
])  # fmt: skip
def test_letters_from_right_to_left_are_drawn_in_their_order(text, drawn):
    (line,) = wrapped([(text, Style())], 500)
    assert "".join(part.text for part in line.parts) == drawn
    widths = [glyphs("zh", False, False)[letter][1] * Style().size for letter in text]
    assert sum(part.width for part in line.parts) == pytest.approx(sum(widths))


def test_readers_find_what_runs_from_right_to_left():
    content = made(title="שלום עולם", description="**abc** مرحبا *def*", tags=["עברית"])
    assert len(pages(content)) == 1
    for expected in ("שלום עולם", "עברית", "مرحبا"):
        assert expected in text_of(content)
        assert expected in pypdfium2.PdfDocument(content)[0].get_textpage().get_text_range()


def test_decomposed_letters_are_drawn_composed():
    assert "Größe한" in words(text_of(made(title="Gro\u0308ße\u1112\u1161\u11ab")))


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=300), st.booleans(), st.sampled_from([30.0, 90.0, 400.0]))
@settings(max_examples=150, deadline=None)
def test_lines_of_any_text_keep_their_width(text, is_code, width):
    for line in wrapped([(text, Style(is_code=is_code)), (text, Style(bold=True))], width):
        assert sum(part.width for part in line.parts) <= width + 0.01
        assert line.height > 0


@given(st.text(st.sampled_from("abc (中、日。한αж\n\t\r😀-"), max_size=200), st.sampled_from([30.0, 90.0, 400.0]))
@settings(max_examples=150, deadline=None)
def test_wrapping_loses_nothing(text, width):
    lines = wrapped([(text, Style()), (text, Style(bold=True))], width)
    assert words("".join(part.text for line in lines for part in line.parts)) == words(text * 2)


def test_lines_break_between_words_and_between_letters_of_east_asia():
    def lines(text, width=100.0):
        return ["".join(part.text for part in line.parts) for line in wrapped([(text, Style(size=10))], width)]

    assert lines("one two three four five six seven") == ["one two three four", "five six seven"]
    assert lines("中" * 25) == ["中" * 10, "中" * 10, "中" * 5]
    assert lines("中" * 10 + "。" + "中") == ["中" * 9, "中。中"]
    assert lines("a\n\nb") == ["a", "", "b"]
    assert "".join(lines("x" * 100)) == "x" * 100 and len(lines("x" * 100)) == 7


# Markup


def test_markdown_is_rendered():
    found = text_of(made(description="""# Head
Some *slanted*, **bold**, ~~gone~~ and `code`

1. one
2. two
   * inner

> quoted

```
  indented  code
```

| left | right |
|------|-------|
| 1    | **2** |

![picture](https://example.org/p.png) [link](https://example.org/x?a=1&b=2)
"""))  # fmt: skip
    for expected in ("Head", "slanted", "bold", "gone", "code", "1.", "2.", "•", "inner", "quoted", "indented  code", "left", "right"):
        assert expected in found
    for mark in ("#", "**", "~~", "`", "|", "> ", "!["):
        assert mark not in found
    assert "[picture] (https://example.org/p.png)" in found and "(https://example.org/x?a=1&b=2)" in found


HOSTILE = [
    '<img src="http://127.0.0.1:9/x.png"/>', '<a href="http://evil.example/">x</a>', "<para><font color=red>y</font></para>",
    '<img src="file:///etc/passwd" width="100"/>', "&lt;b&gt; & &amp; <", "<br/><onDraw name=x label=y/>", "]]> %PDF ) ( \\ endstream",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_markup_of_others_stays_text(text, monkeypatch):
    def refuse(*_args, **_options):
        raise AssertionError("something was fetched")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    other = {"id": 5, "identifier": "y", "title": text}
    content = made(
        title=text, tags=[text], creator=ADA | {"displayname": text}, type=text,
        extras=[entry("str", text, text, description=text), entry("int", "k", 1, unit=text)],
        files=[{"id": "f", "name": text, "mimetype": "text/plain", "size": 1}],
        links=[{"id": 1, "name": text, "term": None, "record_to": other}],
    )  # fmt: skip
    assert words(text_of(content)).count(words(text)) >= 10
    assert [len(page.images) for page in pages(content) if page.images] == []
    assert [address for address in links_of(content) if "evil" in address] == []


def test_html_in_a_description_stays_text():
    content = made(description='<div onclick="x">block</div>\n\ninline <img src="http://127.0.0.1:9/x.png"> end')
    assert '<div onclick="x">block</div>' in text_of(content)
    assert words('inline <img src="http://127.0.0.1:9/x.png"> end') in words(text_of(content))
    assert [address for address in links_of(content) if ":9" in address] == []


@pytest.mark.parametrize("address, leads_to", [
    ("https://example.org/a(b)?c=%20&d=ü", "https://example.org/a(b)?c=%20&d=%C3%BC"), ("mailto:a@example.org", "mailto:a@example.org"),
    ("javascript:alert(1)", None), ("file:///etc/passwd", None), ("urn:x:y", None),
])  # fmt: skip
def test_a_click_opens_only_what_a_browser_may(address, leads_to):
    content = made(extras=[entry("int", "k", 1, term=address)])
    assert address in text_of(content)
    assert [found for found in links_of(content) if found != ADDRESS] == ([leads_to] if leads_to else [])


# Metadata, files, links


def test_metadata_is_a_table():
    inner = [entry("dict", "", [entry("str", "x", "deep y")]), entry("int", "", 7)]
    for member in inner:
        del member["key"]
    found = text_of(made(extras=[
        entry("int", "count", 5, unit="pcs", term="https://example.org/count", description="How many"), entry("float", "empty", None),
        entry("bool", "yes", True), entry("bool", "no", False), entry("date", "when", "2024-02-29T10:00:00+00:00"),
        entry("float", "tiny", 1e-9), entry("str", "two", "line one\nline two"), entry("list", "runs", inner),
    ]))  # fmt: skip
    lines = [line.strip() for line in found.splitlines()]
    for expected in ("Key", "Value", "Unit", "count", "5", "pcs", "https://example.org/count", "How many", "null", "true", "false",
                     "2024-02-29 10:00:00 UTC", "1e-09", "line one", "line two", "runs", "(1)", "x", "deep y", "(2)", "7"):  # fmt: skip
        assert expected in lines
    assert "https://example.org/count" in links_of(made(extras=[entry("int", "count", 5, term="https://example.org/count")]))


def test_files_and_links_lead_to_their_pages():
    files = [{"id": "8c9f", "name": "a ü.txt", "mimetype": "text/plain", "size": 1500}]
    other = {"id": 5, "identifier": "other-5", "title": "Other"}
    links = [{"id": 7, "name": "uses", "term": "https://example.org/uses", "record_to": other},
             {"id": 8, "name": "made", "term": None, "record_from": other | {"id": 6, "title": "Third"}}]  # fmt: skip
    content = made(files=files, links=links)
    lines = [line.strip() for line in text_of(content).splitlines()]
    for expected in ("a ü.txt", "text/plain", "1.5 kB", "uses", "to", "Other", "(other-5)", "from", "Third"):
        assert expected in lines
    assert links_of(content)[1:] == [
        ADDRESS, f"{ADDRESS}/files/8c9f", "https://example.org/uses", "https://kadi.example.edu/records/5", "https://kadi.example.edu/records/6",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "count, said",
    [(0, "0 Bytes"), (1, "1 Byte"), (110, "110 Bytes"), (1000, "1 kB"), (1500, "1.5 kB"), (999_949, "999.9 kB"), (999_950, "1 MB"),
     (5 * 10**9, "5 GB"), (10**22, "10000 EB")],
)  # fmt: skip
def test_sizes_are_said_in_decimal_units(count, said):
    assert size(count) == said


# Much of it


def test_ten_thousand_entries_are_paged_in_bounded_time():
    extras = [entry("int", f"key {number}", number, unit="m", description="About it") for number in range(10_000)]
    before = time.monotonic()
    content = made(extras=extras)
    assert time.monotonic() - before < 30
    found = pages(content)
    assert len(found) > 100
    last = [line.strip() for line in found[len(found) - 1].extract_text().splitlines()]
    assert last[:3] == ["Key", "Value", "Unit"] and "key 9999" in last and "9999" in last
    middle = [line.strip() for page in found[49:52] for line in page.extract_text().splitlines() if line.strip().startswith("key ")]
    numbers = [int(line.removeprefix("key ")) for line in middle]
    assert numbers == list(range(numbers[0], numbers[0] + len(numbers))) and len(numbers) > 50


def test_what_nobody_would_read_is_not_printed_and_the_page_says_so(monkeypatch):
    monkeypatch.setattr(pdf_record, "MOST_ROWS", 200)
    monkeypatch.setattr(pdf_record, "MOST_LETTERS", 20_000)
    last = pages(made(extras=[entry("dict", "all", [entry("int", f"n{number}", number) for number in range(300)])]))[-1].extract_text()
    assert "101 more entries are not printed. The JSON export has all of them." in last and "n198" in last and "n199" not in last
    found = words(text_of(made(extras=[entry("str", "long", "x" * 21_000), entry("str", "next", "y" * 150), entry("int", "last", 5)])))
    assert "1004morelettersarenotprinted." in found and "50morelettersarenotprinted." in found and "last" in found
    files = [{"id": "f", "name": f"f{number}", "mimetype": "text/plain", "size": 1} for number in range(203)]
    assert "3 more files are not printed." in pages(made(files=files))[-1].extract_text()
    assert "not printed" not in text_of(made(files=files[:200]))


def test_long_words_and_high_rows_go_on_over_pages():
    content = made(title="T" * 150, extras=[entry("str", "k" * 300, "v" * 20_000), entry("str", "next", "1")])
    found = words("".join(page.extract_text() for page in pages(content)))
    assert found.count("v") >= 20_000 and len(pages(content)) > 5
    assert "next" in found


def test_the_deepest_metadata_still_shows():
    extras = [entry("int", "bottom", 1)]
    for _ in range(59):
        extras = [entry("dict", "level", extras)]
    found = text_of(made(extras=extras))
    assert found.count("level") == 59 and "bottom" in found


MANY_MARKS = {"brackets": "[" * 50_000, "pictures": "![[" * 16_000, "stars": "*a **b " * 7000,
              "quotes": "> " * 900 + "x", "codes": "`" * 999,
              "deep lists": "".join(" " * 2 * depth + "* x\n" for depth in range(200)),
              "cells": "|a" * 300 + "\n" + "|-" * 300 + "\n" + "|b\n" * 900,
              "marks on a letter": "a" + "\u0315\u0323" * 20_000}  # fmt: skip


@pytest.mark.parametrize("description", MANY_MARKS.values(), ids=MANY_MARKS)
def test_hostile_descriptions_take_bounded_time(description):
    before = time.monotonic()
    assert len(pages(made(description=description))) >= 1
    assert time.monotonic() - before < 30
