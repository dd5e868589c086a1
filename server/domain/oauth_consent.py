"""An application asks a person for access: whether the question is one, the form that counts once, the code it leads to."""

import re
import secrets as random
import string
import time
from dataclasses import dataclass

import orjson

from server.db import Connection, Row, sql
from server.domain import audit, oauth
from server.domain.actor import Actor
from server.domain.sessions import require_session
from server.errors import BadRequest, Denied
from server.secrets import Secrets, token_hash

FORM_SECONDS = 600
CODE_SECONDS = 300
CODE_LETTERS = string.ascii_letters + string.digits
CODE_LENGTH = 48
METHODS = ("plain", "S256")
# RFC 7636, 4.2: 43 letters of a hash, or the verifier itself.
CHALLENGES = {"S256": re.compile(r"[A-Za-z0-9_-]{43}"), "plain": oauth.VERIFIER}
PURPOSE = "oauth consent"


@dataclass(frozen=True, slots=True)
class Question:
    """What stands in the address that an application sends a person to. The scopes it names there do not count."""

    client_id: str
    redirect_uri: str
    response_type: str
    state: str | None = None
    challenge: str | None = None
    method: str | None = None


async def examine(conn: Connection, asked: Question) -> Row:
    """The application that asks. BadRequest, after which nobody is sent anywhere: unknown_application,
    unknown_redirect, response_type, challenge, challenge_method."""
    application = await sql.oauth_applications.find(conn, client_id=asked.client_id)
    if application is None:
        raise BadRequest("unknown_application")
    if asked.redirect_uri not in application["redirect_uris"]:
        raise BadRequest("unknown_redirect")
    if asked.response_type != "code":
        raise BadRequest("response_type")
    if asked.method is not None and asked.method not in METHODS:
        raise BadRequest("challenge_method")
    if asked.challenge is None:
        if asked.method is not None:
            raise BadRequest("challenge")
    elif CHALLENGES[asked.method or "plain"].fullmatch(asked.challenge) is None:
        raise BadRequest("challenge")
    return application


def form(secrets: Secrets, actor: Actor, application: Row, asked: Question) -> str:
    """A token for the form that is shown: of this session, for this question and what the application may now."""
    nonce, ends_at = random.token_urlsafe(18), int(time.time()) + FORM_SECONDS
    return f"{nonce}.{ends_at}.{secrets.mac(meant(actor, application, asked, nonce, ends_at), PURPOSE)}"


def meant(actor: Actor, application: Row, asked: Question, nonce: str, ends_at: int) -> bytes:
    """What a form's token stands for."""
    state = None if asked.state is None else asked.state.encode("utf-8", "surrogatepass").hex()
    parts = [
        nonce, ends_at, require_session(actor), str(actor.token_session_id), actor.user_id, application["id"], application["scopes"],
        asked.redirect_uri, asked.challenge, asked.method, state,
    ]  # fmt: skip
    return orjson.dumps(parts)


async def take(conn: Connection, secrets: Secrets, actor: Actor, application: Row, asked: Question, token: str) -> None:
    """Uses the form up. BadRequest("form"): of another session or question, too old, or answered before."""
    nonce, _, rest = token.partition(".")
    ends, _, mac = rest.partition(".")
    ends_at = int(ends) if re.fullmatch("[0-9]{1,12}", ends) else 0
    if not re.fullmatch("[A-Za-z0-9_-]{24}", nonce) or ends_at < time.time():
        raise BadRequest("form")
    if not secrets.is_mac(mac, meant(actor, application, asked, nonce, ends_at), PURPOSE):
        raise BadRequest("form")
    if not await sql.oauth_codes.answer_form(conn, nonce_hash=token_hash(nonce), seconds=float(FORM_SECONDS + 60)):
        raise BadRequest("form")


async def grant(conn: Connection, actor: Actor, application: Row, asked: Question) -> str:
    """The code that the application exchanges for a pair."""
    if await sql.oauth_applications.hold(conn, id=application["id"]) is None:
        raise BadRequest("unknown_application")
    if await sql.oauth_tokens.lock_account(conn, account_id=actor.user_id) is None:
        raise Denied("domain_closed")
    scopes, code = application["scopes"], "".join(random.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))
    opens_assessment = any(scope.startswith("assessment.") for scope in scopes or ())
    await sql.oauth_codes.insert(
        conn, code_hash=token_hash(code), application_id=application["id"], account_id=actor.user_id,
        login_id=actor.login_id if opens_assessment else None, redirect_uri=asked.redirect_uri, scopes=scopes,
        code_challenge=asked.challenge, code_challenge_method=(asked.method or "plain") if asked.challenge is not None else None,
        seconds=float(CODE_SECONDS),
    )  # fmt: skip
    details = {"application": application["id"], "name": application["name"], "scopes": scopes}
    await audit.record(conn, actor, "oauth_consent.grant", "account", actor.user_id, details)
    return code


async def deny(conn: Connection, actor: Actor, application: Row) -> None:
    details = {"application": application["id"], "name": application["name"]}
    await audit.record(conn, actor, "oauth_consent.deny", "account", actor.user_id, details)
