"""Runs of rows hold exactly the cells of the ranges they are made of."""

from hypothesis import given
from hypothesis import strategies as st

from cn_desktop.ui.table.selection import Range, Run, Selection

ends = st.integers(0, 9)
ranges = st.lists(
    st.builds(
        lambda a, b, c, d: Range(min(a, b), max(a, b), min(c, d), max(c, d)), ends, ends, ends, ends
    ),
    max_size=6,
)


@given(ranges)
def test_every_cell_is_in_one_run_and_none_else_is(chosen):
    selection = Selection(chosen)
    cells = [
        (row, column)
        for run in selection.runs
        for row in range(run.top, run.bottom + 1)
        for column in run.columns
    ]
    assert cells == sorted({
        (row, column)
        for each in chosen
        for row in range(each.top, each.bottom + 1)
        for column in range(each.left, each.right + 1)
    })


@given(ranges, st.lists(st.integers(-1, 10)))
def test_rows_are_found_in_their_runs_from_top_to_bottom(chosen, rows):
    selection = Selection(chosen)
    found = [(run, rows[number]) for run, numbers in selection.parted(rows) for number in numbers]
    assert all(run.top <= row <= run.bottom for run, row in found)
    assert [row for _, row in found] == sorted(
        row for row in rows if any(each.top <= row <= each.bottom for each in chosen)
    )


def test_a_million_rows_are_one_run():
    assert Selection([Range(0, 999_999, 0, 2)]).runs == [Run(0, 999_999, (0, 1, 2))]
