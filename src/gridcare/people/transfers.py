"""
Whose somebody is while he is handed over: transfer slips between units, each answered by a receipt.

People are registered here and live there (人户分离). Whoever finds somebody of another street writes a transfer slip
(移交单), and until the other street signs for it the person stays with the one that sent it. So at any moment everybody
belongs to exactly one unit: nobody is counted twice, and nobody is dropped between two. A slip that is refused or
lies unanswered changes nothing, and neither does one that was written by a unit to which the person does not belong;
these are findings, and so is a person for whom two slips are on the way.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from functools import cached_property
from itertools import groupby

import attrs

from gridcare.errors import did_you_mean
from gridcare.facts.discrepancies import Discrepancy, in_order
from gridcare.given import texts
from gridcare.timing.deadlines import Deadline, Overdue
from gridcare.timing.periods import Zone, aware

__all__ = ["TransferSlip", "Transfers"]


def _sent(given: datetime) -> datetime:
    return aware(given, "sent")


def _moment(given: datetime | None) -> datetime | None:
    return None if given is None else aware(given, "answered")


@attrs.frozen(kw_only=True)
class TransferSlip:
    """
    A transfer slip.

    Attributes:
        id: Its id, opaque.
        subject: Who is handed over.
        sender: The unit that sends it.
        receiver: The unit that is to take the person over.
        sent: When it was sent.
        answered: When the receiver answered; none while it has not.
        accepted: Whether the receiver signed for the person; a slip that was answered otherwise was sent back.
    """

    id: str
    subject: str
    sender: str
    receiver: str
    sent: datetime = attrs.field(converter=_sent)
    answered: datetime | None = attrs.field(default=None, converter=_moment)
    accepted: bool = False


def _homes(given: Mapping[str, str] | Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(dict(given).items()))


def _slips(given: Iterable[TransferSlip]) -> tuple[TransferSlip, ...]:
    return tuple(sorted(given, key=lambda slip: (slip.sent, slip.id, slip.subject, slip.sender, slip.receiver)))


@attrs.frozen(slots=False)
class Transfers:
    """
    Everybody's unit from where they were registered, through the slips that were signed for.

    Attributes:
        homes: The unit of everybody before any slip.
        slips: The slips, in whatever order they were given.
        units: The units that may take people over; any when none are given.
    """

    homes: tuple[tuple[str, str], ...] = attrs.field(converter=_homes)
    slips: tuple[TransferSlip, ...] = attrs.field(default=(), converter=_slips)
    units: tuple[str, ...] = attrs.field(default=(), converter=texts, kw_only=True)

    @cached_property
    def _home(self) -> Mapping[str, str]:
        return dict(self.homes)

    @cached_property
    def _judged(self) -> tuple[Mapping[str, tuple[tuple[datetime, str], ...]], tuple[Discrepancy, ...]]:
        moves: dict[str, list[tuple[datetime, str]]] = {}
        findings: list[Discrepancy] = []
        usable = list(self._usable(findings))
        signed = [(slip.answered, slip) for slip in usable if slip.accepted and slip.answered is not None]
        for answered, slip in sorted(signed, key=lambda each: (each[0], each[1].id)):
            held = moves.setdefault(slip.subject, [])
            owner = held[-1][1] if held else self._home[slip.subject]
            if owner == slip.sender:
                held.append((answered, slip.receiver))
            else:
                problem = f"'{slip.sender}' handed over somebody who belonged to '{owner}' then"
                findings.append(Discrepancy(code="not-theirs", entry=slip.id, problem=problem))
        findings += _on_the_way_twice(usable)
        return {subject: tuple(held) for subject, held in moves.items()}, in_order(findings)

    def _usable(self, findings: list[Discrepancy]) -> Iterator[TransferSlip]:
        """Give the slips that may move somebody, and note what is wrong with the others."""
        for id, group in groupby(sorted(self.slips, key=lambda slip: slip.id), key=lambda slip: slip.id):
            first, *others = dict.fromkeys(group)
            if others:
                problem = "the same slip is told in two ways; neither counts until one of them is withdrawn"
                findings.append(Discrepancy(code="repeated", entry=id, problem=problem))
            elif (flaw := self._flaw(first)) is not None:
                findings.append(Discrepancy(code=flaw[0], entry=id, problem=flaw[1]))
            else:
                yield first

    def _flaw(self, slip: TransferSlip) -> tuple[str, str] | None:
        if slip.subject not in self._home:
            return "stranger", f"'{slip.subject}' is registered nowhere; say first where"
        if slip.sender == slip.receiver:
            return "nowhere", f"it goes from '{slip.sender}' to itself"
        if self.units and slip.receiver not in self.units:
            near = did_you_mean(slip.receiver, self.units)
            return "unknown-unit", f"'{slip.receiver}' is no unit that takes people over{near}"
        if slip.accepted and slip.answered is None:
            return "receipt-undated", "it was signed for and nothing tells when; give the moment of the receipt"
        if slip.answered is not None and slip.answered < slip.sent:
            return "answered-early", "it was answered before it was sent; correct one of the moments"
        return None

    @property
    def findings(self) -> tuple[Discrepancy, ...]:
        """
        What is odd about the slips, and changes nothing.

        The codes are ``repeated`` (one id, two contents), ``stranger`` (somebody registered nowhere), ``nowhere`` (from
        a unit to itself), ``unknown-unit`` (to one that takes nobody over), ``receipt-undated`` (signed for, and nobody
        knows when), ``answered-early``, ``not-theirs`` (the sender did not have the person when it was signed for) and
        ``two-on-the-way``.
        """
        return self._judged[1]

    def owner(self, subject: str, at: datetime) -> str:
        """
        Return the unit that somebody belongs to at a moment; a receipt counts from its very moment on.

        Raises:
            KeyError: When the subject is registered nowhere.
        """
        at = aware(at, "at")
        held = [unit for moment, unit in self._judged[0].get(subject, ()) if moment <= at]
        return held[-1] if held else self._home[subject]

    def counts(self, at: datetime) -> Mapping[str, int]:
        """Count by unit who belongs to it at a moment; the counts add up to everybody."""
        return dict(sorted(Counter(self.owner(subject, at) for subject in self._home).items()))

    def on_the_way(self, at: datetime) -> tuple[TransferSlip, ...]:
        """List the slips that were sent and not answered by a moment."""
        at = aware(at, "at")
        return tuple(slip for slip in self.slips if slip.sent <= at and not _answered(slip, at))

    def overdue(self, at: datetime, *, receipt: Deadline, zone: Zone) -> Iterator[Overdue]:
        """
        List the slips whose receipt is owed and has not come.

        Args:
            at: The moment from which one looks.
            receipt: By when a receipt is owed, counted from when the slip was sent.
            zone: The zone of the clocks.
        """
        for slip in self.on_the_way(at):
            deadline = receipt.moment(slip.sent, zone)
            if deadline <= at:
                yield Overdue(who=slip.subject, what=slip.id, turn=slip.receiver, deadline=deadline, at=at)


def _answered(slip: TransferSlip, at: datetime) -> bool:
    return slip.answered is not None and slip.answered <= at


def _on_the_way_twice(slips: Iterable[TransferSlip]) -> Iterator[Discrepancy]:
    """Find slips that were sent for somebody while another one for him was on the way."""
    waiting: dict[str, list[TransferSlip]] = {}
    for slip in sorted(slips, key=lambda each: (each.sent, each.id)):
        others = [each for each in waiting.get(slip.subject, ()) if not _answered(each, slip.sent)]
        if others:
            problem = f"was sent while '{others[0].id}' for the same person was on the way"
            yield Discrepancy(code="two-on-the-way", entry=slip.id, problem=problem)
        waiting[slip.subject] = [*others, slip]
