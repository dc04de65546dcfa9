"""New records that begin with what others hold."""

from collections.abc import Sequence

from cn_desktop.records.changes import new_record_key
from cn_desktop.records.fields import LOCKED_FIELDS, FieldName, RecordKey, Value, is_empty
from cn_desktop.records.order import Rows
from cn_desktop.records.sheet import Sheet


def clones(sheet: Sheet, rows: Sequence[int] | Rows) -> dict[RecordKey, dict[FieldName, Value]]:
    """A new record for each of these rows of the store, in their order, by its key.

    It has what the row shows, pending values too; not the uid, nor any field that the server,
    the dialler or the account keeps (of those that this connection unlocks none either: who is
    called next is said of each record by itself). Records that could not be read properly, or
    share their uid, have no clone.
    """
    flawed = sheet.store.flawed(int(row) for row in rows)
    sound = [int(row) for row in rows if int(row) not in flawed]
    keys = sheet.store.keys(sound)
    made: list[dict[FieldName, Value]] = [{} for _ in keys]
    for name in sheet.fields:
        if name in LOCKED_FIELDS or sheet.locks.of_field(name):
            continue
        for cells, value in zip(made, sheet.column(name, keys), strict=True):
            if not is_empty(value):
                cells[name] = value
    return {new_record_key(): cells for cells in made}
