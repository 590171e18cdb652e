"""
No secret slips out: planted in every field that has a privacy class, it is in no repr, text, error or log line.

New classes join by themselves: every attrs class of the package that declares a class for a field is found, built with
a secret in it, and looked at.
"""

import logging
import pickle
import traceback
from collections.abc import Iterator
from contextlib import nullcontext
from datetime import UTC, date, datetime
from enum import Enum
from importlib import import_module
from inspect import getmembers, isclass
from pkgutil import walk_packages
from types import NoneType, UnionType
from typing import Any, Final, Union, get_args, get_origin, get_type_hints

import attrs
import pytest
from hypothesis import given, reject
from hypothesis import strategies as st

import gridcare
from gridcare.attributes import Attributes
from gridcare.codec.sheets import ledger_sheet
from gridcare.errors import DefinitionError, MissingExtra
from gridcare.facts.fact import Fact
from gridcare.people.register import Register
from gridcare.people.subjects import KINDS, Field, Subject, SubjectKind
from gridcare.places.hierarchy import Hierarchy
from gridcare.places.units import Level, Unit
from gridcare.privacy import (
    MASKS,
    PrivacyClass,
    RefusedValue,
    classes_of,
    classified,
    mask_phone,
    quietly,
)
from gridcare.reporting.access import AccessLog, AccessRefused, AccessScope
from gridcare.reporting.ledgers import Ledger, LedgerColumn, LedgerForm
from gridcare.reporting.records import Records
from gridcare.reporting.retention import RetentionRule, erase, erasure_gaps, retentions
from gridcare.rules.parameters import Parameter
from gridcare.testing.strategies import timing
from gridcare.timing.periods import Interval

SECRETS: Final = st.text([chr(point) for point in range(0x1200, 0x1208)], min_size=12, max_size=20)
"""
Letters that nothing else uses, so that any five of them in a row give a secret away.

They are written as numbers because Hypothesis proposes the texts that stand in a module as values for other fields.
"""


SOUND: Final[dict[Any, st.SearchStrategy[Any]]] = {
    datetime: timing.moments(),
    Interval: timing.intervals(),
}
"""Values that Hypothesis cannot make by their types alone: their moments have a zone."""


def sound(hint: Any) -> st.SearchStrategy[Any]:
    return SOUND[hint] if hint in SOUND else st.from_type(hint)


def told_of(secret: str, *texts: str) -> list[str]:
    """The texts in which five letters of the secret stand in a row."""
    pieces = {secret[start : start + 5] for start in range(len(secret) - 4)}
    return [text for text in texts if any(piece in text for piece in pieces)]


def classes_that_declare() -> Iterator[type]:
    for found in walk_packages(gridcare.__path__, "gridcare."):
        try:
            module = import_module(found.name)
        except (ImportError, MissingExtra):  # an extra that is not installed, or a test tool
            continue
        for _, cls in getmembers(module, isclass):
            if cls.__module__ == module.__name__ and classes_of(cls):
                yield cls


DECLARING: Final = sorted(classes_that_declare(), key=lambda cls: cls.__qualname__)


def planted(hint: Any, secret: str) -> Any:
    """Make a value of a type, or a strategy for it, that holds the secret somewhere inside."""
    if get_origin(hint) in (Union, UnionType):
        return next(value for part in get_args(hint) if (value := planted(part, secret)) is not None)
    if get_origin(hint) is tuple:
        return (planted(get_args(hint)[0], secret),)
    if hint is str:
        return secret
    if hint is object:
        return {"note": secret}
    if hint is Attributes:
        return Attributes(note=secret)
    return made(hint, secret, texts=st.just(secret)) if isclass(hint) and attrs.has(hint) else None


def holds_no_text(hint: Any) -> bool:
    """Tell whether nothing of the type can hold a text that its author chose, such as a day or one of some words."""
    parts = get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)
    return all(part in (NoneType, date) or (isclass(part) and issubclass(part, Enum)) for part in parts)


