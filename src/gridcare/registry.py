"""
Which methods are installed, and which of them can be trusted to be what they say.

Nothing is discovered when gridcare is imported. A host loads a registry when it wants one, and it holds the playbooks
of every package that names a plug-in under the entry-point group ``gridcare``, the built-in localities among them. A
plug-in that cannot be imported, breaks the contract or returns something else than playbooks is put in *quarantine*
with every reason; it fails whoever asks for it and nobody else. Playbooks are chosen by name, never by the order in
which packages happen to be installed; two of one name are a conflict that names both providers.

A plug-in may offer steps to the method of another package. They apply only where a host names them::

    registry.playbook("four-step", extensions=("auto-caller",))
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Self

import attrs

from gridcare.errors import DefinitionError, Fault, GridcareError, UnknownName
from gridcare.examination import Plugin, examine, examine_entry, offers
from gridcare.extensions import StepExtension, extend
from gridcare.hookspecs import GROUP
from gridcare.playbook import Playbook

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

__all__ = ["ExtensionRefused", "Quarantined", "Registry", "disabled_plugins"]


class Quarantined(GridcareError, LookupError):
    """
    Something was asked for whose plug-in is in quarantine, or that two plug-ins claim.

    Attributes:
        name: What was asked for.
        plugins: The plug-ins at fault.
        faults: What is wrong with them.
    """

    code = "quarantined"

    def __init__(self, name: str, plugins: Iterable[Plugin], faults: Iterable[Fault]) -> None:
        self.name = name
        self.plugins = tuple(plugins)
        self.faults = tuple(faults)
        whose = " and ".join(f"'{plugin}'" for plugin in self.plugins)
        told = "; ".join(map(str, self.faults))
        are = "are" if len(self.plugins) > 1 else "is"
        super().__init__(f"'{name}' cannot be used, because {whose} {are} at fault: {told}")


class ExtensionRefused(GridcareError, ValueError):
    """
    Extensions were named that do not fit the playbook, or one another.

    Attributes:
        playbook: The name of the playbook.
        extensions: The names of the extensions.
        plugins: The plug-in that brings the playbook, then those that bring the extensions.
        faults: What does not fit.
    """

    code = "extension-refused"

    def __init__(
        self, playbook: str, extensions: Iterable[str], plugins: Iterable[Plugin], faults: Iterable[Fault]
    ) -> None:
        self.playbook = playbook
        self.extensions = tuple(extensions)
        self.plugins = tuple(plugins)
        self.faults = tuple(faults)
        owner, *others = self.plugins
        brought = zip(self.extensions, others, strict=True)
        by = " and ".join(f"'{name}' of '{plugin}'" for name, plugin in brought)
        told = "; ".join(map(str, self.faults))
        super().__init__(f"'{playbook}' of '{owner}' cannot be extended by {by}: {told}")


def disabled_plugins(value: str | None) -> tuple[str, ...]:
    """
    Read the value of ``GRIDCARE_DISABLED_PLUGINS``: names with commas between them, for ``Registry.load(deny=...)``.

    The library never looks at the environment; a program that does hands the value over.

    >>> disabled_plugins("lakeside:lakeside, four-step,,")
    ('lakeside:lakeside', 'four-step')
    >>> disabled_plugins(None)
    ()

    Args:
        value: The value of the variable, or nothing when it is not set.
    """
    return tuple(dict.fromkeys(filter(None, map(str.strip, (value or "").split(",")))))


@attrs.frozen(repr=False)
class Registry:
    """
    The playbooks of the plug-ins that were found.

    >>> registry = Registry.load()
    >>> registry.playbook("four-step").titles[0]
    ('zh', '人员排查“四步工作法”')

    Attributes:
        plugins: Every plug-in that was found, sorted by name, those in quarantine among them.
        unmatched: Names to allow or to deny that no plug-in bears; most are misspelt.
    """

    plugins: tuple[Plugin, ...] = ()
    unmatched: tuple[str, ...] = ()

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
        given = extra or {}
        found = {f"{_distribution(each)}:{each.name}": each for each in _installed() if installed}
        names = sorted({*found, *given})
        wanted = [name for name in names if _matches(name, allow) and not (deny and _matches(name, deny))]
        plugins = (examine(name, given[name]) if name in given else examine_entry(name, found[name]) for name in wanted)
        asked = (*(allow or ()), *deny)
        unmatched = dict.fromkeys(each for each in asked if not any(_matches(name, (each,)) for name in names))
        return cls(tuple(plugins), tuple(unmatched))

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

    def playbook(self, name: str, *, extensions: Collection[str] = ()) -> Playbook:
        """
        Return a playbook by its name, with the extensions that are named and no others.

        Args:
            name: The name of the playbook.
            extensions: The names of the extensions to bring into it, in any order.

        Raises:
            Quarantined: When a plug-in that bears one of the names is in quarantine, or two plug-ins claim one.
            ExtensionRefused: When the extensions do not fit the playbook or one another.
            UnknownName: When no plug-in brings a playbook, or offers it an extension, of that name.
        """
        owner, playbook = self._chosen(name)
        if not extensions:
            return playbook
        offered = self._extensions(playbook)
        chosen = [self._offered(each, offered, playbook) for each in dict.fromkeys(extensions)]
        try:
            return extend(playbook, [each for _, each in chosen])
        except DefinitionError as error:
            names, plugins = [each.name for _, each in chosen], [plugin for plugin, _ in chosen]
            raise ExtensionRefused(name, names, (owner, *plugins), error.faults) from error

    def extensions(self, name: str) -> Mapping[str, StepExtension]:
        """
        Return what plug-ins offer to a playbook, by name in sorted order; what two of them claim is left out.

        Raises:
            Quarantined: As `playbook`.
            UnknownName: When no plug-in brings a playbook of that name.
        """
        found = self._extensions(self._chosen(name)[1])
        return {
            each: claims[0][1]
            for each, claims in sorted(found.items())
            if len(claims) == 1 and isinstance(claims[0][1], StepExtension)
        }

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

    def _chosen(self, name: str) -> tuple[Plugin, Playbook]:
        owners = self._offers().get(name, [])
        if len(owners) == 1:
            return owners[0]
        if owners:
            problem = "several plug-ins bring a playbook of this name; deny all but one"
            raise Quarantined(name, (plugin for plugin, _ in owners), [Fault("registry.conflict", name, problem)])
        for plugin in self.quarantined:
            if name in (plugin.entry_point, plugin.name):
                raise Quarantined(name, [plugin], plugin.faults) from plugin.error
        raise UnknownName("playbook", name, self.playbooks)

    def _offers(self) -> dict[str, list[tuple[Plugin, Playbook]]]:
        offers: dict[str, list[tuple[Plugin, Playbook]]] = {}
        for plugin in self.plugins:
            for playbook in plugin.playbooks:
                offers.setdefault(playbook.name, []).append((plugin, playbook))
        return offers

    def _extensions(self, playbook: Playbook) -> dict[str, list[tuple[Plugin, StepExtension | Plugin]]]:
        """Ask each plug-in; one that fails to answer stands under its own names, so that only who asks for it fails."""
        found: dict[str, list[tuple[Plugin, StepExtension | Plugin]]] = {}
        for plugin in self.plugins:
            brought, failed = offers(plugin, playbook)
            for each in brought:
                found.setdefault(each.name, []).append((plugin, each))
            if failed is not None:
                for own in sorted({plugin.name, plugin.entry_point}):
                    found.setdefault(own, []).append((plugin, failed))
        return found

    def _offered(
        self, name: str, offered: Mapping[str, list[tuple[Plugin, StepExtension | Plugin]]], playbook: Playbook
    ) -> tuple[Plugin, StepExtension]:
        claims = offered.get(name, [])
        failed = [each for _, each in claims if isinstance(each, Plugin)]
        failed += [plugin for plugin in self.quarantined if name in (plugin.name, plugin.entry_point)]
        given = [(plugin, each) for plugin, each in claims if isinstance(each, StepExtension)]
        if len(given) == 1:
            return given[0]
        if given:
            problem = "several plug-ins offer an extension of this name; deny all but one"
            raise Quarantined(name, (plugin for plugin, _ in given), [Fault("registry.conflict", name, problem)])
        if failed:
            raise Quarantined(name, failed, (fault for plugin in failed for fault in plugin.faults)) from failed[
                0
            ].error
        known = [each for each, rivals in offered.items() if isinstance(rivals[0][1], StepExtension)]
        raise UnknownName(f"extension of '{playbook.name}'", name, known)


def _installed() -> "Iterator[EntryPoint]":
    from importlib.metadata import entry_points  # dozens of modules that most programs do without

    yield from entry_points(group=GROUP)


def _distribution(entry: "EntryPoint") -> str:
    return entry.dist.name if entry.dist is not None else "unknown"


def _matches(name: str, names: Collection[str] | None) -> bool:
    return names is None or name in names or name.rpartition(":")[2] in names
