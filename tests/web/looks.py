"""The looks in which pages are tried: each colour scheme, language and width in `make test`, their other pairs at full size.

`make soak PART=browser` runs the others: docs/decisions/0104.
"""

import pytest

FIELDS = ("theme", "language", "width")
ALWAYS = [("light", "en", 1440), ("dark", "de", 320)]
FURTHER = [("dark", "en", 390), ("light", "de", 768)]

each_look = pytest.mark.parametrize(FIELDS, [*ALWAYS, *(pytest.param(*look, marks=pytest.mark.soak("browser")) for look in FURTHER)])
