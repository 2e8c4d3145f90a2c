"""Somebody with several ways: each is used no more than it may be, and what can't be written is not in doubt."""

from pathlib import Path

import pytest

from services.notifier.answers import Deferred, Sent, Unreachable
from services.notifier.bucket import Rate
from switchboard.contracts.values import Medium, Seconds
from switchboard.strategy.bundle import blob_key
from tests.notifier.owing import STRATEGY, alert
from tests.notifier.provider import Says
from tests.notifier.street import street
from tests.notifier.stuck import Stuck

BOTH = ("tel:+4917012345", "mailto:r@acme.example")
HARTONO = "staff:r.hartono"


async def test_a_way_that_was_used_as_often_as_it_may_be_is_passed_over() -> None:
    async with street() as here:
        here.reach = BOTH
        here.out = here.out._replace(rates={"sms": Rate(1, Seconds(3_600.0))})
        office = here.open()
        answers = [await here.tell(office, alert(number, to=HARTONO)) for number in (1, 2)]

    assert answers == [Sent(medium=Medium.SMS, provider_id="SM1"), Sent(medium=Medium.EMAIL)]


async def test_a_way_that_rests_is_passed_over_until_it_wakes() -> None:
    async with street() as here:
        here.reach = BOTH
        here.provider.says.append(Says(401))
        office = here.open()
        by = [await here.tell(office, alert(number, to=HARTONO)) for number in (1, 2)]
        here.town.clock.advance(2)
        woken = await here.tell(office, alert(3, to=HARTONO))

    assert by == [Sent(medium=Medium.EMAIL)] * 2
    assert len(here.provider.asked) == 2
    assert isinstance(woken, Sent)
    assert woken.medium is Medium.SMS


async def test_where_all_ways_rest_nothing_was_handed_over() -> None:
    async with street() as here:
        here.reach = BOTH
        here.out = here.out._replace(
            rates={"sms": Rate(1, Seconds(60.0)), "email": Rate(1, Seconds(60.0))}
        )
        office = here.open()
        answers = [await here.tell(office, alert(number, to=HARTONO)) for number in (1, 2, 3)]

    assert isinstance(answers[2], Unreachable)


@pytest.mark.parametrize("reach", [BOTH[:1], BOTH])
async def test_what_cannot_be_written_in_time_is_put_off_and_not_in_doubt(
    reach: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.notifier.library.FETCHED_WITHIN", 0.1)
    async with street() as here:
        here.town.blobs = Stuck(tmp_path, blob_key(STRATEGY))
        here.reach = reach
        here.out = here.out._replace(within=Seconds(0.1))
        answer = await here.send(alert(to=HARTONO))

    assert isinstance(answer, Deferred)
    assert here.provider.asked == []
