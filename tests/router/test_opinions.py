"""What a customer thinks is kept beside what led to it, and taken up as the strategy says."""

import pytest
from msgspec.structs import replace

from switchboard.contracts.case import MAX_OPINIONS, Case, Flag
from switchboard.contracts.handling import CaseAssigned
from switchboard.contracts.keeping import CUSTOMER
from switchboard.contracts.notices import Alert, Assign, Inform
from switchboard.contracts.values import (
    Occasion,
    Opinion,
    Recipient,
    Reminder,
    Status,
)
from tests.router.attentive import (
    SERVICE,
    after,
    due,
    opened,
    opinion,
    owed,
    quiet,
    resolve,
    told,
)
from tests.router.company import BILL, claim, inquiry, later, merge, reopen, report, transfer

LEAD, VOGEL = Recipient("staff:s.lead"), Recipient("staff:k.vogel")
CONTROL = Recipient("mailto:control@acme.example")
DAY = 86_400.0


def resolved(*, claimed: bool = True) -> Case:
    case = quiet(opened())
    case = quiet(after(case, claim(case))) if claimed else case
    return quiet(after(case, resolve(case)))


def test_an_opinion_stands_beside_the_rule_and_the_person_that_led_to_it() -> None:
    case = resolved()

    (said,) = after(case, opinion(case, Opinion.SATISFIED)).opinions

    assert (said.opinion, said.by, said.words) == (Opinion.SATISFIED, CUSTOMER, "blob/words")
    assert (said.rule, said.department, said.assignee) == ("faults", "service", "k.vogel")
    assert said.strategy_id == case.strategy_id


def test_the_newest_opinion_counts_and_a_second_press_changes_nothing() -> None:
    case = resolved()
    first = after(case, opinion(case, Opinion.SATISFIED))

    again = after(first, opinion(case, Opinion.SATISFIED))
    other = after(again, opinion(case, Opinion.DELIGHTED, action_id="other"))

    assert again.opinions == first.opinions
    assert [one.opinion for one in other.opinions] == [Opinion.SATISFIED, Opinion.DELIGHTED]


def test_only_so_many_opinions_are_remembered() -> None:
    case = resolved()

    for number in range(MAX_OPINIONS + 1):
        case = after(case, opinion(case, Opinion.SATISFIED, action_id=str(number)))

    assert len(case.opinions) == MAX_OPINIONS


def test_an_alienated_customer_opens_the_case_again_and_is_heard_by_those_who_can_act() -> None:
    case = resolved()

    angry = after(case, opinion(case, Opinion.ALIENATED))

    assert (angry.status, angry.resolved_at) == (Status.OPEN, None)
    assert told(angry, Inform) == [VOGEL, LEAD]
    assert {one.occasion for one in owed(angry, Inform)} == {Occasion.OPINION}
    assert {one.because for one in owed(angry, Inform)} == {"alienated"}
    assert told(angry, Assign) == [*SERVICE, VOGEL]
    assert told(angry, Alert) == [LEAD, CONTROL]


def test_an_alert_of_an_opinion_says_what_it_is_and_who_else_may_be_told() -> None:
    case = resolved()

    first, second = owed(after(case, opinion(case, Opinion.ALIENATED)), Alert)

    assert (first.clock, first.stage, first.again) == (None, "alienated", 0)
    assert first.stage_at == first.due_at == first.owed_at
    alerts = Recipient("mailto:service-alerts@acme.example")
    assert first.otherwise == (VOGEL, alerts, CONTROL)
    assert second.otherwise == (VOGEL, LEAD, alerts)


def test_whom_nobody_has_is_heard_by_whoever_is_nearest() -> None:
    case = resolved(claimed=False)

    told_of = after(case, opinion(case, Opinion.DISSATISFIED))

    assert told(told_of, Inform) == [LEAD]
    assert told_of.status is Status.RESOLVED


def test_an_opinion_of_which_the_strategy_says_nothing_is_only_kept() -> None:
    case = resolved()

    content = after(case, opinion(case, Opinion.DELIGHTED))

    assert (content.status, content.owed) == (Status.RESOLVED, ())


