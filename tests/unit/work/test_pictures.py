"""A picture of a workflow: nothing lies on anything else, and every move is drawn."""

import re
from xml.etree import ElementTree

from hypothesis import given

from gridcare.plugins.four_step import WORKFLOW
from gridcare.testing.strategies.work import workflows
from gridcare.work.pictures import svg
from gridcare.work.steps import On, Settled, Step
from gridcare.work.table import moves_of
from gridcare.work.workflow import Workflow

SVG = "{http://www.w3.org/2000/svg}"
Box = tuple[float, float, float, float]


def drawn(workflow: Workflow) -> ElementTree.Element:
    return ElementTree.fromstring(f"{workflow:svg}")  # noqa: S314  # it is our own


def boxes(picture: ElementTree.Element) -> list[Box]:
    numbers = [
        [float(box.get(name, "0")) for name in ("x", "y", "width", "height")] for box in picture.iter(f"{SVG}rect")
    ]
    return [(x, y, x + width, y + height) for x, y, width, height in numbers]


def overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


@given(workflows())
def test_every_part_has_a_box_inside_the_picture_and_none_lies_on_another(workflow: Workflow) -> None:
    picture = drawn(workflow)
    found = boxes(picture)
    assert len(found) == len(workflow.parts)
    width, height = float(picture.get("width", "0")), float(picture.get("height", "0"))
    assert all(0 <= left and 0 <= top and right <= width and bottom <= height for left, top, right, bottom in found)
    assert not any(overlap(one, other) for number, one in enumerate(found) for other in found[number + 1 :])


@given(workflows())
def test_every_pair_of_parts_that_a_move_joins_has_one_arrow(workflow: Workflow) -> None:
    moves = [(part.name, move) for part in workflow.parts for move in moves_of(part)]
    again = {name for name, move in moves if isinstance(move, On) and move.again}
    joined = {(name, move.go) for name, move in moves if move.go and not (isinstance(move, On) and move.again)}
    expected = len({pair for pair in joined if pair[0] != pair[1]}) + len(again | {a for a, b in joined if a == b})
    entries = len({entry.part for entry in workflow.start})
    arrows = [path for path in drawn(workflow).iter(f"{SVG}path") if path.get("stroke")]
    assert len(arrows) == expected + entries


def test_arrows_run_from_the_edge_of_a_box_to_the_edge_of_another() -> None:
    picture = drawn(WORKFLOW)
    tops = {round(box[1], 1) for box in boxes(picture)}
    for path in picture.iter(f"{SVG}path"):
        if path.get("marker-end") and "c" not in path.get("d", ""):
            assert round(float(re.findall(r"[\d.-]+", path.get("d", ""))[-1]), 1) in tops


def test_what_leads_back_is_drawn_upwards() -> None:
    workflow = Workflow(
        "there and back",
        start="ask",
        parts=(
            Step("ask", deadline="1h", attempts=2, moves=(On("yes", go="done"), On("later", go="wait", mark="once"))),
            Step("wait", deadline="1h", moves=(
                On("back", go="ask", when="not memory.twice", mark="twice"), On("back", go="done"))),
            Settled("done"),
        ),
    )  # fmt: skip
    assert [path for path in drawn(workflow).iter(f"{SVG}path") if path.get("marker-start")]


def test_a_name_that_looks_like_markup_is_only_text() -> None:
    bent = Workflow("<b>", start="<i>", parts=(Step("<i>", deadline="1h", moves=(On("a & b", go="x"),)), Settled("x")))
    told = [text.text for text in drawn(bent).iter(f"{SVG}text")]
    assert "<i>" in told
    assert "a & b" in told


def test_chinese_names_get_room_for_their_letters() -> None:
    def wide(title: str) -> float:
        step = Step("a", deadline="1h", titles=(("zh", title),), moves=(On("x", go="b"),))
        parts = (step, Settled("b"))
        flow = Workflow("w", start="a", parts=parts)
        first = ElementTree.fromstring(svg("w", flow.start, parts, flow.parameters, language="zh"))  # noqa: S314
        return max(right - left for left, _, right, _ in boxes(first))

    assert wide("联合入户排查") > 1.6 * wide("letter")
