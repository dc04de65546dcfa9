"""The client against the simulator, over real sockets; and against servers worse than that."""

import json

import pytest
from fakes import FakeIncoming, FakeTransport

from cn_desktop.api.client import Client, DatasetEntry
from cn_desktop.api.reading import Reading, Selection
from cn_desktop.api.reply import Ruling
from cn_desktop.api.token import Credentials, Session
from cn_desktop.api.transport import HttpTransport
from cn_desktop.base.errors import (
    AnswerUnusable,
    Flaw,
    LoginRefused,
    NotSent,
    OutcomeUnknown,
    ServerRefusal,
    SessionRefused,
    Trouble,
)
from cn_desktop.base.secret import Secret
from cn_desktop.base.stop import Stop
from cn_desktop.simulator.options import Options
from cn_desktop.simulator.server import Simulator

LIVE, HOLD, EXPIRED, EMPTY = "100", "101", "102", "103"
PERSON = {"firstname": "Ada", "lastname": "Example", "ddi_mobile": "07700 900123"}


@pytest.fixture
def simulator():
    with Simulator(Options(records=30, key="a key")) as running:
        yield running


@pytest.fixture
def client(simulator):
    return client_of(simulator)


def client_of(simulator, **other):
    login = {"username": simulator.username, "key": simulator.key} | other
    transport = HttpTransport(simulator.base_url)
    return Client(
        transport, Session(transport, Credentials(login["username"], Secret(login["key"])))
    )


def read(client, selection):
    reading = Reading(client.format, selection)
    with client.open_read(client.token(Stop()), selection, Stop()) as incoming:
        rows = [row for piece in incoming.chunks() for some in reading.feed(piece) for row in some]
    last, envelope = reading.finish_rows()
    return rows + last, envelope


def first_uid(simulator, dataset=LIVE):
    return simulator.rows(dataset)[0]["uid"]


# Against the simulator


def test_datasets_are_listed_with_their_status(client):
    assert client.datasets(Stop()) == [
        DatasetEntry(LIVE, "Spring list", "LIVE", "Demo_Campaign"),
        DatasetEntry(HOLD, "Win-back calls", "HOLD", "Demo_Campaign"),
        DatasetEntry(EXPIRED, "Autumn list 2024", "EXPIRED", "Demo_Campaign"),
        DatasetEntry(EMPTY, "New enquiries", "HOLD", "Demo_Campaign"),
    ]


def test_a_whole_dataset_is_read_as_it_is_stored(simulator, client):
    rows, envelope = read(client, Selection(LIVE))
    assert rows == simulator.rows(LIVE)
    assert envelope.total == len(rows) == 30


def test_a_dataset_without_records_is_read(client):
    rows, envelope = read(client, Selection(EMPTY))
    assert (rows, envelope.total) == ([], 0)


def test_a_read_by_outcomes_gives_those_only(simulator, client):
    codes = [row["outcomecode"] for row in simulator.rows(LIVE)]
    wanted = sorted(set(codes))[:2]
    rows, _envelope = read(client, Selection(LIVE, outcomes=",".join(wanted)))
    assert [row["outcomecode"] for row in rows] == [code for code in codes if code in wanted]
    assert 0 < len(rows) < len(codes)


def test_one_record_is_read(simulator, client):
    uid = simulator.rows(LIVE)[7]["uid"]
    assert client.record(LIVE, uid, Stop()) == simulator.row(LIVE, uid)


@pytest.mark.parametrize("uid", ["999999999", "no uid", "0"])
def test_a_record_that_is_not_there_is_none(client, uid):
    assert client.record(LIVE, uid, Stop()) is None


def test_an_unknown_dataset_is_refused_in_the_servers_words(client):
    with pytest.raises(ServerRefusal) as caught:
        client.record("999", "1", Stop())
    assert caught.value.words == "Dataset [999] does not exist."
    assert str(caught.value) == ""


def test_a_create_is_stored_under_the_uid_it_gives(simulator, client):
    verdict = client.create(HOLD, PERSON, Stop())
    assert verdict.ruling is Ruling.SAVED
    stored = simulator.row(HOLD, verdict.uid)
    assert {name: stored[name] for name in PERSON} == PERSON


