"""Mails: templates, headers that hold, the folder without a mail server, SMTP with one."""

import asyncio
import email
import email.policy
import os
import re
import stat
from contextlib import asynccontextmanager

import aiosmtplib
import pytest
from jinja2 import UndefinedError

from server.config import Mail as Settings
from server.mail import TEMPLATES, BadAddress, Mailer, Rejected, Rendered, require_address

VALUES = {
    "name": "Mira Sole", "username": "mira", "link": "https://a.example/app/reset?x=1&y=2", "hours": 24, "minutes": 5,
    "provider": "Clerk", "email": "new@example.com", "subject": "Algebra", "is_approved": False, "reason": "Not now.",
    "company": "Clinic of Mira Sole", "level": 7, "description": "Session of Mira Sole", "session": "Session of Mira Sole",
}  # fmt: skip
NAMES = sorted({path.name.split(".")[0] for path in TEMPLATES.glob("*.txt")})


def parsed(data: bytes):
    return email.message_from_bytes(data, policy=email.policy.default)


@asynccontextmanager
async def smtp_server(**answers):
    """A mail server that takes everything, but for the commands in `answers` (`rcpt="550 no"`)."""
    mails, commands = [], []

    async def handle(reader, writer):
        async def say(text):
            writer.write(text.encode() + b"\r\n")
            await writer.drain()

        await say("220 test")
        while line := (await reader.readline()).decode("utf-8").strip():
            word = line.split()[0].lower()
            commands.append(line)
            if word in answers:
                await say(answers[word])
            elif word == "ehlo":
                await say("250-test\r\n250 SMTPUTF8")
            elif word == "data":
                await say("354 go on")
                mails.append((await reader.readuntil(b"\r\n.\r\n"))[:-3])
                await say(answers.get("content", "250 ok"))
            else:
                await say("221 bye" if word == "quit" else "250 ok")
        writer.close()

    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    server.mails, server.commands = mails, commands
    server.settings = Settings(
        smtp_host="127.0.0.1", smtp_port=server.sockets[0].getsockname()[1], smtp_tls="none", sender="Lab <lab@a.example>"
    )
    try:
        yield server
    finally:
        server.close()


# Templates


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("name", NAMES)
def test_each_mail_is_there_in_both_languages_as_text_and_html(tmp_path, name, language):
    mail = Mailer(Settings(), tmp_path).render(name, language, VALUES)
    assert mail.subject and "Mira Sole" in mail.text and mail.html is not None
    assert "{" not in mail.text and "{" not in mail.html.replace("{{", "")
    assert f'<html lang="{language}">' in mail.html and "Mira Sole" in mail.html
    if VALUES["link"] in mail.text:
        assert mail.html.count("https://a.example/app/reset?x=1&amp;y=2") == 2


def test_the_mails_that_identity_needs_are_there():
    assert {"verify_email", "reset_password", "set_up_account", "join_identity", "email_changed", "password_changed"} <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_languages_differ(tmp_path, name):
    mailer = Mailer(Settings(), tmp_path)
    english, german = mailer.render(name, "en", VALUES), mailer.render(name, "de", VALUES)
    assert english.subject != german.subject and english.text != german.text
    assert mailer.render(name, "fr", VALUES) == english
    assert mailer.render(name, "../../etc", VALUES) == english


def test_a_missing_value_is_an_error_and_no_empty_link(tmp_path):
    with pytest.raises(UndefinedError):
        Mailer(Settings(), tmp_path).render("reset_password", "en", {"name": "x", "minutes": 5})


def test_markup_in_a_name_stays_text(tmp_path):
    mail = Mailer(Settings(), tmp_path).render("reset_password", "en", VALUES | {"name": "<script>x</script>"})
    assert "<script>" in mail.text and "<script>" not in mail.html and "&lt;script&gt;" in mail.html


# Addresses and headers


@pytest.mark.parametrize(
    "text, wire",
    [
        ("mira@example.com", "mira@example.com"),
        ("m.s+x_1@sub.example.com", "m.s+x_1@sub.example.com"),
        ("mira@bücher.example", "mira@xn--bcher-kva.example"),
        ("ünal@example.com", "ünal@example.com"),
        ("root@localhost", "root@localhost"),
    ],
)
def test_addresses_go_on_the_wire(text, wire):
    assert require_address(text) == wire


@pytest.mark.parametrize(
    "text",
    ["", "mira", "@example.com", "mira@", "a@b@c", "a b@c.example", "a@c.example\r\nBcc: x@y.example", "a@c.example\n",
     "Mira <a@c.example>",
     "a@c.example,b@c.example", "a@c.example;b@c.example", '"a b"@c.example', "a@[127.0.0.1]", "a@c.example\x00", "a(x)@c.example",
     "a@" + "x" * 64 + ".example", "a" * 65 + "@c.example", "a@c..example", "\ud800@c.example", "a\u2028b@c.example", ".a@c.example"],
)  # fmt: skip
def test_other_texts_are_no_address(tmp_path, text):
    with pytest.raises(BadAddress):
        require_address(text)
    with pytest.raises(BadAddress):
        Mailer(Settings(), tmp_path).message(text, Rendered("s", "t", None))


