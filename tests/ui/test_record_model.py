import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mirror import ModelMirror
from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester

from cn_desktop.records.fields import ZERO_DATE
from cn_desktop.records.marks import Mark, State
from cn_desktop.records.query import Query
from cn_desktop.records.validation import Problem
from cn_desktop.ui.table.record_model import LOCK_ROLE, STATE_ROLE, STATUS
from cn_desktop.ui.words import NULL_MEANS, PROBLEMS

Role = Qt.ItemDataRole
FIELDS = ["firstname", "lastname", "ddi_mobile"]


def cell(model, key, field, role=Role.DisplayRole):
    return model.cell_index(key, field).data(role)


def test_what_is_wrong_with_a_cell_is_said_and_read_out(model, workspace):
    """feat-L4: a mark alone would tell nobody what to do."""
    key = model.key_at(0)
    workspace.set_cells({(key, "ddi_mobile"): "nobody"}, "paste")
    words = PROBLEMS[Problem.IMPOSSIBLE_PHONE]
    assert words in cell(model, key, "ddi_mobile", Role.ToolTipRole)
    assert f"check: {words}" in cell(model, key, "ddi_mobile", Role.AccessibleTextRole)
    assert words in cell(model, key, STATUS)
    assert words not in (cell(model, key, "firstname", Role.ToolTipRole) or "")


def test_qt_finds_no_fault_in_the_model(model, qtmodeltester):
    qtmodeltester.check(model)


def test_each_kind_of_nothing_looks_different(model):
    key = model.key_at(0)
    shown = [cell(model, key, field) for field in ("urn", "notes", "callback")]
    assert shown == ["null", "", ZERO_DATE]


def test_null_is_explained_where_it_stands(model):
    assert cell(model, "550001", "urn") == "null"
    assert cell(model, "550001", "urn", Role.ToolTipRole).startswith(NULL_MEANS)
    assert NULL_MEANS not in (cell(model, "550001", "notes", Role.ToolTipRole) or "")


def test_a_cell_the_server_did_not_send_is_a_dash(workspace, model):
    store = workspace.sheet.store
    store.extend([{"uid": "1", "dataset": "100", "own_field": "x"}])
    workspace.show(workspace.sheet)
    assert cell(model, "1", "firstname") == "–"
    assert cell(model, model.key_at(0), "own_field") == "–"


def test_an_edited_cell_says_what_it_was(workspace, model):
    key = model.key_at(0)
    workspace.type_text(key, "firstname", "Adele")
    assert cell(model, key, "firstname") == "Adele"
    assert cell(model, key, "firstname", Role.ToolTipRole) == "was: Ada"
    spoken = cell(model, key, "firstname", Role.AccessibleTextRole)
    assert spoken == "firstname, Adele, changed from Ada, pending"


def test_record_text_is_never_a_rich_text_tip(workspace, model):
    key = model.key_at(0)
    workspace.type_text(key, "firstname", "<b>bold</b>")
    workspace.type_text(key, "firstname", "x")
    workspace.sheet.settle(key, Mark(State.REJECTED, "<img src=x>"))
    workspace.touched(workspace.sheet, [key])
    workspace.tell_touched()
    tip = cell(model, key, STATUS, Role.ToolTipRole)
    assert "<img" not in tip
    assert "&lt;img" in tip


@pytest.mark.parametrize("field", ["uid", "dataset", "callback", "urn", "notes"])
def test_a_locked_column_says_why_and_takes_nothing(model, field):
    index = model.cell_index(model.key_at(0), field)
    assert index.data(LOCK_ROLE)
    assert index.data(Role.ToolTipRole)
    assert not index.flags() & Qt.ItemFlag.ItemIsEditable
    assert not model.setData(index, "changed")
    column = model.fields.index(field)
    assert "Locked" in model.headerData(column, Qt.Orientation.Horizontal, Role.ToolTipRole)


