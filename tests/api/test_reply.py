"""The verdict on one record sent, form by form (API notes, section 3)."""

from itertools import product

import pytest

from cn_desktop.api.json_codec import parse_json
from cn_desktop.api.reply import Ruling, judge
from cn_desktop.api.request import Answer
from cn_desktop.base.errors import AnswerUnusable, Flaw

MISSING = None
DIGITS = "9" * 5000

YES = ["true", "1", '"1"', '"true"', '"TRUE"']
NO = ["false", "0", '"0"', '"false"', '"False"']
NEITHER = ['""', "null", MISSING, '"yes"', "2", "1.0", "-1", '" 1"', "[true]", '{"a":1}']

ONE = ["1", '"1"']
ZERO = ["0", '"0"']
NO_COUNT = ["1.0", "0.0", "1e0", "true", "false", "-1", '"-1"', "2", "null", '""', '" 1"', '"one"']
NO_COUNT += [MISSING, f'"{DIGITS}"', "[1]", '"\\u0661"']

KEYS = ["550423", '"550423"', "1"]
NO_KEY = [
    "0",
    '"0"',
    "-5",
    '"-5"',
    "1.0",
    "true",
    "null",
    '""',
    '"abc"',
    MISSING,
    f'"{DIGITS}"',
    "[7]",
]

NO_WORDS = [MISSING, "null", '""', "false"]
WORDS = ['"Bad argument: xyz"', '" "', "true", "1", "0", '["x"]', '{"a":"b"}', "[]"]

TOKEN_TEXTS = ["Authentication failure", "Invalid token", "Expired token", "Unknown token"]


def body_of(**members):
    told = {name: value for name, value in members.items() if value is not MISSING}
    return ("{" + ",".join(f'"{name}":{value}' for name, value in told.items()) + "}").encode()


def ruling(body, *, creating=False, status=200):
    return judge(Answer(status, body), creating=creating).ruling


def expected(case, *, creating):
    """The rule of the API notes, in the words of the lists above."""
    success, total, bad, key, error = case
    is_quiet = error in NO_WORDS
    counts_as_done = total in ONE and bad in ZERO and (key in KEYS or not creating)
    if success in YES and is_quiet and counts_as_done:
        return Ruling.SAVED
    if success in NO and not is_quiet:
        return Ruling.REJECTED
    if success in YES and total in ZERO and bad in ONE:
        return Ruling.REJECTED
    return Ruling.UNKNOWN


@pytest.mark.parametrize("creating", [True, False])
@pytest.mark.parametrize("success", YES + NO + NEITHER)
def test_every_combination_gets_the_documented_verdict(success, creating):
    names = ("success", "total", "bad", "key", "error")
    counts = ONE + ZERO + NO_COUNT
    few_keys, few_words = ["550423", "0", MISSING], [MISSING, '"Bad argument: xyz"']
    forms = [
        *product([success], counts, counts, few_keys, few_words),
        *product([success], ONE, ZERO, KEYS + NO_KEY, NO_WORDS + WORDS),
        *product([success], ZERO, ONE, few_keys, NO_WORDS + WORDS),
    ]
    wrong = [
        case
        for case in forms
        if ruling(body_of(**dict(zip(names, case, strict=True))), creating=creating)
        is not expected(case, creating=creating)
    ]
    assert wrong == []


@pytest.mark.parametrize("success", YES)
def test_success_alone_is_never_success(success):
    assert ruling(body_of(success=success)) is Ruling.UNKNOWN
    assert ruling(body_of(success=success, key="5"), creating=True) is Ruling.UNKNOWN


@pytest.mark.parametrize("error", WORDS)
def test_an_answer_with_an_error_text_never_counts_as_saved(error):
    body = body_of(success="true", total="1", bad="0", key="550423", error=error)
    assert ruling(body, creating=True) is Ruling.UNKNOWN
    assert ruling(body, creating=False) is Ruling.UNKNOWN


@pytest.mark.parametrize("key", KEYS)
def test_a_saved_create_has_its_uid_and_a_saved_update_none(key):
    body = body_of(success="true", total="1", bad="0", key=key)
    assert judge(Answer(200, body), creating=True).uid == key.strip('"')
    assert not judge(Answer(200, body), creating=False).uid


@pytest.mark.parametrize("key", NO_KEY)
def test_a_create_without_a_key_is_unknown(key):
    body = body_of(success="true", total="1", bad="0", key=key)
    assert ruling(body, creating=True) is Ruling.UNKNOWN
    assert ruling(body, creating=False) is Ruling.SAVED


