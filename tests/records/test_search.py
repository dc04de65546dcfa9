"""Filter, sort, facets and find against looks at every cell, over records of every kind."""

from collections import Counter
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cn_desktop.records import scan, store
from cn_desktop.records.collation import plain_key
from cn_desktop.records.facets import NOTHING
from cn_desktop.records.fields import ABSENT, ZERO_DATE, is_empty
from cn_desktop.records.finding import Place, Wanted
from cn_desktop.records.query import Query, SortBy
from cn_desktop.records.search import Search
from cn_desktop.records.steps import finished

from .sheets import record, sheet_of

FIELDS = ("firstname", "own", "lastname")
LETTERS = st.text("aAbßẞİi\u017f\u212a éÉe\u0301\U0001f600\ud83d\0-.01", max_size=4)
NUMBERS = st.sampled_from(["7", "07", "7.0", "-3", "-0", "0", ".5", "5.", "12345678901234567890"])
VALUES = st.one_of(
    st.sampled_from([None, "", ZERO_DATE, ABSENT, "2024-05-01", "x" * 40, "x" * 40 + "y"]),
    LETTERS,
    NUMBERS,
)
TEXTS = st.one_of(st.text("aAbßiİé\u212a\u0301\U0001f600 01.-", min_size=1, max_size=3), NUMBERS)
ROWS = st.lists(st.fixed_dictionaries({}, optional=dict.fromkeys(FIELDS, VALUES)), max_size=12)
PLACES = st.integers(0, 15)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("edit"), PLACES, st.sampled_from(FIELDS), VALUES),
        st.tuples(st.just("new"), PLACES, st.sampled_from(FIELDS), VALUES),
        st.tuples(st.just("revert"), PLACES, st.just(""), st.none()),
        st.tuples(st.just("server"), PLACES, st.sampled_from(FIELDS), VALUES),
        st.tuples(st.just("arrive"), PLACES, st.sampled_from(FIELDS), VALUES),
    ),
    max_size=6,
)


def filled_in(cells):
    return {field: value for field, value in cells.items() if value is not ABSENT}


class Desk:
    """A sheet, a search that has seen its past, and what may happen between two looks."""

    def __init__(self, rows):
        self.count = len(rows)
        self.sheet = sheet_of(*[
            record(str(uid), **filled_in(each)) for uid, each in enumerate(rows)
        ])
        self.search = Search(self.sheet)

    def do(self, what, place, field, value):
        sheet, rows = self.sheet, list(self.sheet.store.rows())
        if what == "arrive":
            self.count += 1
            sheet.store.extend([record(f"n{self.count}", **filled_in({field: value}))])
        elif what == "new":
            sheet.set_cells({(sheet.add_record(), field): value}, "edit")
        elif rows:
            self.touch(what, sheet.store.key(rows[place % len(rows)]), field, value)

    def touch(self, what, key, field, value):
        sheet = self.sheet
        if what == "revert":
            sheet.revert_rows([key])
        elif what == "edit":
            sheet.set_cells({(key, field): value}, "edit")
        elif not sheet.changes.is_new(key):
            row = sheet.store.row_of(key)
            sheet.take_record(sheet.store.record(row) | filled_in({field: value}))

    def cells(self, row):
        return {field: self.sheet.row_value(row, field) for field in {*self.sheet.fields, *FIELDS}}

    def has(self, row, text):
        return any(
            text.casefold() in value.casefold()
            for value in self.cells(row).values()
            if isinstance(value, str)
        )

    def rows_with(self, text):
        return [row for row in self.sheet.store.rows() if not text or self.has(row, text)]

    def column(self, field):
        return {row: self.sheet.row_value(row, field) for row in self.sheet.store.rows()}


@pytest.fixture(autouse=True)
def small_limits(monkeypatch):
    """Every way through is taken by a few rows."""
    monkeypatch.setattr(scan, "FEW", 3)
    monkeypatch.setattr(store, "BLOCK_ROWS", 4)


def desk_after(rows, happenings):
    desk = Desk(rows)
    for each in happenings:
        desk.do(*each)
    return desk


# Filter


@given(ROWS, st.lists(st.tuples(STEPS, TEXTS), max_size=4))
def test_the_filter_finds_what_a_look_at_every_cell_finds_whatever_happened(rows, visits):
    desk = Desk(rows)
    for happenings, text in visits:
        for each in happenings:
            desk.do(*each)
        assert list(desk.search.rows(Query(text))) == desk.rows_with(text)


