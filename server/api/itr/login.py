"""Signing in with UserID and Password, the second factor, and the life of the token."""

import re
from datetime import UTC, datetime, timedelta
from uuid import UUID

from aiohttp import web

from server import keys
from server.api.itr.shapes import without_offset
from server.api.itr.texts import text, text_json
from server.domain import sessions, sign_in
from server.domain.sign_in import ItrSignIn
from server.errors import Unauthenticated
from server.http import limits
from server.http.addresses import remote
from server.http.connection import transaction
from server.http.inputs import header

WRONG_PASSWORD = "User not found or password not valid"
UNKNOWN_CODE = "Poll code not found"
WRONG_CODE = "Token not valid or expired, please try again"


def refused(problem: Unauthenticated) -> Unauthenticated:
    """A door's refusal: 401, in one of two sentences."""
    sentence = WRONG_CODE if problem.code == "wrong_code" else WRONG_PASSWORD
    return Unauthenticated(problem.code, status=401, sentence=sentence)


def company_of(request: web.Request) -> UUID | None:
    """The CompanyID header: none, an empty or the zero id restrict nothing; what is no id is no company of anybody's."""
    given = (header(request, "CompanyID") or "").strip()
    try:
        company_id = UUID(given) if given else None
    except ValueError:
        raise refused(Unauthenticated("wrong_password")) from None
    return company_id if company_id and company_id.int else None


async def enter(request: web.Request, code: str | None) -> ItrSignIn:
    name = await counted_name(request)
    try:
        return await sign_in.at_itr(
            request.app[keys.IDENTITY], name, header(request, "Password") or "", company_id=company_of(request),
            code=code, host=header(request, "Host"), address=remote(request), user_agent=request.headers.get("User-Agent", ""),
        )  # fmt: skip
    except Unauthenticated as problem:
        raise refused(problem) from None


async def enter_by_code(request: web.Request, code: str) -> ItrSignIn:
    """Whoever has the code of a public session takes it, without a name. Many do so at once from one address."""
    try:
        return await sign_in.by_code(
            request.app[keys.IDENTITY], code, company_id=company_of(request), address=remote(request),
            user_agent=request.headers.get("User-Agent", ""),
        )  # fmt: skip
    except Unauthenticated as problem:
        raise Unauthenticated(problem.code, status=401, sentence=UNKNOWN_CODE) from None


async def counted_name(request: web.Request) -> str:
    """The UserID header, counted against the limit of attempts."""
    name = header(request, "UserID") or ""
    await limits.check(request, "itr", "login", (name,))
    return name


def answer(made: ItrSignIn) -> dict[str, object]:
    expires_at = datetime.now(UTC) + timedelta(seconds=made.idle_seconds)
    return {"SessionID": made.token, "CompanyID": made.company_id, "ExpirationDateTime": without_offset(expires_at),
            "MFAStatus": made.mfa_status}  # fmt: skip


async def login(request: web.Request) -> web.Response:
    """With UserID and Password, or with the code of a public session in the header Poll."""
    poll = (header(request, "Poll") or "").strip()
    made = await (enter_by_code(request, poll) if poll else enter(request, None))
    return text_json(answer(made) | {"MultipleCompaniesFound": "Y" if made.is_several else "N"})


async def login_qrcode(request: web.Request) -> web.Response:
    """The address for an authenticator, as long as no code of it was ever right."""
    name = await counted_name(request)
    site = re.sub(r"[.:]", "_", header(request, "Host") or "athenaeum")[:100]
    try:
        uri = await sign_in.secret_at_door(
            request.app[keys.IDENTITY], name, header(request, "Password") or "", site=site, domain="assessment",
            company_id=company_of(request), address=remote(request),
        )  # fmt: skip
    except Unauthenticated as problem:
        raise refused(problem) from None
    return text(uri)


async def login_mfacode(request: web.Request) -> web.Response:
    code = "".join((header(request, "MFACode") or "").split())
    return text_json(answer(await enter(request, code)))


async def check_token(request: web.Request) -> web.Response:
    """The credential led to somebody: it is valid, and was used just now."""
    return text("Token is valid")


async def logout(request: web.Request) -> web.Response:
    async with transaction(request) as conn:
        await sessions.end_own(conn, request[keys.ACTOR])
    return text("User has been logged out")
