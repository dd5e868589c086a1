"""The shell of the web app, its files, the error page."""

from pathlib import Path
from typing import Any

import aiohttp_jinja2
from aiohttp import web

from server import keys
from server.errors import NotFound
from server.http import credential
from server.site.assets import SHEET, Assets
from server.site.error_words import NUMBER, OTHER, START, WORDS

ROOT = Path(__file__).resolve().parent.parent.parent
STATIC, TEMPLATES = ROOT / "static", ROOT / "templates"
ASSETS: web.AppKey[Assets] = web.AppKey("assets", Assets)

# Under this policy our modules, the plots and the Markdown cleaner run, and nothing else. `athenaeum` makes addresses of our own
# workers (static/worker.js); `dompurify` is the cleaner's.
POLICY = "; ".join((
    "default-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'self'",
    "worker-src 'self'", "form-action 'self'", "img-src 'self' blob:", "media-src 'self' blob:", "frame-src 'self' blob:",
    "require-trusted-types-for 'script'", "trusted-types dompurify athenaeum",
))  # fmt: skip
PAGE_HEADERS = {
    "Content-Security-Policy": POLICY,
    "Cache-Control": "no-cache",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
}
FILE_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self'",
    "Cache-Control": "public, max-age=31536000, immutable",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Vary": "Accept-Encoding",
}
# Foreign screens of tests run here, in a frame of ours: no origin, no network, no way to the page around it (design §5).
SANDBOX_HEADERS = {
    "Content-Security-Policy": "; ".join((
        "sandbox allow-scripts", "default-src 'none'", "script-src 'unsafe-inline' 'unsafe-eval'", "style-src 'unsafe-inline'",
        "img-src data: blob:", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'self'",
    )),
    "Cache-Control": "no-cache",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
}  # fmt: skip


async def shell(request: web.Request) -> web.StreamResponse:
    """The one page of the web app; what it shows is decided in the browser. For a program that sends a token there is none:
    it forgot `/api` in the address, and a page would look like success."""
    if credential.bearers(request):
        raise NotFound("url")
    assets = request.app[ASSETS]
    response = render("shell.html", request, {"static": assets.base, "sheet": SHEET, "modules": assets.shell}, 200)
    response.headers["Vary"] = "Accept-Encoding"
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        response.enable_compression(web.ContentCoding.gzip)
    return response


def render(template: str, request: web.Request, context: dict[str, Any], status: int) -> web.Response:
    response = aiohttp_jinja2.render_template(template, request, context, status=status)
    response.headers.update(PAGE_HEADERS)
    return response


async def sandbox(request: web.Request) -> web.Response:
    """The fixed page that foreign screens are shown in; what it shows comes by messages."""
    response = aiohttp_jinja2.render_template("sandbox.html", request, {})
    response.headers.update(SANDBOX_HEADERS)
    return response


async def static(request: web.Request) -> web.StreamResponse:
    """A file of this version of the app; files of another version are gone, and the app offers to load again."""
    assets = request.app[ASSETS]
    asset = assets.get(request.match_info["file"]) if request.match_info["hash"] == assets.hash else None
    if asset is None:
        raise NotFound("url")
    headers = FILE_HEADERS | {"Content-Type": asset.type}
    if asset.packed is not None and "gzip" in request.headers.get("Accept-Encoding", ""):
        return web.Response(body=asset.packed, headers=headers | {"Content-Encoding": "gzip"})
    return web.Response(body=asset.plain, headers=headers)


def language_of(request: web.Request) -> str:
    """The first of our languages that the browser names; for pages without a person."""
    for part in request.headers.get("Accept-Language", "").split(","):
        language = part.split(";")[0].strip()[:2].lower()
        if language in WORDS:
            return language
    return "en"


def error(request: web.Request, status: int) -> web.Response:
    """An error as a page; below it the number that finds the request in the log."""
    language = language_of(request)
    title, text = WORDS[language].get(status, OTHER[language])
    context = {
        "static": request.app[ASSETS].base, "sheet": SHEET, "language": language, "title": title, "text": text,
        "start": START[language], "number": NUMBER[language], "request_id": request.get(keys.REQUEST_ID) if status >= 500 else None,
    }  # fmt: skip
    return render("error.html", request, context, status)
