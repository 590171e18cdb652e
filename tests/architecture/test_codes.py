"""
Every code of the source has a meaning in English and in Chinese, and every meaning a code.

The codes are read from the syntax trees, wherever a value with a `code` is made: a literal, the parts of an f-string,
what a function of the module is called with or answers. What cannot be read so stands in `DRAWN`.
"""

import ast
import re
from collections.abc import Iterator, Mapping
from functools import cache, cached_property
from itertools import product
from pathlib import Path
from typing import Final

import gridcare
from gridcare.codec import cells
from gridcare.codec.scalars import TEXT_FORMS
from gridcare.explanation.codes import CODES, SUBJECTS
from gridcare.reporting import filings, standings

PACKAGE: Final = Path(gridcare.__file__).parent

OTHER: Final = {
    "Candidate": "a slip, worded in gridcare.reporting.phrases",
    "Check": "one part of a decision, whose reason is told",
    "CodeDescription": "of a unit",
    "Estimate": "a message of the command line",
    "Language": "of a language",
    "Mismatched": "an expectation, worded in gridcare.testing.telling",
    "Missing": "an answer that is owed",
    "Reason": "of not knowing, worded in gridcare.reporting.phrases",
    "Recoded": "of a unit",
    "Slip": "a candidate, worded in gridcare.reporting.phrases",
    "Unit": "of a unit",
}
"""Classes whose `code` is no code of an exception, a fault or a finding."""

KINDS_OF_CELL: Final = frozenset(each.name for each in vars(cells).values() if isinstance(each, cells.CellKind))
ANSWERS: Final = (ast.Return, ast.Yield, ast.YieldFrom)
DRAWN: Final[Mapping[str, frozenset[str]]] = {
    "codec.cells: self.name": KINDS_OF_CELL | {cells.words({}).name},
    "codec.scalars: self.name": frozenset(form.name for form in TEXT_FORMS.values()),
    "facts.questionnaire: problem[0]": frozenset({"type", "choice", "bounds"}),
    "reporting.standings: problem": frozenset(vars(standings)["_PROBLEMS"]),
    "reporting.filings: number": frozenset(vars(filings)["_PROBLEMS"]),
    "work.answers: fault.code.rpartition('.')[2]": frozenset(
        {"forbidden", "unknown-field", "member", "type", "choice", "bounds"}
    ),
}
"""What is no literal, with all that it may be."""


