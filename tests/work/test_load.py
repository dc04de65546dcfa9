import json

import pytest
from fakes import FakeIncoming, FakeTransport

from cn_desktop.api import retry
from cn_desktop.api.client import Client
from cn_desktop.api.reading import Selection
from cn_desktop.api.token import Credentials, Session
from cn_desktop.base.errors import (
    AnswerUnusable,
    Flaw,
    NotSent,
    OutcomeUnknown,
    SessionRefused,
    Trouble,
)
from cn_desktop.base.secret import Secret
from cn_desktop.base.stop import Stop
from cn_desktop.records.fields import DatasetId
from cn_desktop.work.load import load

WHOLE = Selection(DatasetId("100"))
ROWS = [{"uid": str(n), "dataset": "100", "firstname": "Ada"} for n in range(1, 40)]
ANSWER = json.dumps({"success": True, "total": 39, "list": ROWS}).encode()
EXPIRED = b'{"success":false,"error":"Expired token"}'


def client(*reads):
    """A client whose reads are answered by these, and how many log-ins it made."""
    reads, logins = list(reads), []

    def answer(request):
        if request.script != "token.php":
            return reads.pop(0)
        logins.append(request)
        return json.dumps({"success": True, "token": f"token {len(logins)}"}).encode()

    transport = FakeTransport(answer)
    session = Session(transport, Credentials("name", Secret("key")))
    return Client(transport, session), logins


@pytest.mark.parametrize("size", [1, 7, 64, 100_000])
def test_however_it_is_cut_the_table_is_the_same(size):
    pieces = [ANSWER[at : at + size] for at in range(0, len(ANSWER), size)]
    loaded = load(client(FakeIncoming(pieces))[0], WHOLE, Stop())
    assert [loaded.store.record(row) for row in loaded.store.rows()] == ROWS
    assert (loaded.count, loaded.announced, loaded.store.is_complete) == (39, 39, True)


def test_a_refused_token_is_renewed_once():
    asked, logins = client(EXPIRED, ANSWER)
    assert load(asked, WHOLE, Stop()).count == 39
    assert len(logins) == 2


def test_a_token_refused_twice_is_an_error_and_no_loop():
    asked, logins = client(EXPIRED, EXPIRED, EXPIRED)
    with pytest.raises(SessionRefused):
        load(asked, WHOLE, Stop())
    assert len(logins) == 2


@pytest.mark.parametrize("end", [1, len(ANSWER) // 2, len(ANSWER) - 1])
def test_a_cut_answer_is_no_table(end):
    with pytest.raises(AnswerUnusable):
        load(client(ANSWER[:end])[0], WHOLE, Stop())


def test_a_broken_connection_is_no_table():
    broken = FakeIncoming([ANSWER[:200]], breaks=OutcomeUnknown(Trouble.CUT_OFF))
    with pytest.raises(OutcomeUnknown):
        load(client(*[broken] * retry.TRIES)[0], WHOLE, Stop())


def test_a_read_that_broke_off_is_tried_again_from_its_start():
    broken = FakeIncoming([ANSWER[:200]], breaks=OutcomeUnknown(Trouble.CUT_OFF))
    loaded = load(client(broken, NotSent(Trouble.REFUSED), ANSWER)[0], WHOLE, Stop())
    assert [loaded.store.record(row) for row in loaded.store.rows()] == ROWS


def test_a_token_refused_by_status_is_renewed_once():
    asked, logins = client(FakeIncoming([b"<html>"], status=401), ANSWER)
    assert load(asked, WHOLE, Stop()).count == 39
    assert len(logins) == 2


def test_another_datasets_records_are_no_table():
    other = ANSWER.replace(b'"dataset": "100"', b'"dataset": "101"', 1)
    with pytest.raises(AnswerUnusable) as caught:
        load(client(other)[0], WHOLE, Stop())
    assert caught.value.kind is Flaw.OTHER_RECORD


@pytest.mark.parametrize("selection", [Selection("100", outcomes="109"), Selection("100", uid="1")])
def test_a_filtered_read_is_never_the_whole_dataset(selection):
    assert not load(client(ANSWER)[0], selection, Stop()).store.is_complete


def test_fewer_records_than_announced_are_not_the_whole_dataset():
    fewer = json.dumps({"success": True, "total": 2, "list": ROWS[:1]}).encode()
    loaded = load(client(fewer)[0], WHOLE, Stop())
    assert (loaded.count, loaded.announced, loaded.store.is_complete) == (1, 2, False)
