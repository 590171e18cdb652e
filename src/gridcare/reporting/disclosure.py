"""
How much an expression over a record gives away.

A column gives away as much as the most private thing that it reads, also inside a condition, a sum or a count. That is
found out from the tree of its expression and the privacy classes of the fields, so that nobody has to remember it, and
a column that was changed cannot keep a class that it has outgrown.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Final

from gridcare.errors import Fault, UnknownName
from gridcare.people.subjects import Field, SubjectKind
from gridcare.privacy import PrivacyClass
from gridcare.reporting.records import ANSWERS, Records
from gridcare.rules.checking import check, type_of
from gridcare.rules.contexts import DAY, MOMENT, TEXT, TRUTH, Axis, Context, Number, Type
from gridcare.rules.expressions import Aggregate, Expression, Name
from gridcare.titles import Titles
from gridcare.work.readable import field_type

__all__ = ["Disclosure"]

_OWN: Final[Mapping[str, tuple[Type, PrivacyClass]]] = {
    "id": (TEXT, PrivacyClass.INTERNAL),
    "kind": (TEXT, PrivacyClass.INTERNAL),
    "unit": (TEXT, PrivacyClass.INTERNAL),
    "persons": (Number.of("person"), PrivacyClass.INTERNAL),
    "presence": (TEXT, PrivacyClass.SENSITIVE),
    "destination": (TEXT, PrivacyClass.SENSITIVE),
    "returns": (DAY, PrivacyClass.SENSITIVE),
}
_FACT: Final[Mapping[str, tuple[Type, PrivacyClass]]] = {
    "id": (TEXT, PrivacyClass.INTERNAL),
    "kind": (TEXT, PrivacyClass.INTERNAL),
    "channel": (TEXT, PrivacyClass.INTERNAL),
    "source": (TEXT, PrivacyClass.INTERNAL),
    "happened": (MOMENT, PrivacyClass.INTERNAL),
    "known": (MOMENT, PrivacyClass.INTERNAL),
    "outcome": (TEXT, PrivacyClass.SENSITIVE),
}
_EPISODE: Final[Mapping[str, tuple[Type, PrivacyClass]]] = {
    "id": (TEXT, PrivacyClass.INTERNAL),
    "number": (Number.of("episode"), PrivacyClass.SENSITIVE),
    "protocol": (TEXT, PrivacyClass.SENSITIVE),
    "start": (MOMENT, PrivacyClass.SENSITIVE),
    "end": (MOMENT, PrivacyClass.SENSITIVE),
    "active": (TRUTH, PrivacyClass.SENSITIVE),
    "reason": (TEXT, PrivacyClass.SENSITIVE),
}
_CASE: Final[Mapping[str, tuple[Type, PrivacyClass]]] = {
    "track": (TEXT, PrivacyClass.INTERNAL),
    "part": (TEXT, PrivacyClass.SENSITIVE),
    "standing": (TEXT, PrivacyClass.INTERNAL),
    "attempts": (Number.of("attempt"), PrivacyClass.INTERNAL),
    "opened": (MOMENT, PrivacyClass.INTERNAL),
    "since": (MOMENT, PrivacyClass.INTERNAL),
}
_LISTING: Final[Mapping[str, PrivacyClass]] = {
    "subjects": PrivacyClass.INTERNAL,
    "episodes": PrivacyClass.SENSITIVE,
    "cases": PrivacyClass.SENSITIVE,
}


class Disclosure:
    """
    What may be read of the records of one ledger, of what type it is, and how much it gives away.

    Args:
        records: The set of records.
        lists: What the lines are: ``subjects``, ``facts``, ``episodes`` or ``cases``.
        of: The kinds, protocols or tracks that are listed.
    """

    def __init__(self, records: Records, lists: str, of: tuple[str, ...]) -> None:
        register = self._register = records.register
        self._answers = records.answers
        self._kinds_of_facts = records.kinds_of_facts
        self._lists = lists
        self._of = of
        listed = [each for each in of if each in register.kinds] if lists == "subjects" else list(register.kinds)
        self._kinds = [register.kinds[each] for each in listed]
        inside = {name for kind in self._kinds for name in kind.containers}
        self._homes = [kind for name, kind in register.kinds.items() if name in inside]

    @classmethod
    def over(cls, records: Records, kinds: tuple[str, ...]) -> "Disclosure":
        """Take the subjects of some kinds as the lines."""
        return cls(records, "subjects", kinds)

    def condition_faults(self, where: Expression | None, place: str) -> Iterator[Fault]:
        """Find what is wrong with a condition that decides who is meant; it may read no identity."""
        if where is None:
            return
        yield from check(where, self.context, where=place, expects=TRUTH)
        if self.of(where) is PrivacyClass.IDENTIFYING and not self._is_unheard(where):
            problem = "it reads what tells who somebody is; a person who is forgotten would drop out"
            yield Fault("ledger.identity", place, problem)

    def _is_unheard(self, where: Expression) -> bool:
        """Tell whether a name that nobody declared is told already."""
        return any(fault.code == "expression.name" for fault in check(where, self.context))

    def unknown_kinds(self, where: str) -> Iterator[Fault]:
        """Find the kinds that are listed and not there."""
        declared: dict[str, Iterable[str]] = {"subjects": self._register.kinds, "facts": self._kinds_of_facts}
        known = declared.get(self._lists, self._of)
        for each in self._of:
            if each not in known:
                yield Fault("ledger.of-what", where, str(UnknownName(f"kind of {self._lists[:-1]}", each, known)))

    @cached_property
    def context(self) -> Context:
        """What an expression may read here, for checking."""
        names: dict[str, Type] = {"place.id": TEXT, "place.name": TEXT}
        names |= {f"place.{level.name}": TEXT for level in self._register.hierarchy.levels}
        # Where no levels are declared, those of the host are not known yet.
        loose = ["unit.", *([] if self._register.hierarchy.levels else ["place."])]
        for word, kinds in (("subject", self._kinds), ("home", self._homes)):
            names |= {f"{word}.{name}": kind for name, (kind, _) in _OWN.items()}
            for name, types in _types(kinds).items():
                names[f"{word}.{name}"] = types[0]
                if any(each != types[0] for each in types):
                    del names[f"{word}.{name}"]
                    loose.append(f"{word}.{name}")
        own = {"facts": ("fact", _FACT), "episodes": ("episode", _EPISODE), "cases": ("case", _CASE)}
        if self._lists in own:
            word, particulars = own[self._lists]
            names |= {f"{word}.{name}": kind for name, (kind, _) in particulars.items()}
            loose += ["fact."] if word == "fact" else []
        axes = dict.fromkeys(("fact", *self._kinds_of_facts), Axis(Context(open=("",)), counts="fact"))
        return Context(names=names, open=tuple(loose), axes=axes)

    def type_of(self, shows: Expression) -> Type | None:
        """Return the type that an expression comes to, if that can be told."""
        found = type_of(shows, self.context)
        return TEXT if type(found) is type(TEXT) else found

    def listing(self, where: Expression | None) -> PrivacyClass:
        """Return how much it gives away to stand in the ledger."""
        least = _LISTING.get(self._lists) or max(map(self._existence, self._of), default=PrivacyClass.SENSITIVE)
        return least if where is None else max(least, self.of(where))

    def of(self, shows: Expression) -> PrivacyClass:
        """Return the class of the most private thing that an expression reads."""
        return max(self._classes(shows, along=False), default=PrivacyClass.PUBLIC)

    def mask(self, shows: Expression) -> str:
        """Return the mask of the field that an expression shows as it is; ``whole`` for any other."""
        masks = {field.mask for field in self._shown(shows)}
        return masks.pop() if len(masks) == 1 else "whole"

    def titles(self, shows: Expression) -> Titles:
        """Return what the field is called that an expression shows as it is; nothing for any other."""
        called = {field.titles for field in self._shown(shows)}
        return called.pop() if len(called) == 1 else ()

    def _shown(self, shows: Expression) -> Iterator[Field]:
        word, _, rest = shows.path.partition(".") if isinstance(shows, Name) else ("", "", "")
        return _fields({"subject": self._kinds, "home": self._homes}.get(word, []), rest)

    def _classes(self, tree: Expression, *, along: bool) -> Iterator[PrivacyClass]:
        if isinstance(tree, Name):
            yield self._class(tree.path, along)
        if isinstance(tree, Aggregate):
            yield self._existence(tree.per)
        for part in tree.parts:
            yield from self._classes(part, along=along or isinstance(tree, Aggregate))

    def _existence(self, kind: str) -> PrivacyClass:
        return self._kinds_of_facts.get(kind, PrivacyClass.SENSITIVE)

    def _class(self, path: str, along: bool) -> PrivacyClass:
        word, _, rest = path.partition(".")
        match word:
            case "subject" | "home" if rest:
                kinds = self._kinds if word == "subject" else self._homes
                own = [_OWN[rest][1]] if rest in _OWN else []
                return max((*own, *(field.privacy for field in _fields(kinds, rest))), default=_UNHEARD)
            case "place" | "unit" if rest:
                return PrivacyClass.PUBLIC if word == "place" else PrivacyClass.INTERNAL
            case "episode" if rest:
                return _EPISODE[rest][1] if rest in _EPISODE else _UNHEARD
            case "case" if rest:
                return _CASE[rest][1] if rest in _CASE else _UNHEARD
        particular = rest if word == "fact" and rest else path
        answer = particular.removeprefix(ANSWERS)
        own_class = _FACT[particular][1] if particular in _FACT else PrivacyClass.SENSITIVE
        return self._answers.get(answer, own_class) if along or word == "fact" else _UNHEARD


_UNHEARD: Final = PrivacyClass.IDENTIFYING
"""The class of what nobody declared."""


def _fields(kinds: Iterable[SubjectKind], name: str) -> Iterator[Field]:
    return (field for kind in kinds for field in kind.fields if field.name == name)


def _types(kinds: Iterable[SubjectKind]) -> dict[str, list[Type]]:
    found: dict[str, list[Type]] = {}
    for kind in kinds:
        for field in kind.fields:
            found.setdefault(field.name, []).append(field_type(field))
    return found
