"""kill -9 at any moment of editing, submitting and looking: nothing lost, nothing twice."""

import json
import random
import time

import pytest

from cn_desktop.simulator.faults import Fault

from .bench import Crash, Violations, judge

ROWS = 20
WHOLE = 1.3
"""Seconds in which a child does all its work; a kill comes somewhere in them."""
TROUBLE = (
    Fault("reset-after-apply", "database/create", nth=3),
    Fault("reset-before-apply", "database/create", nth=6),
    Fault("reset-after-apply", "database/update", nth=2),
    Fault("late-apply-after-reset", "database/update", nth=5, value=0.2),
)


def run(count, seed):
    """So many kills; one line of figures, and what was violated."""
    dice = random.Random(seed)
    violations, killed, states, began = Violations(), 0, {}, time.monotonic()
    for number in range(count):
        faults = TROUBLE if number % 3 else ()
        with Crash(rows=ROWS, marker="test_field" if number % 2 else "", faults=faults) as crash:
            outcome = crash.outcome(dice.uniform(0, WHOLE if faults else WHOLE / 3))
            judge(outcome, violations, f"seed {seed} run {number}")
            killed += outcome.was_killed
            for state in (outcome.rows or {}).values():
                states[state] = states.get(state, 0) + 1
    figures = {
        "runs": count,
        "rows": ROWS * count,
        "killed": killed,
        "states": states,
        "lost": len(violations.lost),
        "duplicates": len(violations.doubled),
        "without_verdict": len(violations.undecided),
        "untrue": len(violations.untrue),
        "broken": len(violations.broken),
        "seconds": round(time.monotonic() - began),
    }
    print(json.dumps(figures))  # noqa: T201  the run speaks to whoever started it
    return violations, killed


def test_a_few_kills_lose_nothing_and_double_nothing():
    violations, _ = run(6, seed=1)
    assert violations.count() == 0, violations


def test_a_child_that_is_not_killed_does_everything_once():
    with Crash(rows=ROWS) as crash:
        outcome = crash.outcome()
        assert not outcome.was_killed
        assert outcome.rows == {}
        assert sorted(outcome.applied.values()) == [1] * ROWS


def test_what_is_pending_after_a_kill_can_be_submitted_to_the_end():
    with Crash(rows=ROWS) as crash:
        crash.outcome(0.12)
        assert crash.ask("submit") == {} or all(
            state == "ask" for state in crash.ask("recover").values()
        )
        assert set(crash.applied().values()) <= {1}


@pytest.mark.slow
def test_five_hundred_kills():
    violations, killed = run(500, seed=20261125)
    assert violations.count() == 0, violations
    assert killed >= 250  # else the moments were badly chosen
