"""What the lists to pick from answer (API notes, section 4)."""

from collections.abc import Mapping

from cn_desktop.simulator.account import Account, Call
from cn_desktop.simulator.codes import agent_rows, outcome_rows
from cn_desktop.simulator.dataset import Dataset, dataset_row
from cn_desktop.simulator.listing import listed
from cn_desktop.simulator.replies import Reply

_DATASET_FILTERS = {
    "qid": "qid",
    "dataset": "dataset",
    "state": "d_status",
    "description": "description",
}


def read_datasets(account: Account, call: Call) -> Reply:
    """Datasets whose columns equal every filter given, in upper or lower case [inferred]."""
    wanted = {
        column: call.arguments[name].casefold()
        for name, column in _DATASET_FILTERS.items()
        if call.arguments.get(name)
    }
    datasets = [dataset for dataset in account.store.datasets() if _matches(dataset, wanted)]
    return listed([dataset_row(dataset) for dataset in datasets], "ecnow_datasets")


def _matches(dataset: Dataset, wanted: Mapping[str, str]) -> bool:
    return all(getattr(dataset, column).casefold() == value for column, value in wanted.items())


def read_outcome_codes(_account: Account, _call: Call) -> Reply:
    """All of the codes, whatever the call says."""
    return listed(outcome_rows(), "outcomecodes")


def read_agents(_account: Account, _call: Call) -> Reply:
    """All of the agents with the deleted one and the exchange."""
    return listed(agent_rows(), "agents")
