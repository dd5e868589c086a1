"""A random walk over accounts, domains and roles at the app's API, beside the model that predicts every answer."""

import random
from typing import Any

import aiohttp

from tests.conftest import Client
from tests.make import PASSWORD, Make, unique
from tests.model import accounts as model
from tests.model.accounts import DOMAINS, NO_ROLES, ROLES, Account

MOST = 16
"""Accounts of one walk, those that it makes included."""
OFTEN = {
    "look": 4, "list_accounts": 2, "rename": 2, "readdress": 3, "vouch": 1, "change_username": 2, "switch": 2, "set_state": 8,
    "give_role": 8, "end_role": 6, "make_link": 2, "unlock": 1, "remove_factor": 1, "end_sessions": 2, "make": 1,
}  # fmt: skip
SORTS: dict[str, dict[str, Any]] = {
    "chief": {"roles": ((None, "admin"),)},
    "second": {"roles": ((None, "admin"),), "domains": ("research",)},
    "rea": {"roles": (("research", "admin"),), "domains": ("research",)},
    "tra": {"roles": (("training", "admin"),), "domains": ("training", "learning")},
    "lea": {"roles": (("learning", "admin"),)},
    "ass": {"roles": (("assessment", "admin"),), "domains": ("assessment",)},
    "two": {"roles": (("training", "admin"), ("learning", "admin")), "domains": ("training", "learning")},
    "men": {"roles": (("learning", "mentor"),), "domains": ("learning",)},
    "gus": {"roles": (("research", "guest"),), "domains": ("research",)},
    "emp": {"roles": (("training", "knowledge_manager"),), "domains": ("training", "research")},
    "all": {},
    "non": {"domains": ()},
}


