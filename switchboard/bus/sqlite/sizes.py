"""How heavy drafts are: what is refused, what is waited for, what goes under one fsync."""

from collections.abc import Iterator, Sequence
from typing import Final

from switchboard.bus.port import Draft, TooLarge

_IN_MEMORY: Final = 500
"""What a draft weighs beyond its own bytes while it waits."""


def size(draft: Draft) -> int:
    return (
        len(draft.key)
        + len(draft.value or b"")
        + sum(len(name) + len(value) for name, value in draft.headers)
    )


def weight(drafts: Sequence[Draft]) -> int:
    return sum(map(size, drafts)) + _IN_MEMORY * len(drafts)


def refuse_oversize(drafts: Sequence[Draft], limit: int) -> None:
    """Raise TooLarge if any draft is over `limit`."""
    for draft in drafts:
        if size(draft) > limit:
            raise TooLarge(
                f"a record of {size(draft)} bytes for {draft.topic}/{draft.partition};"
                f" it takes {limit} at most"
            )


def loads(drafts: Sequence[Draft], limit: int) -> Iterator[tuple[list[Draft], int]]:
    """Cut a long call into loads of about `limit`, in order, each with its weight."""
    load: list[Draft] = []
    total = 0
    for draft in drafts:
        load.append(draft)
        total += size(draft) + _IN_MEMORY
        if total >= limit:
            yield load, total
            load, total = [], 0
    if load:
        yield load, total
