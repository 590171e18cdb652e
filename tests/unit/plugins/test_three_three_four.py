from gridcare.attributes import Attributes
from gridcare.plugins.three_three_four import THREE_THREE_FOUR
from gridcare.testing.conformance import PlaybookConformance


class TestThreeThreeFourConforms(PlaybookConformance):
    playbook = THREE_THREE_FOUR
    subject_attributes = Attributes(passed_through_epidemic_city=True)
    module = "gridcare.plugins.three_three_four"
