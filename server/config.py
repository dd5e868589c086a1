"""Every setting: name, default, type. Read from config.toml, then the environment, then flags.

`ATHENAEUM_<SECTION>__<KEY>` overrides the file. An unknown key or a bad value raises `ConfigError`, which says which.
"""

import base64
import math
import os
import re
import ssl
import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields, replace
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints
from urllib.parse import urlsplit

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

TRUTH = {"true": True, "yes": True, "1": True, "on": True, "false": False, "no": False, "0": False, "off": False}

KINDS = {bool: "true or false", int: "a whole number", float: "a number", str: "a text"}


class ConfigError(Exception):
    """A setting is unknown or has a value it cannot have; the message names it."""


def choice(default: str, *choices: str) -> Any:
    return field(default=default, metadata={"choices": choices})


def number(default: int | float, *, least: int | float = 0, most: int | float = math.inf) -> Any:
    return field(default=default, metadata={"least": least, "most": most})


def networks(*default: str) -> Any:
    """Addresses and ranges such as 10.0.0.0/8."""
    return field(default=default, metadata={"check": ip_network})


@dataclass(frozen=True)
class Instance:
    """Another Kadi or Athenaeum server; `address` is where its pages start, without a slash at the end."""

    name: str
    address: str
    client_id: str
    title: str = ""
    client_secret: str = field(default="", repr=False)


INSTANCE_NAME = re.compile(r"[a-z0-9-]{1,50}")
# A bucket, perhaps a folder in it
STORE_URL = re.compile(r"s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/[A-Za-z0-9._-]+)*", re.ASCII)
LOOPBACK = ("localhost", "127.0.0.0/8", "::1")


@dataclass(frozen=True)
class Endpoint:
    """Somebody who is told of events by a webhook."""

    name: str
    url: str
    events: tuple[str, ...]
    secret: str = field(default="", repr=False)


# What webhooks tell of (docs/api/kms.md).
EVENTS = ("user.registered", "training.created", "registration.completed")
SECRET_PREFIX = "whsec_"


def instances(name: str, value: Any) -> tuple[Instance, ...]:
    return tuple(instance(name, item) for item in tables(name, value))


def endpoints(name: str, value: Any) -> tuple[Endpoint, ...]:
    return tuple(endpoint(name, item) for item in tables(name, value))


def tables(name: str, value: Any) -> list[Mapping[str, Any]]:
    """A list of tables with different names, from the file only: a variable has no room for one."""
    if value == "":
        return []
    if not isinstance(value, list | tuple) or not all(isinstance(item, dict) for item in value):
        raise ConfigError(f"{name}: a list of tables in the file is needed")
    for item in value:
        if not isinstance(item.get("name"), str) or not INSTANCE_NAME.fullmatch(item["name"]):
            raise ConfigError(f"{name}: a name of lower-case letters, digits and hyphens is needed, not {item.get('name')!r}")
    if len({item["name"] for item in value}) < len(value):
        raise ConfigError(f"{name}: two have the same name")
    return list(value)


def check_table(setting: str, table: Mapping[str, Any], kind: type) -> None:
    """Only what the kind knows, all that it needs, texts of one line. What is wrong is named without its value, which may
    be a secret."""
    known, name = {f.name: f.default for f in fields(kind)}, table["name"]
    for key, value in table.items():
        if key not in known:
            raise ConfigError(f"{setting}: {name}: unknown setting {key}")
        if key != "events" and (not isinstance(value, str) or not value.isprintable() or len(value) > 2000):
            raise ConfigError(f"{setting}: {name}: {key} is not a text of one line")
    for key, default in known.items():
        if default is MISSING and not table.get(key):
            raise ConfigError(f"{setting}: {name}: {key} is missing")


def endpoint(setting: str, table: Mapping[str, Any]) -> Endpoint:
    check_table(setting, table, Endpoint)
    name, events = table["name"], table["events"]
    if not isinstance(events, list | tuple) or not all(event in EVENTS for event in events):
        raise ConfigError(f"{setting}: {name}: events are a list of {', '.join(EVENTS)}")
    if not is_server_address(table["url"].partition("?")[0]) or not is_server_address(table["url"].replace("?", "", 1)):
        raise ConfigError(f"{setting}: {name}: url is no address such as https://hooks.example.org/training")
    if table.get("secret") and not is_webhook_secret(table["secret"]):
        raise ConfigError(f"{setting}: {name}: secret is not whsec_ and 24 to 64 bytes in base64")
    return Endpoint(**{**table, "events": tuple(dict.fromkeys(events))})


