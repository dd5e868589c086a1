"""What stands in the PDF of a record, part by part."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from server.exports import pdf_markdown
from server.exports.pdf_pages import ACCENT, HEIGHT, MARGIN, MUTED, Pages, Span, clickable
from server.exports.pdf_text import Style

BODY, SMALL = Style(size=9), Style(size=7.5, color=MUTED)
LABEL, NOTHING = Style(size=9, color=MUTED), Style(size=9, color=MUTED, slanted=True)
CODE_SIDE = 74.0
LABELS = 92.0
STEP, DEEPEST = 10.0, 12  # how far nested metadata moves to the right, and until which depth
# What is printed of each table, and of the texts of all metadata. Beyond it nobody reads a page, but it would take minutes to make.
MOST_ROWS, MOST_LETTERS, LEAST_LETTERS = 20_000, 2_000_000, 100
REST = "The JSON export has all of them."
UNITS = ("kB", "MB", "GB", "TB", "PB", "EB")


class Document:
    def __init__(self, record: dict[str, Any], address: str) -> None:
        self.record, self.address = record, address
        self.rows, self.letters = MOST_ROWS, MOST_LETTERS
        creator = record.get("creator")
        self.pages = Pages(
            title=record["title"], author=creator and creator["displayname"], subject=record["identifier"], keywords=record["tags"],
            dated=record["last_modified"], foot=f"{record['identifier']} · {record['title']}",
        )  # fmt: skip

    def render(self) -> bytes:
        self.head()
        self.facts()
        if self.record["description"]:
            self.section("Description")
            pdf_markdown.draw(self.pages, self.record["description"])
        if self.record["extras"]:
            self.section("Metadata")
            self.extras()
        if self.record.get("files"):
            self.section("Files")
            self.files()
        if self.record.get("links"):
            self.section("Links")
            self.links()
        return self.pages.finish()

    def section(self, title: str) -> None:
        self.pages.gap(14)
        self.pages.room(70)
        self.pages.paragraph([(title, Style(size=13, bold=True))])
        self.pages.gap(4)

    def head(self) -> None:
        """Title and address, the code beside them."""
        pages = self.pages
        pages.code(self.address, CODE_SIDE)
        pages.right -= CODE_SIDE + 16
        pages.paragraph([(self.record["title"], Style(size=17, bold=True))])
        pages.gap(3)
        pages.paragraph([(self.address, Style(size=8.5, color=ACCENT, link=self.address))])
        pages.right += CODE_SIDE + 16
        pages.y = min(pages.y, HEIGHT - MARGIN - CODE_SIDE)
        pages.gap(10)

    def facts(self) -> None:
        record = self.record
        rows: list[tuple[str, list[Span]]] = [("Identifier", [(record["identifier"], BODY)])]
        if record["type"]:
            rows.append(("Type", [(record["type"], BODY)]))
        if record.get("creator"):
            rows.append(("Creator", person(record["creator"])))
        rows += [("Created at", [(instant(record["created_at"]), BODY)]), ("Last modified", [(instant(record["last_modified"]), BODY)])]
        if record["license"]:
            rows.append(("License", [(record["license"], BODY)]))
        if record["tags"]:
            rows.append(("Tags", [(", ".join(record["tags"]), BODY)]))
        self.pages.rule()
        for label, value in rows:
            self.pages.row(self.pages.cells([(0, LABELS - 8, [(label, LABEL)]), (LABELS, self.pages.width - LABELS, value)]))

    def extras(self) -> None:
        key, value, unit = columns(self.pages.width)
        with self.pages.table([(0, key, "Key"), (key + 8, value - 8, "Value"), (key + value + 8, unit - 8, "Unit")]):
            self.entries(self.record["extras"], 0, (key, value, unit))
        self.rest(counted(self.record["extras"]), "entries")

    def rest(self, count: int, what: str) -> None:
        """Says what is missing of a table of so many rows."""
        if count > MOST_ROWS:
            self.pages.gap(4)
            self.pages.paragraph([(f"{count - MOST_ROWS} more {what} are not printed. {REST}", LABEL)])

    def cut(self, text: str) -> str:
        """A text of the metadata, as far as there is room for it."""
        kept = text[: max(self.letters, LEAST_LETTERS)]
        self.letters -= len(kept)
        return text if len(kept) == len(text) else f"{kept} … ({len(text) - len(kept)} more letters are not printed. {REST})"

    def entries(self, entries: list[dict[str, Any]], depth: int, widths: tuple[float, float, float]) -> None:
        key, value, unit = widths
        moved = STEP * min(depth, DEEPEST)
        for number, entry in enumerate(entries, 1):
            if not self.rows:
                return
            self.rows -= 1
            entry = {name: self.cut(value) if isinstance(value, str) and name != "type" else value for name, value in entry.items()}
            name = entry.get("key") or f"({number})"
            is_nested = entry["type"] in ("dict", "list")
            self.pages.row(self.pages.cells([
                (moved, key - moved, key_spans(name, entry, is_nested)),
                (key + 8, value - 8, [] if is_nested else value_spans(entry)),
                (key + value + 8, unit - 8, [(entry.get("unit") or "", BODY)]),
            ]))  # fmt: skip
            if is_nested:
                self.entries(entry["value"], depth + 1, widths)

    def files(self) -> None:
        widths = columns(self.pages.width)
        places = (0.0, widths[0] + 8, widths[0] + widths[1] + 8)
        with self.pages.table([(places[0], widths[0], "Name"), (places[1], widths[1] - 8, "Type"), (places[2], widths[2] - 8, "Size")]):
            for file in self.record["files"][:MOST_ROWS]:
                name = [(file["name"], replace(BODY, color=ACCENT, link=f"{self.address}/files/{file['id']}"))]
                self.pages.row(self.pages.cells([
                    (places[0], widths[0], name),
                    (places[1], widths[1] - 8, [(file["mimetype"], BODY)]),
                    (places[2], widths[2] - 8, [(size(file["size"]), BODY)]),
                ]))  # fmt: skip

        self.rest(len(self.record["files"]), "files")

    def links(self) -> None:
        pages, home = self.pages, self.address.rsplit("/", 1)[0]
        width = pages.width
        with pages.table([(0, 0.3 * width, "Link"), (0.3 * width + 8, 0.12 * width, "Direction"), (0.44 * width, 0.56 * width, "Record")]):
            for link in self.record["links"][:MOST_ROWS]:
                direction = "to" if "record_to" in link else "from"
                other = link[f"record_{direction}"]
                pages.row(pages.cells([
                    (0, 0.3 * width, key_spans(link["name"], link, False)),
                    (0.3 * width + 8, 0.12 * width, [(direction, BODY)]),
                    (0.44 * width, 0.56 * width, [
                        (other["title"], replace(BODY, color=ACCENT, link=f"{home}/{other['id']}")), (f" ({other['identifier']})", LABEL),
                    ]),
                ]))  # fmt: skip
        self.rest(len(self.record["links"]), "links")


def counted(entries: list[dict[str, Any]]) -> int:
    return sum(1 + (counted(entry["value"]) if entry["type"] in ("dict", "list") else 0) for entry in entries)


def columns(width: float) -> tuple[float, float, float]:
    return 0.42 * width, 0.42 * width, 0.16 * width


def person(creator: dict[str, Any]) -> list[Span]:
    found: list[Span] = [(creator["displayname"], BODY)]
    if creator["orcid"]:
        address = f"https://orcid.org/{creator['orcid']}"
        found += [(" ", BODY), (address, replace(BODY, color=ACCENT, link=address))]
    return found


def key_spans(name: str, entry: dict[str, Any], is_nested: bool) -> list[Span]:
    """A name that leads to its term, with term and description in small letters below."""
    term, style = entry.get("term"), replace(BODY, bold=is_nested)
    found: list[Span] = [(name, replace(style, color=ACCENT, link=term) if clickable(term) else style)]
    return found + [("\n" + text, SMALL) for text in (term, entry.get("description")) if text]


def value_spans(entry: dict[str, Any]) -> list[Span]:
    value, kind = entry["value"], entry["type"]
    if value is None:
        return [("null", NOTHING)]
    if kind == "bool":
        return [("true" if value else "false", BODY)]
    if kind == "date":
        return [(instant(datetime.fromisoformat(value)), BODY)]
    if entry.get("validation", {}).get("iri") and clickable(value):
        return [(value, replace(BODY, color=ACCENT, link=value))]
    return [(str(value), BODY)]


def instant(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"


def size(count: int) -> str:
    """In decimal units with one decimal place, as Kadi says sizes: `110 Bytes`, `1.5 kB`, `10 MB`."""
    if count < 1000:
        return f"{count} Byte" if count == 1 else f"{count} Bytes"
    power = 1
    while power < len(UNITS) and round(count / 1000**power, 1) >= 1000:
        power += 1
    return f"{count / 1000**power:.1f}".removesuffix(".0") + " " + UNITS[power - 1]
