"""Each status that the document names for an operation is produced, with the body that belongs to it."""

import pytest

from server.api.kms import SURFACE
from tests.api.kms import people
from tests.api.kms.stage import NEW_PASSWORD, NOBODY, PUBLIC, STATUSES, Stage, success
from tests.api.kms.test_sign_in import NO_TOKEN
from tests.make import PASSWORD

ROUTES = {f"{route.method} {route.template}": route for route in SURFACE.routes if not route.hidden}
CASES = [(operation, status) for operation, statuses in STATUSES.items() for status in sorted(statuses)]
NOUNS = {"user_id": "User", "training_id": "Training", "registration_id": "Registration"}
# Operation → a body that is wrong, and what is said of it.
WRONG = {
    "POST /auth/login": ({"username": "x"}, ["password"], "field required", "value_error.missing"),
    "POST /auth/register": ({"username": "a", "email": "a@example.org", "full_name": "A", "password": "7 chars"}, ["password"],
                            "ensure this value has at least 8 characters", "value_error.any_str.min_length"),
    "POST /auth/change-password": ({"current_password": PASSWORD, "new_password": "7 chars"}, ["new_password"],
                                   "ensure this value has at least 8 characters", "value_error.any_str.min_length"),
    "PUT /users/{user_id}": ({"role": "BOSS"}, ["role"], "value is not a valid enumeration member; permitted: 'EMPLOYEE', "
                             "'KNOWLEDGE_MANAGER', 'ADMIN'", "type_error.enum"),
    "POST /trainings": ({"title": "x"} | people.FIELDS | {"credits": -1}, ["credits"],
                        "ensure this value is greater than or equal to 0", "value_error.number.not_ge"),
    "PUT /trainings/{training_id}": ({"level": None}, ["level"], "none is not an allowed value", "type_error.none.not_allowed"),
    "POST /registrations": ({"training_id": "five"}, ["training_id"], "value is not a valid integer", "type_error.integer"),
    "PUT /registrations/{registration_id}": ({"status": "ATTENDED", "feedback_score": 6}, ["feedback_score"],
                                             "ensure this value is less than or equal to 5", "value_error.number.not_le"),
}  # fmt: skip


@pytest.fixture
async def stage(kms, make) -> Stage:
    return await Stage.make_up(kms, make)


async def answered(response, status: int, wanted: dict) -> None:
    assert (response.status, await response.json()) == (status, wanted)


async def succeeded(stage: Stage, operation: str, status: int) -> None:
    who = stage.owner if operation.startswith(("POST /auth", "POST /registrations")) else await people.admin(stage.kms, stage.make)
    response = await stage.ask(who, operation)
    assert response.status == status
    assert response.content_type == "application/json"
    ROUTES[operation].answers[status].model_validate(await response.json(), strict=True)


async def bad(stage: Stage, operation: str) -> None:
    known = stage.pair["user"]
    body, code, text = {
        "POST /auth/register": ({"username": known["username"], "email": "x@example.org", "full_name": "X", "password": "8 letters"},
                                "USER_EXISTS", "A user with this username already exists"),
        "POST /auth/change-password": ({"current_password": "wrong one", "new_password": NEW_PASSWORD}, "INCORRECT_PASSWORD",
                                       "Current password is incorrect"),
        "POST /registrations": ({"training_id": stage.taken["id"]}, "ALREADY_REGISTERED", "Already registered for this training"),
    }[operation]  # fmt: skip
    response = await stage.ask(stage.owner, operation, body)
    await answered(response, 400, {"detail": text, "status": "error", "code": code})
    if operation == "POST /registrations":
        full = await people.training(stage.author, max_participants=1)
        await people.registered(stage.author, full["id"])
        response = await stage.ask(stage.owner, operation, {"training_id": full["id"]})
        await answered(response, 400, {"detail": "Training is full", "status": "error", "code": "TRAINING_FULL"})


async def unauthenticated(stage: Stage, operation: str) -> None:
    if operation == "POST /auth/login":
        response = await stage.ask(stage.kms, operation, {"username": stage.pair["user"]["username"], "password": "wrong"})
        wanted = {"detail": "Incorrect username or password", "status": "error", "code": "INVALID_CREDENTIALS"}
        await answered(response, 401, wanted)
        return
    body = {"refresh_token": stage.pair["access_token"]} if operation == "POST /auth/refresh" else None
    response = await stage.ask(stage.kms, operation, body)
    await answered(response, 401, NO_TOKEN)
    assert response.headers["WWW-Authenticate"] == "Bearer"


async def forbidden(stage: Stage, operation: str) -> None:
    who, body = await people.employee(stage.kms, stage.make), None
    if operation.startswith("PUT /registrations"):
        who, body = stage.owner, {"status": "ATTENDED"}
    response = await stage.ask(who, operation, body)
    await answered(response, 403, {"detail": "Not authorized to perform this action", "status": "error", "code": "FORBIDDEN"})


async def missing(stage: Stage, operation: str) -> None:
    noun = next((noun for name, noun in NOUNS.items() if name in operation), "Training")
    body = {"training_id": NOBODY} if operation == "POST /registrations" else None
    response = await stage.ask(await people.admin(stage.kms, stage.make), operation, body, NOBODY)
    await answered(response, 404, {"detail": f"{noun} with id {NOBODY} not found", "status": "error", "code": "NOT_FOUND"})


async def invalid(stage: Stage, operation: str) -> None:
    who = stage.owner if operation.startswith("POST /auth") else await people.admin(stage.kms, stage.make)
    body, loc, msg, kind = WRONG[operation]
    response = await stage.ask(who, operation, body)
    wanted = {"detail": [{"loc": ["body", *loc], "msg": msg, "type": kind}], "status": "error", "code": "VALIDATION_ERROR"}
    await answered(response, 422, wanted)


WAYS = {400: bad, 401: unauthenticated, 403: forbidden, 404: missing, 422: invalid}


def test_the_table_has_every_operation():
    assert set(STATUSES) == set(ROUTES)


@pytest.mark.parametrize("operation, status", CASES)
async def test_a_documented_status_is_produced(stage, operation, status):
    if status == success(operation):
        await succeeded(stage, operation, status)
    else:
        await WAYS[status](stage, operation)


@pytest.mark.parametrize("operation", [operation for operation in STATUSES if operation not in PUBLIC])
async def test_an_operation_says_401_also_where_the_document_is_silent(stage, operation):
    await unauthenticated(stage, operation)
