"""Wrong values of every field of the bodies in Kadi's document: where the error is named, the value, the sentence.

The sentences are those of Kadi's interface, as its fact sheet lists them for each resource.
"""

from typing import Any

from tests.api.kadi.matrix import NOBODY, Operation

Case = tuple[tuple[str, ...], Any, str]

NULL, NO_TEXT, EMPTY, MISSING = (
    "Field may not be null.",
    "Not a valid string.",
    "String must not be empty.",
    "Missing data for required field.",
)
NO_INTEGER, KIND, NO_LIST = "Not a valid integer.", "Invalid input type.", "Invalid type."
NO_ROLE = "A role with that name does not exist."
LONG_150, LONG_50 = "Longer than maximum length 150.", "Longer than maximum length 50."
NOT_IDENTIFIER = "Not a valid identifier. Valid are lower case alphanumeric characters, hyphens and underscores."
NO_TEXTS = [((), value, NO_TEXT) for value in (5, 1.5, True, [], {}, ["x"])]
TEXT = [((), None, NULL), *NO_TEXTS]
TITLE = [*TEXT, ((), "", EMPTY), ((), " \t\n", EMPTY), ((), "x" * 151, LONG_150)]
ROLE = [*TEXT, ((), "owner", NO_ROLE), ((), "", NO_ROLE)]


def reference(noun: str) -> list[Case]:
    unknown = f"No {noun} with this ID exists."
    wrong = [(("id",), {"id": value}, NO_INTEGER) for value in ("5", 1.5, True, [], {})]
    unknowns = [(("id",), {"id": value}, unknown) for value in (NOBODY, float(NOBODY), -1, 2**63 - 1, 2**70, 0)]
    return [((), None, NULL), *(((), value, KIND) for value in (5, "x", [], True)), (("id",), {}, MISSING), (("id",), {"id": None}, NULL),
            *wrong, *unknowns]  # fmt: skip


def inner(name: str, cases: list[Case]) -> list[Case]:
    """The cases of a member of an object."""
    return [((), None, NULL), *(((), value, KIND) for value in (5, "x", [], True)), ((name,), {}, MISSING),
            *(((name, *path), {name: value}, sentence) for path, value, sentence in cases)]  # fmt: skip


