"""How a customer's matter stands: what this one person was told, and nothing else of the case."""

import pytest
from msgspec.structs import replace

from switchboard.bus.port import Draft
from switchboard.contracts.aftercare import Check
from switchboard.contracts.case import Case, ClockRun, ClockState, Settled
from switchboard.contracts.codec import encode_entry
from switchboard.contracts.customer import Customer, CustomerFacts, Staff
from switchboard.contracts.delivery import Outcome, Purpose
from switchboard.contracts.handling import NoteWritten
from switchboard.contracts.links import LinkTo
from switchboard.contracts.reference import grouped
from switchboard.contracts.topics import DIRECTORY
from switchboard.contracts.values import Clock, Identity, NoticeId, Seconds, Status
from switchboard.directory import customer_key, staff_key
from tests.desk.matter import ANA, BEN, acted, asked, case, gone, heard, inquiry, later, stood
from tests.desk.office import Office, until
from tests.desk.pages.leaf import link, opens

ONLY = inquiry(text="My secret words")
STANDS = case(ONLY)
PAGE = link(LinkTo.STATUS, ONLY.reference)
SORRY = "We are late, and we are sorry. Your matter is not forgotten."
BARE = "We have your message. If you would like to know more, answer our letter, or call us."


def told(purpose: Purpose, at: float, to: Identity = ANA) -> Settled:
    return Settled(
        notice_id=NoticeId(f"n-{purpose}-{at}"),
        purpose=purpose,
        outcome=Outcome.SENT,
        at=later(at),
        to=to,
    )


def run(clock: Clock, due: float, state: ClockState = ClockState.RUNNING) -> ClockRun:
    return ClockRun(
        clock=clock, state=state, within=Seconds(due), starts_at=later(0), due_at=later(due)
    )


async def test_a_customer_sees_where_their_matter_is_and_by_when_they_hear_of_it(
    bureau: Office,
) -> None:
    await bureau.read(stood(STANDS))

    page = await opens(bureau.client, PAGE)

    assert page.status == 200
    assert page.title == "How your matter stands · Acme Pumps"
    assert page.text("#stands") == "We have your message, and are taking care of it."
    assert page.text("#promise") == (
        "You hear from us by Sunday, 22 November, 14:00 (Berlin time)."
    )
    assert page.text("#reference") == grouped(ONLY.reference)
    assert "Technical service" in page.words
    assert page.texts(".history li") == [
        "We received a message from you Sunday, 22 November, 13:00"
    ]


@pytest.mark.parametrize(
    ("status", "says"),
    [
        (Status.OPEN, "We have your message, and are taking care of it."),
        (Status.WAITING, "It is your turn: we are waiting for your answer."),
        (Status.RESOLVED, "We have settled the matter."),
        (Status.CLOSED, "The matter is closed."),
    ],
)
async def test_every_status_is_said_in_words(bureau: Office, status: Status, says: str) -> None:
    await bureau.read(stood(replace(STANDS, status=status)))

    assert (await opens(bureau.client, PAGE)).text("#stands") == says


async def test_what_passed_between_us_is_told_by_its_days_and_nothing_that_others_were_told(
    bureau: Office,
) -> None:
    day = 86_400
    stands = replace(
        STANDS,
        status=Status.RESOLVED,
        resolved_at=later(3 * day),
        participants=(ANA, BEN),
        deliveries=(
            told(Purpose.REPLY, 2 * day),
            told(Purpose.REPLY, 2.5 * day, BEN),
            told(Purpose.ACKNOWLEDGEMENT, 5),
            told(Purpose.UPDATE, 1 * day),
            told(Purpose.ASSIGNMENT, 1 * day),
            replace(told(Purpose.REPLY, 2.7 * day), outcome=Outcome.FAILED),
        ),
    )
    await bureau.read(stood(stands))

    page = await opens(bureau.client, PAGE)

    assert [line.partition(" Sun")[0].partition(" Mon")[0] for line in page.texts(".history li")][
        :2
    ] == ["We received a message from you", "We confirmed that we have it"]
    assert page.texts(".history li")[2:] == [
        "We told you how it stands Monday, 23 November, 13:00",
        "We answered you Tuesday, 24 November, 13:00",
        "We settled the matter Wednesday, 25 November, 13:00",
    ]


