"""
A workflow as a picture that any browser shows: parts in layers from the entry down, moves as arrows between them.

The picture is text (SVG), laid out here so that a page or a printed notice needs no other program. Arrows that lead
back are turned round while the layers are found; what is written on an arrow has a place of its own in a layer, so
that it never lies on another; in each layer places are ordered so that few arrows cross.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from html import escape
from itertools import pairwise
from typing import Final as Constant

import attrs

from gridcare.rules.parameters import Parameters
from gridcare.work.diagrams import arrows
from gridcare.work.steps import Enter, Final, Part, Standing, Wait

__all__ = ["svg"]

_LINE: Constant = 18
_LETTER: Constant = 7.2
_PAD: Constant = 12
_GAP: Constant = 24
_LAYER: Constant = 26
_START: Constant = ""
"""The place of the dot from which cases enter; no part has an empty name."""

_COLOURS: Constant[Mapping[Standing, tuple[str, str]]] = {
    Standing.SETTLED: ("#d9f0d3", "#1b7837"),
    Standing.EXCLUDED: ("#eeeeee", "#777777"),
    Standing.OPEN: ("#fee8c8", "#b35806"),
}
_ROUNDED: Constant = {"step": 3, "wait": 16, "final": 20}


def svg(
    name: str,
    start: tuple[Enter, ...],
    parts: tuple[Part, ...],
    parameters: Parameters,
    *,
    language: str = "en",
    word: Callable[[str], str] = str,
) -> str:
    """
    Draw a workflow.

    Args:
        name: What the picture is called, for those who cannot see it.
        start: Where cases enter.
        parts: Steps as boxes, waits as rounded boxes, finals coloured by their standing.
        parameters: The values that parts refer to.
        language: The code of a language; what stands between names is English unless it is ``zh``.
        word: Tells a name that the workflow declares (an outcome, a part without a title) in that language.

    Returns:
        An ``<svg>`` element that stands by itself, without scripts, fonts or addresses.
    """
    titles = {part.name: dict(part.titles).get(language, word(part.name)) for part in parts}
    drawn: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for entry in start:
        drawn[_START, entry.part] += [word(str(entry.when))] if entry.when is not None else []
    for source, target, label in arrows(parts, parameters, language, word):
        drawn[source, target].append(label)
    layout = _Layout(titles, {pair: tuple(labels) for pair, labels in drawn.items()})
    return "\n".join(_drawing(name, layout, {part.name: part for part in parts}))


def _width(text: str) -> float:
    """Tell how wide a line of text is drawn; a Chinese character takes two letters."""
    return _LETTER * sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


@attrs.frozen
class _Place:
    """One place in a layer: a part, what is written on an arrow, or a bend of a long arrow."""

    layer: int
    lines: tuple[str, ...]
    width: float

    @property
    def height(self) -> float:
        return _LINE * len(self.lines)


class _Layout:
    """The places of one picture and the arrows through them; lives for one call of `svg`."""

    def __init__(self, titles: Mapping[str, str], drawn: Mapping[tuple[str, str], tuple[str, ...]]) -> None:
        self.loops = {source: labels for (source, target), labels in drawn.items() if source == target}
        self.arrows = {pair: labels for pair, labels in drawn.items() if pair[0] != pair[1]}
        self.turned = _turned(titles, self.arrows)
        layers = self._layers(titles)
        self.places: dict[object, _Place] = {_START: _Place(layers[_START], ("",), _LINE)}
        for part, title in titles.items():
            loop = max((_width(line) for line in self.loops.get(part, ())), default=-2.0 * _PAD)
            self.places[part] = _Place(layers[part], (title,), _width(title) + 2 * _PAD + 2 * (loop + 2 * _PAD))
        self.ways = {pair: self._way(pair, labels) for pair, labels in self.arrows.items()}
        self.order = self._ordered()
        self.x = self._across()
        self.y = self._down()

    def _down_pair(self, pair: tuple[str, str]) -> tuple[str, str]:
        return (pair[1], pair[0]) if pair in self.turned else pair

    def _layers(self, titles: Iterable[str]) -> dict[str, int]:
        """Put each part two layers at least below every part that leads to it; between them arrows are labelled."""
        onward: defaultdict[str, list[str]] = defaultdict(list)
        for pair in self.arrows:
            source, target = self._down_pair(pair)
            onward[source].append(target)
        layers = dict.fromkeys((_START, *titles), 0)
        left = [_START, *titles]
        for source in left:
            for target in onward[source]:
                if layers[target] < layers[source] + 2:
                    layers[target] = layers[source] + 2
                    left.append(target)
        return layers

    def _way(self, pair: tuple[str, str], labels: tuple[str, ...]) -> list[object]:
        """Lay an arrow through every layer between its ends, its label in the middle."""
        source, target = self._down_pair(pair)
        first, last = self.places[source].layer, self.places[target].layer
        way: list[object] = [source]
        for layer in range(first + 1, last):
            told = labels if layer == first + 1 else ()
            width = max((_width(line) for line in told), default=0.0)
            self.places[pair, layer] = _Place(layer, told, width)
            way.append((pair, layer))
        return [*way, target]

    def _ordered(self) -> list[list[object]]:
        """Sweep down and up, each place to the mean of its neighbours, and keep the order with the fewest crossings."""
        layers: list[list[object]] = [[] for _ in range(1 + max(place.layer for place in self.places.values()))]
        for key, place in self.places.items():
            layers[place.layer].append(key)
        above, below = self._neighbours()
        best, fewest = [list(layer) for layer in layers], self._crossings(layers, below)
        for sweep in range(_SWEEPS):
            down = sweep % 2 == 0
            neighbours = above if down else below
            for layer in layers[1:] if down else layers[-2::-1]:
                rank = {key: number for each in layers for number, key in enumerate(each)}
                layer.sort(key=lambda key: _mean([rank[each] for each in neighbours[key]], rank[key]))
            crossings = self._crossings(layers, below)
            if crossings < fewest:
                best, fewest = [list(layer) for layer in layers], crossings
        return best

    def _neighbours(self) -> tuple[Mapping[object, list[object]], Mapping[object, list[object]]]:
        above: defaultdict[object, list[object]] = defaultdict(list)
        below: defaultdict[object, list[object]] = defaultdict(list)
        for way in self.ways.values():
            for upper, lower in pairwise(way):
                above[lower].append(upper)
                below[upper].append(lower)
        return above, below

    def _crossings(self, layers: Sequence[Sequence[object]], below: Mapping[object, list[object]]) -> int:
        count = 0
        for upper, lower in pairwise(layers):
            rank = {key: number for number, key in enumerate(lower)}
            ends = [rank[each] for key in upper for each in sorted(below.get(key, ()), key=rank.__getitem__)]
            count += sum(left > right for number, left in enumerate(ends) for right in ends[number + 1 :])
        return count

    def _across(self) -> dict[object, float]:
        """Give each place its middle: side by side at first, then towards its neighbours as far as there is room."""
        x: dict[object, float] = {}
        for layer in self.order:
            edge = 0.0
            for key in layer:
                x[key] = edge + self.places[key].width / 2
                edge += self.places[key].width + _GAP
        above, below = self._neighbours()
        for sweep in range(2 * _SWEEPS):
            neighbours = above if sweep % 2 == 0 else below
            for layer in self.order if sweep % 2 == 0 else reversed(self.order):
                wanted = [_mean([x[each] for each in neighbours[key]], x[key]) for key in layer]
                x.update(zip(layer, self._apart(layer, wanted), strict=True))
        left = min(x[key] - place.width / 2 for key, place in self.places.items())
        return {key: middle - left + _PAD for key, middle in x.items()}

    def _apart(self, layer: Sequence[object], wanted: Sequence[float]) -> list[float]:
        """Keep an order and a distance: the mean of pushing to the right and pushing to the left."""
        room = [(self.places[a].width + self.places[b].width) / 2 + _GAP for a, b in pairwise(layer)]
        right, left = list(wanted), list(wanted)
        for number, distance in enumerate(room, 1):
            right[number] = max(right[number], right[number - 1] + distance)
        for number in range(len(room) - 1, -1, -1):
            left[number] = min(left[number], left[number + 1] - room[number])
        return [(one + other) / 2 for one, other in zip(right, left, strict=True)]

    def _down(self) -> list[float]:
        """Give each layer its middle."""
        middles: list[float] = []
        edge = float(_PAD)
        for layer in self.order:
            height = max((self.places[key].height for key in layer), default=0.0) + _PAD
            middles.append(edge + height / 2)
            edge += height + _LAYER
        return middles

    @property
    def size(self) -> tuple[float, float]:
        """The width and height of the picture."""
        right = max(self.x[key] + place.width / 2 for key, place in self.places.items())
        last = max((self.places[key].height for key in self.order[-1]), default=0.0)
        return right + _PAD, self.y[-1] + last / 2 + 2 * _PAD


_SWEEPS: Constant = 12


def _mean(values: Sequence[float], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise


def _turned(parts: Iterable[str], pairs: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """Find the arrows that lead back to a part that they came through."""
    onward: defaultdict[str, list[str]] = defaultdict(list)
    for source, target in pairs:
        onward[source].append(target)
    turned: set[tuple[str, str]] = set()
    done: set[str] = set()
    for root in (_START, *parts):
        stack = [(root, iter(onward[root]))] if root not in done else []
        through = {root}
        while stack:
            part, left = stack[-1]
            target = next(left, _START)  # nothing leads to the start
            if target == _START:
                stack.pop()
                through.discard(part)
                done.add(part)
            elif target in through:
                turned.add((part, target))
            elif target not in done:
                through.add(target)
                stack.append((target, iter(onward[target])))
    return turned


def _drawing(name: str, layout: _Layout, parts: Mapping[str, Part]) -> Iterator[str]:
    width, height = layout.size
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" width="{width:.0f}" height="{height:.0f}" '
        f'viewBox="0 0 {width:.0f} {height:.0f}" font-family="sans-serif" font-size="13">'
    )
    yield f"<title>{escape(name)}</title>"
    yield (
        '<defs><marker id="arrow" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" '
        'orient="auto-start-reverse"><path d="M0 0L10 5L0 10z" fill="#555"/></marker></defs>'
    )
    for pair, way in layout.ways.items():
        yield _arrow(layout, way, backwards=pair in layout.turned)
    for part, labels in layout.loops.items():
        yield from _loop(layout, part, labels)
    yield f'<circle cx="{layout.x[_START]:.1f}" cy="{layout.y[0]:.1f}" r="8" fill="#555"/>'
    for each in parts.values():
        yield from _box(layout, each)
    for key, place in layout.places.items():
        if isinstance(key, tuple):
            yield from _text(layout.x[key], layout.y[place.layer], place.lines, written_over=True)
    yield "</svg>"


def _arrow(layout: _Layout, way: Sequence[object], *, backwards: bool) -> str:
    points = [(layout.x[key], layout.y[layout.places[key].layer]) for key in way]
    points[0] = (points[0][0], points[0][1] + _half(layout, way[0]))
    points[-1] = (points[-1][0], points[-1][1] - _half(layout, way[-1]))
    path = f"M{points[0][0]:.1f} {points[0][1]:.1f}"
    for (x0, y0), (x1, y1) in pairwise(points):
        middle = (y0 + y1) / 2
        path += f"C{x0:.1f} {middle:.1f} {x1:.1f} {middle:.1f} {x1:.1f} {y1:.1f}"
    end = "start" if backwards else "end"
    return f'<path d="{path}" fill="none" stroke="#555" marker-{end}="url(#arrow)"/>'


def _half(layout: _Layout, key: object) -> float:
    return 8.0 if key == _START else (layout.places[key].height + _PAD) / 2


def _loop(layout: _Layout, part: str, labels: tuple[str, ...]) -> Iterator[str]:
    """Draw attempts that stay in a part as a loop at the right of its box."""
    y = layout.y[layout.places[part].layer]
    edge = layout.x[part] + _title_width(layout, part) / 2 + _PAD
    yield (f'<path d="M{edge:.1f} {y - 7:.1f}c22 -6 22 20 0 14" fill="none" stroke="#555" marker-end="url(#arrow)"/>')
    width = max(map(_width, labels))
    yield from _text(edge + 20 + width / 2, y, labels, written_over=False)


def _title_width(layout: _Layout, part: str) -> float:
    return _width(layout.places[part].lines[0])


def _box(layout: _Layout, part: Part) -> Iterator[str]:
    x, y = layout.x[part.name], layout.y[layout.places[part.name].layer]
    width, half = _title_width(layout, part.name) + 2 * _PAD, _half(layout, part.name)
    fill, line = _COLOURS[part.standing] if isinstance(part, Final) else ("#ffffff", "#333333")
    kind = "final" if isinstance(part, Final) else "wait" if isinstance(part, Wait) else "step"
    yield (
        f'<rect x="{x - width / 2:.1f}" y="{y - half:.1f}" width="{width:.1f}" height="{2 * half:.1f}" '
        f'rx="{_ROUNDED[kind]}" fill="{fill}" stroke="{line}"/>'
    )
    yield from _text(x, y, layout.places[part.name].lines, written_over=False)


def _text(x: float, y: float, lines: Sequence[str], *, written_over: bool) -> Iterator[str]:
    """Write lines round a middle; over an arrow they have a white edge."""
    edge = ' stroke="#fff" stroke-width="4" paint-order="stroke" font-size="12"' if written_over else ""
    top = y - _LINE * (len(lines) - 1) / 2 + 4
    for number, line in enumerate(lines):
        yield f'<text x="{x:.1f}" y="{top + number * _LINE:.1f}" text-anchor="middle"{edge}>{escape(line)}</text>'
