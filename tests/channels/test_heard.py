"""From what a mail says to the inquiry that it is."""

import pytest

from services.channels.heard import inquiry_of, unread
from services.channels.originals import Envelope, Original
from services.channels.said import File, Said
from switchboard import identities
from switchboard.contracts import reference as ids
from switchboard.contracts.customer import CustomerFacts
from switchboard.contracts.events import MAX_TEXT
from switchboard.contracts.values import Channel, InquiryId, Nature, Slot
from tests.harness.clock import SUNDAY_NOON

KEYS = (b"newest", b"older")
ORIGINAL = Original(
    inquiry_id=ids.inquiry_id(b"k", Channel.EMAIL, "<1@x>", b""),
    channel=Channel.EMAIL,
    blob="an-id/0a1b",
    received_at=SUNDAY_NOON,
    source_key="source",
    media_type="message/rfc822",
)
CASE = ids.reference_of(Slot(99), InquiryId("earlier"))
OTHER = ids.reference_of(Slot(100), InquiryId("another"))
WRITTEN = ids.grouped(OTHER)


def _nobody(_identities: object) -> CustomerFacts | None:
    return None


def test_a_genuine_token_names_its_case() -> None:
    mail = Said(
        sender=(identities.mailto("a@b.example"),), tokens=(ids.token(KEYS, CASE),), subject=WRITTEN
    )
    inquiry = inquiry_of(ORIGINAL, mail, KEYS, _nobody).inquiry

    assert (inquiry.verified_case, inquiry.named_case) == (CASE, OTHER)
    assert inquiry.slot == 99


def test_a_token_under_an_older_key_still_holds() -> None:
    mail = Said(tokens=(ids.token([b"older"], CASE),))

    assert inquiry_of(ORIGINAL, mail, KEYS, _nobody).inquiry.verified_case == CASE


@pytest.mark.parametrize(
    "forge", [lambda t: t[:-1] + ("0" if t[-1] != "0" else "1"), lambda t: t[:-1], str.title]
)
def test_a_forged_token_names_nothing(forge: "object") -> None:
    assert callable(forge)
    genuine = ids.token([b"a key of somebody else"], CASE)
    for token in (genuine, forge(ids.token(KEYS, CASE)[:-1] + "!")):
        assert (
            inquiry_of(ORIGINAL, Said(tokens=(token,)), KEYS, _nobody).inquiry.verified_case is None
        )


def test_the_first_genuine_token_counts() -> None:
    tokens = ("k7q2m9xd4rt.0000000000000000", ids.token(KEYS, CASE), ids.token(KEYS, OTHER))

    assert inquiry_of(ORIGINAL, Said(tokens=tokens), KEYS, _nobody).inquiry.verified_case == CASE


@pytest.mark.parametrize(
    "mail",
    [
        Said(subject=f"Re: [{WRITTEN}]", text=ids.grouped(CASE)),
        Said(text=f"About {WRITTEN}, please."),
        Said(text="Please.", full_text=f"Please.\n> Your reference: {WRITTEN}"),
    ],
)
def test_a_reference_is_looked_for_in_subject_then_text_then_quotes(mail: Said) -> None:
    inquiry = inquiry_of(ORIGINAL, mail, KEYS, _nobody).inquiry

    assert inquiry.named_case == OTHER
    assert inquiry.slot == 100


def test_facts_are_asked_for_the_sender_alone() -> None:
    asked: list[object] = []
    facts = CustomerFacts(customer_id="K-7")

    def ask(identities: object) -> CustomerFacts:
        asked.append(identities)
        return facts

    mail = Said(
        sender=(identities.mailto("a@b.example"),), reply_to=identities.mailto("office@b.example")
    )
    inquiry = inquiry_of(ORIGINAL, mail, KEYS, ask).inquiry

    assert inquiry.customer == facts
    assert asked == [("mailto:a@b.example",)]


