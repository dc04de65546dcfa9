"""What a screen reader is told, and where the keyboard can go (feat-Q5, feat-R37, feat-R39)."""

from driving import CTRL, change, keys, new_record, opened, options_for, press, running, submitted
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QWidget

from cn_desktop.records.fields import FieldName

Key = Qt.Key
SHIFT = Qt.KeyboardModifier.ShiftModifier
Role = QAccessible.Role
WITHIN_OTHERS = {Role.ListItem, Role.PageTab, Role.TreeItem, Role.Cell}
"""Their container has the keyboard."""


def interface(widget):
    return QAccessible.queryAccessibleInterface(widget)


def name(accessible):
    return accessible.text(QAccessible.Text.Name)


def everything(accessible):
    """What can be seen, from the window down; of the table only itself."""
    yield accessible
    if accessible.role() != Role.Table:
        children = map(accessible.child, range(accessible.childCount()))
        for child in children:
            if child is not None and child.isValid() and not child.state().invisible:
                yield from everything(child)


def cell(program, key, field):
    """The accessible cell as a screen reader finds it; headers are cells too."""
    index = program.window.model.cell_index(key, FieldName(field))
    columns = program.window.model.columnCount() + 1
    return interface(program.window.table).child((index.row() + 1) * columns + index.column() + 1)


async def test_whatever_takes_the_keyboard_has_a_name(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        await change(program, keys(program)[0], "lastname", "Example")
        for panel in (program.window.form, program.window.review):
            program.window.show_side(panel)
            nameless = [
                (each.role().name, type(each.object()).__name__)
                for each in everything(interface(program.window))
                if each.state().focusable and each.role() not in WITHIN_OTHERS and not name(each)
            ]
            assert nameless == []


async def test_a_changed_cell_says_column_value_what_it_was_and_its_state(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        key = keys(program)[0]
        old = program.workspace.sheet.value(key, FieldName("lastname"))
        assert name(cell(program, key, "lastname")) == f"lastname, {old}"
        await change(program, key, "lastname", "Example")
        spoken = name(cell(program, key, "lastname"))
        assert spoken == f"lastname, Example, changed from {old}, pending"


async def test_a_cell_with_a_problem_says_so(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        key = await new_record(program, lastname="Example")
        spoken = name(cell(program, key, "ddi_mobile"))
        assert "needs at least one phone number" in spoken


async def test_a_rejected_row_says_the_servers_words(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        key = keys(program)[0]
        await change(program, key, "postcode", "Far too long for one")
        await submitted(program)
        assert "rejected: “" in name(cell(program, key, "postcode"))
        assert name(cell(program, key, "lastname")).endswith(", rejected")


async def test_f6_goes_round_the_parts_and_shift_f6_back(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        await change(program, keys(program)[0], "lastname", "Example")
        table = program.window.table
        assert QApplication.focusWidget() is table

        def part():
            focus = QApplication.focusWidget()
            names = ("pendingBar", "sidePanel", "recordTable")
            parts = [program.window.findChild(QWidget, each) for each in names]
            inside = [each for each in parts if each is focus or each.isAncestorOf(focus)]
            return inside[0].objectName() if inside else focus.objectName()

        visited = []
        for _ in range(8):
            press(program, Key.Key_F6)
            visited.append(part())
        assert visited == [
            "sidePanel",
            "pendingBar",
            "connectionButton",
            "datasetPicker",
            "lookupField",
            "filterField",
            "columnsButton",
            "recordTable",
        ]
        press(program, Key.Key_F6, SHIFT)
        assert part() == "columnsButton"


async def test_f6_comes_back_to_where_one_was_in_a_part(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        program.window.form.findChild(QWidget, "form_postcode").setFocus()
        press(program, Key.Key_F6, SHIFT)
        assert QApplication.focusWidget() is program.window.table
        press(program, Key.Key_F6)
        assert QApplication.focusWidget().objectName() == "form_postcode"
        assert not program.workspace.sheet.changes.edits(keys(program)[0])
        press(program, Key.Key_Z, CTRL)