class Source:
    """A module, with what its functions are called with and answer."""

    def __init__(self, name: str, tree: ast.Module) -> None:
        self.name = name
        self.nodes = tuple(ast.walk(tree))
        self.above = {child: node for node in self.nodes for child in ast.iter_child_nodes(node)}
        self.unread: list[str] = []

    @cached_property
    def calls(self) -> Mapping[str, list[ast.Call]]:
        found: dict[str, list[ast.Call]] = {}
        for node in self.nodes:
            if isinstance(node, ast.Call):
                found.setdefault(called(node), []).append(node)
        return found

    def codes(self, kinds: Mapping[str, int]) -> Iterator[str]:
        """Give the codes of exceptions that are declared, and of values that are made."""
        for node in self.nodes:
            if isinstance(node, ast.ClassDef):
                yield from (each for each in map(own_code, node.body) if each)
        for kind, position in kinds.items():
            for call in self.calls.get(kind, ()):
                given = argument(call, "code", position)
                if given is not None:
                    yield from self.values(given)

    def values(self, node: ast.expr, seen: frozenset[tuple[str, str]] = frozenset()) -> frozenset[str]:
        """Tell which texts an expression may be; none for the code of another value, which is read where it is made."""
        drawn = DRAWN.get(f"{self.name}: {ast.unparse(node)}")
        if drawn is not None:
            return drawn
        match node:
            case ast.Constant(value=str() as text):
                return frozenset({text})
            case ast.Constant() | ast.Attribute(attr="code"):
                return frozenset()
            case ast.FormattedValue(value=inner):
                return self.values(inner, seen)
            case ast.JoinedStr(values=parts):
                return frozenset(map("".join, product(*(self.values(part, seen) for part in parts))))
            case ast.IfExp(body=one, orelse=other):
                return self.values(one, seen) | self.values(other, seen)
            case ast.Starred(value=inner) | ast.NamedExpr(value=inner):
                return self.values(inner, seen)
            case ast.Tuple(elts=[first, *_]):
                return self.values(first, seen)
            case ast.Subscript(value=ast.Name() as name):
                return self.named(name, seen)
            case ast.Name():
                return self.named(node, seen)
            case ast.Call(func=ast.Name(id="list" | "tuple" | "sorted"), args=[inner]):
                return self.values(inner, seen)
            case ast.Call() if (key := (called(node), "answers")) in seen:
                return frozenset()
            case ast.Call() if (answers := self.answers(called(node))) is not None:
                return frozenset().union(*(self.values(each, seen | {key}) for each in answers))
        self.unread.append(f"{self.name}:{node.lineno}: {ast.unparse(node)}")
        return frozenset()

    def answers(self, function: str) -> list[ast.expr] | None:
        """Give what the functions of a name return or yield."""
        alike = [node for node in self.nodes if isinstance(node, ast.FunctionDef) and node.name == function]
        inside = [each for function in alike for each in ast.walk(function) if isinstance(each, ANSWERS)]
        found = [each.value for each in inside if each.value is not None]
        return [deep for each in found for deep in elements(each)] if alike else None

    def named(self, name: ast.Name, seen: frozenset[tuple[str, str]]) -> frozenset[str]:
        """Tell what a name may be: a parameter, what it is assigned in its function, or a constant of the module."""
        scope: ast.AST | None = name
        while (scope := self.above.get(scope)) is not None if scope is not None else False:
            if not isinstance(scope, ast.FunctionDef | ast.Module):
                continue
            if isinstance(scope, ast.FunctionDef) and name.id in parameters(scope):
                return self.passed(scope, name.id, seen)
            found = list(bindings(scope, name.id))
            if found:
                key = (getattr(scope, "name", ""), name.id)
                if key in seen:
                    return frozenset()
                return frozenset().union(*(self.values(each, seen | {key}) for each in found))
        self.unread.append(f"{self.name}:{name.lineno}: {name.id}")
        return frozenset()

    def passed(self, function: ast.FunctionDef, name: str, seen: frozenset[tuple[str, str]]) -> frozenset[str]:
        """Tell what is given for a parameter, wherever the module calls its function."""
        key = (function.name, name)
        if key in seen:
            return frozenset()
        names = parameters(function)
        found: frozenset[str] = frozenset()
        for call in self.calls.get(function.name, ()):
            bound = names[0] in ("self", "cls") and isinstance(call.func, ast.Attribute)
            starred = next((each for each in call.args if isinstance(each, ast.Starred)), None)
            given = starred or argument(call, name, names.index(name) - bound)
            if given is not None:
                found |= self.values(given, seen | {key})
        if not found:
            self.unread.append(f"{self.name}:{function.lineno}: {name} of {function.name}")
        return found


def called(node: ast.Call) -> str:
    return getattr(node.func, "id", "") or getattr(node.func, "attr", "")


def argument(call: ast.Call, name: str, position: int) -> ast.expr | None:
    by_name = (word.value for word in call.keywords if word.arg == name)
    return next(by_name, call.args[position] if 0 <= position < len(call.args) else None)


def parameters(function: ast.FunctionDef) -> list[str]:
    given = function.args
    return [each.arg for each in (*given.posonlyargs, *given.args, *given.kwonlyargs)]


def own_code(node: ast.stmt) -> str:
    """Return the code that a class declares as its own."""
    target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
    value = getattr(node, "value", None)
    declared = isinstance(target, ast.Name) and target.id == "code" and isinstance(value, ast.Constant)
    return str(value.value) if declared and isinstance(value, ast.Constant) else ""


def elements(node: ast.expr) -> Iterator[ast.expr]:
    """Give the rows of a table that is written out, else the expression itself; nothing for nothing."""
    match node:
        case ast.Constant(value=None):
            return
        case ast.Tuple(elts=[ast.Tuple(), *_] as rows) | ast.List(elts=rows):
            yield from rows
        case _:
            yield node


