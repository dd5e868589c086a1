"""Hypothesis strategies for metadata entries of templates, as `domain.extras.clean` accepts them."""

from datetime import UTC, datetime

from hypothesis import strategies as st

WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12).filter(lambda text: text.strip())
TERMS = st.sampled_from(["https://example.org/x#y", "http://例え.jp/ü", "urn:x:y", "mass", "https://example.org/ends/"])
INTEGERS = st.integers(-(2**53) + 1, 2**53 - 1)
FLOATS = st.floats(allow_nan=False, allow_infinity=False)
DATES = st.datetimes(datetime(1, 1, 3), datetime(9999, 12, 29), timezones=st.just(UTC)).map(lambda moment: moment.isoformat())
VALUES = {"str": WORDS, "int": INTEGERS, "float": FLOATS, "bool": st.booleans(), "date": DATES}


@st.composite
def plain_entries(draw):
    kind = draw(st.sampled_from(sorted(VALUES)))
    entry = {"type": kind, "value": draw(st.none() | VALUES[kind])}
    if kind in ("int", "float"):
        entry["unit"] = draw(st.none() | WORDS)
    instructions = {}
    if draw(st.booleans()):
        instructions["required"] = True
    if kind in ("str", "int", "float") and draw(st.booleans()):
        options = draw(st.lists(VALUES[kind], min_size=1, max_size=3))
        instructions["options"] = options + ([entry["value"]] if entry["value"] is not None else [])
    elif kind in ("int", "float") and draw(st.booleans()):
        low, high = sorted((draw(VALUES[kind]), draw(VALUES[kind])))
        if entry["value"] is not None:
            low, high = min(low, entry["value"]), max(high, entry["value"])
        instructions["range"] = {"min": draw(st.sampled_from([None, low])), "max": high}
    if instructions:
        entry["validation"] = instructions
    return entry


def listed(entries, *, keyed):
    """A list of entries; with keys unless they stand in a list."""
    if not keyed:
        return st.lists(entries, max_size=4)

    def with_keys(pairs):
        found = {" ".join(key.split()): entry | {"key": key} for key, entry in pairs}
        return list(found.values())

    return st.lists(st.tuples(WORDS, entries), max_size=4).map(with_keys)


def with_words(entries):
    """Some have a description, some a term."""
    return st.tuples(entries, st.none() | WORDS, st.none() | TERMS).map(
        lambda found: found[0] | ({"description": found[1]} if found[1] else {}) | ({"term": found[2]} if found[2] else {})
    )


def entry_lists(*, lists=True):
    """Whole lists of entries, nested; without lists inside unless `lists`."""

    def nested(below):
        kinds = [st.builds(lambda value: {"type": "dict", "value": value}, listed(below, keyed=True))]
        if lists:
            kinds.append(st.builds(lambda value: {"type": "list", "value": value}, listed(below, keyed=False)))
        return with_words(st.one_of(kinds))

    return listed(st.recursive(with_words(plain_entries()), nested, max_leaves=8), keyed=True)
