"""Translations: languages, their words, and what translators store (specs §12). No machine translates here."""

from aiohttp import web

from server import keys
from server.api.itr import headers, rights
from server.api.itr.lines import READ, TEXT, WRITE
from server.api.itr.models import TranslationHeaders, TranslationInput, Word
from server.api.itr.texts import json, text, text_json
from server.db import sql
from server.domain import translations
from server.errors import BadRequest, Invalid, NotFound
from server.http.connection import read, transaction
from server.http.inputs import json_body
from server.http.routing import Answer, Route, route

NOT_TRANSLATED = "no master user or no translation key set"


async def list_languages(request: web.Request) -> web.Response:
    """Those that have words, and English, which the client has built in and offers with them."""
    async with read(request) as conn:
        found = {row["language"] for row in await sql.translations.list_languages(conn)}
    return json(sorted(found | {"en"}))


async def get_words(request: web.Request) -> web.Response:
    """Labelled as text, because the client parses it itself; `[]` for a language without words."""
    language = translations.language_code(request.match_info["language"])
    async with read(request) as conn:
        rows = await translations.words(conn, language) if language else []
    return text_json({row["key"]: {
        "value": row["value"], "originalValue": row["original_value"], "valueAsOriginal": "Y" if row["value_as_original"] else "N",
        "changeDateTime": row["changed_at"], "changedBy": row["changed_by"],
    } for row in rows} or [])  # fmt: skip


async def post_words(request: web.Request) -> web.Response:
    """With ForceTranslation the words are stored as they are; without it a machine would have to translate them."""
    actor, language = request[keys.ACTOR], translations.language_code(request.match_info["language"])
    if not any(rights.holds(actor, level) for level in ("master_user", "translator")):
        raise NotFound("translator", sentence=NOT_TRANSLATED)
    if language is None:
        raise BadRequest("language", sentence="Could not be saved : not a language code")
    given = await json_body(request)
    if not headers.flag(request, "ForceTranslation"):
        raise NotFound("translation_service", sentence=NOT_TRANSLATED)
    if not isinstance(given, dict):
        raise BadRequest("words", sentence="Could not be saved : the body is no JSON object")
    async with transaction(request) as conn:
        try:
            await translations.save(conn, actor, language, given)
        except Invalid:
            raise BadRequest("words", sentence="Could not be saved : each word has a key and a text as value") from None
    return text("OK")


async def get_translation(request: web.Request) -> web.Response:
    """There is no service that translates; the same for everybody who could ask for one."""
    raise NotFound("translation_service", sentence="No translation service is set up")


ROUTES: tuple[Route, ...] = (
    route("GET", "/translations", list_languages, scopes=(), auth="none", answers={200: list[str]}, summary="Languages that have words."),
    route("GET", "/translations/{language}", get_words, scopes=(), auth="none",
          answers={200: Answer(dict[str, Word] | list[Word], "text/html")}, summary="The words of a language."),
    route("POST", "/translations/{language}", post_words, scopes=WRITE, operation="candidate", headers=TranslationHeaders,
          body=TranslationInput, answers={200: TEXT, 400: TEXT, 404: TEXT}, summary="Store words of a language."),
    route("GET", "/translate/{source}/{target}", get_translation, scopes=READ, operation="candidate", answers={200: TEXT, 404: TEXT},
          summary="A text in another language, where a service translates."),
)  # fmt: skip
