"""Settings: the file shows them all, every source is checked, whatever is wrong is named."""

import json
import math
import re
import tomllib
from dataclasses import fields
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from server import config as settings
from server.config import Config, ConfigError

FILE = Path(__file__).resolve().parent.parent / "config.toml"
SETTINGS = [(section.name, setting.name) for section in fields(Config) for setting in fields(type(section.default))]


def as_toml(value):
    return list(value) if isinstance(value, tuple) else value


# The file


def test_the_file_shows_every_setting_with_its_default():
    shown = tomllib.loads(FILE.read_text("utf-8"))
    defaults = {section.name: {name.name: as_toml(getattr(section.default, name.name)) for name in fields(type(section.default))}
                for section in fields(Config)}  # fmt: skip
    assert shown == defaults


def test_the_file_shows_them_in_the_order_of_the_code():
    shown = tomllib.loads(FILE.read_text("utf-8"))
    assert [(section, name) for section, values in shown.items() for name in values] == SETTINGS


def test_every_setting_has_one_line_of_comment():
    lines = FILE.read_text("utf-8").splitlines()
    for number, line in enumerate(lines):
        if " = " in line and not line.startswith("#"):
            assert lines[number - 1].startswith("# ") and lines[number - 1].endswith("."), line
            assert not lines[number - 2].startswith("# "), f"more than one line above {line}"


def test_the_file_itself_changes_nothing():
    assert settings.load(FILE, environ={}) == Config()


def test_every_setting_is_read_somewhere():
    code = "\n".join(path.read_text("utf-8") for path in (FILE.parent / "server").rglob("*.py") if path.name != "config.py")
    assert [f"{section}.{name}" for section, name in SETTINGS if not re.search(rf"\.{name}\b", code)] == []


def test_a_missing_file_means_the_defaults(tmp_path):
    assert settings.load(tmp_path / "config.toml", environ={}) == Config()


# The sources


def test_environment_overrides_the_file_and_flags_override_both(tmp_path):
    file = tmp_path / "config.toml"
    file.write_text('[server]\nport = 1000\nhost = "::1"\nworkers = 3\n')
    found = settings.load(file, {"ATHENAEUM_SERVER__PORT": "2000", "ATHENAEUM_SERVER__HOST": "0.0.0.0"}, {"server.port": 3000})
    assert (found.server.port, found.server.host, found.server.workers) == (3000, "0.0.0.0", 3)


@pytest.mark.parametrize("section, name", SETTINGS)
def test_every_setting_can_come_from_the_environment(section, name):
    default = getattr(getattr(Config(), section), name)
    text = ",".join(default) if isinstance(default, tuple) else str(default)
    found = settings.load(environ={f"ATHENAEUM_{section}__{name}".upper(): text})
    assert found == Config()


TRUE, FALSE = ("true", "Yes", "1", "on"), ("false", "NO", "0", "off")


@pytest.mark.parametrize("text, value", [*((text, True) for text in TRUE), *((text, False) for text in FALSE)])
def test_truth_in_the_environment(text, value):
    assert settings.load(environ={"ATHENAEUM_LIMITS__ENABLED": text}).limits.enabled is value


@pytest.mark.parametrize("text, value", [("", ()), ("a", ("a",)), ("a, b ,,c", ("a", "b", "c"))])
def test_lists_in_the_environment(text, value):
    assert settings.load(environ={"ATHENAEUM_SERVER__HOSTS": text}).server.hosts == value


def test_other_variables_are_nobodys_business():
    assert settings.load(environ={"ATHENAEUM_TEST_DATABASE_URL": "x", "PATH": "y", "athenaeum_server__port": "1"}) == Config()


def test_the_data_folder_is_absolute():
    assert Config().data_dir.is_absolute()


# What is wrong is named


