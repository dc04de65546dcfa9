"""What `ecnow_records` reads answer: the records under the customer side's names (notes, 5)."""

from collections.abc import Iterator, Sequence

from cn_desktop.simulator.account import Account
from cn_desktop.simulator.calls import Call
from cn_desktop.simulator.customer_writes import EXTRAS
from cn_desktop.simulator.dataset import Dataset, Selection
from cn_desktop.simulator.definitions import RECORD_NAMES
from cn_desktop.simulator.fields import Row
from cn_desktop.simulator.listing import listed
from cn_desktop.simulator.record_filters import (
    FilterUnusable,
    Test,
    field_named,
    process_type,
    tests_of,
)
from cn_desktop.simulator.replies import Reply, failure
from cn_desktop.simulator.writes import Refusal

NO_TABLE = "Missing argument: table or dataset"  # inferred


def read_customers(account: Account, call: Call) -> Reply:
    """Records of a table or of a dataset that pass every filter, by uid or by `sort`."""
    if not (call.arguments.get("table") or call.arguments.get("dataset")):
        return failure(NO_TABLE)
    try:
        tests = tests_of(call)
    except FilterUnusable as unusable:
        return failure(Refusal.BAD_VALUE.format(unusable.argument))
    rows = [row for dataset in _asked_for(account, call) for row in _rows(account, dataset, tests)]
    return listed(_sorted(rows, call.arguments.get("sort", "")), "ecnow_records")


def _asked_for(account: Account, call: Call) -> Iterator[Dataset]:
    """The datasets of the table; that a table is named like its campaign is inferred."""
    dataset, table = (call.arguments.get(name, "") for name in ("dataset", "table"))
    for each in account.store.datasets():
        if dataset in {"", each.dataset} and table in {"", each.crm_campaign}:
            yield each


def _rows(account: Account, dataset: Dataset, tests: Sequence[Test]) -> Iterator[Row]:
    for page in account.store.find(Selection(dataset.dataset)).pages:
        for row in page:
            if all(test(row, dataset) for test in tests):
                yield _shown(account, row, dataset)


def _shown(account: Account, row: Row, dataset: Dataset) -> Row:
    extras = account.extras.get((dataset.dataset, str(row["uid"])), {})
    named = {RECORD_NAMES.get(name, name): value for name, value in row.items()}
    return {**named, "ProcessType": process_type(row, dataset), **EXTRAS, **extras}


def _sorted(rows: list[Row], field: str) -> list[Row]:
    """In the order of the field's text [inferred]; a field nobody has changes nothing."""
    wanted = field_named(field)
    name = next((name for name in (rows or [{}])[0] if field_named(name) == wanted), None)
    return rows if name is None else sorted(rows, key=lambda row: row[name] or "")
