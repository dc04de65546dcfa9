"""Damaged answers: no crash, no hang, and nothing called saved that is not (R1 to R20)."""

import random
import signal
import time
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cn_desktop.api.reading import Reading
from cn_desktop.api.reply import Ruling, judge
from cn_desktop.api.request import Answer
from cn_desktop.base.errors import WorldError
from cn_desktop.base.profile import Format
from cn_desktop.records.fields import DatasetId
from cn_desktop.records.sheet import Sheet

from . import mutants
from .talking import WHOLE

SLICE = 1_000
MANY = 24_000
TOO_LONG = 2.0
SAVED = {
    Format.JSON: b'{"success":true,"total":1,"bad":0,"key":5}',
    Format.XML: b"<result><success>1</success><total>1</total><bad>0</bad><key>5</key></result>",
}


class Hung(Exception):
    """One document kept a reader busy for two seconds."""


@contextmanager
def watched():
    """Ends what takes two seconds; without such a clock it is only noticed afterwards."""

    def bark(*_rest):
        raise Hung

    if not hasattr(signal, "setitimer"):
        yield
        return
    before = signal.signal(signal.SIGALRM, bark)
    signal.setitimer(signal.ITIMER_REAL, TOO_LONG)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@dataclass
class Figures:
    """What a run of mutants came to."""

    documents: int = 0
    slowest: float = 0.0
    counts: Counter[str] = field(default_factory=Counter)
    wrong: list[tuple[str, bytes]] = field(default_factory=list)

    def __str__(self) -> str:
        outcomes = ", ".join(f"{count:,} {name}" for name, count in sorted(self.counts.items()))
        return (
            f"{self.documents:,} documents, slowest {self.slowest * 1000:.1f} ms, "
            f"{len(self.wrong)} wrong: {outcomes}"
        )


def read(form, body, sizes, *, replacing=False):
    """A read of a body that arrives in such pieces, and its records; None: not readable."""
    reading = Reading(form, WHOLE, replacing=replacing)
    records, at = [], 0
    try:
        for size in sizes:
            for some in reading.feed(body[at : at + size]):
                records += some
            at += size
        for some in reading.feed(body[at:]):
            records += some
        last, envelope = reading.finish_rows()
    except WorldError:
        return None
    return records + last, envelope, reading.has_warning


def pieces(dice, length):
    """Cut anywhere, now and then at every byte."""
    if length < 400 and not dice.randrange(4):
        return [1] * length
    return [dice.randrange(1, max(2, length)) for _ in range(dice.randrange(6))]


def try_document(figures, form, body, dice):
    """Read and judge one document in every way; what is wrong goes into the figures."""
    began = time.perf_counter()
    try:
        with watched():
            problems = list(problems_of(figures, form, body, dice))
    except Hung:
        problems = ["hung"]
    except Exception as error:  # noqa: BLE001  whatever it is, it is the finding
        problems = [f"uncaught {type(error).__name__}"]
    took = time.perf_counter() - began
    figures.documents += 1
    figures.slowest = max(figures.slowest, took)
    figures.wrong += [(problem, body) for problem in problems]


def problems_of(figures, form, body, dice):
    whole = read(form, body, [])
    figures.counts["read" if whole else "not read"] += 1
    if read(form, body, pieces(dice, len(body))) != whole:
        yield "cut otherwise, read otherwise"
    shown = read(form, body, [], replacing=True)
    if whole and not shown:
        yield "readable, but not with replacements"
    if whole:
        use(whole[0])
    for creating in (True, False):
        ruling = judge(Answer(200, body), form, creating=creating).ruling
        figures.counts[ruling.value] += 1
        is_saved = mutants.is_saved(form, body, creating=creating)
        if ruling is Ruling.SAVED and not is_saved:
            yield "wrongly saved"
        figures.counts["saved, called unknown"] += is_saved and ruling is not Ruling.SAVED


