"""What an answer's bytes and its envelope may be (reliability, R1 to R9)."""

import json
from itertools import product

import pytest

from cn_desktop.api.reply import Ruling
from cn_desktop.base.errors import AnswerUnusable, Flaw, ServerRefusal
from cn_desktop.base.profile import Format
from cn_desktop.records.fields import REPLACEMENT, Lock
from cn_desktop.records.marks import Note
from cn_desktop.simulator.faults import Fault
from cn_desktop.simulator.options import Options
from cn_desktop.simulator.server import Simulator
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
    sheet_of,
    table,
    update_of,
)

JSON, XML = Format.JSON, Format.XML
MISSING = None
ROW = b'{"uid":"550001","dataset":"100","lastname":"%s"}'
READ_BODY = b'{"success":true,"total":1,"list":[' + ROW + b"]}"
XML_BODY = (
    b'<?xml version="1.0" encoding="utf-8"?><result><success>1</success><total>1</total><list>'
    b"<ecnow_data><uid>550001</uid><dataset>100</dataset><lastname>%s</lastname></ecnow_data>"
    b"</list></result>"
)
SAVED = b'{"success":true,"account_id":"10278","total":1,"bad":0,"key":550423}'
SAVED_XML = (
    b"<result><success>1</success><account_id>10278</account_id><total>1</total>"
    b"<bad>0</bad><key>550423</key></result>"
)


@pytest.fixture(scope="module")
def simulator():
    with Simulator(Options(records=8)) as running:
        yield running


def a_row(simulator):
    return simulator.rows("100")[0]


def flaw_of_read(body, form=JSON, size=0):
    with pytest.raises(AnswerUnusable) as caught:
        fed(body, form, size=size)
    return caught.value.kind


# R1: something said twice

SAID_TWICE = {
    "success": (JSON, b'{"success":false,"total":1,"bad":0,"key":5,"success":true}'),
    "total": (JSON, b'{"success":true,"total":0,"total":1,"bad":0,"key":5}'),
    "bad": (JSON, b'{"success":true,"total":1,"bad":1,"bad":0,"key":5}'),
    "key": (JSON, b'{"success":true,"total":1,"bad":0,"key":0,"key":5}'),
    "error": (JSON, b'{"error":"no","success":true,"total":1,"bad":0,"key":5,"error":""}'),
    "an escaped name": (JSON, b'{"success":true,"total":1,"bad":0,"key":5,"succ\\u0065ss":false}'),
    "inside": (JSON, b'{"success":true,"total":1,"bad":0,"key":5,"x":{"a":1,"a":2}}'),
    "list": (JSON, b'{"success":true,"total":1,"bad":0,"key":5,"list":[],"list":[]}'),
    "success in XML": (XML, SAVED_XML.replace(b"<total>", b"<success>0</success><total>")),
    "key in XML": (XML, SAVED_XML.replace(b"</result>", b"<key>6</key></result>")),
}


@pytest.mark.parametrize(("form", "body"), SAID_TWICE.values(), ids=SAID_TWICE)
def test_r01_what_is_said_twice_is_not_believed(form, body):
    assert ruling(body, form, creating=True) is Ruling.UNKNOWN
    assert ruling(body, form) is Ruling.UNKNOWN
    for size in (0, 1, 7):
        assert flaw_of_read(body, form, size) in {Flaw.NOT_JSON, Flaw.NOT_XML}


@pytest.mark.parametrize("form", BOTH)
def test_r01_a_record_with_two_uids_is_no_record(simulator, form):
    with pytest.raises(AnswerUnusable):
        loaded_with(simulator, "duplicate-keys", form=form)


@pytest.mark.parametrize("form", BOTH)
def test_r01_a_create_answered_twice_over_is_unknown_and_made_once(simulator, form):
    before = len(simulator.ledger)
    assert sent_with(simulator, create_of(), "duplicate-keys", form=form).fate is Fate.UNKNOWN
    assert len(simulator.ledger) == before + 1


# R2: byte order marks and white space