@pytest.mark.parametrize("status", ["live", "resolved", "reopened"])
def test_a_customer_is_heard_where_they_were_asked_or_the_matter_is_over(status: str) -> None:
    live = quiet(opened())
    asked = resolved()
    asked = after(asked, due(asked, Reminder.SURVEY), later(3 * DAY))
    settled = replace(asked, owed=())
    cases = {
        "live": (live, "the case is open: nobody has asked the customer how it was"),
        "resolved": (settled, ""),
        "reopened": (after(_sent(asked), reopen(asked)), ""),
    }
    case, refused = cases[status]

    heard = after(case, opinion(case, Opinion.SATISFIED))

    assert heard.actions[-1].refused_because == refused


def _sent(case: Case) -> Case:
    return after(case, report(case, case.owed[-1], at=case.changed_at))


def test_staff_write_down_what_they_heard_at_any_time() -> None:
    case = quiet(opened())

    heard = after(case, opinion(case, Opinion.SOMEWHAT_SATISFIED, by="k.vogel"))

    assert heard.actions[-1].accepted
    assert [one.by for one in heard.opinions] == ["k.vogel"]


def test_an_opinion_of_a_case_that_goes_on_opens_nothing_again() -> None:
    case = quiet(opened())
    given = CaseAssigned(action_id="g", reference=case.reference, by="x", assignee="k.vogel")
    case = quiet(after(case, given))

    angry = after(case, opinion(case, Opinion.ALIENATED, by="k.vogel"))

    assert angry.status is Status.OPEN
    assert told(angry, Assign) == []
    assert told(angry, Inform) == [VOGEL, LEAD]


def test_of_a_case_that_has_become_a_part_of_another_nothing_is_said_here() -> None:
    case = quiet(opened())
    part = after(case, merge(case, inquiry("other").reference))

    refused = after(part, opinion(case, Opinion.ALIENATED)).actions[-1]

    assert refused.refused_because == "the case is merged"


def test_a_department_that_names_nobody_is_heard_by_the_control_centre() -> None:
    case = quiet(opened(inquiry(text=BILL)))
    done = quiet(after(case, resolve(case)))

    heard = after(done, opinion(case, Opinion.DISSATISFIED))

    assert case.department == "accounts"
    assert told(heard, Inform) == [CONTROL]
    assert told(after(done, opinion(case, Opinion.ALIENATED)), Alert) == [CONTROL]
    assert told(after(quiet(after(case, transfer(case, "sales"))), claim(case)), Alert) == []


def test_a_case_that_somebody_has_silenced_alerts_nobody_of_an_opinion_but_informs() -> None:
    case = replace(resolved(), silenced_until=later(30 * DAY), silenced_by="k.vogel")

    angry = after(case, opinion(case, Opinion.ALIENATED))
    loud = after(replace(case, silenced_until=case.changed_at), opinion(case, Opinion.ALIENATED))

    assert told(angry, Alert) == []
    assert told(angry, Inform) == [VOGEL, LEAD]
    assert told(loud, Alert) == [LEAD, CONTROL]


def test_of_spam_no_opinion_is_told() -> None:
    spam = replace(resolved(), flags=(Flag.SPAM,))

    heard = after(spam, opinion(spam, Opinion.ALIENATED))

    assert (heard.status, heard.owed) == (Status.RESOLVED, ())
    assert [one.opinion for one in heard.opinions] == [Opinion.ALIENATED]


def test_whoever_hears_of_an_opinion_gets_the_words_that_came_with_it() -> None:
    case = resolved()

    angry = after(case, opinion(case, Opinion.ALIENATED))

    heard: list[Inform | Alert | Assign] = [
        *owed(angry, Inform),
        *owed(angry, Alert),
        *owed(angry, Assign),
    ]
    assert {(one.words, one.told) for one in heard} == {("blob/words", "")}
    assert {one.because for one in owed(angry, Assign)} == {"alienated"}


def test_they_hear_who_of_ours_wrote_it_down() -> None:
    case = resolved()

    angry = after(case, opinion(case, Opinion.ALIENATED, by="k.vogel"))

    heard: list[Inform | Alert | Assign] = [
        *owed(angry, Inform),
        *owed(angry, Alert),
        *owed(angry, Assign),
    ]
    assert {one.told for one in heard} == {"k.vogel"}