@pytest.mark.parametrize(
    ("clocks", "says"),
    [
        (
            (run(Clock.FIRST_RESPONSE, 3_600), run(Clock.RESOLVE, 60)),
            "You hear from us by Sunday, 22 November, 14:00 (Berlin time).",
        ),
        (
            (run(Clock.NEXT_RESPONSE, 7_200), run(Clock.RESOLVE, 60)),
            "You hear from us by Sunday, 22 November, 15:00 (Berlin time).",
        ),
        (
            (
                replace(run(Clock.FIRST_RESPONSE, 60, ClockState.MET), ended_at=later(30)),
                run(Clock.RESOLVE, 90_000),
            ),
            "We want to have it settled by Monday, 23 November, 14:00 (Berlin time).",
        ),
        (
            (run(Clock.FIRST_RESPONSE, -3_600, ClockState.BREACHED),),
            f"You should have heard from us by Sunday, 22 November, 12:00 (Berlin time). {SORRY}",
        ),
        (
            (run(Clock.RESOLVE, -3_600),),
            f"We wanted to have it settled by Sunday, 22 November, 12:00 (Berlin time). {SORRY}",
        ),
    ],
)
async def test_the_promise_is_the_next_answer_and_after_that_the_end(
    bureau: Office, clocks: tuple[ClockRun, ...], says: str
) -> None:
    await bureau.read(stood(replace(STANDS, clocks=clocks)))

    assert (await opens(bureau.client, PAGE)).text("#promise") == says


@pytest.mark.parametrize(
    "clocks",
    [
        (),
        (run(Clock.ACKNOWLEDGE, 60),),
        (run(Clock.FIRST_RESPONSE, 60, ClockState.NOT_APPLICABLE),),
        (replace(run(Clock.FIRST_RESPONSE, 60, ClockState.BREACHED), ended_at=later(70)),),
    ],
)
async def test_where_nothing_is_owed_nothing_is_promised(
    bureau: Office, clocks: tuple[ClockRun, ...]
) -> None:
    await bureau.read(stood(replace(STANDS, clocks=clocks)))

    assert (await opens(bureau.client, PAGE)).texts("#promise") == []


async def test_what_was_done_is_told_once_the_matter_is_settled(bureau: Office) -> None:
    done = f"{ONLY.reference}/{'d' * 64}"
    await bureau.desk.blobs.put(done, b"A new seal.\nTested for an hour.")
    await bureau.read(stood(replace(STANDS, status=Status.RESOLVED, done=done)))
    settled = await opens(bureau.client, PAGE)
    await bureau.read(stood(replace(STANDS, version=2, done=done)))

    reopened = await opens(bureau.client, PAGE)

    assert settled.all("#done")[0].text() == "A new seal.\nTested for an hour."
    assert reopened.texts("#done") == []
    assert "we take the matter up again" in settled.words


async def test_what_was_done_and_is_erased_is_left_out(bureau: Office) -> None:
    stands = replace(STANDS, status=Status.RESOLVED, done=f"{ONLY.reference}/{'e' * 64}")
    await bureau.read(stood(stands))

    page = await opens(bureau.client, PAGE)

    assert (page.status, page.texts("#done")) == (200, [])


async def test_nothing_else_of_the_case_is_on_the_page(bureau: Office) -> None:
    note = NoteWritten(
        action_id="a-1", reference=ONLY.reference, by="m.hansen", body=f"{ONLY.reference}/note"
    )
    await bureau.desk.blobs.put(note.body, b"difficult customer")
    stands = replace(
        acted(STANDS, note),
        assignee="m.hansen",
        participants=(ANA, BEN),
        subject="Pump of Ben",
        name="Ana Ortiz",
        checklist=(Check(task="Ask for the serial number"),),
        faults=("something broke",),
    )
    await bureau.read(heard(ONLY), asked(note), stood(stands))

    page = (await opens(bureau.client, PAGE)).answer.text.partition("<body>")[2]

    for secret in (
        *("secret words", "difficult", "hansen", "Ben", "ben@", "ana@", "Ortiz", "incident"),
        *("serial", "broke", "normal", "standard"),
    ):
        assert secret not in page


