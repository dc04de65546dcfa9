"""Answers that say something else than they should, and values stored as something else."""

import json

import pytest

from cn_desktop.simulator.faults import Fault

from .reading import parsed, read_xml

NEW = {"dataset": "100", "ddi_home": "01632960001"}
OLD = {"dataset": "100", "uid": "550001"}
ABSENT = object()


def body_with(simulator, caller, name, form="json", **more):
    simulator.faults.add(Fault(name, "read", **more))
    arguments = caller.arguments("read", dataset="100") | {"format": form}
    return caller.send("GET", "database.php", arguments=arguments)


def written_with(simulator, caller, name, action="create"):
    simulator.faults.add(Fault(name, action))
    return caller.write(action, [NEW] if action == "create" else [OLD | {"title": "Dr"}])


@pytest.mark.parametrize(
    ("name", "field", "value"),
    [
        ("success-TRUE", "success", "TRUE"),
        ("success-1", "success", 1),
        ("success-text-1", "success", "1"),
        ("success-null", "success", None),
        ("success-yes", "success", "yes"),
        ("success-missing", "success", ABSENT),
        ("total-text", "total", "1"),
        ("total-float", "total", 1.0),
        ("total-true", "total", True),
        ("total-missing", "total", ABSENT),
        ("bad-text", "bad", "0"),
        ("bad-more", "bad", 1),
        ("key-0", "key", 0),
        ("key-negative", "key", -1),
        ("key-null", "key", None),
        ("key-missing", "key", ABSENT),
        ("key-other", "key", 550001),
        ("error-too", "error", "Bad argument: xyz"),
        ("other-account", "account_id", "99999"),
    ],
)
def test_a_write_is_answered_in_another_shape(simulator, caller, name, field, value):
    answer = written_with(simulator, caller, name)
    said = answer.get(field, ABSENT)
    assert (type(said), said) == (type(value), value)
    assert len(simulator.ledger) == 1


def test_a_key_may_be_text(simulator, caller):
    assert written_with(simulator, caller, "key-text")["key"] == simulator.ledger[0].uid


def test_nothing_done_is_two_noughts(simulator, caller):
    answer = written_with(simulator, caller, "nothing-done", "update")
    assert (answer["success"], answer["total"], answer["bad"]) == (True, 0, 0)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("list-null", lambda _: None),
        ("list-empty-object", lambda _: {}),
        ("list-text", lambda _: "none"),
        ("list-numbered", lambda rows: {str(n): row for n, row in enumerate(rows)}),
        ("list-single", lambda rows: rows[0]),
        ("list-nested", lambda rows: [[row] for row in rows]),
        ("list-short", lambda rows: rows[:-1]),
        ("list-empty", lambda _: []),
        ("list-twice", lambda rows: rows * 2),
        ("uid-number", lambda rows: [row | {"uid": int(row["uid"])} for row in rows]),
        ("uid-padded", lambda rows: [row | {"uid": f"00{row['uid']}"} for row in rows]),
        ("uid-null", lambda rows: [row | {"uid": None} for row in rows]),
    ],
)
def test_a_list_may_have_another_shape(simulator, caller, name, expected):
    answer = body_with(simulator, caller, name).said
    assert (answer["total"], answer["list"]) == (30, expected(simulator.rows("100")))


def test_a_list_may_be_missing(simulator, caller):
    assert "list" not in body_with(simulator, caller, "list-missing").said


def test_rows_may_lack_another_column_each(simulator, caller):
    rows = body_with(simulator, caller, "rows-uneven").said["list"]
    full = simulator.rows("100")
    missing = [set(whole) - set(row) for whole, row in zip(full, rows, strict=True)]
    assert {len(names) for names in missing} == {1}
    assert len({min(names) for names in missing}) > 20
    assert {"uid"} not in missing


def test_shapes_are_the_same_in_xml(simulator, caller):
    simulator.faults.add(Fault("success-yes"), Fault("total-more"), Fault("list-short"))
    answer = read_xml(caller)
    assert (answer["success"], answer["total"], len(answer["list"])) == ("yes", "31", 29)


