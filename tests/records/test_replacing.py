"""Find and replace (feat-H12, feat-R38): what is found in a cell, and what comes in its place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cn_desktop.records.area import Area
from cn_desktop.records.fields import FieldName
from cn_desktop.records.patterns import Match, SlowPattern
from cn_desktop.records.plans import planned
from cn_desktop.records.replacing import (
    Replacing,
    Sought,
    Template,
    literal_searcher,
    worth_a_look,
)
from cn_desktop.records.steps import finished

from .sheets import ada, bob, record, sheet_of

FIRST, LAST = FieldName("firstname"), FieldName("lastname")


@pytest.mark.parametrize(
    ("sought", "text", "wanted"),
    [
        (Sought("a"), "Ada", "**d**"),
        (Sought("a", is_case_kept=True), "Ada", "Ad**"),
        (Sought("ada", is_whole=True), "Ada", "**"),
        (Sought("ada", is_whole=True), "Adam", None),
        (Sought("", is_whole=True), "", "**"),
        (Sought("."), "a.b", "a**b"),
        (Sought("x"), "Ada", None),
        (Sought("élodie"), "ÉLODIE", "**"),
    ],
)
def test_a_text_is_found_as_it_stands(sought, text, wanted):
    assert Replacing(literal_searcher(sought), "**")(FIRST, text) == wanted


def test_what_comes_instead_of_a_text_is_taken_as_it_stands():
    assert Replacing(literal_searcher(Sought("a")), r"$1\n")(FIRST, "cat") == r"c$1\nt"


def test_cells_without_a_text_have_nothing_to_replace():
    assert Replacing(literal_searcher(Sought("", is_whole=True)), "x")(FIRST, None) is None


@pytest.mark.parametrize(
    ("template", "wanted"),
    [
        ("$2 $1", "b a"),
        (r"\2 \1", "b a"),
        ("[$0]", "[a-b]"),
        ("$$1", "$1"),
        (r"\\1", r"\1"),
        (r"$1\n$2\t", "a\nb\t"),
        ("$", "$"),
        ("\\", "\\"),
        ("$3", ""),
        ("plain", "plain"),
        ("", ""),
        ("£5 & more", "£5 & more"),
    ],
)
def test_groups_come_where_the_template_asks_for_them(template, wanted):
    assert Template(template).text("a-b", Match(0, 3, ("a", "b"))) == wanted


def test_a_template_says_which_groups_it_needs():
    assert Template("$1 and $12").highest == 12
    assert Template("$$9").highest == 0


def test_cells_in_which_looking_took_too_long_are_counted_and_stay():
    def search(text):
        if text == "long":
            raise SlowPattern
        return [Match(0, 1)]

    rule = Replacing(search, "x")
    assert [rule(FIRST, text) for text in ("long", "abc", "long")] == [None, "xbc", None]
    assert rule.gave_up == 2


def test_only_cells_that_may_have_the_text_are_looked_at():
    sheet = sheet_of(ada(), bob(), record("3", firstname="Cleo", lastname="ada"))
    may = finished(worth_a_look(sheet, [FIRST, LAST], Sought("ADA")))
    assert may[FIRST].tolist() == [True, False, False]
    assert may[LAST].tolist() == [False, False, True]


def test_of_a_pattern_every_cell_is_worth_a_look():
    sheet = sheet_of(ada())
    assert finished(worth_a_look(sheet, [FIRST], Sought("a", is_pattern=True))) is None
    assert finished(worth_a_look(sheet, [FIRST], Sought("", is_whole=True))) is None


@given(
    st.lists(st.sampled_from(["Ada", "ADA b", "", None, "straße", "x"]), max_size=8),
    st.dictionaries(st.integers(0, 7), st.sampled_from(["ada", "x", ""])),
    st.sampled_from(["a", "ADA", "strasse", "ß", "x", ""]),
    st.booleans(),
)
def test_no_match_is_left_out_by_looking_only_where_it_is_worth_it(cells, edits, text, is_whole):
    sheet = sheet_of(*[record(str(at), firstname=cell) for at, cell in enumerate(cells)])
    sheet.add_record()
    sheet.set_cells({(str(at), FIRST): new for at, new in edits.items() if at < len(cells)}, "e")
    sought = Sought(text, is_whole=is_whole)
    rule = Replacing(literal_searcher(sought), "**") if not sought.is_nothing else lambda *_: None
    areas = [Area(list(sheet.store.rows()), (FIRST, LAST))]
    whole = finished(planned(sheet, areas, rule))
    may = finished(worth_a_look(sheet, [FIRST, LAST], sought))
    narrow = finished(planned(sheet, areas, rule, may))
    assert (narrow.columns, narrow.listed) == (whole.columns, whole.listed)
