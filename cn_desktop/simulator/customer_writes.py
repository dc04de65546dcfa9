"""Creates and updates through `ecnow_records` (API notes, section 5)."""

from collections.abc import Callable, Iterable, Mapping

from cn_desktop.simulator.account import Account
from cn_desktop.simulator.calls import Call
from cn_desktop.simulator.fields import Row
from cn_desktop.simulator.record_calls import writing_of, written
from cn_desktop.simulator.record_filters import field_named
from cn_desktop.simulator.replies import Reply
from cn_desktop.simulator.writes import Applied, Tally, create_all, uid_number, update_all

LIVE = "Record is LIVE on the dialer."
NOT_LIVE = "Record NOT live on the dialer."

EXTRAS: Row = {"Agent_Specific": "N", "Call_Back_Sametime": "N", "Customer_Email": ""}
"""Columns the customer side has beside its fields, with their values where none was written."""

_EXTRA_NAMES = {name.lower(): name for name in EXTRAS}
_APPEND = "notes_append"

WritingOne = Callable[[object], Tally]


def create_customers(account: Account, call: Call) -> Reply:
    """Counts, the new id, and whether the record is live."""
    writing = writing_of(account, call)
    return _written(account, call, lambda record: create_all(writing, [record]))


def update_customers(account: Account, call: Call) -> Reply:
    """Counts, the id, and whether the record is live; the dataset may be left out [inferred]."""
    writing = writing_of(account, call)
    return _written(account, call, lambda record: update_all(writing, [_located(account, record)]))


def _written(account: Account, call: Call, write: WritingOne) -> Reply:
    return written(
        account,
        call,
        lambda sent: _joined(_one(account, record, write) for record in sent),
        lambda tally: _answered(account, tally),
    )


def _answered(account: Account, tally: Tally) -> Mapping[str, object]:
    head: dict[str, object] = {"total": len(tally.applied), "bad": tally.bad, "key": 0}
    if tally.applied:
        last = tally.applied[-1]
        head |= {"key": int(last.uid), "info": _state(account, last)}
    return head


def _one(account: Account, record: object, write: WritingOne) -> Tally:
    """Write one record, then what `ecnow_data` has no place for."""
    if not isinstance(record, dict):
        return write(record)
    fields = {field_named(name): value for name, value in record.items()}
    aside = {name: fields.pop(name) for name in (_APPEND, *_EXTRA_NAMES) if name in fields}
    tally = write(fields)
    for applied in tally.applied:
        _set_aside(account, applied, aside)
    return tally


def _set_aside(account: Account, applied: Applied, aside: dict[str, object]) -> None:
    key = (_dataset_of(applied), applied.uid)
    extras: Row = {_EXTRA_NAMES[name]: str(aside[name]) for name in _EXTRA_NAMES if name in aside}
    account.extras[key] = account.extras.get(key, {}) | extras
    if _APPEND in aside:
        row = account.store.record(key[0], int(key[1])) or {}
        lines = [*(row.get("notes") or "").splitlines(), str(aside[_APPEND])]
        account.store.update(key[0], int(key[1]), {"notes": "\n".join(lines)})


def _located(account: Account, fields: object) -> object:
    """The fields with the dataset that has the record, if they name none."""
    if not isinstance(fields, dict) or fields.get("dataset"):
        return fields
    uid = uid_number(str(fields.get("uid", "")))
    if uid is None:
        return fields
    ids = [dataset.dataset for dataset in account.store.datasets()]
    home = next((each for each in ids if account.store.record(each, uid)), ids[0])
    return fields | {"dataset": home}


def _joined(tallies: Iterable[Tally]) -> Tally:
    total = Tally((), 0, 0, "")
    for each in tallies:
        total = Tally(
            total.applied + each.applied,
            total.bad + each.bad,
            each.key or total.key,
            each.error or total.error,
        )
    return total


def _state(account: Account, applied: Applied) -> str:
    dataset = account.store.dataset(_dataset_of(applied))
    return LIVE if dataset is not None and dataset.d_status == "LIVE" else NOT_LIVE


def _dataset_of(applied: Applied) -> str:
    return str(applied.fields["dataset"])
