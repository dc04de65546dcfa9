"""Reads in XML decoded while they arrive: the same records however they are written and cut."""

import json
import tracemalloc
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cn_desktop.api import xml_stream
from cn_desktop.api.xml_stream import LONGEST_SILENCE, WINDOW, XmlReader
from cn_desktop.base.errors import AnswerUnusable, Flaw

MIB = 2**20
OPENING = b"<result><success>1</success><total>1</total><list>"
ENDING = b"</list></result>"


def read(pieces):
    """Everything a reader makes of a body that arrives like this."""
    reader = XmlReader()
    rows = [row for piece in pieces for some in reader.feed(piece) for row in some]
    last, envelope = reader.finish()
    assert reader.record_count == len(rows + last)
    return rows + last, envelope, reader.document


def cut(body, places):
    """The body in pieces, cut at these fractions of its length."""
    edges = [0, *sorted(place * len(body) // 1000 for place in places), len(body)]
    return [body[start:end] for start, end in pairwise(edges)]


def listed(rows):
    return OPENING + rows + ENDING


# Documents

carried = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff")
texts = st.text(carried | st.sampled_from("\t\n\r&<>\"']é€😀"), max_size=12)
names = st.sampled_from(["uid", "firstname", "postcode", "_x", "a.b-c"])
cells = texts | st.dictionaries(names, texts, min_size=1, max_size=3)
records = st.lists(st.dictionaries(names, cells, max_size=5), max_size=6)
gaps = st.sampled_from(["", " ", "\n    ", "\r\n\t", "<!-- <a> & -->", "<?php echo 1 ?>\n"])
encodings = st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "iso-8859-1", "us-ascii"])
cuts = st.lists(st.integers(0, 1000), max_size=12)


SPELLINGS = ["plain", "names", "numbers", "hexadecimal", "section"]


def spelled(text, how):
    """The same text in one of its spellings; a carriage return has only one that keeps it."""
    if how == "section" and text.isascii() and "\r" not in text and "]" not in text:
        return f"<![CDATA[{text}]]>"
    if how == "numbers":
        return "".join(f"&#{ord(mark)};" for mark in text)
    if how == "hexadecimal":
        return "".join(f"&#x{ord(mark):x};" for mark in text)
    for mark, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("\r", "&#13;")):
        text = text.replace(mark, entity)
    return text.replace('"', "&quot;").replace("'", "&apos;") if how == "names" else text


@st.composite
def documents(draw):
    """The records of a read, and the body of it."""
    rows = draw(records)
    gap = draw(gaps)

    def element(name, cell):
        if isinstance(cell, dict):
            inner = gap + "".join(element(*each) + gap for each in cell.items())
        else:
            inner = spelled(cell, draw(st.sampled_from(SPELLINGS)))
        attribute = draw(st.sampled_from(["", ' type="text"']))
        return f"<{name}{attribute}>{inner}</{name}>" if inner else f"<{name}{attribute}/>"

    text = gap.join(["", *(element("ecnow_data", row) for row in rows), ""])
    head = f"{gap}<success>1</success>{gap}<total>{len(rows)}</total>{gap}"
    encoding = draw(encodings)
    prolog = f'<?xml version="1.0" encoding="{encoding.removesuffix("-sig")}"?>\n'
    body = f"{prolog}<result>{head}<list>{text}</list>{gap}</result>"
    return rows, body.encode(encoding, "xmlcharrefreplace")


def is_same(cell, value):
    return cell == value or (isinstance(value, dict) and json.loads(cell) == value)


@given(document=documents(), places=cuts)
@example(
    document=([{"a": "é&\r"}], listed("<r><a>é&amp;&#13;</a></r>".encode())), places=range(1000)
)
def test_a_read_gives_what_was_written_however_it_is_cut(document, places):
    rows, body = document
    found, envelope, members = read(cut(body, places))
    assert [list(row) for row in found] == [list(row) for row in rows]
    for row, wanted in zip(found, rows, strict=True):
        assert all(is_same(row[name], value) for name, value in wanted.items())
    assert (found, envelope, members) == read([body])


