"""A playbook is a value, runs as it is, and finds what is bent."""

import attrs
import pytest
from hypothesis import given

from gridcare.errors import DefinitionError
from gridcare.people.subjects import HOUSEHOLD
from gridcare.playbook import Playbook
from gridcare.reporting.figures import Figures
from gridcare.testing.strategies.playbooks import playbooks
from gridcare.testing.strategies.work import OPENED, street


@given(playbooks())
def test_a_copy_is_equal_and_hashes_alike(playbook: Playbook) -> None:
    assert attrs.evolve(playbook) == playbook
    assert hash(attrs.evolve(playbook)) == hash(playbook)


@given(playbooks())
def test_it_opens_a_campaign_over_a_register_of_its_kinds(playbook: Playbook) -> None:
    campaign = playbook.campaign(*street(), opened=OPENED)
    counted = sum(campaign.coverage("s", track=track.name).total.subjects for track in playbook.tracks)
    assert counted >= campaign.coverage("s").total.subjects
    assert all(format(track.workflow, "mermaid") in playbook.diagram() for track in playbook.tracks)


@given(playbooks())
def test_every_indicator_and_identity_belongs_to_one_place(playbook: Playbook) -> None:
    names = ["", *(form.name for form in playbook.forms)]
    assert sorted(playbook.identities, key=hash) == sorted(
        (each for name in names for each in playbook.identities_of(name)), key=hash
    )
    assert list(playbook.indicators) == [each for name in names[1:] for each in playbook.indicators_of(name)]


@given(playbooks())
def test_what_is_bent_is_found(playbook: Playbook) -> None:
    conditions = " ".join(f"{track.only} {track.workflow.parts} {track.workflow.start}" for track in playbook.tracks)
    if "subject.rooms" in conditions or "subject.vacant" in conditions:
        with pytest.raises(DefinitionError):
            attrs.evolve(playbook, kinds=(HOUSEHOLD,))
    if playbook.forms:
        with pytest.raises(DefinitionError):
            attrs.evolve(playbook, forms=())
    if playbook.identities_of():
        with pytest.raises(DefinitionError):
            attrs.evolve(playbook, figures=Figures())
