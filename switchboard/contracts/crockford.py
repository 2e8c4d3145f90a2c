"""Crockford's 32 letters, and a check symbol over GF(32) that stays within them.

The alphabet leaves out I, L, O and U, and reads what people confuse (Douglas Crockford, Base 32).
The check is a weighted sum over GF(2^5) with the polynomial x^5 + x^2 + 1 and pairwise different
weights, so that every wrong symbol and every swap of two symbols is found.
"""

from typing import Final

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_PAIRS: Final = tuple(high + low for high in ALPHABET for low in ALPHABET)
_READ: Final = {
    **{symbol: value for value, symbol in enumerate(ALPHABET)},
    **{symbol.lower(): value for value, symbol in enumerate(ALPHABET)},
    **dict.fromkeys("oO", 0),
    **dict.fromkeys("iIlL", 1),
}
_POLYNOMIAL: Final = 0b100101


def _powers() -> tuple[int, ...]:
    powers = [1]
    while len(powers) < len(ALPHABET) - 1:
        doubled = powers[-1] << 1
        powers.append(doubled ^ _POLYNOMIAL if doubled >= len(ALPHABET) else doubled)
    return tuple(powers)


_POWER: Final = _powers()
_LOG: Final = {value: exponent for exponent, value in enumerate(_POWER)}
LONGEST_CHECKED: Final = len(_POWER) - 1
"""With more symbols than this the weights would repeat."""


def encode(value: int, symbols: int) -> str:
    """Return `value` in exactly `symbols` symbols, five bits each, the highest first."""
    pairs = [_PAIRS[value >> bits & 1023] for bits in range(5 * (symbols - 2), -1, -10)]
    return "".join(pairs) + (ALPHABET[value & 31] if symbols % 2 else "")


def decode(text: str) -> int | None:
    """Return the number that `text` spells, however its letters were read; None where it spells none."""
    value = 0
    for symbol in text:
        digit = _READ.get(symbol)
        if digit is None:
            return None
        value = value << 5 | digit
    return value


def canonical(text: str) -> str:
    """Return `text` in the alphabet's own letters. It must be decodable."""
    return "".join(ALPHABET[_READ[symbol]] for symbol in text)


def check_symbol(text: str) -> str:
    """Return the symbol that makes `text` checkable; at most `LONGEST_CHECKED` symbols."""
    total = 0
    for weight, symbol in enumerate(text, start=1):
        digit = _READ[symbol]
        if digit:
            total ^= _POWER[(_LOG[digit] + weight) % len(_POWER)]
    return ALPHABET[total]
