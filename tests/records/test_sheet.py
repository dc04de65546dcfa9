"""One dataset as it is being edited, submitted and read again."""

import pytest

from cn_desktop.records.changes import Edit
from cn_desktop.records.fields import ABSENT, ZERO_DATE, Lock
from cn_desktop.records.marks import Mark, Note, State
from cn_desktop.records.outgoing import Outgoing
from cn_desktop.records.permits import Permits
from cn_desktop.records.sheet import Rebased, Sheet
from cn_desktop.records.validation import Problem

from .sheets import DATASET, ada, bob, record, sheet_of, shown, store_of

OUT = [State.SENDING, State.UNKNOWN]
EDITABLE = [State.PENDING, State.REJECTED, State.SAVED]


@pytest.fixture
def sheet():
    return sheet_of(ada(), bob())


def marked(sheet, state, key="1"):
    """An edited row that was submitted and is in this state now."""
    sheet.type_text(key, "firstname", "Edited")
    row = sheet.outgoing([key])[0]
    sheet.sending(key)
    if state is State.SAVED:
        sheet.saved(row, key, {**sheet.store.record(0), **row.fields}, Mark(state))
    elif state is not State.SENDING:
        sheet.settle(key, Mark(state))
    return row


def new_record(sheet, **cells):
    key = sheet.add_record()
    sheet.set_cells({(key, field): value for field, value in cells.items()}, "edit")
    return key


# Looking


def test_an_untouched_sheet_shows_the_server_s_values(sheet):
    assert sheet.value("1", "firstname") == "Ada"
    assert sheet.row_value(1, "notes") is None
    assert sheet.changes.touched() == []


def test_without_records_the_documented_fields_are_shown():
    assert Sheet(DATASET).fields[:3] == ["uid", "dataset", "agentid"]


def test_the_pending_value_is_shown_and_the_server_s_one_is_still_known(sheet):
    sheet.type_text("1", "firstname", "Eve")
    assert sheet.value("1", "firstname") == "Eve"
    assert sheet.row_value(0, "firstname") == "Eve"
    assert sheet.server_value("1", "firstname") == "Ada"


# Typing


def test_typing_the_old_value_back_leaves_no_change(sheet):
    before = shown(sheet)
    sheet.type_text("1", "firstname", "Eve")
    sheet.type_text("1", "firstname", "Ada")
    assert shown(sheet) == before
    assert sheet.changes.state("1") is None


@pytest.mark.parametrize("value", [None, "", ZERO_DATE, "07700 900001", " x ", "a\nb"])
def test_leaving_an_editor_as_it_was_is_no_change(value):
    sheet = sheet_of(record("1", postcode=value))
    assert sheet.type_text("1", "postcode", value or "") == set()
    assert sheet.history.next_undo is None


@pytest.mark.parametrize("pending", [None, "", "x"])
@pytest.mark.parametrize("server", [None, "", "y"])
def test_leaving_an_editor_over_a_pending_value_changes_nothing(server, pending):
    sheet = sheet_of(record("1", postcode=server))
    sheet.set_cells({("1", "postcode"): pending}, "set")
    before = shown(sheet)
    assert sheet.type_text("1", "postcode", pending or "") == set()
    assert shown(sheet) == before


@pytest.mark.parametrize(
    ("server", "text", "wanted"),
    [("x", "", ""), (None, "y", "y"), ("", "y", "y"), (ZERO_DATE, "", ""), ("x", " x", " x")],
)
def test_what_is_typed_is_wanted_exactly(server, text, wanted):
    sheet = sheet_of(record("1", postcode=server))
    assert sheet.type_text("1", "postcode", text) == {"1"}
    assert sheet.changes.edit("1", "postcode") == Edit(server, wanted)


def test_emptying_what_was_typed_over_null_is_null_again():
    sheet = sheet_of(record("1", postcode=None))
    sheet.type_text("1", "postcode", "x")
    sheet.type_text("1", "postcode", "")
    assert sheet.value("1", "postcode") is None
    assert sheet.changes.state("1") is None


@pytest.mark.parametrize(("server", "wanted"), [(None, ""), ("", None), ("x", None), (None, "x")])
def test_null_and_empty_can_be_chosen_and_are_sent_as_chosen(server, wanted):
    sheet = sheet_of(record("1", postcode=server))
    sheet.set_cells({("1", "postcode"): wanted}, "set")
    assert sheet.outgoing(["1"]) == [Outgoing("1", DATASET, "1", {"postcode": wanted})]


