"""
The public names, as committed, are those of the source.

A name is public when it stands in the ``__all__`` of a module that no part of has an underscore. `SNAPSHOT` holds a
line for each, and one for each public attribute and method of a class, read from the syntax trees: no version of Python
and no package that happens to be installed changes a line. After a change that is meant, write it anew and commit it::

    python tests/architecture/test_public_names.py
"""

import ast
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import count
from pathlib import Path
from typing import Final

import gridcare

PACKAGE: Final = Path(gridcare.__file__).parent
SNAPSHOT: Final = Path(__file__).with_name("public_names.txt")
COMMAND: Final = "python tests/architecture/test_public_names.py"

PROGRAMS: Final = ("gridcare.__main__", "gridcare.adapters.commandline", "gridcare.testing.pytest_plugin")
"""Rooms that are a program: what they promise is words, options and exit codes, and no name."""

TOLD_BY_THE_CLASS: Final = frozenset(
    "__repr__ __str__ __eq__ __hash__ __reduce__ __attrs_post_init__ __slots__".split()
)

Definition = ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef | ast.Assign | ast.AnnAssign


class Module:
    """A module: what its top level defines, and where the names that it takes from elsewhere live."""

    def __init__(self, name: str, tree: ast.Module) -> None:
        self.name = name
        self.offered: tuple[str, ...] = ()
        self.defined: dict[str, list[Definition]] = {}
        for each in tree.body:
            for target in targets(each):
                if target == "__all__" and isinstance(each, ast.Assign):
                    self.offered = tuple(ast.literal_eval(each.value))
                elif isinstance(each, Definition):
                    self.defined.setdefault(target, []).append(each)
        self.taken = {
            alias.asname or alias.name: f"{node.module}.{alias.name}"
            for node in (*tree.body, *(inner for each in tree.body if isinstance(each, ast.If) for inner in each.body))
            if isinstance(node, ast.ImportFrom)
            for alias in node.names
        }

    def lines(self) -> Iterator[str]:
        for name in self.offered:
            place = f"{self.name}.{name}"
            if name in self.defined:
                yield from told(place, self.defined[name], self)
            else:
                yield f"{place}: from {self.taken.get(name, 'nowhere')}"


def targets(node: ast.stmt) -> tuple[str, ...]:
    if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
        return (node.name,)
    if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
        return (node.target.id,)
    if isinstance(node, ast.Assign):
        return tuple(target.id for target in node.targets if isinstance(target, ast.Name))
    return ()


@cache
def modules() -> Mapping[str, Module]:
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
        name = ".".join(parts).removesuffix(".__init__")
        if not name.startswith(PROGRAMS):
            found[name] = Module(name, ast.parse(path.read_text(encoding="utf-8")))
    return found


def is_private(dotted: str) -> bool:
    return any(part.startswith("_") for part in dotted.split("."))


@cache
def public_names() -> tuple[str, ...]:
    lines = [line for name, module in modules().items() if not is_private(name) for line in module.lines()]
    return tuple(sorted(lines, key=lambda line: line.partition(": ")[::2]))


def told(place: str, nodes: list[Definition], home: Module) -> Iterator[str]:
    """Tell a name; a function with overloads is several definitions, of which the last is not told."""
    last = nodes[-1]
    if isinstance(last, ast.ClassDef):
        yield from class_lines(place, last, home)
    elif isinstance(last, ast.FunctionDef | ast.AsyncFunctionDef):
        yield function_line(place, nodes)
    else:
        yield f"{place}: constant{constant(last)}"