@pytest.mark.parametrize(
    "text, message",
    [
        ("[nothing]\na = 1\n", r"unknown section \[nothing\]"),
        ("[server]\nprot = 1\n", r"unknown setting server\.prot"),
        ("port = 1\n", "port must stand in a section"),
        ("[server]\nport = \n", r"config\.toml: "),
        ("[server]\nport = 'x'\n", r"server\.port: 'x' is not a whole number"),
        ("[server]\nport = 80.5\n", r"server\.port: 80\.5 is not a whole number"),
        ("[server]\nport = true\n", r"server\.port: True is not a whole number"),
        ("[server]\nport = -1\n", r"server\.port: -1 is less than 0"),
        ("[server]\nport = 70000\n", r"server\.port: 70000 is more than 65535"),
        ("[server]\nhost = 1\n", r"server\.host: 1 is not a text"),
        ("[server]\nhosts = [1]\n", r"server\.hosts: \[1\] is not a list of texts"),
        ("[server]\nhosts = 5\n", r"server\.hosts: 5 is not a list of texts"),
        ("[server]\ntrusted_proxies = ['10.0.0.0/33']\n", r"server\.trusted_proxies: '10\.0\.0\.0/33' is no address or range"),
        ("[server]\nmetrics_from = ['everybody']\n", r"server\.metrics_from: 'everybody' is no address or range"),
        ("[limits]\nenabled = 'perhaps'\n", r"limits\.enabled: 'perhaps' is not true or false"),
        ("[database]\nrun_as = 'root'\n", r"database\.run_as: 'root' is none of auto, namespace, user"),
        ("[database]\npool_size = 1\n", r"database\.pool_size: 1 is less than 2"),
        ("[sessions]\nidle_minutes = nan\n", r"sessions\.idle_minutes: nan is not a number"),
        ("[sessions]\nidle_minutes = inf\n", r"sessions\.idle_minutes: inf is not a number"),
    ],
)
def test_a_wrong_file_stops_the_start(tmp_path, text, message):
    file = tmp_path / "config.toml"
    file.write_text(text)
    with pytest.raises(ConfigError, match=message):
        settings.load(file, environ={})


def test_a_file_that_is_no_text_stops_the_start(tmp_path):
    file = tmp_path / "config.toml"
    file.write_bytes(b"\xff\xfe")
    with pytest.raises(ConfigError, match=r"config\.toml"):
        settings.load(file, environ={})


@pytest.mark.parametrize(
    "name, text, message",
    [
        ("ATHENAEUM_SERVER__PROT", "1", r"server\.prot"),
        ("ATHENAEUM_SERVER__PORT", "", r"server\.port"),
        ("ATHENAEUM_NOTHING__X", "", r"\[nothing\]"),
    ],
)
def test_a_wrong_variable_stops_the_start(name, text, message):
    with pytest.raises(ConfigError, match=message):
        settings.load(environ={name: text})


def test_no_default_breaks_a_rule_of_its_own():
    for section in fields(Config):
        for setting in fields(type(section.default)):
            value, rules = getattr(section.default, setting.name), setting.metadata
            assert value in rules.get("choices", (value,))
            if "least" in rules:
                assert rules["least"] <= value <= rules.get("most", math.inf)


# Other servers: a list of tables

KIT = {"name": "kit", "address": "https://kadi.kit.edu", "client_id": "id", "client_secret": "hush"}


def servers(tmp_path, *tables, allow=(), environ=None):
    """The settings with these servers in the file."""
    inline = ", ".join("{" + ", ".join(f"{key} = {json.dumps(value)}" for key, value in table.items()) + "}" for table in tables)
    file = tmp_path / "config.toml"
    file.write_text(f"[federation]\ninstances = [{inline}]\n[outgoing]\nallow = {json.dumps(allow)}\n")
    return settings.load(file, environ or {}).federation


def test_other_servers_stand_in_the_file(tmp_path):
    found = servers(tmp_path, KIT, KIT | {"name": "dkrz-2", "title": "DKRZ", "address": "https://x.example:8443/kadi/"}).instances
    assert [(one.name, one.title, one.address) for one in found] == [
        ("kit", "kit", "https://kadi.kit.edu"), ("dkrz-2", "DKRZ", "https://x.example:8443/kadi"),
    ]  # fmt: skip
    assert found[0].client_secret == "hush" and "hush" not in repr(found)


