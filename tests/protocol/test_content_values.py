"""What may happen to values, and what XML may bring (reliability, R18 to R20)."""

import asyncio
import json

import pytest
from driving import change, keys, opened, options_for, press, running, status, submitted, until
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from vendor_page import READ_JSON, READ_XML

from cn_desktop.api.codecs import NOT_IN_XML, encode_create, encode_update
from cn_desktop.api.reply import Ruling
from cn_desktop.base.errors import AnswerUnusable, FieldNotSendable, Flaw
from cn_desktop.base.profile import Format
from cn_desktop.base.stop import Stop
from cn_desktop.records.fields import DATASET, UID
from cn_desktop.simulator.faults import Fault
from cn_desktop.simulator.options import Options
from cn_desktop.simulator.server import Simulator
from cn_desktop.ui.words import shown_text
from cn_desktop.work.steps import Fate

from .talking import (
    BOTH,
    PHONE,
    client_answered,
    client_for,
    create_of,
    fed,
    loaded,
    loaded_with,
    ruling,
    sent,
    sent_with,
    table,
    update_of,
)

JSON, XML = Format.JSON, Format.XML


@pytest.fixture
def simulator():
    with Simulator(Options(records=6)) as running_one:
        yield running_one


# R18: stored as something else

MUTATORS = {
    "stored-escaped": ('Pugh & "Sons" <b>', "Pugh &amp; &quot;Sons&quot; &lt;b&gt;"),
    "stored-trimmed": (" Pugh ", "Pugh"),
    "stored-truncated": ("Pugh and Sons Ltd", "Pugh and S"),
    "stored-without-emoji": ("Siân 😀!", "Siân !"),
    "stored-lower-case": ("McPugh", "mcpugh"),
    "stored-backslashed": ("O'Pugh", "O\\'Pugh"),
    "stored-ascii": ("Siân", "Si?n"),
    "stored-joined": ("a  b", "a b"),
    "stored-without-tags": ("Pugh <b>& Sons", "Pugh & Sons"),
    "stored-twice-encoded": ("Siân", "SiÃ¢n"),
    "stored-zero-date": ("2026-03-02", "0000-00-00 00:00:00"),
    "stored-empty": ("Pugh", ""),
}


def test_r18_there_are_twelve_mutators():
    assert len(MUTATORS) == 12


async def test_r18_what_was_stored_otherwise_is_saved_shown_with_both_values_and_over(
    simulator, tmp_path
):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        key = keys(program)[0]
        for name, (sent_text, stored) in MUTATORS.items():
            simulator.faults.add(Fault(name, "update"))
            program.workspace.type_text(key, "company_name", sent_text)
            await submitted(program)
            simulator.faults.clear()
            assert_shows_both(program, key, sent_text, stored)
            assert told_of(name) in status(program, key), name
            press(program, Qt.Key.Key_F5)
            await until(lambda: not program.jobs.is_busy)
            assert not program.workspace.unsaved(), name
            assert program.workspace.sheet.value(key, "company_name") == stored
        assert len(simulator.ledger) == len(MUTATORS)


def told_of(name):
    is_the_same = name in {"stored-escaped", "stored-trimmed"}
    return (
        "spells it in another way" if is_the_same else "what the server stored is not what was sent"
    )


def assert_shows_both(program, key, sent_text, stored):
    sheet = program.workspace.sheet
    assert "saved, stored differently" in program.window.notices.notice.title
    assert sheet.value(key, "company_name") == stored
    assert sheet.changes.mark(key).sent == {"company_name": sent_text}
    assert sheet.outgoing([key]) == []
    cell = program.window.model.cell_index(key, "company_name")
    tip = cell.data(Qt.ItemDataRole.ToolTipRole)
    assert "sent: " in tip
    assert f"sent: {sent_text}" in cell.data(Qt.ItemDataRole.AccessibleTextRole)


