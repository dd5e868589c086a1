"""Reports: which HTML is made of a text, and what readers that are not ours find in the PDF."""

import time
from datetime import UTC, datetime
from io import BytesIO
from xml.etree import ElementTree

import pypdf
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.exports import profile, report
from server.exports.profile import Bar, Plot, Table

NOW = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
PLOT = Plot("Calm – percentiles", True, (Bar("Rest", "90", 0.9), Bar("Größe <b>", "-", None)))
TABLE = Table("Calm", ("Scale", "Score"), (("Rest", "5"), ("Größe <b>", "2.5")))


def pdf(text, plots=(), tables=()):
    return report.pdf("Report – Ada", text, plots, tables, author="Athenaeum", dated=NOW)


def text_of(content):
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(content)).pages)


def words(text, **more):
    return text_of(pdf(text, **more)).replace("Report – Ada", "").split("Page 1 of")[0].split()


# HTML


def test_plots_and_tables_stand_in_their_places():
    found = report.html("<p>a</p>%%Profile%%<p>b</p>%%Scores%%", [PLOT, PLOT], [TABLE])
    assert found.index("<p>a</p>") < found.index("<svg") < found.index("<p>b</p>") < found.index("<table")
    assert found.count("<svg") == 2 and "%%" not in found
    assert report.html("<p>nothing</p>", [PLOT], [TABLE]) == "<p>nothing</p>"


def test_plots_do_not_come_without_an_end():
    assert report.html("%%Profile%%" * 500, [PLOT], [TABLE]).count("<svg") == report.MOST_BLOCKS
    assert text_of(pdf("<p>%%Scores%%</p>" * 500, [], [TABLE])).count("Scale") == report.MOST_BLOCKS


def test_names_are_never_html():
    assert "<b>" not in report.html("%%Profile%%%%Scores%%", [PLOT], [TABLE])
    assert b"<title>a &lt;b&gt;</title>" in report.page("a <b>", "<p>c</p>")


def test_a_plot_is_a_picture_with_a_text():
    found = ElementTree.fromstring(profile.svg(PLOT))
    assert found.find("figcaption").text == "Calm – percentiles"
    picture = found.find("{*}svg")
    assert picture.attrib["aria-label"] == "Rest: 90; Größe <b>: -" and picture.attrib["role"] == "img"
    (bar,) = picture.findall(".//{*}rect")
    assert float(bar.attrib["width"]) == pytest.approx(0.9 * profile.BARS)
    assert [each.text for each in picture.findall(".//{*}text")] == ["0", "25", "50", "75", "100", "Rest", "90", "Größe <b>", "-"]
    assert "style" not in profile.svg(PLOT)


def test_scores_without_a_norm_have_no_marks():
    picture = ElementTree.fromstring(profile.svg(Plot("Calm", False, (Bar("Rest", "5", 1.0),)))).find("{*}svg")
    assert [each.text for each in picture.findall(".//{*}text")] == ["Rest", "5"] and not picture.findall(".//{*}line")


# PDF


def test_the_words_of_a_text_are_printed():
    found = "".join(words("<h1>Ada</h1><p>One <b>two</b> <i>three</i>.<br>Next</p><ul><li>a</li><li>b</li></ul><ol><li>c<li>d</ol>"))
    for line in ("Ada", "Onetwothree.Next", "•a•b", "1.c2.d"):
        assert line in found


def test_the_document_says_what_it_is():
    reader = pypdf.PdfReader(BytesIO(pdf("<p>a</p>")))
    assert (reader.metadata.title, reader.metadata.author, reader.metadata.creation_date) == ("Report – Ada", "Athenaeum", NOW)


def test_tables_of_the_text_are_printed():
    given = "<table><tr><th>Name</th><th>Age</th></tr><tr><td>Ada &amp; Co</td><td><p>36</p></td></tr></table><p>after</p>"
    assert words(given) == ["Name", "Age", "Ada", "&", "Co", "36", "after"]
    wide = "<table><tr>" + "".join(f"<td>{number}</td>" for number in range(20)) + "</tr></table>"
    assert [word for word in words(wide) if word != "|"] == [str(number) for number in range(20)]


def test_plots_and_tables_are_drawn():
    content = pdf("<p>before %%Profile%% after</p>%%Scores%%", [PLOT], [TABLE])
    found = text_of(content)
    for part in ("before", "after", "Calm – percentiles", "Rest", "90", "Größe <b>", "0", "100", "Scale", "Score", "2.5"):
        assert part in found
    bitmap = pypdfium2.PdfDocument(content)[0].render(scale=1).to_pil().convert("RGB")
    blue = sum(count for count, (red, green, blue) in bitmap.getcolors(1 << 20) if (red, green, blue) == (0x0B, 0x5C, 0xAD))
    assert 1500 < blue < 3500  # one bar of nine tenths of half a page


def test_what_is_not_seen_is_not_printed():
    given = (
        "<style>p {}</style><script>alert(1)</script><title>t</title><p>seen</p><svg><text>s</text></svg><!-- c --><textarea>x</textarea>"
    )
    assert words(given) == ["seen"]


@pytest.mark.parametrize("given", [
    "", "<", "<p", "</p></b></ul>", "<td>a</td>", "<tr></tr>", "<b><i><h1>", "<li>", "&#0;", "&#xD800;",
    "<table><tr><td>%%Profile%%</td></tr></table>",
    "<p>" * 2000, "<ul>" * 500 + "<li>deep", "<b>" * 3000 + "x", "\0", "<![CDATA[x]]>", "<?php x ?>", "<!doctype html>",
])  # fmt: skip
def test_broken_texts_are_printed_too(given):
    assert pdf(given, [PLOT], [TABLE]).startswith(b"%PDF")


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "<p>",
                "</p>",
                "<b>",
                "</b>",
                "<h1>",
                "</h1>",
                "<ul>",
                "</ul>",
                "<ol>",
                "<li>",
                "<table>",
                "<tr>",
                "<td>",
                "<th>",
                "</td>",
                "</tr>",
                "</table>",
                "<hr>",
                "<br>",
                "%%Profile%%",
                "%%Scores%%",
                "word ",
                "&amp;",
                "<script>",
                "</script>",
            ]
        )
        | st.text(max_size=20),
        max_size=40,
    ).map("".join)
)
def test_any_text_becomes_a_pdf_that_can_be_read(given):
    assert len(pypdfium2.PdfDocument(pdf(given, [PLOT], [TABLE]))) >= 1


def test_a_long_text_goes_on_over_pages_and_ends():
    content = pdf("<p>word</p>" * 500)
    assert len(pypdf.PdfReader(BytesIO(content)).pages) > 5
    begun = time.monotonic()
    found = pypdf.PdfReader(BytesIO(pdf("x" * 50 + " " * 950_000 + "never", [], []))).pages
    assert time.monotonic() - begun < 20
    assert "too long to be printed" in found[-1].extract_text() and "never" not in found[-1].extract_text()


def test_a_plot_of_many_scales_goes_on_over_pages():
    many = Plot("Many", True, tuple(Bar(f"Scale {number}", str(number % 100), number % 100 / 100) for number in range(200)))
    content = pdf("%%Profile%%", [many])
    found = text_of(content)
    assert len(pypdf.PdfReader(BytesIO(content)).pages) > 3
    assert all(f"Scale {number}" in found for number in range(200))
