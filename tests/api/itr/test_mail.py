"""Mails of the office and results for a consultant: who may, addresses, headers that hold, whose account; the trail."""

import base64
import contextlib
import email
import email.policy
import json
from types import SimpleNamespace
from uuid import UUID

import pytest

from server import jobs, keys
from server.domain import outbox, settings
from server.jobs import Hopeless
from server.mail import Mailer
from server.outgoing import Outgoing, Refused
from tests import mailbox
from tests.api.itr import planned
from tests.make import PASSWORD, unique
from tests.test_mail import smtp_server

REFUSED = (404, "You are not authorised to sent emails")
SENT = (200, "An email is sent")


async def said(response):
    return response.status, await response.text()


def mail(to, **fields):
    return {"Subject": "s", "Body": "<p>html</p>", "To": to, "CC": "", "BCC": "", "From": "", "ReplyTo": ""} | fields


def new_address(name="someone"):
    return f"{unique(name)}@example.org"


@pytest.fixture
def waiting(make, server):
    """`await waiting(company_id)`: what waits to be sent for a company."""

    async def read(company_id):
        async with make.pool.acquire() as conn:
            rows = await conn.fetch("select id, payload::text, sealed_payload from jobs where kind = 'mail.office' order by id")
        found = mailbox.opened_jobs("mail.office", rows, server.app[keys.SECRETS])
        return [SimpleNamespace(id=row["id"], **payload) for row, payload in found if payload["company_id"] == str(company_id)]

    return read


async def trail(client):
    rows = await (await client.get("/audittrail", headers={"Filter": "ObjectType=1001", "Sort": "CreateDate"})).json()
    return rows


# Who


async def test_without_a_session_nothing_is_sent(itr):
    for path in ("/sendmail", f"/sendmailconsultant/{planned.new_id()}"):
        assert await said(await itr.post(path, json=mail("a@example.org"))) == (404, "Invalid or expired token")


async def test_only_office_users_send(candidate, people, waiting):
    for client in (await candidate(), await people("is_organisation_supervisor", "is_test_author"), await people("is_test_taking_user")):
        assert await said(await client.post("/sendmail", json=mail("a@example.org"))) == REFUSED
        assert await waiting(client.company_id) == []


# What


async def test_a_mail_waits_with_its_addresses_each_once(office, waiting):
    given = mail("a@example.org, b@example.org;A@example.org ;", CC="b@example.org;c@example.org", BCC="d@example.org,c@example.org",
                 From="boss@example.org")  # fmt: skip
    assert await said(await office.client.post("/sendmail", json=given)) == SENT
    (found,) = await waiting(office.company_id)
    assert [each.lower() for each in found.to] == ["a@example.org", "b@example.org"]
    assert (found.cc, found.bcc, found.reply_to) == (["c@example.org"], ["d@example.org"], ["boss@example.org"])
    assert (found.subject, found.html, found.files) == ("s", "<p>html</p>", {})
    (row,) = await trail(office.client)
    assert (row["ObjectType"], row["MessageID"], row["ObjectID"]) == (1001, 1, planned.ZERO)
    assert row["AuditMessage"] == "EMail sent to %%To%%, cc %%CC%%, bcc %%BCC%% with subject %%Subject%%"
    assert row["UserID"] == str(office.login_id)
    said_of_it = json.loads(row["NewData"])
    assert (said_of_it["CC"], said_of_it["BCC"], said_of_it["Subject"]) == ("c@example.org", "d@example.org", "s")
    assert (await office.client.post(f"/audittrail/{row['ID']}", json={"AuditMessage": "x"})).status in (400, 409)


async def test_what_was_written_is_sealed_while_it_waits(office, make):
    secret = unique("private")
    await office.client.post("/sendmail", json=mail(new_address(), Body=secret))
    async with make.pool.acquire() as conn:
        text = await conn.fetchval("select string_agg(j::text, '') from jobs j where kind = 'mail.office'")
    assert secret not in text


