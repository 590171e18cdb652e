"""
One plug-in, looked at by itself: what it brings, and everything that is wrong with it.

A plug-in is a stranger's. It is imported, its hooks are held against their specifications, and what it returns against
what was asked for; nothing it does wrong may reach another plug-in or whoever asks for one. Implementations are called
one by one and in order, because only then can an error say whose it is.
"""

import inspect
from collections.abc import Callable, Iterable, Iterator
from traceback import walk_tb
from types import ModuleType
from typing import TYPE_CHECKING, cast

import attrs
import pluggy

from gridcare import hookspecs
from gridcare.attribution import own
from gridcare.codec.issues import UnreadableInput
from gridcare.deprecations import warn_of
from gridcare.errors import Fault, did_you_mean
from gridcare.extensions import StepExtension
from gridcare.hookspecs import GROUP
from gridcare.playbook import CONTRACT, Playbook

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

__all__ = ["Plugin", "examine", "examine_entry", "offers"]

Hook = Callable[..., object]
_PLAYBOOKS = "gridcare_playbooks"
_STEPS = "gridcare_steps"
_HOOKS = (_PLAYBOOKS, _STEPS)
_OFFERED_TO = "playbook"
"""The key by which a file says that it is an extension: the name of the playbook that it is for."""
_STRANGERS = (Exception, SystemExit)
"""What a stranger's code may raise without stopping anybody else; somebody's Ctrl-C is none of it."""


@attrs.frozen
class Plugin:
    """
    A plug-in that was found.

    Attributes:
        name: ``distribution:entry point``, unique among installed packages.
        version: The version of its distribution.
        playbooks: The playbooks that it brings; none while it is in quarantine.
        faults: Why it is in quarantine; empty when it is not.
        error: What it raised, with a note that names it; none when it raised nothing.
    """

    name: str
    version: str = ""
    playbooks: tuple[Playbook, ...] = ()
    faults: tuple[Fault, ...] = ()
    error: BaseException | None = attrs.field(default=None, eq=False, repr=False)
    _steps: tuple[Hook, ...] = attrs.field(default=(), eq=False, repr=False)

    @property
    def entry_point(self) -> str:
        """The name of its entry point."""
        return self.name.rpartition(":")[2]

    def __str__(self) -> str:
        return f"{self.name} {self.version}".rstrip()


def examine_entry(name: str, entry: "EntryPoint") -> Plugin:
    """
    Import and examine the plug-in that an entry point names, a module or a TOML file of a package.

    Args:
        name: ``distribution:entry point``.
        entry: The entry point; ``package:file.toml`` names a file inside the package, with a playbook or an extension.
    """
    bare = Plugin(name, entry.dist.version if entry.dist is not None else "")
    own(entry.module, str(bare), "" if entry.dist is None else f"{entry.dist.name} {entry.dist.version}")
    if (entry.attr or "").endswith(".toml"):
        return _read(bare, entry)
    try:
        module = entry.load()
    except _STRANGERS as error:
        problem = f"it cannot be imported: {type(error).__name__}: {error}{_spot(error, entry.module)}"
        return _raised(bare, error, "when it was imported", Fault("registry.import", entry.value, problem))
    return _examined(bare, module)


def examine(name: str, module: object) -> Plugin:
    """
    Examine a plug-in that is at hand.

    Args:
        name: What it is called.
        module: A module, or any other object whose attributes are hooks.
    """
    own(module.__name__ if isinstance(module, ModuleType) else type(module).__module__, name)
    return _examined(Plugin(name), module)


