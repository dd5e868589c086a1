"""Who may change whose account, domains and roles: a small model that predicts the answers of the app's API.

The rules are those of the design, "One person, one account", written down again without the server's code.
"""

from dataclasses import dataclass, field

from tests.conftest import Client

DOMAINS = ("research", "training", "learning", "assessment")
ROLES: tuple[tuple[str | None, str], ...] = (
    (None, "admin"), *((domain, "admin") for domain in DOMAINS), ("research", "guest"), ("training", "knowledge_manager"),
    ("learning", "mentor"), ("learning", "learner"),
)  # fmt: skip
NO_ROLES = ((None, "guest"), ("training", "mentor"), ("research", "chief"))
"""Roles that do not exist there."""


@dataclass
class Account:
    """`domains` are those that the account holds, with their states; `session` is what its owner signed in with."""

    name: str
    id: int
    domains: dict[str, str]
    roles: set[tuple[str | None, str]]
    is_active: bool = True
    is_signed_in: bool = True
    session: Client | None = field(default=None, repr=False)

    @property
    def is_chief(self) -> bool:
        """Admin of everything."""
        return (None, "admin") in self.roles

    def is_admin(self, domain: str | None) -> bool:
        """A domain's role counts while its holder is active there."""
        return self.is_chief or ((domain, "admin") in self.roles and self.domains.get(domain or "") == "active")

    @property
    def administered(self) -> set[str]:
        return {domain for domain in DOMAINS if self.is_admin(domain)}

    @property
    def all_that_is_his(self) -> set[str | None]:
        """Domains and roles that count when somebody else wants to change his address or password."""
        held: set[str | None] = {*self.domains, *(domain for domain, _ in self.roles)}
        is_only_learner = all(role == "learner" for domain, role in self.roles if domain == "learning")
        return held - {"learning"} if is_only_learner and held != {"learning"} else held

    # Effects

    def give_domain(self, domain: str, with_learner: bool = True) -> None:
        if domain not in self.domains:
            self.domains[domain] = "active"
            if domain == "learning" and with_learner:
                self.roles.add(("learning", "learner"))

    def give_role(self, domain: str | None, role: str) -> None:
        if domain is not None:
            self.give_domain(domain, with_learner=role != "learner")
        self.roles.add((domain, role))


# Refusals: the status, or None where the request is done


def door(actor: Account) -> int | None:
    return None if actor.is_active and actor.is_signed_in else 401


def admins(actor: Account) -> int | None:
    return door(actor) or (None if actor.administered else 403)


def seeing(actor: Account, target: Account) -> int | None:
    """An admin sees himself and the accounts that hold a domain of his."""
    if refusal := admins(actor):
        return refusal
    is_seen = actor.is_chief or actor is target or bool(actor.administered & set(target.domains))
    return None if is_seen else 404


def owning(actor: Account, target: Account) -> int | None:
    """Address, username, password, factor, sessions: his own, or by who administers all that is the other's."""
    if refusal := seeing(actor, target):
        return refusal
    if actor is target or actor.is_chief:
        return None
    his = target.all_that_is_his
    return None if his and all(domain is not None and actor.is_admin(domain) for domain in his) else 403


def ruling(actor: Account) -> int | None:
    """What only an admin of everything does."""
    return admins(actor) or (None if actor.is_chief else 403)


def giving(actor: Account, domain: str | None) -> int | None:
    """A domain, its state and its roles are its own admins'."""
    return admins(actor) or (None if actor.is_admin(domain) else 403)


def giving_role(actor: Account, target: Account, domain: str | None, role: str) -> int | None:
    if refusal := admins(actor):
        return refusal
    if (domain, role) not in ROLES:
        return 422
    return giving(actor, domain) or (409 if (domain, role) in target.roles else None)


def covers(actor: Account, target: Account) -> bool:
    """Does the actor administer every domain that the account holds? Then a state is that of the whole account."""
    if actor.is_chief:
        return True
    return not target.is_chief and bool(target.domains) and all(actor.is_admin(domain) for domain in target.domains)


def listed(actor: Account, accounts: list[Account]) -> list[int]:
    return [account.id for account in accounts if actor.is_chief or actor.administered & set(account.domains)]
