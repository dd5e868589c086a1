"""Accounts: names and addresses, who may change whose, what a verified address brings along."""

import asyncio

import asyncpg
import orjson
import pytest

from server import db
from server.db import sql
from server.domain import account_roles, accounts, logins
from server.domain.accounts import NewAccount
from server.domain.actor import DOMAINS, SYSTEM, Actor
from server.errors import Conflict, Denied, Invalid, NotFound
from tests import mailbox
from tests.make import PASSWORD, unique


def admin_of(*domains):
    return Actor(kind="session", account_id=None, username="chief", roles=frozenset((domain, "admin") for domain in domains))


def owner(account):
    return Actor(kind="session", account_id=account["id"], username=account["username"])


async def mails(conn, identity, to):
    """The mails that wait for an address, as (template, values)."""
    rows = await conn.fetch("select payload, sealed_payload from jobs where kind = 'mail.send' order by id")
    return [(mail["template"], mail["values"]) for mail in mailbox.opened(rows, identity.secrets, to)]


def faults(caught):
    return sorted((fault.path[0], fault.code) for fault in caught.value.faults)


# Names


@pytest.mark.parametrize("username, code", [
    ("", "required"), ("a" * 51, "too_long"), (" ada", "bad_text"), ("ada ", "bad_text"), ("a/b", "bad_text"), ("a\tb", "bad_text"),
    ("a\0b", "bad_text"), ("a\u200bb", "bad_text"), ("a\ud800", "bad_text"), ("\u00a0ada", "bad_text"),
    ("other@example.org", "other_email"),
])  # fmt: skip
async def test_what_cannot_be_a_username(conn, username, code):
    with pytest.raises(Invalid) as caught:
        await accounts.create(conn, SYSTEM, NewAccount(username=username, display_name="Ada", email="ada@example.org"))
    assert faults(caught) == [("username", code)]


@pytest.mark.parametrize("username", [" x", "x ", "a/b", "a\nb", "a" * 51, "", "x@example.org"])
async def test_the_database_refuses_such_a_username_too(conn, username):
    with pytest.raises(asyncpg.CheckViolationError):
        await conn.execute("insert into accounts (username, display_name, email) values ($1, 'x', 'y@example.org')", username)


async def test_a_username_is_kept_as_written_and_unique_without_case(conn, make):
    name = unique("Ånna Grün")
    account = await make.account(name, email=None)
    assert account["username"] == name
    with pytest.raises(Conflict) as caught:
        await make.account(name.upper(), email=None)
    assert caught.value.code == "username_taken"
    assert (await accounts.find_by_name(conn, name.lower()))["id"] == account["id"]


async def test_a_username_may_be_the_accounts_own_address_in_any_case(make):
    email = f"{unique()}@example.org"
    account = await make.account(email.upper(), email=email)
    assert account["username"] == email.upper()


@pytest.mark.parametrize("local, base", [("Ada.Lovelace+x", "ada.lovelace+x"), ("Ünï", "n"), ("ß&%", "user"), ("x" * 60, "x" * 50)])
async def test_usernames_are_made_from_the_address(conn, local, base):
    assert accounts.base_of_username(f"{local}@example.org", "Somebody") == base


async def test_made_usernames_count_up(conn):
    local = unique()
    made = [(await accounts.create(conn, SYSTEM, NewAccount(display_name="x", email=f"{local}@{n}.example")))["username"] for n in range(3)]
    assert made == [local, f"{local}-2", f"{local}-3"]


async def test_accounts_made_at_once_from_one_address_get_names_of_their_own(pool):
    local = unique()

    async def make_one(n):
        async with db.transaction(pool) as conn:
            return (await accounts.create(conn, SYSTEM, NewAccount(display_name="x", email=f"{local}@{n}.example")))["username"]

    assert set(await asyncio.gather(*map(make_one, range(4)))) == {local, f"{local}-2", f"{local}-3", f"{local}-4"}


