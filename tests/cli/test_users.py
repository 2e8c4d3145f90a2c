"""`switchboard users` beside a running installation, and its page, pasted from top to bottom."""

import json
import re
import shutil

from tests.outside.installation import ROOT, STRATEGY, Done, Installation, until
from tests.test_docs_customers import pasted

PAGE = (ROOT / "docs/staff.md").read_text("utf-8")
EXAMPLES = re.findall(r"^```sh\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


def told(running: Installation, *words: str) -> Done:
    done = running.command("users", *words, desk_url=running.url)
    assert (done.returncode, done.stderr) == (0, "")
    return done


def refused(running: Installation, *words: str) -> str:
    done = running.command("users", *words, desk_url=running.url)
    assert (done.returncode, done.stdout) == (1, "")
    return done.stderr


def test_the_page_works_as_it_stands(own: Installation) -> None:
    own.start()
    shutil.copytree(STRATEGY.parent, own.folder, dirs_exist_ok=True)
    added, switched, put, checked = EXAMPLES

    assert "Anna Meier" in pasted(own, added)
    until(lambda: len(own.get("/v1/staff").json()["staff"]) == 2)
    assert "r.hartono is in the directory no more." in pasted(own, switched)
    assert own.get("/v1/staff/a.meier").json()["disabled_at"] is None
    assert '"version":1' in pasted(own, put)
    findings = pasted(own, checked)
    assert "W617 r.hartono is not in the directory" in findings
    assert "W617 a.meier" not in findings


def test_who_is_there_is_not_written_over_by_mistake(own: Installation) -> None:
    own.start()
    assert told(own, "list").stdout.startswith("Nobody yet")
    first = told(own, "add", "a.meier", "--name", "Anna", "--department", "moon")
    again = refused(own, "add", "a.meier", "--name", "Alma")
    replaced = told(own, "add", "a.meier", "--name", "Alma", "--reach", "tel:+4991155500112", "--replace")  # fmt: skip

    assert first.stdout.splitlines() == [
        "a.meier is in the directory.",
        "note: moon is no department of the strategy in force",
        "note: nothing says where they are reached: alerts go to their department instead",
    ]
    assert "--replace writes over the entry" in again
    assert replaced.stdout == "a.meier is in the directory.\n"
    (entry,) = map(json.loads, told(own, "list", "--json").stdout.splitlines())
    assert (entry["id"], entry["name"], entry["version"]) == ("a.meier", "Alma", 2)

    told(own, "disable", "a.meier")
    assert "disabled" in told(own, "list").stdout
    (entry,) = map(json.loads, told(own, "list", "--json").stdout.splitlines())
    assert (entry["reach"], entry["name"]) == (["tel:+4991155500112"], "Alma")


def test_a_way_that_reaches_nobody_and_somebody_who_is_nobody_are_told_in_one_line(
    own: Installation,
) -> None:
    own.start()

    wrong = refused(own, "add", "b", "--reach", "ftp:example.com")
    nobody = refused(own, "disable", "b")

    assert wrong.endswith(
        "not a way to reach somebody: begin with mailto:, tel:, https: or destination:\n"
    )
    assert "Nobody of ours has this id" in nobody
    assert refused(own, "remove", "b").count("\n") == 1
