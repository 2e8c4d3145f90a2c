"""What docs/channels.md shows of the form is pasted as it stands."""

import re
import subprocess
from pathlib import Path

from services.channels.limits import LIMITS
from services.channels.page.texts import languages
from services.channels.page.typed import LONGEST, Field
from tests.outside.installation import ROOT, Installation

PAGE = (ROOT / "docs/channels.md").read_text("utf-8")
SECTION = PAGE.partition("## The web form\n")[2].partition("\n## ")[0]


def test_the_example_answers_with_a_reference(site: Installation, tmp_path: Path) -> None:
    (example,) = re.findall(r"^```sh\n(.*?)^```", SECTION, re.MULTILINE | re.DOTALL)
    (tmp_path / "README.md").write_text("Read me.")
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", example.replace("http://127.0.0.1:8080", site.url)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{3}", done.stdout), done.stderr


def test_it_tells_the_limits_and_the_languages_as_they_are() -> None:
    assert f"{LONGEST[Field.MESSAGE]:,} characters" in SECTION
    assert (
        f"{LIMITS.form_files} files with together {LIMITS.form_files_bytes // 10**6} MB" in SECTION
    )
    assert f"larger than {LIMITS.form_bytes // 10**6} MB" in SECTION
    assert all(re.search(rf"\b{code}\b", SECTION) for code in languages())
