"""All published figures of the five methods: exactly known is what does not add up or can be read in two ways."""

from gridcare.registry import Registry
from gridcare.reporting.open_readings import OpenReading
from gridcare.reporting.reconcile import Status, reconcile

FIVE = ("three-three-three", "ten-measures", "six-in-place", "four-step", "three-three-four")
REGISTRY = Registry.load()


def questions() -> list[OpenReading]:
    """Every question that the five leave open."""
    return [each for name in FIVE for each in REGISTRY.playbook(name).open_readings]


def told() -> list[tuple[str, str]]:
    """Everything that is not as it should be or can be read otherwise, of all five."""
    failing = [
        (name, finding.id)
        for name in FIVE
        for finding in reconcile(REGISTRY.playbook(name).identities_of(), REGISTRY.playbook(name).figures)
        if finding.status is not Status.PASS
    ]
    return [*failing, *(("a question", each.id) for each in questions() if each.consequences)]


class TestTheFive:
    def test_the_findings_are_exactly_these(self) -> None:
        assert [
            ("four-step", "destinations"),
            ("three-three-four", "rounds in households"),
            ("a question", "transferred among the ended"),
        ] == told()

    def test_the_destinations_are_80_too_many(self) -> None:
        method = REGISTRY.playbook("four-step")
        (failing,) = [each for each in reconcile(method.identities_of(), method.figures) if each.status is Status.FAIL]
        assert (11_173, 11_093, 80) == (failing.left, failing.right, failing.difference)

    def test_5816_are_printed_in_another_unit_and_the_sum_holds(self) -> None:
        method = REGISTRY.playbook("three-three-four")
        (failing,) = [each for each in reconcile(method.identities_of(), method.figures) if each.status is Status.FAIL]
        assert (0, [("unit", "round_2_households")]) == (
            failing.difference,
            [(reason.code, reason.about) for reason in failing.reasons],
        )

    def test_on_one_question_hang_17_or_11_and_99_or_105(self) -> None:
        (question,) = questions()
        assert {("active", 17, 11), ("completed", 99, 105)} == {
            (each.id, each.left, each.right) for each in question.consequences
        }

    def test_all_five_publish_figures_and_every_identity_is_evaluated(self) -> None:
        for name in FIVE:
            method = REGISTRY.playbook(name)
            assert method.figures
            found = reconcile(method.identities_of(), method.figures)
            assert Status.NOT_EVALUATED not in {finding.status for finding in found}
            assert len(method.identities_of()) == len(found)
