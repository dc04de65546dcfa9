"""rel-T1 to rel-T10: the token, the account, the clocks, and records that change under a run."""

import json
import os
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from cn_desktop.api.reading import Selection
from cn_desktop.api.token import Clock
from cn_desktop.base.errors import LoginRefused, SessionRefused
from cn_desktop.base.stop import Stop
from cn_desktop.records.fields import RecordKey
from cn_desktop.records.marks import Note
from cn_desktop.simulator.faults import Fault
from cn_desktop.simulator.options import Options
from cn_desktop.simulator.server import Simulator
from cn_desktop.ui.notices import notice_for
from cn_desktop.work.load import load
from cn_desktop.work.steps import Fate, Terms

from .network_bench import (
    EVERY_K,
    HOLD,
    KEY,
    LIVE,
    MOMENT,
    Run,
    client_at,
    create_of,
    eventually,
    session_at,
    update_of,
)

ELSEWHERE = "192.0.2.7"
BOTH = pytest.mark.parametrize("action", ["update", "create"])


@pytest.fixture
def client(simulator):
    ours = client_at(simulator.base_url)
    ours.token(Stop())
    return ours


def twenty(action, simulator):
    return [update_of(simulator, n) if action == "update" else create_of(n) for n in range(20)]


# T1, T2: the token ends


@pytest.mark.parametrize("k", EVERY_K)
def test_t01_the_token_ends_before_the_kth_update(simulator, client, k):
    simulator.faults.add(Fault("tokens-expire", "update", nth=k))
    run = Run(twenty("update", simulator), client)
    assert run.fates == [Fate.SAVED] * 20
    assert simulator.token_gets == 2
    assert len(client.counted.bodies) == 21
    assert len(simulator.ledger) == 20


@pytest.mark.parametrize("how", ["expire_tokens", "forget_tokens"])
def test_t01_updates_side_by_side_that_find_it_ended_renew_it_once_and_are_all_saved(
    simulator, client, how
):
    rows, reached = twenty("update", simulator), []

    def end(row):
        reached.append(row)
        if len(reached) == 10:
            getattr(simulator, how)()

    run = Run(rows, client, meanwhile=end, terms=Terms())
    assert run.counts == {Fate.SAVED: 20}
    assert (run.stopped, simulator.token_gets) == (None, 2)
    assert len(simulator.ledger) == 20


@pytest.mark.parametrize("k", EVERY_K)
def test_t01_the_token_ends_before_the_kth_create(simulator, client, k):
    """It stays pending, and is not sent again in the same run."""
    simulator.faults.add(Fault("tokens-expire", "create", nth=k))
    rows = twenty("create", simulator)
    run = Run(rows, client)
    assert run.fates == [Fate.NOT_SENT if n == k else Fate.SAVED for n in range(1, 21)]
    assert (run.stopped, simulator.token_gets) == (None, 2)
    assert Run([rows[k - 1]], client).fates == [Fate.SAVED]
    assert len(simulator.ledger) == 20


@pytest.mark.parametrize("k", EVERY_K)
def test_t01_the_token_ends_before_the_kth_read_back(simulator, client, k):
    simulator.faults.add(Fault("tokens-expire", "read", nth=k))
    run = Run(twenty("update", simulator), client)
    assert run.fates == [Fate.SAVED] * 20
    assert all(finished.stored for finished in run.finished)
    assert simulator.token_gets == 2


@pytest.mark.parametrize("how", ["expire_tokens", "forget_tokens"])
def test_t01_many_threads_that_find_it_ended_renew_it_once(simulator, client, how):
    getattr(simulator, how)()
    uids = [row["uid"] for row in simulator.rows(LIVE)[:16]]
    together = threading.Barrier(len(uids))

    def read(uid):
        together.wait(MOMENT)
        return client.record(LIVE, uid, Stop())

    with ThreadPoolExecutor(len(uids)) as pool:
        records = list(pool.map(read, uids))
    assert [record["uid"] for record in records] == uids
    assert simulator.token_gets == 2


def test_t01_a_token_that_ends_at_every_call_is_no_loop(simulator, client):
    simulator.faults.add(Fault("tokens-expire", "read", count=None))
    with pytest.raises(SessionRefused):
        load(client, Selection(LIVE), Stop())
    assert simulator.token_gets == 2


@BOTH
def test_t01_a_token_that_ends_at_every_write_stops_the_run(simulator, client, action):
    """An update is refused twice at once; a create is not sent again, so it takes two."""
    simulator.faults.add(Fault("tokens-expire", action, count=None))
    run = Run(twenty(action, simulator), client)
    assert run.fates == [Fate.NOT_SENT] * (1 if action == "update" else 2)
    assert run.counts == {Fate.NOT_SENT: 20}
    assert isinstance(run.stopped.error, SessionRefused)
    assert len(client.counted.bodies) == 2
    assert simulator.ledger == []


