"""Outcome codes and agents of the simulated contact centre.

98, 100 and 109 are system codes of the platform; the others are inferred (API notes, section 4).
"""

from dataclasses import asdict, dataclass

from cn_desktop.simulator.fields import Row

FRESH = "100"
CALL_BACK = "109"
DO_NOT_CALL = "98"


@dataclass(frozen=True)
class OutcomeCode:
    """One row of an `outcomecodes` read; every value is text, flags are Y or N."""

    outcome: str
    description: str
    complete: str = "N"
    dmc: str = "N"
    sale: str = "N"
    do_not_call: str = "N"
    answerphone: str = "N"


@dataclass(frozen=True)
class Agent:
    """One row of an `agents` read; the column `name` is inferred."""

    agentid: str
    name: str


OUTCOME_CODES = (
    OutcomeCode(DO_NOT_CALL, "Do not call", complete="Y", dmc="Y", do_not_call="Y"),
    OutcomeCode(FRESH, "Fresh"),
    OutcomeCode("101", "Answerphone", answerphone="Y"),
    OutcomeCode("102", "No answer"),
    OutcomeCode("103", "Busy"),
    OutcomeCode("104", "Wrong number", complete="Y"),
    OutcomeCode(CALL_BACK, "Call-back", dmc="Y"),
    OutcomeCode("110", "Sale", complete="Y", dmc="Y", sale="Y"),
    OutcomeCode("111", "Not interested", complete="Y", dmc="Y"),
)

WORKING_AGENTS = (
    Agent("1041", "Bethan Pryce"),
    Agent("1042", "Idris Farooqi"),
    Agent("1043", "Morag Kinnaird"),
    Agent("1044", "Tomasz Zieliński"),
    Agent("1057", "Adaeze Nwachukwu"),
)

AGENTS = (*WORKING_AGENTS, Agent("999", "Deleted agent"), Agent("505050", "Default PBX"))

DESCRIPTIONS = {code.outcome: code.description for code in OUTCOME_CODES}

COMPLETE = frozenset(code.outcome for code in OUTCOME_CODES if code.complete == "Y")
"""The codes that take a record out of dialling."""

AGENT_IDS = frozenset(agent.agentid for agent in AGENTS) | {"0"}


def outcome_rows() -> list[Row]:
    """Every outcome code, as an `outcomecodes` read lists them."""
    return [asdict(code) for code in OUTCOME_CODES]


def agent_rows() -> list[Row]:
    """Every agent with the deleted one and the exchange, as an `agents` read lists them."""
    return [asdict(agent) for agent in AGENTS]
