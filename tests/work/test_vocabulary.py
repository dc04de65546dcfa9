"""What an account says of its fields, from the simulator over real HTTP; and a refusal of it."""

import pytest

from cn_desktop.api.client import Client, Habits
from cn_desktop.api.definitions import data_name, definitions_of
from cn_desktop.api.token import Credentials, Session
from cn_desktop.api.transport import HttpTransport
from cn_desktop.base.errors import Cancelled
from cn_desktop.base.profile import Format
from cn_desktop.base.secret import Secret
from cn_desktop.base.stop import Stop
from cn_desktop.records.fields import FieldName
from cn_desktop.records.validation import Problem, check_defined
from cn_desktop.records.vocabulary import AccountVocabulary, Choice, Definition, Vocabulary
from cn_desktop.simulator.options import Options
from cn_desktop.simulator.server import Simulator
from cn_desktop.work.vocabulary import read_vocabulary

POSTCODE, LASTNAME = FieldName("postcode"), FieldName("lastname")
OUTCOME = FieldName("outcomecode")
METHODS = ("campaign_fields", "outcomecodes", "agents", "picklist")


def vocabulary_of(simulator, form=Format.JSON):
    transport = HttpTransport(simulator.base_url)
    session = Session(transport, Credentials(simulator.username, Secret(simulator.key)), form=form)
    client = Client(transport, session, Habits(format=form))
    table = next(entry.table for entry in client.datasets(Stop()))
    return read_vocabulary(client, Stop()).of_table(table)


@pytest.fixture(scope="module")
def simulator():
    with Simulator(Options(records=5)) as started:
        yield started


@pytest.mark.parametrize("form", Format)
def test_labels_groups_sizes_and_choices_come_in_our_names(simulator, form):
    vocabulary = vocabulary_of(simulator, form)
    assert vocabulary.label(FieldName("ddi_mobile")) == "Mobile phone"
    assert vocabulary.of(POSTCODE).size == 30
    assert vocabulary.of(POSTCODE).group == "Name and Address"
    assert vocabulary.of(LASTNAME).is_required
    assert vocabulary.of(FieldName("notes")).is_read_only
    assert vocabulary.meaning(FieldName("outcomecode"), "109") == "Call-back"
    agents = [choice.value for choice in vocabulary.choices[FieldName("agentid")]]
    assert agents
    assert not {"999", "505050"} & set(agents)
    ways = [choice.value for choice in vocabulary.choices[FieldName("preferred_contact")]]
    assert "Email" in ways


@pytest.mark.parametrize("form", Format)
def test_outcome_codes_that_end_dialling_are_known(simulator, form):
    vocabulary = vocabulary_of(simulator, form)
    ending = {each.value for each in vocabulary.choices[OUTCOME] if each.ends_dialling}
    assert {"98", "104", "110"} <= ending
    assert not {"100", "101", "109"} & ending
    assert not any(each.ends_dialling for each in vocabulary.choices[FieldName("agentid")])


@pytest.mark.parametrize("refused", [METHODS, *[(method,) for method in METHODS]])
def test_a_refusal_costs_only_what_was_refused(refused):
    with Simulator(Options(records=5, refuses=refused)) as simulator:
        vocabulary = vocabulary_of(simulator)
    has = {
        "campaign_fields": bool(vocabulary.definitions),
        "outcomecodes": FieldName("outcomecode") in vocabulary.choices,
        "agents": FieldName("agentid") in vocabulary.choices,
    }
    assert has == {method: method not in refused for method in has}
    assert vocabulary.label(POSTCODE) == "Postcode"


def test_cancelling_ends_it(simulator):
    stop = Stop()
    stop.ask()
    transport = HttpTransport(simulator.base_url)
    session = Session(transport, Credentials(simulator.username, Secret(simulator.key)))
    with pytest.raises(Cancelled):
        read_vocabulary(Client(transport, session), stop)


@pytest.mark.parametrize(
    ("theirs", "ours"),
    {
        "id": "uid",
        "HomePhone": "ddi_home",
        "FirstName": "firstname",
        "Call_Back_Notes": "call_back_notes",
        "VENDOR_URN": "vendor_urn",
        "AgentRef": "agentid",
        "Own_Field": "Own_Field",
        "company_name": "company_name",
    }.items(),
)
def test_names_of_the_customer_side(theirs, ours):
    assert data_name(theirs) == ours


def test_rows_full_of_nonsense_define_nothing_harmful():
    [definition] = definitions_of([
        {"name": None},
        {},
        {"name": "x", "size": "-5", "required": None, "prompt": None, "type": {"a": 1}},
    ])[""].values()
    assert definition == Definition()
    for size in ("", "many", "1e9", "99999999999", "٣"):
        assert definitions_of([{"name": "x", "size": size}])[""][FieldName("x")].size == 0


def test_a_table_nobody_names_gets_what_the_tables_say():
    account = AccountVocabulary({
        "a": {POSTCODE: Definition(label="Post code")},
        "b": {POSTCODE: Definition(label="Zip"), LASTNAME: Definition(label="Surname")},
    })
    assert account.of_table("b").label(POSTCODE) == "Zip"
    assert account.of_table("").label(POSTCODE) == "Post code"
    assert account.of_table("").label(LASTNAME) == "Surname"


def test_what_is_too_long_holds_its_row_back_and_what_is_missing_is_only_said():
    vocabulary = Vocabulary({
        POSTCODE: Definition(size=10),
        LASTNAME: Definition(is_required=True),
        FieldName("uid"): Definition(is_required=True),
    })
    found = check_defined({POSTCODE: "SW1A 1AA London"}, vocabulary, is_new=True)
    assert [(one.problem, one.field) for one in found] == [
        (Problem.TOO_LONG, POSTCODE),
        (Problem.EMPTY_REQUIRED, LASTNAME),
    ]
    assert [one.is_blocking for one in found] == [True, False]
    assert check_defined({POSTCODE: "SW1A 1AA"}, vocabulary, is_new=False) == []
    assert check_defined({LASTNAME: " "}, vocabulary, is_new=False)


def test_a_choice_shows_its_meaning():
    assert Choice("109", "Call-back").title == "109 · Call-back"
    assert Choice("x").title == "x"
