"""What the rows of a read may be (reliability, R10 to R17)."""

import asyncio
import json

import pytest
from driving import CTRL, change, keys, opened, options_for, press, running, submitted, until
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from vendor_page import READ_JSON

from cn_desktop.base.errors import AnswerUnusable, Flaw
from cn_desktop.base.profile import Format
from cn_desktop.records.fields import ABSENT, ZERO_DATE, DatasetId, Lock
from cn_desktop.records.marks import Note
from cn_desktop.records.sheet import Sheet
from cn_desktop.simulator.faults import Fault
from cn_desktop.simulator.options import Options
from cn_desktop.simulator.server import Simulator
from cn_desktop.ui.submit import results
from cn_desktop.work.steps import Fate

from .talking import (
    BOTH,
    READ,
    client_answered,
    client_for,
    create_of,
    fed,
    loaded,
    loaded_with,
    sent_with,
    sheet_of,
    table,
)

JSON = Format.JSON
EDITABLE = "lastname"


@pytest.fixture
def simulator():
    with Simulator(Options(records=12)) as running_one:
        yield running_one


def read_of(rows, total=None):
    members = {"success": True, "total": len(rows) if total is None else total, "list": rows}
    return loaded(client_answered(json.dumps(members).encode()))


def a_record(uid, **more):
    return {"uid": uid, "dataset": "100", "lastname": "Ada"} | more


# R10: forms of a list

A, B = a_record("1"), a_record("2")
LISTS = {
    "missing, none announced": ('"total":0', []),
    "null, none announced": ('"total":0,"list":null', []),
    "an empty list": ('"total":0,"list":[]', []),
    "an empty object": ('"total":0,"list":{}', []),
    "an empty text": ('"total":0,"list":""', []),
    "numbered": (f'"total":2,"list":{json.dumps({"10": B, "9": A})}', [A, B]),
    "one record": (f'"total":1,"list":{json.dumps(A)}', [A]),
    "missing, some announced": ('"total":2', None),
    "lists in a list": (f'"total":1,"list":{json.dumps([[A]])}', None),
    "texts": ('"total":1,"list":["1"]', None),
    "a text": ('"total":1,"list":"none"', None),
    "named records": (f'"total":2,"list":{json.dumps({"a": A, "b": B})}', None),
}


def test_r10_there_are_twelve_forms():
    assert len(LISTS) == 12


@pytest.mark.parametrize(("members", "rows"), LISTS.values(), ids=LISTS)
@pytest.mark.parametrize("size", [0, 1])
def test_r10_a_list_is_read_or_refused_and_never_guessed(members, rows, size):
    body = f'{{"success":true,{members}}}'.encode()
    if rows is None:
        with pytest.raises(AnswerUnusable) as caught:
            fed(body, size=size)
        assert caught.value.kind is Flaw.WRONG_SHAPE
    else:
        assert fed(body, size=size)[0] == rows


@pytest.mark.parametrize("name", ["list-numbered"])
def test_r10_over_http_numbered_records_keep_the_servers_order(simulator, name):
    assert table(loaded_with(simulator, name)) == simulator.rows("100")


def test_r10_over_http_one_record_is_a_list_of_one(simulator):
    assert table(loaded_with(simulator, "list-single")) == simulator.rows("100")[:1]


NO_LISTS = ["list-missing", "list-null", "list-empty-object", "list-text", "list-nested"]


@pytest.mark.parametrize("name", [*NO_LISTS, "list-empty"])
async def test_r10_over_http_the_old_table_stays(simulator, tmp_path, name):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        before = keys(program)
        simulator.faults.add(Fault(name, READ))
        press(program, Qt.Key.Key_F5)
        await until(lambda: not program.jobs.is_busy)
        assert simulator.faults.struck
        assert keys(program) == before
        assert "Nothing was changed here" in program.window.notices.notice.advice


# R11: no records


