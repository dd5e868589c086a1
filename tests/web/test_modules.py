"""The tree of static/ guards itself: who imports whom, words in both languages, routes that the server knows."""

import json
import re
import subprocess
from pathlib import Path

import pytest

from server.http.routing import regex
from server.site import PAGES
from server.site.assets import STATIC_IMPORT, Assets

STATIC = Path(__file__).parents[2] / "static"
MODULES = sorted(path for path in STATIC.rglob("*.js") if "vendor" not in path.parts)
DYNAMIC_IMPORT = re.compile(r"import\('(\.{1,2}/[^']+)'\)")
LANGUAGES = ("en", "de")
FORBIDDEN = re.compile(
    r"\binnerHTML\b|\bouterHTML\b|insertAdjacentHTML|document\.write|\beval\(|new Function|setAttribute\('style'|crypto\.randomUUID"
)
# Words that stand for a thing which has another name here (docs/web.md, "One thing, one word").
OTHER_WORDS = {
    "en": re.compile(r"\b(please|oops|sorry|username|email|log out|session has ended|unreachable|canceled|e\.g\.)", re.IGNORECASE),
    "de": re.compile(
        r"\b(bitte|leider|erreichbar|erneut|nochmals?|Sitzung ist beendet|einloggen|ausloggen|derzeit|du|dein\w*)\b", re.IGNORECASE
    ),
}
CHECKED = re.compile(r"'((?:enter|choose)_[a-z_]+|password_short|passwords_differ)'")
# Names of the server that look like keys of a dictionary: events of webhooks.
NO_KEYS = {"training.created"}
EXAMPLES = {"int": "7", "uuid": "3fa85f64-5717-4562-b3fc-2c963f66afa6"}

# folder → folders it may import from (its own is always allowed; "" is static/ itself)
MAY_IMPORT = {
    "components": {"vendor", "i18n"},
    "i18n": {"vendor"},
    "errors": {"i18n"},
    "api": set(),
    "state": {"vendor", "i18n", "errors", "api"},
    "pages": {"vendor", "i18n", "errors", "api", "state", "components", ""},
    "": {"vendor", "i18n", "errors", "api", "state", "components", "pages"},
}


def folder(path: Path) -> str:
    parts = path.relative_to(STATIC).parts
    return parts[0] if len(parts) > 1 else ""


def imports(path: Path) -> list[Path]:
    text = path.read_text("utf-8")
    return [(path.parent / target).resolve() for target in (*STATIC_IMPORT.findall(text), *DYNAMIC_IMPORT.findall(text))]


def name(path: Path) -> str:
    return str(path.relative_to(STATIC))


@pytest.mark.parametrize("module", MODULES, ids=name)
def test_imports_point_where_they_may(module: Path) -> None:
    own = folder(module)
    for target in imports(module):
        assert target.is_file(), f"{target} is not there"
        assert folder(target) == own or folder(target) in MAY_IMPORT[own], f"{name(module)} imports {name(target)}"
        if own == "api" and folder(target) == "api" and module.name != "request.js":
            same_surface = target.parent == module.parent
            assert same_surface or target.name == "request.js", f"{name(module)} imports {name(target)}"


@pytest.mark.parametrize("module", MODULES, ids=name)
def test_modules_stay_readable(module: Path) -> None:
    assert len(module.read_text("utf-8").splitlines()) < 600


@pytest.mark.parametrize("module", MODULES, ids=name)
def test_nothing_goes_round_the_policy(module: Path) -> None:
    text = module.read_text("utf-8")
    assert not FORBIDDEN.search(text)
    if "dangerouslySetInnerHTML" in text:
        assert name(module) == "components/markdown.js"
    if re.search(r"\bfetch\(|XMLHttpRequest|\bEventSource\b|\bWebSocket\b", text):
        assert name(module) in ("api/request.js", "api/send.js"), "requests are made in api/ only"


def dictionary(language: str, domain: str) -> dict[str, object]:
    """The entries of a dictionary file: key → text or {one, other}."""
    text = (STATIC / "i18n" / language / f"{domain}.js").read_text("utf-8")
    entries: dict[str, object] = {}
    for key, plain, forms in re.findall(r"^  '([a-z0-9_.A-Z]+)': (?:'((?:[^'\\]|\\.)*)'|\{(.*)\}),$", text, re.MULTILINE):
        assert key not in entries, f"{key} stands twice"
        entries[key] = dict(re.findall(r"(one|other): '((?:[^'\\]|\\.)*)'", forms)) if forms else plain
    lines = [line for line in text.splitlines() if line.startswith("  '")]
    assert len(lines) == len(entries), f"{language}/{domain}.js has entries of another form"
    return entries


DOMAINS = sorted(path.stem for path in (STATIC / "i18n" / "en").glob("*.js"))


def placeholders(entry: object) -> set[str]:
    texts = entry.values() if isinstance(entry, dict) else [entry]
    return {found for text in texts for found in re.findall(r"\{(\w+)\}", str(text))}


def test_languages_have_the_same_files() -> None:
    assert sorted(path.stem for path in (STATIC / "i18n" / "de").glob("*.js")) == DOMAINS


@pytest.mark.parametrize("domain", DOMAINS)
def test_languages_have_the_same_keys_forms_and_placeholders(domain: str) -> None:
    en, de = (dictionary(language, domain) for language in LANGUAGES)
    assert set(en) == set(de)
    for key, entry in en.items():
        assert key.startswith(f"{domain}."), key
        assert isinstance(entry, dict) == isinstance(de[key], dict), key
        assert placeholders(entry) == placeholders(de[key]), key
        for text in (entry, de[key]):
            assert not isinstance(text, dict) or set(text) == {"one", "other"}, key


