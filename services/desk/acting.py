"""What staff do, over HTTP: an order becomes an event in the log, and the case says what became of it."""

import asyncio
from asyncio import Future
from functools import partial
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Header, Query, Request
from starlette.responses import Response

from services.desk import orders, questions
from services.desk.answers import JSON, json, taking
from services.desk.asked import action, is_repetition, written
from services.desk.desk import Desk
from services.desk.orders import ORDER, AnyOrder, Merge, Reclassify, Transfer
from services.desk.showing import resolved, show
from switchboard.bus.port import Draft
from switchboard.contracts.case import ActionOutcome
from switchboard.contracts.codec import encode_event
from switchboard.contracts.events import Action, InquiryReceived
from switchboard.contracts.handling import Words
from switchboard.contracts.reference import grouped, parse_reference, slot_of_reference
from switchboard.contracts.topics import INTAKE, partition_of, slot_key
from switchboard.contracts.values import Reference
from switchboard.http import forms
from switchboard.http.access import Caller, Scope, needs
from switchboard.http.body import require_type
from switchboard.http.problems import CONFLICT, INVALID, KEY_REUSED, Error, Problem
from switchboard.http.tracing import traceparent

_MOST_BYTES: Final = 400_000
_PROBLEMS: Final = (400, 401, 403, 404, 408, 409, 413, 415, 422, 503)
_SUCCESS: Final = {
    202: "In the log; the case will say what became of it",
    200: "Done, as asked with `wait`: the case as it stands now",
}

IdempotencyKey = Annotated[
    str | None,
    Header(
        pattern=r"^[\x21-\x7e]{1,255}$",
        description="Same key and body: the same action, done once. Another body: 422.",
    ),
]
Wait = Annotated[
    str | None,
    Query(
        pattern=r"^(30s|30000ms|[12]?[0-9]s|[12]?[0-9]{1,4}ms)$",
        description="How long to wait for the outcome: 2s; at most 30s.",
    ),
]


def routes(desk: Desk) -> APIRouter:
    """Return the route by which staff act."""
    router = APIRouter()
    actor = Depends(needs(desk.gate, Scope.ACT))

    @router.post("/v1/cases/{reference}/actions", **taking(ORDER, *_PROBLEMS, success=_SUCCESS))
    async def post_action(
        request: Request,
        reference: str,
        caller: Caller = actor,
        wait: Wait = None,
        idempotency_key: IdempotencyKey = None,
    ) -> Response:
        """Have `by` act on a case: claim, release, assign or transfer it, say what it is about, answer, end, merge or split it, see to alerts and tasks."""
        patience = _seconds(wait)
        require_type(request, JSON)
        async with desk.room.body(request, _MOST_BYTES) as raw:
            order = forms.read(ORDER, raw)
        case = await resolved(desk, reference)
        _refuse_unknown_department(desk, order)
        key = idempotency_key
        action_id = orders.action_id(caller.key_id, case, key) if key else desk.fresh()
        event = await _asked(desk, order, case, action_id)
        with desk.awaited.outcome(action_id) as told:
            await _publish(desk, order, event, traceparent(request.headers))
            outcome = await _outcome(desk, told, action_id, patience)
        return await _answer(desk, case, action_id, outcome)

    return router


async def _asked(desk: Desk, order: AnyOrder, case: Reference, action_id: str) -> Action:
    """Return the event of an order, with what it needs from the archive."""
    now = desk.clock.now()
    if isinstance(order, Merge):
        return action(await _whither(desk, order, case), case, action_id, now)
    if isinstance(order, Reclassify):
        said = await desk.store.ask(partial(questions.judged_by, reference=case))
        return action(order, case, action_id, now, _words(said) if said else None)
    return action(order, case, action_id, now)


async def _whither(desk: Desk, order: Merge, case: Reference) -> Merge:
    """Return the order with the case that the other one has become a part of, if it has. Raises Problem 422."""
    into = parse_reference(order.into)
    if into is None:
        raise _invalid("/into", "this is no reference: write it as K7Q2-M9XD-4RT")
    found = await desk.store.ask(partial(questions.merged, reference=into))
    if found is None:
        raise _invalid("/into", "there is no case of this reference")
    genuine = not await desk.store.ask(partial(questions.held, reference=case))
    if genuine and await desk.store.ask(partial(questions.held, reference=found)):
        raise _invalid(
            "/into", "that case is held for spam, and this one isn't: say not_spam there"
        )
    # One that is a part of this very case is named as it is: the router says why that can't be.
    return order.model_copy(update={"into": into if found == case else found})


def _words(said: InquiryReceived) -> Words:
    return Words(
        inquiry_id=said.inquiry_id,
        subject=said.subject,
        text=said.text,
        language=said.language,
        attributes=said.attributes,
        quality=said.quality,
    )


def _seconds(wait: str | None) -> float:
    if wait is None:
        return 0.0
    if wait.endswith("ms"):
        return int(wait.removesuffix("ms")) / 1000
    return float(wait.removesuffix("s"))


def _refuse_unknown_department(desk: Desk, order: AnyOrder) -> None:
    known = desk.departments()
    if isinstance(order, Transfer) and known and order.department not in known:
        raise _invalid(
            "/department", f"there is no such department; one of {', '.join(sorted(known))}"
        )


def _invalid(pointer: str, detail: str) -> Problem:
    return Problem(
        INVALID, "Mend what `errors` lists and send it again.", errors=[Error(pointer, detail)]
    )


async def _publish(desk: Desk, order: AnyOrder, event: Action, trace: str) -> None:
    """Have the action in the log, once; what a person wrote is durable before it speaks of that."""
    known = await desk.store.ask(partial(questions.action, action_id=event.action_id))
    if known is not None:
        if not is_repetition(known, event):
            raise Problem(KEY_REUSED, "Another action was sent with this key: take a new one.")
        return
    if text := written(order):
        await desk.blobs.put(orders.words_key(event.reference, text), text.encode())
    slot = slot_of_reference(event.reference)
    value, headers = encode_event(event, source="/desk", at=desk.clock.now(), traceparent=trace)
    partition = partition_of(slot, desk.partitions)
    await desk.bus.publish([Draft(INTAKE, partition, slot_key(slot), value, headers)])


async def _outcome(
    desk: Desk, told: "Future[ActionOutcome]", action_id: str, patience: float
) -> ActionOutcome | None:
    """Return what became of the action; None where the client won't wait until the router says."""
    if patience == 0:
        return None
    known = await desk.store.ask(partial(questions.outcome, action_id=action_id))
    if known is not None:
        return known
    try:
        async with asyncio.timeout(patience):
            return await told
    except TimeoutError:
        return None


async def _answer(
    desk: Desk, case: Reference, action_id: str, outcome: ActionOutcome | None
) -> Response:
    place = f"/v1/cases/{grouped(case)}"
    if outcome is None:
        taken = {"action_id": action_id, "reference": grouped(case), "status_url": place}
        return json(taken, 202, {"Location": place})
    if not outcome.accepted:
        raise Problem(
            CONFLICT,
            f"Refused: {outcome.refused_because}.",
            extensions={
                "action_id": action_id,
                "reference": grouped(case),
                "because": outcome.refused_because,
            },
        )
    return await show(desk, case)