async def test_r11_none_is_said_and_is_not_the_same_as_not_loaded(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        assert program.window._pages.currentWidget() is not program.window.table
        await opened(program, "103")
        assert program.window.notices.notice.title == "0 records in dataset 103"
        assert program.window._pages.currentWidget() is program.window.table
        assert program.workspace.sheet.store.is_complete


# R12: another number than announced


def test_r12_the_vendors_sample_is_shown_and_is_not_the_whole_dataset():
    read = loaded(client_answered(READ_JSON))
    assert (read.announced, read.count, read.store.is_complete) == (2, 1, False)
    assert table(read) == json.loads(READ_JSON)["list"]
    [notice] = results.of_load("100", read, Sheet(DatasetId("100")).rebase(read.store))
    assert notice.title == "The server announced 2 records and sent 1"


@pytest.mark.parametrize("name", ["list-short", "total-more", "list-twice"])
def test_r12_over_http_the_numbers_are_both_said(simulator, name):
    read = loaded_with(simulator, name)
    assert read.announced != read.count
    assert not read.store.is_complete
    rebased = Sheet(DatasetId("100")).rebase(read.store)
    [notice] = results.of_load("100", read, rebased)
    assert notice.title == f"The server announced {read.announced} records and sent {read.count}"


def test_r12_a_short_read_proves_nothing_about_a_refused_create(simulator):
    before = loaded(client_for(simulator)).store
    row = create_of(lastname="Nobody", ddi_mobile="")
    assert sent_with(simulator, row, "says-error", store=before).fate is Fate.REJECTED
    simulator.faults.add(Fault("list-short", READ))
    short = sent_with(simulator, row, "says-error", store=before)
    assert (short.fate, short.row.mark.note) == (Fate.UNKNOWN, Note.NOT_CHECKED)


def test_r12_a_short_read_can_not_say_that_an_edited_record_is_gone(simulator):
    sheet = sheet_of(loaded(client_for(simulator)))
    last = simulator.rows("100")[-1]["uid"]
    sheet.type_text(last, EDITABLE, "Edited")
    assert sheet.rebase(loaded_with(simulator, "list-short").store).gone == ()
    assert sheet.value(last, EDITABLE) == "Edited"


# R13: columns that differ


@pytest.mark.parametrize("form", BOTH)
def test_r13_the_columns_are_those_of_every_row_and_a_missing_cell_is_nothing(simulator, form):
    read = loaded_with(simulator, "rows-uneven", form=form)
    whole = loaded(client_for(simulator, form))
    assert set(read.store.fields) == set(whole.store.fields)
    for row in read.store.rows():
        cells = {field: read.store.value(row, field) for field in read.store.fields}
        missing = [field for field, value in cells.items() if value is ABSENT]
        assert len(missing) == 1
        there = {field: value for field, value in cells.items() if value is not ABSENT}
        assert there == {field: whole.store.value(row, field) for field in there}


def test_r13_a_cell_the_answer_lacks_can_not_be_edited():
    sheet = sheet_of(read_of([a_record("1"), {"uid": "2", "dataset": "100"}]))
    assert sheet.locks.of("1", EDITABLE) is None
    assert sheet.locks.of("2", EDITABLE) is Lock.NOT_IN_ANSWER
    assert sheet.type_text("2", EDITABLE, "typed") == set()
    assert sheet.outgoing(["2"]) == []


def test_r13_a_new_column_appears_with_the_next_read(simulator):
    read = loaded_with(simulator, "rows-new-column")
    assert read.store.fields[-1] == "new_column"
    assert [row["new_column"] for row in table(read)] == [str(number) for number in range(12)]


def test_r13_a_column_that_vanished_under_an_edit_is_told():
    sheet = sheet_of(read_of([a_record("1")]))
    sheet.type_text("1", EDITABLE, "Mine")
    rebased = sheet.rebase(read_of([{"uid": "1", "dataset": "100"}]).store)
    assert rebased.moved == {"1": [EDITABLE]}
    assert sheet.changes.edit("1", EDITABLE).server_value is ABSENT
    assert sheet.value("1", EDITABLE) == "Mine"


# R14: null, empty, missing and the zero date


async def test_r14_null_empty_missing_and_the_zero_date_stay_four_things(simulator, tmp_path):
    uid = simulator.rows("100")[0]["uid"]
    simulator.change("100", uid, company_name=None, title="", address1=ZERO_DATE)
    simulator.faults.add(Fault("rows-uneven", READ, nth=2))
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        model, sheet = program.window.model, program.workspace.sheet
        fields = ("company_name", "title", "address1")
        assert [sheet.value(uid, field) for field in fields] == [None, "", ZERO_DATE]
        shown = [model.cell_index(uid, field).data() for field in fields]
        assert shown == ["null", "", ZERO_DATE]
        press(program, Qt.Key.Key_F5)
        await until(lambda: not program.jobs.is_busy)
        sheet = program.workspace.sheet
        missing = [field for field in sheet.fields if sheet.value(uid, field) is ABSENT]
        assert [model.cell_index(uid, field).data() for field in missing] == ["–"]


async def test_r14_an_untouched_null_is_never_sent_and_emptying_sends_empty(simulator, tmp_path):
    uid = simulator.rows("100")[0]["uid"]
    simulator.change("100", uid, company_name=None, title="Mr", callback=ZERO_DATE)
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        program.workspace.go_to(uid, "company_name")
        program.window.table.setFocus()
        press(program, Qt.Key.Key_F2)
        press(program, Qt.Key.Key_Return)  # looked into, nothing typed
        await asyncio.sleep(0)
        assert not program.workspace.unsaved()
        program.workspace.type_text(uid, "title", "")
        await change(program, uid, EDITABLE, "Typed")
        await submitted(program)
        [entry] = simulator.ledger
        assert entry.fields == {"dataset": "100", "title": "", EDITABLE: "Typed"}
        row = simulator.row("100", uid)
        assert (row["company_name"], row["callback"]) == (None, ZERO_DATE)


@pytest.mark.parametrize("form", BOTH)
def test_r14_a_date_that_was_never_set_is_text(simulator, form):
    [row, *_] = table(loaded(client_for(simulator, form)))
    assert row["callback"] == ZERO_DATE


# R15: a uid twice


@pytest.mark.parametrize("form", BOTH)
def test_r15_records_of_one_uid_are_all_shown_locked_and_never_sent(simulator, form):
    sheet = sheet_of(loaded(client_for(simulator, form)))
    uid = simulator.rows("100")[0]["uid"]
    sheet.type_text(uid, EDITABLE, "Edited before")
    assert sheet.outgoing([uid])
    read = loaded_with(simulator, "list-twice", form=form)
    sheet.rebase(read.store)
    assert read.count == 24
    assert {sheet.locks.of(row["uid"], EDITABLE) for row in table(read)} == {Lock.UID_TWICE}
    assert sheet.outgoing([uid]) == []
    assert sheet.holding.findings(uid)
    assert sheet.value(uid, EDITABLE) == "Edited before"


async def test_r15_the_window_says_why_it_sends_nothing(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        uid = keys(program)[0]
        await change(program, uid, EDITABLE, "Edited before")
        simulator.faults.add(Fault("list-twice", READ))
        press(program, Qt.Key.Key_F5)
        await until(lambda: not program.jobs.is_busy)
        await submitted(program)
        notice = program.window.notices.notice
        assert (notice.title, simulator.ledger) == ("Nothing was sent", [])
        assert "lists this uid twice" in notice.advice


# R16: forms of a uid

UIDS = {
    "number": ("550001", "550001"),
    "text": ('"550001"', "550001"),
    "leading noughts": ('"007"', "007"),
    "huge": ("12345678901234567890123", "12345678901234567890123"),
    "huge text": ('"' + "9" * 400 + '"', "9" * 400),
    "broken": ("1.50", "1.50"),
    "negative": ("-3", "-3"),
    "words": ('"a b"', "a b"),
}
NO_UIDS = {"empty": '"uid":"",', "null": '"uid":null,', "missing": ""}


@pytest.mark.parametrize(("said", "kept"), UIDS.values(), ids=UIDS)
def test_r16_a_uid_is_kept_as_text_exactly(said, kept):
    body = f'{{"success":true,"total":1,"list":[{{"uid":{said},"lastname":"Ada"}}]}}'
    sheet = sheet_of(loaded(client_answered(body.encode())))
    assert sheet.store.key(0) == kept
    sheet.type_text(kept, EDITABLE, "Typed")
    [row] = sheet.outgoing([kept])
    assert row.uid == kept


@pytest.mark.parametrize("uid", NO_UIDS.values(), ids=NO_UIDS)
def test_r16_records_without_a_uid_are_read_only(uid):
    body = f'{{"success":true,"total":2,"list":[{{{uid}"lastname":"A"}},{{{uid}"lastname":"B"}}]}}'
    sheet = sheet_of(loaded(client_answered(body.encode())))
    assert [sheet.row_value(row, EDITABLE) for row in sheet.store.rows()] == ["A", "B"]
    assert sheet.locks.of("", EDITABLE) is Lock.NO_UID
    assert not sheet.type_text("", EDITABLE, "Typed")
    assert sheet.outgoing([""]) == []


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("uid-number", str),
        ("uid-padded", "00{}".format),
        ("uid-empty", lambda _: ""),
        ("uid-null", lambda _: ""),
    ],
)
def test_r16_over_http_the_uids_are_those_of_the_answer(simulator, name, made):
    store = loaded_with(simulator, name).store
    expected = [made(row["uid"]) for row in simulator.rows("100")]
    assert [store.key(row) for row in store.rows()] == expected


