"""Many cells are set in pieces, between which other things happen (feat-H11, feat-C5)."""

from cn_desktop.records.fields import FieldName
from cn_desktop.records.steps import finished

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