@given(ROWS, st.lists(st.tuples(TEXTS, st.integers(0, 4)), max_size=4), TEXTS)
def test_a_search_that_was_left_at_any_step_does_no_harm(rows, left, text):
    desk = Desk(rows)
    for other, taken in left:
        unfinished = desk.search.steps(Query(other))
        for _ in zip(range(taken), unfinished, strict=False):
            pass
        unfinished.close()
    for end in range(len(text) + 1):
        assert list(desk.search.rows(Query(text[:end]))) == desk.rows_with(text[:end])


# Order


def compared(value, is_by_amount):
    return Decimal(value) if is_by_amount else plain_key(value)


def is_number(value):
    digits = value.removeprefix("-").replace(".", "", 1)
    return digits.isascii() and digits.isdigit()


def sorted_rows(desk, rows, sort):
    """By the last column first; each pass keeps the order of what is alike."""
    for by in reversed(sort):
        column = desk.column(by.field)
        is_by_amount = all(is_number(value) for value in column.values() if not is_empty(value))
        filled = [row for row in rows if not is_empty(column[row])]
        empty = [row for row in rows if is_empty(column[row])]
        filled.sort(
            key=lambda row: compared(column[row], is_by_amount),
            reverse=by.is_descending,
        )
        rows = filled + empty
    return rows


SORTS = st.lists(st.builds(SortBy, st.sampled_from(FIELDS), st.booleans()), max_size=3).map(tuple)


@given(ROWS, st.lists(st.tuples(STEPS, SORTS, st.one_of(st.just(""), TEXTS)), max_size=3))
def test_rows_are_sorted_as_python_sorts_them_whatever_happened(rows, visits):
    desk = Desk(rows)
    for happenings, sort, text in visits:
        for each in happenings:
            desk.do(*each)
        expected = sorted_rows(desk, desk.rows_with(text), sort)
        assert list(desk.search.rows(Query(text, sort))) == expected


@given(st.lists(NUMBERS, max_size=12), st.lists(st.tuples(PLACES, VALUES), max_size=3))
def test_one_value_that_is_no_number_makes_a_column_text_and_its_end_makes_it_numbers(
    values, edits
):
    desk = Desk([{"own": value} for value in values])
    sort = (SortBy("own"),)
    for place, value in edits:
        desk.do("edit", place, "own", value)
        assert list(desk.search.rows(Query(sort=sort))) == sorted_rows(
            desk, list(desk.sheet.store.rows()), sort
        )


@given(st.lists(st.text("ab", min_size=30, max_size=70), max_size=12))
def test_long_texts_that_begin_alike_are_compared_to_their_end(values):
    desk = Desk([{"own": "c" * 30 + value} for value in values])
    rows = list(desk.search.rows(Query(sort=(SortBy("own"),))))
    assert rows == sorted(range(len(values)), key=values.__getitem__)


# Facets


@given(ROWS, STEPS, st.sampled_from(FIELDS), st.one_of(st.just(""), TEXTS), st.integers(0, 5))
def test_facets_count_what_is_shown(rows, happenings, field, text, limit):
    desk = desk_after(rows, happenings)
    shown = desk.search.rows(Query(text))
    facets = finished(desk.search.facets(field, shown.rows, limit=limit))
    by_value = finished(desk.search.facets(field, shown.rows, limit=limit, is_by_value=True))
    column = [desk.sheet.row_value(row, field) for row in shown]
    counts = Counter(value for value in column if not is_empty(value))
    assert facets.empty == {value: column.count(value) for value in NOTHING}
    assert (facets.distinct, facets.filled) == (len(counts), counts.total())
    assert facets.repeated == sum(count > 1 for count in counts.values())
    assert [count for _, count in facets.values] == [n for _, n in counts.most_common(limit)]
    assert dict(facets.values).items() <= counts.items()
    assert len(by_value.values) == min(limit, len(counts))
    assert dict(by_value.values).items() <= counts.items()


@given(ROWS, STEPS, st.sampled_from(FIELDS), st.one_of(st.just(""), TEXTS))
def test_rows_that_repeat_a_value_are_those_whose_value_another_one_has(
    rows, happenings, field, text
):
    desk = desk_after(rows, happenings)
    shown = desk.search.rows(Query(text))
    column = {row: desk.sheet.row_value(row, field) for row in shown}
    counts = Counter(column.values())
    repeated = finished(desk.search.repeated(field, shown.rows))
    assert list(repeated) == [
        row for row in shown if counts[column[row]] > 1 and not is_empty(column[row])
    ]


# Find


