"""What a case remembers of what its customers were told, and by what."""

from msgspec.structs import replace

from switchboard.contracts import case as cases
from switchboard.contracts.notices import Acknowledge
from switchboard.contracts.values import Medium
from tests.contracts.sample_judgement import LATER, NOON
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