# Making


async def test_all_faults_are_told_at_once(conn):
    new = NewAccount(username="a/b", email="nobody", display_name=" ", department="x" * 51, phone="\0", domains=("gardening",))
    with pytest.raises(Invalid) as caught:
        await accounts.create(conn, SYSTEM, new)
    assert faults(caught) == [("department", "too_long"), ("display_name", "required"), ("domains", "unknown"), ("email", "not_email"),
                              ("phone", "bad_text"), ("username", "bad_text")]  # fmt: skip


@pytest.mark.parametrize(
    "email", ["x", "x@", "@x", "a b@x.org", "a@b@c", "a@x.org\n", "a" * 65 + "@x.org", "a@" + "x" * 254, "<a@x.org>", "a,b@x.org", "a@\0"]
)
async def test_what_is_no_address(conn, email):
    with pytest.raises(Invalid) as caught:
        await accounts.create(conn, SYSTEM, NewAccount(username=unique(), display_name="x", email=email))
    assert faults(caught) == [("email", "not_email")]


async def test_an_account_gets_all_domains_unless_told_otherwise(conn, make):
    row = await accounts.get(conn, (await make.account())["id"])
    assert set(row["domains"]) == set(DOMAINS) and row["roles"] == ["learning:learner"] and row["is_active"] and not row["has_password"]
    row = await accounts.get(conn, (await make.account(domains=("assessment",), password=PASSWORD))["id"])
    assert row["domains"] == ["assessment"] and row["roles"] == [] and row["has_password"]


async def test_a_verified_address_is_unique_without_case_an_unverified_one_is_not(make):
    email = f"{unique('Ada')}@example.org"
    await make.account(email=email)
    verified = await make.account(email=email.upper(), is_email_verified=True)
    await make.account(email=email)
    with pytest.raises(Conflict) as caught:
        await make.account(email=email, is_email_verified=True)
    assert caught.value.code == "email_taken" and verified["email"] == email.upper()


async def test_an_open_register_refuses_any_known_address_also_at_once(pool):
    email = f"{unique()}@example.org"

    async def register():
        async with db.transaction(pool) as conn:
            await accounts.create(conn, SYSTEM, NewAccount(username=unique(), display_name="x", email=email), refuse_known_email=True)

    results = await asyncio.gather(*(register() for _ in range(4)), return_exceptions=True)
    assert sum(result is None for result in results) == 1
    assert [result.code for result in results if result is not None] == ["email_taken"] * 3


# Who may change whose password, address, name and factor


@pytest.mark.parametrize("domains, roles, actor, may", [
    (("training",), (), admin_of("training"), True), (("training",), (), admin_of("learning"), False),
    (("training", "learning"), (), admin_of("training"), True), (("training", "learning"), (), admin_of("learning"), False),
    (("training", "learning"), (("learning", "mentor"),), admin_of("training"), False),
    (("training", "learning"), (("learning", "mentor"),), admin_of("training", "learning"), True),
    (("learning",), (), admin_of("learning"), True), (("learning",), (), admin_of("training"), False),
    (("training",), (("training", "knowledge_manager"),), admin_of("training"), True),
    (("training",), ((None, "admin"),), admin_of(*DOMAINS), False), (("training",), ((None, "admin"),), admin_of(None), True),
    (DOMAINS, (), admin_of(None), True), (DOMAINS, (), admin_of(*DOMAINS), True), (DOMAINS, (), admin_of(*DOMAINS[:3]), False),
    ((), (), admin_of(*DOMAINS), False), ((), (), admin_of(None), True),
    (("training",), (), Actor(kind="session", account_id=-1, roles=frozenset({("training", "knowledge_manager")})), False),
])  # fmt: skip
async def test_who_may_change_the_credentials_of_an_account(conn, make, identity, domains, roles, actor, may):
    account = await make.account(domains=domains, roles=roles, email=None)
    new_email, new_name = f"{unique()}@example.org", unique()
    if may:
        await accounts.change_email(conn, identity.secrets, actor, account["id"], new_email)
        await accounts.change_username(conn, actor, account["id"], new_name)
        row = await accounts.get(conn, account["id"])
        assert (row["email"], row["username"]) == (new_email, new_name)
        return
    for change in (accounts.change_email(conn, identity.secrets, actor, account["id"], new_email),
                   accounts.change_username(conn, actor, account["id"], new_name)):  # fmt: skip
        with pytest.raises(Denied) as caught:
            await change
        assert caught.value.code == "not_your_account"