async def test_r18_the_form_shows_what_was_sent_and_offers_no_way_back(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        key = keys(program)[0]
        simulator.faults.add(Fault("stored-lower-case", "update"))
        await change(program, key, "lastname", "McPugh")
        await submitted(program)
        program.workspace.go_to(key, "lastname")
        row = program.window.form.findChild(QLineEdit, "form_lastname").parentWidget()
        assert row.editor.text() == "mcpugh"
        assert (row._was.text(), row._was.isHidden()) == ("sent: McPugh", False)
        assert row._back.isHidden()


@pytest.mark.parametrize("form", BOTH)
@pytest.mark.parametrize("name", MUTATORS)
def test_r18_a_create_stored_otherwise_is_not_called_simply_saved(simulator, name, form):
    sent_text, stored = MUTATORS[name]
    row = create_of(company_name=sent_text)
    finished = sent_with(simulator, row, name, form=form)
    assert finished.fate is Fate.STORED_DIFFERENTLY
    assert finished.stored["company_name"] == stored
    [entry] = simulator.ledger
    assert entry.fields["company_name"] == sent_text


def test_r18_a_value_that_was_stored_as_sent_is_simply_saved(simulator):
    row = update_of(simulator.rows("100")[0], company_name="plain")
    assert [sent_with(simulator, row, name).fate for name in ("stored-trimmed",)] == [Fate.SAVED]


# R19: what XML may bring

READ = (
    "<result><success>1</success><total>1</total><list><ecnow_data>"
    "<uid>1</uid><dataset>100</dataset><lastname>%s</lastname></ecnow_data></list></result>"
)
SAVED = "<result><success>1</success><total>1</total><bad>0</bad><key>5</key></result>"
LAUGHS = '<!DOCTYPE result [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'
FOREIGN = '<!DOCTYPE result [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
OUTSIDE = '<!DOCTYPE result SYSTEM "http://127.0.0.1:9/x.dtd">'


def flaw_of(body, form=XML, size=0):
    with pytest.raises(AnswerUnusable) as caught:
        fed(body, form, size=size)
    assert caught.value.raw == body[: len(caught.value.raw)]
    assert caught.value.raw
    return caught.value.kind


@pytest.mark.parametrize("doctype", [LAUGHS, FOREIGN, OUTSIDE, "<!DOCTYPE result>"])
@pytest.mark.parametrize("size", [0, 1])
def test_r19_a_doctype_is_refused_with_everything_it_defines(doctype, size):
    assert flaw_of((doctype + READ % "&x;").encode(), size=size) is Flaw.DOCTYPE
    assert flaw_of((doctype + READ % "Ada").encode(), size=size) is Flaw.DOCTYPE
    assert ruling((doctype + SAVED).encode(), XML, creating=True) is Ruling.UNKNOWN


@pytest.mark.parametrize("name", ["xml-bomb", "xml-foreign-entity"])
def test_r19_over_http_a_doctype_is_refused_and_confirms_nothing(simulator, name):
    with pytest.raises(AnswerUnusable) as caught:
        loaded_with(simulator, name, form=XML)
    assert caught.value.kind is Flaw.DOCTYPE
    assert sent_with(simulator, create_of(), name, form=XML).fate is Fate.UNKNOWN


@pytest.mark.parametrize("size", [0, 1, 50])
def test_r19_the_vendors_sample_is_not_well_formed_and_is_kept_as_it_came(size):
    with pytest.raises(AnswerUnusable) as caught:
        fed(READ_XML, XML, size=size)
    assert caught.value.kind is Flaw.NOT_XML
    assert READ_XML.startswith(caught.value.raw)
    assert b"<lastname>Blogs<lastname>" in caught.value.raw


def test_r19_the_vendors_sample_put_right_is_the_table_of_its_json():
    body = READ_XML.replace(b"Blogs<lastname>", b"Blogs</lastname>")
    [from_xml], from_json = table(loaded(client_answered(body, XML))), json.loads(READ_JSON)["list"]
    assert from_xml | {"test_field": ""} == {
        name: value or "" for name, value in from_json[0].items()
    }


BROKEN = {
    "cut": READ[:60],
    "an open cell": READ.replace("</lastname>", ""),
    "crossed": READ.replace("</lastname></ecnow_data>", "</ecnow_data></lastname>"),
    "two roots": READ + READ,
    "text behind": READ + "done",
    "an unknown entity": READ % "&nbsp;",
    "a bare ampersand": READ % "Pugh & Sons",
    "a bare less": READ % "1 < 2",
    "a control character": READ % "\x01",
    "a reference to one": READ % "&#1;",
    "half a character": READ % "&#xD83D;",
    "a bad name": READ.replace("lastname", "1name"),
    "json": '{"success":1}',
    "nothing but a prolog": '<?xml version="1.0"?>',
    "an unknown encoding": '<?xml version="1.0" encoding="klingon"?>' + READ,
}


@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN)
@pytest.mark.parametrize("size", [0, 1])
def test_r19_broken_xml_is_a_read_error_and_confirms_nothing(text, size):
    assert flaw_of(text.encode(), size=size) is Flaw.NOT_XML
    assert ruling(text.encode(), XML, creating=True) is Ruling.UNKNOWN


