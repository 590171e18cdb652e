"""
Posts: a role at a unit for a time, who holds it, and which posts nobody holds.

An organisation on paper is a list of posts: two heads of a leading group, a leader for every compound, a grid head
(网格长) for every grid. A post exists whether or not somebody holds it, so that a vacancy can be seen. People come and
go by *appointments*. One who holds a post may fill another besides: the post then says by which others it is `also_by`
filled, and is vacant only when those are too.

Days are days of the calendar: posts and appointments begin with their first day and end before their last is named.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from enum import StrEnum
from functools import cached_property, partial
from itertools import pairwise

import attrs

from gridcare.errors import Fault, UnknownName, did_you_mean, refuse
from gridcare.given import texts
from gridcare.rules.evaluation import compiled
from gridcare.rules.expressions import Expression, names
from gridcare.rules.grammar import expression
from gridcare.rules.scopes import Given, Values
from gridcare.rules.unknowns import Unknown

__all__ = ["Appointment", "Establishment", "Holding", "Post", "PostFinding", "PostTrouble"]

_PERSON = "person."


def _condition(given: Expression | str | None) -> Expression | None:
    return None if given is None else expression(given)


@attrs.frozen(kw_only=True)
class Post:
    """
    A role at a unit for a time, to be held by somebody.

    Attributes:
        id: What the post is known by.
        role: The role of whoever holds it.
        unit: The id of the unit that it is for.
        count: How many hold it at once, such as two heads.
        since: The first day on which it exists; ``None`` when not stated.
        until: The first day on which it exists no longer; ``None`` when not stated.
        also_by: The ids of other posts whose holders fill this one when too few were appointed to it, the first of
            them first. Whoever fills those in turn is not asked.
        span: The span of control: how many subjects each holder may be responsible for; ``None`` for any number.
        eligible: A condition on who may hold it, reading ``person.…``; ``None`` for anybody.
    """

    id: str
    role: str
    unit: str
    count: int = 1
    since: date | None = None
    until: date | None = None
    also_by: tuple[str, ...] = attrs.field(default=(), converter=texts)
    span: int | None = None
    eligible: Expression | None = attrs.field(default=None, converter=_condition)

    def exists(self, day: date) -> bool:
        """Say whether the post exists on a day."""
        return _holds(self.since, self.until, day)


@attrs.frozen(kw_only=True)
class Appointment:
    """
    Somebody holding a post for a time.

    Attributes:
        post: The id of the post.
        person: The opaque id of who holds it.
        since: The first day; ``None`` for from the beginning.
        until: The first day on which the person holds it no longer; ``None`` for no end known.
    """

    post: str
    person: str
    since: date | None = None
    until: date | None = None

    def holds(self, day: date) -> bool:
        """Say whether it holds on a day."""
        return _holds(self.since, self.until, day)


def _holds(since: date | None, until: date | None, day: date) -> bool:
    return (since is None or since <= day) and (until is None or day < until)


@attrs.frozen(kw_only=True)
class Holding:
    """
    Who holds a post on a day, and through which post.

    Attributes:
        person: The opaque id of the person.
        through: The post that the person was appointed to: this one, or one that fills it besides.
    """

    person: str
    through: str


class PostTrouble(StrEnum):
    """What is wrong with a post."""

    VACANT = "vacant"
    """Fewer hold it than should."""
    CROWDED = "crowded"
    """More were appointed to it than it has places."""
    NOT_ELIGIBLE = "not eligible"
    """Somebody holds it who may not."""
    ELIGIBILITY_UNKNOWN = "eligibility unknown"
    """It is not known whether somebody who holds it may."""
    OUTSIDE = "outside"
    """Somebody was appointed to it for days on which it does not exist."""


@attrs.frozen(kw_only=True)
class PostFinding:
    """
    One thing that is wrong with a post.

    Attributes:
        trouble: What is wrong.
        post: The id of the post.
        role: Its role.
        unit: The id of its unit.
        since: The first day looked at on which it is so.
        until: The first day on which it is so no longer, or is looked at no more.
        count: How many are lacking or too many; 0 for what is about one person.
        person: The opaque id of the person; empty for a vacancy or a crowd.
        reason: What is not known, in words.
    """

    trouble: PostTrouble
    post: str
    role: str
    unit: str
    since: date
    until: date
    count: int = 0
    person: str = ""
    reason: str = ""

    def __str__(self) -> str:
        about = f"'{self.person}'" if self.person else f"{self.count}"
        because = f": {self.reason}" if self.reason else ""
        return f"'{self.post}' ({self.role}): {self.trouble}, {about}, from {self.since} until {self.until}{because}"


def _posts(given: Iterable[Post]) -> tuple[Post, ...]:
    return tuple(sorted(given, key=lambda post: post.id))


def _appointments(given: Iterable[Appointment]) -> tuple[Appointment, ...]:
    return tuple(sorted(given, key=lambda each: (each.post, each.since or date.min, each.person)))


@attrs.frozen(kw_only=True, slots=False)
class Establishment:
    """
    The posts that there are (编制), and who holds them when.

    >>> heads = Post(id="heads", role="head", unit="street", count=2)
    >>> office = Establishment(posts=[heads], appointments=[Appointment(post="heads", person="p1")])
    >>> for finding in office.findings(date(2020, 2, 3), date(2020, 2, 4)):
    ...     print(finding)
    'heads' (head): vacant, 1, from 2020-02-03 until 2020-02-04

    Attributes:
        posts: The posts, kept by id.
        appointments: The appointments, kept by post and first day.
        roles: The roles that are known; when given, any other is refused.

    Raises:
        DefinitionError: When a post has no id or the id of another, an unknown role, no place, a span below one, days
            that end before they begin, itself or an unknown post in `also_by`, or a condition that reads something
            else than the person; when an appointment is to no post, has nobody, ends before it begins, or appoints a
            person twice at once. All faults together.
    """

    posts: tuple[Post, ...] = attrs.field(converter=_posts)
    appointments: tuple[Appointment, ...] = attrs.field(default=(), converter=_appointments)
    roles: tuple[str, ...] = attrs.field(default=(), converter=texts)

    def __attrs_post_init__(self) -> None:
        refuse("the establishment", [*self._post_faults(), *self._appointment_faults()])

    def _post_faults(self) -> Iterator[Fault]:
        ids = [post.id for post in self.posts]
        for post in self.posts:
            if not post.id:
                yield Fault("post.no-id", post.role, "a post has no id; give each an opaque id")
            if self.roles and post.role not in self.roles:
                problem = f"'{post.role}' is no role{did_you_mean(post.role, self.roles)}"
                yield Fault("post.unknown-role", post.id, problem)
            if post.count < 1 or (post.span is not None and post.span < 1):
                yield Fault("post.count", post.id, "'count' and 'span' are at least one; leave out a post of nobody")
            if post.since and post.until and post.until <= post.since:
                yield Fault("post.dates", post.id, "it ends no later than it begins; mend the days")
            for other in post.also_by:
                if other == post.id or other not in ids:
                    problem = f"it is also filled by '{other}', which is no other post{did_you_mean(other, ids)}"
                    yield Fault("post.also-by", post.id, problem)
            for path in sorted(names(post.eligible)) if post.eligible is not None else ():
                if not path.startswith(_PERSON):
                    yield Fault("post.name", post.id, f"'{path}' cannot be read of a person; read 'person.…'")
        for post_id in sorted({each for each in ids if ids.count(each) > 1}) if len(set(ids)) < len(ids) else ():
            yield Fault("post.twice", post_id, "another post has this id; one post may have a 'count'")

    def _appointment_faults(self) -> Iterator[Fault]:
        known = {post.id for post in self.posts}
        for each in self.appointments:
            if each.post not in known:
                problem = f"somebody is appointed to it, and there is no such post{did_you_mean(each.post, known)}"
                yield Fault("post.unknown", each.post, problem)
            if not each.person:
                yield Fault("post.nobody", each.post, "nobody is appointed; leave the appointment out for a vacancy")
            if each.since and each.until and each.until <= each.since:
                yield Fault("post.dates", each.post, "an appointment ends no later than it begins; mend the days")
        listed = sorted(self.appointments, key=lambda each: (each.post, each.person, each.since or date.min))
        for earlier, later in pairwise(listed):
            same = (earlier.post, earlier.person) == (later.post, later.person)
            if same and (earlier.until is None or (later.since or date.min) < earlier.until):
                problem = f"'{later.person}' is appointed twice for one day; end one before the other begins"
                yield Fault("post.appointed-twice", later.post, problem)

    @cached_property
    def _by_id(self) -> Mapping[str, Post]:
        return {post.id: post for post in self.posts}

    @cached_property
    def _appointed(self) -> Mapping[str, tuple[Appointment, ...]]:
        found: dict[str, tuple[Appointment, ...]] = defaultdict(tuple)
        for each in self.appointments:
            found[each.post] += (each,)
        return found

    def post(self, id: str) -> Post:
        """
        Return a post.

        Raises:
            UnknownName: When there is none of that id.
        """
        if id not in self._by_id:
            raise UnknownName("post", id, self._by_id)
        return self._by_id[id]

    def holders(self, post: str, day: date) -> tuple[Holding, ...]:
        """
        Return who holds a post on a day: those appointed to it, then those of its `also_by` while too few are.

        Raises:
            UnknownName: When there is no such post.
        """
        wanted = self.post(post)
        if not wanted.exists(day):
            return ()
        found = {person: Holding(person=person, through=post) for person in self._own(post, day)}
        for other in wanted.also_by if len(found) < wanted.count else ():
            for person in self._own(other, day) if self._by_id[other].exists(day) else ():
                if len(found) < wanted.count:
                    found.setdefault(person, Holding(person=person, through=other))
        return tuple(found.values())

    def _own(self, post: str, day: date) -> list[str]:
        return sorted(each.person for each in self._appointed.get(post, ()) if each.holds(day))

    def findings(
        self, since: date, until: date, *, people: Mapping[str, Mapping[str, Given]] | None = None
    ) -> tuple[PostFinding, ...]:
        """
        Tell what is wrong with the posts over some days, by post and first day.

        Args:
            since: The first day to look at.
            until: The first day to look at no more.
            people: What is known of persons by id and then by name, for the conditions of posts. Of somebody who is
                not in it nothing is known.
        """
        found: list[PostFinding] = []
        for post in self.posts:
            found += self._of_post(post, since, until, people or {})
        return tuple(found)

    def _of_post(
        self, post: Post, since: date, until: date, people: Mapping[str, Mapping[str, Given]]
    ) -> list[PostFinding]:
        """Look at each stretch of days in which nothing changes, and join those that tell the same."""
        found: dict[tuple[object, ...], PostFinding] = {}
        closed: list[PostFinding] = []
        for first, last in pairwise(self._turning_days(post, since, until)):
            for finding in self._on(post, first, last, people):
                key = finding.trouble, finding.person, finding.count
                before = found.get(key)
                if before is not None and before.until == first:
                    finding = attrs.evolve(before, until=last)
                elif before is not None:
                    closed.append(before)
                found[key] = finding
        return sorted([*closed, *found.values()], key=lambda each: (each.since, each.trouble, each.person, each.count))

    def _on(
        self, post: Post, since: date, until: date, people: Mapping[str, Mapping[str, Given]]
    ) -> Iterator[PostFinding]:
        """Tell what is wrong with a post on days that are all alike."""
        appointed, holders = self._own(post.id, since), self.holders(post.id, since)
        told = partial(PostFinding, post=post.id, role=post.role, unit=post.unit, since=since, until=until)
        if not post.exists(since):
            for person in appointed:
                yield told(trouble=PostTrouble.OUTSIDE, person=person)
            return
        if len(holders) < post.count:
            yield told(trouble=PostTrouble.VACANT, count=post.count - len(holders))
        if len(appointed) > post.count:
            yield told(trouble=PostTrouble.CROWDED, count=len(appointed) - post.count)
        for holding in holders:
            trouble, reason = _eligibility(post.eligible, people.get(holding.person, {}))
            if trouble is not None:
                yield told(trouble=trouble, person=holding.person, reason=reason)

    def _turning_days(self, post: Post, since: date, until: date) -> list[date]:
        """Return the days on which something about a post may change, from the first to the last looked at."""
        dated: list[Post | Appointment] = [post, *self._appointed.get(post.id, ())]
        for other in post.also_by:
            dated += [self._by_id[other], *self._appointed.get(other, ())]
        bounds = {bound for each in dated for bound in (each.since, each.until) if bound is not None}
        return sorted({since, until, *(bound for bound in bounds if since < bound < until)})


def _eligibility(condition: Expression | None, facts: Mapping[str, Given]) -> tuple[PostTrouble | None, str]:
    told = condition is None or compiled(condition)(
        Values({f"{_PERSON}{name}": value for name, value in facts.items()})
    )
    if told is True:
        return None, ""
    if told is False:
        return PostTrouble.NOT_ELIGIBLE, ""
    reason = str(told) if isinstance(told, Unknown) else f"'{condition}' is no truth"
    return PostTrouble.ELIGIBILITY_UNKNOWN, reason