async def test_everybody_may_change_his_own(conn, make, identity):
    account = await make.account(roles=((None, "admin"),))
    accounts.require_may_change_credentials(owner(account), await accounts.get(conn, account["id"]))


@pytest.mark.parametrize("kind, scopes, is_own, may", [
    ("session", None, True, True), ("jwt", None, True, True), ("provider", None, True, True), ("pat", None, True, False),
    ("oauth", frozenset({"training.write"}), True, False), ("pat", None, False, True), ("pat", frozenset({"training.write"}), False, False),
])  # fmt: skip
async def test_tokens_for_programs_change_no_credentials_of_their_own_account(conn, make, identity, kind, scopes, is_own, may):
    account = await make.account(roles=((None, "admin"),))
    actor = Actor(kind=kind, account_id=account["id"] if is_own else None, scopes=scopes, roles=frozenset({(None, "admin")}))
    change = accounts.change_email(conn, identity.secrets, actor, account["id"], f"{unique()}@example.org")
    if may:
        await change
        return
    with pytest.raises(Denied) as caught:
        await change
    assert caught.value.code == "not_your_account"


async def test_an_inactive_domain_counts_when_it_is_asked_who_administers_all(conn, make):
    account = await make.account(domains=("training", "research"))
    await account_roles.set_state(conn, admin_of("research"), account["id"], "research", "inactive")
    with pytest.raises(Denied):
        accounts.require_may_change_credentials(admin_of("training"), await accounts.get(conn, account["id"]))


# Profile


async def test_a_name_that_a_thousand_have_is_no_end(conn, make):
    base = unique("crowd")
    await conn.execute(
        "insert into accounts (username, display_name) "
        "select $1 || case when n = 1 then '' else '-' || n end, 'x' from generate_series(1, 1000) n",
        base,
    )
    rows = [await accounts.create(conn, SYSTEM, NewAccount(display_name="X", email=f"{base}@example.org")) for _ in range(2)]
    assert all(row["username"].startswith(f"{base}-") and len(row["username"]) <= 50 for row in rows)


@pytest.mark.parametrize("name", ["Ada\r\n\nYour account is locked: http://thief.example", "a\tb", "a\x1b[31mb", "a\x85b", "a\u2028b"])
async def test_a_name_is_one_line(conn, make, name):
    account = await make.account()
    for change in (accounts.change_profile(conn, owner(account), account["id"], given_name=name),
                   accounts.create(conn, SYSTEM, NewAccount(display_name=name, username=unique()))):  # fmt: skip
        with pytest.raises(Invalid) as caught:
            await change
        assert [fault.code for fault in caught.value.faults] == ["bad_text"]
    await accounts.change_profile(conn, owner(account), account["id"], bio="two\nlines", display_name="Ümit\u00a0O’Neil 李")


async def test_profile_columns_are_set_and_the_rest_stays(conn, make):
    account = await make.account(department="Physics", phone="1")
    await accounts.change_profile(
        conn, owner(account), account["id"], display_name="New", phone=None, is_email_public=True, preferences={"theme": "dark"}
    )
    row = await accounts.get(conn, account["id"])
    assert (row["display_name"], row["phone"], row["department"], row["is_email_public"]) == ("New", None, "Physics", True)
    assert orjson.loads(row["preferences"]) == {"theme": "dark"}