def test_setting_many_cells_says_which_records_changed(sheet):
    wanted = {("1", "firstname"): "X", ("2", "firstname"): "Bob", ("2", "notes"): "X"}
    assert sheet.set_cells(wanted, "paste") == {"1"}


# Locks


@pytest.mark.parametrize(
    ("field", "lock"),
    [
        ("uid", Lock.IDENTITY),
        ("dataset", Lock.IDENTITY),
        ("notes", Lock.SERVER_KEEPS),
        ("sourcefile", Lock.SERVER_KEEPS),
        ("loaddate", Lock.SERVER_KEEPS),
        ("processdate", Lock.SERVER_KEEPS),
        ("callback", Lock.DIALLING),
        ("outcomecode", Lock.DIALLING),
        ("agentid", Lock.DIALLING),
        ("urn", Lock.DIALLING),
        ("vendor_urn", Lock.DIALLING),
        ("call_back_notes", Lock.DIALLING),
        ("postcode", Lock.NOT_IN_ANSWER),
        ("only_bob_has_it", Lock.NOT_IN_ANSWER),
        ("firstname", None),
        ("ddi_mobile", None),
    ],
)
def test_a_locked_cell_says_why_and_takes_nothing(field, lock):
    sheet = sheet_of(ada(), bob(only_bob_has_it="x"))
    assert sheet.locks.of("1", field) is lock
    assert (sheet.type_text("1", field, "typed") == set()) is (lock is not None)
    assert (sheet.changes.state("1") is None) is (lock is not None)


@pytest.mark.parametrize(
    ("field", "lock"),
    [("uid", Lock.IDENTITY), ("outcomecode", Lock.DIALLING), ("postcode", None), ("own", None)],
)
def test_a_new_record_may_have_any_field_that_can_be_written(sheet, field, lock):
    assert sheet.locks.of(sheet.add_record(), field) is lock


@pytest.mark.parametrize("uid", ["", None])
def test_a_record_without_a_uid_is_locked(uid):
    sheet = sheet_of(record(uid, firstname="Ada"))
    assert sheet.locks.of("", "firstname") is Lock.NO_UID
    assert sheet.type_text("", "firstname", "Eve") == set()


def test_records_with_the_same_uid_are_locked():
    sheet = sheet_of(ada(), ada(), bob())
    assert sheet.locks.of("1", "firstname") is Lock.UID_TWICE
    assert sheet.type_text("1", "firstname", "Eve") == set()
    assert sheet.locks.of("2", "firstname") is None


def test_in_an_expired_dataset_everything_is_locked(sheet):
    sheet.is_expired = True
    assert sheet.locks.of("1", "firstname") is Lock.DATASET_EXPIRED
    assert sheet.type_text("1", "firstname", "Eve") == set()


def test_what_was_pending_when_the_dataset_expired_can_still_be_reverted(sheet):
    sheet.type_text("1", "firstname", "Eve")
    sheet.is_expired = True
    assert sheet.revert_all() == {"1"}
    assert sheet.changes.state("1") is None


def test_the_locked_cells_of_a_paste_are_left_alone_and_the_others_are_set(sheet):
    wanted = dict.fromkeys([("1", "uid"), ("1", "firstname"), ("1", "notes")], "pasted")
    assert sheet.set_cells(wanted, "paste") == {"1"}
    assert sheet.changes.edits("1") == {"firstname": Edit("Ada", "pasted")}


# Rows that are out


@pytest.mark.parametrize(
    ("state", "lock"), [(State.SENDING, Lock.SENDING), (State.UNKNOWN, Lock.UNKNOWN)]
)
def test_a_row_that_is_out_is_locked_against_edits(sheet, state, lock):
    marked(sheet, state)
    assert sheet.locks.of("1", "firstname") is lock
    assert sheet.type_text("1", "firstname", "Eve") == set()
    assert sheet.value("1", "firstname") == "Edited"


REVERTS = {
    "cell": lambda sheet: sheet.revert_cells([("1", "firstname")]),
    "row": lambda sheet: sheet.revert_rows(["1"]),
    "all": lambda sheet: sheet.revert_all(),
    "undo": lambda sheet: sheet.undo(),
}


@pytest.mark.parametrize("state", OUT)
@pytest.mark.parametrize("revert", REVERTS.values(), ids=REVERTS.keys())
def test_a_row_that_is_out_can_not_be_taken_back(sheet, state, revert):
    marked(sheet, state)
    before = shown(sheet)
    assert revert(sheet) == set()
    assert shown(sheet) == before


