"""
Does a line know its room? Six cheap tests over the syntax trees of the installed package, and a few more of their kind.

Each test collects every fault as ``place: what is wrong, what to do`` and shows them together.
"""

import ast
import re
import sys
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import attrs

import gridcare

PACKAGE: Final = Path(gridcare.__file__).parent
PYPROJECT: Final = Path(__file__).parents[2] / "pyproject.toml"
WINGS: Final = ("timing", "rules", "facts", "places", "people", "work", "reporting")
GUESTS: Final = ("__main__", "plugins", "testing", "adapters")


@attrs.frozen
class Room:
    """One module of the package: its dotted name without the package's own, and its tree."""

    name: str
    tree: ast.Module
    nodes: tuple[ast.AST, ...]

    @property
    def floor(self) -> str:
        return self.name.partition(".")[0]

    def at(self, node: ast.stmt | ast.expr | ast.alias) -> str:
        return f"gridcare.{self.name}:{node.lineno}"

    def imports(self) -> Iterator[tuple[str, ast.Import | ast.ImportFrom]]:
        """Every module imported anywhere in the room, also under TYPE_CHECKING and in functions."""
        for node in self.nodes:
            if isinstance(node, ast.Import):
                for alias in node.names:
                    yield alias.name, node
            elif isinstance(node, ast.ImportFrom) and node.module == "gridcare":
                for alias in node.names:
                    yield f"gridcare.{alias.name}", node
            elif isinstance(node, ast.ImportFrom) and node.module:
                yield node.module, node

    def strings(self) -> Iterator[tuple[str, ast.expr]]:
        """String constants that are neither a docstring nor given as an example."""
        told = {id(node.value) for node in self.nodes if isinstance(node, ast.Expr)}
        told |= {id(node.value) for node in self.nodes if isinstance(node, ast.keyword) and node.arg == "example"}
        for node in self.nodes:
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
                yield node.value, node

    def public(self) -> tuple[str, ...] | None:
        """The names in ``__all__``, or none when there is no ``__all__``."""
        for node in self.tree.body:
            if isinstance(node, ast.Assign) and any(
                isinstance(t, ast.Name) and t.id == "__all__" for t in node.targets
            ):
                return tuple(ast.literal_eval(node.value))
        return None

    def definitions(self) -> dict[str, ast.stmt]:
        """What the top level of the room defines, by name."""
        found: dict[str, ast.stmt] = {}
        for node in self.tree.body:
            if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                found[node.name] = node  # the last, past its overloads
            elif isinstance(node, ast.Assign):
                found.update({t.id: node for t in node.targets if isinstance(t, ast.Name)})
            elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                found[node.target.id] = node
        return found


def read() -> tuple[Room, ...]:
    rooms = []
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        tree = ast.parse(path.read_text(encoding="utf-8"))
        rooms.append(Room(".".join(parts), tree, tuple(ast.walk(tree))))
    return tuple(rooms)


HOUSE: Final = read()
ROOMS: Final = tuple(room for room in HOUSE if not room.name.endswith("__init__"))
CORE: Final = tuple(room for room in ROOMS if room.floor not in GUESTS)
BY_NAME: Final = {room.name: room for room in ROOMS}


def none_of(faults: list[str]) -> None:
    assert not faults, "\n" + "\n".join(faults)


def test_there_is_a_house_to_look_at() -> None:
    assert len(CORE) >= 3
    assert {"errors", "attributes", "facts.fact"} <= set(BY_NAME)


