"""Long work in steps: what runs it, and what becomes of it when it is left."""

from itertools import pairwise, zip_longest

from hypothesis import given
from hypothesis import strategies as st

from cn_desktop.records import steps
from cn_desktop.records.query import Query, SortBy
from cn_desktop.records.search import Search
from cn_desktop.records.steps import Apart, apart, emptied, finished, in_order

from .sheets import record, sheet_of

MANY = 2 * steps.AT_ONCE + 1
BY_OWN = Query(sort=(SortBy("own"),))


def of_many(count=MANY):
    return sheet_of(*(record(str(uid), own=f"{uid * 7 % count:x}") for uid in range(count)))


def expected(sheet):
    return sorted(sheet.store.rows(), key=lambda row: sheet.row_value(row, "own"))


def test_a_call_made_elsewhere_gives_its_outcome_to_the_work_that_asked_for_it():
    work = apart(lambda: 7)
    step = next(work)
    step()
    assert finished(work) == 7


def test_a_call_that_was_not_made_is_asked_for_again():
    work = apart(lambda: 7)
    assert next(work) is next(work)
    assert finished(work) == 7


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=20), st.integers(0, 400))
def test_any_number_of_things_is_put_in_order(things, times):
    things *= times
    assert finished(in_order(things)) == sorted(things)


def test_what_is_put_in_order_is_made_some_at_a_time():
    made = []

    def making():
        for number in range(MANY):
            made.append((-number,))
            yield made[-1]

    counts = [len(made) for _ in in_order(making())]
    assert max(now - before for before, now in pairwise([0, *counts])) == steps.AT_ONCE
    assert len(counts) > MANY / steps.MERGED_AT_ONCE


def test_a_list_is_emptied_in_steps():
    things = list(range(MANY))
    assert len(list(emptied(things))) == 3
    assert things == []


def test_rows_found_so_far_are_the_first_of_all():
    sheet = of_many()
    sheet.store.extend([record("other", other="x", own="1a")])  # a block of its own
    search = Search(sheet)
    whole = list(search.rows(Query("1a")))
    seen = [list(found.order()) for found in Search(sheet).steps(Query("1a")) if found]
    assert len(seen) > 1
    assert all(rows == whole[: len(rows)] for rows in seen)


def test_what_is_found_is_complete_only_at_the_end():
    search = Search(of_many())
    assert not any(found.is_complete for found in search.steps(Query("1")) if found)
    assert finished(search.steps(Query("1"))).is_complete


def test_a_sort_that_was_left_at_any_step_goes_on_where_it_was():
    sheet = of_many()
    search, steps_taken = Search(sheet), 0
    while True:
        sorting = search.steps(BY_OWN)
        step = next(sorting, sorting)
        if step is sorting:
            break
        if isinstance(step, Apart):
            step()
        sorting.close()
        steps_taken += 1
        if steps_taken > 40:
            break
    assert list(search.rows(BY_OWN)) == expected(sheet)


def test_two_that_number_the_same_column_in_turns_do_each_other_no_harm():
    sheet = of_many()
    search = Search(sheet)
    waiting = [search.steps(BY_OWN), search.steps(BY_OWN)]
    for both in zip_longest(*waiting):
        for step in both:
            if isinstance(step, Apart):
                step()
    assert list(search.rows(BY_OWN)) == expected(sheet)


def test_records_that_come_while_a_column_is_numbered_are_sorted_by_the_next_query():
    sheet = of_many()
    search = Search(sheet)
    sorting = search.steps(BY_OWN)
    next(sorting)
    sheet.store.extend([record("late", own="")])
    assert len(finished(sorting).order()) == MANY
    sheet.store.extend([record("later", own="0")])
    assert list(search.rows(BY_OWN)) == [
        *sorted(
            [row for row in sheet.store.rows() if row != MANY],
            key=lambda row: sheet.row_value(row, "own"),
        ),
        MANY,
    ]
