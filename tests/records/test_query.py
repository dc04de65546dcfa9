"""Which rows are shown, and in which order."""

import unicodedata
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cn_desktop.records.fields import ABSENT, ZERO_DATE, is_empty
from cn_desktop.records.query import Query, SortBy
from cn_desktop.records.search import Search

from .sheets import ada, bob, record, sheet_of

WORDS = st.sampled_from([
    None,
    "",
    ZERO_DATE,
    "Ada",
    "ADA",
    "Straße",
    "STRASSE",
    "été",
    "İ",
    "07700 900001",
    "7",
    "a",
])
NUMBERS = st.sampled_from(["7", "007", "-3", "2.5", "10", "1000000", "", None, ZERO_DATE])
NEITHER = st.sampled_from(["1e5", "nan", "inf", "٣", "1_000", "-", ".", "+1", " 1", "9"])


def of_column(values):
    return sheet_of(*(record(str(uid), own=value) for uid, value in enumerate(values)))


def keys(sheet, query):
    return [sheet.store.key(row) for row in Search(sheet).rows(query)]


def column(values, *, is_descending=False):
    """The values as they stand after sorting by them."""
    sheet = of_column(values)
    rows = list(Search(sheet).rows(Query(sort=(SortBy("own", is_descending),))))
    return [sheet.row_value(row, "own") for row in rows]


# Filter


@given(
    st.lists(st.dictionaries(st.sampled_from(["firstname", "own"]), WORDS), max_size=8),
    st.dictionaries(st.integers(0, 7), WORDS, max_size=4),
    st.sampled_from(["a", "ADA", "strasse", "ß", "É", "700 9", "i", "x"]),
)
def test_the_filter_finds_what_a_look_at_every_cell_finds(rows, edits, text):
    sheet = sheet_of(*(record(f"u{number}", **cells) for number, cells in enumerate(rows)))
    search = Search(sheet)
    search.rows(Query(text))
    for number, value in edits.items():
        sheet.set_cells({(f"u{number}", "firstname"): value}, "set")
    expected = [
        row
        for row in sheet.store.rows()
        if any(
            text.casefold() in (sheet.value(sheet.store.key(row), field) or "").casefold()
            for field in sheet.fields
            if sheet.value(sheet.store.key(row), field) is not ABSENT
        )
    ]
    assert list(search.rows(Query(text))) == expected


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", ["1", "2"]),
        ("ada", ["1"]),
        ("07700 9", ["1", "2"]),
        ("900002", ["2"]),
        ("nobody", []),
        ("100", ["1", "2"]),
        ("None", []),
        ("absent", []),
        ("1ada", []),
    ],
)
def test_a_text_is_looked_for_inside_every_cell(text, found):
    assert keys(sheet_of(ada(), bob()), Query(text)) == found


@pytest.mark.parametrize(
    ("cell", "text"),
    [("Straße", "STRASSE"), ("STRASSE", "straße"), ("Ärger", "äRGER"), ("ΣΊΣΥΦΟΣ", "σίσυφος")],
)
def test_upper_and_lower_case_are_the_same_in_every_alphabet(cell, text):
    assert keys(of_column([cell]), Query(text)) == ["0"]


def test_letters_that_only_look_the_same_are_not_the_same():
    composed = unicodedata.normalize("NFC", "é")
    assert keys(of_column(["x"]), Query(composed)) == []


def test_a_pending_value_is_found_and_the_old_one_is_not():
    sheet = sheet_of(ada(), bob())
    search = Search(sheet)
    assert list(search.rows(Query("ada"))) == [0]
    sheet.type_text("1", "firstname", "Eve")
    assert list(search.rows(Query("eve"))) == [0]
    assert list(search.rows(Query("ada"))) == []


def test_after_reverting_the_old_value_is_found_again():
    sheet = sheet_of(ada(), bob())
    search = Search(sheet)
    sheet.type_text("1", "firstname", "Eve")
    search.rows(Query("eve"))
    sheet.revert_all()
    assert list(search.rows(Query("eve"))) == []
    assert list(search.rows(Query("ada"))) == [0]


def test_a_new_record_is_found_by_what_was_entered():
    sheet = sheet_of(ada())
    search = Search(sheet)
    sheet.set_cells({(sheet.add_record(), "firstname"): "Eve"}, "edit")
    assert list(search.rows(Query("eve"))) == [1]
    sheet.undo()
    sheet.undo()
    assert list(search.rows(Query(""))) == [0]