def is_webhook_secret(text: str, least: int = 24) -> bool:
    """`whsec_` and 24 to 64 bytes in base64, as Standard Webhooks wants it; others may make theirs shorter."""
    encoded = text.removeprefix(SECRET_PREFIX)
    try:
        return text != encoded and least <= len(base64.b64decode(encoded + "=" * (-len(encoded) % 4), validate=True)) <= 64
    except ValueError:
        return False


def instance(setting: str, table: Mapping[str, Any]) -> Instance:
    check_table(setting, table, Instance)
    name = table["name"]
    if not is_server_address(table["address"]):
        raise ConfigError(f"{setting}: {name}: {table['address']!r} is no address such as https://data.example.org")
    return Instance(**{**table, "title": table.get("title") or name, "address": table["address"].rstrip("/")})


def is_server_address(text: str) -> bool:
    """http or https, a host, perhaps a port and a path, and nothing else."""
    try:
        parts = urlsplit(text)
        is_whole = bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
    return is_whole and parts.scheme in ("http", "https") and not re.search(r"[\s?#@\\]", text)


@dataclass(frozen=True)
class Server:
    host: str = "127.0.0.1"
    port: int = number(8080, most=65535)
    public_url: str = ""
    hosts: tuple[str, ...] = ()
    trusted_proxies: tuple[str, ...] = networks()
    workers: int = number(1, least=1)
    data_dir: str = "var"
    tls_certificate: str = ""
    tls_key: str = ""
    cors_origins: tuple[str, ...] = ()
    metrics_from: tuple[str, ...] = networks("127.0.0.0/8", "::1/128")
    max_json_bytes: int = number(12_000_000, least=1000)


@dataclass(frozen=True)
class Database:
    url: str = ""
    pool_size: int = number(8, least=2)
    statement_cache: int = number(200)
    run_as: str = choice("auto", "auto", "namespace", "user")
    statement_timeout_seconds: float = number(30.0, least=0.1)


@dataclass(frozen=True)
class Storage:
    quota_bytes: int = number(10_000_000_000)
    direct_bytes: int = number(50_000_000, least=1)
    chunk_bytes: int = number(10_000_000, least=1)
    claim_seconds: float = number(60.0, least=0.1)
    upload_hours: float = number(24.0)
    inactive_upload_minutes: float = number(5.0)
    deleted_file_hours: float = number(24.0)
    task_days: float = number(7.0)
    trash_days: float = number(7.0)
    sweep_minutes: float = number(60.0, least=0.01)
    scrub_days: float = number(30.0, least=0.01)
    url: str = ""
    keep_in: str = choice("store", "store", "disk")
    endpoint: str = ""
    region: str = "us-east-1"
    path_style: bool = True
    ca_file: str = ""
    access_key: str = ""
    secret_key: str = field(default="", metadata={"is_secret": True}, repr=False)


@dataclass(frozen=True)
class Accounts:
    registration: str = choice("open", "open", "off")
    bcrypt_rounds: int = number(12, least=4)
    reset_minutes: float = number(5.0, least=0.01)
    setup_hours: float = number(24.0, least=0.01)
    verify_hours: float = number(24.0, least=0.01)


@dataclass(frozen=True)
class Companies:
    first: str = "Athenaeum"


@dataclass(frozen=True)
class Sessions:
    idle_minutes: float = number(10.0, least=0.01)
    app_idle_minutes: float = number(30.0, least=0.01)
    app_hours: float = number(8.0, least=0.01)
    cache_seconds: float = number(5.0)


@dataclass(frozen=True)
class Provider:
    issuer: str = ""
    jwks_url: str = ""
    public_key: str = ""
    authorized_parties: tuple[str, ...] = ()
    webhook_secrets: tuple[str, ...] = field(default=(), metadata={"is_secret": True}, repr=False)
    sync_secret: str = field(default="", metadata={"is_secret": True}, repr=False)
    claims_per_hour: int = number(60)
    claim_days: float = number(30.0, least=0.01)

    @property
    def pem(self) -> str:
        """`public_key`; a variable of the environment may have `\\n` for its line breaks."""
        return self.public_key.replace("\\n", "\n")


