"""Ticks: which rows are to go (feat-B5), and what that means for who is called."""

from collections import Counter

from cn_desktop.records.dialling import Risk
from cn_desktop.records.marks import Mark, State
from cn_desktop.records.row_ticks import Going, Ticks, count_going

from .sheets import ada, bob, sheet_of


def edited():
    """Two changed records, one of them in its number, and a new one without any."""
    sheet = sheet_of(ada(), bob())
    sheet.type_text("1", "firstname", "Eve")
    sheet.type_text("2", "ddi_mobile", "07700900003")
    return sheet, sheet.add_record()


def going(sheet, ticks):
    found = Going()
    for _ in count_going(found, sheet, ticks):
        assert not found.is_counted
    assert found.is_counted
    return found


def test_at_first_every_pending_row_is_ticked_and_what_is_held_back_does_not_count():
    sheet, new = edited()
    ticks = Ticks()
    assert ticks.ticked(sheet) == ["1", "2", new]
    found = going(sheet, ticks)
    assert found.rows == 2
    assert (found.calling.rows, +found.calling.risks) == (1, Counter([Risk.NUMBER]))


def test_a_row_without_its_tick_does_not_count_nor_does_its_number():
    sheet, _ = edited()
    ticks = Ticks()
    ticks.put(["2"], is_ticked=False)
    found = going(sheet, ticks)
    assert (found.rows, found.calling.rows) == (1, 0)


def test_a_row_whose_tick_was_taken_begins_anew_once_it_is_forgotten():
    sheet, _ = edited()
    ticks = Ticks()
    ticks.put(["2"], is_ticked=False)
    ticks.forget(["2"])
    assert ticks.are_plain
    assert going(sheet, ticks).rows == 2


def test_a_rejected_row_goes_only_where_it_is_ticked_by_hand():
    sheet, _ = edited()
    sheet.settle("1", Mark(State.REJECTED, "no"))
    ticks = Ticks()
    assert not ticks.has("1", State.REJECTED)
    assert going(sheet, ticks).rows == 1
    ticks.put(["1"], is_ticked=True)
    assert going(sheet, ticks).rows == 2


def test_with_no_tick_at_all_only_what_is_ticked_after_goes():
    sheet, new = edited()
    ticks = Ticks()
    ticks.set_all(are_ticked=False)
    assert going(sheet, ticks).rows == 0
    ticks.put(["2", new], is_ticked=True)
    assert going(sheet, ticks).rows == 1
    ticks.set_all(are_ticked=True)
    assert going(sheet, ticks).rows == 2


def test_a_new_record_that_can_be_sent_counts_as_one_to_be_called():
    sheet, new = edited()
    sheet.type_text(new, "ddi_home", "07700900009")
    calling = going(sheet, Ticks()).calling
    assert (calling.rows, calling.risks[Risk.NEW], calling.risks[Risk.NUMBER]) == (2, 1, 1)
