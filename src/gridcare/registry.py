"""
Which methods are installed, and which of them can be trusted to be what they say.

Nothing is discovered when gridcare is imported. A host loads a registry when it wants one, and it holds the playbooks
of every package that names a plug-in under the entry-point group ``gridcare``, the built-in localities among them. A
plug-in that cannot be imported, breaks the contract or returns something else than playbooks is put in *quarantine*
with every reason; it fails whoever asks for it and nobody else. Playbooks are chosen by name, never by the order in
which packages happen to be installed; two of one name are a conflict that names both providers.
"""

import inspect
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Self, cast

import attrs
import pluggy

from gridcare import hookspecs
from gridcare.errors import Fault, GridcareError, UnknownName, did_you_mean
from gridcare.hookspecs import GROUP
from gridcare.playbook import CONTRACT, Playbook

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

__all__ = ["Plugin", "Quarantined", "Registry"]


@attrs.frozen
class Plugin:
    """
    A plug-in that was found.

    Attributes:
        name: ``distribution:entry point``, unique among installed packages.
        version: The version of its distribution.
        playbooks: The playbooks that it brings; none while it is in quarantine.
        faults: Why it is in quarantine; empty when it is not.
    """

    name: str
    version: str = ""
    playbooks: tuple[Playbook, ...] = ()
    faults: tuple[Fault, ...] = ()

    @property
    def entry_point(self) -> str:
        """The name of its entry point."""
        return self.name.rpartition(":")[2]

    def __str__(self) -> str:
        return f"{self.name} {self.version}".rstrip()


class Quarantined(GridcareError, LookupError):
    """A playbook was asked for whose plug-in is in quarantine, or that two plug-ins claim."""

    code = "quarantined"

    def __init__(self, name: str, plugins: Iterable[Plugin], faults: Iterable[Fault]) -> None:
        self.name = name
        self.plugins = tuple(plugins)
        self.faults = tuple(faults)
        whose = " and ".join(f"'{plugin}'" for plugin in self.plugins)
        told = "; ".join(map(str, self.faults))
        super().__init__(f"'{name}' cannot be used, because {whose} is at fault: {told}")


@attrs.frozen(repr=False)
class Registry:
    """
    The playbooks of the plug-ins that were found.

    >>> registry = Registry.load()
    >>> registry.playbook("four-step").titles[0]
    ('zh', '人员排查“四步工作法”')

    Attributes:
        plugins: Every plug-in that was found, sorted by name, those in quarantine among them.
    """

    plugins: tuple[Plugin, ...] = ()

    @classmethod
    def load(
        cls,
        *,
        allow: Collection[str] | None = None,
        deny: Collection[str] = (),
        extra: Mapping[str, object] | None = None,
        installed: bool = True,
    ) -> Self:
        """
        Find and check plug-ins.

        Args:
            allow: The plug-ins to load, as ``distribution:entry point`` or entry point alone; none means all.
            deny: The plug-ins to leave out, named alike; it wins over `allow`.
            extra: Plug-ins that no package names, such as a module under test, by name.
            installed: Whether to look for installed plug-ins at all.
        """
        found = {f"{_distribution(each)}:{each.name}": each for each in _installed() if installed}
        names = sorted({*found, *(extra or {})})
        wanted = [name for name in names if _matches(name, allow) and not (deny and _matches(name, deny))]
        given = extra or {}
        plugins = [_given(name, given[name]) if name in given else _loaded(name, found[name]) for name in wanted]
        return cls(tuple(plugins))

    def __repr__(self) -> str:
        return f"Registry({', '.join(self.playbooks)})"

    @property
    def quarantined(self) -> tuple[Plugin, ...]:
        """The plug-ins in quarantine."""
        return tuple(plugin for plugin in self.plugins if plugin.faults)

    @property
    def playbooks(self) -> Mapping[str, Playbook]:
        """The playbooks that can be used, by name in sorted order."""
        return {name: owners[0][1] for name, owners in sorted(self._offers().items()) if len(owners) == 1}

    def playbook(self, name: str) -> Playbook:
        """
        Return a playbook by its name.

        Raises:
            Quarantined: When the plug-in that bears the name is in quarantine, or two plug-ins claim it.
            UnknownName: When no plug-in brings one of that name.
        """
        owners = self._offers().get(name, [])
        if len(owners) == 1:
            return owners[0][1]
        if owners:
            claimed = Fault(
                "registry.conflict", name, "several plug-ins bring a playbook of this name; deny all but one"
            )
            raise Quarantined(name, (plugin for plugin, _ in owners), [claimed])
        for plugin in self.quarantined:
            if name in (plugin.entry_point, plugin.name):
                raise Quarantined(name, [plugin], plugin.faults)
        raise UnknownName("playbook", name, self.playbooks)

    def provider(self, name: str) -> Plugin:
        """
        Return the plug-in that brings a playbook.

        Raises:
            UnknownName: When no plug-in brings one of that name.
        """
        for plugin, playbook in self._offers().get(name, []):
            if playbook.name == name:
                return plugin
        raise UnknownName("playbook", name, self.playbooks)

    def _offers(self) -> dict[str, list[tuple[Plugin, Playbook]]]:
        offers: dict[str, list[tuple[Plugin, Playbook]]] = {}
        for plugin in self.plugins:
            for playbook in plugin.playbooks:
                offers.setdefault(playbook.name, []).append((plugin, playbook))
        return offers


