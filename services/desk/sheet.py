"""Customers as a table (CSV): read whole or refused with every fault in it, and written so that no cell is a formula. Pure.

A column that the table doesn't have leaves what is known; an empty cell empties it.
"""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import Final, NamedTuple

from msgspec.structs import replace
from pydantic import ValidationError

from services.desk.customers import MOST_IDENTITIES, CustomerForm
from switchboard import identities
from switchboard.contracts.customer import Customer, CustomerFacts
from switchboard.contracts.values import Identity
from switchboard.identities import NotAnIdentity

MOST_ROWS: Final = 100_000
MOST_FAULTS: Final = 1_000
LONGEST_CELL: Final = 64_000
"""Characters; a quote that is never closed would make one line of all that follows."""

KEY: Final = "customer_id"
_FACTS: Final = ("name", "tier", "relationship", "deal", "dedicated", "language")
_SCHEMES: Final = {"email": "mailto:", "phone": "tel:", "fax": "fax:"}
_REST: Final = "identities"
COLUMNS: Final = (KEY, *_FACTS, *_SCHEMES, _REST)

_APART: Final = {"identities": re.compile(r"[;\r\n]")}
_PARTS: Final = re.compile(r"[;,\r\n]")
_FORMULA: Final = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
"""What a spreadsheet takes for the beginning of a formula, in letters of full width too."""
_QUOTE: Final = "'"


class Fault(NamedTuple):
    """What is wrong, and where. Lines are counted from 1, the header included."""

    line: int
    column: str
    detail: str


class BadSheet(Exception):
    """A table that can't be taken over: nothing of it is."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        found = sorted(faults)
        super().__init__(f"{len(found)} faults")
        self.faults = found[:MOST_FAULTS]
        self.left_out = max(0, len(found) - MOST_FAULTS)


class Row(NamedTuple):
    """What a line says of one customer."""

    line: int
    customer_id: str
    facts: Mapping[str, object]
    identities: tuple[Identity, ...]
    columns: frozenset[str]

    def become(self, standing: Customer | None) -> Customer:
        """Return the entry that the row makes of the one that stands."""
        entry = standing or Customer(facts=CustomerFacts(customer_id=self.customer_id))
        kept = tuple(one for one in entry.identities if not self._governs(one))
        known = tuple(dict.fromkeys((*kept, *self.identities)))
        # The same ones in another order are no change.
        same = set(known) == set(entry.identities)
        return replace(
            entry,
            facts=replace(entry.facts, **self.facts),
            identities=entry.identities if same else known,
        )

    def _governs(self, identity: Identity) -> bool:
        given = (scheme for column, scheme in _SCHEMES.items() if column in self.columns)
        rest = _REST in self.columns and not identity.startswith(tuple(_SCHEMES.values()))
        return rest or identity.startswith(tuple(given))


def read(data: bytes, region: str) -> list[Row]:
    """Return the rows of a table. Raises BadSheet with all that is wrong in it."""
    lines = _lines(_text(data))
    _, header = next(lines, (1, []))
    columns = _columns(header)
    rows: list[Row] = []
    faults: list[Fault] = []
    for line, cells in lines:
        if len(rows) + len(faults) >= MOST_ROWS:
            faults.append(Fault(line, "", f"at most {MOST_ROWS:,} rows: cut the file in two"))
            break
        try:
            rows.append(_row(line, columns, cells, region))
        except BadSheet as wrong:
            faults += wrong.faults
    faults += _twice(rows)
    if faults:
        raise BadSheet(faults)
    return rows


def _text(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise BadSheet([Fault(1, "", "this is UTF-16: save the table as CSV in UTF-8")])
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = data.count(b"\n", 0, fault.start) + 1
        what = f"byte 0x{data[fault.start]:02X} is not UTF-8: save the table as CSV in UTF-8"
        raise BadSheet([Fault(line, "", what)]) from None


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the lines that say something, each with the number at which it begins. Raises BadSheet."""
    head = text[:LONGEST_CELL].partition("\n")[0]
    apart = max(",;\t", key=head.count)
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=apart, skipinitialspace=True, strict=True
    )
    begin = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as fault:
            raise BadSheet([Fault(begin, "", f"this is no CSV: {fault}")]) from None
        if any(cell.strip() for cell in cells):
            yield begin, cells
        begin = reader.line_num + 1