@pytest.mark.parametrize(
    ("name", "in_json", "in_xml"),
    [
        ("bom", b"\xef\xbb\xbf{", b"\xef\xbb\xbf<?xml"),
        ("whitespace", b"\r\n \n{", b"\r\n \n<?xml"),
        ("warning-before", b"<br />\n<b>Warning</b>", b"<br />\n<b>Warning</b>"),
        ("warning-after", b"]}<br />\n<b>Warning</b>", b"</result><br />\n<b>"),
        ("invalid-utf8", b"\xff", b"\xff"),
        ("cp1252", b"\xe9", b"\xe9"),
        ("lone-surrogate", b'\\ud83d"', b"&#xD83D;"),
        ("duplicate-keys", b'"success":false,"success":true', b"<success>0</success><success>1"),
        ("number-nan", b'"total":NaN,', b"<total>NaN</total>"),
        ("number-infinity", b'"total":Infinity,', b"<total>Infinity</total>"),
        ("number-too-large", b'"total":1e999,', b"<total>1e999</total>"),
        ("number-huge", b'"total":' + b"9" * 5000, b"<total>" + b"9" * 5000 + b"</total>"),
        ("depth-bomb", b"[" * 100_000, b"<a>" * 100_000),
        ("xml-bomb", b"<!ENTITY a9", b"<!ENTITY a9"),
        ("xml-foreign-entity", b"SYSTEM", b"SYSTEM"),
    ],
)
def test_the_bytes_may_be_spoilt(simulator, caller, name, in_json, in_xml):
    assert in_json in body_with(simulator, caller, name).body
    assert in_xml in body_with(simulator, caller, name, "xml").body


def test_bytes_that_are_no_utf8_are_inside_a_value(simulator, caller):
    body = body_with(simulator, caller, "invalid-utf8").body
    assert json.loads(body.replace(b"\xff", b"?"))["total"] == 30
    xml = body_with(simulator, caller, "invalid-utf8", "xml").body
    assert "error" not in parsed(xml.replace(b"\xff", b"?"))


@pytest.mark.parametrize(
    ("value", "header"),
    [(None, "text/html; charset=UTF-8"), ("application/octet-stream", "application/octet-stream")],
)
def test_the_type_may_be_wrong(simulator, caller, value, header):
    answer = body_with(simulator, caller, "wrong-type", value=value)
    assert (answer.headers["Content-Type"], answer.said["total"]) == (header, 30)


def test_the_type_may_be_missing(simulator, caller):
    assert "Content-Type" not in body_with(simulator, caller, "no-type").headers


@pytest.mark.parametrize(
    ("name", "sent", "stored"),
    [
        ("stored-escaped", 'Pugh & "Sons" <b>\'', "Pugh &amp; &quot;Sons&quot; &lt;b&gt;&#x27;"),
        ("stored-trimmed", " Pugh \t", "Pugh"),
        ("stored-truncated", "Pugh and Sons Ltd", "Pugh and S"),
        ("stored-without-emoji", "Siân 😀!", "Siân !"),
        ("stored-lower-case", "McPugh", "mcpugh"),
        ("stored-backslashed", 'O\'Pugh "x" \\', 'O\\\'Pugh \\"x\\" \\\\'),
        ("stored-ascii", "Siân", "Si?n"),
        ("stored-joined", "a  b\n c", "a b c"),
        ("stored-without-tags", "Pugh <b>& Sons</b> <", "Pugh & Sons "),
        ("stored-twice-encoded", "Siân", "SiÃ¢n"),
        ("stored-zero-date", "Pugh", "0000-00-00 00:00:00"),
        ("stored-empty", "Pugh", ""),
    ],
)
@pytest.mark.parametrize("action", ["create", "update"])
def test_a_value_may_be_stored_as_something_else(simulator, caller, action, name, sent, stored):
    simulator.faults.add(Fault(name, action))
    answer = caller.write(action, [(NEW if action == "create" else OLD) | {"company_name": sent}])
    assert (answer["success"], answer["total"], answer["bad"]) == (True, 1, 0)
    (entry,) = simulator.ledger
    assert entry.fields["company_name"] == sent
    assert simulator.row("100", entry.uid)["company_name"] == stored


def test_the_dataset_is_never_stored_as_something_else(simulator, caller):
    simulator.faults.add(Fault("stored-truncated", "create", value=1))
    key = str(caller.write("create", [NEW | {"dataset": "101"}])["key"])
    assert simulator.row("101", key)["ddi_home"] == "0"


def test_ecnow_records_stores_it_so_too(simulator, caller):
    simulator.faults.add(Fault("stored-lower-case", "ecnow_records/update"))
    arguments = caller.arguments("update", raw="1") | {"method": "ecnow_records"}
    body = json.dumps([{"id": "550001", "LastName": "McPugh"}]).encode()
    caller.send("POST", "ecnow.php", arguments=arguments, body=body)
    assert simulator.row("100", "550001")["lastname"] == "mcpugh"
