"""Large work stands in nobody's way."""

from threading import get_ident

import pytest

from switchboard.http.aside import LARGE, aside


@pytest.mark.parametrize(("size", "beside"), [(LARGE, False), (LARGE + 1, True)])
async def test_only_what_is_large_is_done_beside_the_others(size: int, *, beside: bool) -> None:
    assert (await aside(size, get_ident) != get_ident()) is beside
