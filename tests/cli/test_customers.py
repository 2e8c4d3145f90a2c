"""`switchboard customers` beside a running installation: tables in and out, merges and marks; and who may not."""

import json
from pathlib import Path

import pytest

from tests.outside.installation import Done, Installation, until

TABLE = (
    "customer_id;name;tier;email;phone\n"
    'C-1;Ana Müller;gold;"ana@customer.example; ana@home.example";030 901820\n'
    "C-2;=1+1;;ben@customer.example;\n"
)


def told(running: Installation, *words: str) -> Done:
    done = running.command("customers", *words, desk_url=running.url)
    assert (done.returncode, done.stderr) == (0, "")
    return done


def refused(running: Installation, *words: str) -> str:
    done = running.command("customers", *words, desk_url=running.url)
    assert done.returncode == 1
    return done.stderr


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "customers.csv"
    path.write_text(TABLE, encoding="utf-8-sig")
    return path


def test_a_table_comes_in_and_goes_out_and_nobody_has_changed(
    own: Installation, table: Path, tmp_path: Path
) -> None:
    own.start()
    tried = told(own, "import", str(table), "--dry-run")
    done = told(own, "import", str(table), "--json")
    until(lambda: "C-2" in told(own, "list", "--json").stdout)

    out = tmp_path / "out.csv"
    out.write_text(told(own, "list", "--csv").stdout)
    again = told(own, "import", str(out))

    assert tried.stdout == "2 rows: 2 would be new, 0 would be changed, 0 unchanged.\n"
    assert json.loads(done.stdout)["created"] == 2
    assert '"\'=1+1"' in out.read_text()
    assert again.stdout == "2 rows: 0 new, 0 changed, 2 unchanged.\n"
    entries = [json.loads(line) for line in told(own, "list", "--json").stdout.splitlines()]
    assert [(one["customer_id"], one["version"]) for one in entries] == [("C-1", 1), ("C-2", 1)]
    assert "Ana Müller" in told(own, "list").stdout


def test_one_row_is_told_of_as_one(own: Installation, tmp_path: Path) -> None:
    own.start()
    path = tmp_path / "one.csv"
    path.write_text("customer_id,email\nC-9,nine@example.com\n")

    tried = told(own, "import", str(path), "--dry-run")

    assert tried.stdout == "1 row: 1 would be new, 0 would be changed, 0 unchanged.\n"


def test_a_faulty_table_is_told_line_by_line(running: Installation, tmp_path: Path) -> None:
    path = tmp_path / "bad.csv"
    path.write_text("customer_id,email,deal\nD-1,ana at home,soon\nD-2,d@example.com,\n")

    done = running.command("customers", "import", str(path), desk_url=running.url)

    assert (done.returncode, done.stderr) == (1, "")
    lines = done.stdout.splitlines()
    assert [line.removeprefix(f"{path}:").partition(": ")[0] for line in lines[:-1]] == ["2", "2"]
    assert lines[-1] == "2 faults; nothing was taken over."
    assert "D-2" not in told(running, "list", "--json").stdout


def test_customers_are_merged_and_split_and_numbers_marked(
    running: Installation, table: Path
) -> None:
    told(running, "import", str(table))

    merged = told(running, "merge", "C-1", "C-2", "--why", "one firm")
    assert merged.stdout.startswith("C-1 counts as C-2 now")
    assert "nobody is merged into themselves" in refused(running, "merge", "C-2", "C-1")
    split = told(running, "split", "C-1")
    assert split.stdout == "C-1 is a customer of their own again.\n"

    told(running, "share", "tel:030 901820", "--by", "k.vogel", "--why", "the exchange")
    until(lambda: "+4930901820  the exchange" in told(running, "marks").stdout)
    told(running, "unshare", "tel:+4930901820")
    until(lambda: told(running, "marks").stdout == "Nothing is marked.\n")
    assert "No letter has come back" in refused(running, "deliver", "mailto:a@b.example")


def test_where_no_desk_answers_one_line_says_so(running: Installation) -> None:
    done = running.command("customers", "list", desk_url="http://127.0.0.1:1")

    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr == (
        "switchboard: http://127.0.0.1:1: nobody answers; is the desk running?"
        " SWITCHBOARD_DESK_URL says where it is\n"
    )


def test_once_there_are_keys_one_is_needed(own: Installation, tmp_path: Path) -> None:
    own.start()
    made = own.command("keys", "create", "staff", "--scope", "read", "--json")
    key = json.loads(made.stdout)["key"]
    until(lambda: own.get("/v1/customers").status_code == 401)

    without = own.command("customers", "list", desk_url=own.url)
    reads = own.command("customers", "list", desk_url=own.url, api_key=key)
    writes = own.command("customers", "split", "C-1", desk_url=own.url, api_key=key)

    assert (without.returncode, "SWITCHBOARD_API_KEY" in without.stderr) == (3, True)
    assert (reads.returncode, reads.stdout) == (0, "No customers.\n")
    assert (writes.returncode, "has no scope act" in writes.stderr) == (3, True)
