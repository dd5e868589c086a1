"""Tests as their author sends them, made of the lines of the data; and answers as somebody would give them."""

import random
from statistics import NormalDist
from typing import Any
from uuid import UUID, uuid5

Row = dict[str, Any]
SPACE = UUID("5c3a1d52-6c1e-4b7e-9a6b-2f0d4c8e1b90")
STANINES = (4, 11, 23, 40, 60, 77, 89, 96)


def identity(*names: str) -> str:
    """The same id for the same names, each time."""
    return str(uuid5(SPACE, "/".join(names)))


def lines(row: Row) -> list[Row]:
    """The questions of a test, in their order."""
    return row.get("items") or row["tasks"]


def screen_of(row: Row, number: int) -> int:
    return number // row["per_screen"]


def definition(row: Row) -> Row:
    """The test with screens, scales, rules and norms."""
    questions = [question(row, number, line) for number, line in enumerate(lines(row))]
    pages = range(screen_of(row, len(questions) - 1) + 1)
    held = {page: [each for number, each in enumerate(questions) if screen_of(row, number) == page] for page in pages}
    screens = [{"id": f"s{page}", "name": f"{page + 1}", "components": held[page]} for page in pages]
    scales = [{"id": name.lower(), "name": name, "scalePrecision": 0} for name in row["scales"]]
    scales += [{"id": each["name"].lower(), "name": each["name"], "scalePrecision": each["precision"]} for each in row["computed"]]
    rules = [rule(row, number, line) for number, line in enumerate(lines(row)) if line["scale"]]
    rules += [{"SourceScreenID": "", "SourceQuestionID": "", "SourceValue": "", "TargetScale": each["name"].lower(),
               "TargetScaleValue": each["formula"]} for each in row["computed"]]  # fmt: skip
    named = ("TestName", "Description", "Explanation", "LanguageSupport", "InvoiceCode", "Costs")
    return {name: row[name] for name in named} | {
        "ID": identity("test", row["key"]), "Active": True, "SupportsTestTaking": True, "SupportsTestScoring": True,
        "TotalTimeAvailableForThisTest": row["minutes"], "TestDefinitionIsProtected": True, "AuthorInfo": "Lindental-Institut",
        "Copyrights": "© Lindental-Institut", "screens": screens, "scales": scales, "scoreRules": rules,
        "norms": [norm(row, each) for each in row["norms"]],
        "PluginData": {"Athenaeum": {"version": 1, "canGoBack": True, "thanks": row["thanks"]}, "DataGathering": {"Allowed": True}},
    }  # fmt: skip


def question(row: Row, number: int, line: Row) -> Row:
    kind = line.get("type", "likert")
    made = {"id": f"q{number + 1}", "name": f"Q{number + 1}", "type": kind, "text": line["text"], "required": kind == "likert"}
    if options := row.get("likert") if kind == "likert" else line.get("options"):
        made["options"] = [{"value": str(at), "text": text} for at, text in enumerate(options, 1)]
    return made | {part: line[part] for part in ("min", "max", "step", "minChosen", "maxChosen") if part in line}


def rule(row: Row, number: int, line: Row) -> Row:
    """Agreement adds its number, or what is missing to the other end; a task adds 1 where it is right."""
    scale = line["scale"].removeprefix("-").lower()
    source = {"SourceScreenID": f"s{screen_of(row, number)}", "SourceQuestionID": f"q{number + 1}", "TargetScale": scale}
    if "right" in line:
        return source | {"SourceValue": line["right"], "TargetScaleValue": "1"}
    return source | {"SourceValue": "*", "TargetScaleValue": "6 - value" if line["scale"].startswith("-") else "value"}


def norm(row: Row, given: Row) -> Row:
    """Stanines and percentiles of whole raw scores, as a normal distribution has them."""
    columns = []
    for name, mean in given["mean"].items():
        least, most = (5, 25) if "items" in row else (0, len(lines(row)))
        spread = NormalDist(mean, given["deviation"])
        percentiles = {raw: min(99, max(1, round(100 * spread.cdf(raw)))) for raw in range(least, most + 1)}
        columns.append({"scaleID": name.lower(), "normColumnValues": [border(*pair) for pair in percentiles.items()]})
    return {"id": norm_id(row, given), "name": given["name"], "description": given["description"], "normColumns": columns}


def border(raw: int, percentile: int) -> Row:
    stanine = 1 + sum(percentile > each for each in STANINES)
    return {"rawScoreBorder": raw, "normValue": str(stanine), "percentileValue": str(percentile)}


def norm_id(row: Row, given: Row) -> str:
    return identity("norm", row["key"], given["name"])


def answers(row: Row, lean: list[float], seed: str, share: float = 1.0) -> Row:
    """What somebody answers up to a share of the test; `lean` is how far he is from the mean of each scale."""
    noise = random.Random(seed)
    results: Row = {}
    for number, line in enumerate(lines(row)):
        value = likert(row, line, lean, noise) if "likert" in row else task(line, lean[0], noise)
        if value and number < share * len(lines(row)):
            results.setdefault(f"__s{screen_of(row, number)}", {})[f"__q{number + 1}"] = {
                "Value": value, "Visible": True, "Anonimise": False, "VisibleOriginal": True,
            }  # fmt: skip
    return results


def likert(row: Row, line: Row, lean: list[float], noise: random.Random) -> str:
    scale = line["scale"]
    drawn = 3.25 + 0.55 * lean[row["scales"].index(scale.removeprefix("-"))] + noise.gauss(0, 0.6)
    agreed = min(5, max(1, round(drawn)))
    return str(6 - agreed if scale.startswith("-") else agreed)


def task(line: Row, lean: float, noise: random.Random) -> str:
    """Right, more often the better somebody is; else something near it, or nothing."""
    if not line["right"] or noise.random() < 0.55 + 0.15 * lean:
        return str(line["right"])
    if "options" in line:
        if "," in line["right"]:
            return ",".join(line["right"].split(",")[::-1]) if line["type"] == "ranking" else "2,4"
        return noise.choice([str(at) for at in range(1, len(line["options"]) + 1) if str(at) != line["right"]])
    return str(int(line["right"]) + noise.choice((-1, 1)) * line.get("step", 2))
