"""What others' clipboards hold becomes lines of cells (feat-H4, feat-H5, feat-R22, feat-R23)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cn_desktop.records.area import Area
from cn_desktop.records.copied import copied, is_plain
from cn_desktop.records.fields import ABSENT, FieldName
from cn_desktop.records.pasted import cells_at_most, lines_of
from cn_desktop.records.steps import finished

from .sheets import sheet_of

FORMS = {
    "one cell": ("a", [["a"]]),
    "Excel, one cell": ("a\r\n", [["a"]]),
    "Excel, a block": ("a\tb\r\nc\td\r\n", [["a", "b"], ["c", "d"]]),
    "Excel, a line break in a cell": ('"a\nb"\tc\r\n', [["a\nb", "c"]]),
    "Excel, quotation marks in such a cell": ('"a ""b""\nc"\r\n', [['a "b"\nc']]),
    "Excel, an empty first cell": ("\tb\r\n\td\r\n", [["", "b"], ["", "d"]]),
    "Excel, an empty last line": ("a\r\n\r\n", [["a"], [""]]),
    "Excel, leading zeros": ("07700900001\t+447\r\n", [["07700900001", "+447"]]),
    "LibreOffice, a tab in a cell": ("a\x01b\tc\n", [["a\tb", "c"]]),
    "LibreOffice, a tab and a line break in a cell": ('"a\x01b\nc"\n', [["a\tb\nc"]]),
    "a browser, no line break at the end": ("a\tb\nc\td", [["a", "b"], ["c", "d"]]),
    "an old Macintosh": ("a\tb\rc\td\r", [["a", "b"], ["c", "d"]]),
    "lines that differ in length": ("a\nb\tc\td\n\ne", [["a"], ["b", "c", "d"], [""], ["e"]]),
    "a byte order mark": ("\ufeffa\tb\n", [["a", "b"]]),
    "inches": ('5" pipe\t"\t6" x 7"', [['5" pipe', '"', '6" x 7"']]),
    "a mark that is never closed": ('"a\tb\nc', [['"a', "b"], ["c"]]),
    "a mark that is closed too early": ('"a"b\tc', [['"a"b', "c"]]),
    "commas": ("a, b; c\td", [["a, b; c", "d"]]),
    "separators of other kinds": ("a\u2028b\x0bc\x85d\x1ee", [["a\u2028b\x0bc\x85d\x1ee"]]),
    "words of other programs": ("FALSE\tNULL\t1e5\t=1+1", [["FALSE", "NULL", "1e5", "=1+1"]]),
    "two line breaks at the end": ("a\n\n", [["a"], [""]]),
    "nothing": ("", [[""]]),
    "a line break alone": ("\n", [[""]]),
}  # fmt: skip

CELLS = st.text(st.sampled_from([*"ab0\t\n\r\"\x01\0' ,=\ufeff\u2028é🧑\ud800"]), max_size=6)
VALUES = st.one_of(CELLS, st.none(), st.just(ABSENT), st.just("0000-00-00 00:00:00"))
BLOCKS = st.integers(1, 4).flatmap(
    lambda width: st.lists(st.lists(VALUES, min_size=width, max_size=width), min_size=1, max_size=5)
)
PLAIN = st.text(st.sampled_from(list("ab0\t\"' ,=")), max_size=6).map(lambda text: text + ".")


@pytest.mark.parametrize(("text", "lines"), FORMS.values(), ids=FORMS.keys())
def test_every_program_s_text_is_read_as_it_was_meant(text, lines):
    assert finished(lines_of(text)) == lines
    assert cells_at_most(text) >= sum(map(len, finished(lines_of(text))))


def text_and_cells(block):
    fields = [FieldName(f"f{number}") for number in range(len(block[0]))]
    cells = [dict(zip(fields, line, strict=True)) for line in block]
    records = [{k: v for k, v in line.items() if v is not ABSENT} for line in cells]
    sheet = sheet_of(*[{"uid": str(n), **each} for n, each in enumerate(records)])
    text = "".join(copied(sheet, [Area(range(len(block)), fields)]))
    return text, [[cell if isinstance(cell, str) else "" for cell in line] for line in block]


@given(BLOCKS)
def test_what_this_program_copies_it_reads_again_as_it_was(block):
    text, cells = text_and_cells(block)
    assert finished(lines_of(text, is_own=True)) == cells


@given(BLOCKS)
def test_plain_text_is_enough_wherever_that_is_said(block):
    text, cells = text_and_cells(block)
    assert not is_plain(text) or finished(lines_of(text)) == cells


@given(st.lists(st.lists(PLAIN, min_size=2, max_size=2), min_size=1, max_size=5))
def test_ordinary_text_is_always_plain(block):
    text, cells = text_and_cells(block)
    assert is_plain(text)
    assert finished(lines_of(text)) == cells
    assert finished(lines_of(text.replace("\n", "\r\n") + "\r\n")) == cells


def test_ten_thousand_cells_are_read_in_slices():
    text = "\r\n".join(["\t".join(["value"] * 10)] * 1000)
    assert len(list(lines_of(text))) == 4


@pytest.mark.parametrize("text", ["a\rb", "a\0b", "a\x01b", "\ufeffa", "a\n", "", "\ud800"])
def test_what_plain_text_would_lose_on_some_system_is_not_plain(text):
    assert not is_plain(text)
    assert is_plain("ordinary\ttext\né 🧑")