def test_a_record_the_server_changed_is_found_by_its_new_value():
    sheet = sheet_of(ada())
    search = Search(sheet)
    search.rows(Query("ada"))
    sheet.take_record(ada() | {"firstname": "Zoe"})
    assert list(search.rows(Query("zoe"))) == [0]
    assert list(search.rows(Query("ada"))) == []


# Order


def test_without_a_sort_the_server_s_order_is_kept_and_sorting_leaves_no_trace():
    sheet = of_column(["b", "a", "c"])
    assert keys(sheet, Query(sort=(SortBy("own"),))) == ["1", "0", "2"]
    assert keys(sheet, Query()) == ["0", "1", "2"]


@pytest.mark.parametrize(
    ("values", "ascending"),
    [
        (["10", "9", "100"], ["9", "10", "100"]),
        (["1.5", "-2", "1.25", "-10"], ["-10", "-2", "1.25", "1.5"]),
        (["10", "9", "x"], ["10", "9", "x"]),
        (["10", "9", "1e3"], ["10", "1e3", "9"]),
        (["10", "9", "nan"], ["10", "9", "nan"]),
        (["b", "A", "a", "B"], ["A", "a", "b", "B"]),
        (["ß", "st", "SR"], ["SR", "ß", "st"]),
        (["10", "", "9", None], ["9", "10", "", None]),
        (["2024-05-01", ZERO_DATE, "2023-05-01"], ["2023-05-01", "2024-05-01", ZERO_DATE]),
    ],
)
def test_a_column_is_sorted_by_amount_if_every_value_is_a_number_else_as_text(values, ascending):
    assert column(values) == ascending


def amount(value):
    return Decimal(value)


@given(st.lists(NUMBERS, max_size=12), st.booleans())
def test_numbers_are_in_order_of_amount_either_way(values, is_descending):
    filled = [
        amount(value)
        for value in column(values, is_descending=is_descending)
        if not is_empty(value)
    ]
    assert filled == sorted(filled, reverse=is_descending)


@given(st.lists(st.one_of(WORDS, NUMBERS, NEITHER), max_size=12), st.booleans())
def test_sorting_keeps_every_row_and_puts_empty_cells_last_in_the_server_s_order(
    values, is_descending
):
    sheet = of_column(values)
    rows = list(Search(sheet).rows(Query(sort=(SortBy("own", is_descending),))))
    empty = [row for row in sheet.store.rows() if is_empty(sheet.row_value(row, "own"))]
    assert sorted(rows) == list(sheet.store.rows())
    assert rows[len(rows) - len(empty) :] == empty


@given(st.lists(st.sampled_from(["a", "A", "b", "B", "ß", "ss"]), max_size=12), st.booleans())
def test_rows_that_compare_alike_keep_the_server_s_order_either_way(values, is_descending):
    sheet = of_column(values)
    rows = list(Search(sheet).rows(Query(sort=(SortBy("own", is_descending),))))
    folded = {row: values[row].casefold() for row in rows}
    for letter in set(folded.values()):
        alike = [row for row in rows if folded[row] == letter]
        assert alike == sorted(alike)
    assert [folded[row] for row in rows] == sorted(folded.values(), reverse=is_descending)


@pytest.mark.parametrize("is_descending", [False, True])
def test_pending_values_are_sorted_by(is_descending):
    sheet = of_column(["1", "2", "3"])
    sheet.type_text("0", "own", "9")
    sheet.type_text("1", "own", "")
    order = ["0", "2"] if is_descending else ["2", "0"]
    assert keys(sheet, Query(sort=(SortBy("own", is_descending),))) == [*order, "1"]


def test_a_filter_and_a_sort_work_together():
    sheet = of_column(["xb", "y", "xa", None])
    assert keys(sheet, Query("X", (SortBy("own"),))) == ["2", "0"]


def test_sorting_by_a_field_nobody_has_keeps_the_order():
    assert keys(sheet_of(ada(), bob()), Query(sort=(SortBy("nobody_has_it"),))) == ["1", "2"]


@pytest.mark.parametrize(
    ("value", "nothing"),
    [(None, True), (ABSENT, True), ("", True), (ZERO_DATE, True), ("0", False), (" ", False)],
)
def test_what_is_empty(value, nothing):
    assert is_empty(value) is nothing
