"""How the protocol tests talk to a simulator: the program's own client over real HTTP."""

from desks import submit
from fakes import FakeTransport

from cn_desktop.api.client import Client, Habits
from cn_desktop.api.reading import Reading, Selection
from cn_desktop.api.reply import judge
from cn_desktop.api.request import Answer
from cn_desktop.api.token import Credentials, Session
from cn_desktop.api.transport import HttpTransport
from cn_desktop.base.profile import Format
from cn_desktop.base.secret import Secret
from cn_desktop.base.stop import Stop
from cn_desktop.records.changes import new_record_key
from cn_desktop.records.fields import DATASET, DatasetId, RecordKey
from cn_desktop.records.outgoing import Outgoing
from cn_desktop.records.sheet import Sheet
from cn_desktop.simulator.faults import Fault
from cn_desktop.work.load import load
from cn_desktop.work.steps import Finished

DATASET_ID = DatasetId("100")
WHOLE = Selection(DATASET_ID)
READ = "database/ecnow_data/read"
PHONE = "07700900123"

BOTH = [Format.JSON, Format.XML]


def client_for(simulator, form=Format.JSON) -> Client:
    """The simulator's account, in this format throughout."""
    transport = HttpTransport(simulator.base_url)
    credentials = Credentials(simulator.username, Secret(simulator.key))
    session = Session(transport, credentials, form=form)
    return Client(transport, session, Habits(format=form))


def client_answered(body: bytes, form=Format.JSON) -> Client:
    """Everybody who asks gets this answer, once there is a token."""
    token = "<result><success>1</success><token>t</token></result>"
    if form is Format.JSON:
        token = '{"success":true,"token":"t"}'
    transport = FakeTransport(lambda ask: token.encode() if ask.script == "token.php" else body)
    session = Session(transport, Credentials("demo", Secret("a key")), form=form)
    return Client(transport, session, Habits(format=form))


def loaded(client):
    """The whole of dataset 100."""
    return load(client, WHOLE, Stop())


def loaded_with(simulator, *names, form=Format.JSON):
    """The same, read while these faults strike."""
    client = client_for(simulator, form)
    client.token(Stop())
    simulator.faults.add(*(Fault(name, READ) for name in names))
    try:
        return loaded(client)
    finally:
        simulator.faults.clear()


def table(read):
    """A read's records as plain dicts."""
    return [read.store.record(row) for row in read.store.rows()]


def sheet_of(read) -> Sheet:
    return Sheet(DATASET_ID, read.store)


def fed(body: bytes, form=Format.JSON, *, size: int = 0, replacing: bool = False):
    """What a read makes of a body that arrives in pieces of this size: records and envelope."""
    reading = Reading(form, WHOLE, replacing=replacing)
    records = []
    step = size or max(len(body), 1)
    for at in range(0, len(body), step):
        for some in reading.feed(body[at : at + step]):
            records += some
    last, envelope = reading.finish_rows()
    return records + last, envelope


def ruling(body: bytes, form=Format.JSON, *, creating: bool = False):
    return judge(Answer(200, body), form, creating=creating).ruling


def update_of(record, **fields) -> Outgoing:
    """A change of a record that was shown like this."""
    uid, before = record["uid"], {name: record[name] for name in fields}
    return Outgoing(RecordKey(uid), DATASET_ID, uid, fields, before)


def create_of(**fields) -> Outgoing:
    named = {DATASET: DATASET_ID, "ddi_mobile": PHONE, **fields}
    return Outgoing(new_record_key(), DATASET_ID, None, named)


def sent(client, *rows, **more) -> list[Finished]:
    """How each row fared."""
    return [step for step in submit(rows, client, **more) if isinstance(step, Finished)]


def sent_with(simulator, row, *names, form=Format.JSON, **more) -> Finished:
    """How a row fared while these faults struck its write; `more` is what the desk is told."""
    action = "create" if row.uid is None else "update"
    simulator.faults.add(*(Fault(name, f"database/{action}") for name in names))
    try:
        [finished] = sent(client_for(simulator, form), row, **more)
        return finished
    finally:
        simulator.faults.clear()
