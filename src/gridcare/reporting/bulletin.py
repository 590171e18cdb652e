"""
The text of a report, in every language of the locality.

A *bulletin* (通报) is data: one text per language with placeholders for figures, ratios, days, lists and findings. What
may stand in it is declared, so that a misspelt placeholder, or a figure told in one language and left out in the
other, is found when the bulletin is made and not when it is read out. Rendering is a function of bulletin, values and
language: a figure that nobody stated is written as not stated (未报), never as 0, and one that was printed as "about
3,000" stays about 3000.

>>> bulletin = Bulletin(
...     "daily",
...     figures=("households", "home", "away"),
...     ratios=(Ratio("at_home", "home / (home + away)", places=1),),
...     days=("as_of",),
...     texts={
...         "zh": "截至{as_of}，排查{households}户，在家{home}人，占{at_home}，外出{away}人。",
...         "en": "By {as_of} {households} {households|household was|households were} screened: "
...         "{home:,} at home ({at_home}), {away} away.",
...     },
... )
>>> values = {"households": 1, "home": 83_781, "away": None, "as_of": date(2020, 2, 17)}
>>> print(render(bulletin, values, "zh"))
截至2020年2月17日，排查1户，在家83781人，占未报，外出未报人。
>>> print(render(bulletin, {**values, "away": 11_093}, "en"))
By 17 February 2020 1 household was screened: 83,781 at home (88.3%), 11093 away.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from string import Formatter
from typing import Final

import attrs

from gridcare.errors import Fault, GridcareError, UnknownName, did_you_mean, refuse
from gridcare.given import typed
from gridcare.reporting.figures import Figure, Qualifier
from gridcare.reporting.languages import LANGUAGES, Language, Printable, Rounding, placeholders
from gridcare.reporting.reconcile import Finding, Status
from gridcare.reporting.telling import tell
from gridcare.rules.evaluation import evaluate
from gridcare.rules.expressions import Expression, names
from gridcare.rules.grammar import expression
from gridcare.rules.scopes import Values
from gridcare.rules.unknowns import Unknown
from gridcare.titles import Titles, titles

__all__ = ["Bulletin", "NotPrintable", "Ratio", "render"]


@attrs.frozen(kw_only=True, field_transformer=typed)
class Ratio:
    """
    A figure that is derived from others and printed to so many places.

    Attributes:
        name: Its placeholder.
        of: What it is, over the figures of the bulletin.
        places: How many places after the point are printed.
        rounding: How it is brought to them.
        percent: Whether it is printed as a percentage.

    Raises:
        ParseError: When `of` is no expression.
    """

    name: str = attrs.field(kw_only=False)
    of: Expression = attrs.field(kw_only=False, converter=expression)
    places: int = attrs.field(default=1, validator=attrs.validators.ge(0))
    rounding: Rounding = attrs.field(default=Rounding.HALF_UP, converter=Rounding)
    percent: bool = True


class NotPrintable(GridcareError, TypeError):
    """A value was given that cannot stand at its place in a bulletin."""

    code = "bulletin.value"

    def __init__(self, name: str, given: object, allowed: str) -> None:
        super().__init__(f"'{name}' is {allowed}, and a {type(given).__name__} was given")
        self.name = name
        self.allowed = allowed


_SPECS: Final = {"figures": ("", ","), "ratios": ("", ","), "days": ("",), "lists": ("",), "findings": ("",)}


@attrs.frozen(kw_only=True, field_transformer=typed)
class Bulletin:
    """
    The text of one report in several languages, with everything that may stand in it.

    A placeholder ``{home}`` writes a figure in full digits, ``{home:,}`` in groups of three, and
    ``{home|person|persons}`` the form of a word that goes with it. A brace of the text itself is written twice.

    Attributes:
        name: Its name.
        texts: The text by language.
        figures: The names of the figures that it tells.
        ratios: The figures that it derives.
        days: The names of the days that it tells.
        lists: The names of the lists that it tells, such as the units that did not report.
        findings: The names of the findings that it tells; those that pass are not told one by one.
        languages: How its languages write; another than Chinese and English is added here.
        titles: What it is called, by language.

    Raises:
        DefinitionError: With every fault of the bulletin at once.
    """

    name: str = attrs.field(kw_only=False)
    texts: Titles = attrs.field(converter=titles)
    figures: tuple[str, ...] = ()
    ratios: tuple[Ratio, ...] = ()
    days: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()
    languages: tuple[Language, ...] = LANGUAGES
    titles: Titles = attrs.field(default=(), converter=titles)

    def __attrs_post_init__(self) -> None:
        refuse(f"bulletin '{self.name}'", self._faults())

    def _faults(self) -> Iterator[Fault]:
        declared = self._declared()
        if not self.texts:
            yield Fault("bulletin.texts", self.name, "it has no text; give one per language")
        for name in sorted(name for name, times in Counter(name for name, _ in declared).items() if times > 1):
            yield Fault("bulletin.repeated", name, "this name is declared twice; keep one")
        for ratio in self.ratios:
            yield from self._ratio_faults(ratio)
        used = {code: set(self._used(code, text)) for code, text in self.texts}
        for code, text in self.texts:
            yield from self._text_faults(code, text, dict(declared))
        everything = set().union(*used.values())
        for code, own in used.items():
            for name in sorted((everything - own) & {name for name, _ in declared}):
                yield Fault(
                    "bulletin.languages", code, f"it does not tell '{name}', which another language tells; tell it too"
                )
        told = everything | {name for ratio in self.ratios for name in names(ratio.of)}
        for name in sorted({name for name, _ in declared} - told):
            yield Fault("bulletin.unused", name, "no text tells it; use it or leave it out")

    def _declared(self) -> list[tuple[str, str]]:
        """Give each declared name with its kind."""
        ratios = [(ratio.name, "ratios") for ratio in self.ratios]
        plain = [(name, kind) for kind in _SPECS if kind != "ratios" for name in getattr(self, kind)]
        return [*plain, *ratios]

    def _ratio_faults(self, ratio: Ratio) -> Iterator[Fault]:
        for name in sorted(names(ratio.of) - set(self.figures)):
            yield Fault("bulletin.ratio", ratio.name, f"'{name}' is no figure of it{did_you_mean(name, self.figures)}")

    def _used(self, code: str, text: str) -> Iterator[str]:
        try:
            for field, _ in placeholders(text):
                yield field.split("|")[0]
        except ValueError:
            return

    def _text_faults(self, code: str, text: str, declared: Mapping[str, str]) -> Iterator[Fault]:
        language = next((each for each in self.languages if each.code == code), None)
        if language is None:
            known = [each.code for each in self.languages]
            problem = f"nothing says how this language writes{did_you_mean(code, known)}"
            yield Fault("bulletin.language", code, f"{problem}; bring its Language in languages=(...)")
            return
        try:
            for field, spec in placeholders(text):
                yield from _placeholder_faults(language, field, spec, declared)
        except ValueError as error:
            yield Fault(
                "bulletin.text", code, f"the text cannot be read: {error}; write a brace of the text itself twice"
            )

    def language(self, code: str) -> Language:
        """
        Give how one of its languages writes.

        Raises:
            UnknownName: When it has no text in that language.
        """
        told = dict(self.texts)
        for language in self.languages:
            if language.code == code and code in told:
                return language
        raise UnknownName(f"language of bulletin '{self.name}'", code, told)


def _placeholder_faults(language: Language, field: str, spec: str, declared: Mapping[str, str]) -> Iterator[Fault]:
    name, *words = field.split("|")
    kind = declared.get(name)
    if kind is None:
        problem = f"'{{{name}}}' is declared nowhere{did_you_mean(name, declared)}"
        yield Fault("bulletin.placeholder", language.code, problem)
    elif spec not in _SPECS[kind]:
        allowed = "':,' or nothing" if len(_SPECS[kind]) > 1 else "nothing"
        yield Fault("bulletin.placeholder", language.code, f"'{{{field}:{spec}}}' may have {allowed} after its name")
    elif words and kind != "figures":
        yield Fault("bulletin.placeholder", language.code, f"'{{{field}}}': only a figure has forms of a word")
    elif words and len(words) != len(language.forms) + 1:
        problem = f"'{{{field}}}' gives {len(words)} forms of a word, and the language has {len(language.forms) + 1}"
        yield Fault("bulletin.forms", language.code, problem)


def render(bulletin: Bulletin, values: Mapping[str, object], language: str) -> str:
    """
    Write a bulletin in one language.

    Args:
        bulletin: What to write.
        values: A number, a `Figure`, a day, the members of a list, or findings for each name that the bulletin
            declares; `Figures` are such a mapping. A name that is not there, ``None`` and unknown are told as not
            stated; names that the bulletin does not declare are passed over.
        language: The code of one of its languages.

    Raises:
        UnknownName: When the bulletin has no text in that language.
        NotPrintable: When a value is of another kind than its place needs.
    """
    written = _Writer(bulletin, values, bulletin.language(language))
    return "".join(
        f"{text}{'' if field is None else written.placeholder(field, spec or '')}"
        for text, field, spec, _ in Formatter().parse(dict(bulletin.texts)[language])
    )


@attrs.frozen
class _Writer:
    """One writing of a bulletin; each method writes one kind of placeholder."""

    bulletin: Bulletin
    values: Mapping[str, object]
    language: Language

    def placeholder(self, field: str, spec: str) -> str:
        name, *words = field.split("|")
        if words:
            return self.language.form(self.number(name), words)
        if name in self.bulletin.figures:
            return self.figure(name, grouped=bool(spec))
        for ratio in self.bulletin.ratios:
            if ratio.name == name:
                return self.ratio(ratio, grouped=bool(spec))
        value = self.values.get(name)
        if value is None:
            return self.language.phrase("not stated")
        if name in self.bulletin.days:
            return self.day(name, value)
        return self.list(name, value) if name in self.bulletin.lists else self.findings(name, value)

    def number(self, name: str) -> Printable | None:
        given = self.values.get(name)
        value = given.value if isinstance(given, Figure) else given
        if value is None or isinstance(value, Unknown):
            return None
        if isinstance(value, bool) or not isinstance(value, int | Decimal | Fraction):
            raise NotPrintable(name, value, "a figure: an int, a Decimal, a Fraction, a Figure, or None if not stated")
        return value

    def qualifiers(self, name: str) -> tuple[Qualifier, ...]:
        given = self.values.get(name)
        return given.qualifiers if isinstance(given, Figure) else (Qualifier.EXACT,)

    def figure(self, name: str, *, grouped: bool) -> str:
        number = self.number(name)
        if number is None:
            return self.language.phrase("not stated")
        return self.language.qualified(self.language.number(number, grouped=grouped), self.qualifiers(name))

    def ratio(self, ratio: Ratio, *, grouped: bool) -> str:
        read = names(ratio.of)
        value = evaluate(ratio.of, Values({name: self.number(name) for name in read}))
        if isinstance(value, Unknown):
            return self.language.phrase("not stated")
        if isinstance(value, bool) or not isinstance(value, int | Fraction):
            raise NotPrintable(ratio.name, value, "a ratio")
        rounded = ratio.rounding.to(ratio.places, 100 * value if ratio.percent else value)
        text = self.language.number(rounded, grouped=grouped)
        text = self.language.percentage(text) if ratio.percent else text
        vague = any(self.qualifiers(name) != (Qualifier.EXACT,) for name in read)
        return self.language.qualified(text, (Qualifier.ABOUT,) if vague else ())

    def day(self, name: str, value: object) -> str:
        if type(value) is not date:
            raise NotPrintable(name, value, "a day: a date without a time")
        return self.language.day(value)

    def list(self, name: str, value: object) -> str:
        if (
            isinstance(value, str)
            or not isinstance(value, Sequence)
            or not all(isinstance(each, str) for each in value)
        ):
            raise NotPrintable(name, value, "a list: a sequence of texts")
        return self.language.listing(value)

    def findings(self, name: str, value: object) -> str:
        if not isinstance(value, Sequence) or not all(isinstance(each, Finding) for each in value):
            raise NotPrintable(name, value, "a sequence of findings")
        told = [tell(finding, self.language) for finding in value if finding.status is not Status.PASS]
        return "\n".join(told) if told else self.language.phrase("finding.none")