@pytest.mark.parametrize("name", ["bom", "whitespace"])
@pytest.mark.parametrize("form", BOTH)
def test_r02_a_mark_or_empty_lines_before_the_answer_are_accepted(simulator, form, name):
    assert table(loaded_with(simulator, name, form=form)) == table(
        loaded(client_for(simulator, form))
    )
    row = update_of(a_row(simulator), lastname=f"After {name} {form.value}")
    assert sent_with(simulator, row, name, form=form).fate is Fate.SAVED


@pytest.mark.parametrize("space", [b" ", b"\n", b"\r\n\t \n", b"\n" * 70_000])
@pytest.mark.parametrize("size", [0, 1000])
@pytest.mark.parametrize(("form", "body"), [(JSON, SAVED), (XML, SAVED_XML)])
def test_r02_white_space_around_an_answer_means_nothing(form, body, space, size):
    assert ruling(space + body + space, form, creating=True) is Ruling.SAVED
    read = READ_BODY if form is JSON else XML_BODY
    assert len(fed(space + read % b"Ada" + space, form, size=size)[0]) == 1


# R3: numbers and depths that break readers

NO_NUMBERS = ["number-nan", "number-infinity"]
ODD_NUMBERS = ["number-too-large", "number-huge"]


@pytest.mark.parametrize("name", [*NO_NUMBERS, *ODD_NUMBERS, "depth-bomb"])
def test_r03_what_is_no_json_is_a_read_error_and_nothing_else(simulator, name):
    with pytest.raises(AnswerUnusable) as caught:
        loaded_with(simulator, name)
    assert caught.value.kind is Flaw.NOT_JSON


def test_r03_depth_in_xml_is_a_read_error(simulator):
    with pytest.raises(AnswerUnusable):
        loaded_with(simulator, "depth-bomb", form=XML)


@pytest.mark.parametrize("name", ODD_NUMBERS)
def test_r03_a_count_beyond_belief_is_text_in_xml_and_not_known(simulator, name):
    read = loaded_with(simulator, name, form=XML)
    assert (read.count, read.announced) == (len(simulator.rows("100")), None)
    assert not read.store.is_complete


@pytest.mark.parametrize("name", [*NO_NUMBERS, *ODD_NUMBERS, "depth-bomb"])
@pytest.mark.parametrize("form", BOTH)
def test_r03_no_such_answer_makes_a_create_saved(simulator, form, name):
    assert sent_with(simulator, create_of(), name, form=form).fate is Fate.UNKNOWN


BROKEN_JSON = {
    "minus infinity": b"-Infinity",
    "nan in a row": b'{"list":[{"a":NaN}],"success":true}',
    "deep in a row": b'{"success":true,"list":[{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}]}",
    "deep objects": b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    "deep and cut": b'{"a":' + b"[" * 100_000,
    "hexadecimal": b'{"success":0x1}',
    "a leading nought": b'{"success":01}',
    "a comma too many": b'{"success":true,}',
    "a list with a comma too many": b'{"success":true,"list":[{},]}',
    "single quotes": b"{'success':true}",
    "a comment": b'{"success":true/*yes*/}',
    "a bare name": b"{success:true}",
    "two objects": b'{"success":true,"total":0}{"success":true,"total":0}',
    "an array": b'[{"success":true}]',
    "a bare text": b'"success"',
    "null": b"null",
    "a raw line break": b'{"success":true,"x":"a\nb"}',
    "a NUL behind": b'{"success":true,"total":0}\x00',
    "cut off": b'{"success":tr',
    "nothing": b"",
}


@pytest.mark.parametrize("body", BROKEN_JSON.values(), ids=BROKEN_JSON)
def test_r03_no_malformed_json_is_read_or_believed(body):
    for size in (0, 4096):
        assert flaw_of_read(body, size=size) in {Flaw.NOT_JSON, Flaw.EMPTY, Flaw.WRONG_SHAPE}
    assert ruling(body) is Ruling.UNKNOWN