def test_other_servers_can_be_tables_of_their_own(tmp_path):
    file = tmp_path / "config.toml"
    tables = "".join("[[federation.instances]]\n" + "".join(f'{key} = "{value}"\n' for key, value in table.items())
                     for table in (KIT, KIT | {"name": "two"}))  # fmt: skip
    file.write_text(tables)
    assert [one.name for one in settings.load(file, {}).federation.instances] == ["kit", "two"]


def test_secrets_of_other_servers_can_come_from_the_environment(tmp_path):
    bare = {key: value for key, value in KIT.items() if key != "client_secret"}
    found = servers(tmp_path, bare, environ={"ATHENAEUM_FEDERATION__CLIENT_SECRETS": "kit = hush"})
    assert found.client_secrets == ("kit = hush",) and "hush" not in repr(found)


@pytest.mark.parametrize(
    "address, allow",
    [("http://10.0.0.5:8080", ["10.0.0.0/8"]), ("http://kadi.intern", ["Kadi.intern"]), ("http://[fd00::1]", ["fd00::/8"])],
)
def test_http_is_for_allowed_hosts(tmp_path, address, allow):
    assert servers(tmp_path, KIT | {"address": address}, allow=allow).instances[0].address == address
    with pytest.raises(ConfigError, match=r"kit: http is for hosts that outgoing\.allow lists"):
        servers(tmp_path, KIT | {"address": address}, allow=["192.168.0.0/16", "kadi.example"])


@pytest.mark.parametrize(
    "table, message",
    [
        ({"name": None}, "a name of lower-case letters"),
        ({"name": "KIT"}, "a name of lower-case letters"),
        ({"name": "a b"}, "a name of lower-case letters"),
        ({"name": "a" * 51}, "a name of lower-case letters"),
        ({"name": ""}, "a name of lower-case letters"),
        ({"adress": "x"}, "kit: unknown setting adress"),
        ({"title": "a\nb"}, "kit: title is not a text of one line"),
        ({"client_id": 5}, "kit: client_id is not a text of one line"),
        ({"client_id": None}, "kit: client_id is missing"),
        ({"client_id": ""}, "kit: client_id is missing"),
        ({"address": None}, "kit: address is missing"),
        ({"client_secret": ""}, "kit: client_secret is missing"),
        *(({"address": address}, "kit: .* is no address such as") for address in (
            "kadi.kit.edu", "ftp://kadi.kit.edu", "https://", "https://:443", "https://u:p@kadi.kit.edu", "https://kadi.kit.edu?x=1",
            "https://kadi.kit.edu#x", "https://kadi.kit.edu:0", "https://kadi.kit.edu:99999", "https://a b", "https://a\\b", "javascript:x",
        )),
    ],
)  # fmt: skip
def test_a_wrong_server_stops_the_start(tmp_path, table, message):
    table = {key: value for key, value in (KIT | table).items() if value is not None}
    with pytest.raises(ConfigError, match=message) as stopped:
        servers(tmp_path, table)
    assert "hush" not in str(stopped.value)


def test_two_servers_cannot_share_a_name(tmp_path):
    with pytest.raises(ConfigError, match="two have the same name"):
        servers(tmp_path, KIT, KIT | {"address": "https://x.example"})


@pytest.mark.parametrize("text, message", [("instances = ['kit']", "a list of tables"), ("instances = 5", "a list of tables"),
                                           ("client_secrets = [5]", "client_secrets: is not a list of texts"),
                                           ("client_secrets = ['kit = hush']", "'kit' is the name of no instance"),
                                           ("client_secrets = ['hush']", "an entry is no name = secret")])  # fmt: skip
def test_a_wrong_list_stops_the_start(tmp_path, text, message):
    file = tmp_path / "config.toml"
    file.write_text(f"[federation]\n{text}\n")
    with pytest.raises(ConfigError, match=message) as stopped:
        settings.load(file, {})
    assert "hush" not in str(stopped.value)