def bindings(scope: ast.FunctionDef | ast.Module, name: str) -> Iterator[ast.expr]:
    """Give what a name is bound to in a function, or at the top of a module, in assignments and in loops."""
    inside = ast.walk(scope) if isinstance(scope, ast.FunctionDef) else iter(scope.body)
    for node in inside:
        match node:
            case ast.Assign(targets=targets, value=value):
                pairs = [(target, value) for target in targets]
            case ast.AnnAssign(target=target, value=ast.expr() as value) | ast.NamedExpr(target=target, value=value):
                pairs = [(target, value)]
            case (
                ast.For(target=target, iter=ast.Tuple(elts=rows))
                | ast.comprehension(target=target, iter=ast.Tuple(elts=rows))
            ):
                pairs = [(target, row) for row in rows]
            case ast.For(target=target, iter=value) | ast.comprehension(target=target, iter=value):
                pairs = [(target, value)]
            case _:
                continue
        for target, value in pairs:
            yield from bound(target, value, name)


def bound(target: ast.expr, value: ast.expr, name: str) -> Iterator[ast.expr]:
    if isinstance(target, ast.Name) and target.id == name:
        yield value
    elif isinstance(target, ast.Tuple):
        names = [getattr(each, "id", "") for each in target.elts]
        if name in names and isinstance(value, ast.Tuple) and len(value.elts) == len(names):
            yield value.elts[names.index(name)]
        elif name == names[0]:
            yield value


def sources() -> tuple[Source, ...]:
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        if not {"template", "strategies", "meanings"} & set(parts):
            found.append(Source(".".join(parts), ast.parse(path.read_text(encoding="utf-8"))))
    return tuple(found)


def kinds(modules: tuple[Source, ...]) -> Mapping[str, int]:
    """Find the classes with a code, each with the place of the code among its arguments."""
    found = {"Fault": 0}
    for module in modules:
        for node in module.nodes:
            if isinstance(node, ast.ClassDef) and node.name not in OTHER:
                fields = [each for each in node.body if isinstance(each, ast.AnnAssign)]
                told = [f"{ast.unparse(each.target)}: {ast.unparse(each.annotation)}" for each in fields]
                found |= {node.name: told.index("code: str")} if "code: str" in told else {}
    return found


@cache
def used() -> tuple[Mapping[str, str], tuple[str, ...]]:
    """Tell which module uses each code, and what could not be read as one."""
    modules = sources()
    having = kinds(modules)
    told = {code: module.name for module in modules for code in module.codes(having) if code}
    return told, tuple(each for module in modules for each in module.unread)


def test_every_code_can_be_read_from_the_source() -> None:
    unread = list(used()[1])
    assert [] == unread, "write the code as a literal, or add what it may be to DRAWN"


def test_every_code_has_a_meaning() -> None:
    lacking = sorted(f"{code} ({module})" for code, module in used()[0].items() if code not in CODES)
    assert [] == lacking, "give each a line in English and in Chinese in gridcare.explanation.meanings"


def test_every_meaning_has_a_code() -> None:
    unused = sorted(set(CODES) - set(used()[0]))
    assert [] == unused, "nothing uses these any more; remove them from their room of meanings"


def test_no_code_stands_in_two_rooms() -> None:
    assert sum(map(len, SUBJECTS.values())) == len(CODES)


def test_each_meaning_is_one_line_in_each_language() -> None:
    faults = [
        code
        for code, (english, chinese) in CODES.items()
        if not (
            re.fullmatch(r"[A-Z'][^\n\u3000-\u9fff]{5,109}\.", english.replace("是 or 否", "x"))
            and re.fullmatch(r"[^\n.;,]{4,59}。", re.sub(r"[\x21-\x7e][\x20-\x7e]*", "x", chinese))
            and re.search(r"[\u4e00-\u9fff]", chinese)
        )
    ]
    assert [] == faults, "an English sentence of one line with a full stop, and a Chinese one with a 。"


def test_the_codes_that_everybody_meets_are_found() -> None:
    found = set(used()[0])
    assert {"naive-moment", "workflow.unreachable", "variant", "cell.day", "approval.waiting", "lineage.cycle"} <= found
    assert len(found) > 600
