"""What staff write goes to whoever opened the case, as they came, or says why it can't."""

import pytest
from msgspec.structs import replace

from services.router.owe import answers_to
from switchboard.contracts.case import Case, ClockState, Flag
from switchboard.contracts.delivery import Outcome, Purpose
from switchboard.contracts.events import InquiryReceived, Sender
from switchboard.contracts.judgement import Say
from switchboard.contracts.notices import Reply
from switchboard.contracts.values import Channel, Clock, Identity
from tests.router.company import ANA, BEN, inquiry, later, reply
from tests.router.speaking import FAX, LANDLINE, MOBILE, PROGRAM, after, opened, speaking

HOUR = 3_600.0
MAIL_ONLY = speaking(("media: [email, sms, fax]", "media: [email]"))


def said(channel: Channel, *known: Identity) -> InquiryReceived:
    return replace(inquiry(channel=channel), sender=Sender(name="Ana", identities=known))


def written(case: Case) -> Case:
    return after(case, reply(case), later(HOUR))


def state(case: Case, clock: Clock = Clock.FIRST_RESPONSE) -> ClockState:
    return next(run.state for run in case.clocks if run.clock is clock)


@pytest.mark.parametrize(
    ("channel", "known", "to"),
    [
        (Channel.EMAIL, (ANA, MOBILE), ANA),
        (Channel.WEB, (MOBILE, ANA), ANA),
        (Channel.WEB, (MOBILE,), MOBILE),
        (Channel.PHONE, (ANA, MOBILE), MOBILE),
        (Channel.PHONE, (LANDLINE, ANA), ANA),
        (Channel.FAX, (ANA, FAX), FAX),
        (Channel.IN_PERSON, (FAX, ANA), ANA),
    ],
)
def test_a_reply_goes_as_its_customer_came_and_keeps_the_promise_when_written(
    channel: Channel, known: tuple[Identity, ...], to: Identity
) -> None:
    case = written(opened(said(channel, *known)))

    assert [one.to for one in case.owed if isinstance(one, Reply)] == [to]
    assert answers_to(PROGRAM, case) == to
    assert state(case) is ClockState.MET


@pytest.mark.parametrize(
    ("channel", "known", "say"),
    [
        (Channel.PHONE, (LANDLINE,), Say.LANDLINE),
        (Channel.PHONE, (MOBILE,), Say.MEDIUM_NOT_USED),
        (Channel.FAX, (FAX,), Say.MEDIUM_NOT_USED),
        (Channel.WEB, (), Say.NO_ADDRESS),
    ],
)
def test_where_nothing_reaches_them_the_reply_says_why_and_keeps_no_promise(
    channel: Channel, known: tuple[Identity, ...], say: Say
) -> None:
    begun = opened(said(channel, *known), MAIL_ONLY)
    case = after(begun, reply(begun), later(HOUR), MAIL_ONLY)

    assert answers_to(MAIL_ONLY, case) is None
    ended = next(one for one in case.deliveries if one.purpose is Purpose.REPLY)
    assert (ended.outcome, ended.reason) == (Outcome.SUPPRESSED, say)
    assert state(case) is ClockState.RUNNING
    assert Flag.UNDELIVERABLE in case.flags


def test_where_the_opener_can_not_be_reached_a_mail_goes_to_who_is_known_in_the_case() -> None:
    case = opened(said(Channel.PHONE, LANDLINE))
    colleague = replace(inquiry("ben"), sender=Sender(identities=(LANDLINE, BEN)))

    case = written(after(case, colleague, later(60)))

    assert [one.to for one in case.owed if isinstance(one, Reply)] == [BEN]


def test_a_stranger_in_the_case_is_told_nothing_that_was_meant_for_another() -> None:
    case = after(opened(said(Channel.PHONE, LANDLINE)), inquiry("ben", sender=BEN), later(60))

    assert answers_to(PROGRAM, case) is None


def test_a_fax_is_answered_without_the_thread_of_a_mail() -> None:
    case = written(opened(said(Channel.FAX, FAX)))

    (letter,) = (one for one in case.owed if isinstance(one, Reply))
    assert (letter.thread.subject, letter.thread.message_id) == ("The pump", "")


def test_a_reply_says_what_the_matter_is_about_unless_even_we_were_in_doubt() -> None:
    case = opened(said(Channel.EMAIL, ANA))
    judgement = case.decisions[-1].judgement
    doubted, certain = (
        replace(case, decisions=(replace(case.decisions[-1], judgement=replace(judgement, triage=one)),))
        for one in (True, False)
    )  # fmt: skip

    (vague,) = (one for one in written(doubted).owed if isinstance(one, Reply))
    (clear,) = (one for one in written(certain).owed if isinstance(one, Reply))
    assert (vague.kind, clear.kind) == (None, judgement.kind)