@pytest.mark.parametrize("state", OUT)
def test_a_row_that_is_out_can_not_be_redone_into(sheet, state):
    sheet.type_text("2", "firstname", "Eve")
    sheet.undo()
    sheet.changes.set_mark("2", Mark(state))
    assert sheet.redo() == set()
    assert sheet.history.next_redo is not None


@pytest.mark.parametrize("state", OUT)
def test_a_row_that_is_out_is_not_sent_again(sheet, state):
    marked(sheet, state)
    assert sheet.outgoing(["1"]) == []


def test_reverting_all_leaves_rows_that_are_out_and_reverts_the_others(sheet):
    sheet.type_text("2", "firstname", "Eve")
    marked(sheet, State.UNKNOWN)
    assert sheet.revert_all() == {"2"}
    assert sheet.changes.touched() == ["1"]


@pytest.mark.parametrize("state", EDITABLE)
def test_editing_a_row_that_came_back_makes_it_pending(sheet, state):
    marked(sheet, state)
    sheet.type_text("1", "firstname", "Eve")
    assert sheet.changes.state("1") is State.PENDING
    assert sheet.changes.mark("1") is None
    assert [row.fields for row in sheet.outgoing(["1"])] == [{"firstname": "Eve"}]


def test_typing_the_old_value_back_into_a_rejected_row_leaves_nothing(sheet):
    marked(sheet, State.REJECTED)
    sheet.type_text("1", "firstname", "Ada")
    assert sheet.changes.state("1") is None


# Reverting


def test_one_cell_can_be_reverted(sheet):
    sheet.set_cells({("1", "firstname"): "X", ("1", "ddi_mobile"): "Y"}, "paste")
    assert sheet.revert_cells([("1", "firstname"), ("2", "firstname")]) == {"1"}
    assert set(sheet.changes.edits("1")) == {"ddi_mobile"}


def test_reverting_what_is_not_edited_is_no_step(sheet):
    assert sheet.revert_cells([("1", "firstname")]) == set()
    assert sheet.revert_rows(["1", "nobody"]) == set()
    assert sheet.revert_all() == set()
    assert sheet.history.next_undo is None


def test_reverting_all_takes_new_records_away_and_can_be_undone(sheet):
    sheet.type_text("1", "firstname", "Eve")
    new_record(sheet, ddi_mobile="07700 900003")
    before = shown(sheet)
    sheet.revert_all()
    assert sheet.changes.touched() == []
    assert len(sheet.store) == 2
    sheet.undo()
    assert shown(sheet) == before


# Giving up


def test_giving_up_an_unknown_row_shows_the_server_s_values(sheet):
    marked(sheet, State.UNKNOWN)
    assert sheet.give_up("1") == {"1"}
    assert sheet.changes.state("1") is None
    assert sheet.value("1", "firstname") == "Ada"


def test_giving_up_an_unknown_new_record_takes_it_away_for_good(sheet):
    key = new_record(sheet, ddi_mobile="07700 900003")
    sheet.settle(key, Mark(State.UNKNOWN))
    assert sheet.give_up(key) == {key}
    assert len(sheet.store) == 2
    assert sheet.history.next_undo is None
    assert sheet.outgoing([key]) == []


def test_what_was_given_up_can_not_come_back_by_undo(sheet):
    sheet.set_cells({("1", "firstname"): "X", ("2", "firstname"): "X"}, "paste")
    sheet.settle("1", Mark(State.UNKNOWN))
    sheet.give_up("1")
    sheet.undo()
    sheet.redo()
    assert sheet.changes.touched() == ["2"]


@pytest.mark.parametrize("state", [*EDITABLE, State.SENDING])
def test_only_unknown_rows_can_be_given_up(sheet, state):
    marked(sheet, state)
    before = shown(sheet)
    assert sheet.give_up("1") == set()
    assert shown(sheet) == before


# What is sent


def test_an_update_carries_one_id_and_the_changed_fields_alone(sheet):
    sheet.type_text("2", "firstname", "Eve")
    assert sheet.outgoing(["2"]) == [Outgoing("2", DATASET, "2", {"firstname": "Eve"})]


def test_the_id_sent_is_the_uid_as_the_server_spells_it():
    sheet = sheet_of(record("7", firstname="Ada"), record("007", firstname="Bob"))
    sheet.type_text("007", "firstname", "Eve")
    assert [row.uid for row in sheet.outgoing(["007", "7"])] == ["007"]