@dataclass(frozen=True)
class OAuth:
    reuse_ends_pair: bool = False


@dataclass(frozen=True)
class Limits:
    enabled: bool = True
    url: str = ""
    rules: tuple[str, ...] = ()
    quotas_enabled: bool = True


@dataclass(frozen=True)
class Learning:
    document_bytes: int = number(52_428_800, least=1)
    video_bytes: int = number(524_288_000, least=1)
    enrollment_required: bool = False


@dataclass(frozen=True)
class Plans:
    default: str = choice("ENTERPRISE", "FREE", "PRO", "ENTERPRISE")


@dataclass(frozen=True)
class Mail:
    smtp_host: str = ""
    smtp_port: int = number(587, most=65535)
    smtp_user: str = ""
    smtp_password: str = ""
    smtp_tls: str = choice("starttls", "none", "starttls", "tls")
    sender: str = "athenaeum@localhost"


@dataclass(frozen=True)
class Outgoing:
    allow: tuple[str, ...] = ()
    timeout_seconds: float = number(10.0, least=0.1)
    max_bytes: int = number(5_000_000, least=1)


@dataclass(frozen=True)
class Federation:
    instances: tuple[Instance, ...] = field(default=(), metadata={"parse": instances})
    client_secrets: tuple[str, ...] = field(default=(), metadata={"is_secret": True}, repr=False)


@dataclass(frozen=True)
class Webhooks:
    endpoints: tuple[Endpoint, ...] = field(default=(), metadata={"parse": endpoints})
    secrets: tuple[str, ...] = field(default=(), metadata={"is_secret": True}, repr=False)
    keep_days: float = number(30.0, least=0.01)


@dataclass(frozen=True)
class Jobs:
    enabled: bool = True
    concurrency: int = number(4, least=1)
    poll_seconds: float = number(2.0, least=0.01)
    lease_seconds: float = number(120.0, least=1)
    max_attempts: int = number(12, least=1)
    keep_days: float = number(7.0, least=0)


@dataclass(frozen=True)
class Log:
    level: str = choice("info", "debug", "info", "warning", "error")
    access: bool = True


@dataclass(frozen=True)
class Config:
    server: Server = Server()
    database: Database = Database()
    storage: Storage = Storage()
    accounts: Accounts = Accounts()
    companies: Companies = Companies()
    sessions: Sessions = Sessions()
    provider: Provider = Provider()
    oauth: OAuth = OAuth()
    limits: Limits = Limits()
    learning: Learning = Learning()
    plans: Plans = Plans()
    mail: Mail = Mail()
    outgoing: Outgoing = Outgoing()
    federation: Federation = Federation()
    webhooks: Webhooks = Webhooks()
    jobs: Jobs = Jobs()
    log: Log = Log()

    @property
    def data_dir(self) -> Path:
        return Path(self.server.data_dir).absolute()


SECTIONS: dict[str, Any] = {f.name: type(f.default) for f in fields(Config)}


def load(path: Path | None = None, environ: Mapping[str, str] | None = None, flags: Mapping[str, Any] | None = None) -> Config:
    """The configuration from a TOML file (if there), the environment and `flags` ({"server.port": 8080})."""
    values: dict[tuple[str, str], Any] = {}
    if path is not None and path.exists():
        values |= from_toml(path)
    values |= from_environ(os.environ if environ is None else environ)
    for name, value in (flags or {}).items():
        section, _, key = name.partition(".")
        values[section, key] = value
    return build(values)


def from_toml(path: Path) -> dict[tuple[str, str], Any]:
    try:
        tables = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: {error}") from None
    values = {}
    for section, table in tables.items():
        if not isinstance(table, dict):
            raise ConfigError(f"{path}: {section} must stand in a section")
        values.update({(section, key): value for key, value in table.items()})
    return values


