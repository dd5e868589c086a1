"""The order in which the letters of a line are drawn where some of them run from right to left.

The usual cases of Unicode's algorithm, without its explicit marks: words of each direction in their own order, numbers from
left to right, brackets that face the right way, and the whole by the direction of the paragraph.
"""

import re
import unicodedata

RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff]")
IN_NUMBER = re.compile(r"(?<=N)\.(?=N)")
OPEN = re.compile(r"[?.]+")
MIRRORED = dict(zip("()[]{}<>«»‹›", ")(][}{><»«›‹", strict=True))


def direction(text: str) -> str:
    """`R` if the first letter with a direction runs from right to left, else `L`."""
    for letter in text:
        found = unicodedata.bidirectional(letter)
        if found in ("L", "R", "AL"):
            return "L" if found == "L" else "R"
    return "L"


def kinds(text: str, base: str) -> str:
    """For each letter `L` (runs to the right), `R` (to the left) or `N` (a number among what runs to the left)."""
    found, last = [], base
    for letter in text:
        direction = unicodedata.bidirectional(letter)
        if direction in ("L", "R", "AL"):
            last = "L" if direction == "L" else "R"
            found.append(last)
        elif direction in ("EN", "AN"):
            found.append("L" if last == "L" else "N")
        else:
            found.append("?")
    # What has no direction takes that of both neighbours, or the paragraph's.
    result = IN_NUMBER.sub(
        "N", "".join("." if kind == "?" and letter in ".,:/" else kind for kind, letter in zip(found, text, strict=True))
    )
    return OPEN.sub(lambda match: between(result, match, base) * len(match[0]), result)


def between(text: str, match: re.Match[str], base: str) -> str:
    before = text[match.start() - 1] if match.start() else base
    after = text[match.end()] if match.end() < len(text) else base
    sides = {"R" if side == "N" else side for side in (before, after)}
    return sides.pop() if len(sides) == 1 else base


def levels(text: str, base: str) -> list[int]:
    """How deep each letter stands in turned runs: even ones run to the right, odd ones to the left."""
    depth = {"L": 0 if base == "L" else 2, "R": 1, "N": 2}
    return [depth[kind] for kind in kinds(text, base)]


def drawn(text: str, base: str) -> list[tuple[int, str]]:
    """The places of the letters in the order in which they are drawn from the left, and what is drawn for each."""
    depth = levels(text, base)
    order = list(range(len(text)))
    for level in range(max(depth, default=0), 0, -1):
        start = 0
        while start < len(order):
            end = start
            while end < len(order) and depth[order[end]] >= level:
                end += 1
            order[start:end] = reversed(order[start:end])
            start = max(end, start + 1)
    order = after_their_letters(text, order)
    return [(place, MIRRORED.get(text[place], text[place]) if depth[place] % 2 else text[place]) for place in order]


def after_their_letters(text: str, order: list[int]) -> list[int]:
    """Marks that turning put before the letter they belong to, behind it again."""
    found: list[int] = []
    marks: list[int] = []
    for place in order:
        if unicodedata.combining(text[place]) and (not found or found[-1] != place - 1):
            marks.append(place)
        else:
            found += [place, *reversed(marks)]
            marks = []
    return found + marks
