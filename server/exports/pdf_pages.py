"""Pages of a PDF and the place on them where the next line goes: paragraphs, rows of columns, rules, links."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from io import BytesIO
from urllib.parse import quote

from server.exports import qr
from server.exports.pdf_text import LEADING, Line, Style, fonts, wrapped

Span = tuple[str, Style]
Cell = tuple[float, float, list[Line]]  # where it begins, how wide it is, what stands in it

WIDTH, HEIGHT = 595.28, 841.89  # A4
MARGIN, FOOT = 51.0, 54.0
TOTAL = "pages-total"
MUTED, RULE, SHADE, ACCENT = "#59636e", "#d1d9e0", "#f3f5f7", "#0b5cad"
FOOTER = Style(size=8, color=MUTED)
CLICKABLE = ("http://", "https://", "mailto:")
IN_ADDRESS = "%:/?#[]@!$&'()*+,;=-._~"
KEPT_TOGETHER = 120.0  # a row up to this height is not cut


def clickable(address: str | None) -> str | None:
    """The address, if a reader may open it with a click."""
    return address if address and address.lower().startswith(CLICKABLE) else None


class Pages:
    """What is written, from top to bottom; new pages come by themselves."""

    def __init__(self, *, title: str, author: str | None, subject: str, keywords: Sequence[str], dated: datetime, foot: str) -> None:
        from reportlab.pdfgen.canvas import Canvas

        fonts()
        self.target = BytesIO()
        self.canvas = Canvas(self.target, pagesize=(WIDTH, HEIGHT), pageCompression=1, invariant=1, lang="en")
        self.canvas.setTitle(title)
        self.canvas.setAuthor(author or "")
        self.canvas.setSubject(subject)
        self.canvas.setKeywords(", ".join(keywords))
        self.canvas.setCreator("Athenaeum")
        self.canvas.setDateFormatter(lambda *_: f"D:{dated.astimezone(UTC):%Y%m%d%H%M%S}+00'00'")
        self.foot = wrapped([(foot, FOOTER)], WIDTH - 2 * MARGIN - 90)[0]
        self.number = 1
        self.y = HEIGHT - MARGIN
        self.left, self.right = MARGIN, WIDTH - MARGIN
        self.repeated: Callable[[], None] | None = None

    @property
    def width(self) -> float:
        return self.right - self.left

    # Pages

    def break_page(self) -> None:
        self.end_page()
        self.number += 1
        self.y = HEIGHT - MARGIN
        if self.repeated:
            self.repeated()

    def end_page(self) -> None:
        label = wrapped([(f"Page {self.number} of ", FOOTER)], 90)[0]
        length = label.parts[0].width
        self.draw(self.foot, MARGIN, FOOT - 20)
        self.draw(label, WIDTH - MARGIN - 24 - length, FOOT - 20)
        self.canvas.saveState()
        self.canvas.translate(WIDTH - MARGIN - 24 + FOOTER.size * 0.32, FOOT - 20)
        self.canvas.doForm(TOTAL)
        self.canvas.restoreState()
        self.canvas.showPage()

    def finish(self) -> bytes:
        self.end_page()
        self.canvas.beginForm(TOTAL, 0, -4, 40, 12)
        self.draw(wrapped([(str(self.number), FOOTER)], 40)[0], 0, 0)
        self.canvas.endForm()
        self.canvas.save()
        return self.target.getvalue()

    def room(self, height: float) -> None:
        """Begins a new page unless so much room is left on this one."""
        if self.y - height < FOOT and self.y < HEIGHT - MARGIN - 60:
            self.break_page()

    def gap(self, height: float) -> None:
        self.y -= height

    # Lines

    def draw(self, line: Line, x: float, y: float) -> None:
        for part in line.parts:
            style, text = part.style, self.canvas.beginText()
            text.setFont(part.font, style.size)
            text.setFillColor(style.color)
            if style.slanted:
                text.setTextTransform(1, 0, 0.2, 1, x, y)
            else:
                text.setTextOrigin(x, y)
            text.textOut(part.text)
            self.canvas.drawText(text)
            if style.link and (address := clickable(style.link)):
                self.link(address, x, y, part.width, style.size)
            x += part.width

    def link(self, address: str, x: float, y: float, width: float, height: float) -> None:
        self.canvas.linkURL(quote(address, safe=IN_ADDRESS, errors="replace"), (x, y - 0.25 * height, x + width, y + 0.85 * height))

    def paragraph(self, spans: Iterable[Span], *, bar: bool = False, shade: bool = False) -> None:
        """Lines over the whole width; `bar` marks a quotation, `shade` lies behind code."""
        for line in wrapped(spans, self.width):
            if self.y - line.height < FOOT:
                self.break_page()
            if shade:
                self.box(self.left - 4, self.y - line.height, self.width + 4, line.height, SHADE)
            if bar:
                self.box(self.left - 9, self.y - line.height, 2, line.height, RULE)
            self.y -= line.height
            self.draw(line, self.left, self.y + line.height * (1 - 1 / LEADING) * 0.85)

    def box(self, x: float, y: float, width: float, height: float, color: str) -> None:
        self.canvas.setFillColor(color)
        self.canvas.rect(x, y, width, height, stroke=0, fill=1)

    def rule(self) -> None:
        self.canvas.setStrokeColor(RULE)
        self.canvas.setLineWidth(0.5)
        self.canvas.line(self.left, self.y, self.right, self.y)

    # Rows of columns

    def cells(self, columns: Sequence[tuple[float, float, Iterable[Span]]]) -> list[Cell]:
        return [(x, width, wrapped(spans, width)) for x, width, spans in columns]

    def row(self, cells: Sequence[Cell], *, padding: float = 2.5, ruled: bool = True) -> None:
        """Cells beside each other. A high row goes on over the pages, a low one stays whole."""
        count = max(len(lines) for _, _, lines in cells)
        heights = [max(lines[index].height for _, _, lines in cells if index < len(lines)) for index in range(count)]
        whole = sum(heights) + 2 * padding
        if self.y - min(whole, heights[0] + 2 * padding if whole > KEPT_TOGETHER else whole) < FOOT:
            self.break_page()
        self.y -= padding
        for index, height in enumerate(heights):
            if self.y - height < FOOT:
                self.break_page()
            self.y -= height
            for x, _, lines in cells:
                if index < len(lines):
                    self.draw(lines[index], self.left + x, self.y + height * (1 - 1 / LEADING) * 0.85)
        self.y -= padding
        if ruled:
            self.rule()

    @contextmanager
    def table(self, heads: Sequence[tuple[float, float, str]]) -> Iterator[None]:
        """Rows under a head that is repeated on each page."""
        style = Style(size=8.5, bold=True, color=MUTED)
        cells = self.cells([(x, width, [(text, style)]) for x, width, text in heads])
        left = self.left

        def head() -> None:
            moved, self.left = self.left, left
            self.row(cells)
            self.left = moved

        before = self.repeated
        self.repeated = None
        self.room(60)
        head()
        self.repeated = head
        try:
            yield
        finally:
            self.repeated = before

    # The code of the address

    def code(self, text: str, side: float) -> None:
        """A QR code in the upper right corner, where a reader finds it."""
        rows = qr.code(text)
        module = side / len(rows)
        x, y = self.right - side, HEIGHT - MARGIN
        path = self.canvas.beginPath()
        for index, row in enumerate(rows):
            start = None
            for column, is_dark in enumerate([*row, 0]):
                if is_dark and start is None:
                    start = column
                elif not is_dark and start is not None:
                    path.rect(x + start * module, y - (index + 1) * module, (column - start) * module, module)
                    start = None
        self.canvas.setFillColor("#000000")
        self.canvas.drawPath(path, stroke=0, fill=1)
        self.link(text, x, y - side + 0.25 * side, side, side / 0.85 * 0.75)