def test_a_create_carries_the_dataset_and_what_was_entered_and_no_uid(sheet):
    key = new_record(sheet, ddi_mobile="07700 900003", title=None)
    assert sheet.outgoing([key]) == [
        Outgoing(
            key, DATASET, None, {"dataset": "100", "ddi_mobile": "07700 900003", "title": None}
        )
    ]


@pytest.mark.parametrize("phone", [None, "", "  "])
def test_a_new_record_without_a_phone_is_held_back(sheet, phone):
    key = new_record(sheet, firstname="Eve", ddi_home=phone)
    assert [finding.problem for finding in sheet.holding.findings(key)] == [Problem.NO_PHONE]
    assert sheet.outgoing([key]) == []


def test_nothing_holds_back_an_update_that_empties_the_phone(sheet):
    sheet.type_text("1", "ddi_mobile", "")
    assert sheet.holding.findings("1") == []
    assert [row.fields for row in sheet.outgoing(["1"])] == [{"ddi_mobile": ""}]


def test_each_row_is_sent_once_however_often_it_is_named(sheet):
    key = new_record(sheet, ddi_mobile="07700 900003")
    sheet.type_text("1", "firstname", "Eve")
    assert [row.key for row in sheet.outgoing([key, "1", key, "1"])] == [key, "1"]


def test_untouched_saved_and_unheard_of_rows_are_not_sent(sheet):
    marked(sheet, State.SAVED)
    assert sheet.outgoing(["1", "2", "nobody"]) == []


def test_rejected_rows_are_sent_only_when_they_are_named(sheet):
    marked(sheet, State.REJECTED)
    sheet.type_text("2", "firstname", "Eve")
    pending = sheet.changes.in_state(State.PENDING)
    assert [row.key for row in sheet.outgoing(pending)] == ["2"]
    assert [row.key for row in sheet.outgoing(["1"])] == ["1"]


def test_a_row_that_was_not_sent_is_pending_and_can_be_sent_again(sheet):
    marked(sheet, State.PENDING)
    assert [row.key for row in sheet.outgoing(sheet.changes.in_state(State.PENDING))] == ["1"]


# What was saved


def test_a_saved_row_shows_what_the_server_stored(sheet):
    sheet.type_text("1", "firstname", " Eve ")
    row = sheet.outgoing(["1"])[0]
    assert sheet.saved(row, "1", ada() | {"firstname": "Eve"}, Mark(State.SAVED)) == "1"
    assert sheet.value("1", "firstname") == "Eve"
    assert sheet.changes.state("1") is State.SAVED
    assert sheet.changes.edits("1") == {}


def test_a_saved_row_that_could_not_be_read_is_shown_as_it_was_sent(sheet):
    sheet.type_text("1", "firstname", "Eve")
    sheet.saved(sheet.outgoing(["1"])[0], "1", None, Mark(State.SAVED))
    assert sheet.store.record(0) == ada() | {"firstname": "Eve"}


def test_a_cell_can_be_edited_and_saved_again_without_a_reload(sheet):
    for name in ("Eve", "Ada", "Eve"):
        sheet.type_text("1", "firstname", name)
        row = sheet.outgoing(["1"])[0]
        assert row.fields == {"firstname": name}
        sheet.saved(row, "1", None, Mark(State.SAVED))
    assert sheet.value("1", "firstname") == "Eve"


def test_undo_after_a_save_is_a_new_change_back_to_the_old_value(sheet):
    marked(sheet, State.SAVED)
    sheet.undo()
    assert sheet.changes.edits("1") == {"firstname": Edit("Edited", "Ada")}
    assert sheet.changes.state("1") is State.PENDING


@pytest.mark.parametrize("is_read_back", [True, False])
def test_a_saved_create_gets_its_uid_as_key_and_keeps_its_row(sheet, is_read_back):
    key = new_record(sheet, ddi_mobile="07700 900003")
    stored = record("0099", ddi_mobile="07700 900003")
    row = sheet.outgoing([key])[0]
    saved = sheet.saved(row, "0099", stored if is_read_back else None, Mark(State.SAVED))
    assert saved == "0099"
    assert (sheet.store.row_of("0099"), sheet.store.row_of(key)) == (2, None)
    assert sheet.store.record(2) == stored
    assert sheet.changes.touched() == ["0099"]


