"""Scores of a test made here, from the answers alone. Nothing that is stored is ever run.

Answers and scores have the documented forms (`Results`, `Scores` of a session test). The order of the rules does not matter, but
that those with a question come first and those that compute from scales follow, one after the other.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from server.domain import components, formulas
from server.domain.test_definitions import ANY, VALUE, Definition, Norm, Scale

NONE = "-"
MOST_NORMS = 3


def answers_of(definition: Definition, results: Any) -> dict[tuple[str, str], str]:
    """(screen id, component id) → answer, of the questions that were answered with something they take."""
    found = {}
    for screen in definition.screens:
        given = of_screen(results, screen.id, screen.name)
        for component in screen.components:
            if component.is_question:
                answer = value_in(given, component.id, component.name)
                if answer and components.is_answer(component, answer):
                    found[screen.id, component.id] = answer
    return found


def of_screen(results: Any, screen_id: str, name: str) -> Mapping[str, Any]:
    """A screen's part of the results: by its id, else by its name."""
    if not isinstance(results, dict):
        return {}
    found = results.get(f"__{screen_id}", results.get(name))
    return found if isinstance(found, dict) else {}


def value_in(screen: Mapping[str, Any], component_id: str, name: str) -> str:
    found = screen.get(f"__{component_id}", screen.get(name))
    value = found.get("Value") if isinstance(found, dict) else None
    return value if isinstance(value, str) else str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def percentage_answered(definition: Definition, answers: Mapping[tuple[str, str], str]) -> int:
    asked = len(definition.questions())
    return 100 if not asked else len(answers) * 100 // asked


def raw_scores(definition: Definition, answers: Mapping[tuple[str, str], str]) -> dict[str, Fraction | None]:
    """Scale id → score before rounding; None where nothing was added."""
    questions, by_id = definition.questions(), {scale.id: scale for scale in definition.scales}
    found: dict[str, Fraction | None] = dict.fromkeys(by_id)
    for rule in definition.rules:
        answer = answers.get(rule.question) if rule.question else None
        if rule.question and answer is not None and rule.answer in (ANY, answer):
            added = rule.formula.value({VALUE: components.number_of(questions[rule.question], answer)})
            if added is not None:
                found[rule.scale] = (found[rule.scale] or Fraction()) + added
    for rule in definition.rules:
        if rule.question is None:
            added = rule.formula.value({by_id[scale_id].name: value for scale_id, value in found.items()})
            if added is not None:
                found[rule.scale] = (found[rule.scale] or Fraction()) + added
    return found


def normed(norm: Norm, scale: Scale, score: Fraction | None) -> tuple[str, str]:
    """Norm value and percentile: of the last border that the score reaches."""
    found = (NONE, NONE)
    if score is not None:
        for border in norm.columns.get(scale.id, ()):
            if border.raw > score:
                break
            found = (border.norm or NONE, border.percentile or NONE)
    return found


def score(definition: Definition, results: Any, norm_ids: Sequence[str | None] = ()) -> dict[str, Any]:
    """The documented `Scores` of these answers; up to three norms by their ids, an unknown one being none."""
    raw, norms = raw_scores(definition, answers_of(definition, results)), {norm.id: norm for norm in definition.norms}
    chosen = [norms.get(norm_id or "") for norm_id in norm_ids[:MOST_NORMS]]
    chosen += [None] * (MOST_NORMS - len(chosen))
    return {f"__{scale.id}": scores_of(scale, raw[scale.id], chosen) for scale in definition.scales}


def scores_of(scale: Scale, raw: Fraction | None, norms: Sequence[Norm | None]) -> dict[str, Any]:
    # What is compared with the norm is what people see.
    shown = 0 if raw is None else formulas.rounded(raw, scale.precision)
    found: dict[str, Any] = {"Score": shown}
    for number, norm in enumerate(norms, 1):
        end = "" if number == 1 else str(number)
        value, percentile = normed(norm, scale, None if raw is None else formulas.exact(shown)) if norm else (NONE, NONE)
        found[f"NormScore{end}"], found[f"PercentileScore{end}"] = value, percentile
        found[f"PercentileScoreSet{end}"] = percentile != NONE
        found[f"AppliedNorm{end}"] = norm.id if norm else NONE
        found[f"AppliedNormDescription{end}"] = norm.name if norm else NONE
    return found
