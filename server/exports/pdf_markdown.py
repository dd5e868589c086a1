"""A description in Markdown on the pages of a PDF. HTML in it stays text, pictures are their description: nothing is fetched."""

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

from server.exports.pdf_pages import ACCENT, MUTED, Pages, Span
from server.exports.pdf_text import Style

PARSER = MarkdownIt("commonmark").enable("table").enable("strikethrough")
# Resolving nested marks takes time that grows with the square of their number (as for the plain text of descriptions):
# what has more of them is printed as it was written.
MOST_MARKS = 1000
MARKS = re.compile(r"[\[\]*_`<>!~]")
HEADINGS = {"h1": 13.5, "h2": 12.0, "h3": 11.0}
BODY = Style()
CODE = Style(size=8.5, is_code=True)
MOST_COLUMNS = 12
DEEPEST = 12  # levels of lists and quotations that still move to the right


def draw(pages: Pages, text: str) -> None:
    if len(MARKS.findall(text)) > MOST_MARKS:
        pages.paragraph([(text, BODY)])
        return
    Writer(pages).write(PARSER.parse(text))


class Writer:
    """Goes through the tokens once; knows which lists and quotations are open."""

    def __init__(self, pages: Pages) -> None:
        self.pages = pages
        self.lists: list[int | None] = []  # the next number, None for bullets
        self.quotes = 0
        self.marker: str | None = None
        self.edge = pages.left

    def write(self, tokens: list[Token]) -> None:
        index = 0
        while index < len(tokens):
            token = tokens[index]
            if token.type == "table_open":
                end = next(place for place in range(index, len(tokens)) if tokens[place].type == "table_close")
                self.table(tokens[index:end])
                index = end
            elif token.type == "heading_open":
                self.heading(HEADINGS.get(token.tag, 10.0), tokens[index + 1])
                index += 2
            else:
                self.block(token)
            index += 1
        self.pages.left = self.edge

    def block(self, token: Token) -> None:
        kind = token.type
        if kind in ("bullet_list_open", "ordered_list_open"):
            self.lists.append(int(token.attrGet("start") or 1) if kind[0] == "o" else None)
        elif kind in ("bullet_list_close", "ordered_list_close"):
            self.lists.pop()
            self.pages.gap(0 if self.lists else 3)
        elif kind == "list_item_open":
            self.begin_item()
        elif kind in ("blockquote_open", "blockquote_close"):
            self.quotes += 1 if kind.endswith("open") else -1
        elif kind == "inline":
            self.paragraph(spans(token.children or [], BODY), gap=4)
        elif kind in ("fence", "code_block"):
            self.paragraph([(token.content.rstrip("\n"), CODE)], gap=6, shade=True)
        elif kind == "html_block":
            self.paragraph([(token.content.strip(), BODY)], gap=4)
        elif kind == "hr":
            self.place()
            self.pages.gap(5)
            self.pages.rule()
            self.pages.gap(5)

    def begin_item(self) -> None:
        number = self.lists[-1]
        self.marker = "•" if number is None else f"{number}."
        if number is not None:
            self.lists[-1] = number + 1

    def place(self) -> None:
        self.pages.left = self.edge + 16 * min(len(self.lists), DEEPEST) + 12 * min(self.quotes, DEEPEST)

    def paragraph(self, content: list[Span], *, gap: float, shade: bool = False) -> None:
        self.place()
        pages, marker, self.marker = self.pages, self.marker, None
        if marker:
            pages.room(16)
            before = pages.y
            pages.left -= 16
            pages.paragraph([(marker, BODY)])
            pages.left += 16
            pages.y = before
        pages.paragraph(content, bar=self.quotes > 0, shade=shade)
        pages.gap(1 if self.lists else gap)

    def heading(self, size: float, inline: Token) -> None:
        self.place()
        self.pages.gap(4)
        self.pages.room(50)
        self.pages.paragraph(spans(inline.children or [], Style(size=size, bold=True)))
        self.pages.gap(3)

    def table(self, tokens: list[Token]) -> None:
        self.place()
        rows: list[list[list[Span]]] = []
        style = BODY
        for token in tokens:
            if token.type == "tr_open":
                rows.append([])
            elif token.type in ("th_open", "td_open"):
                style = replace(BODY, size=8.5, bold=token.type == "th_open")
            elif token.type == "inline":
                rows[-1].append(spans(token.children or [], style))
        for row in rows:
            if len(row) > MOST_COLUMNS:
                self.pages.paragraph([span for cell in row for span in (*cell, (" | ", BODY))])
            elif row:
                width = self.pages.width / len(row)
                self.pages.row(self.pages.cells([(place * width, width - 6, cell) for place, cell in enumerate(row)]))
        self.pages.gap(6)


def spans(tokens: Iterable[Token], style: Style) -> list[Span]:
    """The text of a paragraph with its emphasis; behind a link stands its address."""
    found: list[Span] = []
    styles, addresses = [style], list[tuple[str, int]]()
    for token in tokens:
        kind = token.type
        if kind in CHANGES:
            styles.append(replace(styles[-1], **CHANGES[kind]))
        elif kind == "link_open":
            address = str(token.attrGet("href") or "")
            addresses.append((address, len(found)))
            styles.append(replace(styles[-1], color=ACCENT, link=address))
        elif kind.endswith("_close"):
            styles.pop()
            if kind == "link_close":
                address, start = addresses.pop()
                if address not in ("".join(text for text, _ in found[start:]), ""):
                    found.append((f" ({address})", replace(styles[-1], color=MUTED)))
        elif kind == "image":
            found.append((f"[{token.content}] ({token.attrGet('src')})", replace(styles[-1], color=MUTED)))
        elif kind == "code_inline":
            found.append((token.content, replace(styles[-1], is_code=True)))
        elif kind == "softbreak":
            found.append((" ", styles[-1]))
        elif kind == "hardbreak":
            found.append(("\n", styles[-1]))
        elif token.content:
            found.append((token.content, styles[-1]))
    return found


CHANGES: dict[str, dict[str, Any]] = {"strong_open": {"bold": True}, "em_open": {"slanted": True}, "s_open": {"color": MUTED}}
