"""Which records an `ecnow_records` read is about (API notes, section 5)."""

import json
from collections.abc import Callable, Mapping

from cn_desktop.simulator.calls import Call
from cn_desktop.simulator.codes import CALL_BACK, COMPLETE, FRESH
from cn_desktop.simulator.dataset import Dataset
from cn_desktop.simulator.definitions import RECORD_NAMES
from cn_desktop.simulator.fields import PHONES, Row

Test = Callable[[Row, Dataset], bool]

_FIELDS = {name.lower(): field for field, name in RECORD_NAMES.items()}
_TIMES = frozenset({"callback", "processdate"})


class FilterUnusable(Exception):
    """The value of this argument cannot be understood."""

    def __init__(self, argument: str) -> None:
        super().__init__(argument)
        self.argument = argument


def field_named(name: str) -> str:
    """What `ecnow_data` calls a field, in lower case; custom fields have one name in both."""
    return _FIELDS.get(name.lower(), name.lower())


def tests_of(call: Call) -> list[Test]:
    """What a record must pass to be listed. Raises FilterUnusable."""
    found = [
        make(call.arguments[name]) for name, make in _MAKERS.items() if call.arguments.get(name)
    ]
    return [*found, *_search(call), *_times(call)]


def process_type(row: Row, dataset: Dataset) -> str:
    """How far the record is; which codes mean what is inferred."""
    if dataset.d_status in {"HOLD", "EXPIRED"}:
        return dataset.d_status
    if row["outcomecode"] in COMPLETE:
        return "COMPLETE"
    return "NEW PROSPECT" if row["outcomecode"] == FRESH else "NEEDSMOREWORK"


def _equals(field: str) -> Callable[[str], Test]:
    return lambda wanted: lambda row, _dataset: row[field] == wanted


def _outcomes(wanted: str) -> Test:
    codes = {code.strip() for code in wanted.split(",")}
    return lambda row, _dataset: row["outcomecode"] in codes


def _phones(wanted: str) -> Test:
    return lambda row, _dataset: _digits(wanted) in {_digits(row[phone]) for phone in PHONES}


def _digits(value: str | None) -> str:
    """The number without what people put between digits [inferred]."""
    return "".join(letter for letter in value or "" if letter.isdecimal())


def _mode(wanted: str) -> Test:
    if wanted not in _MODES:
        raise FilterUnusable("mode")
    return _MODES[wanted]


def _search(call: Call) -> list[Test]:
    """Text in fields, anywhere in them unless `type` is exact; an id alone decides."""
    wanted = _searched(call.arguments.get("search", ""))
    if "uid" in wanted:
        wanted = {"uid": wanted["uid"]}
    is_exact = call.arguments.get("type") == "exact" or "uid" in wanted
    return [_holds(field, text, is_exact=is_exact) for field, text in wanted.items()]


def _searched(text: str) -> dict[str, str]:
    try:
        wanted = json.loads(text or "{}", parse_int=str, parse_float=str)
    except (ValueError, RecursionError):
        raise FilterUnusable("search") from None
    if not isinstance(wanted, dict):
        raise FilterUnusable("search")
    return {field_named(name): str(value) for name, value in wanted.items()}


def _holds(field: str, text: str, *, is_exact: bool) -> Test:
    wanted = text.casefold().strip("*%")

    def test(row: Row, _dataset: Dataset) -> bool:
        values = {name.lower(): value for name, value in row.items()}
        found = (values.get(field) or "").casefold()
        return found == text.casefold() if is_exact else wanted in found

    return test


def _times(call: Call) -> list[Test]:
    """Times from `tstart` to `tstop`, both included and compared as text [inferred]."""
    kind = call.arguments.get("timetype", "")
    if not kind:
        return []
    if kind not in _TIMES:
        raise FilterUnusable("timetype")
    first = call.arguments.get("tstart", "")
    last = call.arguments.get("tstop", "") or "9999"
    return [lambda row, _dataset: first <= (row[kind] or "") <= last]


_MODES: Mapping[str, Test] = {
    "active": lambda row, dataset: process_type(row, dataset) not in {"EXPIRED", "COMPLETE"},
    "live": lambda _row, dataset: dataset.d_status == "LIVE",
    "callbacks": lambda row, _dataset: row["outcomecode"] == CALL_BACK,
    "live-callbacks": lambda row, dataset: (
        dataset.d_status == "LIVE" and row["outcomecode"] == CALL_BACK
    ),
    "unexpired": lambda _row, dataset: dataset.d_status != "EXPIRED",
}
"""The documented modes; what they mean is inferred from their names."""

_MAKERS: Mapping[str, Callable[[str], Test]] = {
    "id": _equals("uid"),
    "dataset": _equals("dataset"),
    "agent": _equals("agentid"),
    "outcome": _outcomes,
    "ddi": _phones,
    "mode": _mode,
}