def test_t02_the_token_ends_while_the_answer_is_lost(simulator, client):
    simulator.faults.add(Fault("reset-after-apply", "update"), Fault("tokens-expire", "read"))
    run = Run([update_of(simulator)], client)
    assert run.fates == [Fate.SAVED]
    assert simulator.token_gets == 2
    assert len(simulator.ledger) == len(client.counted.bodies) == 1


def test_t02_a_lost_create_is_not_repeated_because_the_token_ended(simulator, client):
    simulator.faults.add(Fault("reset-after-apply", "create"))
    simulator.faults.add(Fault("tokens-expire", "create", nth=2))
    run = Run([create_of(1), create_of(2), create_of(3)], client)
    assert run.fates == [Fate.UNKNOWN, Fate.NOT_SENT, Fate.SAVED]
    assert [entry.fields["ddi_mobile"][-1] for entry in simulator.ledger] == ["1", "3"]


# T3: from another address


def test_t03_another_address_takes_one_renewal(simulator, client):
    simulator.conditions.address = ELSEWHERE
    run = Run(twenty("update", simulator), client)
    assert run.fates == [Fate.SAVED] * 20
    assert simulator.token_gets == 2
    assert len(simulator.ledger) == 20


@BOTH
def test_t03_where_a_renewal_does_not_help_the_run_stops_and_says_why(simulator, client, action):
    simulator.faults.add(Fault("says-invalid-token", action, count=None))
    run = Run(twenty(action, simulator), client)
    assert run.counts == {Fate.NOT_SENT: 20}
    assert simulator.token_gets == 3  # one more after each of the two refusals
    assert len(client.counted.bodies) == 2
    notice = notice_for(run.stopped.error)
    assert "internet address" in notice.advice
    assert "VPN" in notice.advice
    assert "pending changes are kept" in notice.advice


def test_t03_a_read_where_a_renewal_does_not_help_says_why(simulator, client):
    simulator.faults.add(Fault("says-invalid-token", "read", count=None))
    with pytest.raises(SessionRefused) as caught:
        load(client, Selection(LIVE), Stop())
    assert simulator.token_gets == 2
    assert "internet address" in notice_for(caught.value).advice


# T4, T5: no login


def test_t04_a_wrong_key_is_tried_once(simulator):
    client = client_at(simulator.base_url, session=session_at(simulator.base_url, key="wrong"))
    for _ in range(3):
        run = Run(twenty("create", simulator), client)
        assert run.finished == []
        assert isinstance(run.stopped.error, LoginRefused)
        with pytest.raises(LoginRefused):
            load(client, Selection(LIVE), Stop())
    assert simulator.token_gets == 1
    assert client.counted.bodies == []


@BOTH
@pytest.mark.parametrize("k", [1, 2, 10, 20])
def test_t04_a_session_that_was_revoked_is_renewed_once_and_the_rest_stays_pending(
    simulator, client, action, k
):
    simulator.faults.add(Fault("says-login-refused", "get", count=None))
    reached = []

    def revoke(row):
        reached.append(row)
        if len(reached) == k:
            simulator.forget_tokens()

    run = Run(twenty(action, simulator), client, meanwhile=revoke)
    assert run.fates == [Fate.SAVED] * (k - 1) + [Fate.NOT_SENT]
    assert sum(run.counts.values()) == 20
    assert k == 20 or isinstance(run.stopped.error, LoginRefused)
    logins = [struck for struck in simulator.faults.struck if struck.name == "says-login-refused"]
    assert len(logins) == 1
    assert len(simulator.ledger) == k - 1


def test_t04_a_session_that_was_revoked_is_renewed_where_the_login_is_still_good(simulator, client):
    simulator.forget_tokens()
    run = Run(twenty("update", simulator), client)
    assert run.fates == [Fate.SAVED] * 20
    assert simulator.token_gets == 2


@pytest.mark.parametrize(
    "words",
    ["Account is locked.", "Too many login attempts", "<b>Locked</b>\x1b[31m", "long " * 500],
    ids=["locked", "limited", "dressed up", "long"],
)
def test_t05_a_locked_account_is_tried_once_and_shown_in_the_servers_words(simulator, words):
    client = client_at(simulator.base_url)
    simulator.faults.add(Fault("says-error", "get", count=None, value=words))
    for _ in range(3):
        run = Run([create_of()], client)
    assert client.counted.scripts == ["token.php"]
    advice = notice_for(run.stopped.error).advice
    assert words.split()[0][:8] in advice
    assert "\x1b" not in advice
    assert len(advice) < 500
    assert words not in str(run.stopped.error)


