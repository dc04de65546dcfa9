"""Reads decoded while they arrive: the same records however they are written and cut."""

import json
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cn_desktop.api import json_stream
from cn_desktop.api.envelope import envelope_of
from cn_desktop.api.json_stream import WINDOW, JsonReader
from cn_desktop.base.errors import AnswerUnusable, Flaw


def read(pieces):
    """Everything a parser makes of a body that arrives like this."""
    parser = JsonReader()
    rows = [row for piece in pieces for some in parser.feed(piece) for row in some]
    last, envelope = parser.finish()
    assert parser.record_count == len(rows + last)
    return rows + last, envelope


def listed(text, **more):
    """The body of a read with this JSON text as its list."""
    members = {"success": "true", "total": "1", **more, "list": text}
    return ("{" + ",".join(f'"{name}":{value}' for name, value in members.items()) + "}").encode()


def rows_of(text):
    return read([listed(text)])[0]


def cut(body, places):
    """The body in pieces, cut at these fractions of its length."""
    edges = [0, *sorted(place * len(body) // 1000 for place in places), len(body)]
    return [body[start:end] for start, end in pairwise(edges)]


# Documents

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.integers(min_value=10**19, max_value=10**60),
    st.floats(allow_nan=False, allow_infinity=False),
    texts,
)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)
names = st.sampled_from(["uid", "firstname", "postcode", "ddi_mobile"]) | texts
records = st.lists(st.dictionaries(names, values, max_size=6), max_size=6)
KNOWN = {"success", "total", "list", "error", "bad", "key"}
styles = st.sampled_from([
    {"separators": (",", ":")},
    {"indent": 2},
    {"indent": "\t", "ensure_ascii": False},
    {"separators": (" , ", "\r\n:\t"), "ensure_ascii": False},
])


@st.composite
def documents(draw):
    """An answer's members in some order, and the body of it."""
    members = draw(st.dictionaries(texts.filter(lambda name: name not in KNOWN), values))
    members |= {"success": draw(st.sampled_from([True, 1, "1", "true"])), "list": draw(records)}
    members |= draw(st.sampled_from([{}, {"total": 7}, {"total": "7"}, {"total": None}]))
    order = draw(st.permutations(list(members)))
    body = json.dumps({name: members[name] for name in order}, **draw(styles)).encode()
    return draw(st.sampled_from([b"", b" \r\n", b"\xef\xbb\xbf"])) + body + draw(spaces)


spaces = st.sampled_from([b"", b"\n", b" " * 70])
cuts = st.lists(st.integers(0, 1000), max_size=12)


def plain(body):
    """What json.loads makes of it, with numbers as they are spelled."""
    return json.loads(body.decode("utf-8-sig"), parse_int=str, parse_float=str)


def is_same(cell, value):
    if value is None or isinstance(value, str):
        return cell == value
    return isinstance(cell, str) and json.loads(cell) == value


@given(body=documents(), places=cuts)
@example(body=b'{"success":1,"list":[{"a":"\xc3\xa9"}]}', places=list(range(1000)))
@example(body=b'{"total":123456,"a":-1.5E+3,"list":[{"a":-1.5e3}]}', places=list(range(1000)))
def test_a_read_gives_what_json_loads_would(body, places):
    document = plain(body)
    found, envelope = read(cut(body, places))
    assert envelope == envelope_of({**document, "list": None})
    assert [list(row) for row in found] == [list(row) for row in document["list"]]
    for row, wanted in zip(found, document["list"], strict=True):
        assert all(is_same(row[name], value) for name, value in wanted.items())


def test_an_answer_may_be_cut_in_two_anywhere():
    body = '{"total":12.5E+3,"x":-0.5e-7,"é":true,"list":[{"a":"é"},{"a":1.5}]}'.encode()
    for at in range(len(body)):
        assert read([body[:at], body[at:]])[0] == [{"a": "é"}, {"a": "1.5"}]


