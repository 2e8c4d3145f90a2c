"""A customer as a client writes it down, and the entry of the directory that it becomes. Pure."""

from collections.abc import Iterator
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter, WithJsonSchema

from services.desk.view import Shown, spoken
from switchboard import identities
from switchboard.contracts.customer import Customer, CustomerFacts, Deal
from switchboard.contracts.values import Identity

_ONE_LINE: Final = r"^[^\x00-\x1f\x7f-\x9f\u2028\u2029]*$"
MOST_IDENTITIES: Final = 50
_LANGUAGE: Final = r"^(?:[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3})?$"

Line = Annotated[str, StringConstraints(max_length=200, pattern=_ONE_LINE)]
Address = Annotated[str, StringConstraints(max_length=400, pattern=_ONE_LINE)]
Email = Annotated[Address, WithJsonSchema({"type": "string", "format": "email"})]
Phone = Annotated[Address, WithJsonSchema({"type": "string", "format": "phone"})]
Uri = Annotated[Address, WithJsonSchema({"type": "string", "format": "identity"})]


class CustomerForm(BaseModel):
    """All that is to be known of a customer; what is left out is unknown from now on."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, title="Customer")
    name: Line = ""
    tier: Line = ""
    relationship: Line = ""
    deal: Annotated[Deal, Field(strict=False)] | None = None
    dedicated: Annotated[
        Line, Field(description="Staff id of the person who is there for them.")
    ] = ""
    language: Annotated[str, StringConstraints(pattern=_LANGUAGE)] = ""
    email: Email | None = None
    phone: Phone | None = None
    fax: Phone | None = None
    identities: Annotated[
        list[Uri],
        Field(max_length=MOST_IDENTITIES, description="Further ones as URIs: mailto:, tel:, fax:."),
    ] = []


FORM: Final = TypeAdapter(CustomerForm)


def customer(customer_id: str, form: CustomerForm, region: str) -> Customer:
    """Return the entry. Raises NotAnIdentity, whose words can be shown."""
    facts = CustomerFacts(
        customer_id=customer_id,
        name=form.name,
        tier=form.tier,
        relationship=form.relationship,
        deal=form.deal,
        dedicated=form.dedicated,
        language=form.language,
    )
    return Customer(facts=facts, identities=tuple(dict.fromkeys(_identities(form, region))))


def shown(entry: Customer) -> Shown:
    """Return an entry as the directory shows it."""
    facts = spoken(entry.facts)
    assert isinstance(facts, dict)
    merged = {"merged": spoken(entry.merged)} if entry.merged else {}
    return {**facts, "identities": list(entry.identities), "version": entry.version, **merged}


def _identities(form: CustomerForm, region: str) -> Iterator[Identity]:
    if form.email is not None:
        yield identities.mailto(form.email)
    if form.phone is not None:
        yield identities.tel(form.phone, region)
    if form.fax is not None:
        yield identities.fax(form.fax, region)
    for uri in form.identities:
        yield identities.parse(uri, region)
