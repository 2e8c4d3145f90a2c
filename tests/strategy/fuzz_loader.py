"""Guided fuzzing of the loader: `python -m tests.strategy.fuzz_loader -max_total_time=600`. Never ends well by itself.

The fuzzer follows which lines of the loader its inputs reach, and keeps those that reach more. Arguments are those of
libFuzzer; a folder among them keeps what it found. Without one it starts from the strategies that we have.
"""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import atheris  # type: ignore[import-untyped,unused-ignore]  # no types; not on every machine

with atheris.instrument_imports(include=["switchboard.strategy"]):
    from switchboard.strategy.bundle import Bundle
    from switchboard.strategy.load import read
    from switchboard.strategy.problems import errors
    from tests.strategy.small import SMALL, TEMPLATES

EXAMPLE = Path("deploy/strategies/example/strategy.yaml")


def answered(raw: bytes) -> None:
    """Load whatever the bytes say; an exception is the fuzzer's find."""
    strategy, problems = read(
        Bundle({"strategy.yaml": raw.decode("utf-8", "replace"), **TEMPLATES})
    )
    assert strategy is not None or errors(problems)
    assert all(one.line >= 1 and one.column >= 1 and str(one) for one in problems)


def main(words: list[str]) -> None:
    """Fuzz until told to stop, or until something breaks."""
    with TemporaryDirectory() as seeds:
        given = [word for word in words[1:] if not word.startswith("-")]
        if not given:
            Path(seeds, "small").write_text(SMALL, "utf-8")
            for number, part in enumerate(_parts(EXAMPLE.read_text("utf-8"))):
                Path(seeds, f"part{number}").write_text(part, "utf-8")
            words = [*words, seeds]
        atheris.Setup(words, answered)
        atheris.Fuzz()


def _parts(text: str) -> list[str]:
    """Return the sections of a file, short enough to be changed many thousand times."""
    return [part[:4_000] for part in text.split("\n\n") if part.strip()]


if __name__ == "__main__":
    main(sys.argv)
