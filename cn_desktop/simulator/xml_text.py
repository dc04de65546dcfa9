"""Values as XML text, the way the vendor's page prints them."""

import re
from collections.abc import Iterable, Mapping
from functools import cache

from cn_desktop.simulator.fields import Row

PROLOG = '<?xml version="1.0" encoding="utf-8" ?>\n'

_NOT_CARRIED = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NOT_IN_NAMES = re.compile(r"[^\w.\-]")


def elements(values: Mapping[str, object], row_tag: str) -> str:
    """Each value in an element of its name; lists hold elements called `row_tag`."""
    return clean("".join(_element(name, value, row_tag) for name, value in values.items()))


def rows(page: Iterable[Row], row_tag: str) -> str:
    """The records of a page, each in an element called `row_tag`."""
    return clean("".join(f"<{row_tag}>{_cells(row)}</{row_tag}>" for row in page))


def clean(text: str) -> str:
    """The text without what XML 1.0 cannot carry; that it is dropped is inferred."""
    return _NOT_CARRIED.sub("", text).replace("\r", "&#13;")


@cache
def tag(name: str) -> str:
    """The name of a field as that of an element; what names may not hold becomes _ [inferred]."""
    fit = _NOT_IN_NAMES.sub("_", name)
    return fit if fit[:1].isalpha() or fit.startswith("_") else f"_{fit}"


def _cells(row: Row) -> str:
    return "".join([_element(name, value, "") for name, value in row.items()])


def _element(name: str, value: object, row_tag: str) -> str:
    """As on the vendor's page, `<a />` is an empty text and `<a></a>` is null."""
    if value == "":
        return f"<{tag(name)} />"
    return f"<{tag(name)}>{_content(value, row_tag)}</{tag(name)}>"


def _content(value: object, row_tag: str) -> str:
    match value:
        case None:
            return ""
        case bool():
            return str(int(value))
        case dict():
            return "".join(_element(str(name), each, row_tag) for name, each in value.items())
        case list():
            return "".join(_element(row_tag, each, row_tag) for each in value)
        case _:
            return str(value).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
