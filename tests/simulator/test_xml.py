"""XML both ways: the same content as JSON, in the shape of the vendor's page."""

import pytest

from cn_desktop.simulator.replies import Reply, failure, render
from cn_desktop.simulator.xml_payload import XmlUnreadable, records_in_xml
from cn_desktop.simulator.xml_text import clean, tag

from .calling import Caller
from .reading import parsed, read_xml, write_xml

PROLOG = b"<?xml version='1.0' encoding='utf-8' ?>\n"
PHONE = "01632960001"

VENDORS_CREATE = b"""<?xml version='1.0' encoding='utf-8' ?>
<easycall>
    <ecnow_data>
        <title>Mr</title>
        <firstname>Joe</firstname>
        <lastname>Blogs</lastname>
        <ddi_mobile>07700900123</ddi_mobile>
        <ddi_home />
        <ddi_work />
        <dataset>100</dataset>
        <company_name>Company Name</company_name>
    </ecnow_data>
</easycall>
"""
VENDORS_UPDATE = b"""<?xml version='1.0' encoding='utf-8' ?>
<dxi>
    <uid>550001</uid>
    <dataset>100</dataset>
    <company_name>Company</company_name>
</dxi>
"""
SAVED = {"success": "1", "account_id": "10278", "total": "1", "bad": "0"}


def easycall(*records):
    inner = "".join(f"<ecnow_data>{record}</ecnow_data>" for record in records)
    return f"<easycall>{inner}</easycall>".encode()


def new(lastname):
    return f"<dataset>100</dataset><ddi_home>{PHONE}</ddi_home><lastname>{lastname}</lastname>"


def test_the_vendors_create_is_saved(simulator, caller):
    answer = write_xml(caller, "create", VENDORS_CREATE)
    assert answer == SAVED | {"key": answer["key"]}
    row = simulator.row("100", answer["key"])
    assert (row["firstname"], row["ddi_mobile"], row["ddi_home"]) == ("Joe", "07700900123", "")


def test_the_vendors_update_is_saved(simulator, caller):
    before = simulator.row("100", "550001")
    assert write_xml(caller, "update", VENDORS_UPDATE) == SAVED | {"key": "0"}
    assert simulator.row("100", "550001") == before | {"company_name": "Company"}


def test_an_answer_has_the_bytes_of_the_vendors_page():
    head = {"success": True, "total": 1}
    row = {"uid": "550423", "ddi_home": "", "urn": None, "lastname": "Blogs"}
    assert render(Reply(head, [[row]]), "xml").get_data() == (
        b'<?xml version="1.0" encoding="utf-8" ?>\n'
        b"<result><success>1</success><total>1</total><list><ecnow_data><uid>550423</uid>"
        b"<ddi_home /><urn></urn><lastname>Blogs</lastname></ecnow_data></list></result>"
    )


def test_a_read_has_the_content_that_json_has(caller):
    json_rows = caller.read()["list"]
    answer = read_xml(caller)
    assert (answer["success"], answer["total"]) == ("1", "30")
    assert answer["list"] == [
        {name: value or None for name, value in row.items()} for row in json_rows
    ]


def test_an_empty_dataset_is_an_empty_list(caller):
    assert read_xml(caller, "103") == {"success": "1", "total": "0", "list": []}


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"dataset": "777"}, "Dataset [777] does not exist."),
        ({"token": "wrong"}, "Invalid token"),
        ({"method": "<&>"}, "Unknown method [<&>]."),
    ],
)
def test_a_failure_is_a_nought_and_a_text(caller, wrong, error):
    assert read_xml(caller, **wrong) == {"success": "0", "error": error}


def test_an_expired_token_has_expire_minus_one(simulator, caller):
    simulator.expire_tokens()
    expired = {"success": "0", "error": "Expired token", "expire": "-1"}
    assert read_xml(caller) == expired


def test_a_token_comes_in_xml_too(simulator, caller):
    login = {"username": "demo", "password": "a key", "format": "xml"}
    answer = caller.send("GET", "token.php", arguments={"action": "get", **login})
    expire = str(caller.log_in()["expire"])
    assert parsed(answer.body) == {"success": "1", "token": caller.token, "expire": expire}


def test_a_rejected_record_is_success_with_an_error(caller):
    body = b"<dxi><uid>2499265</uid><dataset>100</dataset><title>Dr</title></dxi>"
    refused = {"total": "0", "bad": "1", "key": "0", "error": "Record id [2499265] does not exist."}
    assert write_xml(caller, "update", body) == SAVED | refused