@given(body=documents())
def test_no_beginning_of_an_answer_is_a_whole_one(body):
    whole = body.rstrip()
    for end in range(0, len(whole), 1 + len(whole) // 150):
        with pytest.raises(AnswerUnusable):
            read([whole[:end]])


def test_no_beginning_of_a_small_answer_is_a_whole_one():
    whole = listed('[{"uid":"1","a":null},{"uid":"é","b":12.5}]', error='""')
    for end in range(len(whole)):
        with pytest.raises(AnswerUnusable):
            read([whole[:end]])
        with pytest.raises(AnswerUnusable):
            read([whole[at : at + 1] for at in range(end)])
    assert len(read([whole])[0]) == 2


@given(pieces=st.lists(st.binary(max_size=40), max_size=6))
def test_arbitrary_bytes_are_read_or_unusable(pieces):
    try:
        found, _envelope = read(pieces)
    except AnswerUnusable:
        return
    assert isinstance(plain(b"".join(pieces)), dict)
    assert found == []


@given(
    body=documents(), at=st.integers(0, 10**6), put=st.binary(max_size=3), skip=st.integers(0, 3)
)
def test_a_damaged_answer_is_read_only_where_json_would_be(body, at, put, skip):
    at %= len(body)
    damaged = body[:at] + put + body[at + skip :]
    try:
        read(cut(damaged, [300, 600]))
    except AnswerUnusable:
        return
    assert isinstance(plain(damaged), dict)


@pytest.mark.parametrize(
    ("text", "expected"),
    {
        "null": [],
        "[]": [],
        "[ \n ]": [],
        "{}": [],
        '""': [],
        '{"uid":"1","a":null}': [{"uid": "1", "a": None}],
        '{"0":{"uid":"1"},"1":{"uid":"2"}}': [{"uid": "1"}, {"uid": "2"}],
        '{"7":{"uid":"1"}}': [{"uid": "1"}],
        '{"10":{"uid":"3"},"9":{"uid":"2"}}': [{"uid": "2"}, {"uid": "3"}],
        '[{"uid":"1"} , {"b":"2"}]': [{"uid": "1"}, {"b": "2"}],
        "[{}]": [{}],
    }.items(),
)
def test_the_forms_of_a_list(text, expected):
    assert rows_of(text) == expected


def test_a_missing_list_is_no_records():
    found, envelope = read([b'{"success":true,"total":0}'])
    assert (found, envelope.total) == ([], 0)


@pytest.mark.parametrize(
    "text",
    [
        *("[[]]", '[["uid","1"]]', "[null]", '["a"]', "[1]", '[{"uid":"1"},[]]'),
        *("true", '"text"', "5", '{"0":{"uid":"1"},"1":"2"}', '{"0":["uid"]}'),
    ],
)
def test_a_list_of_anything_but_records_is_refused(text):
    with pytest.raises(AnswerUnusable) as caught:
        rows_of(text)
    assert caught.value.kind is Flaw.WRONG_SHAPE


def test_numbers_keep_their_spelling():
    spelled = ["7", "-0", "1.50", "1e5", "1E+05", "12345678901234567890123", "9" * 1000]
    text = "[{" + ",".join(f'"n{at}":{number}' for at, number in enumerate(spelled)) + "}]"
    assert list(rows_of(text)[0].values()) == spelled


def test_values_inside_a_cell_become_text():
    (record,) = rows_of('[{"a":true,"b":[1,null],"c":{"d":"é"}}]')
    assert record == {"a": "true", "b": '["1",null]', "c": '{"d":"é"}'}


def test_null_empty_and_absent_stay_different():
    assert rows_of('[{"a":null},{"a":""},{}]') == [{"a": None}, {"a": ""}, {}]


OK = b'{"success":true,"total":1,"list":[{"uid":"1"}]'
DEEP = b"[" * 100_000

UNUSABLE = {
    "nothing": (b"", Flaw.EMPTY),
    "space": (b" \n", Flaw.EMPTY),
    "half a byte order mark": (b"\xef\xbb", Flaw.EMPTY),
    "a page": (b"<!DOCTYPE html><html>", Flaw.WEB_PAGE),
    "a warning and the answer": (b"<br />\n<b>Warning</b>" + OK + b"}", Flaw.WEB_PAGE),
    "the answer and a page": (OK + b"}<br>Warning: x <form>", Flaw.NOT_JSON),
    "the answer and a word": (OK + b"} x", Flaw.NOT_JSON),
    "two answers": (OK + b"}" + OK + b"}", Flaw.NOT_JSON),
    "an array": (b"[" + OK + b"}]", Flaw.NOT_JSON),
    "a comma too many": (OK + b",}", Flaw.NOT_JSON),
    "a comma too few": (OK + b' "bad":0}', Flaw.NOT_JSON),
    "a comma too few at the front": (OK.replace(b'true,"', b'true "') + b"}", Flaw.NOT_JSON),
    "a comma too many in the list": (OK[:-1] + b",]}", Flaw.NOT_JSON),
    "a comma too few in the list": (OK[:-1] + b'{"uid":"2"}]}', Flaw.NOT_JSON),
    "a comma first": (b"{," + OK[1:] + b"}", Flaw.NOT_JSON),
    "a number for the first name": (b"{1:2," + OK[1:] + b"}", Flaw.NOT_JSON),
    "a number that is none": (OK + b',"bad":1.}', Flaw.NOT_JSON),
    "a number for a name": (OK + b",1:2}", Flaw.NOT_JSON),
    "true for a name": (OK + b",true:2}", Flaw.NOT_JSON),
    "no colon": (OK + b',"bad" 0}', Flaw.NOT_JSON),
    "the list twice": (OK + b',"list":[]}', Flaw.NOT_JSON),
    "a member twice": (OK + b',"success":false}', Flaw.NOT_JSON),
    "a uid twice": (OK[:-1] + b',{"uid":"1","uid":"2"}]}', Flaw.NOT_JSON),
    "NaN": (OK[:-1] + b',{"a":NaN}]}', Flaw.NOT_JSON),
    "Infinity": (OK + b',"a":-Infinity}', Flaw.NOT_JSON),
    "a control character": (OK[:-1] + b',{"a":"\n"}]}', Flaw.NOT_JSON),
    "another encoding": (OK[:-1] + b',{"a":"caf\xe9"}]}', Flaw.NOT_TEXT),
    "a character cut off": (OK[:-1] + b',{"a":"\xc3', Flaw.NOT_TEXT),
    "encoded surrogates": (OK[:-1] + b',{"a":"\xed\xa0\x80"}]}', Flaw.NOT_TEXT),
    "half a character": (OK[:-1] + b',{"a":"\\ud83d"}]}', Flaw.NOT_TEXT),
    "half a character as a name": (OK[:-1] + b',{"\\uDE00":"a"}]}', Flaw.NOT_TEXT),
    "half a character in the error": (OK + b',"error":"\\udc00"}', Flaw.NOT_TEXT),
    "a nest in a record": (OK[:-1] + b',{"a":' + DEEP + b"]" * 100_000 + b"}]}", Flaw.NOT_JSON),
    "a nest for a list": (b'{"success":true,"list":{"a":' + DEEP, Flaw.NOT_JSON),
    "a nest of objects": (b'{"list":[' + b'{"a":' * 100_000, Flaw.NOT_JSON),
}


@pytest.mark.parametrize("size", [3, 1 << 20])
@pytest.mark.parametrize(("body", "flaw"), UNUSABLE.values(), ids=UNUSABLE)
def test_these_are_no_answers(body, flaw, size):
    with pytest.raises(AnswerUnusable) as caught:
        read([body[at : at + size] for at in range(0, len(body), size)] if body else [])
    assert caught.value.kind is flaw


def test_a_pair_of_surrogates_is_one_character():
    assert rows_of('[{"a":"\\ud83d\\ude00 \\\\ud83d"}]') == [{"a": "\U0001f600 \\ud83d"}]


def test_no_depth_of_nesting_is_more_than_a_flaw():
    """Around the depth Python gives up at, decoding may work and encoding again may not."""
    outcomes = set()
    for depth in range(900, 1010):
        try:
            outcomes.add(len(rows_of('[{"a":' + "[" * depth + "]" * depth + "}]")))
        except AnswerUnusable as error:
            outcomes.add(error.kind)
    assert outcomes == {1, Flaw.NOT_JSON}


def test_records_come_out_before_the_answer_is_whole():
    parser = JsonReader()
    assert list(parser.feed(b'{"list":[{"uid":"1"},{"uid":"2"},{"ui')) == [
        [{"uid": "1"}, {"uid": "2"}]
    ]
    assert list(parser.feed(b'd":"3"}')) == []
    assert list(parser.feed(b' , {"uid":"4"} ]')) != []


def test_a_large_piece_is_decoded_in_steps():
    row = '{"uid":"' + "7" * 100 + '"}'
    body = listed("[" + ",".join([row] * 5000) + "]")
    sizes = [len(some) for some in JsonReader().feed(body)]
    assert len(sizes) >= len(body) // WINDOW
    assert max(sizes) <= WINDOW // len(row) + 1


class CountingDecoder:
    """Counts how much text a decoder is asked to look at."""

    def __init__(self):
        self.calls = 0
        self.characters = 0

    def raw_decode(self, text, at):
        self.calls += 1
        self.characters += len(text) - at
        return CountingDecoder.real.raw_decode(text, at)

    real = json_stream.DECODER


def work_for(body, monkeypatch):
    decoder = CountingDecoder()
    monkeypatch.setattr(json_stream, "DECODER", decoder)
    read([body[at : at + 65536] for at in range(0, len(body), 65536)])
    return decoder


@pytest.mark.parametrize("shape", ["value", "object"])
def test_a_huge_value_costs_linear_work(shape, monkeypatch):
    def body(megabytes):
        text = "é" * (megabytes * 2**19)
        return listed(f'[{{"a":"{text}"}}]' if shape == "value" else f'{{"a":"{text}"}}')

    small, large = (work_for(body(size), monkeypatch) for size in (5, 10))
    assert large.calls <= small.calls + 2
    assert large.characters < 2.5 * small.characters < 6 * len(body(10))


def test_endless_space_at_the_end_is_not_kept():
    parser = JsonReader()
    list(parser.feed(OK + b"}"))
    for _ in range(50):
        list(parser.feed(b" " * 65536))
    assert len(parser._text) <= 65536
    parser.finish()
    assert parser.record_count == 1


def test_a_huge_value_is_put_together_only_to_be_tried():
    """Copying what is there for every piece that comes would make it quadratic."""
    parser = JsonReader()
    list(parser.feed(b'{"list":[{"a":"'))
    lengths = set()
    for _ in range(100):
        list(parser.feed(b"x" * 65536))
        lengths.add(len(parser._text))
    assert len(lengths) < 12
