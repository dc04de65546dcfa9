"""The review: a card per record, live, ticked, submitted, reverted, and kept as text."""

from driving import keys, opened, options_for, press, running
from PySide6.QtCore import Qt

Key = Qt.Key


def reviewed(program):
    """The review in front, with the keyboard in its list; what it lists."""
    program.window.actions_by_name["actionReview"].trigger()
    program.window.review.list.setFocus()
    return lines(program)


def lines(program):
    model = program.window.review.list.model()
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def go_to_line(program, row):
    changes = program.window.review.list
    changes.setCurrentIndex(changes.model().index(row, 0))


async def test_b2_b6_old_and_new_are_listed_and_enter_jumps_to_the_cell(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        key = keys(program)[3]
        old = program.workspace.sheet.value(key, "lastname")
        program.workspace.type_text(key, "lastname", "Reviewed")
        assert reviewed(program)[1] == f"Last name: {old} → Reviewed"
        go_to_line(program, 1)
        press(program, Key.Key_Return)
        assert program.workspace.current == (key, "lastname")


async def test_fields_are_listed_in_the_order_of_the_table(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        key = keys(program)[3]
        for field in ("postcode", "ddi_mobile", "title", "lastname"):
            program.workspace.type_text(key, field, "Reviewed")
        reviewed(program)
        fields = program.window.review._model.listing.fields_of(key)
        assert fields == ("title", "lastname", "ddi_mobile", "postcode")