# R4: bytes that are not the text they claim to be

NOT_TEXT = [
    *(b"\xff", b"\xfe", b"\x80", b"\xbf", b"\xc0\xaf", b"\xc1\xbf", b"\xe0\x80\xaf"),
    *(b"\xed\xa0\x80", b"\xed\xbf\xbf", b"\xf4\x90\x80\x80", b"\xf8\x88\x80\x80\x80"),
    *(b"\xc3", b"\xe2\x82", b"\xf0\x9f\x98", b"caf\xe9", b"\x93quoted\x94", b"\xa3 5"),
    *(b"\xc3(", b"\xe2(\xa1", b"Zo\xeb \x96 M\xfcller"),
]
HALVES = [rb"\ud83d", rb"\ude00", rb"\ud83d\ud83d", rb"a\ude00\ud83d"]


@pytest.mark.parametrize("spoilt", NOT_TEXT)
@pytest.mark.parametrize(("form", "body"), [(JSON, READ_BODY), (XML, XML_BODY)])
@pytest.mark.parametrize("size", [0, 1, 3])
def test_r04_bytes_that_are_no_utf8_are_refused_and_can_be_shown(form, body, spoilt, size):
    assert flaw_of_read(body % spoilt, form, size) is Flaw.NOT_TEXT
    [record], _ = fed(body % spoilt, form, size=size, replacing=True)
    assert record["uid"] == "550001"
    assert REPLACEMENT in record["lastname"]


@pytest.mark.parametrize("half", HALVES)
def test_r04_half_a_character_is_refused_and_can_be_shown(half):
    assert flaw_of_read(READ_BODY % half) is Flaw.NOT_TEXT
    [record], _ = fed(READ_BODY % half, replacing=True)
    assert REPLACEMENT in record["lastname"]
    record["lastname"].encode()


@pytest.mark.parametrize("name", ["invalid-utf8", "cp1252", "lone-surrogate"])
def test_r04_a_spoilt_answer_confirms_nothing(simulator, name):
    assert sent_with(simulator, create_of(), name).fate is Fate.UNKNOWN
    spoilt = SAVED[:-1] + b',"info":"%s"}'
    bytes_of = {"invalid-utf8": b"\xff", "cp1252": b"\xe9", "lone-surrogate": rb"\ud83d"}
    assert ruling(spoilt % b"ok", creating=True) is Ruling.SAVED
    assert ruling(spoilt % bytes_of[name], creating=True) is Ruling.UNKNOWN


@pytest.mark.parametrize("form", BOTH)
@pytest.mark.parametrize("name", ["invalid-utf8", "cp1252"])
def test_r04_the_damage_is_the_only_thing_that_locks_a_record(simulator, form, name):
    with pytest.raises(AnswerUnusable) as caught:
        loaded_with(simulator, name, form=form)
    assert caught.value.kind is Flaw.NOT_TEXT
    assert caught.value.raw


def test_r04_a_replacement_sign_the_server_really_has_locks_nothing():
    sheet = sheet_of(loaded(client_answered(READ_BODY % REPLACEMENT.encode())))
    assert sheet.locks.of("550001", "lastname") is None
    sheet.store.has_replacements = True
    assert sheet.locks.of("550001", "lastname") is Lock.DAMAGED


# R5: PHP's own words beside the answer

IN = "in <b>/srv/api/run.php</b> on line <b>12</b><br />\n"
WARNINGS = {
    "warning": f"<br />\n<b>Warning</b>:  Undefined array key &quot;x&quot; {IN}",
    "notice": f"<br />\n<b>Notice</b>:  Undefined index: x {IN}",
    "deprecated": f"<br />\n<b>Deprecated</b>:  Function each() is deprecated {IN}",
    "strict": f"<br />\n<b>Strict Standards</b>:  Only variables should be passed {IN}",
    "plain": "\nWarning: Undefined array key in /srv/api/run.php on line 12\n",
    "logged": "PHP Notice:  Undefined index: x in /srv/api/run.php on line 12\n",
    "two": f"<br />\n<b>Notice</b>:  One {IN}<br />\n<b>Warning</b>:  Two {IN}",
    "caught": f"<br />\n<b>Recoverable fatal error</b>:  Object of class X {IN}",
}


