"""Which lane an original is read in."""

import pytest

from services.channels.lanes import Lane, Lanes, lanes
from services.channels.limits import LIMITS
from services.channels.originals import Original
from switchboard.contracts.values import Channel, InquiryId
from tests.harness.clock import SUNDAY_NOON


@pytest.fixture
def made() -> Lanes:
    return lanes(1, LIMITS)  # Processes start when something is read: none does here.


def lane(made: Lanes, channel: Channel, size: int) -> Lane:
    original = Original(
        inquiry_id=InquiryId("1"), channel=channel, blob="b", received_at=SUNDAY_NOON, size=size
    )
    return made.of(original, LIMITS)


@pytest.mark.parametrize("channel", [Channel.EMAIL, Channel.PHONE])
def test_what_is_short_is_quick_and_what_is_not_is_long(made: Lanes, channel: Channel) -> None:
    assert lane(made, channel, LIMITS.quick_bytes) is made.quick
    assert lane(made, channel, LIMITS.quick_bytes + 1) is made.long
    assert lane(made, channel, 0) is made.long


def test_a_fax_is_pictures_however_short(made: Lanes) -> None:
    assert lane(made, Channel.FAX, 1) is made.pictures
