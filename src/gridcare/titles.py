"""
What things are called, by language.

Everything that a locality declares has a name that programs know it by, and titles that people read, one for each
language of the place. They are written as a mapping and kept as pairs, in the order in which they were given.
"""

from collections.abc import Iterable, Mapping

__all__ = ["Titles", "titles"]

Titles = tuple[tuple[str, str], ...]
"""What something is called, by language."""


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