def test_a_saved_create_can_not_be_undone(sheet):
    key = new_record(sheet, ddi_mobile="07700 900003")
    sheet.saved(sheet.outgoing([key])[0], "99", None, Mark(State.SAVED))
    before = shown(sheet)
    assert sheet.history.next_undo is None
    assert (sheet.undo(), sheet.redo()) == (set(), set())
    assert shown(sheet) == before


def test_a_saved_create_is_edited_as_an_update(sheet):
    key = new_record(sheet, ddi_mobile="07700 900003")
    sheet.saved(sheet.outgoing([key])[0], "99", None, Mark(State.SAVED))
    sheet.type_text("99", "ddi_mobile", "07700 900004")
    assert sheet.outgoing(["99"]) == [Outgoing("99", DATASET, "99", {"ddi_mobile": "07700 900004"})]


def test_a_row_saved_while_the_table_shows_others_is_shown_too(sheet):
    sheet.type_text("1", "firstname", "Eve")
    row = sheet.outgoing(["1"])[0]
    sheet.rebase(store_of(bob(), is_complete=False))
    sheet.saved(row, "1", ada() | {"firstname": "Eve"}, Mark(State.SAVED))
    assert sheet.value("1", "firstname") == "Eve"
    assert len(sheet.store) == 2


# Reading again


def test_pending_edits_outlive_a_fresh_read(sheet):
    sheet.type_text("1", "firstname", "Eve")
    assert sheet.rebase(store_of(bob(), ada())) == Rebased({}, ())
    assert sheet.value("1", "firstname") == "Eve"
    assert sheet.row_value(1, "firstname") == "Eve"
    assert sheet.changes.state("1") is State.PENDING


def test_an_edit_the_server_has_now_is_done(sheet):
    sheet.type_text("1", "firstname", "Eve")
    sheet.rebase(store_of(ada() | {"firstname": "Eve"}))
    assert sheet.changes.touched() == []


def test_an_edit_whose_server_value_moved_is_kept_and_its_field_named(sheet):
    sheet.set_cells({("1", "firstname"): "Eve", ("1", "ddi_mobile"): "07700 900009"}, "paste")
    rebased = sheet.rebase(store_of(ada() | {"firstname": "Zoe"}, bob()))
    assert rebased == Rebased({"1": ["firstname"]}, ())
    assert sheet.changes.edit("1", "firstname") == Edit("Zoe", "Eve")


@pytest.mark.parametrize(("is_complete", "gone"), [(True, ("1",)), (False, ())])
def test_only_a_complete_read_says_that_an_edited_record_is_gone(sheet, is_complete, gone):
    sheet.type_text("1", "firstname", "Eve")
    assert sheet.rebase(store_of(bob(), is_complete=is_complete)).gone == gone
    assert sheet.value("1", "firstname") == "Eve"
    assert sheet.changes.state("1") is State.PENDING
    assert sheet.orphans.all() == list(gone)
    assert [row.uid for row in sheet.outgoing(["1"])] == ([] if gone else ["1"])


def test_new_records_stay_below_a_fresh_read(sheet):
    key = new_record(sheet, ddi_mobile="07700 900003")
    rebased = sheet.rebase(store_of(ada(), bob(), record("3")))
    assert rebased == Rebased({}, ())
    assert sheet.store.row_of(key) == 3
    assert sheet.value(key, "ddi_mobile") == "07700 900003"
    assert [row.key for row in sheet.outgoing([key])] == [key]


def test_a_new_record_can_be_undone_after_a_fresh_read(sheet):
    sheet.add_record()
    sheet.rebase(store_of(ada(), bob()))
    before = shown(sheet)
    sheet.undo()
    assert len(sheet.store) == 2
    sheet.redo()
    assert shown(sheet) == before


def test_saved_marks_end_with_a_fresh_read(sheet):
    marked(sheet, State.SAVED)
    sheet.rebase(store_of(ada(), bob()))
    assert sheet.changes.touched() == []


@pytest.mark.parametrize("state", [State.REJECTED, State.UNKNOWN])
def test_a_rejected_or_unknown_row_stays_so_over_a_fresh_read(sheet, state):
    marked(sheet, state)
    sheet.rebase(store_of(ada(), bob()))
    assert sheet.changes.state("1") is state


@pytest.mark.parametrize("read", ["whole", "one"])
def test_an_unknown_update_found_by_reading_is_saved(sheet, read):
    marked(sheet, State.UNKNOWN)
    stored = ada() | {"firstname": "Edited"}
    if read == "whole":
        sheet.rebase(store_of(stored, bob()))
    else:
        sheet.take_record(stored)
    assert sheet.changes.mark("1") == Mark(State.SAVED, note="found by reading")


