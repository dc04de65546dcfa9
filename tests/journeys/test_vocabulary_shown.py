"""The account's words in the window: form, headings, warnings and choices."""

import asyncio

from driving import (
    CTRL,
    change,
    keys,
    opened,
    options_for,
    press,
    running,
    status,
    type_text,
    until,
)
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit

from cn_desktop.records.fields import FieldName
from cn_desktop.records.permits import Permits
from cn_desktop.records.vocabulary import Choice, Vocabulary
from cn_desktop.simulator.options import Options
from cn_desktop.simulator.server import Simulator


def headings(program):
    labels = program.window.form.findChildren(QLabel)
    return [label.text() for label in labels if label.property("isTitle") and label.isVisible()]


async def taught(program):
    await until(lambda: program.workspace.sheet.vocabulary.definitions)


async def test_the_form_has_the_accounts_groups_and_labels(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        await taught(program)
        program.workspace.go_to(keys(program)[0], FieldName("title"))
        assert {"Phone Numbers", "Name and Address", "Kept by the system"} <= set(headings(program))
        field = program.window.form.findChild(QLineEdit, "form_company_name")
        assert field.accessibleName() == "Company (company_name)"


async def test_a_text_longer_than_its_field_is_marked_and_holds_its_row_back(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        await taught(program)
        key = keys(program)[0]
        await change(program, key, "title", "Her Royal Highness the Lady")
        assert "longer than its field" in status(program, key)
        assert not program.workspace.sheet.outgoing([key])
        held = "1 held back: a text is longer than its field"
        await until(lambda: held in program.window.pending_bar._text.text())
        press(program, Qt.Key.Key_S, CTRL)
        await until(lambda: program.window.notices.notice)
        assert "F8 goes there" in program.window.notices.notice.advice
        await change(program, key, "title", "Lady")
        assert status(program, key) == "pending"
        assert program.workspace.sheet.outgoing([key])


async def test_a_required_field_that_was_emptied_is_warned_of_and_can_be_sent(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        await taught(program)
        key = keys(program)[0]
        await change(program, key, "lastname", "")
        assert "wants a value" in status(program, key)
        assert program.workspace.sheet.outgoing([key])


async def test_an_outcome_is_chosen_by_its_meaning_where_it_may_be_changed(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        await taught(program)
        program.workspace.permit(Permits(unlocked=frozenset({FieldName("outcomecode")})))
        key = keys(program)[0]
        program.workspace.go_to(key, FieldName("outcomecode"))
        program.window.table.setFocus()
        type_text(program, "call-b")
        press(program, Qt.Key.Key_Down)
        press(program, Qt.Key.Key_Return)
        await asyncio.sleep(0.05)
        program.workspace.end_editing()
        assert program.workspace.sheet.value(key, FieldName("outcomecode")) == "109"


async def test_an_account_that_refuses_everything_is_used_all_the_same(tmp_path):
    refuses = ("campaign_fields", "outcomecodes", "agents", "picklist", "ecnow_datasets")
    with Simulator(Options(records=20, refuses=refuses)) as simulator:
        async with running(options_for(simulator, tmp_path, dataset="100")) as program:
            await until(lambda: keys(program) and not program.jobs.is_busy)
            assert "list of datasets" in program.window.notices.notice.title
            program.workspace.go_to(keys(program)[0], FieldName("title"))
            assert "Phone numbers" in headings(program)


async def test_a_value_with_a_dot_in_it_is_chosen_whole(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        await taught(program)
        field = FieldName("company_name")
        choices = {field: (Choice("Gold · Premium", "the best"), Choice("Silver"))}
        program.workspace.teach(lambda _dataset: Vocabulary({}, choices))
        program.workspace.go_to(keys(program)[0], field)
        program.window.table.setFocus()
        type_text(program, "gold")
        press(program, Qt.Key.Key_Down)
        press(program, Qt.Key.Key_Return)
        await asyncio.sleep(0.05)
        program.workspace.end_editing()
        assert program.workspace.sheet.value(keys(program)[0], field) == "Gold · Premium"
