"""The route table below `/oauth`. Who asks stands in the browser's cookie or in the form, never in a header."""

from functools import partial

from server.api.kadi import oauth
from server.api.kadi.oauth_models import Authorize, Refusal, Revoked, Tokens
from server.http.routing import Answer, Route, route

door = partial(route, scopes=(), auth="none")

OAUTH_ROUTES: tuple[Route, ...] = (
    door("GET", "/authorize", oauth.ask, rate="consent", query=Authorize, summary="Ask a person to grant an application access.",
         answers={200: "text/html", 302: Answer(text="Nobody is signed in: to the sign-in page, and back from there"),
                  400: Answer(media="text/html", text="The request names no application or no address of it"),
                  403: Answer(media="text/html", text="The account may not grant anything")}),
    door("POST", "/authorize", oauth.answer, rate="consent", body=oauth.FORM, hidden=True, summary="What the person decided.",
         answers={302: Answer(text="Back to the application, with a code or an error")}),
    door("POST", "/token", oauth.give_token, rate="oauth", body=oauth.FORM, summary="Exchange a code or a refresh token for a token pair.",
         answers={200: Tokens, 400: Refusal}),
    door("POST", "/revoke", oauth.revoke_token, rate="oauth", body=oauth.FORM, summary="Revoke a token pair.",
         answers={200: Revoked, 400: Refusal}),
)  # fmt: skip