@pytest.mark.parametrize(
    "stands",
    [
        replace(STANDS, participants=(BEN,)),
        replace(STANDS, participants=(ANA, BEN), unconfirmed=(ANA,)),
        replace(STANDS, participants=(), unconfirmed=(Identity("mailto:ANA@example.com"),)),
    ],
    ids=["split away", "unconfirmed", "spelled otherwise"],
)
async def test_who_has_no_part_in_the_case_learns_only_that_we_have_their_message(
    bureau: Office, stands: Case
) -> None:
    done = f"{ONLY.reference}/{64 * 'd'}"
    await bureau.desk.blobs.put(done, b"We have sent the pump to Ben.")
    await bureau.read(stood(replace(stands, inquiries=(), status=Status.RESOLVED, done=done)))

    page = await opens(bureau.client, PAGE)

    assert (page.status, page.text("#stands")) == (200, BARE)
    assert (page.texts("#promise"), page.all("form"), page.all(".history")) == ([], [], [])
    assert [one in page.words for one in ("Technical service", "the pump")] == [False, False]


async def test_who_wants_answers_elsewhere_sees_their_matter_by_the_letter_that_went_there(
    bureau: Office,
) -> None:
    office = Identity("mailto:office@example.com")
    (contact,) = STANDS.inquiries
    await bureau.read(stood(replace(STANDS, inquiries=(replace(contact, reply_to=office),))))
    page = await opens(bureau.client, link(LinkTo.STATUS, ONLY.reference, office))
    stranger = await opens(bureau.client, link(LinkTo.STATUS, ONLY.reference, BEN))

    assert len(page.texts(".history li")) == 1
    assert stranger.text("#stands") == BARE


async def test_a_person_of_their_own_is_named_to_the_customer_and_to_nobody_else(
    bureau: Office,
) -> None:
    facts = CustomerFacts(customer_id="C-7", dedicated="m.hansen")
    entries: list[tuple[bytes, Customer | Staff]] = [
        (customer_key("C-7"), Customer(facts=facts, identities=(ANA,))),
        (staff_key("m.hansen"), Staff(staff_id="m.hansen", name="Mia Hansen")),
    ]
    drafts = [Draft(DIRECTORY, 0, key, encode_entry(entry)) for key, entry in entries]
    await bureau.bus.publish(drafts)
    await until(lambda: "m.hansen" in bureau.desk.directory.staff)
    await bureau.read(stood(replace(STANDS, customer=facts, participants=(ANA, BEN))))

    theirs = await opens(bureau.client, PAGE)
    other = await opens(bureau.client, link(LinkTo.STATUS, ONLY.reference, BEN))

    assert "Mia Hansen" in theirs.words
    assert "Mia Hansen" not in other.words


async def test_a_merged_matter_is_followed_by_those_who_take_part_there(bureau: Office) -> None:
    winner = replace(case(inquiry("second")), department="accounts", participants=(ANA,))
    loser = replace(STANDS, status=Status.MERGED, merged_into=winner.reference)
    await bureau.read(stood(loser), stood(winner))
    followed = await opens(bureau.client, PAGE)
    await bureau.read(stood(replace(winner, version=9, participants=(BEN,), inquiries=())))

    left = await opens(bureau.client, PAGE)

    assert followed.text("#reference") == grouped(winner.reference)
    assert "Accounts" in followed.words
    assert "Accounts" not in left.words
    assert left.text("#reference") == grouped(ONLY.reference)


async def test_a_matter_that_is_no_longer_kept_is_gone(bureau: Office) -> None:
    await bureau.read(stood(STANDS))
    await bureau.read(gone(ONLY.reference))

    page = await opens(bureau.client, PAGE)

    assert (page.status, page.title) == (410, "There is nothing here any more")


async def test_without_its_strategy_a_matter_is_shown_all_the_same(office: Office) -> None:
    await office.read(stood(STANDS))

    page = await opens(office.client, PAGE)

    assert page.status == 200
    assert page.text("#promise").endswith("13:00 UTC.")
    assert "service" in page.words
