"""Keys in their file, sealing, keyed codes, tokens."""

import hashlib
import multiprocessing
import os
import stat

import pytest

from server import secrets
from server.secrets import KeysError, SealBroken, Secrets


@pytest.fixture
def data_dir(tmp_path):
    return tmp_path / "data"


def load_and_report(data_dir, barrier, results):
    barrier.wait()
    results.put(Secrets.load(data_dir).signing_key.secret)


# The file


def test_first_start_makes_a_file_for_the_owner_only(data_dir):
    previous = os.umask(0)
    try:
        keys = Secrets.load(data_dir)
    finally:
        os.umask(previous)
    assert stat.S_IMODE((data_dir / "keys.toml").stat().st_mode) == 0o600
    assert len(keys.jwt) == len(keys.aes) == 1
    assert not (data_dir / "keys.toml.new").exists()


def test_second_start_reads_the_same_keys(data_dir):
    first, second = Secrets.load(data_dir), Secrets.load(data_dir)
    assert first.jwt == second.jwt and first.aes == second.aes


def test_processes_that_start_at_once_get_the_same_keys(data_dir):
    context = multiprocessing.get_context("spawn")
    barrier, results = context.Barrier(4), context.Queue()
    processes = [context.Process(target=load_and_report, args=(data_dir, barrier, results)) for _ in range(4)]
    for process in processes:
        process.start()
    found = {results.get(timeout=30) for _ in processes}
    for process in processes:
        process.join(30)
    assert len(found) == 1


def test_bytes_are_on_disk_before_the_name_is(data_dir, monkeypatch):
    calls = []
    for name in ("fsync", "rename"):
        original = getattr(os, name)
        monkeypatch.setattr(os, name, lambda *args, name=name, original=original: (calls.append(name), original(*args))[1])
    Secrets.load(data_dir)
    assert calls == ["fsync", "rename", "fsync"]


def test_a_leftover_of_an_interrupted_start_does_not_matter(data_dir):
    data_dir.mkdir()
    (data_dir / "keys.toml.new").write_text("half")
    assert Secrets.load(data_dir).signing_key.secret == Secrets.load(data_dir).signing_key.secret


def test_a_file_open_to_others_is_closed_and_reported(data_dir, caplog):
    Secrets.load(data_dir)
    (data_dir / "keys.toml").chmod(0o644)
    Secrets.load(data_dir)
    assert stat.S_IMODE((data_dir / "keys.toml").stat().st_mode) == 0o600
    assert "was open to others" in caplog.text


@pytest.mark.parametrize(
    "text",
    ["", "not toml [", "[[jwt]]\nkid = 'a'\n", "jwt = []\naes = []\n", "jwt = 5\naes = 6\n", "\xff"],
    ids=["empty", "no toml", "no key", "empty tables", "no tables", "not utf-8"],
)
def test_a_damaged_file_stops_the_start_and_stays(data_dir, text):
    data_dir.mkdir()
    (data_dir / "keys.toml").write_text(text, "latin-1")
    with pytest.raises(KeysError, match=r"keys\.toml"):
        Secrets.load(data_dir)
    assert (data_dir / "keys.toml").read_text("latin-1") == text


def test_a_damaged_file_is_reported_without_its_keys(data_dir):
    Secrets.load(data_dir)
    path = data_dir / "keys.toml"
    path.write_text(path.read_text().replace('key = "', 'key = "!!'))
    with pytest.raises(KeysError) as caught:
        Secrets.load(data_dir)
    assert "!!" not in str(caught.value) and caught.value.__cause__ is None


