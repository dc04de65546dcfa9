"""F1: the sheet of keys, and changing one by keyboard only (feat-Q2, feat-Q3)."""

from driving import CTRL, keys, opened, options_for, press, running, type_text, until
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication, QKeySequenceEdit, QTreeWidget

from cn_desktop.records.fields import FieldName
from cn_desktop.ui.keys.keys_dialog import KeysDialog
from cn_desktop.ui.menus import commands

Key = Qt.Key


async def sheet(program):
    press(program, Key.Key_F1)
    await until(lambda: program.window.findChild(KeysDialog))
    dialog = program.window.findChild(KeysDialog)
    dialog.activateWindow()
    await until(dialog.isActiveWindow)
    return dialog


async def test_the_sheet_lists_every_command_that_has_keys(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        dialog = await sheet(program)
        tree = dialog.findChild(QTreeWidget)
        tops = [tree.topLevelItem(row) for row in range(tree.topLevelItemCount())]
        listed = [top.child(row).text(1) for top in tops for row in range(top.childCount())]
        native = QKeySequence.SequenceFormat.NativeText
        for command in commands():
            keys = ", ".join(QKeySequence(each).toString(native) for each in command.keys)
            assert keys in listed
        press(program, Key.Key_Escape)


async def test_the_sheet_begins_with_the_table_and_names_each_menu_once(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        dialog = await sheet(program)
        tree = dialog.findChild(QTreeWidget)
        tops = [tree.topLevelItem(row) for row in range(tree.topLevelItemCount())]
        titles = [top.text(0) for top in tops]
        assert titles[0] == "In the table"
        assert len(titles) == len(set(titles))
        assert "Edit › Fill" in titles
        first = tops[0]
        rows = [first.child(row) for row in range(first.childCount())]
        assert {"Arrows", "Ctrl+A", "Del", "Space"} <= {row.text(1) for row in rows}
        assert all(row.toolTip(2) == row.text(2) for row in rows)
        dialog.close()


async def test_what_is_looked_for_does_not_move_the_columns(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        dialog = await sheet(program)
        tree = dialog.findChild(QTreeWidget)
        before = [tree.columnWidth(column) for column in range(2)]
        type_text(program, "clear cells")
        assert [tree.columnWidth(column) for column in range(2)] == before
        dialog.close()


async def test_a_key_is_changed_and_works_at_once(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        dialog = await sheet(program)
        type_text(program, "clear cells")
        press(program, Key.Key_Tab)  # to the list
        press(program, Key.Key_Down)
        press(program, Key.Key_Down)
        await until(lambda: dialog.findChild(QKeySequenceEdit).isEnabled())
        press(program, Key.Key_Tab)  # to the keys
        press(program, Key.Key_J, CTRL)
        press(program, Key.Key_Tab)  # to Set
        press(program, Key.Key_Space)
        await until(lambda: program.window.actions_by_name["actionClear"].shortcut() == "Ctrl+J")
        dialog.close()
        program.window.activateWindow()
        await until(program.window.isActiveWindow)
        program.window.table.setFocus()
        key, field = keys(program)[0], FieldName("lastname")
        program.workspace.go_to(key, field)
        assert program.workspace.sheet.value(key, field)
        press(program, Key.Key_J, CTRL)
        assert program.workspace.sheet.value(key, field) == ""


async def test_hints_name_the_keys_there_are(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        assert program.window.lookup.placeholderText().endswith("Ctrl+G")
        program.window.bindings.give("actionLookup", QKeySequence("Ctrl+L"))
        assert program.window.lookup.placeholderText().endswith("Ctrl+L")
        assert QApplication.focusWidget() is program.window.table
