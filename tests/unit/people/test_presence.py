"""Presence, at the figures that a street published."""

from datetime import date

import pytest

from gridcare.errors import DefinitionError
from gridcare.people.presence import AT_HOME, UNREACHABLE, DestinationCount, Presence, PresenceCounts, PresenceState

AWAY, HOME = PresenceState.AWAY, PresenceState.HOME
RETURNED = date(2020, 2, 10)
DAY = date(2020, 2, 17)


class TestCounts:
    def test_the_published_street_adds_up(self) -> None:
        """YJ-06: 11,093 away by destination class, with the returned; the 80 back from Hubei are counted at home."""
        persons = [
            *[AT_HOME] * (83_781 - 80),
            *[Presence(HOME, "hubei", RETURNED)] * 80,
            *[Presence(AWAY, "hubei")] * 1_237,
            *[Presence(AWAY, "other provinces", RETURNED)] * 1_606,
            *[Presence(AWAY, "other provinces")] * (3_433 - 1_606),
            *[Presence(AWAY, "province", RETURNED)] * 2_322,
            *[Presence(AWAY, "province")] * (4_865 - 2_322),
            *[Presence(AWAY, "prefecture", RETURNED)] * 840,
            *[Presence(AWAY, "prefecture")] * (1_558 - 840),
            *[UNREACHABLE] * 7_822,
        ]
        counts = PresenceCounts.of(persons, DAY)
        assert (83_781, 11_093, 7_822, 102_696) == (counts.home, counts.away, counts.unreachable, counts.total)
        assert (
            DestinationCount(destination="hubei", away=1_237, returned=0, back=80),
            DestinationCount(destination="other provinces", away=3_433, returned=1_606, back=0),
            DestinationCount(destination="prefecture", away=1_558, returned=840, back=0),
            DestinationCount(destination="province", away=4_865, returned=2_322, back=0),
        ) == counts.destinations

    def test_an_expected_return_has_not_come(self) -> None:
        (count,) = PresenceCounts.of([Presence(AWAY, "province", DAY)] * 2, date(2020, 2, 16)).destinations
        assert (2, 0) == (count.away, count.returned)

    def test_a_return_has_come_on_its_day(self) -> None:
        (count,) = PresenceCounts.of([Presence(AWAY, "province", DAY)] * 2, DAY).destinations
        assert (2, 2) == (count.away, count.returned)

    def test_nothing_said_is_neither_home_nor_away(self) -> None:
        counts = PresenceCounts.of([None, AT_HOME], DAY)
        assert (1, 0, 0, 1) == (counts.home, counts.away, counts.unreachable, counts.not_stated)


class TestPresence:
    def test_a_state_is_read_from_its_text(self) -> None:
        assert Presence(HOME) == Presence("home") == AT_HOME

    @pytest.mark.parametrize("told", [{"destination": "province"}, {"returns": DAY}])
    def test_nothing_is_known_of_somebody_unreachable(self, told: dict[str, object]) -> None:
        with pytest.raises(DefinitionError) as refused:
            Presence(PresenceState.UNREACHABLE, **told)  # type: ignore[arg-type]  # drawn from a table
        assert "nothing is known of somebody unreachable" in str(refused.value)
