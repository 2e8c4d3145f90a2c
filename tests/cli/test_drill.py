"""`switchboard drill` against a real installation: the whole way, the missing step, and what can't be tried."""

import json
import subprocess

from tests.outside.installation import COMMAND, Done, Installation, environment

FAULT = "The pump does not start."


def drill(own: Installation, *words: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [COMMAND, "drill", *words],
        cwd=own.folder,
        env=environment(desk_url=own.url),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def ended(process: "subprocess.Popen[str]") -> Done:
    out, err = process.communicate(timeout=240)
    return subprocess.CompletedProcess(process.args, process.returncode, out, err)


def test_an_exercise_goes_the_whole_way_and_says_which_step_is_missing(own: Installation) -> None:
    own.start()
    vogel = ("k.vogel", "--department", "sales", "--reach", "mailto:k.vogel@example.com")
    assert own.command("users", "add", *vogel, desk_url=own.url).returncode == 0
    whole = drill(own, "--department", "sales", "--wait", "200s", "--json")
    cut = ended(drill(own, "--text", FAULT, "--channel", "email", "--wait", "3s"))
    wrong = ended(drill(own, "--to", "nobody"))
    done = ended(whole)

    told = json.loads(done.stdout)
    assert (done.returncode, told["ok"]) == (0, True), told
    assert [one["step"] for one in told["steps"]] == [
        "routed",
        "acknowledged",
        "first response, warn 80%",
        "first response, breach",
        "first response, breach + 2h",
        "closed",
    ]
    assert [one["said"].partition(":")[2] for one in told["steps"][2:-1]] == [
        "k.vogel",
        "k.vogel",
        "control@example.com",
    ]
    case = own.get(f"/v1/cases/{told['reference']}").json()
    assert (case["status"], case["department"]) == ("closed", "sales")
    assert own.get("/v1/cases").json()["cases"] == []
    assert len(own.get("/v1/cases?drill=true").json()["cases"]) >= 1
    letters = own.get("/v1/outbox").json()["letters"]
    assert all("[drill]" in one["subject"] for one in letters)

    assert cut.returncode == 1
    assert "✗ " in cut.stdout
    assert "did not come about within 3 s; case " in cut.stderr
    assert (wrong.returncode, wrong.stdout) == (1, "")
    assert "not a mail address" in wrong.stderr


def test_what_cannot_be_asked_is_said_in_one_line(own: Installation) -> None:
    soon = own.command("drill", "--wait", "soon")
    channel = own.command("drill", "--channel", "fax")
    nobody = own.command("drill", desk_url="http://127.0.0.1:9")

    assert (soon.returncode, channel.returncode, nobody.returncode) == (2, 2, 3)
    assert "write 90m" in soon.stderr
    assert "web or email" in channel.stderr
    assert "nobody answers" in nobody.stderr