def test_the_same_create_twice_is_two_records(simulator, client):
    first, second = (client.create(HOLD, PERSON, Stop()) for _ in range(2))
    assert first.uid != second.uid
    assert [entry.action for entry in simulator.applied] == ["create", "create"]


def test_characters_of_every_plane_arrive(simulator, client):
    name = "Zoë \U0001f600 \u202eabc <b>&amp;\\ \"'"
    verdict = client.create(HOLD, PERSON | {"lastname": name}, Stop())
    assert simulator.row(HOLD, verdict.uid)["lastname"] == name
    assert client.record(HOLD, verdict.uid, Stop())["lastname"] == name


def test_an_update_sends_the_given_fields_and_no_others(simulator, client):
    uid = first_uid(simulator)
    before = simulator.row(LIVE, uid)
    verdict = client.update(LIVE, uid, {"firstname": "Ada", "postcode": ""}, Stop())
    assert verdict.ruling is Ruling.SAVED
    (entry,) = simulator.applied
    assert (entry.action, entry.uid) == ("update", uid)
    assert entry.fields == {"dataset": LIVE, "firstname": "Ada", "postcode": ""}
    assert simulator.row(LIVE, uid) == before | {"firstname": "Ada", "postcode": ""}


@pytest.mark.parametrize(
    ("dataset", "uid", "fields", "words"),
    [
        (LIVE, None, {"postcode": "ZZ99 9ZZ 123"}, "Value too long for argument: postcode"),
        (LIVE, "999999999", {"firstname": "Ada"}, "Record id [999999999] does not exist."),
        (EXPIRED, None, {"firstname": "Ada"}, "Dataset [102] is expired."),
        (LIVE, None, {"no_such_field": "x"}, "Bad argument: no_such_field"),
    ],
)
def test_a_refused_update_is_rejected_in_the_servers_words(
    simulator, client, dataset, uid, fields, words
):
    verdict = client.update(dataset, uid or first_uid(simulator, dataset), fields, Stop())
    assert (verdict.ruling, verdict.words) == (Ruling.REJECTED, words)
    assert simulator.applied == []


@pytest.mark.parametrize(
    ("dataset", "fields", "words"),
    [
        (HOLD, {"firstname": "Ada"}, "At least one ddi is required."),
        (EXPIRED, PERSON, "Dataset [102] is expired."),
    ],
)
def test_a_refused_create_is_rejected_in_the_servers_words(
    simulator, client, dataset, fields, words
):
    verdict = client.create(dataset, fields, Stop())
    assert (verdict.ruling, verdict.words, verdict.uid) == (Ruling.REJECTED, words, "")
    assert simulator.applied == []


def test_one_login_serves_many_calls(simulator, client):
    client.token(Stop())
    client.datasets(Stop())
    client.create(HOLD, PERSON, Stop())
    assert simulator.token_gets == 1
    assert client.seconds_left > 0


def test_a_read_after_the_token_expired_renews_it_once(simulator, client):
    client.token(Stop())
    simulator.expire_tokens()
    uid = first_uid(simulator)
    assert client.record(LIVE, uid, Stop()) == simulator.row(LIVE, uid)
    assert len(client.datasets(Stop())) == 4
    assert simulator.token_gets == 2


def test_an_update_after_the_token_expired_is_not_sent_again(simulator, client):
    """Whoever asked for it looks at the record first (reliability § 3.3)."""
    client.token(Stop())
    simulator.expire_tokens()
    uid, fields = first_uid(simulator), {"firstname": "Ada"}
    verdict = client.update(LIVE, uid, fields, Stop())
    assert (verdict.ruling, verdict.words) == (Ruling.TOKEN_TROUBLE, "Expired token")
    assert simulator.applied == []
    assert client.update(LIVE, uid, fields, Stop()).ruling is Ruling.SAVED
    assert len(simulator.applied) == 1
    assert simulator.token_gets == 2


def test_a_create_after_the_token_expired_is_not_sent_again(simulator, client):
    client.token(Stop())
    simulator.expire_tokens()
    verdict = client.create(HOLD, PERSON, Stop())
    assert (verdict.ruling, verdict.words) == (Ruling.TOKEN_TROUBLE, "Expired token")
    assert simulator.applied == []
    assert client.create(HOLD, PERSON, Stop()).ruling is Ruling.SAVED
    assert simulator.token_gets == 2


