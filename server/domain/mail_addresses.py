"""Mail addresses as people list them: separated by commas or semicolons, each one mailbox and nothing else."""

import re
from collections.abc import Iterable

from server.errors import Fault, Invalid

# One mailbox: no name, list, comment, quoting, route or line break.
ADDRESS = re.compile(r"""[^\s@<>()\[\],;:"\\/\x00-\x1f\x7f-\x9f]{1,64}@[^\s@<>()\[\],;:"\\/\x00-\x1f\x7f-\x9f]{1,253}""")
MOST = 100


def is_address(text: str) -> bool:
    """Could a mail go there?"""
    local, _, domain = text.rpartition("@")
    try:
        domain.encode("idna")
        local.encode()
    except UnicodeError:
        return False
    return ADDRESS.fullmatch(text) is not None


def listed(text: str, field: str = "address") -> list[str]:
    """The addresses in a text, each once. Invalid where one is none, or there are too many."""
    found = distinct(part.strip() for part in re.split("[,;]", text))
    if len(found) > MOST:
        raise Invalid([Fault((field,), "too_many", {"maximum": MOST})])
    if not all(map(is_address, found)):
        raise Invalid([Fault((field,), "not_an_address")])
    return found


def distinct(addresses: Iterable[str]) -> list[str]:
    """Without blanks and repetitions; case does not make another address."""
    return list({address.casefold(): address for address in addresses if address}.values())


def usable(text: str) -> list[str]:
    """The addresses in a stored text, without what is none."""
    return [each for each in distinct(part.strip() for part in re.split("[,;]", text)) if is_address(each)][:MOST]
