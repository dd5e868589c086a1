"""Mails: rendered from `templates/mail`, sent by SMTP or, without a server to send by, written to `<data>/mail/`.

A template is `<name>.<language>.txt`, its first line `Subject: …`, then an empty line and the text; beside it may stand
`<name>.<language>.html`. Sending happens in a job (`outbox.put_mail`), never in a request.
"""

import asyncio
import copy
import hashlib
import logging
import os
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import format_datetime, parseaddr
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import aiosmtplib
from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateNotFound

from server.config import Mail as Settings

__all__ = ["BadAddress", "Letter", "Mailer", "Rejected", "Rendered", "require_address"]

log = logging.getLogger("athenaeum.mail")

TEMPLATES = Path(__file__).resolve().parent.parent / "templates" / "mail"
LANGUAGES = ("en", "de")
TIMEOUT_SECONDS = 30.0
# One mailbox and nothing else: no name, list, comment, quoting, route or line break.
ADDRESS = re.compile(r"""[^\s@<>()\[\],;:"\\\x00-\x1f\x7f]{1,64}@[^\s@<>()\[\],;:"\\/\x00-\x1f\x7f]{1,253}""")
CONTROL = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u2028\u2029]+")


class BadAddress(Exception):
    """This is not one mail address."""


class Rejected(Exception):
    """The mail server says for good that it does not take this mail; trying again is of no use."""


