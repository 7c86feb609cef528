"""Ids and random numbers of an episode: functions of its seed, the same in every engine."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

MASK = (1 << 64) - 1
GOLDEN = 0x9E37_79B9_7F4A_7C15
_ALPHABETS = {"#": "0123456789", "?": "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "*": "0123456789abcdef"}


def mix(x: int) -> int:
    """Scramble 64 bits: the finalizer of SplitMix64."""
    x = ((x ^ (x >> 30)) * 0xBF58_476D_1CE4_E5B9) & MASK
    x = ((x ^ (x >> 27)) * 0x94D0_49BB_1331_11EB) & MASK
    return x ^ (x >> 31)


def unit_float(seed: int, drawn: int) -> float:
    """The number ``drawn`` (from 1) of the random stream, in [0, 1)."""
    return (mix(seed ^ mix((drawn * GOLDEN) & MASK)) >> 11) / (1 << 53)


def _words(seed: int, table: str, number: int, attempt: int) -> Iterator[int]:
    name = 0xCBF2_9CE4_8422_2325
    for byte in table.encode():  # FNV-1a
        name = ((name ^ byte) * 0x0000_0100_0000_01B3) & MASK
    key = mix(mix(mix(seed ^ name) ^ number) ^ attempt)
    while True:
        key = (key + GOLDEN) & MASK
        yield mix(key)


def new_text(pattern: str, seed: int, table: str, number: int, attempt: int) -> str:
    """Fill a pattern: ``#`` digit, ``?`` upper-case letter, ``*`` lower-case hex digit."""
    words = _words(seed, table, number, attempt)
    filled = []
    for character in pattern:
        alphabet = _ALPHABETS.get(character)
        filled.append(alphabet[next(words) % len(alphabet)] if alphabet else character)
    return "".join(filled)


def new_integer(seed: int, table: str, number: int, attempt: int) -> int:
    """An integer of nine digits."""
    return 100_000_000 + next(_words(seed, table, number, attempt)) % 900_000_000