def made(cls: type, secret: str, *, texts: st.SearchStrategy[str], **fields: Any) -> st.SearchStrategy[Any]:
    """
    Draw values of an attrs class, its texts from a strategy; what the class itself refuses is not drawn.

    Hypothesis likes to repeat what it has drawn before, so fields that are not meant to hold the secret are filtered.
    """
    hints = get_type_hints(cls)
    told = {field.name: texts for field in attrs.fields(cls) if hints[field.name] is str}

    def make(**arguments: Any) -> Any:
        try:
            return cls(**arguments)
        except DefinitionError:
            reject()

    fixed = {name: value if isinstance(value, st.SearchStrategy) else st.just(value) for name, value in fields.items()}
    others = {
        field.name: SOUND.get(hints[field.name], st.from_type(hints[field.name])).filter(
            lambda value: not told_of(secret, repr(value))
        )
        for field in attrs.fields(cls)
        if field.default is attrs.NOTHING and field.name not in told
    }
    return st.builds(make, **{**others, **told, **fixed})


def bearing(cls: type, field: str, secret: str) -> st.SearchStrategy[Any]:
    """Draw values of a class that hold the secret in one field."""
    value = planted(get_type_hints(cls)[field], secret)
    assert value is not None, f"teach planted() to put a text into '{cls.__name__}.{field}'"
    return made(cls, secret, texts=st.text("abc", max_size=3), **{field: value})


def test_there_are_classes_to_look_at() -> None:
    assert {"Subject", "BadRow"} <= {cls.__name__ for cls in DECLARING}


@pytest.mark.parametrize("cls", DECLARING, ids=lambda cls: cls.__name__)
@given(secret=SECRETS, data=st.data())
def test_no_text_of_a_value_tells_what_its_fields_hold(cls: type, secret: str, data: st.DataObject) -> None:
    hidden = [name for name, privacy in classes_of(cls).items() if not privacy.is_open]
    for name in [name for name in hidden if not holds_no_text(get_type_hints(cls)[name])]:
        value = data.draw(bearing(cls, name, secret))
        told = [repr(value), str(value), f"{value}", f"{[value]}", "%s %r" % (value, value)]  # noqa: UP031
        with pytest.raises(AttributeError) as refused:
            setattr(value, name, secret)
        with pytest.raises(TypeError) as unknown:
            attrs.evolve(value, no_such_field=1)
        told += texts_of(refused.value) + texts_of(unknown.value)
        assert [] == told_of(secret, *told)


def texts_of(error: BaseException) -> list[str]:
    """Whatever a logger or a reporter would print of an error: text, arguments, causes, notes."""
    chained = [each for each in (error.__cause__, error.__context__) if each is not None]
    inner = [text for each in chained for text in texts_of(each)]
    return [str(error), repr(error), repr(error.args), "".join(traceback.format_exception(error)), *inner]


MAP: Final = Hierarchy((Level("grid"),), [Unit("g1", "Grid 1", "grid")])
EVERY_TYPE: Final = SubjectKind(
    "resident",
    (
        *next(kind for kind in KINDS if kind.name == "resident").fields,
        *(
            Field(f"{type_.__name__}_{privacy.value}", type_, privacy)
            for type_ in (str, bool, int)
            for privacy in PrivacyClass
        ),
        Field("tenure", str, PrivacyClass.PERSONAL, choices=("owned", "rented")),
    ),
    containers=("household",),
    person=True,
)
FIELDS: Final = tuple(field.name for field in EVERY_TYPE.fields)
CELLS: Final = (*FIELDS, "persons", "presence", "destination", "returns")


@given(secret=SECRETS, cells=st.sets(st.sampled_from(CELLS), min_size=1))
def test_a_list_of_bad_rows_tells_where_and_never_what(secret: str, cells: set[str]) -> None:
    row: dict[str, object] = {"id": "r1", "kind": "resident", "unit": "g1", **dict.fromkeys(cells, secret)}
    loaded = Register.load(MAP, [row], (KINDS[0], EVERY_TYPE))
    told = [
        repr(loaded),
        str(loaded),
        *(text for bad in loaded.bad for fault in bad.faults for text in texts_of(fault)),
    ]
    assert [] == told_of(secret, *told)


@given(secret=SECRETS, cells=st.sets(st.sampled_from(FIELDS), min_size=1), among=st.booleans())
def test_a_refused_register_tells_where_and_never_what(secret: str, cells: set[str], among: bool) -> None:
    bearer = Attributes(dict.fromkeys(cells, secret))
    part = {"attributes": bearer} if among else {"identity": bearer}
    try:
        register = Register(MAP, [Subject(id="r1", kind="resident", unit="g1", **part)], (KINDS[0], EVERY_TYPE))  # type: ignore[arg-type]  # either
        told = [repr(register), str(dict(register)), register.digest, repr(register.conflicts)]
    except DefinitionError as refusal:
        told = texts_of(refusal) + [text for fault in refusal.faults for text in texts_of(fault)]
    assert [] == told_of(secret, *told)


