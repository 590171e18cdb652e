"""
What a subject says, as a text: equal contents give equal texts, whatever the types and zones they came in.

Registers are compared by these texts when two of them are merged, and digested by what redaction keeps of them.
"""

from datetime import UTC, datetime
from decimal import Decimal

import attrs

from gridcare.attributes import Scalar
from gridcare.people.subjects import Subject
from gridcare.privacy import REDACTED, Redacted

__all__ = ["erased", "kept_text", "whole_text"]


def erased(subject: Subject) -> Subject:
    """Return a subject without identity."""
    return subject if subject.is_redacted else attrs.evolve(subject, identity=REDACTED)


def kept_text(subject: Subject) -> str:
    """Write what redaction keeps so that equal content gives equal text."""
    presence = subject.presence
    where = presence and (presence.state.value, presence.destination, _plain(presence.returns))
    attributes = [(name, _plain(value)) for name, value in subject.attributes.items()]
    return repr((subject.id, subject.kind, subject.unit, subject.containers, subject.persons, where, attributes))


def whole_text(subject: Subject) -> str:
    """Write all that a subject says."""
    identity = subject.identity
    told = [] if isinstance(identity, Redacted) else [(name, _plain(value)) for name, value in identity.items()]
    return kept_text(subject) + repr(told)


def _plain(value: Scalar) -> tuple[str, str]:
    if isinstance(value, datetime):
        return "datetime", value.astimezone(UTC).isoformat()
    if isinstance(value, Decimal):
        return "Decimal", str(value.normalize())
    return type(value).__name__, str(value)
