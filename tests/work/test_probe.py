"""What a trial of an account says, against the simulator and against odder servers."""

import json
import socket
from urllib.parse import urlencode

import pytest
from fakes import FakeTransport

from cn_desktop.api.codecs import Format
from cn_desktop.api.token import Credentials
from cn_desktop.api.transport import HttpTransport
from cn_desktop.base.errors import (
    AnswerUnusable,
    Cancelled,
    Flaw,
    LoginRefused,
    NotSent,
    ServerBusy,
)
from cn_desktop.base.profile import Forms
from cn_desktop.base.secret import Secret
from cn_desktop.base.stop import Stop
from cn_desktop.simulator.options import Options
from cn_desktop.simulator.server import Simulator
from cn_desktop.work.probe import Check, Finding, Outcome, Trial, probe, proved_forms

KEY = "canary-key"


@pytest.fixture
def simulator():
    with Simulator(Options(records=30, key=KEY)) as running:
        yield running


def trial_of(simulator, *, key=KEY, **more):
    credentials = Credentials(simulator.username, Secret(key))
    return Trial(HttpTransport(simulator.base_url), credentials, **more)


def probed(trial) -> dict[Check, Finding]:
    findings = list(probe(trial, Stop()))
    assert sorted(finding.check.name for finding in findings) == sorted(c.name for c in Check)
    return {finding.check: finding for finding in findings}


def outcomes(found):
    return {check: finding.outcome for check, finding in found.items()}


@pytest.mark.parametrize("form", Format)
def test_a_good_account_works_and_no_record_is_tried_without_a_uid(simulator, form):
    found = probed(trial_of(simulator, format=form))
    for check in set(Check) - {Check.RECORD}:
        assert found[check].outcome is Outcome.WORKS, check
    assert found[Check.LOGIN].amount > 0
    assert found[Check.DATASETS].amount == 4
    assert found[Check.RECORD].outcome is Outcome.NOT_TRIED
    assert proved_forms(found.values()) is Forms.ACCEPTED
    assert simulator.token_gets == 1
    assert simulator.applied == []


@pytest.mark.parametrize("dataset", ["100", ""])
def test_a_record_is_read_from_the_dataset_named_or_the_first(simulator, dataset):
    uid = simulator.rows("100")[0]["uid"]
    found = probed(trial_of(simulator, dataset=dataset, uid=uid))
    assert found[Check.RECORD] == Finding(Check.RECORD, Outcome.WORKS, amount=1)


def test_a_record_that_is_not_there_does_not_count_as_read(simulator):
    found = probed(trial_of(simulator, dataset="100", uid="1"))
    assert found[Check.RECORD] == Finding(Check.RECORD, Outcome.FAILED)


def test_an_unknown_dataset_is_refused_in_the_servers_words(simulator):
    found = probed(trial_of(simulator, dataset="999", uid="1"))
    assert found[Check.RECORD].outcome is Outcome.REFUSED
    assert found[Check.RECORD].words == "Dataset [999] does not exist."


def test_an_account_that_may_not_list_its_datasets_works_all_the_same():
    with Simulator(Options(records=30, key=KEY, refuses=("ecnow_datasets",))) as strict:
        found = probed(trial_of(strict))
    assert found[Check.DATASETS].outcome is Outcome.REFUSED
    assert found[Check.DATASETS].words
    assert found[Check.FORMS].outcome is Outcome.WORKS


def test_a_wrong_key_is_refused_and_nothing_more_is_tried(simulator):
    found = probed(trial_of(simulator, key="not the key"))
    assert found[Check.ADDRESS].outcome is Outcome.WORKS
    assert found[Check.LOGIN].outcome is Outcome.REFUSED
    assert found[Check.LOGIN].words == "Authentication failure"
    assert isinstance(found[Check.LOGIN].error, LoginRefused)
    others = [found[check].outcome for check in list(Check)[2:]]
    assert set(others) == {Outcome.NOT_TRIED}
    assert proved_forms(found.values()) is Forms.UNTESTED


def test_an_address_without_a_server_fails_at_the_address():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{free.getsockname()[1]}/"
    found = probed(Trial(HttpTransport(address), Credentials("ada", Secret(KEY))))
    assert found[Check.ADDRESS].outcome is Outcome.FAILED
    assert isinstance(found[Check.ADDRESS].error, NotSent)
    assert set(outcomes(found).values()) == {Outcome.FAILED, Outcome.NOT_TRIED}