@given(secret=SECRETS)
def test_a_merge_conflict_tells_no_identity(secret: str) -> None:
    one, other = (
        Register(MAP, [Subject(id="r1", kind="resident", unit="g1", identity=Attributes(name=name))])
        for name in (secret, secret[::-1])
    )
    told = repr(one.merge(other).conflicts)
    assert [] == told_of(secret, told) + told_of(secret[::-1], told)


@given(secret=SECRETS)
def test_a_validator_tells_what_is_allowed_and_never_what_was_given(secret: str) -> None:
    eleven = quietly(attrs.validators.matches_re(r"\d{11}"), "must have 11 digits")

    @attrs.frozen
    class Contact:
        phone: str = classified(PrivacyClass.IDENTIFYING, mask=mask_phone, validator=eleven)
        remark: str = classified(
            PrivacyClass.SENSITIVE,
            default="",
            validator=[attrs.validators.max_len(5), attrs.validators.instance_of(str)],
        )

    for given_ in ((secret,), ("13800138000", secret)):
        with pytest.raises(RefusedValue) as refused:
            Contact(*given_)
        assert [] == told_of(secret, *texts_of(refused.value))


@given(secret=SECRETS)
def test_a_log_line_about_a_subject_tells_nothing(secret: str) -> None:
    lines: list[str] = []
    handler = logging.Handler()
    handler.emit = lambda record: lines.append(handler.format(record))  # type: ignore[method-assign]  # a list to look at
    logger = logging.Logger("gridcare.test")
    logger.addHandler(handler)
    subject = Subject(id="r1", kind="resident", unit="g1", identity=Attributes(name=secret, phone=secret))
    logger.warning("could not reach %s", subject)
    try:
        subject.unit = secret  # type: ignore[misc]  # to provoke a traceback
    except attrs.exceptions.FrozenInstanceError:
        logger.exception("could not move %r", subject)
    assert 2 == len(lines)
    assert [] == told_of(secret, *(line for line in lines if "subject.unit = secret" not in line), lines[0])


