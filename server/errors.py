"""What can go wrong, in the domain's words: a code and details, no status and no sentence.

Each surface turns a failure into its own status and body (`server/api/<surface>/errors.py`).
"""

from dataclasses import dataclass, field
from typing import Any


class Failure(Exception):
    """The parent of all failures. `code` is snake case and greppable; `details` are for the surface's wording."""

    default = "failure"

    def __init__(self, code: str | None = None, **details: Any) -> None:
        self.code = code or self.default
        self.details = details
        super().__init__(self.code)


class NotFound(Failure):
    """The thing is not there, or must not be shown to this actor."""

    default = "not_found"


class Denied(Failure):
    """The actor is known and may not do this."""

    default = "denied"


class ScopeMissing(Failure):
    """The credential lacks a scope; `details["scopes"]` are all that the operation needs."""

    default = "scope_missing"


class Unauthenticated(Failure):
    """No credential, an unknown or expired one, or one whose account may not sign in here.

    Codes: missing, unknown, expired, inactive, unverified, wrong_password, mfa_required, wrong_code, wrong_kind.
    """

    default = "missing"


class Conflict(Failure):
    """The request collides with what is stored."""

    default = "conflict"


class TooMany(Failure):
    """A rate or count is used up; `retry_after` are whole seconds."""

    default = "too_many"

    def __init__(self, code: str | None = None, *, retry_after: int = 1, **details: Any) -> None:
        super().__init__(code, **details)
        self.retry_after = retry_after


class Locked(Failure):
    """Somebody else is at work on it just now."""

    default = "locked"


class Unavailable(Failure):
    """Something we stand on is away; `retry_after` are whole seconds."""

    default = "unavailable"

    def __init__(self, code: str | None = None, *, retry_after: int = 2, **details: Any) -> None:
        super().__init__(code, **details)
        self.retry_after = retry_after


class Unreachable(Failure):
    """Another server that the answer has to come from cannot be reached, or does not answer as it should."""

    default = "unreachable"


class TooLarge(Failure):
    """A body or a quota is over its limit."""

    default = "too_large"


class Misdirected(Failure):
    """The request came for a host name that this server does not answer for."""

    default = "misdirected"


class BadRequest(Failure):
    """The request cannot be read at all (not JSON, bad header, broken multipart)."""

    default = "bad_request"


class HeadersTooLarge(BadRequest):
    """A header, or all of them together, is longer than the server reads."""

    default = "headers_too_large"


class AddressTooLong(BadRequest):
    """The address is longer than the server reads."""

    default = "address_too_long"


class ConditionFailed(Failure):
    """What the request makes a condition of (If-Match, If-Unmodified-Since) is not so; `details["etag"]` is what is there."""

    default = "condition_failed"


class RangeNotSatisfiable(Failure):
    """There are no such bytes; `details["size"]` says how many there are, `details["etag"]` which."""

    default = "range_not_satisfiable"


class MethodNotAllowed(Failure):
    """The path is there, the method is not; `details["allow"]` are the methods that are."""

    default = "method_not_allowed"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with an input: where, what, and the numbers or names a sentence needs."""

    path: tuple[str, ...]
    code: str
    params: dict[str, Any] = field(default_factory=dict)


class Invalid(Failure):
    """The input was read and breaks rules: all of them at once in `faults`. `place` is body, query, path or header."""

    default = "invalid"

    def __init__(self, faults: list[Fault], *, place: str = "body") -> None:
        super().__init__("invalid")
        self.faults = faults
        self.place = place
