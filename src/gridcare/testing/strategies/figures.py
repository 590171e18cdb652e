"""
Hypothesis strategies for published figures, identities that hold on them, languages and bulletins.

`accounts` draws an identity together with figures that satisfy it, so that a test can plant one change and ask whether
exactly that is found. `publications` draws figures that owe each other nothing.
"""

import datetime as dt
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from gridcare.reporting.bulletin import Bulletin, Ratio
from gridcare.reporting.figures import Basis, Figure, Figures, Qualifier
from gridcare.reporting.languages import LANGUAGES, Language, PluralForm, Rounding
from gridcare.reporting.open_readings import OpenReading
from gridcare.reporting.reconcile import Identity
from gridcare.rules.expressions import Expression, name
from gridcare.testing.strategies.rules import sources

__all__ = [
    "accounts",
    "amounts",
    "bulletins",
    "figure_names",
    "figures",
    "languages",
    "open_readings",
    "publications",
    "qualifiers",
    "told",
]

_DAYS = st.dates(dt.date(2020, 1, 1), dt.date(2022, 12, 31))
_TITLE = st.text(st.characters(categories=("L", "Nd")), min_size=1, max_size=8)
_UNITS = ("person", "household", "building", "")


def figure_names() -> st.SearchStrategy[str]:
    """Draw names that figures have, some of them dotted, some Chinese."""
    return st.from_regex(r"(home|away|returned|户数|persons)(\.(a|b|c)|_[0-9])?", fullmatch=True)


