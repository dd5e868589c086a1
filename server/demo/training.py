"""Training administration: what was held, what comes, who is registered and what became of it."""

from typing import Any

from server.demo.days import Days
from server.demo.house import House


async def fill(house: House, days: Days) -> str:
    rows = days.table("training.toml")["trainings"]
    registered = sum([await hold(house, row) for row in rows])
    return f"{len(rows)} trainings, {registered} registrations"


async def hold(house: House, row: dict[str, Any]) -> int:
    """The training with its registrations; how many."""
    author = await house.enter(row["author"])
    training = (await author.kms("POST", "/trainings", {name: value for name, value in row.items() if name not in ("author", "people")}))[
        "training"
    ]
    for username, became in row["people"].items():
        person = await house.enter(username)
        registration = (await person.kms("POST", "/registrations", {"training_id": training["id"]}))["registration"]
        home = f"/registrations/{registration['id']}"
        status, _, score = became.partition(" ")
        if status == "CANCELLED":
            await person.kms("DELETE", home)
        elif status != "REGISTERED":
            await author.kms("PUT", home, {"status": status})
        if score:
            await person.kms("PUT", home, {"status": status, "feedback_score": int(score)})
    return len(row["people"])