@dataclass(frozen=True, slots=True)
class Rendered:
    subject: str
    text: str
    html: str | None


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail that somebody wrote: several may get it, those in `bcc` unseen; `files` go along by their names."""

    subject: str
    html: str
    to: Sequence[str]
    cc: Sequence[str] = ()
    bcc: Sequence[str] = ()
    reply_to: Sequence[str] = ()
    files: Mapping[str, str] = field(default_factory=dict)


class Words(HTMLParser):
    """What is to be read in a page."""

    BREAKS = frozenset({"p", "br", "div", "tr", "li", "h1", "h2", "h3", "h4", "h5", "h6", "table", "ul", "ol"})
    UNSEEN = frozenset({"script", "style", "head", "title"})

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.unseen += tag in self.UNSEEN
        if tag in self.BREAKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self.unseen = max(self.unseen - (tag in self.UNSEEN), 0)

    def handle_data(self, data: str) -> None:
        if not self.unseen:
            self.parts.append(data)


def in_words(html: str) -> str:
    """A page as plain text, for who reads mails as such."""
    reader = Words()
    reader.feed(html)
    reader.close()
    lines = [" ".join(line.split()) for line in "".join(reader.parts).splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip() + "\n"


def require_address(text: str) -> str:
    """`local@domain` as it goes on the wire (the domain in ASCII), or BadAddress."""
    if not ADDRESS.fullmatch(text):
        raise BadAddress(text[:80])
    local, _, domain = text.rpartition("@")
    try:
        address = f"{local}@{domain.encode('idna').decode()}"
        Address(addr_spec=f"{ascii_twin(local)}@{domain.encode('idna').decode()}")
        local.encode()
    except (UnicodeError, ValueError, MessageError, IndexError):
        raise BadAddress(text[:80]) from None
    return address


def ascii_twin(local: str) -> str:
    """The local part with its letters beyond ASCII replaced: the library checks the form of ASCII ones only."""
    return re.sub(r"[^\x00-\x7f]", "x", local)


def mailbox(address: str, name: str = "") -> Address:
    local, _, domain = address.rpartition("@")
    return Address(name, local, domain)


def one_line(text: str) -> str:
    """Text for a header: line breaks and other control characters become blanks."""
    return CONTROL.sub(" ", text.encode("utf-8", "replace").decode()).strip()


class Mailer:
    """Renders and sends. One per process; holds no connection."""

    def __init__(self, settings: Settings, data_dir: Path, templates: Path = TEMPLATES) -> None:
        self.settings, self.folder = settings, data_dir / "mail"
        name, address = parseaddr(settings.sender)
        self.sender_name, self.sender = one_line(name), require_address(address)
        self._environment = Environment(
            loader=FileSystemLoader(templates), undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
            keep_trailing_newline=True, autoescape=lambda name: bool(name and name.endswith(".html")),
        )  # fmt: skip

    def render(self, template: str, language: str, values: Mapping[str, Any]) -> Rendered:
        """The mail in `language`, in English where there is none in it."""
        language = language if language in LANGUAGES else "en"
        head, _, text = self._environment.get_template(f"{template}.{language}.txt").render(values).partition("\n")
        if not head.startswith("Subject: "):
            raise ValueError(f"{template}.{language}.txt: the first line is no subject")
        try:
            html = self._environment.get_template(f"{template}.{language}.html").render(values)
        except TemplateNotFound:
            html = None
        return Rendered(one_line(head.removeprefix("Subject: ")), text.strip() + "\n", html)

    def message(self, to: str, mail: Rendered, *, language: str = "en", unique: str = "") -> EmailMessage:
        """The mail as it is sent. The same `unique` gives the same Message-ID, so that a repeat is seen as one."""
        to = require_address(to)
        policy = SMTP if (to + self.sender).isascii() else SMTPUTF8
        message = EmailMessage(policy=policy)
        message["From"] = mailbox(self.sender, self.sender_name)
        message["To"] = mailbox(to)
        message["Subject"] = one_line(mail.subject)
        message["Date"] = format_datetime(datetime.now(UTC))
        name = hashlib.sha256(unique.encode()).hexdigest()[:32] if unique else secrets.token_hex(16)
        message["Message-ID"] = f"<{name}@{self.sender.rpartition('@')[2]}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(mail.text, cte="quoted-printable")
        if mail.html is not None:
            message.add_alternative(mail.html, subtype="html", cte="quoted-printable")
        message["Content-Language"] = language if language in LANGUAGES else "en"
        return message

    async def send(self, to: str, template: str, language: str, values: Mapping[str, Any], *, unique: str = "") -> None:
        """Renders and sends one mail. BadAddress and Rejected are final; anything else may work later."""
        message = self.message(to, self.render(template, language, values), language=language, unique=unique)
        if not self.settings.smtp_host:
            path = await asyncio.to_thread(keep, self.folder, message.as_bytes())
            log.warning("no mail server is set (mail.smtp_host): the mail %r to %s was written to %s", template, to, path)
            return
        await self._deliver(message, require_address(to))

    def through(self, **changes: Any) -> "Mailer":
        """The same by another account: `changes` are fields of the settings. BadAddress for a sender that is none."""
        other = copy.copy(self)
        other.settings = replace(self.settings, **changes)
        name, address = parseaddr(other.settings.sender)
        other.sender_name, other.sender = one_line(name), require_address(address)
        return other

    def letter(self, letter: Letter, *, unique: str = "") -> EmailMessage:
        """A written mail as it is sent: from the sender of the settings, whoever wrote it."""
        everybody = [require_address(each) for each in (*letter.to, *letter.cc, *letter.bcc, *letter.reply_to)]
        message = EmailMessage(policy=SMTP if "".join((*everybody, self.sender)).isascii() else SMTPUTF8)
        message["From"] = mailbox(self.sender, self.sender_name)
        for name, addresses in (("To", letter.to), ("Cc", letter.cc), ("Reply-To", letter.reply_to)):
            if addresses:
                message[name] = [mailbox(require_address(each)) for each in addresses]
        message["Subject"] = one_line(letter.subject)
        message["Date"] = format_datetime(datetime.now(UTC))
        name = hashlib.sha256(unique.encode()).hexdigest()[:32] if unique else secrets.token_hex(16)
        message["Message-ID"] = f"<{name}@{self.sender.rpartition('@')[2]}>"
        html = letter.html.encode("utf-8", "replace").decode()
        message.set_content(in_words(html), cte="quoted-printable")
        message.add_alternative(html, subtype="html", cte="quoted-printable")
        for file, data in letter.files.items():
            message.add_attachment(data.encode(), maintype="application", subtype="json", filename=one_line(file))
        return message

    async def send_letter(self, letter: Letter, *, unique: str = "") -> None:
        """Sends a written mail, once for everybody whom the mail server takes it for. Failures are those of `send`."""
        message = self.letter(letter, unique=unique)
        everybody = [require_address(each) for each in (*letter.to, *letter.cc, *letter.bcc)]
        if not self.settings.smtp_host:
            path = await asyncio.to_thread(keep, self.folder, message.as_bytes())
            log.warning("no mail server is set (mail.smtp_host): a written mail to %d people was written to %s", len(everybody), path)
            return
        await self._deliver(message, *everybody)

    async def _deliver(self, message: EmailMessage, *to: str) -> None:
        settings = self.settings
        try:
            await aiosmtplib.send(
                message, sender=self.sender, recipients=list(to), hostname=settings.smtp_host, port=settings.smtp_port,
                username=settings.smtp_user or None, password=settings.smtp_password or None,
                use_tls=settings.smtp_tls == "tls", start_tls=settings.smtp_tls == "starttls", timeout=TIMEOUT_SECONDS,
            )  # fmt: skip
        except aiosmtplib.SMTPRecipientsRefused as error:
            code = error.recipients[0].code
            if code >= 500:
                raise Rejected(f"recipient refused ({code})") from None
            raise
        except (aiosmtplib.SMTPDataError, aiosmtplib.SMTPSenderRefused) as error:
            if error.code >= 500:
                raise Rejected(f"refused ({error.code})") from None
            raise


def keep(folder: Path, data: bytes) -> Path:
    """Writes a mail to disk, whole or not at all, for the server's own eyes."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"{datetime.now(UTC):%Y%m%dT%H%M%S.%f}-{secrets.token_hex(4)}.eml"
    new = path.with_suffix(".new")
    with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    new.rename(path)
    directory = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)
    return path