async def test_profiles_of_others_are_for_admins_of_one_of_their_domains(conn, make):
    account = await make.account(domains=("training", "research"))
    await accounts.change_profile(conn, admin_of("training"), account["id"], display_name="By admin")
    for actor in (admin_of("learning"), Actor(kind="session", account_id=-1)):
        with pytest.raises(Denied):
            await accounts.change_profile(conn, actor, account["id"], display_name="No")
    with pytest.raises(NotFound):
        await accounts.change_profile(conn, SYSTEM, 10**15, display_name="No")
    with pytest.raises(TypeError):
        await accounts.change_profile(conn, SYSTEM, account["id"], password_hash="x")


# The address


async def test_a_new_address_shows_at_once_and_the_verified_one_keeps_the_links(conn, make, identity):
    account = await make.account(is_email_verified=True)
    new = f"{unique()}@example.org"
    await accounts.change_email(conn, identity.secrets, owner(account), account["id"], new)
    row = await accounts.get(conn, account["id"])
    assert (row["email"], row["email_verified_at"], row["last_verified_email"]) == (new, None, account["email"])
    assert await mails(conn, identity, account["email"]) == [("email_changed", {"name": row["display_name"], "email": new})]
    assert (await sql.accounts.find_for_sign_in(conn, name=row["username"]))[0]["reset_email"] == account["email"]


async def test_an_address_that_was_never_verified_hears_only_what_others_did(conn, make, identity):
    account = await make.account()
    await accounts.change_email(conn, identity.secrets, owner(account), account["id"], f"{unique()}@example.org")
    assert await mails(conn, identity, account["email"]) == []
    second = await make.account()
    await accounts.change_email(conn, identity.secrets, admin_of(None), second["id"], f"{unique()}@example.org")
    assert [mail[0] for mail in await mails(conn, identity, second["email"])] == ["email_changed"]


async def test_an_address_changed_by_somebody_else_ends_open_reset_links(conn, make, identity):
    account = await make.account(is_email_verified=True)
    for purpose in ("reset", "set_up"):
        await sql.reset_tokens.insert(conn, token_hash=purpose.encode() + account["uuid"].bytes, purpose=purpose, account_id=account["id"],
                                      person_id=None, identity_id=None, email=None, lifetime_seconds=60.0)  # fmt: skip
    await accounts.change_email(conn, identity.secrets, owner(account), account["id"], f"{unique()}@example.org")
    open_ones = "select array_agg(purpose order by purpose) from reset_tokens where account_id = $1 and expires_at > now()"
    assert await conn.fetchval(open_ones, account["id"]) == ["reset", "set_up"]
    await accounts.change_email(conn, identity.secrets, admin_of(None), account["id"], f"{unique()}@example.org")
    assert await conn.fetchval(open_ones, account["id"]) == ["set_up"]


async def test_only_an_admin_of_everything_says_that_an_address_is_verified(conn, make, identity):
    account = await make.account()
    for actor in (owner(account), admin_of(*DOMAINS)):
        with pytest.raises(Denied):
            await accounts.change_email(conn, identity.secrets, actor, account["id"], account["email"], is_verified=True)
    await accounts.change_email(conn, identity.secrets, admin_of(None), account["id"], account["email"], is_verified=True)
    assert (await accounts.get(conn, account["id"]))["email_verified_at"] is not None


async def test_an_address_that_another_verified_is_taken_for_verifying(conn, make, identity):
    first, second = await make.account(is_email_verified=True), await make.account()
    await accounts.change_email(conn, identity.secrets, owner(second), second["id"], first["email"].upper())
    with pytest.raises(Conflict):
        await accounts.change_email(conn, identity.secrets, SYSTEM, second["id"], first["email"], is_verified=True)


