"""
Names by their sound, by pypinyin; needs the extra ``linkage``.

A name that was heard at the door or over the telephone is written with other characters of the same sound (张伟,
章玮), or in pinyin where no Chinese keyboard was at hand. Read by its sound it is the same. With ``variants`` the
sounds that are often confused are one: ``zh ch sh`` and ``z c s``, ``n`` and ``l`` at the beginning, ``n`` and ``ng``
at the end.

Each character is read by its commonest sound, whatever stands beside it. A family name that is read in a way of its own
(单, 仇, 解) is then read alike on all sides, first or last, which is what comparing needs.
"""

import re
import unicodedata
from functools import cache
from typing import Final

from gridcare.errors import MissingExtra
from gridcare.people.likeness import ReadAs

__all__ = ["pinyin"]

_HAN: Final = re.compile("[一-鿿]+")
"""Characters that every normal form leaves as they are, as nearly all names are written."""
_PARTS: Final = re.compile(r"([a-z]+)|([^\W\d_])")


def pinyin(*, variants: bool = False, ordered: bool = True) -> ReadAs:
    """
    Make the function that reads a name by its sound, without tones.

    Args:
        variants: Whether sounds that are often confused are one.
        ordered: Whether the order of the syllables matters; when not, a family name written last changes nothing. A
            name in Latin letters counts a syllable for each word.

    Raises:
        MissingExtra: When pypinyin is not installed.
    """
    try:
        from pypinyin import lazy_pinyin
    except ImportError:
        raise MissingExtra("gridcare.adapters.pinyin", "linkage") from None

    @cache
    def sound(character: str) -> str:
        (told,) = lazy_pinyin(character)
        syllable = _plain(told)
        return _variant(syllable) if variants else syllable

    def read(text: str) -> str:
        if _HAN.fullmatch(text):
            known = map(sound, text)
            return "".join(known if ordered else sorted(known))
        plain = _plain(unicodedata.normalize("NFKC", text).casefold())
        syllables: list[str] = []
        for letters, character in _PARTS.findall(plain):
            syllables.append(sound(character) if character else _variant(letters) if variants else letters)
        return "".join(syllables if ordered else sorted(syllables))

    return read


def _plain(told: str) -> str:
    """Write a sound in the letters of a keyboard: ``lü`` is ``lv``, and accents go."""
    parts = unicodedata.normalize("NFD", told).replace("u\u0308", "v")
    return "".join(each for each in parts if not unicodedata.combining(each))


def _variant(syllable: str) -> str:
    if syllable[:2] in {"zh", "ch", "sh"}:
        syllable = syllable[0] + syllable[2:]
    if syllable.startswith("n"):
        syllable = "l" + syllable[1:]
    return syllable[:-1] if syllable.endswith("ng") else syllable
