"""Rows and events of the journal as columns, and the checksum over them.

Text is kept as bytes (UTF-8, lone surrogates let through): whatever a `str` can hold comes
back as it was. In a row's JSON `false` stands for a field the server's record did not have.
"""

import json
from collections.abc import Mapping, Sequence
from hashlib import blake2b
from typing import Any

from cn_desktop.records.fields import ABSENT, DatasetId, FieldName, RecordKey, Value
from cn_desktop.records.marks import Mark, Note, State, Trail
from cn_desktop.records.outgoing import Outgoing
from cn_desktop.storage.journal_values import Account, Event, Kept

Columns = tuple[Any, ...]

ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
SUM_BYTES = 16
ROW_COLUMNS = ("id", "host", "account", "dataset", "key", "uid", "kind", "state", "rest", "at")
EVENT_COLUMNS = ("id", "host", "account", "dataset", "key", "at", "what", "body_sha256", "uid")


def as_bytes(text: str) -> bytes:
    """Any text, in a form that gives back exactly the same."""
    return text.encode("utf-8", "surrogatepass")


def as_text(raw: bytes) -> str:
    """What `as_bytes` was given. Raises ValueError."""
    return raw.decode("utf-8", "surrogatepass")


def sum_of(table: str, columns: Sequence[Any]) -> bytes:
    """The checksum of a row: over its table's name and every column but the checksum."""
    return blake2b(ascii((table, *columns)).encode("ascii"), digest_size=SUM_BYTES).digest()


def place_of(account: Account, dataset: DatasetId, key: RecordKey) -> tuple[bytes, ...]:
    """The columns that name a row: host, account, dataset, key."""
    return (*map(as_bytes, (*account, dataset, key)),)


def columns_of_row(row: Outgoing) -> Columns:
    """What follows the four columns of its place: uid, kind, state, rest."""
    uid = None if row.uid is None else as_bytes(row.uid)
    return uid, "create" if row.is_create else "update", row.state.value, _rest_of(row)


def columns_of_event(event: Event) -> Columns:
    """What follows the place and the time of an event: what, body_sha256, uid."""
    return (*map(as_bytes, (event.what, event.body_hash, event.uid)),)


def kept_of(columns: Columns) -> Kept:
    """The row of these `ROW_COLUMNS`. Raises ValueError, KeyError, TypeError, AttributeError."""
    _id, _host, _account, dataset, key, uid, _kind, state, rest, at = columns
    document = json.loads(as_text(rest))
    row = Outgoing(
        key=RecordKey(as_text(key)),
        dataset=DatasetId(as_text(dataset)),
        uid=None if uid is None else as_text(uid),
        fields=document["fields"],
        before=_values_of(document["before"]),
        mark=_mark_of(State(state), document["mark"]),
    )
    return Kept(row, at)


def _rest_of(row: Outgoing) -> bytes:
    mark = row.mark
    trail = vars(mark.trail) | {"seen": _plain(mark.trail.seen)}
    document = {
        "fields": dict(row.fields),
        "before": _plain(row.before),
        "mark": {
            "words": mark.words,
            "note": mark.note.value,
            "sent": dict(mark.sent),
            "trail": trail,
        },
    }
    return as_bytes(ENCODER.encode(document))


def _mark_of(state: State, document: dict[str, Any]) -> Mark:
    trail = document["trail"]
    seen, candidates = _values_of(trail["seen"]), tuple(trail["candidates"])
    return Mark(
        state,
        words=document["words"],
        note=Note(document["note"]),
        sent=document["sent"],
        trail=Trail(**trail | {"seen": seen, "candidates": candidates}),
    )


def _plain(values: Mapping[FieldName, Value]) -> dict[str, str | bool | None]:
    return {name: False if value is ABSENT else value for name, value in values.items()}


def _values_of(plain: Mapping[str, Any]) -> dict[FieldName, Value]:
    return {FieldName(name): ABSENT if v is False else v for name, v in plain.items()}
