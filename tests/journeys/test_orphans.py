"""Changes whose record is gone: kept, shown, and made a new record only on purpose."""

from driving import change, keys, opened, options_for, press, running, status, submitted, until
from PySide6.QtCore import Qt

from cn_desktop.records.marks import Note, State

Key = Qt.Key


async def orphaned(program, simulator):
    """A record is changed here and taken out there; a reload finds out."""
    await opened(program, "100")
    key = keys(program)[0]
    await change(program, key, "lastname", "Kept")
    simulator.remove("100", key)
    await reloaded(program)
    assert program.workspace.sheet.orphans() == [key]
    return key


async def reloaded(program):
    press(program, Key.Key_F5)
    await until(lambda: not program.jobs.is_busy)


def lines(program):
    """The review's top lines, and what stands below the last of them."""
    program.window.actions_by_name["actionReview"].trigger()
    tree = program.window.review._tree
    tops = [tree.topLevelItem(n) for n in range(tree.topLevelItemCount())]
    return [top.text(0) for top in tops], tops[-1]


async def test_the_review_keeps_the_values_under_a_heading_of_their_own(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        key = await orphaned(program, simulator)
        assert "no longer in dataset 100" in program.window.notices.notice.title
        assert "1 held back: their record is gone" in program.window.pending_bar._text.text()
        texts, heading = lines(program)
        assert texts[-1] == "Their record is gone"
        assert heading.child(0).text(0).startswith(f"{key} · pending")
        assert heading.child(0).child(0).text(2) == "Kept"
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
        assert program.workspace.sheet.orphans() == [old]
        assert new not in keys(program)


async def test_after_a_restart_only_the_changed_fields_are_known_and_it_says_so(
    simulator, tmp_path
):
    async with running(options_for(simulator, tmp_path)) as program:
        key = await orphaned(program, simulator)
        await program.keeping.flush()
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        assert program.workspace.sheet.orphans() == [key]
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
        _, heading = lines(program)
        heading.child(1).child(0).setSelected(True)
        action.trigger()
        assert program.workspace.sheet.orphans() == [edited[0]]
        new = program.workspace.current[0]
        assert program.workspace.sheet.value(new, "lastname") == f"Kept {edited[1]}"


async def test_revert_drops_it(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await orphaned(program, simulator)
        _, heading = lines(program)
        heading.child(0).setSelected(True)
        program.window.review._tree.setFocus()
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
        assert program.workspace.sheet.orphans() == []
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
        assert program.workspace.sheet.orphans() == [key]
        program.workspace.go_to(key)
        program.window.actions_by_name["actionCreateAsNew"].trigger()
        assert program.workspace.sheet.value(program.workspace.current[0], "lastname") == "Kept"
        assert program.workspace.sheet.orphans() == []