OF_EXTRAS: list[Case] = [
    ((), None, NULL), *(((), value, KIND) for value in (5, "x", {}, True)), (("0",), [5], KIND), (("0",), [[]], KIND),
    (("0", "key"), [{"type": "str", "value": "x"}], MISSING), (("0", "key"), [{"type": "str", "key": 5}], NO_TEXT),
    (("1", "key"), [{"type": "str", "key": "a"}, {"type": "int", "key": "a"}], "Duplicate value."),
    (("0", "type"), [{"key": "a", "type": "text"}], "Invalid value."),
    (("0", "value"), [{"type": "str", "key": "a", "value": 5}], NO_TEXT),
    *((("0", "value"), [{"type": "int", "key": "a", "value": value}], NO_INTEGER) for value in ("5", 1.5, True, [])),
    (("0", "value"), [{"type": "float", "key": "a", "value": "1"}], "Not a valid float."),
    (("0", "value"), [{"type": "bool", "key": "a", "value": 1}], "Not a valid boolean."),
    (("0", "value"), [{"type": "date", "key": "a", "value": "2024-01-01"}], "Not a valid date."),
    (("0", "unit"), [{"type": "str", "key": "a", "value": "x", "unit": "m"}], "Cannot be used together with string."),
    (("0", "term"), [{"type": "str", "key": "a", "term": "a b"}], "Not a valid IRI."),
    (("0", "description"), [{"type": "str", "key": "a", "description": None}], NULL),
    (("0", "value", "1", "key"), [{"type": "dict", "key": "a", "value": [{"type": "int", "key": "x"}, {"type": "int"}]}], MISSING),
    (("0", "value", "0", "value"), [{"type": "list", "key": "a", "value": [{"type": "int", "value": "x"}]}], NO_INTEGER),
    (("0", "value"), [{"type": "int", "key": "a", "value": 5, "validation": {"range": {"min": 6, "max": 9}}}],
     "Must be equal to or greater than 6."),
]  # fmt: skip
IDS = [((), value, NO_INTEGER) for value in ("5", 1.5, True, [], {})]
# Field → (path below it, wrong value, sentence).
FIELDS: dict[str, list[Case]] = {
    "identifier": [*TEXT, ((), "", EMPTY), ((), "  ", EMPTY), ((), "x" * 51, LONG_50), ((), "a b", NOT_IDENTIFIER),
                   ((), "ä", NOT_IDENTIFIER)],
    "title": TITLE,
    "description": [*TEXT, ((), "x" * 50_001, "Longer than maximum length 50000.")],
    "visibility": [*TEXT, *(((), value, "Must be one of: private, public.") for value in ("open", "", "all"))],
    "license": [*NO_TEXTS, ((), "", EMPTY), ((), "No such license", "No license with this name exists."),
                ((), "cc-by-4.0", "No license with this name exists.")],
    "tags": [((), None, NULL), *(((), value, NO_LIST) for value in ("x", 5, {}, True)), (("0",), [5], NO_TEXT), (("1",), ["a", None], NULL),
             (("0",), [""], EMPTY), (("2",), ["a", "b", "x" * 51], LONG_50)],
    "extras": OF_EXTRAS,
    "term": [*NO_TEXTS, ((), "", EMPTY), ((), "a b", "Not a valid IRI."), ((), "a" * 2049, "Longer than maximum length 2048.")],
    "mimetype": [*TEXT, *(((), value, "Not a valid MIME type.") for value in ("", "text", "text/", "/x", "text/a b", "1/2")),
                 ((), "a/" + "b" * 255, "Longer than maximum length 256.")],
    "size": [((), None, NULL), *(((), value, NO_INTEGER) for value in ("x", "", True, [], {})),
             ((), -1, "Must be greater than or equal to 0.")],
    "record_to": reference("record"), "user": reference("user"), "group": reference("group"), "role": inner("name", ROLE),
}  # fmt: skip
OF_FILES = [*TEXT, ((), "", EMPTY), ((), "x" * 257, "Longer than maximum length 256.")]
DATA_OF_RECORD: list[Case] = [
    ((), None, NULL), *(((), value, KIND) for value in (5, "x", [], True)),
    *((("identifier",), {"identifier": value}, NOT_IDENTIFIER) for value in ("a b", "ä")), (("title",), {"title": "x" * 151}, LONG_150),
    (("description",), {"description": None}, NULL), (("type",), {"type": ""}, EMPTY),
    (("license",), {"license": "none"}, FIELDS["license"][-1][2]),
    *((("extras", *path), {"extras": value}, sentence) for path, value, sentence in OF_EXTRAS),
    *((("tags", *path), {"tags": value}, sentence) for path, value, sentence in FIELDS["tags"]),
    (("collections",), {"collections": 5}, "Not a valid list."), (("collections", "0"), {"collections": ["x"]}, NO_INTEGER),
    (("collections", "1"), {"collections": [1, 0]}, "Must be greater than or equal to 1."),
    (("record_links",), {"record_links": 5}, KIND), (("record_links", "0"), {"record_links": [5]}, KIND),
    *((("record_links", "0", name), {"record_links": [{"direction": "out", "record": 5, "name": "x"} | {name: value}]}, sentence)
      for name, value, sentence in (("direction", "up", "Must be one of: out, in."), ("record", "x", NO_INTEGER), ("name", "", EMPTY),
                                    ("term", "a b", "Not a valid IRI."), ("record", 0, "Must be greater than or equal to 1."))),
    (("roles",), {"roles": {}}, KIND),
    *((("roles", "0", name), {"roles": [{"subject_type": "user", "subject_id": 5, "role": "editor"} | {name: value}]}, sentence)
      for name, value, sentence in (("subject_type", "robot", "Must be one of: user, group."), ("subject_id", None, NULL),
                                    ("role", "owner", "Must be one of: member, collaborator, editor, admin."))),
]  # fmt: skip


def wrong_values(operation: Operation, name: str) -> list[Case]:
    """Every wrong value of a field of this operation."""
    if name == "name":
        return names(operation)
    if name == "type":
        kinds = [((), value, "Must be one of: record, extras.") for value in ("x", "group")]
        return [*TEXT, ((), "", EMPTY), *kinds] if operation.noun == "template" else [*NO_TEXTS, ((), "", EMPTY), ((), "x" * 51, LONG_50)]
    if name == "id":
        linked = "record" if operation.path.endswith("/records") else "collection"
        return [
            ((), None, NULL),
            *IDS,
            *(((), value, f"No {linked} with this ID exists.") for value in (NOBODY, float(NOBODY), -1, 0, 2**63 - 1, 2**70)),
        ]
    return DATA_OF_RECORD if name == "data" else FIELDS[name]


def names(operation: Operation) -> list[Case]:
    """A name is that of a role, of a file or of a link."""
    if operation.path.endswith(("{user_id}", "{group_id}")):
        return ROLE
    return OF_FILES if "/files" in operation.path or "/uploads" in operation.path else TITLE


def tree(path: tuple[str, ...], sentence: str) -> Any:
    """`errors` as they name one fault."""
    found = {"_schema": [sentence]} if sentence == KIND else [sentence]
    for part in reversed(path):
        found = {part: found}
    return found
