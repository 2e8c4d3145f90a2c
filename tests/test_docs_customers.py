"""The page about customers is pasted as it stands, from top to bottom."""

import re
import subprocess

from services.desk.kin import Kinship
from services.desk.sheet import COLUMNS
from tests.outside.conftest import own
from tests.outside.installation import COMMAND, ROOT, Installation, environment
from tests.outside.installation import until as comes_true

PAGE = (ROOT / "docs/customers.md").read_text("utf-8")
__all__ = ["own"]
TABLE = re.findall(r"^```csv\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
EXAMPLES = re.findall(r"^```sh\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
OWN = "http://127.0.0.1:8080"


def pasted(own: Installation, example: str) -> str:
    words = example.replace(OWN, own.url).replace(".venv/bin/switchboard", str(COMMAND))
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", words],
        cwd=own.folder,
        env=environment(desk_url=own.url),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr.replace(own.url, "")) == (0, "")
    assert "urn:switchboard:problem" not in done.stdout
    return done.stdout


def test_what_the_page_shows_works_as_it_stands(own: Installation) -> None:
    own.start()
    (own.folder / "customers.csv").write_text(TABLE[0], "utf-8")
    put, imported, again, merged, shared = EXAMPLES

    assert '"version":1' in pasted(own, put)
    comes_true(lambda: own.get("/v1/customers/C-7").status_code == 200)
    told = pasted(own, imported).splitlines()
    assert told == [
        "2 rows: 1 would be new, 1 would be changed, 0 unchanged.",
        "2 rows: 1 new, 1 changed, 0 unchanged.",
    ]
    comes_true(lambda: len(own.get("/v1/customers").json()["customers"]) == 2)
    assert pasted(own, again) == "2 rows: 0 new, 0 changed, 2 unchanged.\n"
    assert "C-8 is a customer of their own again." in pasted(own, merged)
    assert "tel:+4930901830 names nobody from now on." in pasted(own, shared)
    assert own.get("/v1/customers/C-8").json()["merged_from"] == []


def test_every_column_of_a_table_is_explained() -> None:
    assert [one for one in (*COLUMNS, *Kinship) if f"`{one}`" not in PAGE] == []
