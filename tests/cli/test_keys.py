"""`switchboard keys` beside a running installation: what is made, listed and revoked holds at once."""

import json

from tests.outside.installation import Installation, until

INQUIRY = {"text": "The pump stops."}


def create(own: Installation, name: str, *scopes: str) -> dict[str, str]:
    options = [word for scope in scopes for word in ("--scope", scope)]
    done = own.command("keys", "create", name, *options, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    made: dict[str, str] = json.loads(done.stdout)
    return made


def submit(own: Installation, key: str) -> int:
    return own.post("/v1/inquiries", INQUIRY, Authorization=f"Bearer {key}").status_code


def test_a_key_opens_what_its_scopes_say_until_it_is_revoked(own: Installation) -> None:
    own.start()
    assert own.post("/v1/inquiries", INQUIRY).status_code == 202  # this machine, as there is no key

    made = create(own, "billing", "submit")
    until(lambda: submit(own, made["key"]) == 202)
    assert own.post("/v1/inquiries", INQUIRY).status_code == 401
    assert own.get("/v1/cases", Authorization=f"Bearer {made['key']}").status_code == 403

    revoked = own.command("keys", "revoke", made["key_id"])
    assert revoked.stdout == f"{made['key_id']} is revoked.\n"
    until(lambda: submit(own, made["key"]) == 401)
    assert own.post("/v1/inquiries", INQUIRY).status_code == 401  # the local mode does not return


def test_a_key_from_before_the_first_start_holds_from_the_first_request(own: Installation) -> None:
    made = create(own, "billing", "read", "submit", "read")
    own.start()

    assert own.get("/v1/cases").status_code == 401
    assert own.get("/v1/cases", Authorization=f"Bearer {made['key']}").status_code == 200
    assert "No API key exists" not in own.said.read_text()


def test_keys_are_listed_without_their_secret(own: Installation) -> None:
    made = create(own, "billing", "read", "act")
    own.command("keys", "revoke", made["key_id"])
    other = create(own, "web shop", "submit")

    people, programs = own.command("keys", "list"), own.command("keys", "list", "--json")

    first, second = (json.loads(line) for line in programs.stdout.splitlines())
    assert (first["name"], first["scopes"]) == ("billing", ["read", "act"])
    assert first["revoked_at"] > first["created_at"]
    assert (second["key_id"], second["revoked_at"]) == (other["key_id"], None)
    assert "revoked" in people.stdout
    for shown in (people.stdout, programs.stdout):
        assert made["key"].rpartition("_")[2] not in shown
    stored = b"".join(file.read_bytes() for file in own.data.glob("switchboard.db*"))
    assert made["key"].rpartition("_")[2].encode() not in stored


def test_for_people_a_key_is_shown_once_with_how_it_is_used(own: Installation) -> None:
    done = own.command("keys", "create", "billing", "--scope", "read")

    assert done.stdout.startswith("sbk_")
    assert "Authorization: Bearer" in done.stdout


def test_the_first_key_says_that_from_now_on_everybody_needs_one(own: Installation) -> None:
    first, second = (own.command("keys", "create", "billing", "--scope", "read") for _ in "12")

    assert "from now on nobody is let in without a key, this machine included" in first.stdout
    assert "from now on" not in second.stdout


def test_the_key_that_the_start_suggests_does_everything_that_this_machine_may(
    own: Installation,
) -> None:
    own.start()
    [hint] = [line for line in own.said.read_text().splitlines() if "keys create NAME" in line]
    words = hint.partition(".venv/bin/switchboard ")[2].split()

    key = json.loads(own.command(*words, "--json").stdout)["key"]
    until(lambda: submit(own, key) == 202)
    assert own.get("/v1/cases", Authorization=f"Bearer {key}").status_code == 200
    assert own.command("keys", "list", "--json").stdout.count('"act"') == 1


def test_an_unknown_key_cannot_be_revoked(own: Installation) -> None:
    create(own, "billing", "read")

    done = own.command("keys", "revoke", "nobody")

    assert done.returncode == 1
    assert (
        done.stderr == "switchboard: no key nobody; `switchboard keys list` shows what there is\n"
    )


def test_where_there_is_no_key_the_list_says_so(running: Installation) -> None:
    assert running.command("keys", "list").stdout == "No keys.\n"
