"""Scores of a test made here, from the answers alone. Nothing that is stored is ever run.

Answers and scores have the documented forms (`Results`, `Scores` of a session test). The order of the rules does not matter, but
that those with a question come first and those that compute from scales follow, one after the other.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from server.domain import components, formulas
from server.domain.components import Component
from server.domain.test_definitions import ANY, VALUE, Definition, Norm, Rule, Scale

NONE = "-"
ZERO = "00000000-0000-0000-0000-000000000000"
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
    questions, ids = definition.questions(), {scale.name: scale.id for scale in definition.scales}
    found: dict[str, Fraction | None] = dict.fromkeys(scale.id for scale in definition.scales)
    for rule in definition.rules:
        answer = answers.get(rule.question) if rule.question else None
        if rule.question and answer is not None and applies(rule, questions[rule.question], answer):
            add(found, rule, rule.formula.value({VALUE: components.number_of(questions[rule.question], answer)}))
    for rule in definition.rules:
        if rule.question is None:
            add(found, rule, rule.formula.value({name: found[ids[name]] for name in rule.formula.names}))
    # Only at the end, so that it does not matter in which order the parts of a sum came.
    return {scale_id: formulas.tamed(value) for scale_id, value in found.items()}


def applies(rule: Rule, question: Component, answer: str) -> bool:
    return rule.answer == ANY or components.is_same(question, rule.answer, answer)


def add(scores: dict[str, Fraction | None], rule: Rule, added: Fraction | None) -> None:
    if added is not None:
        scores[rule.scale] = formulas.coarse((scores[rule.scale] or Fraction()) + added)


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
    """The documented `Scores` of these answers, with the norms of `norm_ids` (`norms_of`)."""
    raw, norms = raw_scores(definition, answers_of(definition, results)), norms_of(definition, norm_ids)
    return {f"__{scale.id}": scores_of(scale, raw[scale.id], norms) for scale in definition.scales}


def norms_of(definition: Definition, norm_ids: Sequence[str | None]) -> list[Norm | None]:
    """Three places for norms: those that were chosen, an unknown one being none; where nobody chose, the test's first one."""
    known = {norm.id.lower(): norm for norm in definition.norms}
    given = [norm_id.lower() if norm_id and norm_id != ZERO else None for norm_id in norm_ids[:MOST_NORMS]]
    chosen = [known.get(norm_id) if norm_id else None for norm_id in given] if any(given) else [*definition.norms[:1]]
    return chosen + [None] * (MOST_NORMS - len(chosen))


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
