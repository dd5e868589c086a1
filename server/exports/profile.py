"""Plots of scores: a bar for each scale, as SVG for a page and drawn on a PDF. Percentiles stand on a line from 0 to 100."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from server.exports.pdf_pages import ACCENT, MUTED, RULE, Pages
from server.exports.pdf_text import Style, wrapped

LABEL, VALUE, TITLE = Style(size=9), Style(size=9, color=MUTED), Style(size=11, bold=True)
MARKS = (0, 25, 50, 75, 100)
# In the SVG's own measure: columns of names, bars and values, height of a row.
NAMES, BARS, VALUES, ROW = 180, 300, 80, 26
LONGEST_LABEL = 28


@dataclass(frozen=True, slots=True)
class Bar:
    """`share` says how long it is, from 0 to 1; None for nothing to show."""

    label: str
    shown: str
    share: float | None


@dataclass(frozen=True, slots=True)
class Plot:
    title: str
    is_percentile: bool
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Scores in words: the head and the rows, every cell a text."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def svg(plot: Plot) -> str:
    """A picture with a text for who cannot see it; colours come as attributes, because pages of ours allow no styles."""
    height, width = ROW * len(plot.bars) + (24 if plot.is_percentile else 6), NAMES + BARS + VALUES
    words = "; ".join(f"{bar.label}: {bar.shown}" for bar in plot.bars)
    parts = [
        f'<figure><figcaption>{escape(plot.title)}</figcaption><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" role="img" font-size="12" font-family="sans-serif" aria-label="{escape(words)}">'
    ]
    bottom = ROW * len(plot.bars) + 4
    if plot.is_percentile:
        for mark in MARKS:
            x = NAMES + BARS * mark / 100
            parts.append(f'<line x1="{x:g}" y1="0" x2="{x:g}" y2="{bottom}" stroke="{RULE}"/>')
            parts.append(f'<text x="{x:g}" y="{bottom + 14}" text-anchor="middle" fill="currentColor">{mark}</text>')
    for number, bar in enumerate(plot.bars):
        y = ROW * number
        label = bar.label if len(bar.label) <= LONGEST_LABEL else bar.label[: LONGEST_LABEL - 1] + "…"
        parts.append(f'<text x="0" y="{y + 17}" fill="currentColor">{escape(label)}</text>')
        if bar.share is not None:
            parts.append(f'<rect x="{NAMES}" y="{y + 5}" width="{max(BARS * bar.share, 1):g}" height="16" fill="{ACCENT}"/>')
        parts.append(f'<text x="{NAMES + BARS + 8}" y="{y + 17}" fill="currentColor">{escape(bar.shown)}</text>')
    return "".join([*parts, "</svg></figure>"])


def table_html(table: Table) -> str:
    head = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in table.head)
    rows = "".join(
        f'<tr><th scope="row">{escape(row[0])}</th>' + "".join(f"<td>{escape(cell)}</td>" for cell in row[1:]) + "</tr>"
        for row in table.rows
    )
    return f"<table><caption>{escape(table.title)}</caption><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def draw(pages: Pages, plot: Plot) -> None:
    """The same on the pages of a PDF, going on over the next one where it is long."""
    pages.gap(8)
    pages.room(70)
    pages.paragraph([(plot.title, TITLE)])
    pages.gap(4)
    left, width = 0.34 * pages.width, 0.5 * pages.width
    for bar in plot.bars:
        label, shown = wrapped([(bar.label, LABEL)], left - 8), wrapped([(bar.shown, VALUE)], 0.16 * pages.width - 8)
        height = max(sum(line.height for line in label), sum(line.height for line in shown), 14) + 4
        pages.room(height)
        if plot.is_percentile:
            grid(pages, left, width, height)
        if bar.share is not None:
            pages.box(pages.left + left, pages.y - 12, max(width * bar.share, 1), 9, ACCENT)
        column(pages, label, 0)
        column(pages, shown, left + width + 8)
        pages.y -= height
    if plot.is_percentile:
        for mark in MARKS:
            line = wrapped([(str(mark), Style(size=7.5, color=MUTED))], 40)[0]
            pages.draw(line, pages.left + left + width * mark / 100 - line.parts[0].width / 2, pages.y - 9)
        pages.y -= 14
    pages.gap(6)


def grid(pages: Pages, left: float, width: float, height: float) -> None:
    for mark in MARKS:
        pages.box(pages.left + left + width * mark / 100 - 0.25, pages.y - height, 0.5, height, RULE)


def column(pages: Pages, lines: Sequence, x: float) -> None:  # type: ignore[type-arg]
    y = pages.y
    for line in lines:
        y -= line.height
        pages.draw(line, pages.left + x, y + 3)
