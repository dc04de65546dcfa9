"""What the lists to pick from answer (API notes, section 4)."""

from collections.abc import Mapping

from cn_desktop.simulator.account import Account
from cn_desktop.simulator.calls import Call
from cn_desktop.simulator.codes import agent_rows, outcome_rows
from cn_desktop.simulator.dataset import dataset_row
from cn_desktop.simulator.definitions import PICKLISTS, field_rows, picklist_rows
from cn_desktop.simulator.fields import Row
from cn_desktop.simulator.listing import listed
from cn_desktop.simulator.replies import Reply

_DATASET_FILTERS = {
    "qid": "qid",
    "dataset": "dataset",
    "state": "d_status",
    "table": "crm_campaign",
    "description": "description",
}
"""Arguments and the columns they are compared with; that of `table` is inferred."""


def read_datasets(account: Account, call: Call) -> Reply:
    """Datasets whose columns equal every filter given."""
    rows = [dataset_row(dataset) for dataset in account.store.datasets()]
    return listed(_filtered(rows, call, _DATASET_FILTERS), "ecnow_datasets")


def read_tables(account: Account, _call: Call) -> Reply:
    """The tables of customer fields; that a table is named like its campaign is inferred."""
    return listed([{"name": table} for table in _tables(account)], "campaign_tables")


def read_fields(account: Account, call: Call) -> Reply:
    """The fields of every table, or of the one asked for."""
    rows = [
        row
        for table, custom_fields in _tables(account).items()
        for row in field_rows(table, custom_fields)
    ]
    return listed(_filtered(rows, call, {"table": "table", "name": "name"}), "campaign_fields")


def read_picklist(_account: Account, call: Call) -> Reply:
    """The values of the list called `name`, or of all lists [inferred]."""
    rows = [row for name in PICKLISTS for row in picklist_rows(name)]
    return listed(_filtered(rows, call, {"name": "picklist"}), "picklist")


def read_outcome_codes(_account: Account, _call: Call) -> Reply:
    """All of the codes, whatever the call says."""
    return listed(outcome_rows(), "outcomecodes")


def read_agents(_account: Account, _call: Call) -> Reply:
    """All of the agents with the deleted one and the exchange."""
    return listed(agent_rows(), "agents")


def _tables(account: Account) -> dict[str, tuple[str, ...]]:
    """Each table with the custom fields of its datasets, each field once."""
    fields: dict[str, dict[str, None]] = {}
    for dataset in account.store.datasets():
        names = account.store.custom_fields(dataset.dataset)
        fields.setdefault(dataset.crm_campaign, {}).update(dict.fromkeys(names))
    return {table: tuple(names) for table, names in fields.items()}


def _filtered(rows: list[Row], call: Call, filters: Mapping[str, str]) -> list[Row]:
    """The rows equal in every column asked for, in upper or lower case [inferred]."""
    wanted = {
        column: call.arguments[name].casefold()
        for name, column in filters.items()
        if call.arguments.get(name)
    }
    return [row for row in rows if all(_folded(row[name]) == wanted[name] for name in wanted)]


def _folded(value: str | None) -> str:
    return (value or "").casefold()