@given(document=documents())
def test_no_beginning_of_an_answer_is_a_whole_one(document):
    _rows, body = document
    for end in range(0, len(body), 1 + len(body) // 100):
        with pytest.raises(AnswerUnusable):
            read([body[:end]])


@given(
    document=documents(),
    at=st.integers(0, 10**6),
    put=st.binary(max_size=3),
    skip=st.integers(0, 3),
)
def test_a_damaged_answer_is_the_same_however_it_is_cut(document, at, put, skip):
    _rows, body = document
    at %= len(body)
    damaged = body[:at] + put + body[at + skip :]
    assert outcome([damaged]) == outcome(cut(damaged, range(0, 1000, 7)))


def outcome(pieces):
    try:
        return read(pieces)
    except AnswerUnusable:
        return None


# Size

ROW = b"<ecnow_data>" + b"".join(b"<f%d>value</f%d>" % (n, n) for n in range(30)) + b"</ecnow_data>"


def test_records_come_out_before_the_answer_is_whole():
    reader = XmlReader()
    some = [row for some in reader.feed(OPENING + b"<r><a>1</a></r><r><a>2") for row in some]
    assert some == [{"a": "1"}]


def test_a_large_piece_is_decoded_in_steps():
    body = listed(ROW * 2000)
    sizes = [len(some) for some in XmlReader().feed(body)]
    assert len(sizes) >= len(body) // WINDOW
    assert max(sizes) <= WINDOW // len(ROW) + 1


@pytest.mark.parametrize("gap", [b"", b"\n" + b" " * 200])
def test_what_was_read_is_not_kept(gap):
    reader, piece = XmlReader(), (ROW + gap) * 100
    tracemalloc.start()
    try:
        list(reader.feed(OPENING))
        for _ in range(30):
            for _some in reader.feed(piece):
                pass
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert reader.record_count == 3000
    assert peak < 30 * len(piece) / 10


def test_the_space_between_a_million_rows_counts_for_nothing(monkeypatch):
    monkeypatch.setattr(xml_stream, "LARGEST", 10_000)
    assert len(read([listed((b" " * 100 + b"<r><a>1</a></r>") * 1000)])[0]) == 1000


def test_a_text_of_ten_million_characters_loads():
    """rel-R17."""
    (record,) = read([listed(b"<r><a>" + b"x" * 10_000_000 + b"</a></r>")])[0]
    assert len(record["a"]) == 10_000_000


@pytest.mark.parametrize(
    "mark",
    [b"&#38;", b"&amp;", b"<![CDATA[&]]>", b"&#x26;"],
    ids=["number", "name", "section", "x"],
)
def test_a_text_of_nothing_but_escapes_is_that_text(mark):
    (record,) = read([listed(b"<r><a>" + mark * 100_000 + b"</a></r>")])[0]
    assert record["a"] == "&" * 100_000


def test_the_prefix_of_a_namespace_is_part_of_a_name():
    declared = b" ".join(b'xmlns:n%d="urn:%d"' % (n, n) for n in range(1000))
    assert read([listed(b"<r " + declared + b"><n1:a>1</n1:a></r>")])[0] == [{"n1:a": "1"}]


def attributes(size):
    return b"<b " + b" ".join(b'a%d=""' % n for n in range(size // 8)) + b"/>"


TOO_MUCH = {
    "a record of many fields": b"<r>" + b"".join(b"<f%d/>" % n for n in range(100_000)),
    "a field of many fields": b"<r><a>" + b"".join(b"<f%d/>" % n for n in range(100_000)),
    "many attributes": b"<r>" + attributes(2 * LONGEST_SILENCE),
    "a long attribute": b'<r a="' + b"x" * 2 * LONGEST_SILENCE,
    "a long name": b"<r" + b"x" * 2 * LONGEST_SILENCE,
    "a long comment": b"<!--" + b"x" * 2 * LONGEST_SILENCE,
    "space between two rows": b"<r/>" + b" " * 2 * LONGEST_SILENCE,
    "a text": b"<r><a>" + b"x" * 40 * MIB,
}
"""No such thing is an answer of ours, and each would take long in one step, or be endless."""


@pytest.mark.parametrize("begun", TOO_MUCH.values(), ids=TOO_MUCH)
def test_what_no_server_means_is_refused(begun):
    with pytest.raises(AnswerUnusable) as caught:
        list(XmlReader().feed(OPENING + begun))
    assert caught.value.kind is Flaw.NOT_XML


def test_elements_in_elements_in_elements_are_refused():
    with pytest.raises(AnswerUnusable) as caught:
        list(XmlReader().feed(OPENING + b"<r>" * 100))
    assert caught.value.kind is Flaw.WRONG_SHAPE
