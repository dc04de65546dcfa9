"""Records and sheets for tests, made of generated names and drama numbers."""

from cn_desktop.records.fields import DatasetId
from cn_desktop.records.sheet import Sheet
from cn_desktop.records.store import Store

DATASET = DatasetId("100")


def record(uid="1", **cells):
    return {"uid": uid, "dataset": "100", **cells}


def store_of(*records, is_complete=True):
    store = Store()
    store.extend(records)
    store.is_complete = is_complete
    return store


def sheet_of(*records, is_complete=True):
    return Sheet(DATASET, store_of(*records, is_complete=is_complete))


def ada(**cells):
    return record("1", firstname="Ada", ddi_mobile="07700 900001", notes="n", **cells)


def bob(**cells):
    return record("2", firstname="Bob", ddi_mobile="07700 900002", notes=None, **cells)


def shown(sheet):
    """All a person can see or send: each record's cells by key, states, what would go out."""
    rows = {sheet.store.key(row): row for row in sheet.store.rows()}
    cells = {
        (key, field): sheet.row_value(row, field)
        for key, row in rows.items()
        for field in {*sheet.fields, "firstname", "ddi_mobile", "postcode"}
    }
    touched = {key: sheet.changes.state(key) for key in sheet.changes.touched()}
    edits = {key: sheet.changes.edits(key) for key in touched}
    sent = {each.key: each for each in sheet.outgoing(touched)}
    return set(rows), cells, touched, edits, sent
