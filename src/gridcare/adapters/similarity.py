"""
How alike two texts are, by RapidFuzz; needs the extra ``linkage``.

`gridcare.people.likeness` compares by any function of two texts that answers from 0 to 1. Those of RapidFuzz are
compiled, and fast enough to be asked a million times for a street:

``edit``
    One less the share of characters to insert, delete or replace, neighbours that changed places counting once: for
    numbers and for short names.
``jaro-winkler``
    Favours texts that begin alike: for names in Latin letters, pinyin among them.
``words``
    As ``edit`` without replacing, whatever the order of the words: for names of which the family name stands first or
    last.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from gridcare.errors import MissingExtra, UnknownName
from gridcare.people.likeness import Similarity

__all__ = ["SIMILARITIES", "similarity"]


def _edit(fuzz: Any, distance: Any) -> Similarity:
    return distance.OSA.normalized_similarity  # type: ignore[no-any-return]


def _jaro_winkler(fuzz: Any, distance: Any) -> Similarity:
    return distance.JaroWinkler.normalized_similarity  # type: ignore[no-any-return]


def _words(fuzz: Any, distance: Any) -> Similarity:
    ratio = fuzz.token_sort_ratio

    def words(one: str, other: str) -> float:
        return float(ratio(one, other)) / 100

    return words


_MADE: Final[Mapping[str, Callable[[Any, Any], Similarity]]] = MappingProxyType(
    {"edit": _edit, "jaro-winkler": _jaro_winkler, "words": _words}
)
SIMILARITIES: Final = tuple(_MADE)
"""The names of the similarities."""


def similarity(name: str) -> Similarity:
    """
    Return a similarity by its name.

    Raises:
        MissingExtra: When RapidFuzz is not installed.
        UnknownName: When the name is none of `SIMILARITIES`.
    """
    try:
        from rapidfuzz import distance, fuzz
    except ImportError:
        raise MissingExtra("gridcare.adapters.similarity", "linkage") from None
    if name not in _MADE:
        raise UnknownName("similarity", name, SIMILARITIES)
    return _MADE[name](fuzz, distance)
