"""What docs/pages.md says of limits, languages and doors is so."""

import re

from services.desk.pages import limits
from services.desk.pages.texts import languages
from switchboard.contracts.links import LinkTo
from tests.outside.installation import ROOT

PAGE = (ROOT / "docs/pages.md").read_text("utf-8")


def test_it_tells_the_limits_as_they_are() -> None:
    assert f"at most {limits.WORD:,} characters" in PAGE
    assert f"at most {limits.REMARK:,} characters" in PAGE
    assert f"{limits.MESSAGE:,} characters of each message, and the {limits.MESSAGES} " in PAGE
    assert f"open {limits.LOOKS.at_once} pages at once and two more each second" in PAGE
    assert limits.LOOKS.every == 0.5
    assert (limits.SILENCES, limits.PATIENCE) == ((1, 4), 2.0)


def test_it_has_every_door_and_every_language() -> None:
    doors = re.findall(r"^\| `/(\w)/…`", PAGE, re.MULTILINE)

    assert doors == [to.value for to in LinkTo]
    assert set(languages()) == {"en", "de", "id"}