def test_an_unknown_update_found_in_part_is_still_unknown(sheet):
    sheet.type_text("1", "ddi_mobile", "07700 900009")
    marked(sheet, State.UNKNOWN)
    sheet.rebase(store_of(ada() | {"firstname": "Edited"}, bob()))
    assert sheet.changes.state("1") is State.UNKNOWN


def test_an_unknown_create_stays_unknown_over_a_fresh_read(sheet):
    key = new_record(sheet, ddi_mobile="07700 900003")
    sheet.settle(key, Mark(State.UNKNOWN))
    sheet.rebase(store_of(ada(), bob(), record("3", ddi_mobile="07700 900003")))
    assert sheet.changes.state(key) is State.UNKNOWN
    assert sheet.outgoing([key]) == []


def test_undo_after_a_fresh_read_leads_to_what_the_server_shows_now(sheet):
    sheet.type_text("1", "firstname", "Eve")
    sheet.rebase(store_of(ada() | {"firstname": "Zoe"}, bob()))
    sheet.undo()
    assert sheet.value("1", "firstname") == "Zoe"
    assert sheet.changes.state("1") is None


def test_redo_after_a_fresh_read_is_an_edit_of_what_the_server_shows_now(sheet):
    sheet.type_text("1", "firstname", "Eve")
    sheet.undo()
    sheet.take_record(ada() | {"firstname": "Zoe"})
    sheet.redo()
    assert sheet.changes.edit("1", "firstname") == Edit("Zoe", "Eve")


def test_undo_of_an_edit_whose_record_is_not_among_those_read_leaves_no_change(sheet):
    sheet.type_text("1", "firstname", "Eve")
    sheet.rebase(store_of(bob(), is_complete=False))
    sheet.undo()
    assert sheet.changes.touched() == []


# One record


def test_a_record_just_read_is_refreshed_in_its_row(sheet):
    assert sheet.take_record(ada() | {"firstname": "Zoe"}) == "1"
    assert sheet.store.record(0) == ada() | {"firstname": "Zoe"}
    assert len(sheet.store) == 2


def test_a_record_just_read_that_was_not_shown_is_added(sheet):
    assert sheet.take_record(record("007", firstname="Zoe")) == "007"
    assert sheet.store.row_of("007") == 2


def test_taking_a_record_keeps_its_pending_edits(sheet):
    sheet.type_text("1", "firstname", "Eve")
    sheet.take_record(ada() | {"firstname": "Zoe"})
    assert sheet.changes.edit("1", "firstname") == Edit("Zoe", "Eve")


def test_taking_a_record_that_a_filter_hid_finds_its_edits_again(sheet):
    sheet.type_text("1", "firstname", "Eve")
    sheet.rebase(store_of(bob(), is_complete=False))
    sheet.take_record(ada())
    assert sheet.row_value(1, "firstname") == "Eve"
    assert sheet.server_value("1", "firstname") == "Ada"


def test_taking_one_record_leaves_the_marks_of_the_others(sheet):
    marked(sheet, State.SAVED)
    sheet.take_record(bob())
    assert sheet.changes.state("1") is State.SAVED


def test_a_field_the_server_no_longer_shows_is_absent():
    sheet = sheet_of(ada(own="x"))
    sheet.take_record(ada())
    assert sheet.value("1", "own") is ABSENT


# Records that are gone


def gone(sheet, *left):
    """The first record is no longer in a complete read."""
    sheet.rebase(store_of(*(left or (bob(),))))


def test_an_edit_whose_record_is_gone_is_held_back_and_kept(sheet):
    sheet.type_text("1", "firstname", "Eve")
    gone(sheet)
    assert sheet.orphans.all() == ["1"]
    assert [finding.problem for finding in sheet.holding.blocking("1")] == [Problem.GONE]
    assert sheet.kept("1").fields == {"firstname": "Eve"}
    assert sheet.orphans.last_known("1")["ddi_mobile"] == "07700 900001"


def test_a_record_that_is_back_is_no_longer_called_gone(sheet):
    sheet.type_text("1", "firstname", "Eve")
    gone(sheet)
    assert sheet.rebase(store_of(ada(), bob())).back == ("1",)
    assert (sheet.orphans.all(), sheet.changes.mark("1")) == ([], None)
    assert [row.fields for row in sheet.outgoing(["1"])] == [{"firstname": "Eve"}]


