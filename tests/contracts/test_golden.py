"""Fields are only ever added: what any version of us has written, every later one reads the same.

A golden file is never changed. A new field gets a golden file of its own beside the old ones; missing ones are
written by `UPDATE_GOLDEN=1`.
"""

import os
from pathlib import Path

import msgspec
import pytest

from switchboard.contracts import codec
from tests.contracts import sample_keeping, samples
from tests.contracts.sample_held import CASE_HELD
from tests.contracts.sample_merged import CASE_MERGED
from tests.contracts.sample_told import CASE_TOLD, CASE_TOLD_ANEW

FOLDER = Path(__file__).parent / "golden"
ENTRIES = {
    f"entry.{name}": codec.encode_entry(entry)
    for name, entry in {**samples.ENTRIES, "staff": sample_keeping.STAFF}.items()
}
EVENTS = {**samples.EVENTS, **sample_keeping.EVENTS}
WRITTEN: dict[str, bytes] = {
    **{
        f"event.{name}": codec.encode_event(event, source="/x", at=samples.NOON)[0]
        for name, event in EVENTS.items()
    },
    "record.case": codec.encode_case(samples.CASE),
    "record.case.returned": codec.encode_case(samples.CASE_RETURNED),
    "record.case.merged": codec.encode_case(CASE_MERGED),
    "record.case.held": codec.encode_case(CASE_HELD),
    "record.case.kept": codec.encode_case(sample_keeping.CASE_KEPT),
    "record.case.told": codec.encode_case(CASE_TOLD),
    "record.case.told_anew": codec.encode_case(CASE_TOLD_ANEW),
    "record.delivery.tried": codec.encode_delivery(sample_keeping.DELIVERY_TRIED),
    "record.partition": codec.encode_partition(samples.PARTITION),
    "record.delivery": codec.encode_delivery(samples.DELIVERY),
    **ENTRIES,
}


def read(name: str, value: bytes) -> object:
    match name.split("."):
        case ["event", *_]:
            return codec.decode_event(value)
        case ["entry", *_]:
            return codec.decode_entry(value)
        case [_, "case", *_]:
            return codec.decode_case(value)
        case [_, "partition", *_]:
            return codec.decode_partition(value)
        case _:
            return codec.decode_delivery(value)


@pytest.mark.parametrize("name", WRITTEN)
def test_what_an_earlier_version_wrote_reads_as_it_was_meant(name: str) -> None:
    path = FOLDER / f"{name}.json"
    if "UPDATE_GOLDEN" in os.environ and not path.exists():
        path.write_bytes(msgspec.json.format(WRITTEN[name]) + b"\n")

    assert read(name, path.read_bytes()) == read(name, WRITTEN[name])


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.json")), ids=lambda path: path.name)
def test_no_golden_file_has_become_unreadable_or_lost_a_field(path: Path) -> None:
    golden = path.read_bytes()
    decoded = read(path.stem, golden)

    said = msgspec.json.decode(golden, type=dict[str, object])
    assert (
        said.keys()
        <= msgspec.json.decode(msgspec.json.encode(decoded), type=dict[str, object]).keys()
    )
    assert msgspec.to_builtins(decoded) | said == said


def test_every_kind_of_record_has_its_golden_file() -> None:
    assert {path.stem for path in FOLDER.glob("*.json")} >= WRITTEN.keys()


def test_the_samples_say_every_field_of_what_they_are_samples_of() -> None:
    """Else a field could be renamed and no golden file would tell."""
    there = {
        (f"{type(sample).__name__}.{field.name}", getattr(sample, field.name) != field.default)
        for sample in (
            *EVENTS.values(),
            samples.CASE,
            samples.CASE_RETURNED,
            CASE_MERGED,
            CASE_HELD,
            sample_keeping.CASE_KEPT,
            CASE_TOLD,
            CASE_TOLD_ANEW,
            samples.DELIVERY,
            sample_keeping.DELIVERY_TRIED,
            sample_keeping.STAFF,
            *samples.ENTRIES.values(),
        )
        for field in msgspec.structs.fields(type(sample))
    }

    unsaid = {name for name, said in there if not said and (name, True) not in there}
    assert unsaid == {"InquiryReceived.nature", "Case.format", "Delivery.format"}
