"""A case that has become a part of another one, with every field of that said."""

from msgspec.structs import replace

from switchboard.contracts import case as cases
from switchboard.contracts.notices import Forward
from switchboard.contracts.values import NoticeId, Status
from tests.contracts.sample_actions import OTHER, REFERENCE
from tests.contracts.sample_judgement import LATER
from tests.contracts.samples import CASE, FORWARDED, RECEIVED

CASE_MERGED = replace(
    CASE,
    status=Status.MERGED,
    merged_into=OTHER,
    flags=(cases.Flag.SPAM, cases.Flag.MERGE_UNDONE),
    links=tuple(
        cases.Link(kind=kind, reference=OTHER)
        for kind in cases.LinkKind
        if kind not in {cases.LinkKind.CONTINUES, cases.LinkKind.FOLLOWS_CLOSED}
    ),
    clocks=(replace(CASE.clocks[0], state=cases.ClockState.PAUSED),),
    decisions=(replace(CASE.decisions[0], by="k.vogel"),),
    inquiries=(
        replace(
            CASE.inquiries[0],
            position=41,
            through=(OTHER,),
            moves=("a6",),
            gone_to=OTHER,
            gone_move="a7",
            gone_apart=True,
            gone_at=LATER,
        ),
    ),
    owed=(
        Forward(
            notice_id=NoticeId("K7Q2M9XD4RT-forward-0a1b2c3d4e5f"),
            reference=REFERENCE,
            inquiry=replace(RECEIVED, text="", full_text="", forwarded=FORWARDED),
            position=41,
            owed_at=LATER,
        ),
    ),
)
