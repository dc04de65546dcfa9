"""Rows in the compact spelling are what the grammar would have made of them, or are left to it."""

import json
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cn_desktop.api.compact import CompactRows
from cn_desktop.api.json_stream import JsonReader
from cn_desktop.base.errors import AnswerUnusable
from cn_desktop.records.block import Block

NAMES = ["uid", "dataset", "ddi_mobile", "call_back_notes", 'a "quoted" name', "name\\", "größe"]
TEXTS = st.one_of(
    st.sampled_from(["", "0000-00-00 00:00:00", '"', "\\", '\\"', "\\\\", "null", '":null', "},{"]),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
)
VALUES = st.one_of(st.none(), TEXTS)


@st.composite
def lists_of_rows(draw):
    names = draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=5, unique=True))
    row = st.fixed_dictionaries(dict.fromkeys(names, VALUES))
    return draw(st.lists(row, min_size=1, max_size=12))


def compact(value, *, is_escaped):
    text = json.dumps(value, separators=(",", ":"), ensure_ascii=is_escaped)
    return text.replace("/", "\\/") if is_escaped else text


@given(rows=lists_of_rows(), is_escaped=st.booleans())
def test_a_window_gives_its_rows_or_nothing(rows, is_escaped):
    block = CompactRows().block(compact(rows, is_escaped=is_escaped)[1:-1])
    assert block is None or list(block) == rows


@given(rows=lists_of_rows(), others=lists_of_rows())
def test_what_was_learned_of_one_window_is_not_believed_of_another(rows, others):
    decoder = CompactRows()
    decoder.block(compact(rows, is_escaped=True)[1:-1])
    block = decoder.block(compact(others, is_escaped=True)[1:-1])
    assert block is None or list(block) == others


def plain_rows(count, **more):
    return [
        {"uid": str(number), "firstname": "Zoë", "notes": None, **more} for number in range(count)
    ]


@pytest.mark.parametrize("is_escaped", [True, False])
@pytest.mark.parametrize(
    "note", ["plain", 'he said "no"', "a\\b", "line\nline", "\U0001f600", "İß"]
)
def test_the_usual_spellings_are_decoded_at_once(note, is_escaped):
    rows = plain_rows(50, call_back_notes=note)
    block = CompactRows().block(compact(rows, is_escaped=is_escaped)[1:-1])
    assert isinstance(block, Block)
    assert list(block) == rows


@pytest.mark.parametrize(
    "odd",
    [
        '{"uid":7,"firstname":"a","notes":null}',
        '{"uid":"7","firstname":"a","notes":true}',
        '{"uid":"7","firstname":"a","notes":nope}',
        '{"uid":"7","firstname":"a","notes":nuly}',
        '{"uid":"7","firstname":"a","notes":nul}',
        '{"uid":"7","firstname":"a"}',
        '{"uid":"7","xirstname":"a","notes":null}',
        '{"firstname":"a","uid":"7","notes":null}',
        '{"uid":"7","firstname":"\\x","notes":null}',
        '{"uid":"7","firstname":"\\ud800","notes":null}',
        '{"uid":"7","firstname":"\t","notes":null}',
        '{"uid":"7","firstname":["a"],"notes":null}',
        '{"uid":"7", "firstname":"a","notes":null}',
        '{"uid":"7","firstname":"a","notes":null} ',
        '{"uid":"7","firstname":"a","notes":null,"uid":"8"}',
        '{"uid":"7","firstname":"a","notes":null}x',
        '{"uid":"7","firstname":"a","notes":null',
        '{"uid":"7","firstname":"a,"notes":null}',
    ],
)
@pytest.mark.parametrize("place", [0, 20, 49])
def test_a_window_with_another_row_in_it_is_left_to_the_grammar(odd, place):
    spelled = [compact(row, is_escaped=True) for row in plain_rows(50)]
    spelled[place] = odd
    assert CompactRows().block(",".join(spelled)) is None


@pytest.mark.parametrize("at", range(len("call_back_notes")))
def test_every_character_of_a_name_is_looked_at(at):
    name = "call_back_notes"
    for other in (name[:at] + "#" + name[at + 1 :], name[:at] + "#" + name[at:]):
        rows = [*plain_rows(20, **{name: "1"}), *plain_rows(1, **{other: "2"})]
        assert CompactRows().block(compact(rows, is_escaped=True)[1:-1]) is None


def test_a_name_that_only_begins_and_ends_alike_is_another_name():
    rows = [*plain_rows(20, call_back_notes="1"), *plain_rows(1, call_back_notnotes="2")]
    assert CompactRows().block(compact(rows, is_escaped=True)[1:-1]) is None


def answer_of(rows_text):
    return ('{"success":true,"total":0,"list":[' + rows_text + "]}").encode()


def rows_read(body, cuts):
    reader = JsonReader()
    places = [0, *sorted(cuts), len(body)]
    found = []
    for start, stop in pairwise(places):
        for some in reader.feed(body[start:stop]):
            found += some
    last, _envelope = reader.finish()
    return found + list(last)


@st.composite
def long_answers(draw):
    """Mostly compact rows, with others among them; long enough to be decoded in windows."""
    filler = [compact(row, is_escaped=draw(st.booleans())) for row in plain_rows(300, urn="x/y")]
    for row in draw(st.lists(lists_of_rows(), max_size=4)):
        at = draw(st.integers(0, len(filler)))
        indent = draw(st.sampled_from([None, 1]))
        filler.insert(at, json.dumps(row[0], indent=indent))
    return answer_of(draw(st.sampled_from([",", ", ", ",\n"])).join(filler))


@given(body=long_answers(), cuts=st.lists(st.integers(0, 30_000), max_size=6))
def test_a_long_answer_is_what_json_says_wherever_it_is_cut(body, cuts):
    assert rows_read(body, cuts) == json.loads(body)["list"]


@given(
    body=long_answers(),
    at=st.integers(40, 20_000),
    byte=st.sampled_from(list(b'"\\,:{}[]x\x00\xff\xe9n ')),
)
def test_a_damaged_answer_is_refused_or_is_what_json_says(body, at, byte):
    """One byte is another one: what the grammar alone says counts."""
    damaged = bytearray(body)
    damaged[at % len(body)] = byte
    try:
        expected = json.loads(bytes(damaged), object_pairs_hook=dict)["list"]
    except ValueError:
        expected = None
    try:
        rows = rows_read(bytes(damaged), [])
    except AnswerUnusable:
        return
    if expected is not None and all(isinstance(row, dict) for row in expected):
        assert len(rows) == len(expected)
        for row, wanted in zip(rows, expected, strict=True):
            assert row.keys() == wanted.keys()
            texts = [name for name in wanted if isinstance(wanted[name], str | None)]
            assert [row[name] for name in texts] == [wanted[name] for name in texts]
    else:
        assert expected is not None
