"""Queries and answers of the OAuth2 endpoints, for the OpenAPI document and for tests that compare answers with it."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from server.api.kadi.extra_models import Left, Out

Challenge = Annotated[str, Field(pattern="^[A-Za-z0-9._~-]{43,128}$")]


class Authorize(BaseModel):
    response_type: Literal["code"]
    client_id: str
    redirect_uri: str
    state: str | Left = Out
    code_challenge: Challenge | Left = Out
    code_challenge_method: Literal["S256", "plain"] | Left = Out


class Client(BaseModel):
    client_id: str
    client_secret: str


class TokenRequest(Client):
    """`code` and `redirect_uri` (and `code_verifier` after a challenge), or `refresh_token`."""

    grant_type: Literal["authorization_code", "refresh_token"]
    code: str = ""
    redirect_uri: str = ""
    code_verifier: str = ""
    refresh_token: str = ""


class Revocation(Client):
    token: Annotated[str, Field(min_length=1)]
    token_type_hint: Literal["access_token", "refresh_token"] = "access_token"


class Decision(BaseModel):
    form: str
    decision: Literal["authorize", "deny"]


class Tokens(BaseModel):
    """`scope` is missing when the application has none."""

    model_config = ConfigDict(extra="forbid")

    access_token: str
    expires_in: int
    refresh_token: str
    scope: str = ""
    token_type: Literal["Bearer"]


class Refusal(BaseModel):
    model_config = ConfigDict(extra="forbid")

    error: Literal["invalid_request", "invalid_client", "invalid_grant", "unsupported_grant_type"]
    error_description: str = ""


class Revoked(BaseModel):
    """An empty object."""

    model_config = ConfigDict(extra="forbid")