@pytest.mark.parametrize("where", ["before", "behind"])
@pytest.mark.parametrize("noise", WARNINGS.values(), ids=WARNINGS)
def test_r05_a_read_is_recovered_from_php_warnings_and_says_so(noise, where):
    whole = READ_BODY % b"Ada"
    body = noise.encode() + whole if where == "before" else whole + noise.encode()
    read = loaded(client_answered(body))
    assert [row["lastname"] for row in table(read)] == ["Ada"]
    assert read.has_warning
    assert not loaded(client_answered(whole)).has_warning


@pytest.mark.parametrize("where", ["before", "behind"])
@pytest.mark.parametrize("noise", WARNINGS.values(), ids=WARNINGS)
def test_r05_a_write_is_never_confirmed_from_recovered_text(noise, where):
    body = noise.encode() + SAVED if where == "before" else SAVED + noise.encode()
    assert ruling(SAVED, creating=True) is Ruling.SAVED
    assert ruling(body, creating=True) is Ruling.UNKNOWN
    assert ruling(body) is Ruling.UNKNOWN


@pytest.mark.parametrize("name", ["warning-before", "warning-after"])
def test_r05_over_http_the_read_says_it_and_the_create_stays_unknown(simulator, name):
    read = loaded_with(simulator, name)
    assert read.has_warning
    assert table(read) == simulator.rows("100")
    before = len(simulator.ledger)
    assert sent_with(simulator, create_of(), name).fate is Fate.UNKNOWN
    assert len(simulator.ledger) == before + 1


@pytest.mark.parametrize(
    "noise",
    ["hello ", "<html><body>", WARNINGS["plain"] + "<script>", '{"a":1}', "Warning: {x} "],
)
def test_r05_nothing_else_beside_an_answer_is_taken_for_a_warning(noise):
    whole = READ_BODY % b"Ada"
    for body in (noise.encode() + whole, whole + noise.encode()):
        assert flaw_of_read(body) in {Flaw.NOT_JSON, Flaw.WEB_PAGE}


@pytest.mark.parametrize("name", ["warning-before", "warning-after"])
def test_r05_xml_is_not_recovered(simulator, name):
    with pytest.raises(AnswerUnusable):
        loaded_with(simulator, name, form=XML)
    assert sent_with(simulator, create_of(), name, form=XML).fate is Fate.UNKNOWN


# R6: types of counts and keys

TOTALS = ["1", '"1"', "1.0", "true", "0"]
BADS = ["0", '"0"', "1", "null"]
KEYS = ["550423", '"550423"', "0"]
COMBINATIONS = list(product(TOTALS, BADS, KEYS))


def expected_of_counts(total, bad, key):
    if total in {"1", '"1"'} and bad in {"0", '"0"'} and key != "0":
        return Ruling.SAVED
    return Ruling.REJECTED if total == "0" and bad == "1" else Ruling.UNKNOWN


def test_r06_there_are_sixty_combinations():
    assert len(set(COMBINATIONS)) == 60


@pytest.mark.parametrize(("total", "bad", "key"), COMBINATIONS)
def test_r06_only_whole_numbers_and_their_digits_count(total, bad, key):
    body = f'{{"success":true,"total":{total},"bad":{bad},"key":{key}}}'.encode()
    assert ruling(body, creating=True) is expected_of_counts(total, bad, key)
    assert ruling(body) is expected_of_counts(total, bad, "1")


@pytest.mark.parametrize(
    "key", ["-1", '"-5"', "5.0", "null", '""', '"x"', "[5]", "true", '" 5"', '"5 "', "1e2"]
)
def test_r06_a_create_without_a_usable_key_is_unknown(key):
    assert ruling(SAVED.replace(b"550423", key.encode()), creating=True) is Ruling.UNKNOWN


