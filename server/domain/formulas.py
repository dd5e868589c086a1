"""Small formulas over named numbers: `(E1 + E2) / 2`, `6 - value`, `max(A, B)`. Nothing in them can be anything but arithmetic.

Numbers are exact (fractions), so that a score does not depend on the order of its parts. Where a part is missing, or something
is divided by nothing, the whole is missing (None).
"""

import ast
import math
from collections.abc import Callable, Mapping
from fractions import Fraction

Value = Fraction | None

MAX_LENGTH = 1000
MAX_DEPTH = 40
# Beyond it a number is no score any more: every client still reads what is below as it was meant.
MOST = Fraction(10**15)
# Fractions with more than these places are rounded; products of many could otherwise take all memory.
FINEST = 10**40
FUNCTIONS: dict[str, Callable[[list[Fraction]], Fraction]] = {
    "min": min, "max": max, "sum": lambda them: sum(them, Fraction()), "mean": lambda them: sum(them, Fraction()) / len(them),
    "abs": lambda them: abs(them[0]),
}  # fmt: skip
OPERATORS: dict[type[ast.operator], Callable[[Fraction, Fraction], Value]] = {
    ast.Add: lambda a, b: a + b, ast.Sub: lambda a, b: a - b, ast.Mult: lambda a, b: a * b, ast.Div: lambda a, b: a / b if b else None,
}  # fmt: skip


class Malformed(Exception):
    """The text is no formula; the message is a code: `formula_syntax`, `formula_unknown_name`, `formula_too_long`."""

    def __init__(self, code: str, name: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.name = name


class Formula:
    """A formula that was read. `names` are the numbers it needs."""

    def __init__(self, text: str, known: Mapping[str, object] | set[str]) -> None:
        """Malformed where it is none, or names a number that is not among `known`."""
        if len(text) > MAX_LENGTH:
            raise Malformed("formula_too_long")
        try:
            self._root = ast.parse(text.strip(), mode="eval").body
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            raise Malformed("formula_syntax") from None
        self.names: set[str] = set()
        self._check(self._root, known, 0)

    def _check(self, node: ast.expr, known: Mapping[str, object] | set[str], depth: int) -> None:
        if depth > MAX_DEPTH:
            raise Malformed("formula_too_long")
        match node:
            case ast.Constant(value=int() | float() as number) if not isinstance(number, bool) and abs(number) < MOST:
                parts: list[ast.expr] = []
            case ast.Name(id=name):
                if name not in known:
                    raise Malformed("formula_unknown_name", name)
                self.names.add(name)
                parts = []
            case ast.UnaryOp(op=ast.UAdd() | ast.USub(), operand=operand):
                parts = [operand]
            case ast.BinOp(left=left, op=op, right=right) if type(op) in OPERATORS:
                parts = [left, right]
            case ast.Call(func=ast.Name(id=name), args=[_, *_] as args, keywords=[]) if name in FUNCTIONS:
                if name == "abs" and len(args) != 1:
                    raise Malformed("formula_syntax")
                parts = args
            case _:
                raise Malformed("formula_syntax")
        for part in parts:
            self._check(part, known, depth + 1)

    def value(self, numbers: Mapping[str, Value]) -> Value:
        """What it comes to; None where a number is missing."""
        return tamed(self._value(self._root, numbers))

    def _value(self, node: ast.expr, numbers: Mapping[str, Value]) -> Value:
        match node:
            case ast.Constant(value=int() | float() as number):
                return exact(number)
            case ast.Name(id=name):
                return numbers.get(name)
            case ast.UnaryOp(op=op, operand=operand):
                found = self._value(operand, numbers)
                return -found if found is not None and isinstance(op, ast.USub) else found
            case ast.BinOp(left=left, op=op, right=right):
                a, b = self._value(left, numbers), self._value(right, numbers)
                return tamed(None if a is None or b is None else OPERATORS[type(op)](a, b))
            case ast.Call(func=ast.Name(id=name), args=args):
                given = [self._value(part, numbers) for part in args]
                known = [each for each in given if each is not None]
                return FUNCTIONS[name](known) if len(known) == len(given) else None
        raise AssertionError("checked before")


def tamed(value: Value) -> Value:
    """The value where it is a score still: neither too large nor too fine."""
    return None if value is None or abs(value) > MOST else coarse(value)


def coarse(value: Fraction) -> Fraction:
    return value if value.denominator <= FINEST else Fraction(round(value * FINEST), FINEST)


def plain(given: object) -> Value:
    """The number that a value of JSON is, itself or written as a text; None for everything else."""
    if isinstance(given, str):
        return number(given)
    if isinstance(given, bool) or not isinstance(given, int | float) or not math.isfinite(given):
        return None
    return tamed(exact(given))


def exact(number: int | float) -> Fraction:
    """The number as it is written: 0.1 is a tenth."""
    return Fraction(str(number))


def number(text: str) -> Value:
    """The number that a text is (`7`, `-2.5`, `2,5`), or None."""
    plain = text.strip().replace(",", ".", 1)
    if len(plain) > 40 or not plain.removeprefix("-").replace(".", "", 1).isdecimal() or not plain.isascii():
        return None
    try:
        found = Fraction(plain)
    except ValueError:
        return None
    return found if abs(found) <= MOST else None


def rounded(value: Fraction, precision: int) -> int | float:
    """Half goes away from nothing: 2.5 is 3, -2.5 is -3."""
    factor = 10**precision
    scaled = abs(value) * factor
    whole = int(scaled + Fraction(1, 2))
    found = Fraction(whole, factor) * (-1 if value < 0 else 1)
    return int(found) if found.denominator == 1 else float(found)
