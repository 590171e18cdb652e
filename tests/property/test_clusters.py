"""Laws of joining: as a plain account of it says, whatever was joined, forced and kept apart before."""

from collections.abc import Iterable, Sequence

from hypothesis import example, given
from hypothesis import strategies as st

from gridcare.people.clusters import Clusters, Joint

SIZE = 7
ROWS = st.integers(0, SIZE - 1)
JOINTS = st.lists(st.tuples(ROWS, ROWS), max_size=5)
STEPS = st.lists(
    st.one_of(
        st.tuples(
            st.just("apart"), st.lists(ROWS, min_size=1, max_size=3).map(lambda rows: [(row, row) for row in rows])
        ),
        st.tuples(st.just("join"), JOINTS),
        st.tuples(st.just("force"), JOINTS),
    ),
    max_size=6,
)
CODES = st.lists(st.lists(st.integers(0, 2), min_size=SIZE, max_size=SIZE), max_size=2)


def chained(groups: Iterable[frozenset[int]]) -> list[frozenset[int]]:
    """Put together what overlaps."""
    told: list[frozenset[int]] = []
    for group in groups:
        meeting = [each for each in told if each & group]
        told = [each for each in told if not each & group] + [group.union(*meeting)]
    return told


class Plain:
    """The same in plain words: sets of rows, and for each row the disputes that it is in."""

    def __init__(self, unique: Sequence[Sequence[int]]) -> None:
        self.clusters = [frozenset((row,)) for row in range(SIZE)]
        self.unique = unique
        self.disputes: list[frozenset[int]] = []

    def of(self, row: int) -> frozenset[int]:
        return next(each for each in self.clusters if row in each)

    def contradicts(self, chain: Sequence[frozenset[int]]) -> bool:
        for codes in self.unique:
            held = [frozenset(codes[row] for row in each if codes[row]) for each in chain]
            if len(chained(each for each in held if each)) > 1:
                return True
        return False

    def disputed(self, chain: Sequence[frozenset[int]]) -> bool:
        return any(sum(bool(each & dispute) for each in chain) > 1 for dispute in self.disputes)

    def apart(self, rows: Iterable[int]) -> None:
        self.disputes.append(frozenset[int]().union(*(self.of(row) for row in rows)))

    def join(self, joints: Sequence[Joint], *, forced: bool) -> list[Joint]:
        refused: list[Joint] = []
        wide = chained([*self.clusters, *(frozenset(joint) for joint in joints)])
        chains = [[each for each in self.clusters if each <= rows] for rows in wide]
        for chain, rows in zip(chains, wide, strict=True):
            if self.disputed(chain) or (not forced and self.contradicts(chain)):
                if len(chain) > 1:
                    refused += [
                        joint for joint in joints if joint[0] in rows and self.of(joint[0]) != self.of(joint[1])
                    ]
                    self.disputes.append(rows)
            else:
                self.clusters = [each for each in self.clusters if each not in chain] + [rows]
        return refused


ONE_TWO = [[1, 2, 0, 0, 0, 1, 2]]