class TestWord:
    """Each noun is defined in one room, and has one address."""

    def test_no_two_rooms_define_the_same_public_class(self) -> None:
        homes: dict[str, str] = {}
        faults = []
        for room in ROOMS:
            for name, node in room.definitions().items():
                if not isinstance(node, ast.ClassDef) or name.startswith("_"):
                    continue
                if name in homes:
                    faults.append(
                        f"{room.at(node)}: '{name}' is defined in gridcare.{homes[name]} too; one noun, one room"
                    )
                homes.setdefault(name, room.name)
        none_of(faults)

    def test_a_room_offers_only_what_it_defines(self) -> None:
        faults = []
        for room in ROOMS:
            stray = sorted(set(room.public() or ()) - set(room.definitions()))
            faults += [f"gridcare.{room.name}: __all__ holds '{name}', which lives elsewhere" for name in stray]
        none_of(faults)

    def test_every_room_says_what_it_offers(self) -> None:
        none_of([f"gridcare.{room.name}: has no __all__" for room in ROOMS if room.public() is None])

    def test_the_door_of_a_wing_holds_only_a_docstring(self) -> None:
        wings = [room for room in HOUSE if room.name in {f"{wing}.__init__" for wing in WINGS}]
        assert len(wings) == len(WINGS)
        none_of([f"gridcare.{room.name}: holds more than a docstring" for room in wings if len(room.tree.body) != 1])

    def test_no_room_is_called_a_lumber_room(self) -> None:
        lumber = {"utils", "util", "helpers", "helper", "common", "base", "manager", "misc", "types", "core"}
        none_of(
            [f"gridcare.{room.name}: name it after its noun" for room in ROOMS if lumber & set(room.name.split("."))]
        )


class TestStack:
    """Imports go down only; the floors are those of pyproject.toml."""

    def floors(self) -> dict[str, int]:
        contracts = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
        (stack,) = (contract for contract in contracts if contract["id"] == "stack")
        layers = [re.findall(r"\w+", layer) for layer in reversed(stack["layers"])]
        return {name: height for height, layer in enumerate(layers) for name in layer}

    def test_no_import_goes_up(self) -> None:
        floors = self.floors()
        faults = []
        for room in ROOMS:
            for module, node in room.imports():
                top, _, rest = module.partition(".")
                floor = rest.partition(".")[0]
                if top != "gridcare" or floor == room.floor:
                    continue
                if floor not in floors:
                    faults.append(f"{room.at(node)}: import from the room itself, not from '{module}'")
                elif floors[floor] >= floors[room.floor]:
                    faults.append(
                        f"{room.at(node)}: '{room.floor}' must not know '{module}', which stands above or beside it"
                    )
        none_of(faults)


MEDICAL: Final = (
    "patient symptom temperature fever quarantine isolation disease infection exposure test vaccine"
).split()
WORK: Final = "campaign workflow case certificate".split()
REPORTS: Final = "filing filings indicator rollup bulletin ledger".split()
PEOPLE: Final = "household resident person subject team role".split()
HOST: Final = "playbook registry plugin pluggy toml json csv".split()
UPSTAIRS: Final = {
    "errors": [*MEDICAL, *WORK, *REPORTS, *PEOPLE, "journal", "hierarchy"],
    "attributes": [*MEDICAL, *WORK, *REPORTS, *PEOPLE, *HOST, "journal", "hierarchy"],
    "titles": [*MEDICAL, *WORK, *REPORTS, *PEOPLE, *HOST, "journal", "hierarchy"],
    "timing": [*MEDICAL, *WORK, *REPORTS, *PEOPLE, *HOST, "journal", "hierarchy"],
    "rules": [*MEDICAL, *WORK, *REPORTS, *HOST, "household", "resident", "journal", "hierarchy"],
    "facts": [*MEDICAL, *WORK, *REPORTS, *HOST, "hierarchy", "unit"],
    "places": [*MEDICAL, *WORK, *REPORTS, *HOST, "household", "resident", "journal"],
    "people": [*MEDICAL, *WORK, *REPORTS, *HOST],
    "work": [*REPORTS, *HOST],
    "reporting": HOST,
}


