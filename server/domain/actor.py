"""Who acts: the one form that every credential is resolved to. A leaf: imports nothing of ours."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

DOMAINS = ("research", "training", "learning", "assessment")

KADI_SCOPES = (
    "record.create", "record.read", "record.link", "record.update", "record.permissions", "record.delete",
    "collection.create", "collection.read", "collection.link", "collection.update", "collection.permissions",
    "collection.delete", "template.create", "template.read", "template.update", "template.permissions",
    "template.delete", "group.create", "group.read", "group.update", "group.members", "group.delete",
    "user.read", "misc.manage_trash",
)  # fmt: skip
OUR_SCOPES = (
    "training.read", "training.write", "learning.read", "learning.write", "assessment.read", "assessment.write",
)  # fmt: skip
SCOPES = KADI_SCOPES + OUR_SCOPES

# The rights of a login, as columns of `logins`; `is_master_user` is the role admin of assessment.
FLAGS = (
    "is_test_taking_user", "is_office_user", "is_organisation_supervisor", "is_test_author", "is_report_author",
    "is_test_screen_template_author", "is_translator", "may_order_credits", "may_work_with_batteries_only",
    "do_not_renew_license", "may_work_with_own_objects_only", "has_personal_credit_pool", "is_password_manager",
    "is_researcher", "has_testing_office_access", "has_educational_office_access",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Actor:
    """An account or candidate with what the credential in hand allows.

    `kind` says what the credential is: `session` (of an account), `candidate` (also poll codes), `limited` (a session
    that still owes company or code), `reset` (a reset link's token), `pat`, `oauth`, `jwt`, `provider`, `system`.
    """

    kind: str
    account_id: int | None = None
    account_uuid: UUID | None = None
    username: str = ""
    display_name: str = ""
    # Domains that the account holds and that are active; `inactive_domains` are held and switched off.
    domains: frozenset[str] = frozenset()
    inactive_domains: frozenset[str] = frozenset()
    # (domain or None for all, role), effective now.
    roles: frozenset[tuple[str | None, str]] = frozenset()
    # None: everything the account may do.
    scopes: frozenset[str] | None = None
    company_id: UUID | None = None
    login_id: UUID | None = None
    flags: frozenset[str] = frozenset()
    # The candidate; kind `candidate` only (a reset token of a candidate too).
    person_id: UUID | None = None
    is_poll: bool = False
    # The row of the credential in its own table; of an OAuth2 token also the application.
    credential_id: int | None = None
    application_id: int | None = None
    # ITR's TokenSessionID, of sessions.
    token_session_id: UUID | None = None
    second_factor: bool = False
    # The session was made by the app's own sign-in (its calls do not count against learning quotas).
    is_app_session: bool = False
    # KMS: the jti of the token in hand.
    jti: UUID | None = None
    email: str | None = None
    language: str = "en"
    # Of learning; None is the setting's default.
    plan: str | None = None

    def is_admin(self, domain: str | None = None) -> bool:
        """Admin of `domain`; without a domain: admin of everything."""
        return (None, "admin") in self.roles or (domain is not None and (domain, "admin") in self.roles)

    def has_role(self, domain: str, role: str) -> bool:
        return (domain, role) in self.roles

    def has_scope(self, *scopes: str) -> bool:
        return self.scopes is None or self.scopes.issuperset(scopes)

    def opens(self, domain: str) -> bool:
        """Does the account hold `domain`, and is it active there?"""
        return domain in self.domains

    def administers(self, domains: Iterable[str]) -> bool:
        """Admin of each of `domains`."""
        return all(self.is_admin(domain) for domain in domains)

    @property
    def manages_training(self) -> bool:
        """May he write trainings, see drafts and everybody's registrations?"""
        return self.is_admin("training") or self.has_role("training", "knowledge_manager")

    @property
    def own_objects_of(self) -> UUID | None:
        """The login that sees only the sessions, persons and other objects of assessment that are its own; None: everybody's are seen."""
        return self.login_id if "may_work_with_own_objects_only" in self.flags else None

    @property
    def user_id(self) -> int:
        """The account's id, where there must be one."""
        if self.account_id is None:
            raise LookupError("this actor has no account")
        return self.account_id


SYSTEM = Actor(kind="system", username="system", display_name="system", domains=frozenset(DOMAINS),
               roles=frozenset({(None, "admin")}))  # fmt: skip
