"""Ctrl+K, by keyboard only (feat-Q1, feat-K1, feat-K2)."""

from driving import CTRL, keys, opened, options_for, press, running, type_text, until
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QTreeWidget

from cn_desktop.records.fields import FieldName
from cn_desktop.ui.menus import commands
from cn_desktop.ui.palette.sources import OWN

Key = Qt.Key


def listed(program):
    tree = program.window.findChild(QTreeWidget, "paletteList")
    return [tree.topLevelItem(row).text(0) for row in range(tree.topLevelItemCount())]


async def ask(program, text):
    """Open the palette and type; without a display the window has to be told that it has focus."""
    program.window.activateWindow()
    await until(program.window.isActiveWindow)
    press(program, Key.Key_K, CTRL)
    await until(QApplication.activePopupWidget)
    type_text(program, text)


async def choose(program, text):
    await ask(program, text)
    press(program, Key.Key_Return)
    await until(lambda: QApplication.activePopupWidget() is None)
    program.window.activateWindow()
    await until(program.window.isActiveWindow)


async def test_every_command_is_there(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        await ask(program, "")
        wanted = {
            program.window.actions_by_name[command.name].text().replace("&", "")
            for command in commands()
            if command.name != OWN
        }
        assert wanted <= set(listed(program))
        press(program, Key.Key_Escape)
        assert QApplication.activePopupWidget() is None


async def test_a_command_is_done_when_the_table_has_the_keyboard_again(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        before = len(keys(program))
        await choose(program, "new record")
        await until(lambda: len(keys(program)) == before + 1)
        assert QApplication.focusWidget() is program.window.table


async def test_a_dataset_is_opened_by_a_part_of_its_name(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        await choose(program, "autumn")
        await until(lambda: program.workspace.sheet.dataset == "102")


async def test_a_column_is_gone_to(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        await choose(program, "postcode")
        await until(lambda: program.workspace.current[1] == FieldName("postcode"))


async def test_a_column_is_gone_to_in_a_record_on_screen_and_never_in_a_hidden_one(
    simulator, tmp_path
):
    """Who found nobody by that name must not type into whoever was current before."""
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        other = keys(program)[1]
        await choose(program, "firstname")
        await until(lambda: program.workspace.current[1] == FieldName("firstname"))
        press(program, Key.Key_F, CTRL)
        type_text(program, "no such person")
        await choose(program, "address1")
        await until(program.window.table.hasFocus)
        type_text(program, "12 Example Road")
        press(program, Key.Key_Return)
        assert QApplication.focusWidget() is program.window.table
        assert keys(program) == []
        assert not program.workspace.unsaved()
        press(program, Key.Key_F, CTRL)
        press(program, Key.Key_Escape)
        press(program, Key.Key_F, CTRL)
        type_text(program, other)
        await choose(program, "postcode")
        await until(lambda: program.workspace.current == (other, "postcode"))
        assert keys(program) == [other]


async def test_a_saved_view_is_shown(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        columns = program.window.table.arrangement
        columns.hide(FieldName("postcode"))
        program.window.groups.views.views._save("No postcodes", False)  # noqa: FBT003
        columns.show(FieldName("postcode"))
        await choose(program, "no postc")
        await until(lambda: FieldName("postcode") not in columns.shown())


async def test_a_uid_is_looked_up(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        wanted = keys(program)[-1]
        await choose(program, wanted)
        await until(lambda: not program.jobs.is_busy and program.workspace.current[0] == wanted)


async def test_what_can_not_be_done_now_is_listed_and_does_nothing(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        await ask(program, "rejected again")
        assert listed(program)[0] == "Send rejected rows again"
        press(program, Key.Key_Return)
        assert QApplication.activePopupWidget() is not None
        press(program, Key.Key_Escape)


async def test_what_is_being_typed_in_a_cell_counts_first(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        key = keys(program)[0]
        program.workspace.go_to(key, FieldName("lastname"))
        type_text(program, "Example")
        await ask(program, "")
        press(program, Key.Key_Escape)
        assert program.workspace.sheet.value(key, FieldName("lastname")) == "Example"
