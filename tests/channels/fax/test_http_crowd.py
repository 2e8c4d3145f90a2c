"""A provider's announcement says a few things, not thousands."""

import pytest

from services.channels.door import Door
from switchboard.http.aside import LARGE
from switchboard.http.forms import MEMBERS
from tests.channels.fax.counter import counter
from tests.channels.fax.test_http import SINCH


@pytest.mark.parametrize(("more", "status"), [(0, 202), (1, 413)])
@pytest.mark.parametrize("letters", [1, LARGE])
async def test_an_announcement_holds_so_many_values_and_no_more(
    door: Door, more: int, status: int, letters: int
) -> None:
    others = len(SINCH) + len(SINCH["fax"])
    crowd = SINCH | {"words": "a" * letters, "numbers": [1] * (MEMBERS - others + more)}
    async with counter(door) as client:
        answer = await client.post("/v1/fax/sinch", json=crowd)

    assert answer.status_code == status