def test_where_answers_shall_go_makes_nobody_somebody_else() -> None:
    mallory = Said(
        sender=(identities.mailto("mallory@evil.example"),),
        reply_to=identities.mailto("ana@example.com"),
        text="And mine?",
    )
    ana = Said(sender=(identities.mailto("ana@example.com"),))
    hers = inquiry_of(ORIGINAL, ana, KEYS, _nobody).inquiry
    inquiry = inquiry_of(ORIGINAL, mallory, KEYS, _nobody).inquiry

    assert inquiry.sender.identities == ("mailto:mallory@evil.example",)
    assert inquiry.reply_to == "mailto:ana@example.com"
    assert inquiry.slot == ids.slot_of(None, None, inquiry.sender.identities, inquiry.inquiry_id)
    assert inquiry.slot != hers.slot


def test_a_letter_of_ours_that_comes_back_is_known_by_its_token() -> None:
    mail = Said(sender=(identities.mailto("a@b.example"),), own_token=ids.token(KEYS, CASE))
    inquiry = inquiry_of(ORIGINAL, mail, KEYS, _nobody).inquiry

    assert (inquiry.nature, inquiry.acknowledgeable) == (Nature.OWN_ECHO, False)
    assert inquiry.unacknowledgeable_because == "it is no inquiry but own echo"


def test_a_forged_token_makes_no_echo_of_what_a_customer_wrote() -> None:
    mail = Said(
        sender=(identities.mailto("a@b.example"),), own_token=ids.token([b"another's key"], CASE)
    )
    inquiry = inquiry_of(ORIGINAL, mail, KEYS, _nobody).inquiry

    assert (inquiry.nature, inquiry.acknowledgeable) == (Nature.INQUIRY, True)


def test_files_are_named_by_their_bytes() -> None:
    mail = Said(files=(File("a.pdf", "text/html", b"%PDF-"), File("b", "text/plain", b"b")))
    prepared = inquiry_of(ORIGINAL, mail, KEYS, _nobody)

    assert [one.media_type for one in prepared.inquiry.attachments] == [
        "application/pdf",
        "text/plain",
    ]
    keys = [f"{ORIGINAL.inquiry_id}/{one.sha256}" for one in prepared.inquiry.attachments]
    assert prepared.blobs == tuple(zip(keys, (b"%PDF-", b"b"), strict=True))


@pytest.mark.parametrize(("length", "stored"), [(MAX_TEXT, 0), (MAX_TEXT + 1, 1)])
def test_a_text_that_is_too_long_for_the_event_is_stored_whole(length: int, stored: int) -> None:
    text = "ü" * length
    prepared = inquiry_of(ORIGINAL, Said(text=text, full_text=text), KEYS, _nobody)

    assert prepared.inquiry.text == text[:MAX_TEXT]
    assert prepared.inquiry.full_text == ""
    assert [data.decode() for _, data in prepared.blobs] == [text] * stored
    assert prepared.inquiry.full_text_blob == "".join(key for key, _ in prepared.blobs)


def test_what_must_not_be_answered_says_why() -> None:
    mail = Said(nature=Nature.BOUNCE, silent_because="it is no inquiry but bounce")
    inquiry = inquiry_of(ORIGINAL, mail, KEYS, _nobody).inquiry

    assert (inquiry.nature, inquiry.acknowledgeable) == (Nature.BOUNCE, False)
    assert inquiry.unacknowledgeable_because == "it is no inquiry but bounce"


def test_what_cannot_be_read_says_why_and_has_its_original_attached() -> None:
    inquiry = unread(ORIGINAL, "it is torn", 7, "DE").inquiry

    assert (inquiry.inquiry_id, inquiry.source_key) == (ORIGINAL.inquiry_id, "source")
    assert (inquiry.unreadable, inquiry.quality, inquiry.acknowledgeable) == (
        "it is torn",
        0.0,
        False,
    )
    [file] = inquiry.attachments
    assert (file.size, file.sha256, file.media_type) == (7, "0a1b", "message/rfc822")
    assert inquiry.sender.identities == ()


def test_what_cannot_be_read_is_from_whom_the_envelope_says() -> None:
    original = Original(
        inquiry_id=ORIGINAL.inquiry_id,
        channel=Channel.EMAIL,
        blob="b",
        received_at=SUNDAY_NOON,
        envelope=Envelope(sender="Ana@B.example"),
    )

    assert unread(original, "torn", 0, "DE").inquiry.sender.identities == ("mailto:Ana@b.example",)
