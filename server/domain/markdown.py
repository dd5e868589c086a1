"""Markdown as plain text, for search and short descriptions."""

import asyncio
import re
from collections.abc import Iterable

from markdown_it import MarkdownIt
from markdown_it.token import Token

PARSER = MarkdownIt("commonmark").enable("table").enable("strikethrough")
# Resolving nested emphasis and links takes time that grows with the square of their number; a text of so many marks was
# made for that purpose or is none of Markdown, and only loses the marks.
MOST_MARKS = 1000
MARKS = re.compile(r"[\[\]*_`<>!~]")
TAG = re.compile(r"<[^<>]*>")


def plain(text: str) -> str:
    """`text` without its Markdown, white space collapsed: `# Head\\n\\n*some* text` is `Head some text`."""
    if not text:
        return ""
    if len(MARKS.findall(text)) > MOST_MARKS:
        return " ".join(MARKS.sub(" ", text).split())
    return " ".join(" ".join(words(PARSER.parse(text))).split())


async def plain_aside(text: str) -> str:
    """`plain`, in a thread when the text is long enough for others to notice."""
    return plain(text) if len(text) < 4000 else await asyncio.to_thread(plain, text)


def words(tokens: Iterable[Token]) -> list[str]:
    found: list[str] = []
    for token in tokens:
        if token.type == "inline":
            found.append("".join(inline(token.children or [])))
        elif token.type in ("code_block", "fence"):
            found.append(token.content)
        elif token.type == "html_block":
            found.append(TAG.sub(" ", token.content))
    return found


def inline(tokens: Iterable[Token]) -> list[str]:
    found: list[str] = []
    for token in tokens:
        if token.type in ("text", "code_inline"):
            found.append(token.content)
        elif token.type == "image":
            found.extend(inline(token.children or []))
        elif token.type in ("softbreak", "hardbreak"):
            found.append(" ")
    return found
