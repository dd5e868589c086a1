"""Searches that another server answers, with the rights of the account that the searcher connected there."""

import logging
from collections.abc import Sequence

import orjson

from server.domain import services
from server.domain.actor import Actor
from server.domain.services import Services
from server.errors import BadRequest, Unreachable
from server.outgoing import Answer, OutgoingError

log = logging.getLogger("athenaeum.federation")

API = "/api/v1"


async def search(known: Services, actor: Actor, name: str, noun: str, parameters: Sequence[tuple[str, str]]) -> tuple[int, bytes]:
    """Status and JSON of the other server's answer to a search for `noun` ("records"). Nothing of the request in hand goes
    there but the parameters; the credential is the connected account's.

    BadRequest("no_such_instance"), BadRequest("instance_not_connected"), Unreachable("instance_failed").
    """
    if name not in known.instances:
        raise BadRequest("no_such_instance", name=name)
    held = await services.hold(known, actor.user_id, name)
    answer = await ask(known, name, noun, parameters, held.access)
    if answer.status == 401 and not lacks_scope(answer):
        held = await services.hold(known, actor.user_id, name, refused=held.generation)
        answer = await ask(known, name, noun, parameters, held.access)
    return answer.status, answer.body


async def ask(known: Services, name: str, noun: str, parameters: Sequence[tuple[str, str]], token: str) -> Answer:
    """The other server's answer, which is JSON and no redirect."""
    headers = {"Authorization": f"Bearer {token}", "Accept": "application/json"}
    try:
        answer = await known.outgoing.get(f"{known.instances[name].address}{API}/{noun}", query=parameters, headers=headers)
        if 300 <= answer.status < 400 or answer.status > 599:
            raise ValueError
        orjson.loads(answer.body)
        return answer
    except OutgoingError as error:
        log.warning("the search at instance %s failed: %s", name, error.code)
    except ValueError:
        log.warning("the search at instance %s failed: no JSON, or a redirect", name)
    raise Unreachable("instance_failed", name=name)


def lacks_scope(answer: Answer) -> bool:
    """Kadi's 401 for a token that counts and may not do this: no other token would help."""
    told = orjson.loads(answer.body)
    return isinstance(told, dict) and "scopes" in told
