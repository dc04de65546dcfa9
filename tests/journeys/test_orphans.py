"""Changes whose record is gone: kept, shown, and made a new record only on purpose."""

from driving import change, keys, opened, options_for, press, running, status, submitted, until
from PySide6.QtCore import Qt

from cn_desktop.records.marks import Note, State
from cn_desktop.ui.review.review_words import Kind

Key = Qt.Key


async def orphaned(program, simulator):
    """A record is changed here and taken out there; a reload finds out."""
    await opened(program, "100")
    key = keys(program)[0]
    await change(program, key, "lastname", "Kept")
    simulator.remove("100", key)
    await reloaded(program)
    assert program.workspace.sheet.orphans.all() == [key]
    return key


async def reloaded(program):
    press(program, Key.Key_F5)
    await until(lambda: not program.jobs.is_busy)


def lines(program):
    """What the review lists, line by line, once it lists only what is gone."""
    program.window.actions_by_name["actionReview"].trigger()
    program.window.review.show_kind(Kind.GONE)
    model = program.window.review.list.model()
    return [model.index(row, 0).data() for row in range(model.rowCount())]


async def test_the_review_lists_them_apart_with_their_values(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        key = await orphaned(program, simulator)
        assert "no longer in dataset 100" in program.window.notices.notice.title
        assert "1 held back: their record is gone" in program.window.pending_bar._text.text()
        record, field = lines(program)
        assert record.startswith(f"{key} · ")
        assert "Record › Create as new makes a new one" in record
        assert field.endswith("→ Kept")
        await submitted(program)
        assert not simulator.ledger


async def test_it_is_created_as_new_from_its_last_values(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        phone = simulator.rows("100")[0]["ddi_mobile"]
        old = await orphaned(program, simulator)
        program.window.actions_by_name["actionCreateAsNew"].trigger()
        new = program.workspace.current[0]
        assert program.workspace.sheet.changes.is_new(new)
        assert program.workspace.sheet.changes.state(old) is None
        assert not program.window.actions_by_name["actionCreateAsNew"].isEnabled()
        await submitted(program)
        uid = program.workspace.current[0]
        assert uid != old
        stored = simulator.row("100", uid)
        assert (stored["lastname"], stored["ddi_mobile"]) == ("Kept", phone)
        assert [entry.action for entry in simulator.ledger] == ["create"]
        assert not await program.keeping.rows()


async def test_undo_brings_the_kept_change_back(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        old = await orphaned(program, simulator)
        program.window.actions_by_name["actionCreateAsNew"].trigger()
        new = program.workspace.current[0]
        assert program.workspace.undo()
        assert program.workspace.sheet.orphans.all() == [old]
        assert new not in keys(program)


async def test_after_a_restart_only_the_changed_fields_are_known_and_it_says_so(
    simulator, tmp_path
):
    async with running(options_for(simulator, tmp_path)) as program:
        key = await orphaned(program, simulator)
        await program.keeping.flush()
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        assert program.workspace.sheet.orphans.all() == [key]
        program.window.actions_by_name["actionCreateAsNew"].trigger()
        assert "only the fields you had changed" in program.window.notices.notice.advice
        assert "phone number" in status(program, program.workspace.current[0])
        await submitted(program)
        assert not simulator.ledger


async def test_of_several_the_selected_one_is_taken(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        edited = keys(program)[:2]
        for key in edited:
            await change(program, key, "lastname", f"Kept {key}")
            simulator.remove("100", key)
        await reloaded(program)
        action = program.window.actions_by_name["actionCreateAsNew"]
        action.trigger()
        assert "Choose in the review" in program.window.notices.notice.title
        assert len(lines(program)) == 4
        program.window.review.list.selectRow(3)
        action.trigger()
        assert program.workspace.sheet.orphans.all() == [edited[0]]
        new = program.workspace.current[0]
        assert program.workspace.sheet.value(new, "lastname") == f"Kept {edited[1]}"


async def test_revert_drops_it(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await orphaned(program, simulator)
        lines(program)
        program.window.review.list.selectRow(0)
        program.window.review.list.setFocus()
        press(program, Key.Key_Delete)
        assert not program.workspace.unsaved()
        assert not await program.keeping.rows()


async def test_a_filtered_read_calls_nothing_gone(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        key = keys(program)[0]
        await change(program, key, "lastname", "Kept")
        simulator.remove("100", key)
        program.jobs.open_dataset("100", "109")
        await until(lambda: not program.jobs.is_busy)
        assert program.workspace.sheet.orphans.all() == []
        assert program.workspace.sheet.changes.in_state(State.PENDING) == [key]


async def test_a_record_taken_out_while_it_is_sent_is_rejected_and_an_orphan(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        key = keys(program)[0]
        await change(program, key, "lastname", "Kept")
        simulator.remove("100", key)
        await submitted(program)
        mark = program.workspace.sheet.changes.mark(key)
        assert (mark.state, mark.note) == (State.REJECTED, Note.GONE)
        assert program.workspace.sheet.orphans.all() == [key]
        program.workspace.go_to(key)
        program.window.actions_by_name["actionCreateAsNew"].trigger()
        assert program.workspace.sheet.value(program.workspace.current[0], "lastname") == "Kept"
        assert program.workspace.sheet.orphans.all() == []
