"""A QR code of an address."""

from collections.abc import Sequence
from io import BytesIO

QUIET_ZONE = 4  # light modules around the code, as the standard wants
SCALE = 8  # pixels of a module


def code(text: str) -> Sequence[Sequence[int]]:
    """The rows of the code without its quiet zone; a true module is dark."""
    import segno  # only those who ask for a code pay for it

    return segno.make(text, micro=False, error="m").matrix


def png(text: str) -> bytes:
    import segno

    target = BytesIO()
    segno.make(text, micro=False, error="m").save(target, kind="png", scale=SCALE, border=QUIET_ZONE)
    return target.getvalue()
