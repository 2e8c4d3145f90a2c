"""Inquiry ids, case references, slots and reply tokens: made, checked, verified.

All are functions of their arguments; keys and fresh ids come in from the root. Two secrets stand behind
them: the id key (never rotated, or resends would be new inquiries) and the token keys (newest first).
"""

import hashlib
import hmac
import re
from collections.abc import Sequence
from typing import Final

from switchboard.contracts.crockford import canonical, check_symbol, decode, encode
from switchboard.contracts.values import Channel, Identity, InquiryId, Reference, Slot

_ID_SYMBOLS: Final = 26
_ID_CHECK_SYMBOLS: Final = 4
_SLOT_BITS: Final = 12
_HASH_BITS: Final = 38
_REFERENCE_SYMBOLS: Final = 10
_TOKEN_SYMBOLS: Final = 16
_GROUPED: Final = re.compile(
    r"(?<![0-9A-Za-z-])([0-9A-Za-z]{4})[-\u2010-\u2015 ]([0-9A-Za-z]{4})[-\u2010-\u2015 ]([0-9A-Za-z]{3})(?![0-9A-Za-z-])"
)
_MAY_HOLD: Final = (
    re.compile(r"[-\u2010-\u2015][0-9A-Za-z]{4}[-\u2010-\u2015 ]"),
    re.compile(r" [0-9A-Z]{4}[-\u2010-\u2015 ]"),
)
"""What a text has that holds a reference: looked for first, since it is found out in a third of the time."""
_ORDER: Final = ("customer:", "mailto:", "tel:", "fax:")


def _hash(length: int, *parts: str | bytes, key: bytes = b"") -> bytes:
    """Hash parts so that no two lists of parts look alike (BLAKE2b, RFC 7693, each part with its length)."""
    digest = hashlib.blake2b(digest_size=length, key=key)
    for part in parts:
        raw = part.encode() if isinstance(part, str) else part
        digest.update(len(raw).to_bytes(8, "big"))
        digest.update(raw)
    return digest.digest()


def source_key(key: bytes, channel: Channel, source_id: str) -> str:
    """Return what the two deliveries of one source id have in common, without telling the id itself."""
    return _hash(12, "source", channel, source_id, key=key).hex()


def inquiry_id(key: bytes, channel: Channel, source_id: str, content: bytes) -> InquiryId:
    """Return the id of what arrived: equal for a resend, different for other content under the same source id."""
    stem = encode(
        int.from_bytes(_hash(16, "inquiry", channel, source_id, content, key=key), "big"),
        _ID_SYMBOLS,
    )
    return InquiryId((stem + _id_check(key, stem)).lower())


def is_inquiry_id(key: bytes, text: str) -> bool:
    """Tell whether `text` is an id that we may have given out; guesses are not."""
    if len(text) != _ID_SYMBOLS + _ID_CHECK_SYMBOLS or not text.isascii() or decode(text) is None:
        return False
    stem, check = canonical(text[:_ID_SYMBOLS]), canonical(text[_ID_SYMBOLS:])
    return hmac.compare_digest(_id_check(key, stem), check)


def _id_check(key: bytes, stem: str) -> str:
    return encode(int.from_bytes(_hash(4, "id check", stem, key=key), "big"), _ID_CHECK_SYMBOLS)


def reference_of(slot: Slot, inquiry: InquiryId) -> Reference:
    """Return the reference of a case that begins with `inquiry` in `slot`: 12 bits, 38 bits, a check symbol."""
    tail = int.from_bytes(_hash(8, "reference", inquiry), "big") >> (64 - _HASH_BITS)
    stem = encode(slot << _HASH_BITS | tail, _REFERENCE_SYMBOLS)
    return Reference(stem + check_symbol(stem))


def parse_reference(text: str) -> Reference | None:
    """Return the reference that somebody typed, however they grouped it or read its letters; None if it is none."""
    bare = re.sub(r"[-\u2010-\u2015\s]", "", text)
    if len(bare) != _REFERENCE_SYMBOLS + 1 or decode(bare) is None:
        return None
    plain = canonical(bare)
    return Reference(plain) if check_symbol(plain[:-1]) == plain[-1] else None


def references_in(text: str) -> tuple[Reference, ...]:
    """Return the references written in `text` in groups, in their order, each once."""
    if not any(some.search(text) for some in _MAY_HOLD):
        return ()
    written = (match for match in _GROUPED.finditer(text) if _means_one(match[0]))
    found = (parse_reference("".join(match.groups())) for match in written)
    return tuple(dict.fromkeys(reference for reference in found if reference))


def _means_one(groups: str) -> bool:
    """Words stand apart by spaces too; a reference that does is in capitals, and holds a digit."""
    return " " not in groups or (groups.isupper() and any(map(str.isdigit, groups)))


def grouped(reference: Reference) -> str:
    """Return the reference as people read it out: `K7Q2-M9XD-4RT`."""
    return f"{reference[:4]}-{reference[4:8]}-{reference[8:]}"


def slot_of_reference(reference: Reference) -> Slot:
    """Return the slot in which the case lives."""
    value = decode(reference[:_REFERENCE_SYMBOLS])
    if value is None:
        raise ValueError(
            f"{reference!r} is not a reference; parse_reference makes one of what people type"
        )
    return Slot(value >> _HASH_BITS)


def slot_of(
    verified: Reference | None,
    named: Reference | None,
    identities: Sequence[Identity],
    inquiry: InquiryId,
) -> Slot:
    """Return where an inquiry lives, by what it says alone, so that a resend always meets its first copy."""
    if case := verified or named:
        return slot_of_reference(case)
    first = min(identities, key=_rank, default=None)
    whole = _hash(2, "slot", identity_key(first) if first else inquiry)
    return Slot(int.from_bytes(whole, "big") >> (16 - _SLOT_BITS))


def _rank(identity: Identity) -> int:
    return next(
        (place for place, scheme in enumerate(_ORDER) if identity.startswith(scheme)), len(_ORDER)
    )


def identity_key(identity: Identity) -> str:
    """Return what two spellings of one identity share: mail addresses are compared without regard to case."""
    return identity.casefold()


def token(keys: Sequence[bytes], reference: Reference) -> str:
    """Return what lets an answer find its case: reference and keyed hash, safe in an address's local part."""
    return f"{reference}.{_token_mac(keys[0], reference)}".lower()


def verify_token(keys: Sequence[bytes], text: str) -> Reference | None:
    """Return the case that a token of ours names; None for everything else, forged ones included."""
    stem, dot, mac = text.partition(".")
    reference = parse_reference(stem)
    if not dot or reference is None or len(mac) != _TOKEN_SYMBOLS or not mac.isascii():
        return None
    expected = [_token_mac(key, reference).lower() for key in keys]
    genuine = [hmac.compare_digest(one, mac.lower()) for one in expected]
    return reference if any(genuine) else None


def _token_mac(key: bytes, reference: Reference) -> str:
    return encode(int.from_bytes(_hash(10, "token", reference, key=key), "big"), _TOKEN_SYMBOLS)
