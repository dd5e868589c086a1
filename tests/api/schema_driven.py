"""Schemathesis over a surface's own OpenAPI document: a run of all phases with all checks, and what it saw.

A run is the engine behind `schemathesis run`: the phases coverage, fuzzing and stateful. Each surface has a `Maker` of the
things that its requests are about, and a function that says which failures its contract wants, with the line that wants it;
every other failure fails the test.
"""

import asyncio
import random
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol

import pytest
import requests
import schemathesis
import schemathesis.transport.requests
from jsonschema import Draft202012Validator
from schemathesis.core.failures import Failure
from schemathesis.core.parameters import ParameterLocation
from schemathesis.core.transport import Response
from schemathesis.engine import from_schema
from schemathesis.generation.case import Case
from schemathesis.generation.meta import TestPhase
from schemathesis.hooks import GLOBAL_HOOK_DISPATCHER

Forced = Callable[[Failure, Case, Response], str | None]


class Preparing(Protocol):
    """Sees every request before it goes out."""

    def prepare(self, case: Case, kwargs: dict[str, Any]) -> None: ...


def left_alone(case: Case) -> float:
    """The share of cases that go as they are; coverage makes hundreds of each operation."""
    assert case.meta is not None
    return 0.8 if case.meta.phase.name is TestPhase.COVERAGE else 0.25


def fits(case: Case, body: Any) -> bool:
    """Does the document of the case's operation allow this body?"""
    spec = case.operation.schema.raw_schema
    schema = spec["paths"][case.path][case.operation.method.lower()]["requestBody"]["content"][case.media_type]["schema"]
    return Draft202012Validator(schema | {"components": spec["components"]}).is_valid(body)


class Maker:
    """Makes things through the API at `base`, and puts them into most of the cases that are meant to be valid."""

    def __init__(self, base: str, token: str, seed: int) -> None:
        self.base, self.session, self.chance = base, requests.Session(), random.Random(seed)
        self.session.headers["Authorization"] = f"Bearer {token}"

    def ask(self, method: str, path: str, **options: Any) -> Any:
        answer = self.session.request(method, self.base + path, timeout=60, **options)
        assert answer.ok, f"{method} {path}: {answer.status_code} {answer.text[:300]}"
        return answer.json()

    def prepare(self, case: Case, kwargs: dict[str, Any]) -> None:
        meta = case.meta
        if meta is None or case.method.lower() != case.operation.method.lower() or self.chance.random() < left_alone(case):
            return
        valid = {location for location, component in meta.components.items() if component.mode.is_positive}
        if ParameterLocation.PATH in valid and case.path_parameters and meta.phase.name is not TestPhase.STATEFUL:
            case.path_parameters.update(self.parameters(case))
        if ParameterLocation.QUERY in valid and case.query:
            case.query.update(self.query(case))
        if ParameterLocation.BODY in valid and isinstance(case.body, dict):
            case.body = self.body(case, case.body)

    def parameters(self, case: Case) -> dict[str, Any]:
        """Values for the path, so that the case can succeed; what it is about is made first."""
        return {}

    def query(self, case: Case) -> dict[str, Any]:
        return {}

    def body(self, case: Case, body: dict[str, Any]) -> dict[str, Any]:
        """The body with names that are free and ids that exist."""
        return body


@dataclass
class Exploration:
    """What a run saw: failures by (operation, check, status), excuses by line, statuses by operation."""

    failures: dict[tuple[str, str, int], str] = field(default_factory=dict)
    excused: Counter[str] = field(default_factory=Counter)
    statuses: dict[str, Counter[int]] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)

    @property
    def requests(self) -> int:
        return sum(statuses.total() for statuses in self.statuses.values())

    def never_succeeded(self) -> list[str]:
        return [name for name, statuses in self.statuses.items() if not any(200 <= status < 400 for status in statuses)]


@contextmanager
def prepared(things: Preparing) -> Iterator[None]:
    """Every request of a run goes through `things.prepare` first."""

    def before_call(context, case, kwargs) -> None:
        things.prepare(case, kwargs)

    GLOBAL_HOOK_DISPATCHER.hook(before_call)
    try:
        yield
    finally:
        GLOBAL_HOOK_DISPATCHER.unregister(before_call)


