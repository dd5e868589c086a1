"""The colours of static/style/tokens.css keep the contrasts that the design language promises, in light and dark."""

import re
from pathlib import Path

import pytest

CSS = (Path(__file__).parents[2] / "static/style/tokens.css").read_text("utf-8")
PAIRS = {name: (light, dark) for name, light, dark in re.findall(r"--([a-z0-9-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);", CSS)}
GROUNDS = ("bg", "surface", "raised", "sunken", "hover", "selected")


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2 defines it."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str) -> float:
    high, low = sorted((luminance(first), luminance(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def lowest(name: str, grounds: tuple[str, ...], theme: int) -> float:
    return min(contrast(PAIRS[name][theme], PAIRS[ground][theme]) for ground in grounds)


def test_formula_knows_black_on_white() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


# What the design language says was measured; rounding to one digit may take away 0.05.
@pytest.mark.parametrize(
    ("name", "grounds", "light", "dark"),
    [
        ("text", GROUNDS, 13.9, 11.2),
        ("muted", GROUNDS, 6.3, 6.3),
        ("faint", GROUNDS, 4.9, 5.0),
        ("accent-text", GROUNDS, 5.8, 6.7),
        ("danger-text", GROUNDS, 6.1, 6.5),
        ("warn-text", GROUNDS, 5.7, 7.7),
        ("ok-text", GROUNDS, 5.6, 6.7),
        ("info-text", GROUNDS, 6.0, 6.8),
        ("edge", GROUNDS, 3.4, 3.3),
        ("focus", GROUNDS, 4.9, 6.4),
        ("accent-text", ("accent-soft",), 5.9, 6.8),
        ("danger-text", ("danger-soft",), 6.3, 7.7),
        ("warn-text", ("warn-soft",), 6.2, 8.4),
        ("ok-text", ("ok-soft",), 6.0, 7.2),
        ("info-text", ("info-soft",), 6.2, 7.3),
        ("on-accent", ("accent",), 6.2, 7.6),
        ("on-accent", ("accent-hover",), 8.7, 9.5),
        ("on-accent", ("danger",), 6.5, 6.6),
        ("text", ("ins-mark",), 11.1, 6.9),
        ("text", ("del-mark",), 10.3, 8.7),
    ],
)
def test_contrast(name: str, grounds: tuple[str, ...], light: float, dark: float) -> None:
    assert lowest(name, grounds, 0) >= light - 0.05
    assert lowest(name, grounds, 1) >= dark - 0.05


def test_series_stand_out_from_the_surface() -> None:
    series = [name for name in PAIRS if name.startswith("series-")]
    assert len(series) == 8
    assert min(lowest(name, ("surface",), 0) for name in series) >= 4.25
    assert min(lowest(name, ("surface",), 1) for name in series) >= 6.65


def test_every_pair_is_registered_as_a_colour() -> None:
    registered = dict(re.findall(r'@property --([a-z0-9-]+) \{ syntax: "<color>"; inherits: true; initial-value: (#[0-9a-f]{6}); \}', CSS))
    assert registered == {name: pair[0] for name, pair in PAIRS.items()}


def test_styles_name_only_known_tokens_and_no_colours_of_their_own() -> None:
    own = re.compile(r"--([a-z0-9-]+):")
    known = set(own.findall(CSS)) | {"level"}
    for file in ("base.css", "components.css"):
        text = (Path(__file__).parents[2] / "static/style" / file).read_text("utf-8")
        assert set(re.findall(r"var\(--([a-z0-9-]+)", text)) <= known, file
        loose = [colour for colour in re.findall(r"#[0-9a-fA-F]{3,8}\b", text) if colour not in ("#fff", "#000", "#0006", "#0007")]
        assert loose == [], file
