"""Every route line with an address that leads somewhere, for the tests that walk over all of them."""

import re
import uuid
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from server import mounts
from server.app import SURFACES
from server.http.routing import PATTERNS, Route, Surface
from tests.conftest import Client
from tests.make import PASSWORD

PLACES = [place for place in mounts.places(SURFACES) if place.surface.name not in ("site", "operations")]
# One place per line: below the first base that nobody shares.
OWN = list({(place.surface.name, place.route.method, place.route.path): place for place in reversed(PLACES) if place.is_own}.values())[::-1]
UUID = "3f2b8c1e-5c1e-4b1a-9a63-0d2f5f1f8a77"
ANYTHING = {"int": "1", "uuid": UUID, "name": "x5", "path": "a/b.txt"}


def name(place: mounts.Place) -> str:
    return f"{place.route.method} {place.path}"


def address(place: mounts.Place, **values: Any) -> str:
    """The place's path with values for its parameters; what is not given is something of the right kind."""
    parts = []
    for kind, text in mounts.segments(place.path):
        value = values.get(text, ANYTHING.get(kind))
        fits = kind == "static" or re.fullmatch(PATTERNS[kind], str(value))
        parts.append(text if kind == "static" else str(value if fits else ANYTHING[kind]))
    return "/" + "/".join(parts)


def fields(model: Any) -> dict[str, Any]:
    """Names of a pydantic model's fields as a client writes them."""
    if not (isinstance(model, type) and issubclass(model, BaseModel)):
        return {}
    return {field.alias or name: field for name, field in model.model_fields.items()}


@dataclass
class People:
    """Somebody with every right on every surface, and things of his for the addresses."""

    make: Any
    account: Any
    login_id: uuid.UUID
    values: dict[str, Any]
    of_noun: dict[str, dict[str, Any]]

    def values_for(self, place: mounts.Place) -> dict[str, Any]:
        """Values for the parameters of the place; those of Kadi's nouns by the first segment of its line."""
        noun = place.route.path.split("/")[1] if place.surface.name == "kadi" and place.route.path else ""
        return self.values | self.of_noun.get(noun, {})

    async def credential(self, surface: str, route: Route) -> dict[str, str]:
        """Headers of a credential that opens the route; each call gives a new one, because some routes end it."""
        if surface in ("app", "itr"):
            return {
                "SessionID": await self.make.session(self.account, login_id=self.login_id if surface == "itr" else None, made_by=surface)
            }
        return {"Authorization": f"Bearer {await self.make.token(self.account)}"}


async def people(make: Any) -> People:
    account = await make.account(password=PASSWORD, roles=((None, "admin"),))
    company = await make.company()
    login_id = await make.login(account, company, "is_organisation_supervisor", "is_office_user")
    record = await make.record(account)
    other = await make.account()
    template, group, collection = await make.template(account), await make.group(account), await make.collection(account)
    link_id = await make.record_link(record, await make.record(account))
    values = {
        "id": record["id"], "record_id": record["id"], "user_id": other["id"], "username": account["username"], "identity_type": "local",
        "identifier": record["identifier"], "revision_id": 1, "group_id": group["id"], "role_id": 1, "domain": "research",
        "link_id": link_id,
    }  # fmt: skip
    of_noun = {
        "collections": {"id": collection["id"], "collection_id": collection["id"], "identifier": collection["identifier"]},
        "templates": {"id": template["id"], "template_id": template["id"], "identifier": template["identifier"]},
        "groups": {"id": group["id"], "identifier": group["identifier"]},
        "users": {"id": other["id"]},
    }
    return People(make, account, login_id, values, of_noun)


def base(client: Client) -> str:
    return re.sub(r"(https?://[^/]+).*", r"\1", client.url)


def words(surface: str, response: Any, body: str) -> bool:
    """Does an answer have the form that this surface gives to failures?"""
    kind = response.content_type
    url = getattr(response, "url", None)  # an answer that was only made has none
    if surface == "kadi" and url is not None and "/oauth/" in url.path:
        return kind == "text/html" and "<h1>" in body if kind != "application/json" else '"error"' in body or '"description"' in body
    form = {
        "kadi": ("application/json", '"description"'),
        "kms": ("application/json", '"detail"'),
        "lms": ("application/json", '"success"'),
        "app": ("application/problem+json", '"code"'),
        "operations": ("application/json", '"code"'),
        "site": ("text/html", "<!doctype html>"),
        "itr": ("text/html", ""),
    }[surface]
    return kind == form[0] and form[1] in body and ("<" not in body if surface == "itr" else True)


def failing(surface: Surface, kind: type) -> int:
    """The status that a surface gives to a class of failures."""
    return next(surface.failures[parent] for parent in kind.__mro__ if parent in surface.failures)
