"""Whatever has titles takes them as a mapping too, and keeps what cannot change."""

from typing import Any

import attrs
import pytest

from gridcare.codec.documents import from_toml, to_toml
from gridcare.people.groups import SpecialGroup
from gridcare.people.teams import Role
from gridcare.rules.parameters import Parameter
from gridcare.titles import titles
from gridcare.work.scales import Fall, Scale
from gridcare.work.steps import On, Settled, Step, Wait
from gridcare.work.workflow import Workflow

TOLD = {"zh": "敲门", "en": "door to door"}
DONE = Settled("done")
DOOR = Step("door", deadline="24h", moves=(On("met", go="done"),))
TITLED = [
    DONE,
    DOOR,
    Wait("pause", until="1h", go="done"),
    Workflow("round", start="door", parts=(DOOR, DONE)),
    Parameter("calls", 2),
    Role("grid head"),
    SpecialGroup("elderly", "age >= 70"),
]


@pytest.mark.parametrize("value", TITLED, ids=lambda value: type(value).__name__)
def test_a_mapping_is_kept_as_pairs(value: Any) -> None:
    told = attrs.evolve(value, titles=TOLD)
    assert told.titles == tuple(TOLD.items())
    assert from_toml(to_toml(told), type(told)) == told
    hash(told)


@pytest.mark.parametrize("value", TITLED, ids=lambda value: type(value).__name__)
def test_one_text_alone_is_refused_because_nobody_says_in_which_language_it_is(value: Any) -> None:
    with pytest.raises(TypeError, match=r"write {'en': 'door'}, for each language"):
        attrs.evolve(value, titles="door")


def test_a_scale_has_titles_for_itself_and_its_grades() -> None:
    told = {"zone": {"zh": "区域"}, "high": {"zh": "高", "en": "high"}}
    scale = Scale("zone", ("low", "high"), falls=(Fall("high", "low"),), titles=told)
    assert scale.titles == (("zone", "zh", "区域"), ("high", "zh", "高"), ("high", "en", "high"))
    assert scale == Scale("zone", ("low", "high"), falls=(Fall("high", "low"),), titles=scale.titles)
    assert titles(TOLD) == titles(TOLD.items())
