"""What is proposed to be merged: threads, customers and words that nearly agree; with a reason, and never more than that."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from services.desk.dossier import Dossier, Heard, Relative
from services.desk.kin import MOST, WITHIN, Kinship, about, likeness, proposals, sought, traces
from switchboard.contracts.case import Case, Link, LinkKind
from switchboard.contracts.events import InquiryReceived
from switchboard.contracts.values import Channel, How, Identity, Nature, Status
from tests.desk.matter import BEN, case, inquiry, later

LETTER = (
    "Since this morning the big pump in hall three stops after ten minutes. We have checked the"
    " valve and the filter. Please send somebody today, the whole line stands still."
)
OTHER = "Would you please send me the invoice of last March once more, the first one is lost."
FAX = Identity("fax:+4930901821")


def dossier(*said: InquiryReceived, **more: Any) -> Dossier:
    stands = replace(case(*said), **more)
    return Dossier(stands, {one.inquiry_id: Heard(one, How.OPENED) for one in said}, (), ())


def relative(
    said: InquiryReceived, *, answers: bool = False, same_customer: bool = False, **more: Any
) -> Relative:
    stands: Case = replace(case(said), **more)
    return Relative(stands, (said,), answers=answers, same_customer=same_customer)


OURS = inquiry("mail", text=LETTER, subject="Pump stops", channel=Channel.EMAIL)
THEIRS = inquiry("ben", text=LETTER, subject="Re: pump stops!", sender=BEN)


def reasons(*others: Relative, of: Dossier | None = None) -> list[Kinship]:
    return [one.reason for one in proposals(of or dossier(OURS), others)]


def test_the_same_text_by_fax_and_by_mail_is_proposed_with_its_reason() -> None:
    read = LETTER.replace("morning", "rnorning").replace("filter", "fi1ter")
    faxed = inquiry("fax", text=read, subject="", sender=FAX, channel=Channel.FAX)
    other = relative(faxed, same_customer=True)

    (one,) = proposals(dossier(OURS), [other])

    assert (one.reference, one.reason) == (other.case.reference, Kinship.SAME_CUSTOMER)
    assert one.because == "the same customer says nearly the same"
    assert 0.6 < one.likeness < 1


def test_the_same_words_under_the_same_subject_are_proposed_whoever_writes() -> None:
    assert reasons(relative(THEIRS)) == [Kinship.SAME_SUBJECT]


def test_a_thread_is_proposed_whatever_it_says() -> None:
    assert reasons(relative(inquiry("b", text="I see.", sender=BEN), answers=True)) == [
        Kinship.ANSWERS
    ]


@pytest.mark.parametrize(
    "other",
    [
        relative(replace(THEIRS, subject="Something else")),
        relative(replace(THEIRS, text=OTHER)),
        relative(replace(THEIRS, nature=Nature.MACHINE_NOTICE)),
        relative(inquiry("short", text="Please call me.", sender=BEN), same_customer=True),
        relative(inquiry("bill", text=OTHER, sender=FAX), same_customer=True),
        relative(THEIRS, opened_at=later(WITHIN + 1)),
        relative(THEIRS, status=Status.MERGED),
        relative(OURS, answers=True),
        relative(
            THEIRS, links=(Link(kind=LinkKind.CONTINUES, reference=OURS.reference),), answers=True
        ),
    ],
)
def test_what_is_another_matter_or_belongs_together_already_is_not_proposed(
    other: Relative,
) -> None:
    assert reasons(other) == []


def test_an_empty_subject_is_nobodys_subject() -> None:
    mute = dossier(replace(OURS, subject="Re: "))

    assert reasons(relative(replace(THEIRS, subject="")), of=mute) == []


def test_two_cases_that_are_over_are_left_alone() -> None:
    closed = dossier(OURS, status=Status.CLOSED)

    assert reasons(relative(THEIRS, status=Status.RESOLVED), of=closed) == []
    assert reasons(relative(THEIRS), of=closed) == [Kinship.SAME_SUBJECT]


def test_the_likeliest_come_first_and_no_more_than_anybody_looks_at() -> None:
    weaker = replace(THEIRS, text=LETTER + " " + OTHER)
    others = [
        relative(weaker),
        relative(inquiry("same", text=LETTER, subject="Pump stops", sender=FAX)),
        relative(inquiry("kin", text=LETTER, sender=FAX), same_customer=True),
        relative(inquiry("thread", text="?", sender=FAX), answers=True),
    ]

    found = proposals(dossier(OURS), others)
    crowd = [relative(inquiry(str(n), text=str(n), sender=FAX), answers=True) for n in range(9)]

    assert [one.reason for one in found] == [
        Kinship.ANSWERS,
        Kinship.SAME_CUSTOMER,
        Kinship.SAME_SUBJECT,
        Kinship.SAME_SUBJECT,
    ]
    assert found[2].likeness == 1.0 > found[3].likeness
    assert len(proposals(dossier(OURS), crowd)) == MOST


@pytest.mark.parametrize(
    ("subject", "compared"),
    [
        ("Re: AW: Fwd: [2] Die Pumpe steht!", "2 die pumpe steht"),
        ("  Bls: Re[3]: Manual P-200 ", "manual p 200"),
        ("Reklamation: Ware", "reklamation ware"),
        ("Re:", ""),
        ("x" * 2_000, "x" * 120),
    ],
)
def test_a_subject_is_compared_without_what_programs_put_in_front(
    subject: str, compared: str
) -> None:
    assert about(subject) == compared


def test_whoever_seeks_finds_what_the_other_has_left() -> None:
    first = replace(OURS, message_id="<1@example.com>")
    second = replace(
        THEIRS, subject="Yes", message_id="<2@example.org>", references=("<1@example.com>",)
    )

    shared = {trace.partition(":")[0] for trace in {*sought(second)} & {*traces(first)}}
    back = {trace.partition(":")[0] for trace in {*sought(first)} & {*traces(second)}}

    assert (shared, back) == ({"is"}, {"answers"})
    assert "about:pump stops" in {*traces(first)} & {*traces(replace(second, subject="Pump stops"))}
    assert [*traces(replace(OURS, nature=Nature.BOUNCE))] == []


@given(st.text(max_size=300))
def test_every_subject_is_short_and_compared_the_same_twice(subject: str) -> None:
    plain = about(subject)

    assert len(plain) <= 120
    assert likeness(frozenset(plain.split()), frozenset(about(subject).split())) in {0.0, 1.0}
