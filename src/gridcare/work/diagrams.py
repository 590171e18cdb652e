"""
A workflow as text that other programs draw: Mermaid for pages and notebooks, DOT for Graphviz, Markdown for people.

Only text is written here, so drawing needs no dependency. Parts are numbered, since diagram languages accept few
characters in identifiers, and labels are escaped, so that any name can be drawn.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Final as Constant

from gridcare.rules.parameters import Param, Parameters
from gridcare.timing.deadlines import NotStated
from gridcare.timing.periods import duration_text
from gridcare.work.steps import After, Enter, Final, Move, On, Part, Spent, Standing, Step, Time, Wait
from gridcare.work.table import moves_of

__all__ = ["arrows", "dot", "markdown", "mermaid"]


def mermaid(name: str, start: tuple[Enter, ...], parts: tuple[Part, ...], parameters: Parameters) -> str:
    """Write a Mermaid flow chart: steps as boxes, waits as rounded boxes, finals as stadiums by their standing."""
    ids = {part.name: f"p{number}" for number, part in enumerate(parts)}
    lines = ["---", f"title: {_quoted(name)}", "---", "flowchart TD", "  start((start))"]
    lines += [f"  {ids[part.name]}{_box(part)}" for part in parts]
    for entry in start:
        label = f"|{_quoted(str(entry.when))}|" if entry.when is not None else ""
        lines.append(f"  start -->{label} {ids[entry.part]}")
    for source, target, label in arrows(parts, parameters):
        lines.append(f"  {ids[source]} -->|{_quoted(label)}| {ids[target]}")
    for part in parts:
        if isinstance(part, Final):
            lines.append(f"  class {ids[part.name]} {_CLASSES[part.standing]}")
    return "\n".join([*lines, *_STYLES])


def dot(name: str, start: tuple[Enter, ...], parts: tuple[Part, ...], parameters: Parameters) -> str:
    """Write a Graphviz digraph of the same picture."""
    ids = {part.name: f"p{number}" for number, part in enumerate(parts)}
    lines = [f"digraph {_quoted_in_dot(name)} {{", "  start [shape=circle];"]
    lines += [
        f"  {ids[part.name]} [label={_quoted_in_dot(part.name)}, shape={_SHAPES[_kind(part)]}];" for part in parts
    ]
    for entry in start:
        label = f" [label={_quoted_in_dot(str(entry.when))}]" if entry.when is not None else ""
        lines.append(f"  start -> {ids[entry.part]}{label};")
    for source, target, label in arrows(parts, parameters):
        lines.append(f"  {ids[source]} -> {ids[target]} [label={_quoted_in_dot(label)}];")
    return "\n".join([*lines, "}"])


def markdown(name: str, start: tuple[Enter, ...], parts: tuple[Part, ...], parameters: Parameters) -> str:
    """Write the moves as a Markdown table, one row per move."""
    lines = [f"**{name}** starts at {', '.join(_entry(entry) for entry in start)}.", ""]
    lines += ["| from | on | to |", "|---|---|---|"]
    lines += [
        f"| {_cell(source)} | {_cell(label)} | {_cell(target)} |" for source, target, label in arrows(parts, parameters)
    ]
    return "\n".join(lines)


_STYLES = (
    "  classDef settled fill:#d9f0d3,stroke:#1b7837",
    "  classDef excluded fill:#eeeeee,stroke:#777777",
    "  classDef open fill:#fee8c8,stroke:#b35806",
)
_CLASSES = {Standing.SETTLED: "settled", Standing.EXCLUDED: "excluded", Standing.OPEN: "open"}
_SHAPES = {"step": "box", "wait": "ellipse", "final": "doubleoctagon"}


def _kind(part: Part) -> str:
    return "final" if isinstance(part, Final) else "wait" if isinstance(part, Wait) else "step"


def _box(part: Part) -> str:
    left, right = {"step": ("[", "]"), "wait": ("(", ")"), "final": ("([", "])")}[_kind(part)]
    return f"{left}{_quoted(part.name)}{right}"


def arrows(
    parts: tuple[Part, ...], parameters: Parameters, language: str = "en", word: Callable[[str], str] = str
) -> Iterator[tuple[str, str, str]]:
    """
    Iterate over the moves as a picture shows them: from which part, to which, and what is written on the arrow.

    Args:
        parts: The parts of a workflow.
        parameters: The values that they refer to.
        language: The code of a language; what stands between names is English unless it is ``zh``.
        word: Tells an outcome in that language.
    """
    for part in parts:
        for move in moves_of(part):
            target = part.name if isinstance(move, On) and move.again else move.go
            yield (
                part.name,
                target,
                " ".join(_label(part, move, parameters, _LABELS.get(language, _LABELS["en"]), word)),
            )


_LABELS: Constant[Mapping[str, Mapping[str, str]]] = {
    "en": {"again": "(again, {} attempts)", "after": "after {}", "spent": "attempts spent", "when": "when {}"},
    "zh": {"again": "（再次，共{}次）", "after": "满{}", "spent": "次数用完", "when": "若 {}"},
}


def _label(
    part: Part, move: Move, parameters: Parameters, labels: Mapping[str, str], word: Callable[[str], str]
) -> Iterator[str]:
    if isinstance(move, On):
        yield word(move.outcome)
        if move.again and isinstance(part, Step):
            yield labels["again"].format(_plain(part.attempts, parameters))
    elif isinstance(move, After):
        yield labels["after"].format(_time(move.delay, parameters))
    elif isinstance(move, Spent):
        yield labels["spent"]
    if move.when is not None:
        yield labels["when"].format(word(str(move.when)))


def _entry(entry: Enter) -> str:
    return f"{entry.part} when {entry.when}" if entry.when is not None else entry.part


def _plain(value: object, parameters: Parameters) -> object:
    return parameters[value.name] if isinstance(value, Param) else value


def _time(value: Time | NotStated, parameters: Parameters) -> str:
    held = _plain(value, parameters)
    return str(held) if isinstance(held, NotStated) else duration_text(held)  # type: ignore[arg-type]  # checked


def _quoted(text: str) -> str:
    """Quote a label for Mermaid, which escapes by entities."""
    escaped = text.replace("#", "#35;").replace('"', "#quot;").replace("\n", " ")
    return f'"{escaped}"'


def _quoted_in_dot(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")
    return f'"{escaped}"'


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