def function_line(place: str, nodes: Iterable[Definition], *, bound: bool = False) -> str:
    functions = [node for node in nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    told_by = [each for each in functions if "overload" in decorators(each)] or functions[-1:]
    kind = next((word for each in functions for word in decorators(each) if word in KINDS), "")
    if kind.endswith("property") and told_by[-1].returns is not None:
        return f"{place}: property -> {type_of(told_by[-1].returns)}"
    signatures = " | ".join(signature(each, bound=bound and kind != "staticmethod") for each in told_by)
    return f"{place}: {kind or ('method' if bound else 'function')} {signatures}"


KINDS: Final = frozenset("property cached_property classmethod staticmethod".split())


def signature(node: ast.FunctionDef | ast.AsyncFunctionDef, *, bound: bool) -> str:
    parameters = UNQUOTED.sub(r"\1", ast.unparse(node.args))
    if bound:
        parameters = parameters.partition(", ")[2]
    returned = f" -> {type_of(node.returns)}" if node.returns is not None else ""
    return f"{'async ' if isinstance(node, ast.AsyncFunctionDef) else ''}({parameters}){returned}"


UNQUOTED: Final = re.compile(r"(?<=: )'([^']*)'")
"""A type in quotes in a signature; whether it is quoted depends on what its module imports."""


def type_of(node: ast.expr) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ast.unparse(node)


def decorators(node: ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) -> list[str]:
    return [ast.unparse(each).rpartition(".")[2] for each in node.decorator_list]


def constant(node: Definition) -> str:
    """Tell a constant by its annotation; its value where that is a word, a number, or names a type."""
    declared = f" {type_of(node.annotation)}" if isinstance(node, ast.AnnAssign) else ""
    value = getattr(node, "value", None)
    plain = isinstance(value, ast.Constant | ast.Subscript | ast.BinOp | ast.Name | ast.Attribute)
    return f"{declared} = {ast.unparse(value)}" if value is not None and plain else declared


def class_lines(place: str, node: ast.ClassDef, home: Module) -> Iterator[str]:
    made_by = [ast.unparse(each) for each in node.decorator_list]
    how = next((words for words in made_by if words.startswith("attrs.")), "")
    how = re.sub(r",? ?field_transformer=typed", "", how).replace("()", "")  # it looks at values and shapes nothing
    bases = ", ".join(ast.unparse(each) for each in (*node.bases, *node.keywords) if not is_private(ast.unparse(each)))
    yield f"{place}: class{f'({bases})' if bases else ''}{f' @{how}' if how else ''}"
    members: dict[str, str] = {}
    for each, owner in reversed([*lineage(node, home)]):
        members |= own_members(place, each, owner)
    yield from members.values()


def lineage(node: ast.ClassDef, home: Module) -> Iterator[tuple[ast.ClassDef, Module]]:
    """Walk up from a class through its private bases, whose members have no other address."""
    yield node, home
    for base in node.bases:
        name = ast.unparse(base).partition("[")[0]
        room, _, last = home.taken.get(name, f"{home.name}.{name}").rpartition(".")
        elsewhere = modules().get(room)
        if last.startswith("_") and elsewhere is not None:
            (found,) = elsewhere.defined[last]
            assert isinstance(found, ast.ClassDef)
            yield from lineage(found, elsewhere)


def own_members(place: str, node: ast.ClassDef, home: Module) -> dict[str, str]:
    defined: dict[str, list[Definition]] = {}
    for each in node.body:
        for name in targets(each):
            if isinstance(each, Definition):
                defined.setdefault(name, []).append(each)
    how = next((ast.unparse(each) for each in node.decorator_list if ast.unparse(each).startswith("attrs.")), "")
    positions = count(1)
    found = {}
    for name, nodes in defined.items():
        last = nodes[-1]
        if isinstance(last, ast.AnnAssign) and how and not is_class_variable(last):
            line = f"{place}.{name}: {field(last, '' if 'kw_only=True' in how else next(positions))}"
        elif isinstance(last, ast.FunctionDef | ast.AsyncFunctionDef):
            line = function_line(f"{place}.{name}", nodes, bound=True)
        elif isinstance(last, ast.ClassDef):
            line = f"{place}.{name}: class"
        else:
            line = f"{place}.{name}: constant{constant(last)}"
        hidden = name.startswith("_") and not (name.startswith("__") and name.endswith("__"))
        if name not in TOLD_BY_THE_CLASS and not hidden:
            found[name] = line
    return found


def is_class_variable(node: ast.AnnAssign) -> bool:
    return ast.unparse(node.annotation).partition("[")[0].rpartition(".")[2] in ("ClassVar", "Final")


def field(node: ast.AnnAssign, position: int | str) -> str:
    """Tell a field: its place among those given by position, its type, and what it is unless given."""
    declared = type_of(node.annotation)
    given = {word.arg: ast.unparse(word.value) for word in getattr(node.value, "keywords", ())}
    if given.get("init") == "False":
        return f"attribute {declared}"
    where = "" if given.get("kw_only") == "True" else str(position)
    kind = f"field {where}".rstrip()
    default = given.get("default") or (f"{given['factory']}()" if "factory" in given else "")
    if node.value is not None and not isinstance(node.value, ast.Call):
        default = ast.unparse(node.value)
    return f"{kind}: {declared}{f' = {default}' if default else ''}"


def differences(committed: Iterable[str], found: Iterable[str]) -> str:
    """Tell what was removed, what changed and what was added, each under a heading of its own."""
    old, new = (dict(line.split(": ", 1) for line in lines if line.strip()) for lines in (committed, found))
    removed = [f"  {name}: {old[name]}" for name in old if name not in new]
    changed = [
        f"  {name}\n    was {old[name]}\n    is  {new[name]}" for name in old if new.get(name, old[name]) != old[name]
    ]
    added = [f"  {name}: {new[name]}" for name in new if name not in old]
    headings = {
        "removed; programs that use it break: deprecate it first, see docs/reference/stability.md": removed,
        "changed; programs that use it may break: say so in CHANGELOG.md under Changed": changed,
        "added": added,
    }
    return "\n".join(line for heading, lines in headings.items() if lines for line in (f"{heading}:", *lines))


def test_the_public_names_are_those_that_were_committed() -> None:
    differing = differences(SNAPSHOT.read_text(encoding="utf-8").splitlines(), public_names())
    assert not differing, f"public names differ from {SNAPSHOT.name}:\n{differing}\n\nif that is meant: {COMMAND}"


class TestSnapshot:
    """It tells what it claims to tell."""

    def test_a_line_stands_for_a_name_a_field_a_method_and_a_hook(self) -> None:
        lines = set(public_names())
        assert {
            "gridcare.Campaign: from gridcare.work.campaign.Campaign",
            "gridcare.errors.NaiveMoment.code: constant = 'naive-moment'",
            "gridcare.facts.fact.Fact.outcome: field: str = ''",
            "gridcare.hookspecs.gridcare_playbooks: function () -> Iterable[Playbook]",
            "gridcare.places.units.Unit.id: field 1: str",
            "gridcare.playbook.CONTRACT: constant = 1",
        } <= lines

    def test_what_a_private_base_brings_is_told_of_the_public_class(self) -> None:
        assert "gridcare.codec.issues.UnreadableInput.codes: property -> tuple[str, ...]" in public_names()

    def test_each_name_has_one_line(self) -> None:
        names = [line.partition(": ")[0] for line in public_names()]
        assert len(names) == len(set(names))

    def test_nothing_is_offered_from_nowhere(self) -> None:
        assert [] == [line for line in public_names() if line.endswith("from nowhere")]

    def test_a_removal_a_change_and_an_addition_are_told_apart(self) -> None:
        told = differences(["m.f: function ()", "m.g: function (a)"], ["m.g: function (b)", "m.h: function ()"])
        kinds = [line.partition(";")[0].rstrip(":") for line in told.splitlines() if not line.startswith(" ")]
        assert ["removed", "changed", "added"] == kinds
        assert "m.f" in told.partition("changed;")[0]


if __name__ == "__main__":
    SNAPSHOT.write_text("".join(f"{line}\n" for line in public_names()), encoding="utf-8")
    sys.stdout.write(f"{SNAPSHOT}: {len(public_names())} names\n")