@pytest.mark.parametrize("fields, word", [
    ({"To": ""}, "no address"),
    ({"To": "http://127.0.0.1/x"}, "To"),
    ({"To": "a@example.org\r\nBcc: b@example.org"}, "To"),
    ({"To": "a b@example.org"}, "To"),
    ({"To": '"x@y"@example.org'}, "To"),
    ({"To": "Ann <a@example.org>"}, "To"),
    ({"CC": "nobody"}, "CC"),
    ({"BCC": "x@"}, "BCC"),
    ({"From": "x\r\ny@example.org"}, "From"),
    ({"ReplyTo": "a"}, "ReplyTo"),
    ({"Subject": "s\r\nBcc: b@example.org"}, "Subject"),
    ({"Subject": "s\nx"}, "Subject"),
    ({"Subject": "x" * 501}, "too long"),
    ({"Subject": 5}, "Subject is no text"),
    ({"Body": ["x"]}, "Body is no text"),
    ({"To": ",".join(f"a{number}@example.org" for number in range(101))}, "To"),
    ({"To": ",".join(f"a{number}@example.org" for number in range(60)), "CC": ",".join(f"b{number}@example.org" for number in range(60))},
     "too many"),
])  # fmt: skip
async def test_what_is_no_mail_is_refused(office, waiting, fields, word):
    status, text = await said(await office.client.post("/sendmail", json=mail("a@example.org") | fields))
    assert status == 400 and text.startswith("The email is not sent : ") and word in text
    assert await waiting(office.company_id) == [] and await trail(office.client) == []


@pytest.mark.parametrize("raw", [b"", b"[]", b"x", b'"To"'])
async def test_the_body_is_an_object(office, raw):
    assert (await office.client.request("POST", "/sendmail", data=raw)).status == 400


async def test_the_companys_copy_goes_unseen(office, waiting, make):
    async with make.pool.acquire() as conn:
        await conn.execute("update companies set cc_email = 'copy@example.org; a@example.org' where id = $1", office.company_id)
    await office.client.post("/sendmail", json=mail("A@example.org"))
    (found,) = await waiting(office.company_id)
    assert (found.to, found.cc, found.bcc) == (["A@example.org"], [], ["copy@example.org"])


# Going out


@pytest.fixture
def post(server, pool, make, waiting, tmp_path):
    """`await post(company_id)`: sends what waits for the company, to a folder; the mails."""

    async def send(company_id):
        mailer = Mailer(server.app[keys.CONFIG].mail, tmp_path)
        services = {keys.MAILER: mailer, keys.SECRETS: server.app[keys.SECRETS], keys.OUTGOING: server.app[keys.OUTGOING]}
        for each in await waiting(company_id):
            payload = {name: value for name, value in vars(each).items() if name != "id"}
            await jobs.send_letter(outbox.Work(each.id, "mail.office", payload, 1, pool, services))
        files = sorted((tmp_path / "mail").glob("*.eml"))
        return [email.message_from_bytes(path.read_bytes(), policy=email.policy.default) for path in files]

    return send


async def test_it_is_sent_from_the_server_whoever_wrote_it(office, post, server):
    given = mail("a@example.org;b@example.org", CC="c@example.org", BCC="secret@example.org", From="boss@example.org",
                 Subject="Tést", Body="<p>One</p><script>x</script><p>Zwö</p>")  # fmt: skip
    await office.client.post("/sendmail", json=given)
    (sent,) = await post(office.company_id)
    assert server.app[keys.CONFIG].mail.sender in sent["From"] and "boss" not in sent["From"]
    assert (sent["To"], sent["Cc"], sent["Reply-To"]) == ("a@example.org, b@example.org", "c@example.org", "boss@example.org")
    assert sent["Subject"] == "Tést" and "secret" not in str(sent)
    assert sent.get_body(("html",)).get_content().strip() == given["Body"]
    assert sent.get_body(("plain",)).get_content().split() == ["One", "Zwö"]


async def test_a_companys_account_sends_its_mails(office, waiting, pool, server, make, monkeypatch):
    async with pool.acquire() as conn:
        for name, value in (("SMTP_SERVER", "93.184.216.34"), ("SMTP_PORT", "2525"), ("SMTP_SENDER", "Clinic <clinic@example.org>")):
            await conn.execute("insert into system_settings (company_id, name, value) values ($1, $2, $3)", office.company_id, name, value)
    mailer = Mailer(server.app[keys.CONFIG].mail, server.app[keys.CONFIG].data_dir)
    services = {keys.MAILER: mailer, keys.SECRETS: server.app[keys.SECRETS], keys.OUTGOING: server.app[keys.OUTGOING]}
    work = outbox.Work(1, "mail.office", {}, 1, pool, services)
    own = await jobs.mailer_of(work, office.company_id)
    assert (own.settings.smtp_host, own.settings.smtp_port, own.settings.smtp_tls) == ("93.184.216.34", 2525, "none")
    assert (own.sender, own.sender_name) == ("clinic@example.org", "Clinic")
    assert mailer.settings == server.app[keys.CONFIG].mail
    async with pool.acquire() as conn:
        await conn.execute("update system_settings set value = 'nobody' where company_id = $1 and name = 'SMTP_SENDER'", office.company_id)
    with pytest.raises(Hopeless):
        await jobs.mailer_of(work, office.company_id)