@given(st.sampled_from(sorted(MASKS)), st.text(max_size=40))
def test_a_mask_shows_at_most_a_third_of_an_address_and_a_few_characters_of_anything_else(name: str, text: str) -> None:
    shown = MASKS[name](text).replace("*", "")
    most = {"whole": 0, "name": 1, "phone": 7, "identity number": 2, "address": min(6, len(text) // 3)}
    assert len(shown) <= most[name]


@given(st.from_regex(r"1[0-9]{10}", fullmatch=True))
def test_a_masked_phone_hides_four_digits(phone: str) -> None:
    assert f"{phone[:3]}****{phone[-4:]}" == mask_phone(phone)


@given(st.sampled_from(sorted(MASKS)), st.text("0123456789", min_size=12, max_size=30), st.integers(12, 30))
def test_a_mask_does_not_tell_how_long_a_number_is(name: str, text: str, length: int) -> None:
    other = (text * 3)[:length]
    if name != "address":
        assert len(MASKS[name](text)) == len(MASKS[name](other))


def test_masks_of_nothing_show_nothing() -> None:
    assert {""} == {MASKS[name](blank).replace("*", "") for name in MASKS for blank in ("", " ", "张")}


DOOMSDAY: Final = datetime(9999, 1, 1, tzinfo=UTC)
CLEARANCES: Final = tuple(each for each in PrivacyClass if PrivacyClass.PUBLIC < each < PrivacyClass.IDENTIFYING)
COLUMNS: Final = (
    *(LedgerColumn(field.name) for field in EVERY_TYPE.fields),
    LedgerColumn("either", "if known(subject.name) then subject.name otherwise subject.phone"),
    LedgerColumn("home", "home.address"),
    LedgerColumn("told", "last(remark per visit)"),
)


def hiding(secret: str) -> Records:
    """A register and a visit that hold the secret in every text above the least clearance."""
    texts = {field.name: field.privacy for field in EVERY_TYPE.fields if field.type is str and not field.choices}
    identity = {name: secret for name, privacy in texts.items() if not privacy.is_kept}
    kept = {name: secret for name, privacy in texts.items() if privacy.is_kept and not privacy.is_open}
    subjects = [
        Subject(id="h1", kind="household", unit="g1", identity=Attributes(address=f"1 {secret}")),
        Subject(
            id="r1",
            kind="resident",
            unit="g1",
            containers=("h1",),
            attributes=Attributes(kept),
            identity=Attributes(identity),
        ),
    ]
    noon = datetime(2020, 2, 1, 4, tzinfo=UTC)
    visit = Fact(id="v1", kind="visit", subjects=("r1",), happened=noon, known=noon, answers=Attributes(remark=secret))
    return Records(
        Register(MAP, subjects, (KINDS[0], EVERY_TYPE)),
        [visit],
        at=noon,
        zone="UTC",
        kinds_of_facts={"visit": PrivacyClass.INTERNAL},
    )


@given(
    secret=SECRETS,
    clearance=st.sampled_from(CLEARANCES),
    columns=st.lists(st.sampled_from(COLUMNS), min_size=1, unique=True),
)
def test_a_ledger_tells_nothing_above_the_clearance(
    secret: str, clearance: PrivacyClass, columns: list[LedgerColumn]
) -> None:
    records = hiding(secret)
    ledger = Ledger(LedgerForm("everything", of="resident", columns=columns), records)
    scope = AccessScope(viewer="v", unit="g1", purposes="care", clearance=clearance, until=DOOMSDAY)
    view = ledger.view(scope, at=records.at)
    told = list(map(repr, (records, ledger, view, view.headings, view.lines, AccessLog([view.access]))))
    for column in columns:
        if ledger.privacy(column.name) > clearance:
            place = [heading.name for heading in view.shown]
            cells = [line.cells[place.index(column.name)] for line in view.lines] if column.name in place else []
            told += map(str, cells)
            with pytest.raises(AccessRefused) if column.name not in place else nullcontext() as refused:
                view.column(column.name)
            told += texts_of(refused.value) if refused is not None else []
    assert [] == told_of(secret, *told)
    if all(ledger.privacy(column.name) > clearance for column in columns):
        assert [] == told_of(secret, view.preview(), ledger_sheet(view), pickle.dumps(view.lines).decode("latin-1"))


@given(secret=SECRETS, columns=st.lists(st.sampled_from(COLUMNS), min_size=1, unique=True))
def test_a_ledger_with_clearance_tells_it_in_cells_and_nowhere_else(secret: str, columns: list[LedgerColumn]) -> None:
    records = hiding(secret)
    ledger = Ledger(LedgerForm("everything", of="resident", columns=columns), records)
    scope = AccessScope(viewer="v", unit="g1", purposes="care", clearance=PrivacyClass.IDENTIFYING, until=DOOMSDAY)
    view = ledger.view(scope, at=records.at)
    assert [] == told_of(secret, repr(view), repr(view.lines), repr(view.access), *map(repr, view.lines))
    shown = [cell for line in view.lines for cell in line.cells if isinstance(cell, str)]
    assert bool(told_of(secret, *shown)) == bool(told_of(secret, ledger_sheet(view)))


@given(secret=SECRETS, where=st.sampled_from(("subject.name = 'a'", "subject.nam = 'a'", "subject.age = 'a'")))
def test_a_refused_ledger_tells_nothing_of_its_records(secret: str, where: str) -> None:
    form = LedgerForm("who", of="resident", columns=["age"], where=where)
    with pytest.raises(DefinitionError) as refused:
        Ledger(form, hiding(secret))
    told = texts_of(refused.value) + [text for fault in refused.value.faults for text in texts_of(fault)]
    assert [] == told_of(secret, *told)


@given(secret=SECRETS)
def test_the_proof_of_erasing_tells_nothing_of_what_went(secret: str) -> None:
    records = hiding(secret)
    keep = Parameter("keep", "0h", unit="duration")
    told = retentions(records, [RetentionRule("visits", of="resident", keep=keep, since="visit")])
    after, proof = erase(records.register, told, at=records.at, by="clerk")
    assert [] == told_of(secret, repr(told), repr(proof), repr(erasure_gaps(proof, records.register)))
    assert not isinstance(after["r1"].identity, Attributes)
