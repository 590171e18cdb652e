"""
What things are called, by language.

Everything that a locality declares has a name that programs know it by, and titles that people read, one for each
language of the place. They are written as a mapping and kept as pairs, in the order in which they were given.
"""

from collections.abc import Iterable, Mapping

__all__ = ["Titles", "Words", "titles", "words"]

Titles = tuple[tuple[str, str], ...]
"""What something is called, by language."""
Words = tuple[tuple[str, Titles], ...]
"""What names are called, each by language (用语)."""


def titles(given: Mapping[str, str] | Iterable[tuple[str, str]]) -> Titles:
    """
    Take titles as a mapping or as pairs of language and text.

    >>> titles({"zh": "敲门", "en": "door to door"})
    (('zh', '敲门'), ('en', 'door to door'))

    Raises:
        TypeError: When one text is given in place of titles; say in which language it is.
    """
    told: object = given
    if isinstance(told, str):
        raise TypeError(f"titles say in which language they are: write {{'en': '{told}'}}, for each language")
    return tuple(given.items()) if isinstance(given, Mapping) else tuple((code, text) for code, text in given)


def words(given: Mapping[str, Mapping[str, str]] | Iterable[tuple[str, Titles]]) -> Words:
    """
    Take what names are called, as a mapping of mappings or as pairs of name and titles.

    >>> words({"met": {"zh": "见到住户"}})
    (('met', (('zh', '见到住户'),)),)

    Raises:
        TypeError: When one text is given in place of titles; say in which language it is.
    """
    pairs = given.items() if isinstance(given, Mapping) else given
    return tuple((name, titles(told)) for name, told in pairs)