# T6, T7: clocks


DAY = 86_400.0


@pytest.mark.parametrize("skew", [-DAY, DAY, -3600.0, 3600.0, 3650 * DAY])
def test_t06_a_clock_that_is_wrong_changes_nothing(simulator, skew):
    simulator.conditions.clock_skew = skew
    client = client_at(simulator.base_url)
    client.token(Stop())
    assert 12 * 3600 - MOMENT <= client.seconds_left <= 12 * 3600
    run = Run(twenty("update", simulator), client)
    assert run.fates == [Fate.SAVED] * 20
    assert simulator.token_gets == 1


class Hands:
    """This machine's two clocks, moved by hand."""

    def __init__(self):
        self.steady, self.ahead = 1000.0, 0.0

    def clock(self):
        import time  # noqa: PLC0415  only the tests of clocks look at one

        return Clock(lambda: self.steady, lambda: time.time() + self.ahead)


def clocked(simulator):
    hands = Hands()
    session = session_at(simulator.base_url, clock=hands.clock())
    client = client_at(simulator.base_url, session=session)
    client.token(Stop())
    return client, hands


@pytest.mark.parametrize("set_by", [-DAY, -3600.0])
def test_t06_a_clock_that_is_set_back_keeps_no_dead_token_alive(simulator, set_by):
    client, hands = clocked(simulator)
    hands.ahead += set_by
    hands.steady += 12 * 3600 - 60
    assert client.seconds_left <= 60


def test_t06_a_token_near_its_end_is_asked_for_once_before_a_run():
    with Simulator(Options(records=30, key=KEY, token_lifetime=600)) as simulator:
        client = client_at(simulator.base_url)
        client.token(Stop())
        run = Run(twenty("update", simulator), client)
        assert run.fates == [Fate.SAVED] * 20
        assert simulator.token_gets == 2


def test_t06_a_token_with_time_left_is_not_asked_for_again(simulator, client):
    assert Run(twenty("update", simulator), client).fates == [Fate.SAVED] * 20
    assert simulator.token_gets == 1


def test_t07_after_a_sleep_the_session_is_renewed_before_the_next_run(simulator):
    """Asleep, one clock stood still; the other knows."""
    client, hands = clocked(simulator)
    hands.ahead += 13 * 3600
    simulator.expire_tokens()
    assert client.seconds_left < 0
    assert Run([create_of()], client).fates == [Fate.SAVED]
    assert simulator.token_gets == 2
    assert len(client.counted.bodies) == 1


ASLEEP = """
import json, sys
from protocol.network_bench import Run, client_at, create_of
from cn_desktop.api import client as client_module
client_module.WRITE_SECONDS = 1.0
run = Run([create_of(1), create_of(2)], client_at(sys.argv[1]))
print(json.dumps([[each.fate.value, str(each.error)] for each in run.finished]))
"""


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="no way to send a process to sleep here")
def test_t07_a_request_that_was_open_during_a_sleep_is_unknown(simulator):
    simulator.faults.add(Fault("late-apply", "create"))
    tests = Path(__file__).parents[1]
    path = os.pathsep.join([str(tests), str(tests.parent)])
    with subprocess.Popen(
        [sys.executable, "-c", ASLEEP, simulator.base_url],
        env={**os.environ, "PYTHONPATH": path},
        stdout=subprocess.PIPE,
    ) as child:
        assert eventually(lambda: simulator.faults.waiting.count == 1)
        child.send_signal(signal.SIGSTOP)
        threading.Event().wait(1.5)
        simulator.faults.release()
        assert eventually(lambda: len(simulator.ledger) == 1)
        child.send_signal(signal.SIGCONT)
        said = json.loads(child.communicate(timeout=MOMENT)[0])
    assert [fate for fate, _ in said] == ["unknown", "saved"]
    assert [entry.fields["ddi_mobile"][-1] for entry in simulator.ledger] == ["1", "2"]


# T8: somebody else's


def test_t08_an_answer_for_another_account_confirms_nothing(simulator, client):
    assert Run([create_of(1)], client).fates == [Fate.SAVED]
    simulator.faults.add(Fault("other-account", "create", count=None))
    assert Run([create_of(2), create_of(3)], client).fates == [Fate.UNKNOWN] * 2
    assert len(simulator.ledger) == 3


