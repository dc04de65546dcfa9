"""XML and JSON say the same: the same tables, the same rows stored (R19)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cn_desktop.api.codecs import NOT_IN_XML
from cn_desktop.base.profile import Format
from cn_desktop.base.stop import Stop
from cn_desktop.simulator.options import Options
from cn_desktop.simulator.server import Simulator
from cn_desktop.work.steps import Fate

from .talking import (
    BOTH,
    PHONE,
    client_for,
    create_of,
    loaded,
    loaded_with,
    sent,
    sent_with,
    table,
    update_of,
)

JSON, XML = Format.JSON, Format.XML
VALUES = st.text(st.characters(exclude_categories=("Cs",)), max_size=30)
CARRIED = VALUES.filter(lambda text: not NOT_IN_XML.search(text))


@pytest.fixture(scope="module")
def simulator():
    with Simulator(Options(records=40)) as running:
        yield running


def in_both(*names):
    """The same read in each format, from simulators that hold the same."""
    with Simulator(Options(records=40)) as one:
        return [loaded_with(one, *names, form=form) for form in BOTH]


def with_null_as_empty(rows):
    return [{name: value or "" for name, value in row.items()} for row in rows]


def test_r19_the_same_data_are_the_same_table_but_for_null():
    from_json, from_xml = in_both()
    rows = table(from_json)
    assert any(value is None for row in rows for value in row.values())
    assert table(from_xml) == with_null_as_empty(rows)
    assert table(from_xml) != rows
    assert from_xml.store.fields == from_json.store.fields
    assert (from_xml.count, from_xml.announced) == (from_json.count, from_json.announced)
    assert from_xml.store.is_complete
    assert from_json.store.is_complete


@pytest.mark.parametrize(
    "name",
    [
        *("bom", "whitespace", "rows-uneven", "rows-new-column", "uid-number", "uid-padded"),
        *("list-twice", "list-short", "total-text", "total-more", "total-missing", "total-null"),
        *("success-1", "success-text-1", "no-type", "wrong-type"),
    ],
)
def test_r19_odd_answers_are_the_same_table_in_both(name):
    from_json, from_xml = in_both(name)
    assert table(from_xml) == with_null_as_empty(table(from_json))
    assert (from_xml.announced, from_xml.store.is_complete) == (
        from_json.announced,
        from_json.store.is_complete,
    )


FATES = {
    "success-false": Fate.UNKNOWN,
    "success-null": Fate.UNKNOWN,
    "success-text-true": Fate.SAVED,
    "total-0": Fate.UNKNOWN,
    "total-text": Fate.SAVED,
    "bad-more": Fate.UNKNOWN,
    "key-0": Fate.UNKNOWN,
    "key-missing": Fate.UNKNOWN,
    "error-too": Fate.UNKNOWN,
    "nothing-done": Fate.UNKNOWN,
    "says-error": Fate.REJECTED,
    "says-unknown-token": Fate.NOT_SENT,
    "stored-lower-case": Fate.STORED_DIFFERENTLY,
    "bom": Fate.SAVED,
    "html": Fate.UNKNOWN,
    "empty-body": Fate.UNKNOWN,
}


@pytest.mark.parametrize(("name", "fate"), FATES.items())
@pytest.mark.parametrize("form", BOTH)
def test_r19_a_create_fares_the_same_in_both(simulator, form, name, fate):
    row, before = create_of(lastname="McSame"), loaded(client_for(simulator, form)).store
    assert sent_with(simulator, row, name, form=form, store=before).fate is fate


def whole_job(form):
    """Everything a client can do, and what is stored at the end."""
    with Simulator(Options(records=5)) as one:
        client = client_for(one, form)
        record = one.rows("100")[0]
        first = record["uid"]
        fates = [
            each.fate
            for each in sent(
                client,
                create_of(lastname="O'Neill & <Sons>", company_name="a\r\nb\tc ]]> 😀"),
                update_of(record, lastname="Zoë", title=""),
                update_of(record | {"uid": "999999"}, lastname="Nobody"),
            )
        ]
        found = client.record("100", first, Stop())
        missing = client.record("100", "999999", Stop())
        datasets = client.datasets(Stop())
        client.log_in_again(Stop())
        left = client.seconds_left
        is_complete = loaded(client).store.is_complete
        return fates, found["lastname"], missing, datasets, left > 0, is_complete, one.rows("100")


def test_r19_a_whole_job_ends_with_the_same_rows_in_both():
    in_json, in_xml = whole_job(JSON), whole_job(XML)
    assert in_xml == in_json
    assert in_json[0] == [Fate.SAVED, Fate.SAVED, Fate.REJECTED]
    assert in_json[-1][-1]["company_name"] == "a\r\nb\tc ]]> 😀"


@pytest.mark.parametrize("form", BOTH)
def test_r19_an_expired_token_is_renewed_once_in_both(form):
    with Simulator(Options(records=5)) as one:
        client = client_for(one, form)
        loaded(client)
        one.expire_tokens()
        assert loaded(client).count == 5
        assert one.token_gets == 2


@pytest.mark.parametrize("form", BOTH)
def test_r19_a_refused_create_is_ruled_on_the_same(form):
    with Simulator(Options(records=5)) as one:
        before = loaded(client_for(one, form)).store
        row = create_of(lastname="No", ddi_mobile="")
        assert sent_with(one, row, "says-error", form=form, store=before).fate is Fate.REJECTED
        row = create_of(lastname="Yes", ddi_mobile=PHONE)
        there = sent_with(one, row, "success-false", "error-too", form=form, store=before)
        assert there.fate is Fate.ASK


@given(lastname=CARRIED, company_name=CARRIED)
def test_r20_any_text_goes_through_an_xml_create_and_comes_back(simulator, lastname, company_name):
    client = client_for(simulator, XML)
    given_fields = {"ddi_mobile": PHONE, "lastname": lastname, "company_name": company_name}
    verdict = client.create("100", given_fields, Stop())
    stored = simulator.row("100", verdict.uid)
    assert given_fields.items() <= stored.items()
    assert given_fields.items() <= client.record("100", verdict.uid, Stop()).items()


@given(lastname=VALUES, company_name=VALUES)
def test_r20_any_text_goes_through_a_json_create_and_comes_back(simulator, lastname, company_name):
    client = client_for(simulator)
    given_fields = {"ddi_mobile": PHONE, "lastname": lastname, "company_name": company_name}
    verdict = client.create("100", given_fields, Stop())
    assert given_fields.items() <= simulator.row("100", verdict.uid).items()
    assert given_fields.items() <= client.record("100", verdict.uid, Stop()).items()