def cells_with(desk, wanted, rows):
    """Every hit as (place, column), row by row."""
    text = wanted.text.casefold()
    return [
        (at, number)
        for at, row in enumerate(rows)
        for number, field in enumerate(wanted.fields)
        if isinstance(value := desk.sheet.row_value(row, field), str)
        if (value.casefold() == text if wanted.is_whole else text in value.casefold())
    ]


@given(
    *(ROWS, STEPS, TEXTS, st.lists(st.sampled_from(FIELDS), min_size=1, unique=True).map(tuple)),
    *(st.booleans(), st.booleans(), SORTS, st.none() | st.tuples(PLACES, st.sampled_from(FIELDS))),
)
def test_find_goes_from_hit_to_hit_and_round(
    rows, happenings, text, fields, is_whole, is_backwards, sort, start
):
    desk = desk_after(rows, happenings)
    wanted = Wanted(text, fields, is_whole)
    shown = desk.search.rows(Query(sort=sort)).rows
    hits = cells_with(desk, wanted, shown.tolist())
    place = None if start is None else Place(*start)
    hit = finished(desk.search.find(wanted, shown, place, is_backwards=is_backwards))
    if not hits:
        assert hit is None
        return
    at = from_there(wanted, place, len(shown), is_backwards=is_backwards)
    ahead = [each for each in hits if (each < at if is_backwards else each > at)]
    found = (ahead or hits)[-1 if is_backwards else 0]
    assert (hit.place, hit.number, hit.count, hit.is_wrapped) == (
        Place(found[0], fields[found[1]]),
        hits.index(found) + 1,
        len(hits),
        not ahead,
    )


def from_there(wanted, place, count, *, is_backwards):
    end = (count, len(wanted.fields)) if is_backwards else (-1, -1)
    if place is None:
        return end
    is_among = place.field in wanted.fields
    return place.at, wanted.fields.index(place.field) if is_among else end[1]


@given(ROWS, st.lists(st.tuples(STEPS, TEXTS), max_size=3))
def test_finding_on_goes_through_every_hit_once_while_things_happen(rows, visits):
    desk = Desk(rows)
    for happenings, text in visits:
        for each in happenings:
            desk.do(*each)
        wanted, shown = Wanted(text, FIELDS), desk.search.rows(Query()).rows
        hits, place, seen = cells_with(desk, wanted, shown.tolist()), None, []
        for _ in hits:
            place = finished(desk.search.find(wanted, shown, place)).place
            seen.append((place.at, FIELDS.index(place.field)))
        assert seen == hits


# What may happen to one row between two looks


def found_by(desk, text):
    return list(desk.search.rows(Query(text)))


def test_a_cell_that_is_changed_again_is_found_by_its_last_value():
    desk = Desk([{"own": "old"}])
    for value in ("first", "last"):
        desk.do("edit", 0, "own", value)
        assert found_by(desk, value) == [0]
    assert found_by(desk, "first") == []


def test_a_changed_row_is_found_by_what_the_server_changed_in_it_meanwhile():
    desk = Desk([{"own": "old", "lastname": "theirs"}])
    desk.do("edit", 0, "own", "mine")
    assert found_by(desk, "theirs") == [0]
    for value in ("others", "again"):
        desk.do("server", 0, "lastname", value)
        assert found_by(desk, value) == [0]
    assert found_by(desk, "theirs") == []


def test_a_record_that_is_born_again_is_found_in_its_new_row():
    desk = Desk([{}])
    desk.do("new", 0, "own", "newcomer")
    assert found_by(desk, "newcomer") == [1]
    for _ in range(2):
        desk.sheet.undo()
    for _ in range(2):
        desk.sheet.redo()
    assert found_by(desk, "newcomer") == [2]


def test_a_text_that_a_pending_number_stands_over_does_not_make_its_column_text():
    desk = Desk([{"own": "text"}, {"own": "10"}, {"own": "9"}])
    desk.do("edit", 0, "own", "100")
    assert list(desk.search.rows(Query(sort=(SortBy("own"),)))) == [2, 1, 0]


def test_blocks_that_are_put_together_during_a_search_are_counted_once():
    desk = Desk([])
    for number in range(10):
        desk.do("arrive", 0, "own", "same")
        assert found_by(desk, "same") == list(range(number + 1))
        assert found_by(desk, "sam") == list(range(number + 1))


@pytest.mark.parametrize("is_descending", [False, True])
@pytest.mark.parametrize("place", [0, 1])
def test_a_pending_value_is_alike_with_one_in_the_other_case(place, is_descending):
    desk = Desk([{"own": "Smith"}, {"own": "Smith"}])
    desk.do("edit", place, "own", "SMITH")
    assert list(desk.search.rows(Query(sort=(SortBy("own", is_descending),)))) == [0, 1]