def test_a_record_that_is_looked_up_again_is_no_longer_called_gone(sheet):
    sheet.type_text("1", "firstname", "Eve")
    gone(sheet)
    sheet.take_record(ada())
    assert (sheet.orphans.all(), sheet.changes.mark("1")) == ([], None)


def test_an_incomplete_read_brings_no_record_back(sheet):
    sheet.type_text("1", "firstname", "Eve")
    gone(sheet)
    assert sheet.rebase(store_of(bob(), is_complete=False)).back == ()
    assert sheet.orphans.all() == ["1"]


def test_its_last_values_outlive_further_reads(sheet):
    sheet.type_text("1", "firstname", "Eve")
    gone(sheet)
    gone(sheet)
    assert sheet.orphans.last_known("1")["firstname"] == "Ada"


def test_a_new_record_is_made_of_the_last_values_and_the_edits_in_one_step(sheet):
    sheet.type_text("1", "firstname", "Eve")
    gone(sheet)
    (new,) = sheet.create_as_new("1") - {"1"}
    assert sheet.changes.edits("1") == {}
    assert [row.fields for row in sheet.outgoing([new])] == [
        {"dataset": "100", "firstname": "Eve", "ddi_mobile": "07700 900001"}
    ]
    assert sheet.undo() == {"1", new}
    assert sheet.orphans.all() == ["1"]
    assert sheet.changes.edits("1") == {"firstname": Edit("Ada", "Eve")}
    assert not sheet.changes.is_new(new)


def test_after_a_restart_only_the_changed_fields_are_known(sheet):
    sheet.type_text("1", "firstname", "Eve")
    gone(sheet)
    restarted = sheet_of()
    restarted.restore(sheet.kept("1"))
    restarted.rebase(store_of(bob()))
    assert restarted.orphans.last_known("1") == {}
    (new,) = restarted.create_as_new("1") - {"1"}
    assert {name: edit.wanted for name, edit in restarted.changes.edits(new).items()} == {
        "firstname": "Eve"
    }
    assert [finding.problem for finding in restarted.holding.blocking(new)] == [Problem.NO_PHONE]


def test_a_row_rejected_because_its_record_is_gone_can_be_created_anew(sheet):
    sheet.type_text("1", "firstname", "Eve")
    sheet.settle("1", Mark(State.REJECTED, note=Note.GONE))
    assert sheet.orphans.all() == ["1"]
    assert sheet.outgoing(["1"]) == []
    assert len(sheet.create_as_new("1")) == 2


@pytest.mark.parametrize("state", [State.UNKNOWN, State.ASK])
def test_a_row_in_doubt_is_no_orphan(sheet, state):
    marked(sheet, state)
    gone(sheet)
    assert sheet.orphans.all() == []
    assert sheet.create_as_new("1") == set()


def test_nothing_is_made_anew_over_a_read_only_connection(sheet):
    sheet.type_text("1", "firstname", "Eve")
    gone(sheet)
    sheet.permits = Permits(Lock.READ_ONLY)
    assert sheet.create_as_new("1") == set()


# A new record that was read before it was known


def test_a_new_record_that_was_read_already_is_shown_once(sheet):
    key = new_record(sheet, firstname="Cleo", ddi_mobile="07700900003")
    sent = sheet.outgoing([key])[0]
    there = record("3", firstname="Cleo", ddi_mobile="07700900003")
    sheet.rebase(store_of(ada(), bob(), there))
    assert sheet.saved(sent, "3", there, Mark(State.SAVED)) == "3"
    assert [sheet.store.key(row) for row in sheet.store.rows()] == ["1", "2", "3"]
    assert sheet.locks.of("3", "firstname") is None
    assert sheet.changes.state("3") is State.SAVED


def test_what_was_changed_in_it_meanwhile_is_still_pending(sheet):
    key = new_record(sheet, firstname="Cleo", ddi_mobile="07700900003")
    sent = sheet.outgoing([key])[0]
    there = record("3", firstname="Cleo", ddi_mobile="07700900003")
    sheet.rebase(store_of(ada(), bob(), there))
    sheet.type_text("3", "firstname", "Clio")
    sheet.saved(sent, "3", there, Mark(State.SAVED))
    assert sheet.changes.state("3") is State.PENDING
    assert [row.fields for row in sheet.outgoing(["3"])] == [{"firstname": "Clio"}]


