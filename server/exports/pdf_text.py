"""Text as a PDF shows it: which font has a character, how wide it is, where lines break.

Everything is drawn character by character of fonts we choose, never through reportlab's paragraph markup: no text of a user
is ever interpreted. DejaVu Sans (in `fonts/`) draws Latin, Greek, Cyrillic and what else it has; characters of China, Japan
and Korea are drawn by the fonts that every reader of PDF brings along; a character that no font has becomes a box.
"""

import re
import threading
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from server.exports import pdf_order

FOLDER = Path(__file__).parent / "fonts"
REGISTERING = threading.Lock()
LEADING = 1.4  # height of a line in sizes of its letters
BOX = "\N{WHITE SQUARE}"
TAB = "    "

# Language → its codec (what the font has, near enough) and its fonts, regular and bold.
EAST_ASIAN = {
    "zh": ("gbk", "STSong-Light", "STSong-Light"),
    "ja": ("cp932", "HeiseiMin-W3", "HeiseiKakuGo-W5"),
    "ko": ("cp949", "HYSMyeongJo-Medium", "HYGothic-Medium"),
    "zh-Hant": ("big5", "MSung-Light", "MSung-Light"),
}
KANA, HANGUL = re.compile("[\u3041-\u30ff\u31f0-\u31ff\uff66-\uff9d]"), re.compile("[\u1100-\u11ff\u3131-\u318e\uac00-\ud7a3]")
# What draws nothing: controls, direction marks, joiners, variation selectors, tags. White space among them matched before.
UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e0fff]"
)
TOKEN = re.compile(r"\n|[^\S\n]+|\S+")
# Lines may break before and after each of these, but not before what closes.
WIDE = "\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff01-\uffee\U00020000-\U0003ffff"
CLOSING = "、。，．！？：；）」』】〉》｝］"
PIECE = re.compile(f"[{WIDE}][{CLOSING}]*|[^{WIDE}]+")
IS_WIDE = re.compile(f"[{WIDE}]")
LONGEST_COMPOSED = 200  # letters of a word that is brought into composed form; sorting marks takes time with their square


@dataclass(frozen=True, slots=True)
class Style:
    """How letters look, and where a click on them leads."""

    size: float = 9.5
    bold: bool = False
    slanted: bool = False
    is_code: bool = False
    color: str = "#1b1f24"
    link: str | None = None


@dataclass(slots=True)
class Part:
    """Letters of one font and style."""

    text: str
    font: str
    style: Style
    width: float


@dataclass(slots=True)
class Line:
    parts: list[Part]
    height: float


class Glyphs(dict[str, tuple[str, float, str]]):
    """Character → its font, its width at size 1, and what is drawn for it; looked up once."""

    MOST = 70_000

    def __init__(self, order: list[tuple[str, Any]], wide: list[tuple[str, str, Any]]) -> None:
        super().__init__()
        self.order, self.wide = order, wide

    def __missing__(self, char: str) -> tuple[str, float, str]:
        if len(self) > self.MOST:
            self.clear()
        found = self[char] = self.find(char) or self[BOX]
        return found

    def find(self, char: str) -> tuple[str, float, str] | None:
        code = ord(char)
        for name, widths in self.order:
            if code in widths:
                return name, widths[code] / 1000, char
        for codec, name, font in self.wide:
            if 0x1100 <= code <= 0xFFFF and can_write(char, codec):
                return name, font.stringWidth(char, 1), char
        return None


def can_write(char: str, codec: str) -> bool:
    try:
        char.encode(codec)
    except UnicodeEncodeError:
        return False
    return True


def fonts() -> dict[str, Any]:
    """The fonts by name, made known to reportlab once."""
    with REGISTERING:
        return registered()


@cache
def registered() -> dict[str, Any]:
    from reportlab.pdfbase.pdfmetrics import getFont, registerFont

    from server.exports.pdf_fonts import EastAsianFont, OutlineFont

    made = [OutlineFont("Sans", FOLDER / "DejaVuSans.ttf"), OutlineFont("Sans-Bold", FOLDER / "DejaVuSans-Bold.ttf")]
    made += [EastAsianFont(name) for name in sorted({name for _, *names in EAST_ASIAN.values() for name in names})]
    for font in made:
        registerFont(font)
    return {font.fontName: font for font in made} | {"Courier": getFont("Courier")}


@cache
def glyphs(language: str, bold: bool, is_code: bool) -> Glyphs:
    """The fonts that are asked in turn, in a text of that language."""
    known = fonts()
    names = ["Sans-Bold", "Sans"] if bold else ["Sans", "Sans-Bold"]
    order = [(name, known[name].face.charWidths) for name in names]
    if is_code:
        order.insert(0, ("Courier", dict.fromkeys(range(0x20, 0x7F), 600)))
    languages = [language, *(other for other in EAST_ASIAN if other != language)]
    wide = [(EAST_ASIAN[one][0], EAST_ASIAN[one][2 if bold else 1], known[EAST_ASIAN[one][2 if bold else 1]]) for one in languages]
    return Glyphs(order, wide)


