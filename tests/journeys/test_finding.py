"""Going from cell to cell that has a text, by keyboard (the table's Ctrl+Shift+F and F3)."""

from driving import CTRL, change, keys, opened, options_for, press, running, type_text, until
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from cn_desktop.records.fields import FieldName

Key = Qt.Key
SHIFT = Qt.KeyboardModifier.ShiftModifier
MARK = "Quetzal"


async def found(program):
    find = program.window.filters.find
    await until(lambda: not find.is_looking)
    return find.count.text()


async def marked(program):
    """Three cells with a rare text, in two rows."""
    places = keys(program)
    await change(program, places[20], "lastname", f"{MARK} Example")
    await change(program, places[20], "postcode", MARK.lower())
    await change(program, places[40], "lastname", MARK)
    program.workspace.go_to(places[0], FieldName("firstname"))
    program.window.table.setFocus()
    return places


async def test_typing_finds_the_first_and_f3_goes_on_and_round(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        places = await marked(program)
        press(program, Key.Key_F, CTRL | SHIFT)
        type_text(program, MARK.upper())
        assert await found(program) == "1 of 3"
        seen = [program.workspace.current]
        for _ in range(3):
            press(program, Key.Key_F3)
            last = await found(program)
            seen.append(program.workspace.current)
        assert seen == [
            (places[20], "lastname"),
            (places[20], "postcode"),
            (places[40], "lastname"),
            (places[20], "lastname"),
        ]
        assert last == "1 of 3 · from the top again"
        press(program, Key.Key_F3, SHIFT)
        assert await found(program) == "3 of 3 · from the end again"


async def test_esc_leads_to_the_cell_that_was_found_and_f3_still_goes_on(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        places = await marked(program)
        press(program, Key.Key_F, CTRL | SHIFT)
        type_text(program, MARK)
        await found(program)
        press(program, Key.Key_Escape)
        assert QApplication.focusWidget() is program.window.table
        assert not program.window.filters.find.isVisible()
        press(program, Key.Key_F3)
        await found(program)
        assert program.workspace.current == (places[20], "postcode")


async def test_a_whole_cell_is_more_than_a_part(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        places = await marked(program)
        program.window.filters.find.whole.setChecked(True)
        press(program, Key.Key_F, CTRL | SHIFT)
        type_text(program, MARK)
        assert await found(program) == "1 of 2"
        assert program.workspace.current == (places[20], "postcode")


async def test_only_rows_and_columns_on_screen_are_looked_at(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        places = await marked(program)
        column = program.window.model.fields.index("postcode")
        program.window.table.hideColumn(column)
        press(program, Key.Key_F, CTRL)
        type_text(program, "Example")
        press(program, Key.Key_Return)
        shown = keys(program)
        press(program, Key.Key_F, CTRL | SHIFT)
        type_text(program, MARK)
        hits = 2 if places[40] in shown else 1
        assert await found(program) == f"1 of {hits}"


async def test_what_is_nowhere_is_said_to_be(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        cell = await marked(program) and program.workspace.current
        press(program, Key.Key_F, CTRL | SHIFT)
        type_text(program, "nobody has this")
        assert await found(program) == "not found"
        assert program.workspace.current == cell


async def test_f3_without_a_text_asks_for_one(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        press(program, Key.Key_F3)
        assert QApplication.focusWidget() is program.window.filters.find.text


async def test_typing_on_narrows_the_search_from_where_it_began(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        places = keys(program)
        for place, name in ((10, "Qzar"), (30, "Qzetzal")):
            await change(program, places[place], "lastname", name)
        program.workspace.go_to(places[0], FieldName("firstname"))
        press(program, Key.Key_F, CTRL | SHIFT)
        type_text(program, "Qz")
        await found(program)
        assert program.workspace.current == (places[10], "lastname")
        type_text(program, "et")
        await found(program)
        assert program.workspace.current == (places[30], "lastname")
        press(program, Key.Key_Backspace)
        press(program, Key.Key_Backspace)
        await found(program)
        assert program.workspace.current == (places[10], "lastname")