def _columns(header: list[str]) -> list[str]:
    names = [name.strip().lower() for name in header]
    faults = [Fault(1, name, _not_a_column(name)) for name in names if name not in COLUMNS]
    faults += [
        Fault(1, name, "this column is there twice") for name in {*names} if names.count(name) > 1
    ]
    if KEY not in names:
        faults.append(Fault(1, KEY, f"there is no column {KEY}; the first line names the columns"))
    if faults:
        raise BadSheet(faults)
    return names


def _not_a_column(name: str) -> str:
    near = get_close_matches(name, COLUMNS, 1)
    return (
        f"is no column; did you mean {near[0]}?" if near else f"is no column: {', '.join(COLUMNS)}"
    )


def _row(line: int, columns: list[str], cells: list[str], region: str) -> Row:
    if len(cells) != len(columns):
        what = f"{len(cells)} cells, but the header has {len(columns)}"
        raise BadSheet([Fault(line, "", what)])
    given = {name: _plain(cell) for name, cell in zip(columns, cells, strict=True)}
    given[KEY] = given[KEY].strip()
    faults: list[Fault] = []
    facts = _facts(line, given, faults)
    known = tuple(dict.fromkeys(_identities(line, given, region, faults)))
    if len(known) > MOST_IDENTITIES:
        faults.append(Fault(line, _REST, f"{len(known)} identities, at most {MOST_IDENTITIES}"))
    try:
        identities.customer(given[KEY])
    except NotAnIdentity as wrong:
        faults.append(Fault(line, KEY, str(wrong)))
    if faults:
        raise BadSheet(faults)
    return Row(line, given[KEY], facts, known, frozenset(columns))


def _facts(line: int, given: Mapping[str, str], faults: list[Fault]) -> dict[str, object]:
    said = {
        name: given[name] or None if name == "deal" else given[name]
        for name in _FACTS
        if name in given
    }
    try:
        form = CustomerForm.model_validate(said)
    except ValidationError as wrong:
        found = wrong.errors(include_url=False, include_context=False, include_input=False)
        faults += [Fault(line, str(one["loc"][0]), one["msg"]) for one in found]
        return {}
    return {name: getattr(form, name) for name in said}


def _identities(
    line: int, given: Mapping[str, str], region: str, faults: list[Fault]
) -> Iterator[Identity]:
    spelled: dict[str, Callable[[str], Identity]] = {
        "email": identities.mailto,
        "phone": lambda text: identities.tel(text, region),
        "fax": lambda text: identities.fax(text, region),
        _REST: lambda text: identities.parse(_whole(text), region),
    }
    for column, normalize in spelled.items():
        for part in _APART.get(column, _PARTS).split(given.get(column, "")):
            if not part.strip():
                continue
            try:
                yield normalize(part.strip())
            except NotAnIdentity as wrong:
                faults.append(Fault(line, column, str(wrong)))


def _twice(rows: Iterable[Row]) -> Iterator[Fault]:
    first: dict[str, int] = {}
    for row in rows:
        if row.customer_id in first:
            yield Fault(row.line, KEY, f"is in line {first[row.customer_id]} already")
        first.setdefault(row.customer_id, row.line)


def write(customers: Iterable[Customer], *, heading: bool = True) -> str:
    """Return customers as a table that `read` understands, and that does nothing in a spreadsheet but stand there."""
    table = io.StringIO(newline="")
    writer = csv.writer(table, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    if heading:
        writer.writerow(COLUMNS)
    for one in customers:
        writer.writerow([_harmless(cell) for cell in _cells(one)])
    return table.getvalue()


def _cells(customer: Customer) -> Iterator[str]:
    yield customer.facts.customer_id
    for name in _FACTS:
        yield str(getattr(customer.facts, name) or "")
    for scheme in _SCHEMES.values():
        found = (one for one in customer.identities if one.startswith(scheme))
        yield "; ".join(one.removeprefix(scheme) for one in found)
    schemes = tuple(_SCHEMES.values())
    yield "; ".join(_part(one) for one in customer.identities if not one.startswith(schemes))


def _part(identity: Identity) -> str:
    """Return a customer number as one of several in a cell: whatever it is made of, it stays one."""
    return identity.replace("%", "%25").replace(";", "%3B")


def _whole(part: str) -> str:
    return part.replace("%3B", ";").replace("%25", "%") if part.startswith("customer:") else part


def _harmless(cell: str) -> str:
    return _QUOTE + cell if cell.startswith((*_FORMULA, _QUOTE)) else cell


def _plain(cell: str) -> str:
    """Return what a cell says, without the quote that keeps it from being a formula."""
    return cell[1:] if cell.startswith(_QUOTE) and cell[1:2] in (*_FORMULA, _QUOTE) else cell
