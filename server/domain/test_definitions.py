"""Tests made here: screens of components, scales, rules that score them, norms. Read from the documented fields of a test.

Such a test says so: `PluginData.Athenaeum` is an object. Anything else, and everything with a script, is a foreign one: it is
stored and shown, but neither checked nor scored.
"""

import keyword
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any
from uuid import UUID

from server.domain import components, formulas
from server.domain.components import Component, Reader
from server.domain.formulas import Formula, Malformed
from server.errors import Fault

MARK = "Athenaeum"
SCRIPTS = ("BeforeScript", "AfterScript", "BeforeNormingScript", "AfterNormingScript", "ScoringScript", "Pre360", "Per360", "Post360")
MAX_SCREENS = 500
MAX_COMPONENTS = 500
MAX_SCALES = 500
MAX_RULES = 20_000
MAX_NORMS = 100
MAX_BORDERS = 1000
MAX_PRECISION = 6
# In a rule: the number of the answer.
VALUE = "value"
ANY = "*"


@dataclass(frozen=True, slots=True)
class Screen:
    id: str
    name: str
    components: tuple[Component, ...]


@dataclass(frozen=True, slots=True)
class Scale:
    id: str
    name: str
    precision: int = 0


@dataclass(frozen=True, slots=True)
class Rule:
    """Adds to a scale when the answer of a question is `answer` (`*`: any; of a multiple choice: has all these options).

    Without a question it computes from other scales.
    """

    question: tuple[str, str] | None
    answer: str
    scale: str
    formula: Formula


@dataclass(frozen=True, slots=True)
class Border:
    """Scores from `raw` on."""

    raw: Fraction
    norm: str
    percentile: str


@dataclass(frozen=True, slots=True)
class Norm:
    id: str
    name: str
    description: str
    # Scale id → borders, rising.
    columns: Mapping[str, tuple[Border, ...]]


@dataclass(frozen=True, slots=True)
class Definition:
    screens: tuple[Screen, ...]
    scales: tuple[Scale, ...]
    rules: tuple[Rule, ...]
    norms: tuple[Norm, ...]

    def questions(self) -> dict[tuple[str, str], Component]:
        """(screen id, component id) → question, in the order of the screens."""
        return {(screen.id, each.id): each for screen in self.screens for each in screen.components if each.is_question}


def is_ours(test: Mapping[str, Any]) -> bool:
    """Was the test made here? `test` has the documented names, its JSON fields parsed."""
    plugin_data = test.get("PluginData")
    return isinstance(plugin_data, dict) and isinstance(plugin_data.get(MARK), dict) and not any(
        str(test.get(name) or "").strip() for name in SCRIPTS
    )  # fmt: skip


def read(test: Mapping[str, Any]) -> tuple[Definition, list[Fault]]:
    """The definition, and everything that is wrong with it by its path; one with faults is not scored."""
    faults: list[Fault] = []
    whole = Reader({name: test.get(name) or [] for name in ("screens", "scales", "scoreRules", "norms")}, (), faults)
    screens = read_screens(whole)
    scales = read_scales(whole)
    known = {(screen.id, each.id): each for screen in screens for each in screen.components if each.is_question}
    rules = read_rules(whole, known, scales)
    return Definition(screens, scales, rules, read_norms(whole, scales)), faults


def once(path: tuple[str, ...], value: str, seen: set[str], faults: list[Fault]) -> None:
    if value and value in seen:
        faults.append(Fault(path, "duplicate", {"value": value}))
    seen.add(value)


def is_name(text: str) -> bool:
    """Can a formula name it? Written the one way in which a formula reads it."""
    taken = text in (VALUE, *formulas.FUNCTIONS) or keyword.iskeyword(text)
    return text.isidentifier() and not taken and unicodedata.normalize("NFKC", text) == text


def read_screens(whole: Reader) -> tuple[Screen, ...]:
    found, ids, names = [], set[str](), set[str]()
    for index, given in enumerate(whole.items("screens", most=MAX_SCREENS)):
        part = Reader(given, ("screens", str(index)), whole.faults)
        screen_id, name = part.text("id", most=100, is_required=True), part.text("name", most=200, is_required=True)
        once((*part.path, "id"), screen_id, ids, whole.faults)
        once((*part.path, "name"), name, names, whole.faults)
        parts, inside, called = [], set[str](), set[str]()
        for number, each in enumerate(part.items("components", most=MAX_COMPONENTS)):
            path = (*part.path, "components", str(number))
            component = components.read(each, path, whole.faults)
            once((*path, "id"), component.id, inside, whole.faults)
            once((*path, "name"), component.name, called, whole.faults)
            parts.append(component)
        found.append(Screen(screen_id, name, tuple(parts)))
    return tuple(found)


