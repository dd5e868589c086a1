"""Sizes: what `make test` runs small or not at all, `make soak PART=…` runs in full.

`@pytest.mark.soak("kills")` is left out unless that part runs. `@pytest.mark.sized("kills")` runs in both, and asks the fixture
`full_size` how big it should be. Part `postgres15` is the whole suite on another server (.ci/soak.py), not a marker.
"""

import pytest

PARTS = ("kills", "uploads", "permissions", "fuzz", "storage", "candidates", "browser")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--soak", choices=PARTS, help="run the tests of this part, and only those, at full size")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "soak(part): only in make soak PART=part")
    config.addinivalue_line("markers", "sized(part): small in make test, at full size in make soak PART=part")
    if config.option.soak:
        config.option.markexpr = ""  # pyproject.toml leaves the marked ones out of every other run


def part_of(item: pytest.Item, marker: str) -> str | None:
    found = item.get_closest_marker(marker)
    if found is None:
        return None
    if len(found.args) != 1 or found.args[0] not in PARTS:
        raise pytest.UsageError(f"{item.nodeid}: {marker} must name one of {', '.join(PARTS)}")
    return found.args[0]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    wanted = config.option.soak
    kept, left = [], []
    for item in items:
        only, also = part_of(item, "soak"), part_of(item, "sized")
        runs = wanted in (only, also) if wanted else only is None
        (kept if runs else left).append(item)
    items[:] = kept
    if left:
        config.hook.pytest_deselected(items=left)


@pytest.fixture(scope="session")
def full_size(request: pytest.FixtureRequest) -> bool:
    """Whether this run is a soak: then tests use their full numbers."""
    return request.config.option.soak is not None
