"""The kinds of components that tests made here consist of: what one must have, and which answers it takes.

A component is an object in the `components` of a screen (docs/api/itr.md): `id`, `name`, `type` and the parts below. An answer
is always a text, as the documented `Results` hold it: the value of an option, several of them with commas between, or a number.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from server.domain import formulas
from server.errors import Fault

MAX_OPTIONS = 200
MAX_TEXT = 100_000


@dataclass(frozen=True, slots=True)
class Component:
    id: str
    name: str
    type: str
    text: str = ""
    is_required: bool = False
    is_anonymised: bool = False
    # Of choices, Likert rows and rankings, in their order: value → what the candidate reads.
    options: Mapping[str, str] = field(default_factory=dict)
    # Of numbers and sliders; a slider has both and a step.
    least: Fraction | None = None
    most: Fraction | None = None
    step: Fraction | None = None
    # The longest free text.
    longest: int = MAX_TEXT
    # Of multiple choices.
    fewest_chosen: int = 0
    most_chosen: int = MAX_OPTIONS

    @property
    def is_question(self) -> bool:
        return self.type in QUESTIONS


Fits = Callable[[Component, str], bool]


def fits_option(component: Component, answer: str) -> bool:
    return answer in component.options


def fits_options(component: Component, answer: str) -> bool:
    chosen = answer.split(",")
    is_known = len(set(chosen)) == len(chosen) and all(each in component.options for each in chosen)
    return is_known and component.fewest_chosen <= len(chosen) <= component.most_chosen


def fits_ranking(component: Component, answer: str) -> bool:
    return sorted(answer.split(",")) == sorted(component.options)


def fits_number(component: Component, answer: str) -> bool:
    value = formulas.number(answer)
    if value is None or (component.least is not None and value < component.least):
        return False
    return component.most is None or value <= component.most


def fits_slider(component: Component, answer: str) -> bool:
    value = formulas.number(answer)
    if value is None or not fits_number(component, answer):
        return False
    return not component.step or ((value - (component.least or 0)) / component.step).denominator == 1


def fits_text(component: Component, answer: str) -> bool:
    return len(answer) <= component.longest and "\0" not in answer


# Those that are answered. The others are read, looked at, or (timer) end the screen.
QUESTIONS: dict[str, Fits] = {
    "single_choice": fits_option, "multiple_choice": fits_options, "likert": fits_option, "number": fits_number,
    "free_text": fits_text, "ranking": fits_ranking, "slider": fits_slider,
}  # fmt: skip
WITH_OPTIONS = frozenset({"single_choice", "multiple_choice", "likert", "ranking"})
TYPES = frozenset({"text", "heading", "picture", "timer", *QUESTIONS})


def is_answer(component: Component, answer: str) -> bool:
    """Does the question take it? An empty answer is none, and is taken unless one is required."""
    if not component.is_question:
        return False
    return not component.is_required if answer == "" else QUESTIONS[component.type](component, answer)


def is_possible(component: Component, asked: str) -> bool:
    """Can an answer be what a rule asks for? Of several options a rule names some, however many must be chosen."""
    if component.type == "multiple_choice":
        return bool(asked) and all(each in component.options for each in asked.split(","))
    return asked != "" and QUESTIONS[component.type](component, asked)


def is_same(component: Component, asked: str, answer: str) -> bool:
    """Is the answer what a rule asks for? Numbers however they are written; of several options all that the rule names."""
    if component.type == "multiple_choice":
        return set(asked.split(",")) <= set(answer.split(","))
    if component.type in ("number", "slider"):
        return formulas.number(asked) == formulas.number(answer)
    return asked == answer


def number_of(component: Component, answer: str) -> formulas.Value:
    """What an answer counts where a rule asks for its number: of several options their sum, of a ranking nothing."""
    if answer == "" or component.type in ("free_text", "ranking"):
        return None
    if component.type == "multiple_choice":
        parts = [formulas.number(each) for each in answer.split(",")]
        known = [each for each in parts if each is not None]
        return sum(known, Fraction()) if len(known) == len(parts) else None
    return formulas.number(answer)


# Reading one


class Reader:
    """Reads the parts of an object and collects what is wrong with them."""

    def __init__(self, given: Any, path: tuple[str, ...], faults: list[Fault]) -> None:
        self.given, self.path, self.faults = given if isinstance(given, dict) else {}, path, faults
        if not isinstance(given, dict):
            self.wrong((), "wrong_kind")

    def wrong(self, path: tuple[str, ...], code: str, **params: Any) -> None:
        self.faults.append(Fault((*self.path, *path), code, params))

    def text(self, name: str, *, most: int = MAX_TEXT, is_required: bool = False) -> str:
        value = self.given.get(name, "")
        if not isinstance(value, str):
            self.wrong((name,), "not_string")
        elif len(value) > most:
            self.wrong((name,), "too_long", maximum=most)
        elif is_required and not value.strip():
            self.wrong((name,), "required")
        else:
            return value
        return ""

    def flag(self, name: str) -> bool:
        value = self.given.get(name, False)
        if not isinstance(value, bool):
            self.wrong((name,), "not_boolean")
        return value is True

    def whole(self, name: str, default: int, *, least: int, most: int) -> int:
        value = self.given.get(name, default)
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            self.wrong((name,), "out_of_range", minimum=least, maximum=most)
            return default
        return value

    def number(self, name: str) -> Fraction | None:
        value = self.given.get(name)
        if value is None:
            return None
        found = formulas.plain(value)
        if found is None:
            self.wrong((name,), "not_number")
        return found

    def items(self, name: str, *, most: int) -> list[Any]:
        value = self.given.get(name, [])
        if not isinstance(value, list):
            self.wrong((name,), "wrong_kind")
        elif len(value) > most:
            self.wrong((name,), "too_many", maximum=most)
        else:
            return value
        return []


def read(given: Any, path: tuple[str, ...], faults: list[Fault]) -> Component:
    """The component that an object of a screen describes; what is wrong with it is added to `faults`."""
    part = Reader(given, path, faults)
    kind = part.text("type", most=50)
    if kind not in TYPES:
        part.wrong(("type",), "not_one_of", options=sorted(TYPES))
    component = Component(
        part.text("id", most=100, is_required=True), part.text("name", most=200), kind, part.text("text"), part.flag("required"),
        part.flag("anonymise"), options(part) if kind in WITH_OPTIONS else {}, part.number("min"), part.number("max"),
        part.number("step"), part.whole("maxLength", MAX_TEXT, least=1, most=MAX_TEXT),
        part.whole("minChosen", 0, least=0, most=MAX_OPTIONS), part.whole("maxChosen", MAX_OPTIONS, least=1, most=MAX_OPTIONS),
    )  # fmt: skip
    if component.is_question and not component.name.strip():
        part.wrong(("name",), "required")
    if component.least is not None and component.most is not None and component.least > component.most:
        part.wrong(("max",), "below_minimum")
    if component.fewest_chosen > component.most_chosen:
        part.wrong(("maxChosen",), "below_minimum")
    if kind == "multiple_choice" and component.options and component.fewest_chosen > len(component.options):
        part.wrong(("minChosen",), "more_than_options")
    if kind == "slider" and (component.least is None or component.most is None):
        part.wrong(("min" if component.least is None else "max",), "required")
    if component.step is not None and component.step <= 0:
        part.wrong(("step",), "not_positive")
    if kind == "picture" and not part.text("file", most=200).strip():
        part.wrong(("file",), "required")
    if kind == "timer":
        part.whole("seconds", 0, least=1, most=86_400)
    return component


def options(part: Reader) -> dict[str, str]:
    found: dict[str, str] = {}
    given = part.items("options", most=MAX_OPTIONS)
    if not given:
        part.wrong(("options",), "required")
    for index, each in enumerate(given):
        option = Reader(each, (*part.path, "options", str(index)), part.faults)
        value = option.text("value", most=100, is_required=True)
        if "," in value or value != value.strip():
            option.wrong(("value",), "bad_option_value")
        elif value in found:
            option.wrong(("value",), "duplicate", value=value)
        found[value] = option.text("text")
    return found
