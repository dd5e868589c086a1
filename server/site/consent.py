"""The page that asks a person whether an application may act for them. It works without a script."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

import aiohttp_jinja2
from aiohttp import web

from server.site import pages
from server.site.assets import SHEET
from server.site.consent_words import REFUSALS, SCOPES, WORDS

# Nothing runs here, nobody frames it. `form-action` is added for each page: a browser checks it for every redirect that
# follows the answer too.
POLICY = "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; style-src 'self'; img-src 'self'"
HEADERS = {"X-Frame-Options": "DENY", "Referrer-Policy": "same-origin", "Cache-Control": "no-store",
           "Permissions-Policy": pages.PAGE_HEADERS["Permissions-Policy"]}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Look:
    """Language (en, de) and theme (system, light, dark) of who looks at the page."""

    language: str = "en"
    theme: str = "system"


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks, as whom, what for, where to; `action` is the form's address, `token` what makes it count."""

    name: str
    website: str
    owner_name: str
    owner_username: str
    person_name: str
    person_username: str
    scopes: Sequence[str] | None
    redirect_uri: str
    action: str
    token: str


def look_of(request: web.Request) -> Look:
    """For pages without a person."""
    return Look(pages.language_of(request))


def ask(request: web.Request, look: Look, asking: Asking) -> web.Response:
    words = WORDS[look.language]
    may = [text for scope, text in SCOPES[look.language].items() if scope in (asking.scopes or ())] or [words["everything"]]
    lead, to = words["lead"].format(name=asking.name), shown(asking.redirect_uri)
    context: dict[str, object] = {"words": words, "asking": asking, "may": may, "lead": lead, "to": to}
    return render("consent.html", request, look, context, 200, form_action(asking.redirect_uri))


def refuse(request: web.Request, look: Look, code: str, status: int, again: str | None = None) -> web.Response:
    """Why there is no question; nobody is sent anywhere. `again`: an address of ours that asks anew."""
    refusals = REFUSALS[look.language]
    title, text = refusals.get(code, refusals["request"])
    context: dict[str, object] = {"words": WORDS[look.language], "title": title, "text": text, "again": again}
    return render("consent_refused.html", request, look, context, status, "'none'")


def render(template: str, request: web.Request, look: Look, context: dict[str, object], status: int, action: str) -> web.Response:
    assets = request.app[pages.ASSETS]
    context |= {"static": assets.base, "sheet": SHEET, "look": look}
    response = aiohttp_jinja2.render_template(template, request, context, status=status)
    response.headers.update(HEADERS | {"Content-Security-Policy": f"{POLICY}; form-action {action}"})
    return response


def form_action(redirect_uri: str) -> str:
    """What the answer may lead to. Any https address, because the application may send people on from its own; the
    form itself is ours, and nobody can change it."""
    parts = urlsplit(redirect_uri)
    if parts.scheme == "https":
        return "'self' https:"
    if parts.scheme == "http" and not parts.netloc.startswith("["):
        return f"'self' https: http://{parts.netloc}"
    return f"'self' https: {parts.scheme}:"  # a policy cannot name an IPv6 address


def shown(redirect_uri: str) -> str:
    """The part of an address that says where it leads."""
    parts = urlsplit(redirect_uri)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else redirect_uri