def test_a_contested_row_is_kept_with_what_the_person_saw_and_comes_back_contested(sheet):
    sheet.type_text("1", "firstname", "Eve")
    sheet.rebase(store_of(ada() | {"firstname": "Zoe"}, bob()))
    kept = sheet.kept("1")
    assert (kept.before, kept.mark.trail.seen) == ({"firstname": "Ada"}, {"firstname": "Zoe"})
    again = sheet_of(ada(), bob())
    again.restore(kept)
    assert again.changes.state("1") is State.CONFLICT
    assert again.changes.contested("1") == {"firstname": "Ada"}


def test_a_row_that_waits_for_a_decision_goes_on_waiting_when_the_server_s_value_moves(sheet):
    marked(sheet, State.UNKNOWN)
    sheet.settle("1", Mark(State.ASK))
    sheet.rebase(store_of(ada() | {"firstname": "Zoe"}, bob()))
    assert sheet.changes.state("1") is State.ASK


def test_rows_that_somebody_is_asked_about_are_said_to_be_pending_and_stay_locked(sheet):
    sheet.type_text("1", "lastname", "Edited")
    sheet.sending("1")
    assert sheet.shown_state("1") is State.SENDING
    sheet.is_asked = True
    assert sheet.shown_state("1") is State.PENDING
    assert sheet.states_behind([State.PENDING]) == {State.PENDING, State.SENDING}
    assert sheet.states_behind([State.SENDING, State.UNKNOWN]) == {State.UNKNOWN}
    assert sheet.changes.state("1") is State.SENDING
    assert sheet.locks.of_row("1") is Lock.SENDING


# Conflicts and what was done before them


def contested_sheet():
    """Somebody else changed what the person has changed, and a fresh read shows it."""
    sheet = sheet_of(ada(), bob())
    sheet.type_text("1", "firstname", "Mine")
    sheet.rebase(store_of(record("1", firstname="Theirs", postcode=""), bob()))
    assert sheet.changes.state("1") is State.CONFLICT
    return sheet


TAKING_BACK = {
    "undo": lambda sheet: sheet.undo(),
    "revert cells": lambda sheet: sheet.revert_cells([("1", "firstname")]),
    "revert rows": lambda sheet: sheet.revert_rows(["1"]),
    "revert all": lambda sheet: sheet.revert_all(),
}


@pytest.mark.parametrize("way", TAKING_BACK)
def test_a_contested_edit_that_comes_back_is_contested_as_before(way):
    sheet = contested_sheet()
    TAKING_BACK[way](sheet)
    assert sheet.value("1", "firstname") == "Theirs"
    assert sheet.changes.state("1") is None
    (sheet.redo if way == "undo" else sheet.undo)()
    assert sheet.value("1", "firstname") == "Mine"
    assert sheet.changes.state("1") is State.CONFLICT
    assert sheet.changes.contested("1") == {"firstname": "Ada"}
    assert sheet.outgoing(["1"]) == []


def test_a_contested_edit_that_comes_back_after_the_others_is_gone_is_none():
    sheet = contested_sheet()
    sheet.revert_all()
    sheet.rebase(store_of(ada(), bob()))
    sheet.undo()
    assert sheet.changes.state("1") is State.PENDING


def test_a_contested_edit_that_comes_back_is_contested_though_the_row_was_saved_meanwhile():
    sheet = contested_sheet()
    sheet.revert_all()
    sheet.type_text("1", "postcode", "N1 1AA")
    (row,) = sheet.outgoing(["1"])
    stored = {**sheet.store.record(0), **row.fields}
    sheet.saved(row, "1", stored, Mark(State.SAVED))
    sheet.undo()
    sheet.undo()
    assert sheet.value("1", "firstname") == "Mine"
    assert sheet.changes.state("1") is State.CONFLICT


@pytest.mark.parametrize("state", OUT)
def test_a_new_record_that_is_out_can_not_be_taken_back_by_a_revert(sheet, state):
    key = new_record(sheet, lastname="Example", ddi_mobile="07700900123")
    sheet.changes.set_mark(key, Mark(state))
    sheet.revert_all()
    assert sheet.changes.is_new(key)
    assert sheet.value(key, "lastname") == "Example"


def test_what_is_typed_over_somebody_elses_value_is_no_conflict():
    sheet = contested_sheet()
    sheet.revert_all()
    sheet.type_text("1", "firstname", "Mine")
    assert sheet.changes.state("1") is State.PENDING
    sheet.undo()
    sheet.redo()
    assert sheet.changes.state("1") is State.PENDING