def test_t08_another_regions_server_gets_no_row_of_ours(simulator, client):
    with Simulator(Options(records=30, key="another key")) as elsewhere:
        lost = client_at(elsewhere.base_url, session=client._session)
        run = Run(twenty("update", simulator), lost)
        assert elsewhere.ledger == []
    assert run.counts == {Fate.NOT_SENT: 20}
    assert isinstance(run.stopped.error, SessionRefused)


# T9: under our hands


@BOTH
@pytest.mark.parametrize("k", EVERY_K)
def test_t09_the_dataset_expires_at_the_kth_row(simulator, client, action, k):
    rows, reached = twenty(action, simulator), []
    before = load(client, Selection(LIVE), Stop()).store

    def expire(row):
        reached.append(row)
        if len(reached) == k:
            simulator.set_status(row.dataset, "EXPIRED")

    run = Run(rows, client, meanwhile=expire, store=before)
    assert run.fates == [Fate.SAVED] * (k - 1) + [Fate.REJECTED] * (21 - k)
    assert [each.row.key for each in run.finished] == [row.key for row in rows]
    assert all(
        each.words == f"Dataset [{each.row.dataset}] is expired." for each in run.finished[k - 1 :]
    )
    assert len(client.counted.bodies) == 20
    assert len(simulator.ledger) == k - 1


@pytest.mark.parametrize("k", [1, 7, 20])
def test_t09_a_record_is_deleted_before_the_kth_update(simulator, client, k):
    rows = twenty("update", simulator)
    simulator.remove(LIVE, rows[k - 1].uid)
    run = Run(rows, client)
    assert run.counts == {Fate.SAVED: 19, Fate.REJECTED: 1}
    [gone] = run.tally.of(Fate.REJECTED)
    assert (gone.row.uid, gone.row.mark.note) == (rows[k - 1].uid, Note.GONE)
    assert len(client.counted.bodies) == 19
    assert len(simulator.ledger) == 19


@pytest.mark.parametrize("k", [1, 7, 20])
def test_t09_a_record_that_vanishes_before_the_kth_update_is_refused_in_the_servers_words(
    simulator, client, k
):
    rows = twenty("update", simulator)
    look, looked = client.record, []

    def record(dataset, uid, stop):
        shown = look(dataset, uid, stop)
        looked.append(uid)
        if looked == [*(row.uid for row in rows[: k - 1] for _ in range(2)), rows[k - 1].uid]:
            simulator.remove(dataset, uid)
        return shown

    client.record = record
    run = Run(rows, client)
    assert run.fates == [Fate.REJECTED if n == k else Fate.SAVED for n in range(1, 21)]
    assert run.finished[k - 1].words == f"Record id [{rows[k - 1].uid}] does not exist."
    assert len(client.counted.bodies) == 20
    assert len(simulator.ledger) == 19


def test_t09_a_record_that_vanishes_behind_its_update_is_not_called_saved(simulator, client):
    row = update_of(simulator)
    update = client.update

    def vanishing(*given):
        verdict = update(*given)
        simulator.remove(LIVE, row.uid)
        return verdict

    client.update = vanishing
    assert Run([row], client).fates == [Fate.UNKNOWN]


def test_t09_a_record_in_another_dataset_is_not_changed(simulator, client):
    stranger = simulator.rows(HOLD)[0]
    uid = stranger["uid"]
    moved = replace(update_of(simulator), key=RecordKey(uid), uid=uid)
    run = Run([moved], client)
    assert (run.fates, run.only.row.mark.note) == ([Fate.REJECTED], Note.GONE)
    assert client.counted.bodies == []
    assert simulator.ledger == []


# T10: nothing good, nothing bad


@pytest.mark.parametrize(
    ("applies", "fate", "note"),
    [(True, Fate.SAVED, Note.FOUND), (False, Fate.REJECTED, Note.NOTHING_CHANGED)],
)
def test_t10_an_update_of_nothing_is_looked_for_by_reading(simulator, client, applies, fate, note):
    undone = Fault("html-as-json", "update", value='{"success":true,"total":0,"bad":0,"key":0}')
    simulator.faults.add(Fault("nothing-done", "update") if applies else undone)
    run = Run([update_of(simulator)], client)
    assert (run.fates, run.only.row.mark.note) == ([fate], note)
    assert len(client.counted.bodies) == 1
    assert len(simulator.ledger) == int(applies)


def test_t10_a_create_of_nothing_is_unknown(simulator, client):
    simulator.faults.add(Fault("nothing-done", "create"))
    assert Run([create_of()], client).fates == [Fate.UNKNOWN]
    assert len(client.counted.bodies) == 1