def test_servers_do_not_come_from_the_environment():
    with pytest.raises(ConfigError, match="in the file"):
        settings.load(environ={"ATHENAEUM_FEDERATION__INSTANCES": "kit"})


# Webhooks: a list of tables too

SECRET = "whsec_" + "c2VjcmV0" * 4
HR = {"name": "hr", "url": "https://hr.example.org/hook?key=1", "events": ["training.created"], "secret": SECRET}


def webhooks(tmp_path, *tables, allow=(), secrets=()):
    """The settings with these endpoints in the file."""
    inline = ", ".join("{" + ", ".join(f"{key} = {json.dumps(value)}" for key, value in table.items()) + "}" for table in tables)
    file = tmp_path / "config.toml"
    file.write_text(f"[webhooks]\nendpoints = [{inline}]\nsecrets = {json.dumps(secrets)}\n[outgoing]\nallow = {json.dumps(allow)}\n")
    return settings.load(file, {}).webhooks


def test_webhooks_stand_in_the_file(tmp_path):
    found = webhooks(tmp_path, HR, HR | {"name": "two", "events": ["user.registered", "training.created", "user.registered"]}).endpoints
    assert [(one.name, one.events) for one in found] == [("hr", ("training.created",)), ("two", ("user.registered", "training.created"))]
    assert (found[0].url, found[0].secret) == (HR["url"], SECRET) and SECRET not in repr(found)


def test_secrets_of_webhooks_can_come_from_the_environment(tmp_path):
    bare = {key: value for key, value in HR.items() if key != "secret"}
    (tmp_path / "config.toml").write_text(
        "[[webhooks.endpoints]]\n" + "".join(f"{key} = {json.dumps(value)}\n" for key, value in bare.items())
    )
    environ = {"ATHENAEUM_WEBHOOKS__SECRETS": f"hr={SECRET}, hr = {SECRET}="}
    found = settings.load(tmp_path / "config.toml", environ).webhooks
    assert settings.named_secrets(found.secrets) == [("hr", SECRET), ("hr", SECRET + "=")] and SECRET not in repr(found)


@pytest.mark.parametrize(
    "table, message",
    [
        ({"name": None}, "a name of lower-case letters"), ({"name": "HR"}, "a name of lower-case letters"),
        ({"urls": "x"}, "hr: unknown setting urls"), ({"url": None}, "hr: url is missing"), ({"events": None}, "hr: events is missing"),
        ({"events": []}, "hr: events is missing"), ({"events": ["training.deleted"]}, "hr: events are a list of user.registered"),
        ({"events": "training.created"}, "hr: events are a list of"), ({"events": 5}, "hr: events are a list of"),
        ({"secret": None}, "hr: secret is missing"), ({"secret": "hush"}, "hr: secret is not whsec_"),
        ({"secret": "whsec_" + "c2Vj" * 5}, "hr: secret is not whsec_"), ({"secret": "whsec_" + "*" * 40}, "hr: secret is not whsec_"),
        ({"secret": "whsec_" + "c2Vj" * 30}, "hr: secret is not whsec_"), ({"url": 5}, "hr: url is not a text of one line"),
        ({"url": "hr.example.org"}, "hr: url is no address such as"), ({"url": "https://u:p@hr.example.org"}, "hr: url is no address"),
        ({"url": "https://hr.example.org/#x"}, "hr: url is no address"), ({"url": "ftp://hr.example.org"}, "hr: url is no address"),
        ({"url": "http://hr.example.org"}, r"hr: http is for hosts that outgoing\.allow lists"),
    ],
)  # fmt: skip
def test_a_wrong_webhook_stops_the_start(tmp_path, table, message):
    given = {key: value for key, value in (HR | table).items() if value is not None}
    with pytest.raises(ConfigError, match=message) as stopped:
        webhooks(tmp_path, given)
    assert "hush" not in str(stopped.value) and SECRET not in str(stopped.value)


