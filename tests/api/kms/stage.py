"""Every operation of the document with living things for its path and a body that succeeds (tests/data/kms_statuses.tsv)."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.api.kms import people
from tests.conftest import Client
from tests.make import PASSWORD, unique

DATA = Path(__file__).parents[2] / "data" / "kms_statuses.tsv"
NOBODY = 10**12
NEW_PASSWORD = "another 1 word"


def documented() -> dict[str, frozenset[int]]:
    """`GET /users` → the statuses that the document names for it."""
    lines = [line.split("\t") for line in DATA.read_text("utf-8").splitlines() if not line.startswith("#")]
    return {f"{method} {path}": frozenset(map(int, statuses.split())) for method, path, statuses in lines}


STATUSES = documented()
PUBLIC = ("POST /auth/login", "POST /auth/register", "POST /auth/refresh")


def success(operation: str) -> int:
    return min(STATUSES[operation])


@dataclass
class Stage:
    """The owner is somebody with training only, who is registered for `taken`; nobody is for `training`, which is the author's."""

    kms: Client
    make: Any
    author: Client
    owner: Client
    pair: dict[str, Any]
    training: dict[str, Any]
    taken: dict[str, Any]
    registration: dict[str, Any]

    @classmethod
    async def make_up(cls, kms: Client, make: Any) -> "Stage":
        author = await people.manager(kms, make)
        account = await make.account(domains=("training",), password=PASSWORD)
        signed_in = await kms.post("/auth/login", json={"username": account["username"], "password": PASSWORD})
        pair = await signed_in.json()
        owner = kms.using(token=pair["access_token"])
        owner.account = account  # type: ignore[attr-defined]
        training, taken = await people.training(author), await people.training(author)
        return cls(kms, make, author, owner, pair, training, taken, await people.registered(owner, taken["id"]))

    def path(self, operation: str, number: object = None) -> str:
        """Where the operation is, about the owner's things or about `number`."""
        account = self.owner.account  # type: ignore[attr-defined]
        ids = {"user_id": account["id"], "training_id": self.training["id"], "registration_id": self.registration["id"]}
        return operation.split(" ")[1].format_map({name: number or known for name, known in ids.items()})

    def body(self, operation: str) -> dict[str, Any] | None:
        """What makes it succeed; change-password and login are for people whose password is PASSWORD."""
        name = unique("new")
        return {
            "POST /auth/login": {"username": self.pair["user"]["username"], "password": PASSWORD},
            "POST /auth/register": {"username": name, "email": f"{name}@example.org", "full_name": "New", "password": "8 letters"},
            "POST /auth/refresh": {"refresh_token": self.pair["refresh_token"]},
            "POST /auth/change-password": {"current_password": PASSWORD, "new_password": NEW_PASSWORD},
            "PUT /users/{user_id}": {"department": "IT"},
            "POST /trainings": {"title": name} | people.FIELDS,
            "PUT /trainings/{training_id}": {"title": name},
            "POST /registrations": {"training_id": self.training["id"]},
            "PUT /registrations/{registration_id}": {"status": "CANCELLED"},
        }.get(operation)

    async def ask(self, who: Client, operation: str, body: Any = None, number: object = None):
        sent = self.body(operation) if body is None else body
        return await who.request(operation.split(" ")[0], self.path(operation, number), json=sent)
