"""An alert that had gone out and came back: it is given to the next who answers for it, as one that never went. Pure."""

from collections.abc import Iterator

from msgspec.structs import replace

from services.router.alarm import alert_id
from services.router.facts import matter
from services.router.instead import instead
from services.router.ladder import otherwise
from services.router.quiet import not_before
from switchboard.contracts.case import Case, ClockRun, PromiseStage, Settled
from switchboard.contracts.delivery import Purpose
from switchboard.contracts.events import DeliveryReported
from switchboard.contracts.notices import Alert
from switchboard.contracts.values import Recipient, UnixSeconds
from switchboard.strategy.program import Program


def unheeded(program: Program, case: Case, told: Settled, at: UnixSeconds) -> Case:
    """Return the case, owing the next in the chain an alert that came back; unchanged after anything else.

    Of what a customer thinks nobody else is told: the case shows that its alert came back.
    """
    lost = next(_alerts(program, case, told, at), None)
    if lost is None:
        return case
    report = DeliveryReported(
        notice_id=told.notice_id,
        reference=case.reference,
        purpose=told.purpose,
        outcome=told.outcome,
        reason=told.reason,
        settled_at=at,
    )
    return instead(replace(case, owed=(*case.owed, lost)), case, report, at)


def _alerts(program: Program, case: Case, told: Settled, at: UnixSeconds) -> Iterator[Alert]:
    """Yield the alert by its name, as far as its promise is still known."""
    to = Recipient(told.to or "")
    if told.purpose is not Purpose.ALERT or not to:
        return
    for run in case.clocks:
        for stage in run.stages:
            for again in range(stage.times):
                if alert_id(case.reference, run, stage.stage, to, again) == told.notice_id:
                    yield _alert(program, case, run, stage, to, again, at)


def _alert(
    program: Program,
    case: Case,
    run: ClockRun,
    stage: PromiseStage,
    to: Recipient,
    again: int,
    at: UnixSeconds,
) -> Alert:
    return Alert(
        notice_id=alert_id(case.reference, run, stage.stage, to, again),
        reference=case.reference,
        to=to,
        clock=run.clock,
        starts_at=run.starts_at,
        stage=stage.stage,
        stage_at=stage.at,
        due_at=run.due_at,
        matter=matter(case),
        again=again,
        otherwise=otherwise(program, case, to),
        not_before=not_before(program, case, at),
        strategy_id=case.strategy_id,
        owed_at=at,
    )
