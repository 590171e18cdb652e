"""Hypothesis strategies for posts, appointments and charges: vacant, crowded, held by the holder of another."""

from datetime import date, timedelta
from typing import Final

from hypothesis import strategies as st

from gridcare.people.posts import Appointment, Establishment, Post
from gridcare.people.register import Register
from gridcare.people.responsibility import Charge

__all__ = ["charges", "establishments"]

FIRST: Final = date(2020, 2, 3)
_POSTS: Final = ("p0", "p1", "p2", "p3")
_HOLDERS: Final = ((), (), ("a",), ("b",), ("c", "d"), ("a", "b", "d"))


def _spans() -> st.SearchStrategy[tuple[date | None, date | None]]:
    days = st.integers(0, 12).map(lambda ahead: FIRST + timedelta(days=ahead))
    pairs = st.tuples(st.one_of(st.none(), days), st.one_of(st.none(), days))
    return pairs.filter(lambda pair: pair[0] is None or pair[1] is None or pair[0] < pair[1])


@st.composite
def establishments(draw: st.DrawFn, register: Register | None = None) -> Establishment:
    """Draw establishments of a few posts, at the units of a register if one is given."""
    units = ("u1", "u2") if register is None else tuple(register.hierarchy)
    posts: list[Post] = []
    appointments: list[Appointment] = []
    for id in _POSTS[: draw(st.integers(0, len(_POSTS)))]:
        since, until = draw(_spans())
        others = [other for other in _POSTS[: len(posts)] if draw(st.booleans())]
        posts.append(
            Post(
                id=id,
                role=draw(st.sampled_from(("grid head", "grid head", "grid head", "head"))),
                unit=draw(st.sampled_from(units)),
                count=draw(st.integers(1, 2)),
                since=since,
                until=until,
                also_by=others,
                span=draw(st.sampled_from((None, 1, 3))),
                eligible=draw(st.sampled_from((None, "person.cadre", "not person.cadre"))),
            )
        )
        for person in draw(st.sampled_from(_HOLDERS)):
            since, until = draw(_spans())
            appointments.append(Appointment(post=id, person=person, since=since, until=until))
    return Establishment(posts=draw(st.permutations(posts)), appointments=draw(st.permutations(appointments)))


@st.composite
def charges(draw: st.DrawFn, register: Register, establishment: Establishment) -> tuple[Charge, ...]:
    """Draw charges of subjects to persons and to posts."""
    drawn = []
    for subject in register:
        if draw(st.integers(0, 3)) == 0:
            since, until = draw(_spans())
            post = draw(st.sampled_from(["", *(post.id for post in establishment.posts)]))
            drawn.append(Charge(subject=subject, post=post, person="" if post else "liaison", since=since, until=until))
    return tuple(drawn)