def read_scales(whole: Reader) -> tuple[Scale, ...]:
    found, ids, names = [], set[str](), set[str]()
    for index, given in enumerate(whole.items("scales", most=MAX_SCALES)):
        part = Reader(given, ("scales", str(index)), whole.faults)
        scale = Scale(
            part.text("id", most=100, is_required=True), part.text("name", most=100, is_required=True),
            part.whole("scalePrecision", 0, least=0, most=MAX_PRECISION),
        )  # fmt: skip
        once((*part.path, "id"), scale.id, ids, whole.faults)
        once((*part.path, "name"), scale.name, names, whole.faults)
        if scale.name.strip() and not is_name(scale.name):
            part.wrong(("name",), "bad_scale_name")
        found.append(scale)
    return tuple(found)


def read_rules(whole: Reader, questions: Mapping[tuple[str, str], Component], scales: tuple[Scale, ...]) -> tuple[Rule, ...]:
    found, ids, scale_names = [], {scale.id for scale in scales}, {scale.name for scale in scales}
    formulas_read: dict[tuple[bool, str], Formula] = {}  # thousands of rules share a few
    for index, given in enumerate(whole.items("scoreRules", most=MAX_RULES)):
        part = Reader(given, ("scoreRules", str(index)), whole.faults)
        question = (part.text("SourceScreenID", most=100), part.text("SourceQuestionID", most=100))
        answer, target = part.text("SourceValue"), part.text("TargetScale", most=100, is_required=True)
        asks = question != ("", "")
        if target and target not in ids:
            part.wrong(("TargetScale",), "unknown_scale", value=target)
        if asks and question not in questions:
            part.wrong(("SourceQuestionID",), "unknown_question", value=question[1])
        elif asks and answer != ANY and not components.is_possible(questions[question], answer):
            part.wrong(("SourceValue",), "not_an_answer", value=answer)
        try:
            text = part.text("TargetScaleValue")
            formula = formulas_read.get((asks, text)) or Formula(text, {VALUE} if asks else scale_names)
            formulas_read[asks, text] = formula
        except Malformed as error:
            part.wrong(("TargetScaleValue",), error.code, **({"name": error.name} if error.name else {}))
            continue
        found.append(Rule(question if asks else None, answer, target, formula))
    return tuple(found)


def read_norms(whole: Reader, scales: tuple[Scale, ...]) -> tuple[Norm, ...]:
    found, ids, known = [], set[str](), {scale.id for scale in scales}
    for index, given in enumerate(whole.items("norms", most=MAX_NORMS)):
        part = Reader(given, ("norms", str(index)), whole.faults)
        norm_id, columns = part.text("id", most=100, is_required=True), dict[str, tuple[Border, ...]]()
        once((*part.path, "id"), norm_id.lower(), ids, whole.faults)
        if norm_id.strip() and not is_uuid(norm_id):
            part.wrong(("id",), "not_uuid")
        for number, each in enumerate(part.items("normColumns", most=MAX_SCALES)):
            column = Reader(each, (*part.path, "normColumns", str(number)), whole.faults)
            scale = column.text("scaleID", most=100, is_required=True)
            if scale and scale not in known:
                column.wrong(("scaleID",), "unknown_scale", value=scale)
            elif scale in columns:
                column.wrong(("scaleID",), "duplicate", value=scale)
            columns[scale] = read_borders(column)
        found.append(Norm(norm_id, part.text("name", most=200, is_required=True), part.text("description"), columns))
    return tuple(found)


def is_uuid(text: str) -> bool:
    """A session names the norms of its tests by UUIDs."""
    try:
        return str(UUID(text)) == text.lower()
    except ValueError:
        return False


def read_borders(column: Reader) -> tuple[Border, ...]:
    found: list[Border] = []
    for index, given in enumerate(column.items("normColumnValues", most=MAX_BORDERS)):
        part = Reader(given, (*column.path, "normColumnValues", str(index)), column.faults)
        raw = part.number("rawScoreBorder")
        if raw is None:
            part.wrong(("rawScoreBorder",), "required")
            continue
        if found and raw <= found[-1].raw:
            part.wrong(("rawScoreBorder",), "not_rising")
        found.append(Border(raw, shown(part, "normValue"), shown(part, "percentileValue")))
    return tuple(found)


def shown(part: Reader, name: str) -> str:
    """A value of a norm: a number or a text, kept as a text."""
    value = part.given.get(name, "")
    if isinstance(value, bool) or not isinstance(value, str | int | float) or len(str(value)) > 100:
        part.wrong((name,), "not_string")
        return ""
    return str(value)