@pytest.mark.parametrize("root", ["results", "dxi", "RESULT", "r"])
def test_r19_another_root_is_another_answer(root):
    body = READ.replace("result>", f"{root}>").encode()
    assert flaw_of(body) is Flaw.WRONG_SHAPE
    saved = SAVED.replace("result>", f"{root}>").encode()
    assert ruling(saved, XML, creating=True) is Ruling.UNKNOWN


@pytest.mark.parametrize("page", ["<html><body>Sign in</body></html>", "<!DOCTYPE html><html/>"])
def test_r19_a_web_page_is_called_one(page):
    assert flaw_of(page.encode()) is Flaw.WEB_PAGE


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("<![CDATA[Pugh & <b>Sons</b>]]>", "Pugh & <b>Sons</b>"),
        ("a<![CDATA[ & ]]>b", "a & b"),
        ("<![CDATA[]]>", ""),
        ("&amp;lt;&#38;&#x26;", "&lt;&&"),
        ("<!-- no -->Ada", "Ada"),
        ("a&#13;b&#9;c\r\nd", "a\rb\tc\nd"),
        (" kept ", " kept "),
    ],
)
@pytest.mark.parametrize("size", [0, 1])
def test_r19_a_text_is_read_as_xml_says(written, read, size):
    assert fed((READ % written).encode(), XML, size=size)[0][0]["lastname"] == read


NAME = "Zoë Müller – £5"


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("utf-8", NAME + "😀"),
        ("iso-8859-1", "Zoë Müller £5"),
        ("ISO-8859-15", "Zoë Müller €5"),
        ("windows-1252", NAME),
        ("us-ascii", "Zoe"),
        ("utf-16", NAME + "😀"),
        ("UTF-16LE", NAME),
    ],
)
@pytest.mark.parametrize("size", [0, 1])
def test_r19_an_encoding_is_what_the_prolog_declares(encoding, text, size):
    body = (f'<?xml version="1.0" encoding="{encoding}"?>' + READ % text).encode(encoding)
    if encoding == "UTF-16LE":
        body = b"\xff\xfe" + body
    assert fed(body, XML, size=size)[0][0]["lastname"] == text


@pytest.mark.parametrize(
    ("declared", "real"),
    [
        ("utf-8", "iso-8859-1"),
        ("utf8", "utf-8"),
        ("utf-8", "utf-16"),
        ("us-ascii", "utf-8"),
        ("utf-16", "utf-8"),
    ],
)
def test_r19_a_wrong_declaration_is_a_read_error(declared, real):
    body = (f'<?xml version="1.0" encoding="{declared}"?>' + READ % NAME[:10]).encode(real)
    assert flaw_of(body) in {Flaw.NOT_XML, Flaw.NOT_TEXT}
    saved = SAVED.replace("</result>", f"<info>{NAME[:10]}</info></result>")
    prolog = f'<?xml version="1.0" encoding="{declared}"?>'
    assert ruling((prolog + saved).encode(real), XML, creating=True) is Ruling.UNKNOWN


@pytest.mark.parametrize(
    ("success", "expected"),
    [("1", Ruling.SAVED), ("true", Ruling.SAVED), ("0", Ruling.UNKNOWN), ("", Ruling.UNKNOWN)],
)
def test_r19_success_is_one_or_nought(success, expected):
    body = SAVED.replace("<success>1", f"<success>{success}").encode()
    assert ruling(body, XML, creating=True) is expected


# R20: odd characters