def from_environ(environ: Mapping[str, str]) -> dict[tuple[str, str], Any]:
    values = {}
    for name, text in environ.items():
        if name.startswith("ATHENAEUM_") and "__" in name:
            section, _, key = name.removeprefix("ATHENAEUM_").lower().partition("__")
            values[section, key] = text
    return values


def build(values: Mapping[tuple[str, str], Any]) -> Config:
    sections: dict[str, dict[str, Any]] = {}
    for (section, key), value in values.items():
        if section not in SECTIONS:
            raise ConfigError(f"unknown section [{section}]")
        known = {f.name: f for f in fields(SECTIONS[section])}
        if key not in known:
            raise ConfigError(f"unknown setting {section}.{key}")
        kind = get_type_hints(SECTIONS[section])[key]
        sections.setdefault(section, {})[key] = convert(f"{section}.{key}", value, kind, known[key].metadata)
    base = Config()
    config = replace(base, **{name: replace(getattr(base, name), **given) for name, given in sections.items()})
    check_storage(config)
    check_federation(config)
    check_webhooks(config)
    check_provider(config)
    return config


def check_storage(config: Config) -> None:
    """An object store is named whole, its keys both or neither, and it is spoken to in the clear only on this machine and
    where `outgoing.allow` says so. The address is not quoted: somebody may have put a password there."""
    given = config.storage
    if not given.url:
        for key in ("endpoint", "ca_file", "access_key", "secret_key"):
            if getattr(given, key):
                raise ConfigError(f"storage.{key}: says something of an object store, but storage.url is empty")
        return
    if not STORE_URL.fullmatch(given.url) or "/." in given.url:
        raise ConfigError("storage.url: is no address such as s3://bucket/folder")
    if bool(given.access_key) != bool(given.secret_key):
        raise ConfigError("storage.access_key and storage.secret_key: one of them is missing")
    if not re.fullmatch(r"[a-z0-9-]{1,50}", given.region):
        raise ConfigError("storage.region: is no name such as eu-central-1")
    try:
        ssl.create_default_context(cafile=given.ca_file or None)
    except OSError:
        raise ConfigError(f"storage.ca_file: {given.ca_file!r} is no certificate that can be read") from None
    if given.endpoint and not is_server_address(given.endpoint):
        raise ConfigError("storage.endpoint: is no address such as https://s3.example.org")
    parts = urlsplit(given.endpoint)
    if parts.scheme == "http" and not is_listed(parts.hostname or "", (*LOOPBACK, *config.outgoing.allow)):
        raise ConfigError("storage.endpoint: http is for this machine and for hosts that outgoing.allow lists; use https")


def check_federation(config: Config) -> None:
    """Each other server has a secret, and is spoken to in the clear only where `outgoing.allow` says so."""
    given = config.federation
    names = {one.name for one in given.instances}
    secrets = dict(named_secrets(given.client_secrets))
    for name, secret in secrets.items():
        if not secret:
            raise ConfigError("federation.client_secrets: an entry is no name = secret")
        if name not in names:
            raise ConfigError(f"federation.client_secrets: {name!r} is the name of no instance")
    for one in given.instances:
        if not (one.client_secret or one.name in secrets):
            raise ConfigError(f"federation.instances: {one.name}: client_secret is missing")
        parts = urlsplit(one.address)
        if parts.scheme == "http" and not is_listed(parts.hostname or "", config.outgoing.allow):
            raise ConfigError(f"federation.instances: {one.name}: http is for hosts that outgoing.allow lists; use https")


def check_webhooks(config: Config) -> None:
    """Each endpoint has a secret at least, and is spoken to in the clear only where `outgoing.allow` says so."""
    given = config.webhooks
    names, secrets = {one.name for one in given.endpoints}, named_secrets(given.secrets)
    for name, secret in secrets:
        if not is_webhook_secret(secret):
            raise ConfigError("webhooks.secrets: an entry is no name = whsec_… with 24 to 64 bytes in base64")
        if name not in names:
            raise ConfigError(f"webhooks.secrets: {name!r} is the name of no endpoint")
    for one in given.endpoints:
        if not one.secret and one.name not in dict(secrets):
            raise ConfigError(f"webhooks.endpoints: {one.name}: secret is missing")
        parts = urlsplit(one.url)
        if parts.scheme == "http" and not is_listed(parts.hostname or "", config.outgoing.allow):
            raise ConfigError(f"webhooks.endpoints: {one.name}: http is for hosts that outgoing.allow lists; use https")


