"""The error object of every failure, and the sentence of every fault, in the older pydantic style that the seed shows."""

import inspect
from enum import Enum
from typing import Annotated, Literal

import orjson
import pytest
from aiohttp.test_utils import make_mocked_request
from pydantic import BaseModel, Field, StringConstraints, ValidationError

from server import errors
from server.api.kms.errors import FAULTS, TABLE, failure, listed
from server.errors import BadRequest, Failure, Fault, Invalid, NotFound
from server.http.inputs import fault

CLASSES = [kind for _, kind in inspect.getmembers(errors, inspect.isclass) if issubclass(kind, Failure)]


def answer(problem):
    response = failure(make_mocked_request("GET", "/x"), problem)
    return response.status, orjson.loads(response.body)


@pytest.mark.parametrize("kind", [kind for kind in CLASSES if kind is not Invalid])
def test_every_failure_has_detail_status_and_code(kind):
    status, body = answer(kind())
    wanted, code, detail = next(TABLE[parent] for parent in kind.__mro__ if parent in TABLE)
    assert (status, body) == (wanted, {"detail": detail, "status": "error", "code": code})


def test_what_is_not_found_is_named():
    assert answer(NotFound("user", noun="User", id=999))[1]["detail"] == "User with id 999 not found"


@pytest.mark.parametrize("code", ["not_json", "not_text", "too_deep"])
def test_what_cannot_be_read_is_a_validation_error(code):
    status, body = answer(BadRequest(code))
    assert (status, body["code"], body["detail"][0]["loc"]) == (422, "VALIDATION_ERROR", ["body"])


class Level(Enum):
    A, B, C = "A", "B", "C"


class Everything(BaseModel):
    """A field for each kind of fault."""

    text: Annotated[str, StringConstraints(min_length=3, max_length=5)] = "abc"
    number: Annotated[int, Field(ge=0, le=1000)] = 1
    between: Annotated[int, Field(gt=0, lt=10)] = 1
    yes: bool = True
    level: Level = Level.A
    word: Literal["A", "B"] = "A"
    inner: dict = {}
    several: list[int] = []
    real: float = 1.0


@pytest.mark.parametrize("given, loc, msg, kind", [
    ({"text": None}, ["text"], "none is not an allowed value", "type_error.none.not_allowed"),
    ({"text": 5}, ["text"], "str type expected", "type_error.str"),
    ({"text": "ab"}, ["text"], "ensure this value has at least 3 characters", "value_error.any_str.min_length"),
    ({"text": "abcdef"}, ["text"], "ensure this value has at most 5 characters", "value_error.any_str.max_length"),
    ({"number": "x"}, ["number"], "value is not a valid integer", "type_error.integer"),
    ({"number": 1.5}, ["number"], "value is not a valid integer", "type_error.integer"),
    ({"number": "9" * 5000}, ["number"], "value is not a valid integer", "type_error.integer"),
    ({"number": []}, ["number"], "value is not a valid integer", "type_error.integer"),
    ({"number": -1}, ["number"], "ensure this value is greater than or equal to 0", "value_error.number.not_ge"),
    ({"number": 1001}, ["number"], "ensure this value is less than or equal to 1000", "value_error.number.not_le"),
    ({"between": 0}, ["between"], "ensure this value is greater than 0", "value_error.number.not_gt"),
    ({"between": 10}, ["between"], "ensure this value is less than 10", "value_error.number.not_lt"),
    ({"yes": "perhaps"}, ["yes"], "value could not be parsed to a boolean", "type_error.bool"),
    ({"yes": []}, ["yes"], "value could not be parsed to a boolean", "type_error.bool"),
    ({"level": "D"}, ["level"], "value is not a valid enumeration member; permitted: 'A', 'B', 'C'", "type_error.enum"),
    ({"word": "C"}, ["word"], "value is not a valid enumeration member; permitted: 'A', 'B'", "type_error.enum"),
    ({"inner": 5}, ["inner"], "value is not a valid dict", "type_error.dict"),
    ({"several": 5}, ["several"], "value is not a valid list", "type_error.list"),
    ({"several": [1, "x"]}, ["several", 1], "value is not a valid integer", "type_error.integer"),
    ({"real": "x"}, ["real"], "value is not a valid float", "type_error.float"),
    (5, [], "value is not a valid dict", "type_error.dict"),
])  # fmt: skip
def test_pydantics_faults_in_the_older_style(given, loc, msg, kind):
    with pytest.raises(ValidationError) as caught:
        Everything.model_validate(given)
    found = [listed("body", fault(item)) for item in caught.value.errors(include_url=False)]
    assert found == [{"loc": ["body", *loc], "msg": msg, "type": kind}]


@pytest.mark.parametrize("place", ["query", "path"])
def test_the_place_begins_the_loc(place):
    assert listed(place, Fault(("skip",), "int_parsing", {"input": "x"}))["loc"] == [place, "skip"]


@pytest.mark.parametrize("code", FAULTS)
def test_no_sentence_has_a_hole(code):
    params = {"min_length": 1, "max_length": 2, "minimum": 1, "maximum": 2, "ge": 1, "le": 2, "gt": 1, "lt": 2, "expected": "'A' or 'B'"}
    assert not set("{}?") & set(listed("body", Fault(("x",), code, params))["msg"])


def test_an_unknown_fault_is_a_plain_one():
    assert listed("body", Fault(("x",), "never_heard_of"))["msg"] == "value is not valid"


@pytest.mark.parametrize("method, path, status, code", [
    ("GET", "/nothing", 404, "NOT_FOUND"), ("GET", "/auth/login", 405, "METHOD_NOT_ALLOWED"),
    ("PUT", "/auth/me", 405, "METHOD_NOT_ALLOWED"),
])  # fmt: skip
async def test_unknown_addresses_and_methods(kms, method, path, status, code):
    response = await kms.request(method, path)
    body = await response.json()
    assert (response.status, body["status"], body["code"]) == (status, "error", code)