NOTHING_CHANGED = {"success": "true", "total": "0", "bad": "0", "key": "0"}


@pytest.mark.parametrize(
    ("other", "status", "is_nothing"),
    [
        ({}, 200, True),
        ({"success": "1", "total": '"0"', "bad": '"0"', "key": MISSING}, 299, True),
        ({"error": '""'}, 200, True),
        ({"total": "1"}, 200, False),
        ({"bad": "1"}, 200, False),
        ({"total": MISSING}, 200, False),
        ({"bad": "null"}, 200, False),
        ({"success": "false"}, 200, False),
        ({"success": MISSING}, 200, False),
        ({"error": '"Bad argument: xyz"'}, 200, False),
        ({}, 500, False),
        ({}, 304, False),
        ({}, 404, False),
    ],
)
@pytest.mark.parametrize("creating", [True, False])
def test_only_a_whole_answer_says_that_nothing_was_changed(other, status, is_nothing, creating):
    verdict = judge(Answer(status, body_of(**NOTHING_CHANGED | other)), creating=creating)
    assert verdict.has_changed_nothing is is_nothing
    assert not is_nothing or verdict.ruling is Ruling.UNKNOWN


def test_what_is_no_answer_says_nothing_of_what_was_changed():
    assert not judge(Answer(200, b"<html>"), creating=False).has_changed_nothing


@pytest.mark.parametrize("status", [200, 201, 202, 299])
def test_any_http_status_of_success_will_do(status):
    body = body_of(success="true", total="1", bad="0", key="0")
    assert ruling(body, status=status) is Ruling.SAVED


@pytest.mark.parametrize("status", [0, 100, 199, 300, 304, 401, 403, 408, 429, 500, 502, 503])
def test_no_other_http_status_proves_anything(status):
    saved = body_of(success="true", total="1", bad="0", key="5")
    refused = body_of(success="false", error='"Bad argument: xyz"')
    assert ruling(saved, status=status) is Ruling.UNKNOWN
    assert ruling(refused, status=status) is Ruling.UNKNOWN


@pytest.mark.parametrize("status", [400, 404, 405, 413, 415, 422])
def test_a_refusal_may_come_with_the_status_of_a_wrong_request(status):
    saved = body_of(success="true", total="1", bad="0", key="5")
    refused = body_of(success="false", error='"Bad argument: xyz"')
    assert ruling(saved, status=status) is Ruling.UNKNOWN
    assert ruling(refused, status=status) is Ruling.REJECTED


@pytest.mark.parametrize("status", [200, 401, 500])
@pytest.mark.parametrize("success", ["false", "true", MISSING])
@pytest.mark.parametrize("text", TOKEN_TEXTS)
def test_the_four_texts_are_token_trouble(text, success, status):
    for said in (text, text.lower(), f" {text.upper()} "):
        answer = Answer(status, body_of(success=success, error=f'"{said}"', expire="-1"))
        for creating in (True, False):
            assert judge(answer, creating=creating).ruling is Ruling.TOKEN_TROUBLE


@pytest.mark.parametrize("text", ["Invalid token for agent", "token", "Expired", "No token"])
def test_other_texts_about_tokens_are_not(text):
    assert ruling(body_of(success="false", error=f'"{text}"')) is Ruling.REJECTED


def test_the_words_of_a_refusal_are_the_servers_own():
    body = body_of(success="1", total="0", bad="1", error='"Record id [2499265] does not exist."')
    verdict = judge(Answer(200, body), creating=False)
    assert verdict.ruling is Ruling.REJECTED
    assert verdict.words == "Record id [2499265] does not exist."


def test_the_words_stay_with_an_unknown_verdict():
    body = body_of(success="1", total="1", bad="0", error='"Bad argument: xyz"')
    assert judge(Answer(200, body), creating=False).words == "Bad argument: xyz"


SAVED = b'{"success":true,"total":1,"bad":0,"key":5}'

USABLE = {
    "a byte order mark": b"\xef\xbb\xbf" + SAVED,
    "space around it": b"\r\n\t " + SAVED + b" \r\n\t",
    "unknown members": SAVED[:-1] + b',"account_id":"10278","info":{"a":[null]}}',
    "escapes": SAVED[:-1] + b',"info":"\\ud83d\\ude00 \\u00e9"}',
}

