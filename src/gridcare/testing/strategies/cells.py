"""Hypothesis strategies for size bands and for members that stand next to each other."""

from hypothesis import strategies as st

from gridcare.people.cells import SizeBand

__all__ = ["maps_of_members", "size_bands"]


@st.composite
def size_bands(draw: st.DrawFn, *, most: int = 4) -> SizeBand:
    """Draw bands, often too narrow for what there is."""
    least = draw(st.integers(1, most))
    upper = draw(st.integers(least, most))
    return SizeBand(least, upper, draw(st.one_of(st.none(), st.integers(least, upper))))


@st.composite
def maps_of_members(draw: st.DrawFn, *, max_size: int = 6) -> tuple[dict[str, int], tuple[tuple[str, str], ...]]:
    """Draw members with their sizes, most of one, and pairs of neighbours, connected or not."""
    sizes = {
        f"m{number}": draw(st.sampled_from((1, 1, 1, 1, 0, 2, 5))) for number in range(draw(st.integers(0, max_size)))
    }
    names = sorted(sizes)
    pairs = [(one, other) for one in names for other in names if one < other]
    chosen = draw(st.lists(st.sampled_from(pairs), unique=True, max_size=9)) if pairs else []
    return sizes, tuple(chosen)