def _installed() -> "Iterator[EntryPoint]":
    from importlib.metadata import entry_points  # dozens of modules that most programs do without

    yield from entry_points(group=GROUP)


def _distribution(entry: "EntryPoint") -> str:
    return entry.dist.name if entry.dist is not None else "unknown"


def _matches(name: str, names: Collection[str] | None) -> bool:
    return names is None or name in names or name.rpartition(":")[2] in names


def _loaded(name: str, entry: "EntryPoint") -> Plugin:
    version = entry.dist.version if entry.dist is not None else ""
    try:
        module = entry.load()
    except Exception as error:  # whatever a stranger's module raises is its own fault, not the host's
        fault = Fault("registry.import", entry.value, f"it cannot be imported: {type(error).__name__}: {error}")
        return Plugin(name, version, faults=(fault,))
    return attrs.evolve(_given(name, module), version=version)


def _given(name: str, module: object) -> Plugin:
    """Register one plug-in by itself, so that its faults are its own, and collect what it brings."""
    manager = pluggy.PluginManager(GROUP)
    manager.add_hookspecs(hookspecs)
    try:
        manager.register(module, name)
        manager.check_pending()
    except (pluggy.PluginValidationError, ValueError, TypeError) as error:
        return Plugin(name, faults=(Fault("registry.hook", name, f"{error}{_known_hooks(module)}"),))
    faults = [
        fault for implementation in _implementations(manager) for fault in _signature_faults(name, implementation)
    ]
    if faults:
        return Plugin(name, faults=tuple(faults))
    return _collected(name, manager)


def _known_hooks(module: object) -> str:
    hooks = [each for each in vars(hookspecs) if each.startswith(f"{GROUP}_")]
    for each in vars(module) if hasattr(module, "__dict__") else ():
        if each.startswith(GROUP) and each not in hooks:
            return did_you_mean(each, hooks)
    return ""


def _implementations(manager: pluggy.PluginManager) -> list[pluggy.HookImpl]:
    return list(manager.hook.gridcare_playbooks.get_hookimpls())


def _signature_faults(name: str, implementation: pluggy.HookImpl) -> Iterator[Fault]:
    for parameter in inspect.signature(implementation.function).parameters.values():
        where = f"{name}/{implementation.function.__name__}/{parameter.name}"
        if parameter.kind is parameter.KEYWORD_ONLY:
            yield Fault("registry.parameter", where, "a hook's parameters are passed by position; remove the '*'")
        elif parameter.default is not parameter.empty:
            yield Fault("registry.parameter", where, "a hook's parameter has no default; remove it")
    if implementation.hookwrapper or implementation.wrapper:
        yield Fault("registry.wrapper", name, "hooks collect values and cannot be wrapped; return playbooks instead")


def _collected(name: str, manager: pluggy.PluginManager) -> Plugin:
    playbooks: list[Playbook] = []
    faults: list[Fault] = []
    for implementation in _implementations(manager):
        try:
            brought = list(cast("Iterable[object]", implementation.function()))
        except Exception as error:  # a stranger's function may raise anything
            told = f"'gridcare_playbooks' raised {type(error).__name__}: {error}"
            faults.append(Fault("registry.raised", name, told))
            continue
        faults += [fault for each in brought if (fault := _playbook_fault(name, each)) is not None]
        playbooks += [each for each in brought if isinstance(each, Playbook)]
    return Plugin(name, playbooks=() if faults else tuple(playbooks), faults=tuple(faults))


def _playbook_fault(name: str, brought: object) -> Fault | None:
    if not isinstance(brought, Playbook):
        told = f"'gridcare_playbooks' returned a {type(brought).__name__}; return gridcare.playbook.Playbook values"
        return Fault("registry.type", name, told)
    if brought.contract != CONTRACT:
        told = f"it was written for contract {brought.contract}, and this gridcare keeps contract {CONTRACT}"
        return Fault("registry.contract", f"{name}/{brought.name}", told)
    return None