UNUSABLE = {
    "a number without end": (SAVED[:-1] + b',"x":' + DIGITS.encode() + b"}", Flaw.NOT_JSON),
    "a number beyond all": (SAVED[:-1] + b',"x":1e999}', Flaw.NOT_JSON),
    "nothing": (b"", Flaw.EMPTY),
    "space": (b" \r\n", Flaw.EMPTY),
    "a byte order mark alone": (b"\xef\xbb\xbf", Flaw.EMPTY),
    "a page": (b"<!DOCTYPE html><html><body>Log in</body></html>", Flaw.WEB_PAGE),
    "a page after space": (b"\r\n <html>", Flaw.WEB_PAGE),
    "XML": (b"<result><success>1</success><total>1</total></result>", Flaw.WEB_PAGE),
    "a page with the answer in it": (b"<br />\n<b>Warning</b>\n" + SAVED, Flaw.WEB_PAGE),
    "the answer and a warning": (SAVED + b"\n<b>Warning</b>", Flaw.NOT_JSON),
    "two answers": (SAVED + SAVED, Flaw.NOT_JSON),
    "half an answer": (SAVED[:-1], Flaw.NOT_JSON),
    "a comma too many": (SAVED[:-1] + b",}", Flaw.NOT_JSON),
    "a comma too few": (SAVED.replace(b',"bad"', b' "bad"'), Flaw.NOT_JSON),
    "a key twice": (b'{"success":false,' + SAVED[1:], Flaw.NOT_JSON),
    "a key twice, inside": (SAVED[:-1] + b',"x":{"a":1,"a":2}}', Flaw.NOT_JSON),
    "NaN": (SAVED[:-1] + b',"x":NaN}', Flaw.NOT_JSON),
    "Infinity": (SAVED[:-1] + b',"x":Infinity}', Flaw.NOT_JSON),
    "minus Infinity": (SAVED[:-1] + b',"x":-Infinity}', Flaw.NOT_JSON),
    "an array": (b"[" + SAVED + b"]", Flaw.NOT_JSON),
    "text": (b'"true"', Flaw.NOT_JSON),
    "null": (b"null", Flaw.NOT_JSON),
    "single quotes": (SAVED.replace(b'"', b"'"), Flaw.NOT_JSON),
    "another encoding": (SAVED[:-1] + b',"x":"caf\xe9"}', Flaw.NOT_TEXT),
    "UTF-16": (SAVED.decode().encode("utf-16"), Flaw.NOT_TEXT),
    "encoded surrogates": (SAVED[:-1] + b',"x":"\xed\xa0\x80"}', Flaw.NOT_TEXT),
    "half a character": (SAVED[:-1] + b',"x":"\\ud800"}', Flaw.NOT_TEXT),
    "half a character, inside": (SAVED[:-1] + b',"x":[{"\\uDFff":1}]}', Flaw.NOT_TEXT),
    "nesting": (SAVED[:-1] + b',"x":' + b"[" * 100_000 + b"]" * 100_000 + b"}", Flaw.NOT_JSON),
    "nesting without end": (b'{"x":' * 100_000, Flaw.NOT_JSON),
    "a bare nest": (b"[" * 100_000, Flaw.NOT_JSON),
}


@pytest.mark.parametrize("body", USABLE.values(), ids=USABLE)
def test_these_are_still_answers(body):
    assert ruling(body, creating=True) is Ruling.SAVED


@pytest.mark.parametrize(("body", "flaw"), UNUSABLE.values(), ids=UNUSABLE)
def test_what_is_not_an_answer_proves_nothing(body, flaw):
    assert ruling(body, creating=True) is Ruling.UNKNOWN
    assert ruling(body, creating=False) is Ruling.UNKNOWN
    with pytest.raises(AnswerUnusable) as caught:
        parse_json(body)
    assert caught.value.kind is flaw


def test_numbers_keep_their_spelling():
    assert parse_json(b'{"a":1.50,"b":-0,"c":1E5,"d":123456789012345678901}') == {
        "a": "1.50",
        "b": "-0",
        "c": "1E5",
        "d": "123456789012345678901",
    }


def test_no_depth_of_nesting_is_more_than_a_flaw():
    """Around the depth Python gives up at, decoding may work and encoding again may not."""
    for depth in range(900, 1010):
        nest = "[" * depth + "]" * depth
        verdict = judge(Answer(200, body_of(success="false", error=nest)), creating=False)
        assert verdict.ruling in {Ruling.REJECTED, Ruling.UNKNOWN}
