"""The route table below `/oauth`. Who asks stands in the browser's cookie or in the form, never in a header."""

from functools import partial

from server.api.kadi import models, oauth
from server.api.kadi.oauth_models import Authorize, Decision, Refusal, Revocation, Revoked, TokenRequest, Tokens
from server.http.routing import Answer, Form, Route, route

door = partial(route, scopes=(), auth="none")
WITH_A_TOKEN = Answer(models.Failure, text="A token in a header counts below /api only")

OAUTH_ROUTES: tuple[Route, ...] = (
    door("GET", "/authorize", oauth.ask, rate="consent", query=Authorize, summary="Ask a person to grant an application access.",
         answers={200: "text/html", 302: Answer(text="Nobody is signed in: to the sign-in page, and back from there"),
                  400: Answer(media="text/html", text="The request names no application or no address of it"),
                  403: Answer(media="text/html", text="The account may not grant anything"), 404: WITH_A_TOKEN}),
    door("POST", "/authorize", oauth.answer, rate="consent", body=Form(Decision), hidden=True, summary="What the person decided.",
         answers={302: Answer(text="Back to the application, with a code or an error")}),
    door("POST", "/token", oauth.give_token, rate="oauth", body=Form(TokenRequest),
         summary="Exchange a code or a refresh token for a token pair.", answers={200: Tokens, 400: Refusal, 404: WITH_A_TOKEN}),
    door("POST", "/revoke", oauth.revoke_token, rate="oauth", body=Form(Revocation), summary="Revoke a token pair.",
         answers={200: Revoked, 400: Refusal, 404: WITH_A_TOKEN}),
)  # fmt: skip
