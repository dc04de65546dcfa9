"""The protocol in small: every state it can reach, and every mistake that must not pass."""

import pytest
from model.exploring import explore, stuck
from model.row_model import Kind, Policy, World, first, steps_from

MISTAKES = {
    "no read before an update": {"reads_before": False},
    "no merge": {"keeps_their_change": False},
    "no journal before the wire": {"journals_first": False},
    "dropped when sent": {"drops_on_send": True},
    "unclear, so sent again": {"retries_unclear": True},
    "unclear, so failed": {"calls_unclear_failed": True},
    "HTTP 200, so saved": {"trusts_http_200": True},
    "total 0, so failed": {"calls_nothing_changed_failed": True},
    "refused, so not there": {"reads_before_rejected": False},
    "not there yet, so not there": {"waits_for_quiet": False},
    "not there yet, so sent again": {"waits_for_quiet": False, "resends_create_not_found": True},
    "not there yet, so failed": {"waits_for_quiet": False, "calls_not_found_failed": True},
    "looks like mine, so mine": {"adopts_look_alikes": True},
    "interrupted, so pending": {"calls_interrupted_pending": True},
}
CAUGHT = [
    (Kind.UPDATE, "no read before an update", "I3"),
    (Kind.UPDATE, "no merge", "I3"),
    (Kind.UPDATE, "no journal before the wire", "I5"),
    (Kind.UPDATE, "dropped when sent", "I1"),
    (Kind.UPDATE, "unclear, so sent again", "I5"),
    (Kind.UPDATE, "unclear, so failed", "I5"),
    (Kind.UPDATE, "HTTP 200, so saved", "I1"),
    (Kind.UPDATE, "total 0, so failed", "I5"),
    (Kind.UPDATE, "not there yet, so not there", "I5"),
    (Kind.UPDATE, "interrupted, so pending", "I5"),
]
CAUGHT += [
    (kind, mistake, broken)
    for kind in (Kind.MARKED, Kind.UNMARKED)
    for mistake, broken in [
        ("no journal before the wire", "I2"),
        ("dropped when sent", "I1"),
        ("unclear, so sent again", "I2"),
        ("unclear, so failed", "I5"),
        ("HTTP 200, so saved", "I1"),
        ("refused, so not there", "I5"),
        ("not there yet, so sent again", "I2"),
        ("not there yet, so failed", "I5"),
        ("interrupted, so pending", "I2"),
    ]
]
CAUGHT.append((Kind.UNMARKED, "looks like mine, so mine", "I1"))


@pytest.fixture(scope="module", params=Kind, ids=lambda kind: kind.value)
def explored(request):
    return explore(World(request.param))


def test_whatever_happens_no_invariant_is_broken(explored):
    assert explored.broken == {}
    assert len(explored.steps) > 10_000


def test_every_row_comes_to_rest(explored):
    assert stuck(explored) == set()


@pytest.mark.parametrize(("kind", "mistake", "broken"), CAUGHT)
def test_a_mistake_in_the_protocol_is_caught_with_an_example(kind, mistake, broken):
    world = World(kind, Policy(**MISTAKES[mistake]))
    examples = explore(world, until=broken).broken
    named = {wrong[:2]: path for wrong, path in examples.items()}
    assert len(walked(world, named[broken])) == len(named[broken])


def walked(world, labels):
    """The model's steps of these labels, one after the other."""
    row, path = first(world.kind), []
    for label in labels:
        path += [step for step in steps_from(row, world) if step.label == label]
        row = path[-1].row
    return path


def test_an_example_is_a_shortest_one():
    found = explore(World(Kind.UPDATE, Policy(trusts_http_200=True)), until="I1")
    assert found.broken == {
        "I1: called saved, and never took effect": [
            "read before",
            "journal",
            "send",
            "refused",
            "take",
        ]
    }


@pytest.mark.parametrize("kind", [Kind.MARKED, Kind.UNMARKED])
def test_sending_a_create_again_by_itself_after_the_quiet_period_is_as_safe_as_that_period(kind):
    mistake = Policy(resends_create_not_found=True)
    assert explore(World(kind, mistake)).broken == {}
    assert "I2: created twice" in explore(World(kind, mistake, is_timely=False), until="I2").broken
    assert "I2: created twice" not in explore(World(kind, is_timely=False)).broken


def test_a_row_no_calm_steps_lead_from_is_found():
    """The check for stuck rows finds one when there is one."""
    found = explore(World(Kind.UPDATE))
    for row in found.steps:
        found.steps[row] = [step for step in found.steps[row] if step.label != "look"]
    assert stuck(found)