@given(CODES, STEPS)
@example([], [("join", [(0, 1)]), ("apart", [(0, 0), (2, 2)]), ("join", [(1, 2)])]).via("kept apart by either row")
@example([], [("join", [(0, 1)]), ("apart", [(1, 1), (2, 2)]), ("join", [(0, 2)])]).via("kept apart by either row")
@example(ONE_TWO, [("join", [(0, 2), (2, 1)]), ("join", [(0, 3)]), ("join", [(2, 3)])]).via("a detour")
@example(ONE_TWO, [("join", [(0, 2), (2, 1)]), ("join", [(2, 3)]), ("join", [(4, 2), (4, 1)])]).via("a longer detour")
@example([], [("apart", [(0, 0), (1, 1)]), ("apart", [(2, 2), (3, 3)]), ("join", [(0, 2)]), ("join", [(0, 3)])]).via(
    "the disputes of both sides"
)
@example([], [("apart", [(0, 0), (1, 1)]), ("apart", [(2, 2), (3, 3)]), ("join", [(0, 2)]), ("join", [(2, 1)])]).via(
    "the disputes of both sides"
)
@example(ONE_TWO, [("force", [(0, 1)]), ("join", [(0, 2)]), ("join", [(2, 5)]), ("join", [(2, 6)])]).via("two codes")
@example(ONE_TWO, [("force", [(0, 1)]), ("join", [(5, 2)]), ("join", [(0, 2)]), ("join", [(6, 2)])]).via("two codes")
@example(
    [[1, 2, 2, 3, 0, 0, 0]], [("force", [(0, 1)]), ("force", [(2, 3)]), ("join", [(0, 2)]), ("join", [(0, 3)])]
).via("codes that hang together")
@example([[1, 2, 2, 3, 3, 4, 0]], [("force", [(0, 1), (2, 3), (4, 5)]), ("join", [(0, 4), (0, 2)])]).via(
    "a chain of codes"
)
@example([[0, 1, 2, 0, 0, 0, 0]], [("join", [(0, 1)]), ("join", [(0, 2)])]).via("a code learnt by joining")
@example([[1, 0, 2, 0, 0, 0, 0]], [("join", [(0, 1)]), ("join", [(1, 2)])]).via("a code learnt by joining")
@example(ONE_TWO, [("join", [(0, 5), (5, 2), (2, 1), (3, 4), (0, 0)])]).via("what was refused beside what was joined")
@example(ONE_TWO, [("join", [(0, 5)]), ("join", [(0, 5), (5, 2), (2, 1)])]).via("a joint that was done before")
@example(ONE_TWO, [("force", [(0, 1)]), ("join", [(5, 0)]), ("join", [(5, 6)])]).via("two codes, one of them twice")
@example([[1, 2, 2, 3, 1, 4, 0]], [("force", [(0, 1), (2, 3), (4, 5)]), ("join", [(0, 2), (0, 4)])]).via(
    "a star of codes"
)
def test_clusters_are_what_a_plain_account_of_them_says(
    unique: list[list[int]], steps: list[tuple[str, list[Joint]]]
) -> None:
    clusters, plain = Clusters(SIZE, unique), Plain(unique)
    for what, joints in steps:
        if what == "apart":
            clusters.keep_apart(row for row, _ in joints)
            plain.apart(row for row, _ in joints)
        else:
            forced = what == "force"
            refused = plain.join(joints, forced=forced)
            assert sorted(refused) == sorted(clusters.join(joints, forced=forced))
        told = {
            frozenset(row for row in range(SIZE) if clusters.find(row) == top)
            for top in map(clusters.find, range(SIZE))
        }
        assert set(plain.clusters) == told
        for one in range(SIZE):
            for other in range(SIZE):
                pair = [plain.of(one), plain.of(other)]
                if pair[0] != pair[1]:
                    roots = [clusters.find(one), clusters.find(other)]
                    assert plain.contradicts(pair) == bool(clusters.contradictions(roots))
                    apart = clusters.disputes(one) & clusters.disputes(other)
                    assert plain.disputed(pair) == bool(apart)


@given(CODES, st.lists(JOINTS, max_size=4), st.data())
def test_the_order_within_a_step_changes_nothing(
    unique: list[list[int]], steps: list[list[Joint]], data: st.DataObject
) -> None:
    one, other = Clusters(SIZE, unique), Clusters(SIZE, unique)
    for joints in steps:
        turned = [(second, first) for first, second in data.draw(st.permutations(joints))]
        refused = {frozenset(joint) for joint in one.join(joints)}
        assert refused == {frozenset(joint) for joint in other.join(turned)}
    for row in range(SIZE):
        same = {each for each in range(SIZE) if one.find(each) == one.find(row)}
        assert same == {each for each in range(SIZE) if other.find(each) == other.find(row)}


@given(CODES, JOINTS, st.lists(JOINTS, min_size=1, max_size=4))
def test_what_was_refused_does_not_meet_by_a_detour(
    unique: list[list[int]], first: list[Joint], later: list[list[Joint]]
) -> None:
    clusters = Clusters(SIZE, unique)
    refused = clusters.join(first)
    for joints in later:
        clusters.join(joints, forced=True)
    assert all(clusters.find(one) != clusters.find(other) for one, other in refused)