def offers(plugin: Plugin, playbook: Playbook) -> tuple[tuple[StepExtension, ...], Plugin | None]:
    """
    Ask a plug-in what it offers to a playbook.

    Args:
        plugin: The plug-in; one in quarantine is not asked.
        playbook: The playbook.

    Returns:
        The extensions for that playbook, and the plug-in with its faults when it failed to answer.
    """
    extensions: list[StepExtension] = []
    for hook in () if plugin.faults else plugin._steps:
        failed, brought = _called(plugin, _STEPS, hook, playbook)
        faults = [
            _type_fault(plugin.name, _STEPS, each, StepExtension) for each in brought if not _is(each, StepExtension)
        ]
        if failed or faults:
            return (), failed or attrs.evolve(plugin, playbooks=(), faults=tuple(faults))
        extensions += [each for each in brought if isinstance(each, StepExtension) and each.playbook == playbook.name]
    return tuple(extensions), None


def _is(brought: object, kind: type) -> bool:
    return isinstance(brought, kind)


def _read(plugin: Plugin, entry: "EntryPoint") -> Plugin:
    """Read a playbook, or what is offered to one, from a file inside a package."""
    from importlib.resources import files

    from gridcare.codec.documents import parse_toml  # brings a converter that most programs do without
    from gridcare.codec.playbooks import read_extension, read_playbook

    try:
        text = (files(entry.module) / entry.attr).read_bytes()
    except _STRANGERS as error:
        problem = f"it cannot be read: {type(error).__name__}: {error}"
        return _raised(plugin, error, "when it was read", Fault("registry.import", entry.value, problem))
    try:
        if _OFFERED_TO in parse_toml(text):
            offered = read_extension(text, file=entry.attr)
            return attrs.evolve(plugin, steps=(lambda playbook: [offered],))
        playbook = read_playbook(text, file=entry.attr)
    except UnreadableInput as error:
        faults = [Fault(issue.code, f"{entry.attr}, {issue.path}", issue.message) for issue in error.issues]
        return attrs.evolve(plugin, faults=tuple(faults), error=error)
    wrong = _contract_fault(plugin, playbook)
    return attrs.evolve(plugin, faults=(wrong,)) if wrong else attrs.evolve(plugin, playbooks=(playbook,))


def _spot(error: BaseException, module: str) -> str:
    """Tell the innermost line of a plug-in's own package on the way to an error; nothing where there is none."""
    if isinstance(error, SyntaxError):
        return ""  # it names its own file and line
    package = module.partition(".")[0]
    lines = [
        (frame.f_code.co_filename, line)
        for frame, line in walk_tb(error.__traceback__)
        if str(frame.f_globals.get("__name__")).partition(".")[0] == package
    ]
    return f" ({lines[-1][0]}, line {lines[-1][1]})" if lines else ""


def _raised(plugin: Plugin, error: BaseException, when: str, *faults: Fault) -> Plugin:
    error.add_note(f"raised by the plug-in '{plugin}' {when}")
    return attrs.evolve(plugin, playbooks=(), faults=(*plugin.faults, *faults), error=error)


def _examined(plugin: Plugin, module: object) -> Plugin:
    """Register one plug-in by itself, so that its faults are its own, and collect what it brings."""
    manager = pluggy.PluginManager(GROUP)
    manager.add_hookspecs(hookspecs)
    faults = [*_unknown_hooks(plugin.name, module)]
    try:
        manager.register(module, plugin.name)
    except _STRANGERS as error:
        told = str(error) if isinstance(error, pluggy.PluginValidationError) else f"{type(error).__name__}: {error}"
        faults.append(Fault("registry.hook", plugin.name, told))
        return _raised(plugin, error, "when its hooks were looked at", *faults)
    implementations = [each for hook in _HOOKS for each in getattr(manager.hook, hook).get_hookimpls()]
    faults += [fault for each in implementations for fault in _signature_faults(plugin.name, each)]
    if not implementations and not faults:
        problem = "it implements no hook; mark a function called 'gridcare_playbooks' with hookimpl"
        faults.append(Fault("registry.nothing", plugin.name, problem))
    if faults:
        return attrs.evolve(plugin, faults=tuple(faults))
    for each in implementations:
        _warn_of_hook(plugin, each)
    steps = tuple(each.function for each in manager.hook.gridcare_steps.get_hookimpls())
    bring = [each.function for each in manager.hook.gridcare_playbooks.get_hookimpls()]
    return _collected(attrs.evolve(plugin, steps=steps), bring)


