"""Definitions of tests, as authors make them."""

from typing import Any

NORM = "11111111-1111-4111-8111-111111111111"
OTHER_NORM = "22222222-2222-4222-8222-222222222222"
ROW = ({"value": "1", "text": "never"}, {"value": "2", "text": "now and then"}, {"value": "3", "text": "often"})


def component(identity: str, kind: str = "likert", **parts: Any) -> dict[str, Any]:
    options = {"options": [dict(each) for each in ROW]} if kind in ("likert", "single_choice", "multiple_choice", "ranking") else {}
    return {"id": identity, "name": f"Question {identity}", "type": kind} | options | parts


def rule(question: str, scale: str, value: str = "value", answer: str = "*", screen: str = "s") -> dict[str, Any]:
    return {"SourceScreenID": screen, "SourceQuestionID": question, "SourceValue": answer, "TargetScale": scale, "TargetScaleValue": value}


def computed(scale: str, formula: str) -> dict[str, Any]:
    return {"SourceScreenID": "", "SourceQuestionID": "", "SourceValue": "", "TargetScale": scale, "TargetScaleValue": formula}


def scale(name: str, precision: int = 0) -> dict[str, Any]:
    return {"id": name.lower(), "name": name, "scalePrecision": precision}


def norm(*borders: tuple[Any, ...], identity: str = NORM, column: str = "a", name: str = "Adults") -> dict[str, Any]:
    """`borders` are (from which score on, norm value, percentile)."""
    values = [{"rawScoreBorder": raw, "normValue": value, "percentileValue": percentile} for raw, value, percentile in borders]
    return {"id": identity, "name": name, "description": "", "normColumns": [{"scaleID": column, "normColumnValues": values}]}


def definition(components: Any = (), scales: Any = (), rules: Any = (), norms: Any = ()) -> dict[str, Any]:
    """One screen `s`, named `First`."""
    return {
        "PluginData": {"Athenaeum": {}}, "screens": [{"id": "s", "name": "First", "components": list(components)}],
        "scales": list(scales), "scoreRules": list(rules), "norms": list(norms),
    }  # fmt: skip


def answered(**answers: Any) -> dict[str, Any]:
    return {"__s": {f"__{identity}": {"Value": value, "Visible": True} for identity, value in answers.items()}}