async def test_a_companys_mail_leaves_by_its_own_server(people, waiting, pool, server):
    """With the account that was set through the interface: over a socket, signed in, and only what may be seen in the headers."""
    chief = await people("is_office_user", "is_organisation_supervisor")
    outgoing = Outgoing(allow=("127.0.0.1",))
    services = {keys.MAILER: server.app[keys.MAILER], keys.SECRETS: server.app[keys.SECRETS], keys.OUTGOING: outgoing}
    async with (
        contextlib.aclosing(SimpleNamespace(aclose=outgoing.close)),
        smtp_server(ehlo="250-test\r\n250 AUTH PLAIN", auth="235 welcome") as post_office,
    ):
        account = {
            "SMTP_SERVER": "127.0.0.1", "SMTP_PORT": str(post_office.settings.smtp_port),
            "SMTP_USER": "clinic", "SMTP_PASSWORD": "pass word", "SMTP_SENDER": "Clinic <clinic@example.org>",
        }  # fmt: skip
        for name, value in account.items():
            assert (await chief.post(f"/systemsettings/{name}", data=value)).status == 200
        await chief.post("/sendmail", json=mail("a@example.org", BCC="secret@example.org", Subject="Tést"))
        (letter,) = await waiting(chief.company_id)
        payload = {name: value for name, value in vars(letter).items() if name != "id"}
        await jobs.send_letter(outbox.Work(letter.id, "mail.office", payload, 1, pool, services))
        (sent,) = [email.message_from_bytes(data, policy=email.policy.default) for data in post_office.mails]
        signed_in = [line for line in post_office.commands if line.startswith("AUTH PLAIN ")]
    assert [base64.b64decode(line.split()[2]) for line in signed_in] == [b"\0clinic\0pass word"]
    assert (sent["From"], sent["To"], sent["Subject"]) == ("Clinic <clinic@example.org>", "a@example.org", "Tést")
    assert "secret" not in str(sent) and "RCPT TO:<secret@example.org>" in post_office.commands


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "10.0.0.8", "169.254.169.254", "::1"])
async def test_a_company_cannot_reach_into_the_network(office, pool, server, host):
    async with pool.acquire() as conn:
        await conn.execute("insert into system_settings (company_id, name, value) values ($1, 'SMTP_SERVER', $2)", office.company_id, host)
        assert (await settings.mail_account(conn, server.app[keys.SECRETS], office.company_id)).is_of_company
    outgoing = Outgoing()
    services = {keys.MAILER: None, keys.SECRETS: server.app[keys.SECRETS], keys.OUTGOING: outgoing}
    try:
        with pytest.raises(Refused):
            await jobs.mailer_of(outbox.Work(1, "mail.office", {}, 1, pool, services), office.company_id)
    finally:
        await outgoing.close()


async def test_mails_of_the_server_for_a_company_go_by_its_account_too(office, pool, server):
    async with pool.acquire() as conn:
        text = "insert into system_settings (company_id, name, value) values ($1, 'SMTP_SERVER', '127.0.0.1')"
        await conn.execute(text, office.company_id)
    outgoing = Outgoing()
    services = {keys.MAILER: None, keys.SECRETS: server.app[keys.SECRETS], keys.OUTGOING: outgoing}
    payload = {"to": "a@example.org", "template": "low_credits", "language": "en", "values": {}, "company_id": str(office.company_id)}
    try:
        with pytest.raises(Refused):
            await jobs.send_mail(outbox.Work(1, "mail.send", payload, 1, pool, services))
    finally:
        await outgoing.close()


# To a consultant