class TestVocabulary:
    """A low room has no word from upstairs."""

    def words(self, identifier: str) -> set[str]:
        return set(re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", identifier).lower().split("_"))

    def identifiers(self, room: Room) -> Iterator[tuple[str, ast.stmt | ast.expr | ast.arg]]:
        for node in room.nodes:
            if isinstance(node, ast.Name):
                yield node.id, node
            elif isinstance(node, ast.Attribute):
                yield node.attr, node
            elif isinstance(node, ast.arg):
                yield node.arg, node
            elif isinstance(node, ast.ClassDef | ast.FunctionDef):
                yield node.name, node

    def test_no_word_comes_from_upstairs(self) -> None:
        faults = set()
        for room in CORE:
            upstairs = set(UPSTAIRS.get(room.floor, ()))
            for identifier, node in self.identifiers(room):
                for word in sorted(self.words(identifier) & upstairs):
                    where = f"gridcare.{room.name}:{node.lineno}"
                    faults.add(f"{where}: '{identifier}' says '{word}', a word from above '{room.floor}'")
        none_of(sorted(faults))


class TestDoor:
    """One room per third-party package; everything else is the standard library or ours."""

    DOORS: Final = {
        "attrs": lambda _: True,
        "cattrs": lambda room: room.name == "codec.plain",
        "pluggy": lambda room: room.name in {"hookspecs", "examination"},
        "dateutil": lambda room: room.name == "timing.periods",
        "rich": lambda room: room.floor == "adapters",
        "ortools": lambda room: room.name == "adapters.rostering",
        "pypinyin": lambda room: room.name == "adapters.pinyin",
        "rapidfuzz": lambda room: room.name == "adapters.similarity",
        "hypothesis": lambda room: room.floor == "testing",
        "pytest": lambda room: room.floor == "testing",
    }

    def test_every_stranger_comes_in_by_its_door(self) -> None:
        known = {"gridcare", "__future__", *sys.stdlib_module_names}
        doors: dict[str, Callable[[Room], bool]] = dict(self.DOORS)
        faults = []
        for room in HOUSE:
            for module, node in room.imports():
                top = module.partition(".")[0]
                if top in known or (top in doors and doors[top](room)):
                    continue
                why = "has its door elsewhere" if top in doors else "is no dependency of gridcare"
                faults.append(f"{room.at(node)}: '{top}' {why}")
        none_of(faults)

    def test_a_room_takes_from_another_what_it_offers(self) -> None:
        faults = []
        for room in ROOMS:
            for node in room.nodes:
                if not isinstance(node, ast.ImportFrom) or not node.module or not node.module.startswith("gridcare."):
                    continue
                target = BY_NAME.get(node.module.removeprefix("gridcare."))
                if target is None or target.floor == room.floor:
                    continue
                offered = set(target.public() or ())
                faults += [
                    f"{room.at(node)}: '{alias.name}' is not in the __all__ of {node.module}; ask for a public name"
                    for alias in node.names
                    if alias.name not in offered
                ]
        none_of(faults)


class TestNumber:
    """Numbers of a rule and words of a locality stand in plug-ins and tests only."""

    DURATION: Final = re.compile(r"[1-9]\d*\s*(m|min|minutes?|h|hours?|d|days?|w|weeks?)")
    LOCALITY: Final = frozenset(
        "province prefecture county district street township town village community committee grid patch lane "
        "compound courtyard building stairwell floor hubei wuhan yanji ningbo police".split()
    )
    RULES: Final = frozenset({14, 21, 48, 72, 37.3})

    def test_no_duration_is_fixed_in_the_core(self) -> None:
        none_of(
            [
                f"{room.at(node)}: '{text}' is a number of some rule; make it a parameter"
                for room in CORE
                for text, node in room.strings()
                if self.DURATION.fullmatch(text)
            ]
        )

    def test_no_level_or_place_is_named_in_the_core(self) -> None:
        none_of(
            [
                f"{room.at(node)}: '{text}' is a word of some locality; let the playbook bring it"
                for room in CORE
                for text, node in room.strings()
                if text.lower() in self.LOCALITY
            ]
        )

    def test_no_threshold_is_fixed_in_the_core(self) -> None:
        none_of(
            [
                f"{room.at(node)}: {node.value} is a number of some rule; make it a parameter"
                for room in CORE
                for node in room.nodes
                if isinstance(node, ast.Constant) and type(node.value) in {int, float} and node.value in self.RULES
            ]
        )


class TestClock:
    """The core reads no clock, file, network, environment or chance, and prints nothing."""

    MODULES: Final = frozenset(
        "asyncio concurrent getpass glob http io locale logging multiprocessing os pathlib platform random "
        "secrets select shutil socket sqlite3 ssl subprocess sys tempfile threading time urllib uuid".split()
    )
    CALLS: Final = frozenset({"open", "print", "input", "breakpoint", "eval", "exec", "compile", "__import__"})
    CLOCKS: Final = frozenset({"now", "today", "utcnow", "localtime"})
    ALLOWED: Final = frozenset({("codec", "io")})  # csv reads from a stream of text

    def test_no_import_opens_the_world(self) -> None:
        none_of(
            [
                f"{room.at(node)}: '{module}' reaches outside; take what is needed as an argument"
                for room in CORE
                for module, node in room.imports()
                if module.partition(".")[0] in self.MODULES and (room.floor, module) not in self.ALLOWED
            ]
        )

    def test_no_call_opens_the_world(self) -> None:
        faults = []
        for room in CORE:
            shadowed = set(room.definitions())
            for node in room.nodes:
                if not isinstance(node, ast.Call):
                    continue
                called = node.func
                if isinstance(called, ast.Name) and called.id in self.CALLS - shadowed:
                    faults.append(f"{room.at(node)}: {called.id}() has no place in the core")
                elif isinstance(called, ast.Attribute) and called.attr in self.CLOCKS:
                    faults.append(f"{room.at(node)}: .{called.attr}() is a clock; take the moment as an argument")
        none_of(faults)


class TestValues:
    """What is declared or recorded is a frozen attrs class with tuples inside; what changes is no attrs class."""

    MUTABLE: Final = re.compile(r"\b(list|dict|set|List|Dict|Set|MutableMapping|MutableSequence|bytearray)\b")

    def attrs_classes(self) -> Iterator[tuple[Room, ast.ClassDef, bool]]:
        for room in ROOMS:
            for node in room.nodes:
                if isinstance(node, ast.ClassDef):
                    for decorator in node.decorator_list:
                        words = ast.unparse(decorator)
                        if words.partition("(")[0] in {"attrs.define", "attrs.mutable", "define", "mutable"}:
                            yield room, node, "frozen=True" in words
                        elif words.partition("(")[0] in {"attrs.frozen", "frozen"}:
                            yield room, node, True

    def test_values_are_frozen(self) -> None:
        none_of(
            [
                f"{room.at(node)}: '{node.name}' is not frozen"
                for room, node, frozen in self.attrs_classes()
                if not frozen
            ]
        )

    def test_values_hold_tuples(self) -> None:
        faults = []
        for room, node, frozen in self.attrs_classes():
            if not frozen or node.name.startswith("_"):
                continue
            for field in node.body:
                if not isinstance(field, ast.AnnAssign) or "init=False" in ast.unparse(field):
                    continue
                if self.MUTABLE.search(ast.unparse(field.annotation)):
                    where = f"{room.at(field)}: '{node.name}.{ast.unparse(field.target)}'"
                    faults.append(f"{where} is a {ast.unparse(field.annotation)}; hold a tuple or a frozen mapping")
        none_of(faults)


class TestLeftovers:
    """Nothing is left open, and everything public says what it means."""

    def test_nothing_is_left_to_do(self) -> None:
        left = re.compile(r"\b(TODO|FIXME|XXX|HACK|NotImplementedError)\b|type: ignore(?!\[)|# noqa(?!:)")
        faults = []
        for path in sorted(PACKAGE.rglob("*.py")):
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                if found := left.search(line):
                    faults.append(f"{path.relative_to(PACKAGE)}:{number}: '{found.group()}'")
        none_of(faults)

    def test_every_room_explains_itself(self) -> None:
        none_of([f"gridcare.{room.name}: has no docstring" for room in HOUSE if not ast.get_docstring(room.tree)])

    def test_every_public_class_and_function_explains_itself(self) -> None:
        faults = []
        for room in ROOMS:
            for name in room.public() or ():
                node = room.definitions().get(name)
                if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and not ast.get_docstring(
                    node
                ):
                    faults.append(f"{room.at(node)}: '{name}' has no docstring")
        none_of(faults)

    def test_no_room_has_outgrown_its_walls(self) -> None:
        limit = 700
        none_of(
            [
                f"gridcare.{room.name}: {room.tree.body[-1].end_lineno} lines, split it at {limit}"
                for room in ROOMS
                if room.tree.body and (room.tree.body[-1].end_lineno or 0) > limit
            ]
        )