NAUGHTY = {
    "NUL": "a\0b",
    "ESC": "\x1b[31mred",
    "VT": "a\x0bb",
    "bell": "\x07",
    "DEL": "a\x7fb",
    "C1": "a\x85b\x9b",
    "bidi override": "abc\u202egnp.exe",
    "bidi isolate": "\u2067abc\u2069",
    "right to left mark": "a\u200fb",
    "right to left": "שלום עולם",
    "zero width joiner": "👩\u200d👩\u200d👧",
    "zero width space": "a\u200bb",
    "word joiner": "a\u2060b",
    "soft hyphen": "a\u00adb",
    "byte order mark": "\ufeffa",
    "combining": "Zoe\u0308",
    "many combining": "Z" + "\u0335\u0321" * 40,
    "not composed": "e\u0301 é",
    "emoji": "😀 🇬🇧 ❤️",
    "line separator": "a\u2028b\u2029c",
    "no-break space": "a\u00a0b",
    "line breaks": "a\nb\r\nc\rd",
    "tab": "a\tb",
    "noncharacter": "a\uffffb\ufffeb",
    "private": "\ue000",
    "the last": "\U0010ffff",
    "quotes": "\"'`\\/",
    "html": "<script>alert(1)</script>&amp;&lt;",
    "cdata end": "]]>",
    "sql": "'; DROP TABLE x; --",
    "formula": '=cmd|"/C calc"!A0',
    "format": "%s {0} ${x}",
    "a long line": "x" * 2000,
    "spaces": "  a  ",
    "empty": "",
    "null word": "null",
    "zeros": "007",
}
SIGNS = {mark for text in NAUGHTY.values() for mark in text}
HIDDEN = [mark for mark in SIGNS if not mark.isprintable() and mark not in "\u200d\u00a0"]


@pytest.mark.parametrize("text", NAUGHTY.values(), ids=NAUGHTY)
def test_r20_every_text_comes_back_as_it_was_sent(simulator, text):
    client = client_for(simulator)
    record = simulator.rows("100")[0]
    uid, update = record["uid"], update_of(record, company_name=text)
    created, updated = sent(client, create_of(company_name=text), update)
    assert (created.fate, updated.fate) == (Fate.SAVED, Fate.SAVED)
    assert simulator.row("100", created.uid)["company_name"] == text
    assert simulator.row("100", uid)["company_name"] == text
    assert client.record("100", uid, Stop())["company_name"] == text


@pytest.mark.parametrize("text", NAUGHTY.values(), ids=NAUGHTY)
def test_r20_xml_carries_it_unchanged_or_refuses_before_sending(simulator, text):
    client = client_for(simulator, XML)
    if not NOT_IN_XML.search(text):
        [finished] = sent(client, create_of(company_name=text))
        assert finished.fate is Fate.SAVED
        assert simulator.row("100", finished.uid)["company_name"] == text
        return
    for action in (
        lambda: client.create("100", {"ddi_mobile": PHONE, "company_name": text}, Stop()),
        lambda: client.update("100", "550001", {"company_name": text}, Stop()),
    ):
        with pytest.raises(FieldNotSendable) as caught:
            action()
        assert caught.value.field == "company_name"
    assert simulator.ledger == []
    assert simulator.token_gets == 0


def test_r20_xml_refuses_exactly_what_xml_can_not_carry():
    refused = {name for name, text in NAUGHTY.items() if NOT_IN_XML.search(text)}
    assert refused == {"NUL", "ESC", "VT", "bell", "noncharacter"}


@pytest.mark.parametrize("name", ["", "a b", "1a", "xmlns", "a:b", "ä", "a>b"])
def test_r20_xml_refuses_a_field_whose_name_it_can_not_carry(name):
    for encode in (encode_create, encode_update):
        with pytest.raises(FieldNotSendable) as caught:
            encode({UID: "1", DATASET: "100", name: "x"}, XML)
        assert caught.value.field == name


@pytest.mark.parametrize("mark", HIDDEN, ids=[f"U+{ord(mark):04X}" for mark in HIDDEN])
def test_r20_what_has_no_shape_is_shown_as_a_sign(mark):
    shown = shown_text(f"a{mark}b")
    assert shown not in {"ab", f"a{mark}b"}
    assert shown.isprintable()


@pytest.mark.parametrize("name", ["zero width joiner", "combining", "emoji", "right to left"])
def test_r20_what_belongs_to_ordinary_names_is_shown_as_it_is(name):
    assert shown_text(NAUGHTY[name]) == NAUGHTY[name]


async def test_r20_looking_at_every_text_in_the_window_changes_none(simulator, tmp_path):
    uid = simulator.rows("100")[0]["uid"]
    async with running(options_for(simulator, tmp_path)) as program:
        for text in NAUGHTY.values():
            simulator.change("100", uid, company_name=text)
            await opened(program, "100")
            program.workspace.go_to(uid, "company_name")
            program.window.table.setFocus()
            press(program, Qt.Key.Key_F2)
            press(program, Qt.Key.Key_Return)
            await asyncio.sleep(0)
            cell = program.window.model.cell_index(uid, "company_name").data()
            assert not set(cell) & set(HIDDEN), ascii(text)
            assert not program.workspace.unsaved(), ascii(text)
            assert program.workspace.sheet.value(uid, "company_name") == text
