import pytest

from services.notifier.answers import Answer, Deferred, Refused, Sent, Unanswered, Unreachable
from services.notifier.mail import Mail
from services.notifier.smtp import Account, SmtpRelay, account
from switchboard.contracts.values import Seconds
from tests.notifier.owing import acknowledge, reply
from tests.notifier.relay import HANG, HANG_UP, Sink, closed_port, knows_ana, relay
from tests.notifier.test_compose import mail

LETTER = mail(acknowledge())


async def send(sink: Sink, letter: Mail = LETTER, url: str = "", within: float = 5.0) -> Answer:
    way = SmtpRelay(account(url or sink.url), "mail.acme.example", Seconds(within), Seconds(within))
    return await way.send(letter)


async def test_a_letter_arrives_with_its_envelope() -> None:
    async with relay() as sink:
        assert await send(sink) == Sent()

    assert [(e.mail_from, e.rcpt_tos) for e in sink.taken] == [("<>", ["ana@customer.example"])]
    assert sink.letters()[0]["Message-ID"] == LETTER.message["Message-ID"]
    assert sink.taken[0].content == LETTER.raw


async def test_what_staff_wrote_has_a_return_path() -> None:
    letter = mail(reply())
    async with relay() as sink:
        await send(sink, letter)

    assert sink.taken[0].mail_from == letter.return_path


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("450 mailbox busy", Deferred("450 mailbox busy")),
        ("550 no such user", Refused("550 no such user")),
        ("421 closing", Unreachable("421 closing")),
        ("530 authentication required", Unreachable("530 authentication required")),
    ],
)
async def test_what_the_relay_says_of_the_recipient_decides(said: str, answer: Answer) -> None:
    async with relay() as sink:
        sink.says.append(said)
        assert await send(sink) == answer

    assert sink.taken == []


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("550 not you", Unreachable("the relay does not take our sender: 550 not you")),
        (
            "501 no null sender",
            Unreachable("the relay does not take our sender: 501 no null sender"),
        ),
        ("421 closing", Unreachable("421 closing")),
        ("451 try later", Deferred("451 try later")),
        ("552 your letter is too large", Refused("552 your letter is too large")),
    ],
)
async def test_what_the_relay_says_of_our_sender_is_our_trouble(said: str, answer: Answer) -> None:
    async with relay() as sink:
        sink.says_first.append(said)
        assert await send(sink) == answer

    assert sink.taken == []


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("451 try later", Deferred("451 try later")),
        ("554 we know spam when we see it", Refused("554 we know spam when we see it")),
    ],
)
async def test_what_the_relay_says_of_the_letter_decides(said: str, answer: Answer) -> None:
    async with relay() as sink:
        sink.says_after.append(said)
        assert await send(sink) == answer


async def test_a_relay_that_takes_the_letter_and_hangs_up_leaves_us_in_doubt() -> None:
    async with relay() as sink:
        sink.says_after.append(HANG_UP)
        answer = await send(sink)

    assert isinstance(answer, Unanswered)
    assert answer.reason.startswith("the relay hung up")


async def test_a_relay_that_takes_the_letter_and_falls_silent_leaves_us_in_doubt() -> None:
    async with relay() as sink:
        sink.says_after.append(HANG)
        answer = await send(sink, within=0.3)

    assert answer == Unanswered("no answer from the relay within 0.3 s")


async def test_a_dead_relay_is_unreachable() -> None:
    answer = await send(Sink(), url=f"smtp://127.0.0.1:{closed_port()}")

    assert isinstance(answer, Unreachable)
    assert answer.reason.startswith("cannot use the relay: SMTPConnectError")


async def test_a_login_that_fails_is_our_trouble_and_not_the_letter_s() -> None:
    async with relay(authenticator=knows_ana, auth_required=True, auth_require_tls=False) as sink:
        right = f"smtp://ana:pass%2Fword@127.0.0.1:{sink.port}"
        assert await send(sink, url=right) == Sent()
        wrong = await send(sink, url=right.replace("pass", "guess"))
        assert isinstance(wrong, Unreachable)
        assert "535" in wrong.reason
        assert isinstance(await send(sink), Unreachable)


async def test_a_password_is_not_sent_in_the_clear() -> None:
    async with relay(authenticator=knows_ana, auth_required=True, auth_require_tls=False) as sink:
        answer = await send(sink, url=f"smtp://ana:pass@127.0.0.1:{sink.port}?tls=required")

    assert isinstance(answer, Unreachable)
    assert "STARTTLS" in answer.reason


async def test_a_relay_without_international_addresses_refuses_one_for_good() -> None:
    async with relay() as sink:
        answer = await send(sink, LETTER._replace(recipient="añá@customer.example"))

    assert isinstance(answer, Refused)
    assert "SMTPUTF8" in answer.reason


async def test_an_international_address_goes_where_it_is_understood() -> None:
    async with relay(enable_SMTPUTF8=True) as sink:
        assert await send(sink, LETTER._replace(recipient="añá@customer.example")) == Sent()

    assert sink.taken[0].rcpt_tos == ["añá@customer.example"]


@pytest.mark.parametrize(
    "recipient",
    [
        "ana@customer.example>\r\nRCPT TO:<bob@x.example",
        "a b@x.example",
        "ana@customer.example> SIZE=0",
    ],
)
async def test_an_address_that_carries_commands_reaches_nobody_else(recipient: str) -> None:
    async with relay() as sink:
        await send(sink, LETTER._replace(recipient=recipient))

    reached = {address for envelope in sink.taken for address in envelope.rcpt_tos}
    assert reached <= {"ana@customer.example"}


@pytest.mark.parametrize(
    ("url", "meant"),
    [
        ("smtp://relay", Account("relay", 25, None, None, implicit_tls=False, start_tls=None)),
        (
            "smtp://u:p%40@relay",
            Account("relay", 587, "u", "p@", implicit_tls=False, start_tls=True),
        ),
        (
            "smtp://u:p@localhost:2525",
            Account("localhost", 2525, "u", "p", implicit_tls=False, start_tls=None),
        ),
        ("smtps://u:p@relay", Account("relay", 465, "u", "p", implicit_tls=True, start_tls=False)),
        (
            "smtp://relay?tls=never",
            Account("relay", 25, None, None, implicit_tls=False, start_tls=False),
        ),
    ],
)
def test_the_url_of_a_relay_says_how_to_speak_to_it(url: str, meant: Account) -> None:
    assert account(url) == meant


@pytest.mark.parametrize("url", ["relay:25", "http://relay", "smtp://", "smtp://relay?tls=maybe"])
def test_a_url_that_names_no_relay_is_refused_at_the_start(url: str) -> None:
    with pytest.raises(ValueError, match="SMTP relay"):
        account(url)


@pytest.mark.parametrize(
    "url",
    [
        "smtp://u:geheim]@[relay",
        "smtp://u:geheim\u2100@relay",
        "smtp://u:geheim",
        "smtp://u:p@relay:geheim",
    ],
)
def test_a_url_that_cannot_be_read_is_told_without_its_password(url: str) -> None:
    with pytest.raises(ValueError, match="SMTP relay") as told:
        account(url)

    assert "geheim" not in str(told.value)
    assert told.value.__suppress_context__