@pytest.mark.parametrize("broken", ["a\r\nBcc: evil@x.example", "a\nX: y", "a\rb", "a\u2028Bcc: x@y.example", "a\x0bb", "a\x00b", "a\x85b"])
def test_headers_cannot_be_added_by_a_subject_or_a_name(tmp_path, broken):
    settings = Settings(sender=f'"{broken}" <lab@a.example>')
    for mailer in (Mailer(Settings(), tmp_path), *([Mailer(settings, tmp_path)] if "\n" not in broken and "\r" not in broken else [])):
        data = mailer.message("mira@example.com", Rendered(broken, "text", None)).as_bytes()
        head = data.partition(b"\r\n\r\n")[0].decode()
        assert not re.search(r"^(Bcc|X):", head, re.MULTILINE)
        assert sorted(parsed(data).keys()) == sorted(
            ["From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "Content-Language", "MIME-Version", "Content-Type",
             "Content-Transfer-Encoding"]
        )  # fmt: skip


def test_umlauts_survive_in_subject_and_text(tmp_path):
    message = Mailer(Settings(sender="Würzburg <lab@a.example>"), tmp_path).message(
        "mira@example.com", Rendered("Größe ☃", "Straße\n" * 3, "<p>Straße</p>")
    )
    read = parsed(message.as_bytes())
    assert message.as_bytes().isascii()
    assert read["Subject"] == "Größe ☃" and read["From"] == "Würzburg <lab@a.example>"
    assert read.get_body(("plain",)).get_content().splitlines() == ["Straße"] * 3
    assert read.get_body(("html",)).get_content().strip() == "<p>Straße</p>"


def test_a_repeat_of_one_mail_has_the_same_id(tmp_path):
    mailer, mail = Mailer(Settings(), tmp_path), Rendered("s", "t", None)
    ids = [mailer.message("a@b.example", mail, unique=unique)["Message-ID"] for unique in ("job 1", "job 1", "job 2", "", "")]
    assert ids[0] == ids[1] and len(set(ids)) == 4


@pytest.mark.parametrize("sender", ["", "nobody"])
def test_a_bad_sender_stops_the_start(tmp_path, sender):
    with pytest.raises(BadAddress):
        Mailer(Settings(sender=sender), tmp_path)


# Without a mail server


async def test_without_a_server_mails_lie_in_the_folder_and_the_log_says_so(tmp_path, caplog):
    await Mailer(Settings(), tmp_path).send("mira@example.com", "reset_password", "de", VALUES, unique="job 5")
    (path,) = (tmp_path / "mail").iterdir()
    assert path.suffix == ".eml" and stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    mail = parsed(path.read_bytes())
    assert mail["To"] == "mira@example.com" and VALUES["link"] in mail.get_body(("plain",)).get_content()
    assert "no mail server is set" in caplog.text and str(path) in caplog.text
    assert VALUES["link"] not in caplog.text, "a link that opens an account does not belong into a log"


async def test_a_written_mail_survives_a_power_cut(tmp_path, monkeypatch):
    calls = []
    for name in ("fsync", "rename"):
        original = getattr(os, name)
        monkeypatch.setattr(os, name, lambda *args, name=name, original=original: (calls.append(name), original(*args))[1])
    await Mailer(Settings(), tmp_path).send("mira@example.com", "verify_email", "en", VALUES)
    assert calls == ["fsync", "rename", "fsync"]


# With one


async def test_a_mail_goes_to_the_server(tmp_path):
    async with smtp_server() as server:
        await Mailer(server.settings, tmp_path).send("mira@example.com", "reset_password", "en", VALUES)
    assert not (tmp_path / "mail").exists()
    assert "MAIL FROM:<lab@a.example>" in " ".join(server.commands) and "RCPT TO:<mira@example.com>" in server.commands
    mail = parsed(server.mails[0])
    assert mail["From"] == "Lab <lab@a.example>" and mail["Subject"] == "Set a new password"
    assert (
        VALUES["link"] in mail.get_body(("plain",)).get_content()
        and VALUES["link"].replace("&", "&amp;") in mail.get_body(("html",)).get_content()
    )


async def test_an_address_with_umlauts_goes_to_the_server(tmp_path):
    async with smtp_server() as server:
        await Mailer(server.settings, tmp_path).send("ünal@bücher.example", "verify_email", "en", VALUES)
    assert any(line.startswith("RCPT TO:<ünal@xn--bcher-kva.example>") for line in server.commands)


@pytest.mark.parametrize(
    "answers, error",
    [
        ({"rcpt": "550 no such user"}, Rejected),
        ({"rcpt": "450 later"}, aiosmtplib.SMTPRecipientsRefused),
        ({"mail": "550 not you"}, Rejected),
        ({"mail": "451 later"}, aiosmtplib.SMTPSenderRefused),
        ({"content": "554 spam"}, Rejected),
        ({"content": "452 full"}, aiosmtplib.SMTPDataError),
        ({"ehlo": "421 busy", "helo": "421 busy"}, aiosmtplib.SMTPException),
    ],
)
async def test_a_refusal_is_final_or_for_now(tmp_path, answers, error):
    async with smtp_server(**answers) as server:
        with pytest.raises(error):
            await Mailer(server.settings, tmp_path).send("mira@example.com", "verify_email", "en", VALUES)
    assert not (tmp_path / "mail").exists()


async def test_a_server_that_offers_no_tls_gets_no_password_in_clear(tmp_path):
    async with smtp_server() as server:
        settings = Settings(
            smtp_host="127.0.0.1", smtp_port=server.settings.smtp_port, smtp_user="u", smtp_password="pw", smtp_tls="starttls"
        )
        with pytest.raises(aiosmtplib.SMTPException):
            await Mailer(settings, tmp_path).send("mira@example.com", "verify_email", "en", VALUES)
    assert not server.mails and not any("AUTH" in line for line in server.commands)
