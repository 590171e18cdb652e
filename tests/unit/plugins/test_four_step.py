"""The four-step method is a playbook like any other."""

from gridcare.plugins.four_step import FOUR_STEP
from gridcare.testing.conformance import PlaybookConformance


class TestFourStepConforms(PlaybookConformance):
    playbook = FOUR_STEP
    module = "gridcare.plugins.four_step"
