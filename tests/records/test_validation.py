"""What holds a row back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cn_desktop.records.fields import ABSENT, PHONES, FieldName
from cn_desktop.records.permits import Permits
from cn_desktop.records.validation import Finding, Problem, check_new, check_values, is_bad
from cn_desktop.records.vocabulary import Choice, Definition, Vocabulary

from .sheets import ada, bob, record, sheet_of


@pytest.mark.parametrize("phone", PHONES)
def test_any_one_of_the_three_numbers_is_enough(phone):
    assert check_new({phone: "07700 900123", "firstname": ""}) == []


@pytest.mark.parametrize("nothing", ["", " ", "\t\n", "\N{NO-BREAK SPACE}", None, ABSENT])
def test_a_new_record_without_a_number_is_held_back_at_the_mobile_number(nothing):
    cells = dict.fromkeys(PHONES, nothing) | {"firstname": "Ada"}
    assert check_new(cells) == [Finding(Problem.NO_PHONE, "ddi_mobile")]


def test_a_new_record_without_any_cell_is_held_back():
    assert check_new({}) == [Finding(Problem.NO_PHONE, "ddi_mobile")]


# Values


CALL_BACK = FieldName("callback")
OUTCOME = FieldName("outcomecode")
ACCOUNT = Vocabulary(
    {FieldName("renewal"): Definition(kind="date"), FieldName("postcode"): Definition(size=8)},
    {OUTCOME: (Choice("98", "Do not call"), Choice("100"))},
)


def found(**values):
    return list(check_values(values, ACCOUNT, "GB"))


@pytest.mark.parametrize(
    ("field", "text", "problem", "is_blocking"),
    [
        ("ddi_home", "nobody", Problem.IMPOSSIBLE_PHONE, True),
        ("ddi_work", "4.47E+11", Problem.ROUNDED_PHONE, True),
        ("ddi_mobile", "7700900123", Problem.LOST_START, False),
        ("ddi_mobile", "0770090012", Problem.DOUBTFUL_PHONE, False),
        ("callback", "28/03/2027 14:00", Problem.NO_DATE, True),
        ("renewal", "next spring", Problem.NO_DATE, False),
        ("outcomecode", "777", Problem.UNKNOWN_CHOICE, False),
        ("client_ref", "4.47E+11", Problem.ROUNDED, False),
    ],
)
def test_a_bad_value_is_found_in_its_cell(field, text, problem, is_blocking):
    assert found(**{field: text}) == [Finding(problem, field, is_blocking)]
    assert is_bad(field, text, "GB") == is_blocking


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("ddi_home", ""),
        ("ddi_home", "07700 900123"),
        ("callback", "0000-00-00 00:00:00"),
        ("callback", "2027-03-28 02:30:00"),
        ("outcomecode", "98"),
        ("agentid", "anything where nothing is listed"),
        ("firstname", "07E"),
    ],
)
def test_a_good_value_is_not(field, text):
    assert found(**{field: text}) == []
    assert not is_bad(field, text, "GB")


@pytest.mark.parametrize("nothing", [None, ABSENT])
def test_nothing_is_no_bad_value(nothing):
    assert found(ddi_home=nothing, callback=nothing, outcomecode=nothing) == []


def test_a_bad_value_holds_back_its_row_and_no_other():
    """feat-L4."""
    sheet = sheet_of(ada(), bob())
    sheet.set_columns({"ddi_mobile": {"1": "nobody", "2": "07700 900456"}}, "paste")
    assert [row.key for row in sheet.outgoing(["1", "2"])] == ["2"]
    assert [each.problem for each in sheet.holding.blocking("1")] == [Problem.IMPOSSIBLE_PHONE]


def test_what_the_server_had_already_holds_nothing_back():
    sheet = sheet_of(record("1", ddi_mobile="nobody", firstname="Ada"))
    assert sheet.holding.findings("1") == []
    sheet.type_text("1", "firstname", "Eve")
    assert sheet.holding.findings("1") == []
    assert sheet.outgoing(["1"])


def test_a_text_longer_than_its_field_holds_back_its_row_and_no_other():
    sheet = sheet_of(ada(postcode=""), bob(postcode=""))
    sheet.vocabulary = ACCOUNT
    sheet.set_columns({"postcode": {"1": "SW1A 1AA London", "2": "SW1A 1AA"}}, "paste")
    assert [row.key for row in sheet.outgoing(["1", "2"])] == ["2"]
    assert sheet.holding.blocking("1") == [Finding(Problem.TOO_LONG, "postcode")]
    assert "1" in set(sheet.holding.suspects())
    sheet.type_text("1", "postcode", "SW1A 2AA")
    assert sheet.holding.blocking("1") == []


def test_a_text_as_long_as_the_servers_is_not_too_long():
    """Who corrects a letter of it does not have to shorten what the server took."""
    sheet = sheet_of(record("1", postcode="SW1A 1AA Londom"))
    sheet.vocabulary = ACCOUNT
    sheet.type_text("1", "postcode", "SW1A 1AA London")
    assert sheet.holding.findings("1") == []
    sheet.type_text("1", "postcode", "SW1A 1AA London, England")
    assert sheet.holding.blocking("1")


def test_numbers_are_looked_at_as_the_connections_country_has_them():
    sheet = sheet_of(ada())
    sheet.type_text("1", "ddi_mobile", "(202) 555-01012")
    assert sheet.holding.blocking("1")
    sheet.type_text("1", "ddi_mobile", "(202) 555-0101")
    sheet.permits = Permits(region="US")
    assert sheet.holding.findings("1") == []


NAUGHTY = st.one_of(
    st.text(max_size=40),
    st.text(st.sampled_from("0123456789eE+-.() "), max_size=20),
    st.sampled_from([
        *("\x00", "\x1b[31m", "\u202e01234", "\N{ZERO WIDTH JOINER}", "a\u0301" * 20, "\ud800"),
        *("0000-00-00 00:00:00", "&amp;", '\\"', "x" * 2000, "+" * 300, "9" * 1_000_000),
    ]),
)


@given(st.sampled_from([*PHONES, CALL_BACK, OUTCOME, "renewal", "firstname"]), NAUGHTY)
def test_looking_at_a_text_changes_and_loses_nothing(field, text):
    """rel-I1, rel-R20: whatever stands in a cell, it is what was typed and what would be sent."""
    sheet = sheet_of(ada(**dict.fromkeys((CALL_BACK, OUTCOME, "renewal"), "")))
    sheet.vocabulary = ACCOUNT
    sheet.permits = Permits(unlocked=frozenset([CALL_BACK, OUTCOME]))
    sheet.type_text("1", field, text)
    before = sheet.changes.edits("1")
    sheet.holding.findings("1")
    held = sheet.holding.blocking("1")
    assert sheet.changes.edits("1") == before
    sent = sheet.outgoing(["1"])
    assert bool(sent) == (bool(before) and not held)
    assert all(row.fields == {field: text} for row in sent)


@pytest.mark.parametrize("text", ["", "07700900001 ", "0000-00-00 00:00:00", "\N{NO-BREAK SPACE}"])
def test_typing_the_servers_text_back_leaves_nothing_to_find(text):
    """rel-I2, rel-R14, rel-R18: what the server has is no edit, be it a bad value."""
    sheet = sheet_of(record("1", ddi_mobile=text, ddi_home=None, callback=text))
    sheet.permits = Permits(unlocked=frozenset([CALL_BACK]))
    for field in ("ddi_mobile", "callback"):
        sheet.type_text("1", field, "x")
        sheet.type_text("1", field, text)
    sheet.type_text("1", "ddi_home", "")
    assert len(sheet.changes) == 0
    assert sheet.holding.findings("1") == []
