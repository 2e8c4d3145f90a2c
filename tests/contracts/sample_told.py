"""What a case remembers of what its customers were told, and by what."""

from msgspec.structs import replace

from switchboard.contracts import case as cases
from switchboard.contracts.notices import Acknowledge, Update
from switchboard.contracts.values import Medium
from tests.contracts.sample_judgement import LATER, NOON
from tests.contracts.sample_keeping import CASE_KEPT
from tests.contracts.samples import CASE

_SAID = replace(CASE.decisions[0].judgement, acknowledge_by=Medium.SMS)
CASE_TOLD = replace(
    CASE,
    flags=(cases.Flag.DELIVERY_UNKNOWN,),
    decisions=(replace(CASE.decisions[0], judgement=_SAID),),
    owed=tuple(
        replace(one, follow_up=True, contact="k.vogel")
        for one in CASE.owed
        if isinstance(one, Acknowledge)
    ),
    deliveries=tuple(replace(one, owed_at=NOON, confirmed_at=LATER) for one in CASE.deliveries),
)
CASE_TOLD_ANEW = replace(
    CASE_KEPT,
    owed=tuple(
        replace(one, was_promised_by=NOON) for one in CASE_KEPT.owed if isinstance(one, Update)
    ),
)
