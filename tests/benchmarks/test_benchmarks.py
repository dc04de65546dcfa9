"""The benchmarks still come to figures; what the figures are is nobody's claim here."""

import re
from concurrent.futures import ThreadPoolExecutor

import orjson
import pytest
from benchmarks import bodies
from benchmarks.command import PARTS, SIZES, asked_for, measured, write
from benchmarks.context import Context
from benchmarks.figures import Row, at_most, never_over, table, times
from benchmarks.p10_growth import growth

RECORDS = 1_000
DRAMA = re.compile(
    r"(\+44|0)(7700900\d{3}|1632960\d{3}|3069990\d{3}|8081570\d{3}|2079460\d{3}"
    r"|11[3-8]4960\d{3}|1[2-6]14960\d{3}|1914980\d{3})"
)
"""Ofcom's numbers for drama, by the area codes that the simulator's towns have."""


@pytest.fixture(scope="module")
def slice_of_all(tmp_path_factory):
    """The rows of every part, measured two at a time: nobody looks at the figures."""
    context = Context(tmp_path_factory.mktemp("bodies"), RECORDS, runs=1, updates=30)
    assert context.body.exists()
    assert context.small_body.exists()
    with ThreadPoolExecutor(2) as crew:
        found = crew.map(lambda part: measured(part, context), PARTS)
        return dict(zip(PARTS, found, strict=True))


@pytest.mark.parametrize("part", PARTS)
def test_every_part_comes_to_figures(part, slice_of_all):
    rows = slice_of_all[part]
    assert any(row.here for row in rows), rows[0].remark
    assert {row.part for row in rows} == {part}
    assert "all of it" not in {row.what for row in rows}, rows[0].remark


def document(shape, records=700, seed=1):
    return orjson.loads(b"".join(bodies.body(records, shape, seed)))


def test_the_bare_command_measures_everything_and_a_part_named_only_that():
    assert (asked_for([]).parts, asked_for([]).records) == (list(PARTS), SIZES)
    assert asked_for(["P2", "P10"]).parts == ["P2", "P10"]


@pytest.mark.parametrize("shape", bodies.SHAPES)
def test_a_body_of_every_shape_is_the_answer_to_a_whole_read(shape):
    read = document(shape)
    assert read["success"] is True
    assert read["total"] == len(read["list"]) == len({row["uid"] for row in read["list"]}) == 700
    assert {len(row) for row in read["list"]} == {60 if shape == "wide" else 30}


@pytest.mark.parametrize("shape", bodies.SHAPES)
def test_telephone_numbers_are_nobodys(shape):
    numbers = {
        row[field].replace(" ", "")
        for row in document(shape)["list"]
        for field in ("ddi_home", "ddi_mobile", "ddi_work")
        if row[field]
    }
    assert [number for number in numbers if not DRAMA.fullmatch(number)] == []


def test_the_same_seed_gives_the_same_body_and_another_one_another():
    assert document("usual") == document("usual")
    assert document("usual") != document("usual", seed=2)


def test_more_records_than_a_pool_has_repeat_none():
    read = document("usual", 2 * bodies.POOL + 3)
    rows = {tuple(row.values())[2:] for row in read["list"]}
    assert len(rows) == 2 * bodies.POOL + 3


def test_a_foreign_body_has_escaped_and_plain_characters():
    text = b"".join(bodies.body(50, "foreign"))
    assert b"\\u" in text
    assert b"\\/" in text
    assert "Łódź".encode() in text or "Юлия".encode() in text


def row(**more):
    given = {"part": "P1", "what": "load, CPU", "records": 10_000, "here": (3.0, 1.0, 2.0)}
    return Row(**given | more)


def test_the_ratio_is_that_of_the_medians():
    assert row(there=[1.0, 4.0, 5.0]).ratio == 0.5


@pytest.mark.parametrize(
    ("goal", "is_met"),
    [
        (times(0.6), True),
        (times(0.4), False),
        (at_most(2.0, ""), True),
        (never_over(2.0, ""), False),
        (None, None),
    ],
)
def test_a_goal_is_held_against_what_it_limits(goal, is_met):
    assert row(there=[4.0], goal=goal).is_met is is_met


def test_what_could_not_be_measured_meets_and_misses_nothing():
    assert row(here=(), goal=times(1.0)).is_met is None


def test_growth_is_the_cost_of_a_record_beside_that_at_the_smallest_size():
    at_ten, at_hundred = row(here=[10.0]), row(records=100_000, here=[150.0])
    (grown,) = growth([at_hundred, at_ten])
    assert (grown.records, grown.ratio, grown.is_met) == (100_000, 1.5, False)


def test_the_table_is_written_for_people_and_for_programs(tmp_path):
    rows = [row(there=[1.0], goal=times(0.8))]
    write(tmp_path / "figures", rows, {"shape": "usual"})
    assert table(rows) in (tmp_path / "figures.md").read_text("utf-8")
    written = orjson.loads((tmp_path / "figures.json").read_bytes())
    assert written["rows"][0]["median"] == 2.0
    assert written["rows"][0]["met"] is False