@pytest.mark.parametrize("domain", DOMAINS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_one_thing_has_one_word(language: str, domain: str) -> None:
    for key, entry in dictionary(language, domain).items():
        for text in entry.values() if isinstance(entry, dict) else (entry,):
            found = OTHER_WORDS[language].search(re.sub(r"\{\w+\}", "", str(text)))
            assert found is None, f"{key}: {found and found[0]}"


def words_of(text: str) -> set[str]:
    """Every string in a module that looks like a key of a dictionary."""
    domains = "|".join(DOMAINS)
    return set(re.findall(rf"['\"`]((?:{domains})\.[a-zA-Z0-9_.]+)['\"`]", text)) - NO_KEYS


KEYS = {key for domain in DOMAINS for key in dictionary("en", domain)}
SOURCES = {name(module): module.read_text("utf-8") for module in MODULES if folder(module) != "i18n" or module.parent == STATIC / "i18n"}
# Keys that are put together from a value: the prefix and where it is done.
COMPOSED = re.compile(r"`((?:" + "|".join(DOMAINS) + r")\.[a-z_.]*)\$\{")


def test_used_keys_exist() -> None:
    missing = {}
    for source, text in SOURCES.items():
        for key in words_of(text):
            known = key in KEYS or {f"{key}.title", f"{key}.text"} <= KEYS or re.search(re.escape(key) + r"['\"`]\)", "")
            if not known:
                missing.setdefault(source, []).append(key)
    assert missing == {}


def test_no_key_is_left_over() -> None:
    used = {key for text in SOURCES.values() for key in words_of(text)}
    prefixes = tuple(prefix for text in SOURCES.values() for prefix in COMPOSED.findall(text))
    left = sorted(key for key in KEYS if key not in used and key.rpartition(".")[0] not in used and not key.startswith(prefixes))
    assert left == []


def test_codes_with_words_of_their_own_have_both_parts() -> None:
    told = re.search(r"const told = new Set\(\[(.*?)\]\)", SOURCES["errors/words.js"], re.DOTALL)
    assert told is not None
    for code in [*re.findall(r"'([a-z_]+)'", told[1]), "current_password"]:
        assert {f"errors.{code}.title", f"errors.{code}.text"} <= KEYS, code


def test_codes_of_the_form_checks_have_a_sentence() -> None:
    codes = {code for source, text in SOURCES.items() if source.startswith("pages/") for code in CHECKED.findall(text)}
    assert {"enter_login", "password_short"} <= codes
    assert {f"errors.field.{code}" for code in codes} <= KEYS


def test_codes_that_our_api_documents_have_words() -> None:
    document = (STATIC.parent / "docs/api/app.md").read_text("utf-8")
    listed = re.search(r"Codes of faults: (.*?)and those the endpoints name", document, re.DOTALL)
    assert listed is not None
    same = dict(re.findall(r"(\w+): '(\w+)'", re.search(r"const same = \{(.*?)\};", SOURCES["errors/words.js"], re.DOTALL)[1]))  # type: ignore[index]
    faults = set(re.findall(r"`([a-z_]+)`", listed[1])) - {"minimum", "maximum"} | {
        "in_the_past",
        "before_start",
        "other_email",
        "not_email",
    }
    assert len(faults) > 15
    assert {code for code in faults if f"errors.field.{same.get(code, code)}" not in KEYS} == set()
    conflicts = {code for found in re.findall(r"409 (`[a-z_]+`(?:, `[a-z_]+`)*)", document) for code in re.findall(r"[a-z_]{4,}", found)}
    assert {"username_taken", "last_admin", "job_runs"} <= conflicts
    assert {code for code in conflicts - {"conflict"} if f"errors.{code}.title" not in KEYS} == set()


@pytest.mark.node
def test_routes_are_pages_of_the_server() -> None:
    script = f"import('{(STATIC / 'routes.js').as_uri()}').then(m => console.log(JSON.stringify(m.routes.map(r => r.path))))"
    done = subprocess.run(["node", "--input-type=module", "-e", script], capture_output=True, text=True, check=True, timeout=60)
    paths = json.loads(done.stdout)
    assert "/app/settings/tokens" in paths
    examples = {path: re.sub(r"\{\w+(?::(\w+))?\}", lambda kind: EXAMPLES.get(kind[1] or "", "x"), path) for path in paths}
    served = [regex(page) for page in PAGES]
    assert [path for path, example in examples.items() if not any(page.fullmatch(example) for page in served)] == []


def test_first_view_stays_small() -> None:
    """What a browser fetches for the start page, all of it: 150 KB is the bar."""
    assets = Assets(STATIC)
    names = {"main.js", *assets.shell, *(name for name in assets.names if name.startswith("style/"))}
    left = [STATIC / "pages/start/start.js"]
    while left:
        module = left.pop()
        if name(module) not in names:
            names.add(name(module))
            left += [(module.parent / target).resolve() for target in STATIC_IMPORT.findall(module.read_text("utf-8"))]
    names |= {f"i18n/de/{domain}.js" for domain in ("components", "errors", "shell", "status", "account", "start")}
    sizes = {name: len((asset := assets.get(name)).packed or asset.plain) for name in names}  # type: ignore[union-attr]
    assert sum(sizes.values()) < 140_000, sizes


def test_vendored_code_has_no_reference_outside() -> None:
    for file in ("ui.js", "plot.js", "markdown.js"):
        assert "sourceMappingURL" not in (STATIC / "vendor" / file).read_text("utf-8")
    lock = (STATIC / "vendor" / "package-lock.json").read_text("utf-8")
    assert '"resolved"' not in lock
    assert '"integrity": "sha512-' in lock