def explore(document: str, base: str, token: str, things: Preparing, forced: Forced, *, seed: int, examples: int,
            phases: dict[str, Any], **settings: Any) -> Exploration:  # fmt: skip
    """Runs the phases against a server; blocks, so it belongs into a thread of its own."""
    config = schemathesis.Config.from_dict({
        "seed": seed, "base-url": base, "continue-on-failure": True, "suppress-health-check": ["all"], "phases": phases,
        "auth": {"openapi": {"bearer": {"bearer": token}}},
        "generation": {"max-examples": examples, "no-shrink": True, "database": "none", "allow-x00": False},
    } | settings)  # fmt: skip
    schema = schemathesis.openapi.from_url(document, config=config)
    seen = Exploration(statuses={operation.ok().label: Counter() for operation in schema.get_all_operations()})

    @schema.hook
    def filter_failure(context, failure, case, response) -> bool:
        line = forced(failure, case, response)
        if line:
            seen.excused[line] += 1
        return line is None

    with prepared(things):
        for event in from_schema(schema).execute():
            look(seen, event)
    return seen


async def check(url: str, surface: str, token: str, things: Preparing, forced: Forced, sizes: dict[str, Any], *, seed: int,
                full_size: bool, refusing: tuple[str, ...] = (), **settings: Any) -> None:  # fmt: skip
    """Fails for whatever a run finds that no line of the contract wants; at full size also for what never succeeded.

    `refusing`: operations that are there to refuse.
    """
    document = f"{url}/{surface}/openapi.json"
    seen = await asyncio.to_thread(explore, document, url, token, things, forced, seed=seed, **sizes, **settings)
    print(f"seed {seed}: {seen.requests} requests", *(f"{count:6} {line}" for line, count in seen.excused.most_common()), sep="\n")
    print(*(f"{name}: {dict(sorted(statuses.items()))}" for name, statuses in seen.statuses.items()), sep="\n")
    assert not seen.errors, f"seed {seed}:\n" + "\n".join(seen.errors[:20])
    assert not seen.failures, f"seed {seed}:\n" + "\n\n".join(seen.failures.values())
    if full_size:
        assert [name for name in seen.never_succeeded() if name not in refusing] == []


def seed_of(full_size: bool) -> int:
    """Another one each time at full size; it is printed."""
    return random.randrange(2**32) if full_size else 1


def look(seen: Exploration, event: Any) -> None:
    if hasattr(event, "exception") or hasattr(event, "info"):
        seen.errors.append(f"{getattr(event, 'label', '')}: {getattr(event, 'info', None) or event.exception}"[:2000])
    recorder = getattr(event, "recorder", None)
    if recorder is None:
        return
    for case_id, interaction in recorder.interactions.items():
        name = recorder.cases[case_id].value.operation.label
        case = recorder.cases[case_id].value
        if interaction.response is None:
            seen.errors.append(f"{name}: no answer")
        elif case.method.upper() == name.partition(" ")[0]:
            seen.statuses[name][interaction.response.status_code] += 1
    for case_id, checks in recorder.checks.items():
        for check in checks:
            if check.failure_info is not None:
                note(seen, recorder, case_id, check)


def note(seen: Exploration, recorder: Any, case_id: str, check: Any) -> None:
    case, answer = recorder.cases[case_id].value, recorder.interactions[case_id].response
    said = f"{check.name}: {check.failure_info.failure.message[:800]}\n{check.failure_info.code_sample[:800]}\n"
    said += f"{answer.status_code if answer else ''} {answer.content[:500] if answer else b''!r}"
    key = (case.operation.label, check.name, answer.status_code if answer else 0)
    seen.failures.setdefault(key, said)


@pytest.fixture(autouse=True)
def other_urllib3(monkeypatch):
    """kadi-apy brings a fork of urllib3 that takes its place; Schemathesis counts the connections of the original."""
    monkeypatch.setattr(schemathesis.transport.requests, "_count_opened_connections", lambda session: 0)