@pytest.fixture
async def seat(office, candidate, make):
    client = await candidate(office.company_id)
    session = await planned.session(office.client, client.person_id)
    await planned.test(office.client, session, client.person_id, Results={"a": 1})
    account = await make.account(email=new_address("consultant"), password=PASSWORD)
    login = await make.login(account, office.company_id, "is_office_user")
    return SimpleNamespace(client=client, session=session, office=office, address=account["email"], login=login, account=account)


async def manager(seat):
    return (await (await seat.office.client.get(f"/sessions/{seat.session}")).json())["ManagedByUserID"]


async def test_a_consultant_gets_the_session_and_its_results(seat, waiting, post):
    given = mail(f"nobody@example.org, {seat.address.upper()}", CC="c@example.org", BCC="d@example.org", From="x@example.org")
    assert await said(await seat.client.post(f"/sendmailconsultant/{seat.session}", json=given)) == SENT
    assert await manager(seat) == str(seat.login)
    (found,) = await waiting(seat.office.company_id)
    assert (found.to, found.cc, found.bcc, found.reply_to) == ([seat.address], [], [], [])
    data = json.loads(found.files["data.json"])
    assert (data["ID"], [test["Results"] for test in data["SessionTests"]]) == (seat.session, [{"a": 1}])
    (sent,) = await post(seat.office.company_id)
    (attached,) = sent.iter_attachments()
    assert (attached.get_filename(), attached.get_content_type()) == ("data.json", "application/json")
    assert json.loads(attached.get_content()) == data
    rows = await trail(seat.office.client)
    assert [(row["UserID"], row["SessionID"]) for row in rows] == [(str(seat.client.person_id), seat.session)]


async def test_to_others_nothing_goes(seat, waiting, make, candidate):
    stranger = await make.account(email=new_address(), password=PASSWORD)
    await make.login(stranger, await make.company(), "is_office_user")
    over = await make.account(email=new_address(), password=PASSWORD)
    login = await make.login(over, seat.office.company_id, "is_office_user")
    taker = await make.account(email=new_address(), password=PASSWORD)
    await make.login(taker, seat.office.company_id, "is_test_taking_user")
    async with make.pool.acquire() as conn:
        await conn.execute("update logins set license_ends_at = now() - interval '1 minute' where id = $1", login)
        person = await conn.fetchval("select email from persons where id = $1", seat.client.person_id)
    for address in (stranger["email"], over["email"], taker["email"], person, "nobody@example.org"):
        assert await said(await seat.client.post(f"/sendmailconsultant/{seat.session}", json=mail(address))) == SENT
    assert await waiting(seat.office.company_id) == []
    assert await manager(seat) != str(login)


async def test_only_of_the_own_session(seat, candidate, people, waiting):
    others = [
        await candidate(seat.office.company_id),
        await candidate(),
        seat.office.client,
        await people("is_office_user", is_master=True),
    ]
    for client in others:
        response = await client.post(f"/sendmailconsultant/{seat.session}", json=mail(seat.address))
        assert await said(response) == (404, "Session cannot be accessed as test taking user")
    for identity in (planned.new_id(), "x"):
        assert (await seat.client.post(f"/sendmailconsultant/{identity}", json=mail(seat.address))).status == 404
    assert (await seat.client.post(f"/sendmailconsultant/{seat.session}", json=mail("x"))).status == 400
    assert await waiting(seat.office.company_id) == []
    assert await manager(seat) != str(seat.login)


# The trail


async def test_the_trail_forgets_mails_after_90_days(office, pool):
    from server.domain import office_mails

    await office.client.post("/sendmail", json=mail("a@example.org"))
    async with pool.acquire() as conn:
        for days, kind in ((89, 1001), (91, 1001), (91, 1002), (91, 1000), (91, 2)):
            await conn.execute(
                "insert into assessment_audit (company_id, id, object_id, of_company_id, user_id, object_type, created_at, is_by_server)"
                " values ($1, gen_random_uuid(), $1, $1, $1, $2, now() - make_interval(days => $3), true)",
                office.company_id, kind, days,
            )  # fmt: skip
        await office_mails.sweep(SimpleNamespace(pool=pool))
        found = await conn.fetch("select object_type from assessment_audit where company_id = $1 order by 1", UUID(str(office.company_id)))
    assert [row["object_type"] for row in found] == [2, 1000, 1001, 1001]