def test_a_data_directory_that_cannot_be_made_is_a_clear_error(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(KeysError, match="file/data"):
        Secrets.load(tmp_path / "file" / "data")


def test_short_keys_are_refused(data_dir):
    Secrets.load(data_dir)
    path = data_dir / "keys.toml"
    lines = [line if not line.startswith("key = ") else 'key = "AAAA"' for line in path.read_text().splitlines()]
    path.write_text("\n".join(lines))
    with pytest.raises(KeysError):
        Secrets.load(data_dir)


# Rotation


def test_after_rotation_old_seals_open_and_new_ones_use_the_new_key(data_dir):
    before = Secrets.load(data_dir)
    old = before.seal(b"smtp", "mail")
    after = Secrets.rotate(data_dir, "aes")
    assert after.open(old, "mail") == b"smtp"
    assert after.is_outdated(old) and not after.is_outdated(after.seal(b"smtp", "mail"))
    assert Secrets.load(data_dir).aes == after.aes and len(after.aes) == 2
    with pytest.raises(SealBroken):
        before.open(after.seal(b"x", "mail"), "mail")


def test_after_rotation_tokens_of_both_keys_verify_and_the_new_one_signs(data_dir):
    before = Secrets.load(data_dir)
    after = Secrets.rotate(data_dir, "jwt")
    assert after.signing_key != before.signing_key
    assert after.verification_key(before.signing_key.kid) == before.signing_key
    assert after.verification_key(after.signing_key.kid) == after.signing_key
    assert after.verification_key(None) == before.signing_key
    assert after.verification_key("jwt-unknown") is None


# Sealing


@pytest.mark.parametrize("plain", [b"", b"x", b"\x00\xff" * 5000], ids=["empty", "short", "long"])
def test_what_is_sealed_opens_again(data_dir, plain):
    keys = Secrets.load(data_dir)
    sealed = keys.seal(plain, "totp:7")
    assert keys.open(sealed, "totp:7") == plain
    assert sealed != keys.seal(plain, "totp:7")


def test_a_seal_shows_nothing_of_its_content(data_dir):
    assert "hunter2" not in Secrets.load(data_dir).seal(b"hunter2", "x")


def changed(sealed: str, position: int) -> str:
    other = "A" if sealed[position] != "A" else "B"
    return sealed[:position] + other + sealed[position + 1 :]


@pytest.mark.parametrize("fault", ["context", "first", "middle", "kid", "cut", "empty", "no dot", "not base64", "not ascii"])
def test_a_changed_seal_is_refused(data_dir, fault):
    keys = Secrets.load(data_dir)
    sealed = keys.seal(b"secret secret", "totp:7")
    start = sealed.index(".") + 1
    text, context = {
        "context": (sealed, "totp:8"),
        "first": (changed(sealed, start), "totp:7"),
        "middle": (changed(sealed, start + 20), "totp:7"),
        "kid": ("aes-other." + sealed[start:], "totp:7"),
        "cut": (sealed[: start + 8], "totp:7"),
        "empty": ("", "totp:7"),
        "no dot": (sealed.replace(".", ""), "totp:7"),
        "not base64": (sealed[:start] + "!" + sealed[start:], "totp:7"),
        "not ascii": (sealed[:start] + "ü" + sealed[start:], "totp:7"),
    }[fault]
    with pytest.raises(SealBroken):
        keys.open(text, context)


# Codes and tokens


def test_codes_hold_for_their_message_and_purpose_only(data_dir):
    keys = Secrets.load(data_dir)
    code = keys.mac("account 5", "verify")
    assert keys.is_mac(code, "account 5", "verify")
    assert not keys.is_mac(code, "account 6", "verify")
    assert not keys.is_mac(code, "account 5", "reset")
    assert not keys.is_mac(code[:-1], "account 5", "verify")
    assert not keys.is_mac("", "account 5", "verify")
    assert not keys.is_mac("ü.ü", "account 5", "verify")


def test_codes_outlive_a_rotation(data_dir):
    code = Secrets.load(data_dir).mac("x", "verify")
    assert Secrets.rotate(data_dir, "aes").is_mac(code, "x", "verify")


def test_tokens_are_random_and_as_long_as_asked():
    token = secrets.random_token("pat_", 24)
    assert len(token) == 4 + 48 and token.startswith("pat_") and token != secrets.random_token("pat_", 24)
    assert secrets.token_hash(token) == hashlib.sha256(token.encode()).digest()
    assert len(secrets.token_hash("\ud800")) == 32


@pytest.mark.parametrize(
    "left, right, same", [("a", "a", True), ("a", b"a", True), ("ü", "ü", True), ("a", "b", False), ("a", "ab", False)]
)
def test_equal_compares_text_and_bytes(left, right, same):
    assert secrets.equal(left, right) is same


def test_a_dump_of_the_object_shows_no_key(data_dir):
    keys = Secrets.load(data_dir)
    assert repr(keys).startswith("<secrets jwt=['jwt-") and "secret=" not in repr(keys.signing_key)
