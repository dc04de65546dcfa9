"""The engine does what its model does: the model's own paths, taken by the engine."""

import json
import time
from random import Random

import pytest
from model.exploring import explore
from model.replay import DEEDS, opened, replayed, shortest_paths, walks
from model.row_model import Kind, Policy, World
from model.test_row_model import CAUGHT, MISTAKES, walked

SOME, MANY = 60, 1_700


@pytest.fixture(scope="module")
def explored():
    return {kind: explore(World(kind)) for kind in Kind}


@pytest.fixture
def journal(tmp_path):
    journal = opened(tmp_path)
    yield journal
    journal.close(60)


def paths_of(found, seed, count):
    return [*shortest_paths(found), *walks(found, count, Random(seed))]


def test_every_step_of_the_model_is_taken(explored):
    paths = [path for found in explored.values() for path in shortest_paths(found)]
    edges = [steps for found in explored.values() for steps in found.steps.values()]
    taken = {step.label for path in paths for step in path}
    assert taken == {step.label for steps in edges for step in steps} == set(DEEDS)


@pytest.mark.parametrize("kind", Kind, ids=lambda kind: kind.value)
def test_the_engine_goes_where_the_model_goes(kind, explored, journal):
    paths = paths_of(explored[kind], 7, SOME)
    different = [replayed(journal, number, kind, path) for number, path in enumerate(paths)]
    assert [each for each in different if each] == []


MISTAKEN = [
    (kind, mistake, broken)
    for kind, mistake, broken in CAUGHT
    if mistake not in {"no journal before the wire", "dropped when sent"}
]
"""What the engine can be seen not to do; that it journals first is told by the kind of step."""


@pytest.mark.parametrize(("kind", "mistake", "broken"), MISTAKEN)
def test_the_engine_does_not_follow_a_mistaken_model(kind, mistake, broken, journal):
    """So what the engine is compared with would be seen."""
    world = World(kind, Policy(**MISTAKES[mistake]))
    examples = explore(world, until=broken).broken
    path = walked(world, next(path for wrong, path in examples.items() if wrong.startswith(broken)))
    assert replayed(journal, 1, kind, path)


@pytest.mark.slow
def test_five_thousand_paths_through_the_model_are_the_engines_own(explored, journal):
    began, paths = time.monotonic(), []
    for kind, found in explored.items():
        paths += [(kind, path) for path in paths_of(found, 11, MANY)]
    different = [replayed(journal, number, *each) for number, each in enumerate(paths)]
    divergences = [each for each in different if each]
    figures = {
        "states": sum(len(found.steps) for found in explored.values()),
        "traces": len({(kind, tuple(step.label for step in path)) for kind, path in paths}),
        "steps": sum(len(path) for _kind, path in paths),
        "divergences": len(divergences),
        "seconds": round(time.monotonic() - began, 1),
    }
    print(json.dumps(figures))  # noqa: T201  the run speaks to whoever started it
    assert divergences == []
    assert figures["traces"] >= 5_000
