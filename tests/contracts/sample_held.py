"""A case that staff hold for spam, and that remembers whom it wrote to."""

from msgspec.structs import replace

from switchboard.contracts import case as cases
from switchboard.contracts.delivery import Outcome, Purpose
from tests.contracts.sample_judgement import LATER
from tests.contracts.samples import ACK, ANA, CASE, INQUIRY

CASE_HELD = replace(
    CASE,
    flags=(cases.Flag.SPAM,),
    spam_by="k.vogel",
    owed=tuple(replace(one, inquiry_id=INQUIRY) for one in CASE.owed[:1]),
    deliveries=(
        cases.Settled(
            notice_id=ACK,
            purpose=Purpose.ACKNOWLEDGEMENT,
            outcome=Outcome.SENT,
            at=LATER,
            to=ANA,
            inquiry_id=INQUIRY,
        ),
    ),
)
