"""Ask an account what it says of its fields; a refusal costs nothing but the nicety."""

from collections.abc import Callable, Sequence
from functools import partial

from cn_desktop.api.client import Client
from cn_desktop.api.definitions import (
    agent_choices,
    definitions_of,
    outcome_choices,
    picklist_choices,
)
from cn_desktop.base.errors import WorldError
from cn_desktop.base.stop import Stop
from cn_desktop.records.fields import FieldName
from cn_desktop.records.store import Record
from cn_desktop.records.vocabulary import AccountVocabulary, Choice

OUTCOME = FieldName("outcomecode")
AGENT = FieldName("agentid")
MOST_PICKLISTS = 30

Read = Callable[[Stop], Sequence[Record]]


def read_vocabulary(client: Client, stop: Stop) -> AccountVocabulary:
    """Definitions, outcome codes, agents and picklists, whatever of it is to be had; blocks.

    Raises `Cancelled`.
    """
    tables = definitions_of(_rows(client.field_definitions, stop))
    choices: dict[FieldName, Sequence[Choice]] = {
        OUTCOME: outcome_choices(_rows(client.outcome_codes, stop)),
        AGENT: agent_choices(_rows(client.agents, stop)),
    }
    wanted = {
        name: definition.picklist
        for definitions in tables.values()
        for name, definition in definitions.items()
        if definition.picklist and name not in choices
    }
    lists = {
        name: picklist_choices(_rows(partial(client.picklist, name), stop))
        for name in sorted(set(wanted.values()))[:MOST_PICKLISTS]
    }
    choices |= {field: lists.get(name, ()) for field, name in wanted.items()}
    return AccountVocabulary(tables, {field: found for field, found in choices.items() if found})


def _rows(read: Read, stop: Stop) -> Sequence[Record]:
    try:
        return read(stop)
    except WorldError:
        return ()