def answered(**members):
    return json.dumps({"success": True, **members}).encode()


TOKEN = answered(token="a" * 40, expire=4102444800)
REFUSED = answered(success=False, error="Bad argument: xyz")


def fake_trial(answer, **more):
    transport = FakeTransport(answer)
    return transport, Trial(transport, Credentials("ada", Secret(KEY)), **more)


def test_a_server_that_takes_no_forms_is_logged_in_to_by_the_address():
    def answer(request):
        if request.form is not None:
            return REFUSED
        return TOKEN if request.script == "token.php" else answered(total=0, list=[])

    transport, trial = fake_trial(answer)
    found = probed(trial)
    assert found[Check.LOGIN].outcome is Outcome.WORKS
    assert found[Check.FORMS].outcome is Outcome.REFUSED
    assert found[Check.FORMS].words == "Bad argument: xyz"
    assert proved_forms(found.values()) is Forms.REFUSED
    assert not any(request.form for request in transport.requests[2:])


def test_a_server_that_takes_forms_for_the_login_alone_is_not_read_by_them():
    def answer(request):
        if request.script == "token.php":
            return TOKEN
        return REFUSED if request.form is not None else answered(total=0, list=[])

    found = probed(fake_trial(answer)[1])
    assert found[Check.FORMS].outcome is Outcome.FAILED
    assert found[Check.FORMS].words == "Bad argument: xyz"
    assert proved_forms(found.values()) is Forms.UNTESTED


def test_where_no_list_may_be_read_forms_are_not_tried_and_each_refusal_is_told():
    def answer(request):
        return TOKEN if request.script == "token.php" else REFUSED

    found = probed(fake_trial(answer, uid="1")[1])
    for check in (Check.DATASETS, Check.FIELDS, Check.OUTCOMES, Check.RECORD):
        assert (found[check].outcome, found[check].words) == (Outcome.REFUSED, "Bad argument: xyz")
    assert found[Check.FORMS].outcome is Outcome.NOT_TRIED


XML_TOKEN = b"<result><success>1</success><token>%s</token><expire>4102444800</expire></result>"
XML_ROWS = (
    b"<result><success>1</success><total>1</total>"
    b"<list><%s><dataset>100</dataset></%s></list></result>"
)


def test_an_account_that_speaks_xml_is_tried_in_xml():
    def answer(request):
        asked = {**request.query, **(request.form or {})}
        assert asked["format"] == "xml"
        if request.script == "token.php":
            return XML_TOKEN % (b"a" * 40)
        method = asked["method"].encode()
        return XML_ROWS % (method, method)

    found = probed(fake_trial(answer, format=Format.XML)[1])
    works = {check for check in found if found[check].outcome is Outcome.WORKS}
    assert works == set(Check) - {Check.RECORD}


def test_a_web_page_speaks_against_the_address():
    found = probed(fake_trial(lambda _request: b"<html>Log in to our guest network</html>")[1])
    assert found[Check.ADDRESS].outcome is Outcome.FAILED
    assert found[Check.LOGIN].outcome is Outcome.NOT_TRIED


@pytest.mark.parametrize("error", [ServerBusy(503, 0.0), AnswerUnusable(Flaw.REDIRECT, status=302)])
def test_the_key_goes_into_an_address_only_where_that_may_help(error):
    transport, trial = fake_trial(lambda _request: error)
    found = probed(trial)
    assert found[Check.ADDRESS].outcome is Outcome.FAILED
    assert not any("password" in request.query for request in transport.requests)


def test_a_refusal_of_one_way_proves_the_address_though_the_other_gave_a_web_page():
    found = probed(fake_trial(lambda request: b"<html>" if request.form else REFUSED)[1])
    assert found[Check.ADDRESS].outcome is Outcome.WORKS
    assert found[Check.LOGIN].words == "Bad argument: xyz"


def test_no_more_is_asked_once_stopping_was_asked_for(simulator):
    stop = Stop()
    findings = probe(trial_of(simulator), stop)
    assert next(findings).check is Check.ADDRESS
    stop.ask()
    with pytest.raises(Cancelled):
        list(findings)
    assert simulator.token_gets == 1


def test_the_key_stands_in_no_finding(simulator):
    for key in (KEY, "wrong"):
        text = repr(list(probe(trial_of(simulator, key=key), Stop())))
        assert key not in text
        assert urlencode({"password": key}) not in text