@pytest.mark.parametrize("refuse_known", [True, False])
async def test_some_doors_refuse_an_unverified_address_that_another_has(conn, make, identity, refuse_known):
    first, second = await make.account(), await make.account()
    change = accounts.change_email(conn, identity.secrets, owner(second), second["id"], first["email"].upper(), refuse_known=refuse_known)
    if not refuse_known:
        await change
        return
    with pytest.raises(Conflict) as caught:
        await change
    assert caught.value.code == "email_taken"


async def test_a_username_that_is_the_address_follows_it(conn, make, identity):
    email, other = f"{unique()}@example.org", f"{unique()}@example.org"
    account = await make.account(email, email=email)
    await accounts.change_email(conn, identity.secrets, owner(account), account["id"], other)
    assert (await accounts.get(conn, account["id"]))["username"] == other
    await accounts.change_email(conn, identity.secrets, owner(account), account["id"], f"{'x' * 60}@example.org")
    assert (await accounts.get(conn, account["id"]))["username"].startswith("x" * 40)
    await accounts.change_email(conn, identity.secrets, owner(account), account["id"], None)
    assert "@" not in (await accounts.get(conn, account["id"]))["username"]


# Managed accounts


async def test_logins_of_managed_accounts_move_to_who_verifies_the_address(conn, make, identity):
    company, second_company = await make.company(), await make.company()
    email = f"{unique()}@example.org"
    managed = await make.account(email=email, domains=("assessment",), managed_by_company=company)
    login = await make.login(managed, company, "is_office_user")
    stranger = await make.account(email=email)
    own = await make.login(stranger, second_company)
    kept = await make.account(email=email)
    kept_login = await make.login(kept, company)
    account = await make.account(email=email, domains=("research",), is_email_verified=True)
    assert (await logins.find(conn, login))["account_id"] == account["id"]
    assert (await logins.find(conn, own))["account_id"] == stranger["id"]
    assert (await logins.find(conn, kept_login))["account_id"] == kept["id"]
    assert set((await accounts.get(conn, account["id"]))["domains"]) == {"research", "assessment"}
    assert (await accounts.get(conn, managed["id"]))["is_active"] is False


async def test_another_domain_ends_being_managed(conn, make):
    account = await make.account(domains=("assessment",), managed_by_company=await make.company())
    assert (await accounts.get(conn, account["id"]))["managed_by_company"] is not None
    await account_roles.give_domain(conn, SYSTEM, account["id"], "research")
    assert (await accounts.get(conn, account["id"]))["managed_by_company"] is None


async def test_another_company_ends_being_managed(conn, make):
    company = await make.company()
    account = await make.account(domains=("assessment",), managed_by_company=company)
    await make.login(account, company)
    assert (await accounts.get(conn, account["id"]))["managed_by_company"] == company
    await make.login(account, await make.company())
    assert (await accounts.get(conn, account["id"]))["managed_by_company"] is None


# Lists


async def test_a_domains_list_has_only_those_who_hold_it_with_their_state_there(conn, make):
    word = unique("list")
    people = [await make.account(f"{word}-{n}", domains=domains) for n, domains in enumerate([("training",), ("learning",), DOMAINS])]
    await account_roles.set_state(conn, admin_of("training"), people[2]["id"], "training", "suspended")

    async def ids(**filters):
        rows, total = await accounts.list_accounts(
            conn, search=filters.pop("search", word), limit=filters.pop("limit", 10), offset=0, **filters
        )
        return [row["id"] for row in rows], total

    assert await ids() == ([person["id"] for person in people], 3)
    assert await ids(limit=1) == ([people[0]["id"]], 3)
    assert await ids(domain="training") == ([people[0]["id"], people[2]["id"]], 2)
    assert await ids(domain="training", is_active=True) == ([people[0]["id"]], 1)
    assert await ids(domain="training", is_active=False) == ([people[2]["id"]], 1)
    assert await ids(domain="learning", role="learner") == ([people[1]["id"], people[2]["id"]], 2)
    assert await ids(search=f"{word}%") == ([], 0)
    assert (await ids(search=word.upper()))[1] == 3