def test_http_to_a_webhook_is_for_allowed_hosts(tmp_path):
    assert webhooks(tmp_path, HR | {"url": "http://10.0.0.5:8080/x"}, allow=["10.0.0.0/8"]).endpoints


@pytest.mark.parametrize("secrets, message", [(["hush"], "an entry is no name = whsec_"), (["hr = hush"], "an entry is no name = whsec_"),
                                              ([f"other = {SECRET}"], "'other' is the name of no endpoint")])  # fmt: skip
def test_a_wrong_secret_of_a_webhook_stops_the_start(tmp_path, secrets, message):
    with pytest.raises(ConfigError, match=message) as stopped:
        webhooks(tmp_path, HR, secrets=secrets)
    assert "hush" not in str(stopped.value) and SECRET not in str(stopped.value)


def test_two_webhooks_cannot_share_a_name(tmp_path):
    with pytest.raises(ConfigError, match="two have the same name"):
        webhooks(tmp_path, HR, HR)


# The identity provider


ISSUER = {"ATHENAEUM_PROVIDER__ISSUER": "https://clerk.example.org"}


def pem_of(bits: int) -> str:
    key = rsa.generate_private_key(65537, bits).public_key()
    return key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo).decode()


def test_a_key_and_secrets_of_a_provider():
    secrets = "whsec_c2VjcmV0LWtleS1mb3ItdGVzdHM=, whsec_" + "QUFB" * 8
    pem = pem_of(2048)
    for written in (pem, pem.replace("\n", "\\n")):
        given = ISSUER | {"ATHENAEUM_PROVIDER__PUBLIC_KEY": written, "ATHENAEUM_PROVIDER__WEBHOOK_SECRETS": secrets}
        provider = settings.load(environ=given).provider
        assert provider.pem == pem and len(provider.webhook_secrets) == 2
    assert "whsec_" not in repr(provider)


@pytest.mark.parametrize("given, message", [
    ({"PUBLIC_KEY": "nothing"}, r"provider\.public_key: is no RSA public key"),
    ({"PUBLIC_KEY": pem_of(1024)}, r"provider\.public_key: is no RSA"),
    ({"JWKS_URL": "clerk.example.org"}, r"provider\.jwks_url: is no address"),
    ({"JWKS_URL": "http://clerk.example.org/jwks.json"}, r"provider\.jwks_url: http is for hosts that outgoing\.allow lists"),
    ({"WEBHOOK_SECRETS": "secret"}, r"provider\.webhook_secrets: an entry is not whsec_"),
    ({"WEBHOOK_SECRETS": "whsec_QUFB"}, r"provider\.webhook_secrets: an entry is not whsec_"),
    ({"SYNC_SECRET": "short"}, r"provider\.sync_secret: is not 16"), ({"SYNC_SECRET": "é" * 20}, r"provider\.sync_secret: is not 16"),
])  # fmt: skip
def test_what_a_provider_cannot_have(given, message):
    with pytest.raises(ConfigError, match=message) as caught:
        settings.load(environ=ISSUER | {f"ATHENAEUM_PROVIDER__{name}": value for name, value in given.items()})
    assert not any(value in str(caught.value) for name, value in given.items() if "SECRET" in name and len(value) > 6)


def test_keys_and_secrets_belong_to_an_issuer():
    with pytest.raises(ConfigError, match=r"provider\.issuer: is missing"):
        settings.load(environ={"ATHENAEUM_PROVIDER__WEBHOOK_SECRETS": "whsec_" + "QUFB" * 8})


def test_http_for_keys_where_it_is_allowed():
    given = ISSUER | {"ATHENAEUM_PROVIDER__JWKS_URL": "http://10.1.2.3/jwks.json", "ATHENAEUM_OUTGOING__ALLOW": "10.1.0.0/16"}
    assert settings.load(environ=given).provider.jwks_url == "http://10.1.2.3/jwks.json"
