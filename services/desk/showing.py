"""A whole case as an answer, with the words of staff fetched from their blobs."""

import asyncio
from collections.abc import Iterator
from functools import partial

from starlette.responses import Response

from services.desk import kindred, questions, view
from services.desk.answers import json
from services.desk.board import customer_key
from services.desk.desk import Desk
from services.desk.dossier import Dossier
from services.desk.kin import Proposal, proposals
from switchboard.blobs import Missing
from switchboard.contracts.case import Case
from switchboard.contracts.handling import NoteWritten, ReplyWritten
from switchboard.contracts.reference import identity_key, parse_reference
from switchboard.contracts.values import Reference
from switchboard.http.problems import NOT_FOUND, Problem


async def resolved(desk: Desk, text: str) -> Reference:
    """Return the case that somebody means. Raises Problem 404."""
    reference = parse_reference(text)
    case = (
        await desk.store.ask(partial(questions.resolve, reference=reference)) if reference else None
    )
    if case is None:
        raise _unknown()
    return case


async def show(desk: Desk, text: str) -> Response:
    """Return the case that somebody means, whole. Raises Problem 404."""
    reference = parse_reference(text)
    dossier = (
        await desk.store.ask(partial(questions.dossier, reference=reference)) if reference else None
    )
    if dossier is None:
        raise _unknown()
    shown = view.whole(dossier, await written(desk, dossier))
    shown["proposals"] = [view.proposal(one) for one in await _proposals(desk, dossier)]
    return json(shown, headers={"ETag": f'"{dossier.case.version}"'})


async def _proposals(desk: Desk, dossier: Dossier) -> list[Proposal]:
    """Return the cases that a person may want to merge with this one."""
    keys = tuple(_people(desk, dossier.case))
    return proposals(
        dossier, await desk.store.ask(partial(kindred.relatives, dossier=dossier, people=keys))
    )


def _people(desk: Desk, case: Case) -> Iterator[str]:
    """Yield by what the customer of a case is known in others: the ids that count as one, and what is theirs alone."""
    people = desk.directory.people
    if case.customer is None:
        return
    winner = people.winner(case.customer.customer_id)
    entries = [
        entry for one in (people.customer(winner), *people.merged_into(winner)) if (entry := one)
    ]
    yield customer_key(winner)
    for entry in entries:
        yield customer_key(entry.facts.customer_id)
        yield from (identity_key(one) for one in entry.identities if not people.shared([one]))


def _unknown() -> Problem:
    return Problem(
        NOT_FOUND, "There is no case of this reference, or it has not been routed yet: try again."
    )


async def written(desk: Desk, dossier: Dossier) -> dict[str, str]:
    """Return what staff and customers wrote, by blob key; an erased one is left out."""
    case = dossier.case
    keys = {
        *(
            asked.event.body
            for asked in dossier.actions
            if isinstance(asked.event, ReplyWritten | NoteWritten)
        ),
        *(key for key in (case.done, *(one.words for one in case.opinions)) if key),
    }
    found = await asyncio.gather(*(words_of(desk, key) for key in keys))
    return {key: words for key, words in zip(keys, found, strict=True) if words is not None}


async def words_of(desk: Desk, key: str) -> str | None:
    """Return what stands in a blob; None where it is erased, or no key names any."""
    try:
        return (await desk.blobs.get(key)).decode("utf-8", "replace")
    except (
        Missing,
        ValueError,
    ):  # ValueError: no key of ours, so nothing that this desk has written.
        return None
