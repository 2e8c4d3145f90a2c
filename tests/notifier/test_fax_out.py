"""A fax goes up to the provider as a PDF, and each of its answers has its meaning."""

import pytest

from services.notifier.answers import (
    Answer,
    Deferred,
    Refused,
    Sent,
    Unanswered,
    Unreachable,
)
from services.notifier.fax_out import FaxAccount, FaxOut, fax_account, multipart
from switchboard.contracts.values import Seconds
from switchboard.http.multipart import Part, read_form
from switchboard.http.outward import Outward
from switchboard.http.whereabouts import private
from tests.harness.clock import HandClock
from tests.notifier.provider import HANG_UP, Says, provider

NUMBER, PDF = "+4930901821", b"%PDF-1.4 --\r\n--"


def machine(at: str, sender: str = "+4930901820") -> FaxOut:
    account = FaxAccount("key", "s3cret", "project-1", sender, at)
    return FaxOut(account, Outward(private("127.0.0.1")), HandClock())


async def test_a_document_goes_up_with_our_login_and_where_its_receipt_is_wanted() -> None:
    async with provider() as here:
        answer = await machine(here.url).send(NUMBER, PDF, "https://help.acme.example/r?receipt=x")

    assert answer == Sent(provider_id="fax-1")
    [asked] = here.asked
    assert (asked.method, asked.path) == ("POST", "/v3/projects/project-1/faxes")
    assert asked.login == "key:s3cret"
    assert list(read_form(asked.headers["content-type"], asked.body)) == [
        Part("to", NUMBER.encode()),
        Part("from", b"+4930901820"),
        Part("callbackUrl", b"https://help.acme.example/r?receipt=x"),
        Part("callbackUrlContentType", b"application/json"),
        Part("file", PDF, "fax.pdf", "application/pdf"),
    ]


async def test_sender_and_receipt_may_be_left_out() -> None:
    async with provider() as here:
        await machine(here.url, "").send(NUMBER, PDF, "")

    parts = read_form(here.asked[0].headers["content-type"], here.asked[0].body)
    assert [part.name for part in parts] == ["to", "file"]


@pytest.mark.parametrize(
    ("says", "means"),
    [
        (Says(200, {"id": "01F", "status": "IN_PROGRESS"}), Sent(provider_id="01F")),
        (
            Says(200, {"id": "01F", "status": "FAILURE", "errorMessage": "no such number"}),
            Refused("the provider answered 200 no such number"),
        ),
        (Says(400, {"message": "to is wrong"}), Refused("the provider answered 400 to is wrong")),
        (Says(401, b""), Unreachable("the provider answered 401")),
        (Says(404, b"no such project"), Unreachable("the provider answered 404")),
        (Says(307, b""), Unreachable("the provider answered 307")),
        (Says(429, b"", {"Retry-After": "3"}), Deferred("the provider answered 429", Seconds(3.0))),
        (Says(500, [1]), Deferred("the provider answered 500")),
        (Says(504, b""), Unanswered("the provider answered 504")),
        (HANG_UP, Unanswered("127.0.0.1 can't be reached (RemoteProtocolError)")),
    ],
)
async def test_each_answer_has_its_meaning(says: Says | str, means: Answer) -> None:
    async with provider() as here:
        here.says.append(says)

        assert await machine(here.url).send(NUMBER, PDF, "") == means


def test_a_form_is_the_same_for_what_is_the_same() -> None:
    assert multipart({"to": NUMBER}, PDF) == multipart({"to": NUMBER}, PDF)
    assert multipart({"to": NUMBER}, PDF) != multipart({"to": NUMBER}, PDF + b"\n")


def test_an_account_is_written_as_an_address() -> None:
    assert fax_account("sinch://key:se%2Fcret@p-1?from=%2B4930901820") == FaxAccount(
        "key", "se/cret", "p-1", "+4930901820", "https://fax.api.sinch.com"
    )
    assert fax_account("sinch://k:s@p?from=+4930901820").sender == "+4930901820"
    assert fax_account("sinch://k:s@p?api=https://fax.example/").api == "https://fax.example"


@pytest.mark.parametrize(
    "wrong",
    [
        "key:geheim@p",
        "fax://k:geheim@p",
        "sinch://k@p",
        "sinch://k:geheim]@[x",
        "sinch://k:geheim\u2100@p",
        "sinch://k:t@p?api=https://geheim]",
        "sinch://k:geheim@",
        "sinch://k:geheim@p?api=x",
    ],
)
def test_what_is_no_account_is_told_without_its_secret(wrong: str) -> None:
    with pytest.raises(ValueError, match=r"sinch://|api=") as told:
        fax_account(wrong)

    assert "geheim" not in str(told.value)
    assert "geheim" not in repr(fax_account("sinch://k:geheim@p"))