def language_of(text: str) -> str:
    """Whose forms the Han characters of a text take: Japanese beside kana, Korean beside hangul, else Chinese."""
    if text.isascii():
        return "zh"
    return "ja" if KANA.search(text) else "ko" if HANGUL.search(text) else "zh"


def tokens(text: str) -> Iterator[str]:
    """Line ends, white space and words of what can be seen of a text."""
    if not text.isascii() or not text.isprintable():
        text = UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", TAB))
    for token in TOKEN.findall(text):
        yield token if token.isascii() or len(token) > LONGEST_COMPOSED else unicodedata.normalize("NFC", token)


def parts(text: str, style: Style, found: Glyphs) -> list[Part]:
    """A word cut where the font changes."""
    result: list[Part] = []
    letters: list[str] = []
    font, width = "", 0.0
    for char in text:
        name, advance, drawn = found[char]
        if name != font and letters:
            result.append(Part("".join(letters), font, style, width * style.size))
            letters, width = [], 0.0
        font = name
        letters.append(drawn)
        width += advance
    if letters:
        result.append(Part("".join(letters), font, style, width * style.size))
    return result


class Wrapping:
    """Fills lines of a width. A word too long for a line of its own is cut wherever it has to be."""

    def __init__(self, width: float, language: str, direction: str | None) -> None:
        self.width, self.language, self.direction = width, language, direction
        self.lines: list[Line] = []
        self.line: list[Part] = []
        self.used = 0.0
        self.word: list[Part] = []
        self.gap: Part | None = None
        self.style = Style()

    def add(self, text: str, style: Style) -> None:
        self.style, found = style, glyphs(self.language, style.bold, style.is_code)
        for token in tokens(text):
            if token == "\n":
                self.end_word()
                self.end_line()
            elif token.isspace():
                self.end_word()
                self.gap = parts(" " * len(token) if style.is_code else " ", style, found)[0]
            elif IS_WIDE.search(token):
                for piece in PIECE.findall(token):
                    if IS_WIDE.match(piece):
                        self.end_word()
                        self.word = parts(piece, style, found)
                        self.end_word()
                    else:
                        self.word += parts(piece, style, found)
            else:
                self.word += parts(token, style, found)

    def end_word(self) -> None:
        word, self.word = self.word, []
        if not word:
            return
        gap, self.gap = self.gap, None
        if gap is not None and not self.line and not gap.style.is_code:
            gap = None
        length = sum(part.width for part in word)
        if self.used + (gap.width if gap else 0.0) + length <= self.width:
            if gap:
                self.place(gap)
            for part in word:
                self.place(part)
            return
        if self.line:
            self.end_line()
        for part in word:
            if self.used + part.width <= self.width:
                self.place(part)
            else:
                self.place_by_letters(part)

    def place_by_letters(self, part: Part) -> None:
        found, start, room, size = glyphs(self.language, part.style.bold, part.style.is_code), 0, self.width - self.used, part.style.size
        width = 0.0
        for index, char in enumerate(part.text):
            advance = found[char][1] * size
            if width + advance > room and (index > start or self.line):
                self.place(Part(part.text[start:index], part.font, part.style, width))
                self.end_line()
                start, room, width = index, self.width, 0.0
            width += advance
        self.place(Part(part.text[start:], part.font, part.style, width))

    def place(self, part: Part) -> None:
        last = self.line[-1] if self.line else None
        self.used += part.width
        if last is not None and last.font == part.font and last.style == part.style:
            last.text += part.text
            last.width += part.width
        elif part.text:
            self.line.append(Part(part.text, part.font, part.style, part.width))

    def end_line(self) -> None:
        size = max((part.style.size for part in self.line), default=self.style.size)
        self.lines.append(Line(self.turned() if self.direction else self.line, size * LEADING))
        self.line, self.used, self.gap = [], 0.0, None

    def turned(self) -> list[Part]:
        """The line as it is drawn from the left, where letters run from right to left."""
        text, owners = "".join(part.text for part in self.line), [part for part in self.line for _ in part.text]
        if not pdf_order.RIGHT_TO_LEFT.search(text) and self.direction == "L":
            return self.line
        result: list[Part] = []
        for place, letter in pdf_order.drawn(text, self.direction or "L"):
            owner = owners[place]
            advance = glyphs(self.language, owner.style.bold, owner.style.is_code)[letter][1] * owner.style.size
            if result and (result[-1].font, result[-1].style) == (owner.font, owner.style):
                result[-1].text += letter
                result[-1].width += advance
            else:
                result.append(Part(letter, owner.font, owner.style, advance))
        return result

    def finish(self) -> list[Line]:
        self.end_word()
        if self.line or not self.lines:
            self.end_line()
        return self.lines


def wrapped(spans: Iterable[tuple[str, Style]], width: float) -> list[Line]:
    """The lines of a paragraph; at least one, which may be empty."""
    spans = list(spans)
    whole = "".join(text for text, _ in spans)
    direction = pdf_order.direction(whole) if pdf_order.RIGHT_TO_LEFT.search(whole) else None
    wrapping = Wrapping(width, language_of(whole), direction)
    for text, style in spans:
        wrapping.add(text, style)
    return wrapping.finish()
