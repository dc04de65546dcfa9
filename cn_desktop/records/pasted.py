"""Text from the clipboard as lines of cells: as spreadsheets, browsers and this program give it."""

import re

from cn_desktop.records.copied import BYTE_ORDER_MARK
from cn_desktop.records.steps import AT_ONCE, Work

Lines = list[list[str]]
"""Cells line by line; lines may differ in length."""

CELL = re.compile(
    r'(?:"((?>[^"]+|"")*+)"(?=[\t\r\n]|\Z)|([^\t\r\n]*))(\t|\r\n|\r|\n|\Z)',
)
"""A quoted cell or a plain one, and what ends it.

A quotation mark that is never closed before a tab, a line break or the end is text: spreadsheets
quote only cells with a line break or a tab of their own, and give `5" pipe` as it is.
"""
LINE_ENDS = ("\r\n", "\n", "\r")
TAB_IN_DISGUISE = "\x01"
"""LibreOffice's sign for a tab inside a cell."""


def cells_at_most(text: str) -> int:
    """How many cells the text can have; a quick look at what may be very long."""
    return text.count("\t") + text.count("\n") + text.count("\r") + 1


def lines_of(text: str, *, is_own: bool = False) -> Work[Lines]:
    """The cells. `is_own`: this program wrote the text, so that nothing is to be mended.

    In others' texts a byte order mark in front and exactly one line break behind say nothing.
    """
    whole = text if is_own else _mended(text)
    has_disguised = not is_own and TAB_IN_DISGUISE in text
    lines: Lines = [[]]
    for count, found in enumerate(CELL.finditer(whole)):
        quoted, plain, end = found.groups()
        cell = plain if quoted is None else quoted.replace('""', '"')
        lines[-1].append(cell.replace(TAB_IN_DISGUISE, "\t") if has_disguised else cell)
        if not end:
            break
        if end != "\t":
            lines.append([])
        if count % AT_ONCE == AT_ONCE - 1:
            yield None
    return lines


def _mended(text: str) -> str:
    text = text.removeprefix(BYTE_ORDER_MARK)
    end = next((end for end in LINE_ENDS if text.endswith(end)), "")
    return text.removesuffix(end)
