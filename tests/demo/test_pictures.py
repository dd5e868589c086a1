"""The pictures of the README: those it shows are there, and small."""

import re
from pathlib import Path

import pytest
from PIL import Image

ROOT = Path(__file__).resolve().parents[2]
SHOWN = re.findall(r"!\[[^\]]+\]\((docs/pictures/[a-z-]+\.webp)\)", (ROOT / "README.md").read_text("utf-8"))


def test_the_readme_shows_each_of_them():
    assert sorted(SHOWN) == sorted(str(path.relative_to(ROOT)) for path in (ROOT / "docs" / "pictures").iterdir())
    assert len(SHOWN) >= 6


@pytest.mark.parametrize("name", SHOWN)
def test_a_picture_is_small_and_as_wide_as_the_page(name):
    path = ROOT / name
    assert path.stat().st_size < 150_000
    with Image.open(path) as image:
        assert image.width == 1280 and image.format == "WEBP"
