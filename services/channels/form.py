"""What an upstream system may post as one inquiry: read whole, or refused with every fault in it. Pure."""

from base64 import b64decode
from typing import Annotated, Final

import orjson
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter

from services.channels.limits import LIMITS
from switchboard.contracts.values import Channel
from switchboard.http.problems import MALFORMED, Problem

ONE_LINE: Final = r"^[^\x00-\x1f\x7f-\x9f\u2028\u2029]*$"
_BASE64: Final = r"^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$"

Line = Annotated[str, StringConstraints(pattern=ONE_LINE)]
Name = Annotated[Line, Field(max_length=LIMITS.name)]
Words = Annotated[str, StringConstraints(pattern=r"^[^\x00]+$")]
AttributeName = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z0-9_.-]+$", max_length=LIMITS.attribute_name)
]
Attribute = Annotated[Line, Field(max_length=LIMITS.attribute)]


class SenderForm(BaseModel):
    """Who contacts us. Nothing at all: withheld, and matched with nobody."""

    model_config = ConfigDict(extra="forbid", strict=True, title="From")

    email: (
        Annotated[Line, Field(max_length=320, json_schema_extra={"format": "mail-address"})] | None
    ) = None
    phone: Annotated[Line, Field(max_length=60, json_schema_extra={"format": "phone"})] | None = (
        None
    )
    fax: Annotated[Line, Field(max_length=60, json_schema_extra={"format": "phone"})] | None = None
    customer_id: (
        Annotated[
            Line,
            StringConstraints(pattern=ONE_LINE, max_length=200),
            Field(json_schema_extra={"format": "customer-id"}),
        ]
        | None
    ) = None
    name: Name = ""


class FileForm(BaseModel):
    """A file that comes along."""

    model_config = ConfigDict(extra="forbid", strict=True, title="Attachment")

    name: Annotated[Line, Field(max_length=LIMITS.attachment_name)] = ""
    media_type: Annotated[Line, Field(max_length=200)] = ""
    data: Annotated[
        str,
        StringConstraints(pattern=_BASE64),
        Field(json_schema_extra={"contentEncoding": "base64"}),
    ]

    def content(self) -> bytes:
        """Return the bytes of the file."""
        return b64decode(self.data, validate=True)


class InquiryForm(BaseModel):
    """One inquiry."""

    model_config = ConfigDict(extra="forbid", strict=True, title="Inquiry")

    sender: SenderForm = Field(default=SenderForm(), alias="from")
    subject: Annotated[Line, Field(max_length=LIMITS.subject)] = ""
    text: Words
    channel: Channel = Channel.WEB
    language: Annotated[
        str, StringConstraints(pattern=r"^(?:[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3})?$")
    ] = ""
    received_at: AwareDatetime | None = None
    reference: (
        Annotated[Line, Field(max_length=40, json_schema_extra={"format": "case-reference"})] | None
    ) = None
    new_case: bool = False
    attributes: Annotated[
        dict[AttributeName, Attribute],
        Field(max_length=LIMITS.attributes, json_schema_extra={"additionalProperties": False}),
    ] = {}
    attachments: Annotated[list[FileForm], Field(max_length=LIMITS.attachments)] = []


FORM: Final = TypeAdapter(InquiryForm)


def canonical(raw: bytes) -> bytes:
    """Return the JSON in `raw` so that the order of keys and the spaces between make no difference."""
    try:
        return orjson.dumps(orjson.loads(raw), option=orjson.OPT_SORT_KEYS)
    except (orjson.JSONDecodeError, TypeError) as fault:
        raise Problem(
            MALFORMED, f"The body is not JSON: {fault}. Send one JSON object in UTF-8."
        ) from None