def amounts(places: int = 0, most: int = 200_000) -> st.SearchStrategy[int | Decimal]:
    """
    Draw what a figure may come to: small and large numbers, round ones among them.

    Args:
        places: How many places after the point; without any it is an ``int``.
        most: The greatest.
    """
    whole = st.one_of(
        st.integers(0, min(most, 30)),
        st.integers(0, most),
        st.integers(0, most // 1000).map(lambda thousands: 1000 * thousands),
    )
    return whole if not places else whole.map(lambda number: Decimal(number).scaleb(-places))


def qualifiers() -> st.SearchStrategy[tuple[Qualifier, ...]]:
    """Draw how exactly a figure is meant: exactly, about, over, or both."""
    return st.sampled_from(
        (
            (Qualifier.EXACT,),
            (Qualifier.ABOUT,),
            (Qualifier.OVER,),
            (Qualifier.ABOUT, Qualifier.OVER),
        )
    )


def figures(
    names: st.SearchStrategy[str] | None = None, *, blanks: bool = True, qualified: bool = True
) -> st.SearchStrategy[Figure]:
    """
    Draw one published figure.

    Args:
        names: What it may be called.
        blanks: Whether its line may be printed and left blank.
        qualified: Whether it may be about or over.
    """
    values: st.SearchStrategy[int | Decimal | None] = st.one_of(amounts(), amounts(places=2))
    return st.builds(
        Figure,
        figure_names() if names is None else names,
        st.none() | values if blanks else values,
        unit=st.sampled_from(_UNITS),
        qualifiers=qualifiers() if qualified else st.just((Qualifier.EXACT,)),
        as_of=st.none() | _DAYS,
        basis=st.none() | st.sampled_from(Basis),
        source=st.none() | sources(),
        titles=st.dictionaries(st.sampled_from(("zh", "en")), _TITLE),
    )


def publications(*, blanks: bool = True, qualified: bool = True, least: int = 0) -> st.SearchStrategy[Figures]:
    """
    Draw a collection of published figures.

    Args:
        blanks: Whether lines may be printed and left blank.
        qualified: Whether figures may be about or over.
        least: How many there are at least.
    """
    one = figures(blanks=blanks, qualified=qualified)
    return st.lists(one, min_size=least, max_size=6, unique_by=lambda figure: figure.name).map(Figures)


def accounts(
    *,
    least: int = 2,
    most: int = 5,
    subtracting: bool = True,
    places: int | None = None,
    accompanied: bool = False,
) -> st.SearchStrategy[tuple[Identity, Figures]]:
    """
    Draw an identity of parts and a total, with figures of one unit that satisfy it.

    The parts are called ``part_0``, ``part_1`` ..., the total ``total``. A part may have a companion, ``with_0`` ...,
    not greater than itself.

    Args:
        least: How many parts there are at least.
        most: How many parts there are at most.
        subtracting: Whether parts after the first may be subtracted.
        places: How many places after the point the figures have; drawn when left out.
        accompanied: Whether every part has a companion.
    """
    return _accounts(least, most, subtracting, places, accompanied)


@st.composite
def _accounts(
    draw: st.DrawFn, least: int, most: int, subtracting: bool, places: int | None, accompanied: bool
) -> tuple[Identity, Figures]:
    decimals = draw(st.sampled_from((0, 0, 2))) if places is None else places
    parts = draw(st.lists(amounts(decimals), min_size=least, max_size=most))
    signs = [1, *(draw(st.sampled_from((1, -1) if subtracting else (1,))) for _ in parts[1:])]
    total: Any = sum(sign * part for sign, part in zip(signs, parts, strict=True))
    if total < 0:
        parts[0] -= total
        total = total - total
    tree: Expression = name("part_0")
    for i, sign in list(enumerate(signs))[1:]:
        tree = tree + name(f"part_{i}") if sign > 0 else tree - name(f"part_{i}")
    says = tree.is_(name("total")) if draw(st.booleans()) else name("total").is_(tree)
    beside = [i for i, part in enumerate(parts) if accompanied or draw(st.booleans())]
    values: dict[str, Any] = {f"part_{i}": part for i, part in enumerate(parts)} | {"total": total}
    for i in beside:
        values[f"with_{i}"] = parts[i] * draw(st.integers(0, 4)) // 4
    unit, day = draw(st.sampled_from(_UNITS)), draw(st.none() | _DAYS)
    members = tuple(Figure(key, value, unit=unit, as_of=day) for key, value in values.items())
    return Identity("account", says, companions={f"with_{i}": f"part_{i}" for i in beside}), Figures(members)


def languages() -> st.SearchStrategy[Language]:
    """Draw a language: Chinese, English, or a third with one to three forms of a word."""
    forms = st.lists(
        st.builds(
            PluralForm,
            numbers=st.lists(st.integers(0, 12), max_size=2).map(tuple),
            endings=st.lists(st.from_regex(r"[0-9]{1,2}", fullmatch=True), max_size=2).map(tuple),
            but=st.lists(st.from_regex(r"[0-9]{2}", fullmatch=True), max_size=2).map(tuple),
        ),
        max_size=2,
    ).map(tuple)
    third = st.builds(
        lambda pattern, signs, forms: Language(
            "xx", date_pattern=pattern, group=signs[0], point=signs[1], forms=forms, phrases={"not stated": "n. c."}
        ),
        st.sampled_from(("{day}/{month}/{year}", "{year}-{month}-{day}")),
        st.sampled_from(((",", "."), (".", ","), (" ", ","))),
        forms,
    )
    return st.one_of(st.sampled_from(LANGUAGES), third)


@st.composite
def bulletins(draw: st.DrawFn) -> Bulletin:
    """Draw a bulletin in one language or several, which tells some figures, ratios, days and lists."""
    told_in = draw(st.lists(languages(), min_size=1, max_size=3, unique_by=lambda language: language.code))
    names = draw(st.lists(figure_names(), min_size=1, max_size=4, unique=True))
    ratios = tuple(
        Ratio(
            f"ratio_{i}",
            name(draw(st.sampled_from(names))) / name(draw(st.sampled_from(names))),
            places=draw(st.integers(0, 3)),
            rounding=draw(st.sampled_from(Rounding)),
            percent=draw(st.booleans()),
        )
        for i in range(draw(st.integers(0, 2)))
    )
    days = ("as_of",) if draw(st.booleans()) else ()
    lists = ("missing",) if draw(st.booleans()) else ()
    marks = [*names, *(ratio.name for ratio in ratios), *days, *lists]
    texts = {
        language.code: " ".join(
            [
                *(f"[{{{mark}}}]" for mark in draw(st.permutations(marks))),
                f"{{{names[0]}|{'|'.join('abc'[: len(language.forms) + 1])}}}",
            ]
        )
        for language in told_in
    }
    return Bulletin(
        "drawn", texts=texts, figures=tuple(names), ratios=ratios, days=days, lists=lists, languages=tuple(told_in)
    )


def told(bulletin: Bulletin) -> st.SearchStrategy[dict[str, object]]:
    """
    Draw values for a bulletin, some of them not stated.

    Args:
        bulletin: What they are to be told in.
    """
    return _told(bulletin)


@st.composite
def _told(draw: st.DrawFn, bulletin: Bulletin) -> dict[str, object]:
    values: dict[str, object] = {}
    for each in bulletin.figures:
        values[each] = draw(st.none() | amounts() | amounts(places=1) | figures(st.just(each)))
    for each in bulletin.days:
        values[each] = draw(st.none() | _DAYS)
    for each in bulletin.lists:
        values[each] = draw(st.none() | st.lists(_TITLE, max_size=4).map(tuple))
    left_out = draw(st.sets(st.sampled_from(sorted(values)), max_size=2))
    return {each: value for each, value in values.items() if each not in left_out}


def open_readings() -> st.SearchStrategy[OpenReading]:
    """Draw sentences with two or three readings, which may come to the same."""
    readings = st.lists(publications(blanks=False, qualified=False), min_size=2, max_size=3)
    return st.builds(OpenReading, id=figure_names(), asks=st.just("which is meant?"), readings=readings)
