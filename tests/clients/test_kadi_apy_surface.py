"""All that kadi-apy offers works against the server: each public method, each command with each option."""

import asyncio

import pytest
from kadi_apy import KadiManager
from kadi_apy.lib import imports

from tests.clients import scenario_library
from tests.clients.kadi_apy_surface import EVERYWHERE, LIBRARY, Shell, Watched, options
from tests.clients.scenario_commands import Commands
from tests.clients.scenario_library import World
from tests.make import unique

# What 0.51.0 cannot do whatever the server answers.
METHODS_LEFT = {
    "Miscellaneous.import_shacl": "fails inside: its two arguments are swapped before anything is sent",
    "utils.error": "prints and ends the program",
}
COMMANDS_LEFT = {
    "misc import-shacl": "calls import_shacl",
    "workflows execute": "downloads a file as `records get-file` does and starts the program process_engine",
}


@pytest.fixture
async def world(anonymous, make, tmp_path):
    account, colleague = await make.account(), await make.account()
    manager = KadiManager(host=anonymous.url, pat=await make.token(account))
    return World(manager, tmp_path, account["username"], colleague["id"], colleague["username"], unique("thing"))


async def test_every_public_method_is_called_and_succeeds(world, monkeypatch):
    watched = Watched(monkeypatch)
    await asyncio.to_thread(scenario_library.play, world)
    assert LIBRARY - watched.called == set(METHODS_LEFT)


async def test_every_command_runs_with_every_option(anonymous, make, tmp_path):
    account, colleague = await make.account(), await make.account()
    pat = await make.token(account)
    with Shell(tmp_path) as shell:
        story = Commands(shell, anonymous.url, pat, unique("thing"), account["username"], colleague["id"], colleague["username"])
        await asyncio.to_thread(story.play)
    wanted = {name: options(command) for name, command in shell.commands.items() if name not in COMMANDS_LEFT}
    assert wanted.keys() - {name for name, _ in shell.used} == set(), "commands that nobody ran"
    everywhere = {option for _, option in shell.used} & EVERYWHERE
    missing = {(name, option) for name, offered in wanted.items() for option in offered - EVERYWHERE} - shell.used
    assert (missing, everywhere) == (set(), EVERYWHERE)


async def test_shapes_are_imported_once_the_client_passes_its_arguments_in_order(world, monkeypatch):
    """Why import_shacl stands in METHODS_LEFT, and that it is not for what the server exports."""
    data = [*scenario_library.EXTRAS[:2], {"type": "dict", "key": "device", "value": [{"type": "str", "key": "name", "value": "D8"}]}]

    def story() -> list[dict]:
        template = world.manager.template(identifier=world.name, title=world.name, create=True, type="extras", data=data)
        template.export(world.path("shapes.ttl"), "shacl")
        with pytest.raises(AttributeError):
            world.manager.misc.import_shacl(world.path("shapes.ttl"))
        right = imports._shacl_to_extras
        with monkeypatch.context() as patch:
            swapped = lambda first, second, visited=None: right(second, first) if visited is None else right(first, second, visited)
            patch.setattr(imports, "_shacl_to_extras", swapped)
            world.manager.misc.import_shacl(world.path("shapes.ttl"))
        return world.manager.template(identifier=world.name + "-1").meta["data"]

    imported = await asyncio.to_thread(story)
    assert [(entry["key"], entry["type"]) for entry in imported] == [(entry["key"], entry["type"]) for entry in data]
    assert imported[0]["validation"] == data[0]["validation"]
