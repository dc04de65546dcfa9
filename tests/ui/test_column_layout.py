"""A layout of columns as values: merged with the fields there are, kept, and read when damaged."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cn_desktop.records.fields import UID, FieldName
from cn_desktop.ui.table.column_layout import ColumnLayout, layout_of

A, B, C, D = map(FieldName, "abcd")
NAMES = st.sampled_from([UID, A, B, C, D, FieldName("a,b"), FieldName('"é')])
LAYOUTS = st.builds(
    ColumnLayout,
    order=st.lists(NAMES, unique=True).map(tuple),
    hidden=st.frozensets(NAMES),
    pinned=st.frozensets(NAMES),
    widths=st.dictionaries(NAMES, st.integers(20, 3000)),
    hides_empty=st.booleans(),
)


def test_without_a_choice_columns_stand_as_usual_with_the_uid_first():
    assert ColumnLayout().arranged([A, UID, B]) == [UID, A, B]


def test_a_field_that_nobody_placed_stands_behind_the_one_it_usually_follows():
    layout = ColumnLayout(order=(UID, C, A))
    assert layout.arranged([UID, A, B, C, D]) == [UID, C, D, A, B]


def test_a_field_that_is_not_there_now_comes_back_to_its_place():
    layout = ColumnLayout(order=(UID, D, C, A))
    moved = layout.ordered([UID, A, C])
    assert moved.arranged([UID, A, C, D]) == [UID, D, A, C]


@given(LAYOUTS, st.lists(NAMES, unique=True))
def test_every_field_has_one_place_whatever_the_layout_says(layout, fields):
    assert sorted(layout.arranged(fields)) == sorted(fields)


@given(LAYOUTS, st.lists(NAMES, unique=True))
def test_pinned_ones_are_first(layout, fields):
    held = [field in layout.pinned for field in layout.arranged(fields)]
    assert held == sorted(held, reverse=True)


@given(LAYOUTS)
def test_what_is_kept_is_read_as_it_was(layout):
    assert layout_of(json.loads(json.dumps(layout.as_dict()))) == layout


@pytest.mark.parametrize(
    "damaged",
    [
        None,
        7,
        "text",
        [],
        {"order": 7, "hidden": "a", "pinned": {}, "widths": [], "hides_empty": "yes"},
        {"widths": {"a": -5, "b": 10**9, "c": "wide", "d": True, "e": 1.5}},
        {"order": [None, 7, ["a"]], "hidden": [3]},
    ],
)
def test_damaged_parts_are_as_if_nobody_had_chosen_them(damaged):
    assert layout_of(damaged) == ColumnLayout()


def test_one_damaged_part_leaves_the_others():
    kept = {**ColumnLayout((UID, B, A), frozenset({A})).as_dict(), "widths": "??"}
    assert layout_of(kept) == ColumnLayout((UID, B, A), frozenset({A}))
