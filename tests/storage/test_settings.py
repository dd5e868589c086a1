"""What the settings of the store may be; whatever is wrong stops the start and is named, without its value where that may be secret."""

import pytest

from server import config as settings
from server.config import ConfigError

GOOD = {"URL": "s3://bucket/some/folder", "ENDPOINT": "https://s3.example.org", "ACCESS_KEY": "key", "SECRET_KEY": "secret"}


def load(**changed: str) -> settings.Config:
    return settings.load(environ={f"ATHENAEUM_STORAGE__{name}": value for name, value in (GOOD | changed).items()})


@pytest.mark.parametrize("changed", [
    {}, {"URL": "s3://bucket"}, {"ENDPOINT": ""}, {"ACCESS_KEY": "", "SECRET_KEY": ""}, {"ENDPOINT": "http://127.0.0.1:9000"},
    {"ENDPOINT": "http://[::1]:9000"}, {"ENDPOINT": "http://localhost:9000"}, {"PATH_STYLE": "false"}, {"KEEP_IN": "disk"},
    {"REGION": "eu-central-1"},
])  # fmt: skip
def test_what_may_be(changed):
    load(**changed)


@pytest.mark.parametrize("changed, words", [
    ({"URL": "https://s3.example.org/bucket"}, "storage.url: is no address such as s3://bucket/folder"),
    ({"URL": "s3://key:very-secret@bucket"}, "storage.url: is no address such as s3://bucket/folder"),
    ({"URL": "s3://"}, "storage.url: is no address such as s3://bucket/folder"),
    ({"URL": "s3://bucket/../other"}, "storage.url: is no address such as s3://bucket/folder"),
    ({"URL": "s3://bucket//a"}, "storage.url: is no address such as s3://bucket/folder"),
    ({"URL": "s3://bucket/a?x=very-secret"}, "storage.url: is no address such as s3://bucket/folder"),
    ({"ENDPOINT": "s3.example.org"}, "storage.endpoint: is no address such as https://s3.example.org"),
    ({"ENDPOINT": "https://key:very-secret@s3.example.org"}, "storage.endpoint: is no address such as https://s3.example.org"),
    ({"ENDPOINT": "http://s3.example.org"},
     "storage.endpoint: http is for this machine and for hosts that outgoing.allow lists; use https"),
    ({"SECRET_KEY": ""}, "storage.access_key and storage.secret_key: one of them is missing"),
    ({"ACCESS_KEY": ""}, "storage.access_key and storage.secret_key: one of them is missing"),
    ({"REGION": "somewhere else"}, "storage.region: is no name such as eu-central-1"),
    ({"CA_FILE": "/no/such/file"}, "storage.ca_file: '/no/such/file' is no certificate that can be read"),
    ({"CA_FILE": __file__}, f"storage.ca_file: {__file__!r} is no certificate that can be read"),
    ({"KEEP_IN": "both"}, "storage.keep_in: 'both' is none of store, disk"),
    ({"URL": ""}, "storage.endpoint: says something of an object store, but storage.url is empty"),
    ({"URL": "", "ENDPOINT": "", "SECRET_KEY": ""}, "storage.access_key: says something of an object store, but storage.url is empty"),
])  # fmt: skip
def test_what_stops_the_start(changed, words):
    with pytest.raises(ConfigError) as error:
        load(**changed)
    assert str(error.value) == words
    assert "very-secret" not in str(error.value)


def test_in_the_clear_where_outgoing_allows_it():
    given = {f"ATHENAEUM_STORAGE__{name}": value for name, value in (GOOD | {"ENDPOINT": "http://s3.intern:9000"}).items()}
    assert settings.load(environ=given | {"ATHENAEUM_OUTGOING__ALLOW": "s3.intern"}).storage.endpoint == "http://s3.intern:9000"


def test_the_secret_is_not_shown():
    assert "secret_key" not in repr(load(SECRET_KEY="very-secret")) and "very-secret" not in repr(load(SECRET_KEY="very-secret"))


def test_a_secret_that_is_no_text_is_not_quoted(tmp_path):
    (tmp_path / "config.toml").write_text("[storage]\nsecret_key = 12345678\n")
    with pytest.raises(ConfigError) as error:
        settings.load(tmp_path / "config.toml", environ={})
    assert str(error.value) == "storage.secret_key: is not a text"