def test_the_gutter_and_the_status_column_give_state_and_words(workspace, model):
    key = model.key_at(1)
    workspace.type_text(key, "lastname", "Other")
    workspace.sheet.settle(key, Mark(State.REJECTED, "Value too long"))
    workspace.touched(workspace.sheet, [key])
    workspace.tell_touched()
    assert model.headerData(1, Qt.Orientation.Vertical, STATE_ROLE) is State.REJECTED
    assert model.headerData(1, Qt.Orientation.Vertical, Role.ToolTipRole) == (
        "rejected: “Value too long”"
    )
    assert cell(model, key, STATUS) == "rejected: “Value too long”"


def test_typing_the_old_value_back_repaints_a_clean_row(workspace, model):
    mirror = ModelMirror(model)
    key = model.key_at(0)
    workspace.type_text(key, "firstname", "Eve")
    workspace.type_text(key, "firstname", "Ada")
    mirror.check()
    assert cell(model, key, STATUS) == ""


def test_the_selection_follows_its_records_through_a_sort(workspace, model):
    selection = QItemSelectionModel(model)
    chosen = model.cell_index("550005", "firstname")
    selection.select(chosen, QItemSelectionModel.SelectionFlag.Select)
    model.sort(model.fields.index("firstname"), Qt.SortOrder.DescendingOrder)
    assert [model.key_at(index.row()) for index in selection.selectedIndexes()] == ["550005"]


def test_nothing_leaves_the_model_for_an_index_that_is_gone(model):
    assert model.data(QModelIndex()) is None
    assert model.headerData(999, Qt.Orientation.Vertical, STATE_ROLE) is None
    assert model.headerData(999, Qt.Orientation.Horizontal, Role.DisplayRole) is None
    assert model.flags(QModelIndex()) == Qt.ItemFlag.NoItemFlags


def deeds(workspace):
    """Everything that can happen to the rows on screen, by name."""
    return {
        "type": lambda n: workspace.type_text(_nth(workspace, n), FIELDS[n % 3], f"typed {n % 4}"),
        "add": lambda _n: workspace.add_record(),
        "revert row": lambda n: workspace.revert_rows([_nth(workspace, n)]),
        "revert all": lambda _n: workspace.revert_all(),
        "undo": lambda _n: workspace.undo(),
        "redo": lambda _n: workspace.redo(),
        "filter": lambda n: workspace.ask(Query(text=["", "typed", "a", "exam"][n % 4])),
        "go to": lambda n: workspace.go_to(_nth(workspace, n)),
        "saved": lambda n: _save(workspace, _nth(workspace, n)),
        "rejected": lambda n: _reject(workspace, _nth(workspace, n)),
        "reload": lambda _n: _reload(workspace),
    }


def _nth(workspace, number):
    rows = list(workspace.sheet.store.rows())
    return workspace.sheet.store.key(rows[number % len(rows)])


def _save(workspace, key):
    sheet = workspace.sheet
    if not sheet.outgoing([key]):
        return
    row = sheet.outgoing([key])[0]
    uid = row.uid or str(900000 + len(sheet.store))
    workspace.renamed(sheet, key, sheet.saved(row, uid, None, Mark(State.SAVED)))
    workspace.tell_touched()


def _reject(workspace, key):
    if workspace.sheet.changes.state(key):
        workspace.sheet.settle(key, Mark(State.REJECTED, "no"))
        workspace.touched(workspace.sheet, [key])
        workspace.tell_touched()


def _reload(workspace):
    old = workspace.sheet.store
    fresh = type(old)()
    is_new = workspace.sheet.changes.is_new
    fresh.extend(old.record(row) for row in old.rows() if not is_new(old.key(row)))
    fresh.is_complete = True
    workspace.sheet.rebase(fresh)
    workspace.show(workspace.sheet)


NAMES_OF_DEEDS = sorted(deeds(None))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(NAMES_OF_DEEDS), st.integers(0, 30)), max_size=25))
def test_the_screen_shows_the_truth_after_anything(workspace, model, qtbot, steps):
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
    mirror = ModelMirror(model)
    does = deeds(workspace)
    for name, number in steps:
        does[name](number)
        mirror.check()
        shown = [model.key_at(row) for row in range(model.rowCount())]
        assert len(shown) == len(set(shown))
    tester.deleteLater()