class Walk:
    def __init__(self, client: Client, maker: Make, chance: random.Random) -> None:
        self.client, self.maker, self.chance = client, maker, chance
        self.word = unique("walk")
        self.accounts: list[Account] = []
        self.trail: list[str] = []
        self.count = 0

    async def populate(self) -> None:
        for name, options in SORTS.items():
            row = await self.maker.account(f"{self.word}-{name}", password=PASSWORD, **options)
            domains = dict.fromkeys(options.get("domains", DOMAINS), "active")
            account = Account(name, row["id"], domains, set(options.get("roles", ())))
            if "learning" in domains:
                account.roles.add(("learning", "learner"))
            await self.sign_in(account)
            self.accounts.append(account)

    async def sign_in(self, account: Account) -> None:
        account.session = self.client.using(session_id=await self.maker.session({"id": account.id}))
        account.is_signed_in = True

    # Asking

    async def ask(self, actor: Account, method: str, path: str, expected: int, **options: Any) -> aiohttp.ClientResponse:
        assert actor.session is not None
        response = await actor.session.request(method, path, **options)
        self.count += 1
        self.trail.append(f"{actor.name} {method} {path} {options.get('json', '')}: {response.status}")
        if response.status != expected:
            people = "\n".join(map(str, self.accounts))
            steps = "\n".join(self.trail[-25:])
            raise AssertionError(f"{self.trail[-1]}, expected {expected}: {await response.text()}\n{people}\n{steps}")
        return response

    def pair(self) -> tuple[Account, Account]:
        """Somebody and a target; those who administer something act more often."""
        admins = [account for account in self.accounts if account.administered]
        able = [account for account in self.accounts if account.session is not None]
        actor = self.chance.choice([*filter(able.__contains__, admins)] if self.chance.random() < 0.8 else able)
        return actor, self.chance.choice(self.accounts)

    async def step(self) -> None:
        name = self.chance.choices(list(OFTEN), list(OFTEN.values()))[0]
        await getattr(self, name)()
        await self.come_back()

    async def come_back(self) -> None:
        """Who is locked out signs in again now and then; an inactive account is switched on again by the chief."""
        for account in self.accounts:
            if not account.is_signed_in and account.is_active and account.session is not None and self.chance.random() < 0.2:
                await self.sign_in(account)
        chief, target = self.accounts[0], self.chance.choice(self.accounts)
        if not chief.is_active or not chief.is_chief or not chief.is_signed_in:
            raise AssertionError(f"the chief was touched by himself only: {self.trail[-3:]}")
        if not target.is_active and self.chance.random() < 0.5:
            await self.ask(chief, "PATCH", f"/accounts/{target.id}", 200, json={"is_active": True})
            target.is_active = True

    # Looking

    async def look(self) -> None:
        actor, target = self.pair()
        await self.compare(actor, target)

    async def compare(self, actor: Account, target: Account) -> None:
        refusal = model.seeing(actor, target)
        response = await self.ask(actor, "GET", f"/accounts/{target.id}", refusal or 200)
        await self.ask(actor, "GET", f"/accounts/{target.id}/roles", refusal or 200)
        if refusal is None:
            self.assert_shown(target, await response.json())

    def assert_shown(self, target: Account, shown: dict[str, Any]) -> None:
        roles = {(role["domain"], role["role"]) for role in shown["roles"]}
        assert (shown["domains"], roles, shown["is_active"]) == (target.domains, target.roles, target.is_active), (target, self.trail[-10:])

    async def list_accounts(self) -> None:
        await self.compare_list(self.pair()[0])

    async def compare_list(self, actor: Account) -> None:
        refusal = model.admins(actor)
        response = await self.ask(actor, "GET", f"/accounts?per_page=100&search={self.word}", refusal or 200)
        if refusal is None:
            answer = await response.json()
            shown, expected = sorted(item["id"] for item in answer["items"]), sorted(model.listed(actor, self.accounts))
            assert shown == expected, (actor, shown, expected)

    async def look_around(self) -> None:
        """Everybody at everybody, and everybody's list."""
        for actor in self.accounts:
            if actor.session is None:
                continue
            await self.compare_list(actor)
            for target in self.accounts:
                await self.compare(actor, target)

    # Changing an account

    async def rename(self) -> None:
        actor, target = self.pair()
        await self.ask(actor, "PATCH", f"/accounts/{target.id}", model.seeing(actor, target) or 200, json={"display_name": unique("Name")})

    async def readdress(self) -> None:
        actor, target = self.pair()
        given = {"email": f"{self.word}-{unique('new')}@example.org"}
        await self.ask(actor, "PATCH", f"/accounts/{target.id}", model.owning(actor, target) or 200, json=given)

    async def vouch(self) -> None:
        actor, target = self.pair()
        refusal = model.owning(actor, target) or model.ruling(actor)
        given = {"email": f"{unique('sure')}@example.org", "is_email_verified": True}
        await self.ask(actor, "PATCH", f"/accounts/{target.id}", refusal or 200, json=given)

    async def change_username(self) -> None:
        actor, target = self.pair()
        given = {"username": f"{self.word}-{unique('u')}"}
        await self.ask(actor, "PATCH", f"/accounts/{target.id}", model.owning(actor, target) or 200, json=given)

    async def switch(self) -> None:
        """The whole account on or off. Nobody switches the chief off: he has to be there to the end."""
        actor, target = self.pair()
        is_active = target is self.accounts[0] or self.chance.random() < 0.5
        refusal = model.seeing(actor, target) or model.ruling(actor)
        response = await self.ask(actor, "PATCH", f"/accounts/{target.id}", refusal or 200, json={"is_active": is_active})
        if refusal is None:
            target.is_active = is_active
            self.assert_shown(target, await response.json())

    async def make(self) -> None:
        actor = self.pair()[0]
        domains = self.chance.sample(DOMAINS, self.chance.randrange(1, 4))
        roles = [role for role in self.chance.sample(ROLES, 2) if role != ("learning", "learner")]
        refusal = model.admins(actor)
        for domain in (*domains, *(domain for domain, _ in roles)):
            refusal = refusal or model.giving(actor, domain)
        if len(self.accounts) >= MOST and refusal is None:
            return
        given = {"display_name": "New", "username": f"{self.word}-{unique('n')}", "domains": domains, "mail": False,
                 "roles": [{"domain": domain, "role": role} for domain, role in roles]}  # fmt: skip
        response = await self.ask(actor, "POST", "/accounts", refusal or 201, json=given)
        if refusal is None:
            shown = (await response.json())["account"]
            account = Account(f"new{len(self.accounts)}", shown["id"], {}, set())
            for domain in domains:
                account.give_domain(domain)
            for domain, role in roles:
                account.give_role(domain, role)
            self.accounts.append(account)
            self.assert_shown(account, shown)
            account.is_signed_in = False  # nobody knows a password yet

    # Domains and roles

    async def set_state(self) -> None:
        (actor, target), domain = self.pair(), self.chance.choice(DOMAINS)
        state = "active" if target is self.accounts[0] else self.chance.choice(["active", "active", "inactive", "suspended"])
        refusal = model.giving(actor, domain)
        response = await self.ask(actor, "PUT", f"/accounts/{target.id}/domains/{domain}", refusal or 200, json={"state": state})
        if refusal is None:
            target.give_domain(domain)
            is_whole = model.covers(actor, target)
            target.domains[domain] = state
            if is_whole:
                target.is_active = state == "active"
            self.assert_shown(target, await response.json())

    async def give_role(self) -> None:
        (actor, target), (domain, role) = self.pair(), self.chance.choice([*ROLES, *NO_ROLES])
        if (domain, role) == (None, "admin") and target is not self.accounts[1] and self.chance.random() < 0.8:
            target = self.accounts[1]  # not everybody is to become one
        refusal = model.giving_role(actor, target, domain, role)
        await self.ask(actor, "POST", f"/accounts/{target.id}/roles", refusal or 201, json={"role": role, "domain": domain})
        if refusal is None:
            target.give_role(domain, role)

    async def end_role(self) -> None:
        actor, target = self.pair()
        chief = self.accounts[0]
        held = (await (await self.ask(chief, "GET", f"/accounts/{target.id}", 200)).json())["roles"]
        held = [role for role in held if target is not chief or role["domain"] is not None]
        if not held:
            await self.ask(actor, "DELETE", f"/accounts/{target.id}/roles/{10**15}", model.seeing(actor, target) or 404)
            return
        role = self.chance.choice([role for role in held if role["domain"] is None] or held)
        refusal = model.seeing(actor, target) or model.giving(actor, role["domain"])
        await self.ask(actor, "DELETE", f"/accounts/{target.id}/roles/{role['id']}", refusal or 204)
        if refusal is None:
            target.roles.discard((role["domain"], role["role"]))

    # What belongs to the owner

    async def make_link(self) -> None:
        actor, target = self.pair()
        await self.ask(actor, "POST", f"/accounts/{target.id}/reset-link", model.owning(actor, target) or 201, json={"mail": False})

    async def unlock(self) -> None:
        actor, target = self.pair()
        await self.ask(actor, "POST", f"/accounts/{target.id}/unlock", model.owning(actor, target) or 204)

    async def remove_factor(self) -> None:
        """Nobody has one: 404 for who may ask."""
        actor, target = self.pair()
        await self.ask(actor, "POST", f"/accounts/{target.id}/second-factor/remove", model.owning(actor, target) or 404)

    async def end_sessions(self) -> None:
        """All of the target's; his own one, when it is himself, stays."""
        actor, target = self.pair()
        if target is self.accounts[0] and actor is not target:
            return
        refusal = model.owning(actor, target)
        await self.ask(actor, "POST", f"/accounts/{target.id}/end-sessions", refusal or 200)
        if refusal is None and actor is not target:
            target.is_signed_in = False