def check_provider(config: Config) -> None:
    """Keys and secrets that can be used, and an issuer to whom they belong."""
    given = config.provider
    if given.public_key and not is_public_key(given.pem):
        raise ConfigError("provider.public_key: is no RSA public key of 2048 bits or more in PEM")
    if given.jwks_url:
        if not is_server_address(given.jwks_url.partition("?")[0]):
            raise ConfigError("provider.jwks_url: is no address such as https://clerk.example.org/.well-known/jwks.json")
        parts = urlsplit(given.jwks_url)
        if parts.scheme == "http" and not is_listed(parts.hostname or "", config.outgoing.allow):
            raise ConfigError("provider.jwks_url: http is for hosts that outgoing.allow lists; use https")
    if any(not is_webhook_secret(secret, least=16) for secret in given.webhook_secrets):
        raise ConfigError("provider.webhook_secrets: an entry is not whsec_ and 16 to 64 bytes in base64")
    if given.sync_secret and not (len(given.sync_secret) >= 16 and given.sync_secret.isascii() and given.sync_secret.isprintable()):
        raise ConfigError("provider.sync_secret: is not 16 printable characters or more")
    if (given.webhook_secrets or given.jwks_url or given.public_key) and not given.issuer:
        raise ConfigError("provider.issuer: is missing")


def is_public_key(text: str) -> bool:
    try:
        key = load_pem_public_key(text.encode())
    except (ValueError, UnsupportedAlgorithm):
        return False
    return isinstance(key, RSAPublicKey) and key.key_size >= 2048


def named_secrets(entries: tuple[str, ...]) -> list[tuple[str, str]]:
    """`name = secret`, as often as it stands there."""
    return [(name.strip(), secret.strip()) for name, _, secret in (entry.partition("=") for entry in entries)]


def is_listed(host: str, entries: tuple[str, ...]) -> bool:
    """Is the host, or the network it is in, one of `outgoing.allow`?"""
    for entry in entries:
        try:
            if ip_address(host) in ip_network(entry.strip("[]"), strict=False):
                return True
        except ValueError:
            if entry.lower().rstrip(".") == host.lower().rstrip("."):
                return True
    return False


def convert(name: str, value: Any, kind: Any, rules: Mapping[str, Any]) -> Any:
    """`value` as `kind`, text accepted for every kind (the environment has nothing else)."""
    if "parse" in rules:
        return rules["parse"](name, value)
    try:
        result = as_kind(value, kind)
    except (ValueError, TypeError):
        if "is_secret" in rules:
            raise ConfigError(f"{name}: is not {KINDS.get(kind, 'a list of texts')}") from None
        raise ConfigError(f"{name}: {value!r} is not {KINDS.get(kind, 'a list of texts')}") from None
    if "choices" in rules and result not in rules["choices"]:
        raise ConfigError(f"{name}: {value!r} is none of {', '.join(rules['choices'])}")
    if "check" in rules:
        for item in result:
            try:
                rules["check"](item, strict=False)
            except ValueError:
                raise ConfigError(f"{name}: {item!r} is no address or range of addresses") from None
    if "least" in rules and result < rules["least"]:
        raise ConfigError(f"{name}: {value!r} is less than {rules['least']}")
    if "most" in rules and result > rules["most"]:
        raise ConfigError(f"{name}: {value!r} is more than {rules['most']}")
    return result


def as_kind(value: Any, kind: Any) -> Any:
    if get_origin(kind) is tuple:
        items = [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else list(value)
        if not all(isinstance(item, get_args(kind)[0]) for item in items):
            raise ValueError
        return tuple(items)
    if kind is bool:
        return TRUTH[str(value).lower()] if str(value).lower() in TRUTH else fail()
    if kind is int:
        return int(value) if isinstance(value, str) or type(value) is int else fail()
    if kind is float:
        return float(value) if not isinstance(value, bool) and math.isfinite(float(value)) else fail()
    return value if isinstance(value, str) else fail()


def fail() -> Any:
    raise ValueError