def test_a_streamed_read_after_the_token_expired_says_so(simulator, client):
    refused = client.token(Stop())
    simulator.expire_tokens()
    with pytest.raises(SessionRefused):
        read(client, Selection(LIVE))
    client.renew(refused, Stop())
    assert len(read(client, Selection(LIVE))[0]) == 30


@pytest.mark.parametrize("other", [{"key": "another key"}, {"username": "nobody"}])
def test_a_wrong_login_is_refused(simulator, other):
    stranger = client_of(simulator, **other)
    for ask in (stranger.token, stranger.datasets):
        with pytest.raises(LoginRefused) as caught:
            ask(Stop())
        assert caught.value.words == "Authentication failure"
    assert simulator.token_gets == 1


def test_a_server_that_is_gone_was_sent_nothing():
    with Simulator(Options(records=1)) as gone:
        client = client_of(gone)
        client.token(Stop())
    with pytest.raises(NotSent):
        client.create(LIVE, PERSON, Stop())


# Against worse servers


def faked(answer, *, logins=None):
    """A client whose server logs it in and answers everything else like this."""
    numbers = iter(range(1, 1000))

    def respond(request):
        if request.script == "token.php":
            if logins is not None and next(logins, None) is None:
                return b'{"success":false,"error":"Authentication failure"}'
            return b'{"success":true,"token":"%040x","expire":1}' % next(numbers)
        return answer(request)

    transport = FakeTransport(respond)
    return Client(transport, Session(transport, Credentials("demo", Secret("a key")))), transport


def body(**members):
    return json.dumps({"success": True, **members}).encode()


EXPIRED_TOKEN = b'{"success":false,"error":"Expired token","expire":-1}'
WHOLE = [{"uid": str(uid), "dataset": LIVE} for uid in range(1, 4)]


def test_a_server_that_ignores_urn_still_gives_the_right_record():
    client, transport = faked(lambda _request: body(total=3, list=WHOLE))
    assert client.record(LIVE, "2", Stop()) == WHOLE[1]
    assert client.record(LIVE, "9", Stop()) is None
    assert transport.requests[-1].query["urn"] == "9"


def test_a_uid_is_compared_as_it_is_spelled():
    client, _transport = faked(lambda _request: b'{"success":1,"list":[{"uid":7},{"uid":"007"}]}')
    assert client.record(LIVE, "7", Stop()) == {"uid": "7"}
    assert client.record(LIVE, "007", Stop()) == {"uid": "007"}


def test_a_token_that_is_always_refused_is_renewed_once_and_no_more():
    client, transport = faked(lambda _request: EXPIRED_TOKEN)
    with pytest.raises(SessionRefused) as caught:
        client.record(LIVE, "1", Stop())
    assert caught.value.words == "Expired token"
    scripts = [request.script for request in transport.requests]
    assert scripts == ["token.php", "database.php"] * 2


@pytest.mark.parametrize("creating", [True, False])
def test_a_write_that_is_refused_for_its_token_is_sent_once_and_the_next_has_another(creating):
    client, transport = faked(lambda _request: EXPIRED_TOKEN)
    fields = {"firstname": "Ada"}
    write = client.create if creating else lambda *rest: client.update(LIVE, "1", *rest[1:])
    assert write(LIVE, fields, Stop()).ruling is Ruling.TOKEN_TROUBLE
    scripts = [request.script for request in transport.requests]
    assert scripts == ["token.php", "database.php", "token.php"]
    assert write(LIVE, fields, Stop()).ruling is Ruling.TOKEN_TROUBLE
    first, second = (request for request in transport.requests if request.body)
    assert first.body == second.body
    assert first.query["token"] != second.query["token"]


@pytest.mark.parametrize("creating", [True, False])
def test_a_write_whose_token_cannot_be_renewed_keeps_its_verdict(creating):
    client, transport = faked(lambda _request: EXPIRED_TOKEN, logins=iter([True]))
    fields = {"firstname": "Ada"}
    write = client.create if creating else lambda *rest: client.update(LIVE, "1", *rest[1:])
    assert write(LIVE, fields, Stop()).ruling is Ruling.TOKEN_TROUBLE
    assert [request.script for request in transport.requests].count("database.php") == 1
    with pytest.raises(LoginRefused):
        client.token(Stop())


