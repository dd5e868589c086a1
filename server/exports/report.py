"""Reports about a person: HTML from a filled text and its plots, and the same text on the pages of a PDF.

The text is HTML of an author. The PDF takes from it what a report consists of (headings, paragraphs, lists, tables, emphasis,
rules); everything else keeps its words. Nothing is fetched, nothing is run.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from html import escape
from html.parser import HTMLParser

from server.exports import profile
from server.exports.pdf_pages import Pages, Span
from server.exports.pdf_text import Style
from server.exports.profile import Plot, Table

PROFILE, SCORES = "%%Profile%%", "%%Scores%%"
BLOCK = re.compile(f"({PROFILE}|{SCORES})")
BODY = Style(size=10)
HEADINGS = {"h1": 17.0, "h2": 13.5, "h3": 12.0, "h4": 11.0, "h5": 10.5, "h6": 10.0}
BLOCKS = {"p", "div", "section", "article", "header", "footer", "figure", "figcaption", "blockquote", "pre", "ul", "ol", "dl", "dt", "dd",
          "address", "center", "form", "fieldset", "caption", *HEADINGS}  # fmt: skip
UNSEEN = {"script", "style", "head", "title", "template", "noscript", "svg", "iframe", "object", "select", "textarea"}
BOLD, SLANTED = {"b", "strong", "th"}, {"i", "em", "cite"}
MOST_LETTERS, MOST_COLUMNS, MOST_INDENT = 500_000, 12, 8
MOST_BLOCKS = 20  # plots and tables; the places that follow stay empty
REST = "… (The rest of the text is too long to be printed; the page has all of it.)"
WHITE = re.compile(r"\s+")


def html(text: str, plots: Sequence[Plot], tables: Sequence[Table]) -> str:
    """The filled text with plots and tables in their places."""
    blocks = {PROFILE: "".join(map(profile.svg, plots)), SCORES: "".join(map(profile.table_html, tables))}
    return BLOCK.sub("", BLOCK.sub(lambda match: blocks[match[0]], text, count=MOST_BLOCKS))


def page(title: str, content: str) -> bytes:
    """A whole document around it, to be kept and opened by itself."""
    head = f'<meta charset="utf-8"><title>{escape(title)}</title>'
    return f"<!doctype html>\n<html><head>{head}</head><body>{content}</body></html>\n".encode()


def pdf(title: str, text: str, plots: Sequence[Plot], tables: Sequence[Table], *, author: str, dated: datetime) -> bytes:
    pages = Pages(title=title, author=author, subject=title, keywords=(), dated=dated, foot=title)
    writer = Writer(pages, plots, tables)
    writer.feed(text[:MOST_LETTERS])
    writer.close()
    writer.flush()
    if len(text) > MOST_LETTERS:
        pages.paragraph([(REST, BODY)])
    return pages.finish()


class Writer(HTMLParser):
    """Goes through the text once and keeps the words of the block that is open."""

    def __init__(self, pages: Pages, plots: Sequence[Plot], tables: Sequence[Table]) -> None:
        super().__init__(convert_charrefs=True)
        self.pages, self.plots, self.tables = pages, plots, tables
        self.spans: list[Span] = []
        self.open: list[str] = []  # bold, slanted and headings that are open
        self.unseen = 0
        self.lists: list[int | None] = []  # the next number, None for bullets
        self.row: list[list[Span]] | None = None
        self.edge = pages.left
        self.blocks_left = MOST_BLOCKS

    # What comes

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in UNSEEN:
            self.unseen += 1
        elif tag == "br":
            self.spans.append(("\n", self.style()))
        elif tag == "hr":
            self.flush()
            self.pages.gap(5)
            self.pages.rule()
            self.pages.gap(5)
        elif tag == "tr":
            self.flush()
            self.end_row()
            self.row = []
        elif tag in ("td", "th") and self.row is not None:
            self.end_cell(tag)
        elif tag == "li":
            self.begin_item()
        elif tag in BLOCKS:
            self.flush()
            if tag in ("ul", "ol"):
                self.lists.append(1 if tag == "ol" else None)
        if tag in BOLD or tag in SLANTED or tag in HEADINGS:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in UNSEEN:
            self.unseen = max(self.unseen - 1, 0)
        elif tag in ("tr", "table", "thead", "tbody"):
            self.end_row()
        elif tag == "li" or tag in BLOCKS:
            self.flush()
            if tag in ("ul", "ol") and self.lists:
                self.lists.pop()
        if tag in self.open:
            del self.open[len(self.open) - 1 - self.open[::-1].index(tag)]

    def handle_data(self, data: str) -> None:
        if self.unseen:
            return
        for part in BLOCK.split(data):
            if part in (PROFILE, SCORES):
                self.blocks(part)
            elif part:
                words = WHITE.sub(" ", part)
                self.spans.append((words if self.spans else words.lstrip(), self.style()))

    # What becomes of it

    def style(self) -> Style:
        heading = next((tag for tag in reversed(self.open) if tag in HEADINGS), None)
        is_bold, is_slanted = any(tag in BOLD for tag in self.open), any(tag in SLANTED for tag in self.open)
        return replace(BODY, size=HEADINGS.get(heading or "", 10.0), bold=is_bold or heading is not None, slanted=is_slanted)

    def flush(self) -> None:
        """Prints the words that were collected as a paragraph, or keeps them for their cell."""
        if self.row is not None:
            if self.spans:
                self.spans.append(("\n", BODY))
            return
        given, self.spans = trimmed(self.spans), []
        if not given:
            return
        size = max(style.size for _, style in given)
        self.pages.left = self.edge + 14 * min(len(self.lists), MOST_INDENT)
        if size > BODY.size:
            self.pages.gap(6)
            self.pages.room(50)
        self.pages.paragraph(given)
        self.pages.gap(2 if self.lists else 6)
        self.pages.left = self.edge

    def begin_item(self) -> None:
        self.flush()
        number = self.lists[-1] if self.lists else None
        if number is not None:
            self.lists[-1] = number + 1
        self.spans.append(("• " if number is None else f"{number}. ", BODY))

    def end_cell(self, tag: str) -> None:
        """The words so far belong to the cell before; the new one begins."""
        assert self.row is not None
        if self.row:
            self.row[-1] = trimmed(self.spans)
        self.spans = []
        self.open = [each for each in self.open if each != "th"]
        self.row.append([])

    def end_row(self) -> None:
        if self.row is None:
            return
        if self.row:
            self.row[-1] = trimmed(self.spans)
        row, self.row, self.spans = self.row, None, []
        self.open = [each for each in self.open if each != "th"]
        if len(row) > MOST_COLUMNS:
            self.pages.paragraph([span for cell in row for span in (*cell, (" | ", BODY))])
        elif row:
            width = self.pages.width / len(row)
            self.pages.row(self.pages.cells([(place * width, width - 6, cell) for place, cell in enumerate(row)]))

    def blocks(self, name: str) -> None:
        self.end_row()
        self.flush()
        self.blocks_left -= 1
        if self.blocks_left < 0:
            return
        if name == PROFILE:
            for plot in self.plots:
                profile.draw(self.pages, plot)
        else:
            for table in self.tables:
                scores(self.pages, table)


def scores(pages: Pages, table: Table) -> None:
    """A table of scores; its first column, the names, is the widest."""
    pages.gap(8)
    pages.room(70)
    pages.paragraph([(table.title, Style(size=11, bold=True))])
    pages.gap(3)
    first = 0.3 * pages.width if len(table.head) > 1 else pages.width
    width = (pages.width - first) / max(len(table.head) - 1, 1)
    places = [(0.0, first - 6)] + [(first + number * width, width - 6) for number in range(len(table.head) - 1)]
    with pages.table([(x, each, cell) for (x, each), cell in zip(places, table.head, strict=True)]):
        for row in table.rows:
            pages.row(pages.cells([(x, each, [(cell, Style(size=9))]) for (x, each), cell in zip(places, row, strict=True)]))
    pages.gap(6)


def trimmed(spans: Sequence[Span]) -> list[Span]:
    """Without white space and line breaks at the ends."""
    found = list(spans)
    while found and not found[0][0].strip():
        found.pop(0)
    while found and not found[-1][0].strip():
        found.pop()
    return found
