"""The body of a write: from bytes to the records somebody wants written."""

import json
from typing import NoReturn


class PayloadUnreadable(Exception):
    """The body is not JSON, or JSON without any record."""


def records_in(body: bytes) -> list[object]:
    """The elements of the array, or the single object in a list; elements may be anything.

    Numbers arrive as the text they were written in, so that ids keep every digit.
    """
    try:
        parsed = json.loads(body, parse_int=str, parse_float=str, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        raise PayloadUnreadable from None
    if isinstance(parsed, dict):
        return [parsed]
    if not isinstance(parsed, list):
        raise PayloadUnreadable
    return parsed


def _refuse_constant(_name: str) -> NoReturn:
    raise ValueError
