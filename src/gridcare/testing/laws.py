"""
Laws that come into force later: they warn for one minor release before they fail.

Who inherits a conformance class gets every law that it gains. A new law would break tests that were green the day
before, so it first tells what will break: in the minor release that brings it a breach is the warning `LawToCome`, from
the next one on it fails.
"""

import re
import warnings
from collections.abc import Callable
from functools import wraps
from importlib.metadata import version
from typing import Any, TypeVar

__all__ = ["LawToCome", "binding_from"]

Law = TypeVar("Law", bound=Callable[..., None])


class LawToCome(UserWarning):
    """A playbook breaks a law that the next minor release will enforce."""


def binding_from(release: str) -> Callable[[Law], Law]:
    """
    Mark a law that warns before a release, and fails from it on.

    Args:
        release: The first minor release in which it fails, such as ``0.2``.
    """

    def mark(law: Law) -> Law:
        @wraps(law)
        def judged(*given: Any, **named: Any) -> None:
            try:
                law(*given, **named)
            except AssertionError as breach:
                if _minor(version("gridcare")) >= _minor(release):
                    raise
                told = f"{law.__name__} fails from gridcare {release} on: {breach}"
                warnings.warn(LawToCome(told), stacklevel=2)

        return judged  # type: ignore[return-value]  # it takes what the law takes

    return mark


def _minor(release: str) -> tuple[int, ...]:
    numbers = re.match(r"(?:\d+!)?v?(\d+)(?:\.(\d+))?", release)
    return tuple(int(number or 0) for number in numbers.groups()) if numbers else ()
