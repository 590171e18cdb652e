"""
Who is responsible for whom (包保): every household has a named person, or is on the list of those that have none.

Responsibility comes by *place* or by *person*. By place, whoever holds the nearest post of the role on the way up from
the household's unit is responsible for it, and when a post changes hands the household stays with the post. By person,
a `Charge` names somebody for one household, such as a liaison cadre for an observed one, and the household stays with
that person wherever the person goes; a charge may name a post instead. A charge goes before the place.

A post that nobody holds gives nobody: the next post above answers only if the caller says so, because a street that
"is responsible for everybody" hides that nobody is.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from enum import StrEnum
from types import MappingProxyType

import attrs

from gridcare.errors import Fault, refuse
from gridcare.people.posts import Establishment, Holding
from gridcare.people.register import Register
from gridcare.places.tally import Number, Tally

__all__ = ["Charge", "NamedFor", "Nobody", "ResponsibilityProof", "WhyNobody", "Workload", "responsibility"]


@attrs.frozen(kw_only=True)
class Charge:
    """
    A subject given into somebody's care.

    Attributes:
        subject: The id of the subject.
        person: The opaque id of the person; the duty follows the person.
        post: Or the id of a post; the duty stays with the post.
        since: The first day; ``None`` for from the beginning.
        until: The first day on which it no longer holds; ``None`` for no end known.

    Raises:
        DefinitionError: When not exactly one of `person` and `post` is given, or it ends before it begins.
    """

    subject: str
    person: str = ""
    post: str = ""
    since: date | None = None
    until: date | None = None

    def __attrs_post_init__(self) -> None:
        faults = []
        if bool(self.person) == bool(self.post):
            problem = "give either 'person', when the duty follows the person, or 'post', when it stays with the place"
            faults.append(Fault("responsibility.charge", self.subject, problem))
        if self.since and self.until and self.until <= self.since:
            faults.append(Fault("responsibility.dates", self.subject, "it ends no later than it begins; mend the days"))
        refuse("the charge", faults)

    def holds(self, day: date) -> bool:
        """Say whether it holds on a day."""
        return (self.since is None or self.since <= day) and (self.until is None or day < self.until)


@attrs.frozen(kw_only=True)
class NamedFor:
    """
    Somebody who is responsible for a subject.

    Attributes:
        person: The opaque id of the person.
        post: The id of the post by which the person is; empty when a charge names the person.
    """

    person: str
    post: str = ""


class WhyNobody(StrEnum):
    """Why a subject has no named responsible person."""

    NO_POST = "no post"
    """No post of the role is above it, and no charge names anybody."""
    VACANT = "vacant"
    """The post that would be responsible is held by nobody."""


@attrs.frozen(kw_only=True)
class Nobody:
    """
    A subject that has no named responsible person.

    Attributes:
        subject: The id of the subject.
        unit: The id of its unit.
        why: Why not.
        post: The id of the vacant post, if that is why.
    """

    subject: str
    unit: str
    why: WhyNobody
    post: str = ""

    def __str__(self) -> str:
        because = f"'{self.post}' is vacant" if self.post else "there is no post above it and no charge"
        return f"'{self.subject}' in '{self.unit}' has no named responsible person: {because}"


@attrs.frozen(kw_only=True)
class Workload:
    """
    How much one person is responsible for.

    Attributes:
        person: The opaque id of the person.
        subjects: How many subjects.
        persons: How many persons these stand for; those of which nothing is stated add nothing.
        over: How many subjects more than the span of control of the posts held allows; 0 within it.
    """

    person: str
    subjects: int
    persons: int
    over: int = 0


@attrs.frozen(kw_only=True)
class ResponsibilityProof:
    """
    Who is responsible for whom on a day.

    Attributes:
        day: The day.
        named: For each subject looked at those responsible for it; empty when there is nobody.
        gaps: The subjects without anybody, in the order of the register.
        workloads: What each responsible person has to do, by person.
    """

    day: date
    named: Mapping[str, tuple[NamedFor, ...]] = attrs.field(hash=False, repr=False)
    gaps: tuple[Nobody, ...]
    workloads: tuple[Workload, ...]

    @property
    def is_whole(self) -> bool:
        """Whether every subject that was looked at has a named responsible person."""
        return not self.gaps

    def counts(self, register: Register) -> Tally:
        """
        Count up the tree who is named for: keys ``named`` and ``nobody``, weighted by kind of subject and ``person``.

        Args:
            register: The register that was looked at.
        """
        return Tally.of(register.hierarchy, _entries(register, self.named))


def responsibility(
    register: Register,
    establishment: Establishment,
    *,
    kind: str,
    role: str,
    day: date,
    charges: Iterable[Charge] = (),
    among: Iterable[str] | None = None,
    climb: bool = False,
) -> ResponsibilityProof:
    """
    Tell who is responsible for every subject of a kind on a day, and which have nobody.

    Args:
        register: The subjects.
        establishment: The posts and who holds them.
        kind: The kind of subject, such as ``household``.
        role: The role of the posts that are responsible by place.
        day: The day.
        charges: Subjects given to a person or to a post; those of other subjects are heeded when they are looked at.
        among: The only subjects to look at, such as those under observation; all of the kind without it.
        climb: Whether a vacant post passes its subjects to the next post above.

    Raises:
        UnknownSubject: When `among` names a subject that the register does not hold.
        UnknownName: When there is no such kind, or a charge names a post that there is not.
    """
    ladder = _Ladder(register, establishment, role, day, climb)
    given: dict[str, list[Charge]] = {}
    for charge in charges:
        if charge.holds(day):
            given.setdefault(charge.subject, []).append(charge)
    named: dict[str, tuple[NamedFor, ...]] = {}
    gaps: list[Nobody] = []
    wanted = register.ids(kind) if among is None else _in_order(register, among)
    for subject in wanted:
        unit = register[subject].unit
        found, vacant = ladder.charged(given[subject]) if subject in given else ladder.of_unit(unit)
        named[subject] = found
        if not found:
            why = WhyNobody.VACANT if vacant else WhyNobody.NO_POST
            gaps.append(Nobody(subject=subject, unit=unit, why=why, post=vacant))
    return ResponsibilityProof(
        day=day,
        named=MappingProxyType(named),
        gaps=tuple(gaps),
        workloads=tuple(_workloads(register, establishment, named)),
    )


def _in_order(register: Register, among: Iterable[str]) -> list[str]:
    return sorted(dict.fromkeys(among), key=lambda subject: (register[subject].kind, register.row(subject)))


class _Ladder:
    """Finds the nearest post above each unit, each unit once."""

    def __init__(self, register: Register, establishment: Establishment, role: str, day: date, climb: bool) -> None:
        self._hierarchy = register.hierarchy
        self._establishment = establishment
        self._day = day
        self._climb = climb
        self._found: dict[str, tuple[tuple[NamedFor, ...], str]] = {}
        self._posts: dict[str, list[str]] = {}
        for post in establishment.posts:
            if post.role == role and post.exists(day):
                self._posts.setdefault(post.unit, []).append(post.id)

    def of_unit(self, unit: str) -> tuple[tuple[NamedFor, ...], str]:
        """Return who is responsible at a unit by place, and the vacant post if that is why nobody is."""
        if unit not in self._found:
            self._found[unit] = self._climbed(unit)
        return self._found[unit]

    def _climbed(self, unit: str) -> tuple[tuple[NamedFor, ...], str]:
        vacant = ""
        for each in (unit, *self._hierarchy.ancestors(unit)):
            posts = self._posts.get(each, [])
            found = _by_posts((post, self._establishment.holders(post, self._day)) for post in posts)
            if found or (posts and not self._climb):
                return found, "" if found else posts[0]
            vacant = vacant or (posts[0] if posts else "")
        return (), vacant

    def charged(self, charges: Iterable[Charge]) -> tuple[tuple[NamedFor, ...], str]:
        """Return who is responsible by charges, and the vacant post if that is why nobody is."""
        listed = sorted(charges, key=lambda charge: (charge.person, charge.post))
        people = [NamedFor(person=charge.person) for charge in listed if charge.person]
        posts = [charge.post for charge in listed if charge.post]
        held = _by_posts((post, self._establishment.holders(post, self._day)) for post in posts)
        found = tuple(dict.fromkeys((*people, *held)))
        return found, "" if found else posts[0]


def _by_posts(posts: Iterable[tuple[str, tuple[Holding, ...]]]) -> tuple[NamedFor, ...]:
    return tuple(NamedFor(person=holding.person, post=post) for post, held in posts for holding in held)


def _workloads(
    register: Register, establishment: Establishment, named: Mapping[str, tuple[NamedFor, ...]]
) -> Iterator[Workload]:
    subjects: dict[str, set[str]] = {}
    by_post: dict[str, dict[str, int]] = {}
    for subject, people in named.items():
        for each in people:
            subjects.setdefault(each.person, set()).add(subject)
            if each.post:
                counted = by_post.setdefault(each.person, {})
                counted[each.post] = counted.get(each.post, 0) + 1
    for person in sorted(subjects):
        own = subjects[person]
        over = sum(
            max(0, count - span)
            for post, count in by_post.get(person, {}).items()
            if (span := establishment.post(post).span) is not None
        )
        persons = sum(register.persons(subject) or 0 for subject in own)
        yield Workload(person=person, subjects=len(own), persons=persons, over=over)


def _entries(
    register: Register, named: Mapping[str, tuple[NamedFor, ...]]
) -> Iterator[tuple[str, str, dict[str, Number]]]:
    for id, people in named.items():
        subject = register[id]
        amounts: dict[str, Number] = {"person": register.persons(id) or 0, subject.kind: 1}
        yield subject.unit, "named" if people else "nobody", amounts
