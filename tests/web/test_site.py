"""The pages as the server gives them: headers, files under their hash, addresses, errors."""

import gzip
import re

import pytest

from server.site import PAGES, error_words, pages
from server.site.assets import Assets


async def page(anonymous, path: str = "/app", **options) -> tuple[int, dict[str, str], str]:
    answer = await anonymous.get(path, **options)
    return answer.status, answer.headers, await answer.text()


VALUES = {"int": "2", "uuid": "3fa85f64-5717-4562-b3fc-2c963f66afa6"}
EXAMPLES = [re.sub(r"\{\w+:(\w+)\}", lambda kind: VALUES.get(kind[1], "some/where"), path) for path in PAGES]


@pytest.mark.parametrize("path", EXAMPLES)
async def test_page_addresses_open_the_shell(anonymous, path: str) -> None:
    status, headers, text = await page(anonymous, path)
    assert status == 200
    assert headers["Content-Type"] == "text/html; charset=utf-8"
    assert 'type="module"' in text


async def test_policy_lets_only_our_own_code_run(anonymous) -> None:
    _, headers, text = await page(anonymous)
    policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    for name in ("script-src", "style-src", "connect-src", "worker-src", "form-action"):
        assert policy[name] == "'self'"
    for name in ("img-src", "media-src", "frame-src"):
        assert policy[name] == "'self' blob:"
    assert policy["require-trusted-types-for"] == "'script'"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-cache"
    assert "<script>" not in text and "<style" not in text and "style=" not in text


async def test_files_are_kept_for_good_under_their_hash_and_travel_packed(anonymous) -> None:
    _, _, text = await page(anonymous)
    address = re.search(r'src="(/static/[0-9a-f]{16}/main\.js)"', text)
    assert address is not None
    answer = await anonymous.get(address[1], headers={"Accept-Encoding": "gzip"})
    assert answer.status == 200
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert answer.headers["Content-Encoding"] == "gzip"
    plain = await anonymous.get(address[1], headers={"Accept-Encoding": "identity"})
    assert "Content-Encoding" not in plain.headers
    assert await plain.text() == (pages.STATIC / "main.js").read_text("utf-8")
    assert await answer.text() == await plain.text()


OTHERS = [
    "nothing.js",
    "../server/app.py",
    "..%2f..%2frun.py",
    "vendor/package-lock.json",
    "vendor/.npmrc",
    "vendor/README.md",
    "%00",
    "style/",
]


@pytest.mark.parametrize("name", OTHERS)
async def test_other_files_are_not_served(anonymous, name: str) -> None:
    assets = Assets(pages.STATIC)
    status, _, _ = await page(anonymous, f"{assets.base}/{name}")
    assert status == 404


async def test_files_of_another_version_are_gone(anonymous) -> None:
    assert (await anonymous.get("/static/0123456789abcdef/main.js")).status == 404


async def test_everything_the_shell_needs_is_preloaded(anonymous) -> None:
    _, _, text = await page(anonymous)
    loaded = set(re.findall(r'rel="modulepreload" href="/static/[0-9a-f]+/([^"]+)"', text))
    assert {"shell.js", "vendor/ui.js", "router.js"} <= loaded
    visited = {name for name in loaded if name.startswith(("pages/settings", "vendor/plot", "vendor/markdown"))}
    assert visited == {"pages/settings/places.js"}  # what Ctrl K finds


async def test_the_styles_come_in_one_sheet_the_first_ones_first(anonymous) -> None:
    _, headers, text = await page(anonymous, headers={"Accept-Encoding": "gzip"})
    assert headers["Content-Encoding"] == "gzip" and headers["Vary"] == "Accept-Encoding"
    (address,) = re.findall(r'rel="stylesheet" href="([^"]+)"', text)
    sheet = await (await anonymous.get(address)).text()
    files = {path.name: sheet.index(path.read_text("utf-8")) for path in (pages.STATIC / "style").glob("*.css")}
    assert len(files) > 10
    assert sorted(files, key=files.__getitem__)[:3] == ["tokens.css", "base.css", "components.css"]
    _, headers, _ = await page(anonymous, headers={"Accept-Encoding": "identity"})
    assert "Content-Encoding" not in headers


async def test_hash_names_the_content(tmp_path) -> None:
    (tmp_path / "main.js").write_text("import './a.js';\nimport { b } from './b/b.js';\n")
    (tmp_path / "a.js").write_text("export const a = 1;\n" * 100)
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "b.js").write_text("export { a as b } from '../a.js';\n")
    (tmp_path / "notes.md").write_text("not served")
    first = Assets(tmp_path)
    assert first.names == ["a.js", "b/b.js", "main.js"]
    assert first.shell == ["a.js", "b/b.js"]
    packed = first.get("a.js")
    assert packed is not None and packed.packed is not None and gzip.decompress(packed.packed) == packed.plain
    assert first.get("notes.md") is None
    (tmp_path / "a.js").write_text("export const a = 2;\n")
    assert Assets(tmp_path).hash != first.hash


@pytest.mark.parametrize("path", ["/nowhere", "/app/nowhere", "/app/records-of-old", "/users/x/y"])
async def test_unknown_addresses_get_the_error_page(anonymous, path: str) -> None:
    status, headers, text = await page(anonymous, path)
    assert status == 404
    assert '<html lang="en">' in text and "Page not found" in text
    assert "Content-Security-Policy" in headers


async def test_the_error_page_speaks_the_language_of_the_browser(anonymous) -> None:
    _, _, text = await page(anonymous, "/nowhere", headers={"Accept-Language": "fr, de-AT;q=0.8, en;q=0.5"})
    assert '<html lang="de">' in text and "Seite nicht gefunden" in text and "Zur Startseite" in text
    assert error_words.WORDS["en"].keys() == error_words.WORDS["de"].keys()


async def test_programs_get_kadis_words_for_unknown_addresses(anonymous, make) -> None:
    token = await make.token(await make.account())
    answer = await anonymous.using(token=token).get("/nowhere")
    assert answer.status == 404
    assert (await answer.json())["code"] == 404


@pytest.mark.parametrize("path", EXAMPLES)
async def test_a_token_counts_below_the_api_only(anonymous, path: str) -> None:
    answer = await anonymous.using(token="pat_whoever").get(path)
    assert (answer.status, answer.content_type) == (404, "application/json")
    assert (await answer.json())["description"] == "The requested URL could not be found."


async def test_unknown_address_below_the_api_is_the_apis(anonymous) -> None:
    answer = await anonymous.get("/app/api/nowhere")
    assert answer.status == 404
    assert answer.headers["Content-Type"].startswith("application/problem+json")


async def test_error_page_escapes_what_it_is_told(anonymous) -> None:
    _, _, text = await page(anonymous, "/%3Cscript%3Ealert(1)%3C/script%3E")
    assert "<script>alert" not in text