@pytest.mark.parametrize(
    "trouble",
    [OutcomeUnknown(Trouble.CUT_OFF), NotSent(Trouble.REFUSED), AnswerUnusable(Flaw.REDIRECT)],
)
def test_no_write_is_repeated_after_trouble(trouble):
    client, transport = faked(lambda _request: trouble)
    for write in (
        lambda: client.create(LIVE, PERSON, Stop()),
        lambda: client.update(LIVE, "1", PERSON, Stop()),
    ):
        with pytest.raises(type(trouble)):
            write()
    assert [request.script for request in transport.requests].count("database.php") == 2


def test_a_write_whose_answer_is_no_answer_is_ruled_unknown():
    client, _transport = faked(lambda _request: b"<html>")
    assert client.create(LIVE, PERSON, Stop()).ruling is Ruling.UNKNOWN
    assert client.update(LIVE, "1", PERSON, Stop()).ruling is Ruling.UNKNOWN


def test_the_http_status_of_a_write_counts():
    saved = b'{"success":true,"total":1,"bad":0,"key":5}'
    client, _transport = faked(lambda _request: FakeIncoming([saved], status=500))
    assert client.create(LIVE, PERSON, Stop()).ruling is Ruling.UNKNOWN


def test_a_create_cannot_be_sent_to_another_dataset_by_its_fields():
    client, transport = faked(lambda _request: b"{}")
    client.create(LIVE, PERSON | {"dataset": HOLD}, Stop())
    assert json.loads(transport.requests[-1].body) == [PERSON | {"dataset": LIVE}]


@pytest.mark.parametrize(
    ("answer", "status", "kind"),
    [
        (b'{"success":true,"total":1,"list":[{"uid":"1"}]}', 500, Flaw.HTTP_STATUS),
        (b'{"total":1,"list":[{"uid":"1"}]}', 200, Flaw.WRONG_SHAPE),
        (b'{"success":"yes","list":[{"uid":"1"}]}', 200, Flaw.WRONG_SHAPE),
        (b'{"success":true,"total":5}', 200, Flaw.WRONG_SHAPE),
        (b'{"success":true,"total":5,"list":[]}', 200, Flaw.WRONG_SHAPE),
        (b'{"success":true,"total":"5","list":null}', 200, Flaw.WRONG_SHAPE),
        (b"<html>", 502, Flaw.HTTP_STATUS),
        (b"<html>", 200, Flaw.WEB_PAGE),
    ],
)
def test_a_read_that_proves_nothing_is_unusable(answer, status, kind):
    client, _transport = faked(lambda _request: FakeIncoming([answer], status=status))
    with pytest.raises(AnswerUnusable) as caught:
        client.record(LIVE, "1", Stop())
    assert caught.value.kind is kind


@pytest.mark.parametrize("success", [b"true", b"false"])
def test_a_read_with_an_error_text_is_refused_whatever_it_lists(success):
    answer = b'{"success":%s,"error":"Bad argument: xyz","total":1,"list":[{"uid":"1"}]}' % success
    client, _transport = faked(lambda _request: answer)
    with pytest.raises(ServerRefusal) as caught:
        client.record(LIVE, "1", Stop())
    assert caught.value.words == "Bad argument: xyz"


def test_a_read_that_breaks_off_gives_no_records():
    half = FakeIncoming([body(total=3, list=WHOLE)[:60]], breaks=OutcomeUnknown(Trouble.CUT_OFF))
    client, _transport = faked(lambda _request: half)
    with pytest.raises(OutcomeUnknown):
        client.record(LIVE, "1", Stop())


def test_datasets_without_an_id_are_left_out():
    rows = [{"dataset": None}, {"description": "x"}, {"dataset": 7, "d_status": None}]
    client, transport = faked(lambda _request: body(total=3, list=rows))
    assert client.datasets(Stop()) == [DatasetEntry("7")]
    assert transport.requests[-1].script == "ecnow.php"
