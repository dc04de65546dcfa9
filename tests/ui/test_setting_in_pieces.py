"""Many cells are set in pieces, between which other things happen (feat-H11, feat-C5)."""

from cn_desktop.records.area import Area
from cn_desktop.records.fields import FieldName
from cn_desktop.records.steps import finished
from cn_desktop.ui import workspace as workspace_room

FIRST, LAST = FieldName("firstname"), FieldName("lastname")


def begun(workspace):
    """The first names are set, the last names are not yet; and what is told from then on."""
    keys = workspace.sheet.store.keys(range(6))
    told = []
    workspace.notice.connect(told.append)
    wanted = {name: dict.fromkeys(keys, "Same") for name in (FIRST, LAST)}
    pieces = workspace.set_in_pieces(wanted, lambda cells: f"set {cells} cells")
    next(pieces)
    return keys, told, pieces


def test_cells_of_rows_that_are_sent_meanwhile_are_told_of(workspace):
    """Nobody would look for the two that are missing; undo names those that were set."""
    keys, told, pieces = begun(workspace)
    for key in keys[:2]:
        workspace.sheet.sending(key)
    assert finished(pieces) == 10
    assert workspace.sheet.column(LAST, keys) == ["Example"] * 2 + ["Same"] * 4
    assert workspace.sheet.history.next_undo.name == "set 10 cells"
    assert [notice.title for notice in told] == ["2 of 12 cells were left alone"]


def test_nothing_is_told_where_all_were_set(workspace):
    _keys, told, pieces = begun(workspace)
    assert finished(pieces) == 12
    assert not told


def test_what_is_kept_of_a_row_on_its_way_is_left_to_the_run(workspace):
    """The run's step says more: with what mark a new record went, say. It is looked for by that."""
    keys, _told, pieces = begun(workspace)
    kept = []
    workspace.keep = lambda _sheet, rows: kept.extend(rows)
    workspace.sheet.sending(keys[0])
    finished(pieces)
    assert set(kept) == set(keys[1:])


def test_rows_of_which_a_part_is_set_are_kept_before_they_are_sent(workspace):
    keys, _told, pieces = begun(workspace)
    kept = []
    workspace.keep = lambda _sheet, rows: kept.extend(rows)
    workspace.keep_pieces()
    assert set(kept) == set(keys)
    finished(pieces)
    kept.clear()
    workspace.keep_pieces()
    assert not kept


def test_what_is_typed_into_a_cell_that_is_still_to_be_emptied_stays(workspace, monkeypatch):
    """Del for a whole column, and the first of its new values at once."""
    monkeypatch.setattr(workspace_room, "FEW", 0)
    keys = workspace.sheet.store.keys(range(6))
    emptying = workspace.clear_in_pieces([Area(range(6), [FIRST])])
    next(emptying)
    workspace.type_text(keys[5], FIRST, "Typed")
    finished(emptying)
    assert workspace.sheet.column(FIRST, keys) == [""] * 5 + ["Typed"]