ODD_COUNTS = {
    "total-text": Fate.SAVED,
    "bad-text": Fate.SAVED,
    "key-text": Fate.SAVED,
    **dict.fromkeys(
        [
            *("total-float", "total-true", "total-null", "total-word", "total-negative"),
            *("total-0", "total-more", "total-missing", "bad-float", "bad-null", "bad-more"),
            *("bad-missing", "key-float", "key-null", "key-0", "key-negative", "key-missing"),
        ],
        Fate.UNKNOWN,
    ),
}


@pytest.mark.parametrize(("name", "fate"), ODD_COUNTS.items())
def test_r06_over_http_a_create_with_odd_counts_is_made_once_and_judged(simulator, name, fate):
    before = len(simulator.ledger)
    assert sent_with(simulator, create_of(), name).fate is fate
    assert len(simulator.ledger) == before + 1


# R7: forms of success

YES = ["true", "1", '"1"', '"true"', '"TRUE"', '"True"']
NO = ["false", "0", '"0"', '"false"', '"FALSE"', '"False"']
NEITHER = ['""', "null", MISSING, '"yes"', '"no"', '" 1"', "1.0", "2", "-1", "[]", "{}", "[true]"]
FORMS = [*((form, True) for form in YES), *((form, False) for form in NO)]
FORMS += [(form, None) for form in NEITHER]


def with_success(success, rest):
    return b"{" + (f'"success":{success},'.encode() if success is not MISSING else b"") + rest


def test_r07_there_are_twenty_four_forms():
    assert len(set(FORMS)) == 24


@pytest.mark.parametrize(("success", "meaning"), FORMS)
def test_r07_a_write_is_saved_only_by_a_form_of_yes(success, meaning):
    body = with_success(success, b'"total":1,"bad":0,"key":5}')
    expected = Ruling.SAVED if meaning else Ruling.UNKNOWN
    assert ruling(body, creating=True) is ruling(body) is expected


@pytest.mark.parametrize(("success", "meaning"), FORMS)
def test_r07_a_write_is_refused_only_by_a_form_of_no(success, meaning):
    body = with_success(success, b'"error":"Bad argument: xyz"}')
    assert ruling(body) is (Ruling.REJECTED if meaning is False else Ruling.UNKNOWN)


@pytest.mark.parametrize(("success", "meaning"), FORMS)
def test_r07_a_read_is_a_table_only_by_a_form_of_yes(success, meaning):
    body = with_success(success, b'"total":1,"list":[' + ROW % b"Ada" + b"]}")
    if meaning:
        assert fed(body)[0][0]["lastname"] == "Ada"
        return
    with pytest.raises(AnswerUnusable if meaning is None else ServerRefusal):
        fed(body)


SUCCESSES = {
    **dict.fromkeys(["TRUE", "text-true", "1", "text-1"], Fate.SAVED),
    **dict.fromkeys(["null", "empty", "yes", "list", "missing"], Fate.UNKNOWN),
    **dict.fromkeys(["false", "FALSE", "text-false", "0", "text-0"], Fate.UNKNOWN),
}


@pytest.mark.parametrize(("name", "fate"), SUCCESSES.items())
def test_r07_over_http_every_form_gets_its_verdict(simulator, name, fate):
    assert sent_with(simulator, create_of(), f"success-{name}").fate is fate


# R8: yes, and yet something else

YES_BUT = {
    "bad": (b'{"success":true,"total":1,"bad":1,"key":5}', Ruling.UNKNOWN),
    "bad and nothing done": (b'{"success":true,"total":0,"bad":1,"key":0}', Ruling.REJECTED),
    "vendor's failure": (
        b'{"success":1,"total":0,"bad":1,"error":"Record id [2499265] does not exist."}',
        Ruling.REJECTED,
    ),
    "two": (b'{"success":true,"total":2,"bad":0,"key":5}', Ruling.UNKNOWN),
    "nothing": (b'{"success":true,"total":0,"bad":0,"key":5}', Ruling.UNKNOWN),
    "an error": (
        b'{"success":true,"total":1,"bad":0,"key":5,"error":"Bad argument: xyz"}',
        Ruling.UNKNOWN,
    ),
    "an odd error": (b'{"success":true,"total":1,"bad":0,"key":5,"error":["x"]}', Ruling.UNKNOWN),
    "a bare yes": (b'{"success":true}', Ruling.UNKNOWN),
}


