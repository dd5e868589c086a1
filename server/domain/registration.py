"""People who register themselves: an account of their own for training and learning, and the tokens of its first sign-in."""

from dataclasses import replace

from server import db
from server.domain import accounts, audit, jwt, links, passwords, webhooks
from server.domain.accounts import NewAccount
from server.domain.actor import SYSTEM, Actor
from server.domain.identity import Identity
from server.errors import Denied, Invalid, Unavailable

DOMAINS = ("training", "learning")


async def register(identity: Identity, new: NewAccount, password: str, *, link_of: links.LinkOf) -> jwt.Pair:
    """The account with its tokens; the address gets a link that verifies it.

    Denied("registration_off"); Invalid with all that is wrong; Conflict("username_taken"); Conflict("email_taken") for
    an address that any account has, verified or not.
    """
    if identity.config.accounts.registration == "off":
        raise Denied("registration_off")
    new = replace(new, domains=DOMAINS, roles=())
    check(new, password)
    new = replace(new, password_hash=await identity.passwords.hash(password))
    async with db.transaction(identity.pool) as conn:
        account = await accounts.create(conn, SYSTEM, new, refuse_known_email=True)
        await links.send_verification(conn, identity, account["id"], link_of=link_of)
        actor = Actor(kind="jwt", account_id=account["id"], account_uuid=account["uuid"], username=account["username"])
        await audit.record(conn, actor, "account.register", "account", account["id"])
        known = {"user_id": account["id"], "username": account["username"], "email": account["email"] or ""}
        await webhooks.announce(conn, "user.registered", known)
        pair = await jwt.make_pair(conn, identity.secrets, account["id"], password_hash=new.password_hash or "", has_second_factor=False)
    if pair is None:
        raise Unavailable("account")
    return pair


def check(new: NewAccount, password: str) -> None:
    """Every fault at once, also the password's."""
    faults = []
    try:
        accounts.check_new(new)
    except Invalid as problem:
        faults = problem.faults
    fault = passwords.fault_of(password, minimum=passwords.MINIMUM["kms"])
    if fault is not None:
        faults = [*faults, fault]
    if faults:
        raise Invalid(faults)
