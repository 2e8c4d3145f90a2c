"""A table of customers: taken over whole or refused with all its faults; and harmless in a spreadsheet."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.desk import sheet
from services.desk.sheet import BadSheet, Fault, Row, read, write
from switchboard.contracts.customer import Customer, CustomerFacts, Deal, Merged
from switchboard.contracts.values import Identity

ANA = Customer(
    facts=CustomerFacts(customer_id="C-7", name="Ana Ortiz", tier="gold", deal=Deal.DELIVERED),
    identities=(Identity("mailto:ana@example.com"), Identity("tel:+4930901820")),
)


def rows(text: str) -> list[Row]:
    return read(text.encode(), "DE")


def faults(data: str | bytes) -> list[Fault]:
    with pytest.raises(BadSheet) as wrong:
        read(data.encode() if isinstance(data, str) else data, "DE")
    return wrong.value.faults


def entry(text: str, standing: Customer | None = None) -> Customer:
    (row,) = rows(text)
    return row.become(standing)


def test_a_row_makes_an_entry_with_normal_identities() -> None:
    table = (
        "customer_id,name,tier,deal,email,phone\n"
        'C-7,Ana Ortiz,gold,delivered,ana@EXAMPLE.com,"030 901820; +62 21 5790 1234"\n'
    )

    made = entry(table)

    assert made.facts == ANA.facts
    assert made.identities == (*ANA.identities, Identity("tel:+622157901234"))


@pytest.mark.parametrize("apart", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("bom", ["", "\ufeff"])
def test_what_spreadsheets_save_as_csv_is_read(apart: str, end: str, bom: str) -> None:
    lines = [["Customer_ID", "name", "email"], ["C-7", '"Ortiz, Ana; Dr."', "ana@example.com"]]
    table = bom + end.join(apart.join(line) for line in lines)

    (row,) = rows(table)

    assert (row.line, row.customer_id, row.facts["name"]) == (2, "C-7", "Ortiz, Ana; Dr.")


def test_several_identities_stand_in_one_cell() -> None:
    cell = '"a@example.com; b@example.com\nc@example.com, d@example.com;"'

    made = entry(f"customer_id,email\nC-7,{cell}\n")

    assert [one.removeprefix("mailto:")[0] for one in made.identities] == list("abcd")


def test_a_column_that_is_not_there_leaves_what_is_known_and_an_empty_cell_empties_it() -> None:
    made = entry("customer_id,tier,phone\nC-7,,\n", ANA)

    assert (made.facts.name, made.facts.tier, made.facts.deal) == ("Ana Ortiz", "", Deal.DELIVERED)
    assert made.identities == (Identity("mailto:ana@example.com"),)


def test_the_column_of_all_identities_empties_nothing_that_has_a_column_of_its_own() -> None:
    made = entry("customer_id,identities\nC-7,fax:030 901821; customer:old 7\n", ANA)

    added = (Identity("fax:+4930901821"), Identity("customer:old 7"))
    assert made.identities == (*ANA.identities, *added)
    again = entry("customer_id,identities\nC-7,customer:new 7\n", made)
    assert set(again.identities) == {*ANA.identities, added[0], "customer:new 7"}


def test_blanks_around_a_number_are_no_part_of_it() -> None:
    table = 'customer_id,name,identities\n" C-7 "," Ana ","customer: old 7 "\n'

    (row,) = rows(table)

    assert (row.customer_id, row.facts["name"]) == ("C-7", " Ana ")
    assert row.identities == ("customer:old 7",)
    assert [one.detail for one in faults(table + "C-7,Ana,\n")] == ["is in line 2 already"]


def test_what_says_the_same_in_another_order_changes_nothing() -> None:
    text = "customer_id,identities\nC-7,tel:030901820; mailto:ana@example.com\n"

    assert entry(text, ANA) == ANA


def test_who_was_merged_stays_merged() -> None:
    merged = Customer(facts=ANA.facts, merged=Merged(into="C-1"))

    assert entry("customer_id,tier\nC-7,vip\n", merged).merged == Merged(into="C-1")


def test_every_fault_is_told_at_once_with_its_line() -> None:
    table = (
        "customer_id,name,email,phone,deal,language\n"
        "C-1,Ana,ana@example,call me,soon,german\n"
        "\n"
        '"C-2","two\nlines",b@example.com,,,\n'
        ",Cec,,,,\n"
        "C-4,Dan\n"
        "C-5,,,,,\n"
        "C-5,,,,,\n"
    )

    found = faults(table)

    assert [(one.line, one.column) for one in found] == [
        (2, "deal"),
        (2, "language"),
        (2, "phone"),
        (4, "name"),
        (6, "customer_id"),
        (7, ""),
        (9, "customer_id"),
    ]
    assert found[-1].detail == "is in line 8 already"
    assert found[-2].detail == "2 cells, but the header has 6"


@pytest.mark.parametrize(
    ("header", "detail"),
    [
        ("", "there is no column customer_id; the first line names the columns"),
        ("name,email", "there is no column customer_id; the first line names the columns"),
        ("customer_id,e-mail", "is no column; did you mean email?"),
        ("customer_id,name,name", "this column is there twice"),
    ],
)
def test_a_header_that_is_not_understood_says_what_would_be(header: str, detail: str) -> None:
    assert detail in [one.detail for one in faults(f"{header}\nC-1,x\n")]


@pytest.mark.parametrize(
    ("data", "line", "says"),
    [
        ("customer_id\n".encode("utf-16"), 1, "UTF-16"),
        (b"customer_id,name\nC-1,Ana\nC-2,M\xfcller\n", 3, "0xFC is not UTF-8"),
        (b'customer_id,name\nC-1,"Ana\n', 2, "no CSV"),
        (b'customer_id,name\nC-1,"A"na\n', 2, "no CSV"),
        (b"customer_id\n" + b"x" * 64_000, 2, "not a customer number"),
        (b"customer_id\n" + b"x" * 64_001, 2, "no CSV"),
    ],
)
def test_bytes_that_are_no_table_say_where_and_what_instead(
    data: bytes, line: int, says: str
) -> None:
    (fault,) = faults(data)

    assert fault.line == line
    assert says in fault.detail


@given(st.binary(max_size=300))
def test_any_bytes_are_a_table_or_say_why_not(data: bytes) -> None:
    try:
        found = read(b"customer_id,name,email,phone,identities\n" + data, "DE")
    except BadSheet:
        return
    assert all(row.customer_id for row in found)


def test_as_many_rows_are_taken_as_the_limit_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet, "MOST_ROWS", 3)
    table = "customer_id\n" + "".join(f"C-{n}\n" for n in range(3))

    assert len(rows(table)) == 3
    assert [one.line for one in faults(table + "C-4\nC-5\n")] == [5]


def test_as_many_identities_are_taken_as_an_entry_holds() -> None:
    def table(many: int) -> str:
        return "customer_id,email\nC-7," + ";".join(f"{n}@example.com" for n in range(many))

    assert len(entry(table(50)).identities) == 50
    assert [one.detail for one in faults(table(51))] == ["51 identities, at most 50"]


def test_no_more_faults_are_told_than_anybody_reads() -> None:
    table = "customer_id,deal\n" + "".join(f"C-{n},soon\n" for n in range(1_003))

    with pytest.raises(BadSheet) as wrong:
        read(table.encode(), "DE")

    assert (len(wrong.value.faults), wrong.value.left_out) == (1_000, 3)


HOSTILE = ["=1+1", "+49", "-1", "@SUM(A1)", "\uff1dcmd|' /C calc'!A0", "'quoted", "'=1", "''", "'"]


@pytest.mark.parametrize("name", HOSTILE)
def test_no_cell_is_a_formula_and_what_was_written_is_read_again(name: str) -> None:
    one = Customer(facts=CustomerFacts(customer_id=name, name=name, tier=name))

    table = write([one])

    for cells in list(csv.reader(io.StringIO(table)))[1:]:
        assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\uff1d"))]
    assert entry(table) == one


LINE = st.text(
    st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=20
) | st.sampled_from(HOSTILE)
NUMBERS = st.sampled_from(["tel:+4930901820", "tel:+6281234567890", "fax:+4930901821"])
LOCALS = st.text("abcXYZ'+=%-._0", min_size=1, max_size=8)
OLD = st.text("abc;%3B,=' 5", min_size=1, max_size=8).filter(lambda it: it.strip() == it != "")
IDENTITIES = (
    NUMBERS
    | LOCALS.map(lambda it: f"mailto:{it}@example.com")
    | OLD.map(lambda it: f"customer:{it}")
)


@given(
    st.builds(
        Customer,
        facts=st.builds(
            CustomerFacts,
            customer_id=LINE.map(str.strip).filter(bool),
            name=LINE,
            tier=LINE,
            relationship=LINE,
            dedicated=LINE,
            deal=st.none() | st.sampled_from(Deal),
            language=st.sampled_from(["", "de", "pt-BR"]),
        ),
        identities=st.lists(IDENTITIES, max_size=6, unique=True).map(tuple),
    )
)
def test_a_table_that_goes_out_comes_in_again_unchanged(one: Customer) -> None:
    (row,) = rows(write([one]))

    assert row.become(one) == one
    made = row.become(None)
    assert (made.facts, set(made.identities)) == (one.facts, set(one.identities))