@pytest.mark.parametrize(("body", "expected"), YES_BUT.values(), ids=YES_BUT)
def test_r08_success_with_anything_against_it_is_never_saved(body, expected):
    assert ruling(body, creating=True) is ruling(body) is expected


def test_r08_the_vendors_xml_sample_of_a_failure_that_says_yes_is_not_saved():
    body = b"<result><success>1</success><error>Bad argument: xyz</error></result>"
    assert ruling(body, XML, creating=True) is ruling(body, XML) is Ruling.UNKNOWN


@pytest.mark.parametrize("name", ["error-too", "nothing-done", "bad-more", "total-more"])
@pytest.mark.parametrize("form", BOTH)
def test_r08_a_doubtful_update_is_called_saved_only_because_it_was_read(simulator, form, name):
    row = update_of(a_row(simulator), lastname=f"{name} {form.value}")
    finished = sent_with(simulator, row, name, form=form)
    assert (finished.fate, finished.stored["lastname"]) == (Fate.SAVED, row.fields["lastname"])
    simulator.faults.add(Fault(name, "update"), Fault("stored-empty", "update"))
    row = update_of(a_row(simulator), lastname="Never there")
    [finished] = sent(client_for(simulator, form), row)
    simulator.faults.clear()
    assert finished.fate is Fate.UNKNOWN


# R9: no, with a reason

TOKEN_TEXTS = ["Authentication failure", "Invalid token", "Expired token", "Unknown token"]


@pytest.mark.parametrize("text", TOKEN_TEXTS)
@pytest.mark.parametrize("spelling", [str, str.upper, " {} ".format])
def test_r09_four_texts_are_token_trouble_and_nothing_was_applied(text, spelling):
    body = json.dumps({"success": False, "error": spelling(text)}).encode()
    assert ruling(body, creating=True) is ruling(body) is Ruling.TOKEN_TROUBLE


def test_r09_an_update_that_was_refused_is_rejected_with_the_servers_words(simulator):
    finished = sent_with(simulator, update_of(a_row(simulator), title="Dr"), "says-error")
    assert (finished.fate, finished.words) == (Fate.REJECTED, "Account is locked.")


def test_r09_a_create_that_was_refused_is_rejected_only_after_a_read(simulator):
    before = loaded(client_for(simulator)).store
    row = create_of(lastname="Nobody", ddi_mobile="")
    refused = sent_with(simulator, row, "says-error", store=before)
    assert (refused.fate, refused.words) == (Fate.REJECTED, "Account is locked.")
    simulator.faults.add(Fault("status-404", "read", count=None))
    unread = sent_with(simulator, row, "says-error", store=before)
    assert (unread.fate, unread.words) == (Fate.UNKNOWN, "Account is locked.")
    assert unread.row.mark.note is Note.NOT_CHECKED


def test_r09_a_create_that_was_called_refused_and_is_there_is_for_a_person_to_decide(simulator):
    before = loaded(client_for(simulator)).store
    row = create_of(lastname="Applied", ddi_mobile=PHONE)
    refused = sent_with(simulator, row, "success-false", "error-too", store=before)
    assert (refused.fate, refused.row.mark.note) == (Fate.ASK, Note.LOOK_ALIKE)
    assert refused.row.mark.trail.candidates == (simulator.rows("100")[-1]["uid"],)


def test_r09_a_read_that_is_refused_keeps_the_servers_words(simulator):
    with pytest.raises(ServerRefusal) as caught:
        loaded_with(simulator, "says-error")
    assert caught.value.words == "Account is locked."
