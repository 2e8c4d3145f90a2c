"""Plain text as its author saw it: flowed lines joined, armour taken off, files that stand in it taken out. Pure."""

import binascii
import re
from typing import Final, NamedTuple

_SIGNATURE: Final = "-- "
_UU_BEGIN: Final = re.compile(r"begin [0-7]{3,4} (\S.{0,250})")
_UU_LINE: Final = re.compile(r"[ -`]{1,100}")
_MOST_UU: Final = 20
_SIGNED: Final = "-----BEGIN PGP SIGNED MESSAGE-----"
_SEAL: Final = "-----BEGIN PGP SIGNATURE-----"
_END: Final = "-----END PGP SIGNATURE-----"
ENCRYPTED: Final = "-----BEGIN PGP MESSAGE-----"


class Unpacked(NamedTuple):
    """Words, and the files that stood between them."""

    text: str
    files: tuple[tuple[str, bytes], ...]


def unflowed(text: str, *, del_sp: bool) -> str:
    """Return `text` of format=flowed (RFC 3676) in the lines that its author wrote."""
    paragraphs: list[list[str]] = []
    open_at = -1
    for line in text.split("\n"):
        depth, said = _depth(line.removesuffix("\r"))
        flows = said.endswith(" ") and said != _SIGNATURE
        piece = said[:-1] if flows and del_sp else said
        if open_at == depth and said != _SIGNATURE:
            paragraphs[-1].append(piece)
        else:
            paragraphs.append([">" * depth + " " if depth else "", piece])
        open_at = depth if flows else -1
    return "\n".join("".join(pieces) for pieces in paragraphs)


def _depth(line: str) -> tuple[int, str]:
    """Return how deep a line is quoted, and what it says without its stuffing."""
    said = line.lstrip(">")
    return len(line) - len(said), said.removeprefix(" ")


def without_armour(text: str) -> str:
    """Return what was signed, where `text` is signed by PGP in its very lines."""
    before, begin, rest = text.partition(_SIGNED)
    signed, seal, after = rest.partition(_SEAL)
    if not begin or not seal:
        return text
    said = re.split(r"\n[ \t\r]*\n", signed, maxsplit=1)[-1]
    plain = re.sub(r"(?m)^- ", "", said)
    return before + plain + after.partition(_END)[2]


def unpacked(text: str) -> Unpacked:
    """Return `text` without the files that old programs wrote into it (uuencode), and the files."""
    if "\nbegin " not in f"\n{text[:200_000]}":
        return Unpacked(text, ())
    kept: list[str] = []
    files: list[tuple[str, bytes]] = []
    lines = text.split("\n")
    at = 0
    while at < len(lines):
        begin = _UU_BEGIN.fullmatch(lines[at].rstrip())
        length = _uu_length(lines, at + 1) if begin and len(files) < _MOST_UU else 0
        if begin and length:
            files.append((begin[1], _uu(lines[at + 1 : at + length])))
            at += length + 1
        else:
            kept.append(lines[at])
            at += 1
    return Unpacked("\n".join(kept), tuple(files))


def _uu_length(lines: list[str], at: int) -> int:
    """Return after how many lines the file ends that begins before line `at`; 0 where it is none."""
    for end in range(at, len(lines)):
        line = lines[end].rstrip("\r")
        if line.strip() == "end":
            return end - at + 1 if end > at else 0
        if line.strip() and not _UU_LINE.fullmatch(line):
            return 0
    return 0


def _uu(lines: list[str]) -> bytes:
    data = bytearray()
    for line in lines:
        raw = line.rstrip("\r")
        if not raw.strip() or raw.strip() == "end":
            continue
        try:
            data += binascii.a2b_uu(raw.encode("ascii", "replace"))
        except binascii.Error:
            # Some programs write more behind a line than its length says.
            size = (((ord(raw[0]) - 32) & 63) * 4 + 5) // 3
            try:
                data += binascii.a2b_uu(raw[:size].encode("ascii", "replace"))
            except binascii.Error:
                return bytes(data)
    return bytes(data)