def use(records):
    """What the window does with records: they can be kept, locked, shown and sent."""
    sheet = Sheet(DatasetId("100"))
    sheet.store.extend(records)
    for row in sheet.store.rows():
        key = sheet.store.key(row)
        for name in sheet.fields:
            sheet.locks.of(key, name)
            sheet.row_value(row, name)
        sheet.type_text(key, "lastname", "typed")
        sheet.outgoing([key])


def run(documents, count, seed):
    figures = Figures()
    dice = random.Random(seed)
    for form, body in islice(mutants.mutants(documents, seed), count):
        try_document(figures, form, body, dice)
    return figures


@pytest.fixture(scope="module")
def corpus():
    return mutants.corpus()


def test_the_corpus_has_reads_and_writes_of_every_kind(corpus):
    figures = Figures()
    for form, body in corpus:
        try_document(figures, form, body, random.Random(1))
    assert figures.wrong == []
    assert {"read", "not read", *(ruling.value for ruling in Ruling)} <= set(figures.counts)


def test_a_thousand_damaged_answers_crash_nothing_and_none_is_wrongly_saved(corpus):
    figures = run(corpus, SLICE, seed=1)
    assert figures.wrong == []
    assert figures.documents == SLICE
    assert {"read", "not read", "saved", "rejected", "unknown"} <= set(figures.counts)


@pytest.mark.slow
def test_many_thousand_damaged_answers_crash_nothing_and_none_is_wrongly_saved(corpus, capsys):
    figures = run(corpus, MANY, seed=2)
    with capsys.disabled():
        print(f"\n{figures}")  # noqa: T201  the figures are what the run is for
    assert figures.wrong == []
    assert figures.documents == MANY
    assert figures.counts["saved"] > 100


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(body=st.binary(max_size=200), form=st.sampled_from(Format))
def test_no_bytes_at_all_crash_a_reader(body, form):
    figures = Figures()
    try_document(figures, form, body, random.Random(len(body)))
    assert figures.wrong == []


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=8,
)
COUNTS = st.sampled_from([0, 1, 2, -1, "0", "1", "01", "-0", "", None, True, 1.0, "1 ", "\u0661"])
MEMBERS = {
    "success": st.sampled_from([True, False, 1, 0, "1", "true", "TRUE", "yes", None]) | JSON_VALUES,
    "total": COUNTS | JSON_VALUES,
    "bad": COUNTS | JSON_VALUES,
    "key": COUNTS | JSON_VALUES,
    "error": st.sampled_from(["", None, False, "Bad argument: xyz", "Expired token"]) | JSON_VALUES,
    "list": JSON_VALUES,
}


@given(document=st.fixed_dictionaries({}, optional=MEMBERS))
def test_every_envelope_in_json_is_judged_by_the_rule(document):
    body = mutants.json.dumps(document).encode("utf-8", "replace")
    figures = Figures()
    try_document(figures, Format.JSON, body, random.Random(1))
    assert figures.wrong == []
    assert figures.counts["saved, called unknown"] == 0


@pytest.mark.parametrize("form", Format)
def test_a_wrong_word_of_the_judge_would_be_noticed(form, monkeypatch):
    body = SAVED[form].replace(b"0", b"1")
    for module in (judge.__globals__, globals()):
        monkeypatch.setitem(module, "_is_saved", lambda *_rest, **_named: True)
    figures = Figures()
    try_document(figures, form, body, random.Random(1))
    assert [problem for problem, _ in figures.wrong] == ["wrongly saved"] * 2


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="no clock that can interrupt")
def test_a_hang_and_a_crash_would_be_noticed(monkeypatch):
    def hangs(*_rest, **_named):
        while True:
            pass

    def crashes(*_rest, **_named):
        raise KeyError

    for fault, word in ((hangs, "hung"), (crashes, "uncaught KeyError")):
        monkeypatch.setitem(globals(), "read", fault)
        monkeypatch.setitem(globals(), "TOO_LONG", 0.05)
        figures = Figures()
        try_document(figures, Format.JSON, SAVED[Format.JSON], random.Random(1))
        assert [problem for problem, _ in figures.wrong] == [word]