def test_an_easycall_may_hold_several_records(simulator, caller):
    assert write_xml(caller, "create", easycall(new("One"), new("Two")))["total"] == "2"
    assert [row["lastname"] for row in simulator.rows("100")[-2:]] == ["One", "Two"]


@pytest.mark.parametrize("root", ["easycall", "dxi"])
@pytest.mark.parametrize("shape", ["{}", "<ecnow_data>{}</ecnow_data>"])
def test_either_root_takes_either_shape_for_either_action(simulator, caller, root, shape):
    changed = "<uid>550001</uid><dataset>100</dataset><lastname>Pugh</lastname>"
    for action, fields in (("create", new("Pugh")), ("update", changed)):
        body = f"<{root}>{shape.format(fields)}</{root}>".encode()
        assert write_xml(caller, action, body)["total"] == "1"
    assert simulator.row("100", "550001")["lastname"] == "Pugh"


@pytest.mark.parametrize("encoding", ["utf-8", "ISO-8859-1", "windows-1252"])
def test_the_encoding_of_the_prolog_counts(simulator, caller, encoding):
    text = f"<?xml version='1.0' encoding='{encoding}' ?>" + easycall(new("Siân")).decode()
    key = write_xml(caller, "create", text.encode(encoding))["key"]
    assert simulator.row("100", key)["lastname"] == "Siân"


def test_a_payload_in_xml_may_be_answered_in_json(caller):
    assert caller.write_bytes("create", easycall(new("Pugh")))["total"] == 1


@pytest.mark.parametrize(
    "text", ["两 😀 é", "a &amp; b &lt;c&gt;", "<![CDATA[a < b & c]]>", "&#13;\n"]
)
def test_text_comes_back_as_it_was_sent(caller, text):
    body = easycall(f"{new('Pugh')}<company_name>{text}</company_name>")
    (sent,) = records_in_xml(body)
    key = write_xml(caller, "create", body)["key"]
    assert read_xml(caller, urn=key)["list"][0]["company_name"] == sent["company_name"]


@pytest.mark.parametrize(
    "body",
    [
        PROLOG + b'<!DOCTYPE dxi [<!ENTITY a "b">]><dxi><uid>&a;</uid></dxi>',
        b"<!DOCTYPE dxi SYSTEM 'http://127.0.0.1:1/x'><dxi/>",
        b"<dxi><uid>550001</dxi>",
        b"<dxi><uid>&unknown;</uid></dxi>",
        b"<result><uid>1</uid></result>",
        b"<?xml version='1.0' encoding='no-such' ?><dxi/>",
        b"<dxi>\xff</dxi>",
        b"<",
        b"<a>" * 1000,
    ],
)
def test_a_body_that_is_no_payload_is_an_error(simulator, caller, body):
    answer = write_xml(caller, "create", body)
    assert answer == {"success": "0", "error": "Payload is not valid xml."}
    assert simulator.applied == []


def test_an_element_with_elements_in_it_is_no_value(caller):
    answer = write_xml(caller, "create", easycall(f"{new('')}<title><b>Dr</b></title>"))
    assert answer["error"] == "Bad value for argument: title"


def test_of_a_field_given_twice_the_last_counts():
    assert records_in_xml(b"<dxi><uid>1</uid><uid>2</uid></dxi>") == [{"uid": "2"}]


def test_nothing_at_all_is_unreadable():
    with pytest.raises(XmlUnreadable):
        records_in_xml(b"")


def test_what_xml_cannot_carry_is_dropped():
    assert clean("a\x00b\x1b\ufffe\ud800c\t\n") == "abc\t\n"


def test_a_control_character_reaches_nobody(simulator, caller: Caller):
    caller.write("update", [{"dataset": "100", "uid": "550001", "lastname": "a\x0bb"}])
    assert read_xml(caller, urn="550001")["list"][0]["lastname"] == "ab"
    assert simulator.row("100", "550001")["lastname"] == "a\x0bb"


@pytest.mark.parametrize(
    ("name", "expected"),
    [("company_name", "company_name"), ("2nd phone", "_2nd_phone"), ("Größe (m)", "Größe__m_")],
)
def test_a_field_of_any_name_has_a_legal_element(name, expected):
    assert tag(name) == expected


def test_a_failure_is_called_xml():
    answer = render(failure("no"), "xml")
    assert answer.content_type == "text/xml; charset=utf-8"


def test_a_page_is_read_only_when_it_is_sent():
    taken = []

    def pages():
        for number in range(3):
            taken.append(number)
            yield [{"uid": str(number)}]

    chunks = iter(render(Reply({"success": True}, pages()), "xml").response)
    while b"<list>" not in next(chunks).encode():
        assert taken == []
    next(chunks)
    assert taken == [0]
