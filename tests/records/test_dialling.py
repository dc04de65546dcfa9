"""What changes who is called, and whether that is asked about."""

from collections import Counter

import pytest

from cn_desktop.base.profile import Safety
from cn_desktop.records.dialling import Risk, is_to_be_asked, risks_of
from cn_desktop.records.fields import DatasetId, RecordKey
from cn_desktop.records.outgoing import Outgoing


def update(*fields):
    return Outgoing(RecordKey("1"), DatasetId("100"), "1", dict.fromkeys(fields, "x"))


NEW = Outgoing(RecordKey("+a"), DatasetId("100"), None, {"ddi_home": "01632 960001"})


@pytest.mark.parametrize(
    ("row", "risks"),
    [
        (update("lastname", "postcode", "company_name"), {}),
        (update("ddi_home", "ddi_work", "lastname"), {Risk.NUMBER: 2}),
        (update("callback"), {Risk.CALL_BACK: 1}),
        (update("outcomecode"), {Risk.OUTCOME: 1}),
        (update("agentid"), {Risk.AGENT: 1}),
        (NEW, {Risk.NEW: 1}),
    ],
)
def test_each_change_is_rated(row, risks):
    assert risks_of(row) == Counter(risks)


TEXT, NUMBER = update("lastname"), update("ddi_mobile")


@pytest.mark.parametrize(
    ("safety", "status", "rows", "is_asked"),
    [
        (Safety.ASK_DIALLING, "LIVE", [TEXT, NUMBER], True),
        (Safety.ASK_DIALLING, "LIVE", [NEW], True),
        (Safety.ASK_DIALLING, "LIVE", [TEXT], False),
        (Safety.ASK_DIALLING, "", [NUMBER], True),
        (Safety.ASK_DIALLING, "SOMETHING", [NUMBER], True),
        (Safety.ASK_DIALLING, "HOLD", [NUMBER, NEW], False),
        (Safety.ASK_ALWAYS, "HOLD", [TEXT], True),
        (Safety.NEVER, "LIVE", [NUMBER, NEW], False),
    ],
)
def test_when_a_person_is_asked(safety, status, rows, is_asked):
    assert is_to_be_asked(safety, status, rows) is is_asked