def _unknown_hooks(name: str, module: object) -> Iterator[Fault]:
    """Tell marked functions that no hook is called like, and functions called almost like one that nobody marked."""
    marker = f"{GROUP}_impl"
    for each, value in (vars(module) if hasattr(module, "__dict__") else {}).items():
        if not inspect.isroutine(value):
            continue
        if hasattr(value, marker) and each not in _HOOKS:
            yield Fault("registry.hook", f"{name}/{each}", f"'{each}' is no hook{did_you_mean(each, _HOOKS)}")
        elif each in _HOOKS and not hasattr(value, marker):
            problem = f"'{each}' is not marked as an implementation; put @hookimpl above it"
            yield Fault("registry.unmarked", f"{name}/{each}", problem)


def _signature_faults(name: str, implementation: pluggy.HookImpl) -> Iterator[Fault]:
    hook = implementation.function.__name__
    for parameter in inspect.signature(implementation.function).parameters.values():
        where = f"{name}/{hook}/{parameter.name}"
        if parameter.kind is parameter.KEYWORD_ONLY:
            yield Fault("registry.parameter", where, "a hook's parameters are passed by position; remove the '*'")
        elif parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD):
            yield Fault("registry.parameter", where, "a hook takes the parameters of its specification; name them")
        elif parameter.default is not parameter.empty:
            yield Fault("registry.parameter", where, "a hook's parameter has no default; remove it")
    if implementation.hookwrapper or implementation.wrapper:
        yield Fault("registry.wrapper", name, "hooks collect values and cannot be wrapped; return playbooks instead")


def _warn_of_hook(plugin: Plugin, implementation: pluggy.HookImpl) -> None:
    hook = implementation.function.__name__
    warn_of(hook, str(plugin))
    for parameter in implementation.argnames:
        warn_of(f"{hook}({parameter})", str(plugin))


def _collected(plugin: Plugin, hooks: Iterable[Hook]) -> Plugin:
    playbooks: list[Playbook] = []
    faults: list[Fault] = []
    for hook in hooks:
        failed, brought = _called(plugin, _PLAYBOOKS, hook)
        if failed:
            return failed
        faults += [fault for each in brought if (fault := _playbook_fault(plugin, each)) is not None]
        playbooks += [each for each in brought if isinstance(each, Playbook)]
    return attrs.evolve(plugin, playbooks=() if faults else tuple(playbooks), faults=tuple(faults))


def _called(plugin: Plugin, name: str, hook: Hook, *given: object) -> tuple[Plugin | None, list[object]]:
    """Call one implementation; what it raises becomes a fault of its plug-in."""
    try:
        wanted = len(inspect.signature(hook).parameters)
        return None, list(cast("Iterable[object]", hook(*given[:wanted])))
    except _STRANGERS as error:
        fault = Fault("registry.raised", plugin.name, f"'{name}' raised {type(error).__name__}: {error}")
        return _raised(plugin, error, f"in '{name}'", fault), []


def _playbook_fault(plugin: Plugin, brought: object) -> Fault | None:
    if not isinstance(brought, Playbook):
        return _type_fault(plugin.name, _PLAYBOOKS, brought, Playbook)
    return _contract_fault(plugin, brought)


def _type_fault(name: str, hook: str, brought: object, kind: type) -> Fault:
    wanted = f"{kind.__module__}.{kind.__name__}"
    return Fault("registry.type", name, f"'{hook}' returned a {type(brought).__name__}; return {wanted} values")


def _contract_fault(plugin: Plugin, playbook: Playbook) -> Fault | None:
    if playbook.contract == CONTRACT or warn_of(f"contract {playbook.contract}", str(plugin)):
        return None
    told = f"it was written for contract {playbook.contract}, and this gridcare keeps contract {CONTRACT}"
    return Fault("registry.contract", f"{plugin.name}/{playbook.name}", told)