# R17: large answers


def test_r17_a_field_of_ten_megabytes_is_read_and_kept(simulator):
    uid = simulator.rows("100")[0]["uid"]
    long = "0123456789" * 1024 * 1024
    simulator.change("100", uid, company_name=long)
    for form in BOTH:
        store = loaded(client_for(simulator, form)).store
        assert store.value(0, "company_name") == long


async def test_r17_a_field_of_a_megabyte_is_shown_and_changed_without_an_editor(
    simulator, tmp_path
):
    """Qt lays out so long a line anew at every key, 0.4 s each: the window would stand still."""
    uid = simulator.rows("100")[0]["uid"]
    simulator.change("100", uid, company_name="x" * 1024 * 1024)
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        program.workspace.go_to(uid, "company_name")
        program.window.table.grab()
        program.window.table.setFocus()
        press(program, Qt.Key.Key_F2)
        assert program.window.table.editing.editor() is None
        assert "too long to be typed into" in program.window.notices.notice.advice
        assert program.workspace.sheet.changes.touched() == []
        QGuiApplication.clipboard().setText("x" * 80)
        press(program, Qt.Key.Key_V, CTRL)
        await submitted(program)
        assert simulator.row("100", uid)["company_name"] == "x" * 80


async def test_r17_a_field_of_ten_megabytes_is_shown_and_says_why_it_is_not_edited(
    simulator, tmp_path
):
    uid = simulator.rows("100")[0]["uid"]
    simulator.change("100", uid, company_name="x" * 10 * 1024 * 1024)
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        program.workspace.go_to(uid, "company_name")
        program.window.table.grab()
        assert program.window.model.cell_index(uid, "company_name").data().endswith("x…")
        program.window.table.setFocus()
        press(program, Qt.Key.Key_F2)
        assert "too long to be edited" in program.window.notices.notice.advice
        await change(program, uid, "title", "Dr")
        await submitted(program)
        assert simulator.row("100", uid)["title"] == "Dr"


@pytest.mark.parametrize("form", BOTH)
def test_r17_five_hundred_columns_are_five_hundred_columns(form):
    names = [f"field_{number}" for number in range(500)]
    if form is JSON:
        members = {"success": True, "total": 1, "list": [dict.fromkeys(names, "x")]}
        body = json.dumps(members).encode()
    else:
        cells = "".join(f"<{name}>x</{name}>" for name in names)
        row = f"<list><ecnow_data>{cells}</ecnow_data></list>"
        body = f"<result><success>1</success><total>1</total>{row}</result>".encode()
    assert loaded(client_answered(body, form)).store.fields == names


@pytest.mark.slow
@pytest.mark.slow
@pytest.mark.parametrize("form", BOTH)
def test_r17_a_hundred_thousand_rows_arrive(form):
    with Simulator(Options(records=100_000)) as many:
        read = loaded(client_for(many, form))
    assert (read.count, read.announced, read.store.is_complete) == (100_000, 100_000, True)
