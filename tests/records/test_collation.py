"""How texts compare when they are sorted."""

import locale

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cn_desktop.records.collation import collation, locale_key, plain_key

KEYS = pytest.mark.parametrize("key", [plain_key, locale_key])


@pytest.mark.parametrize(
    "ordered",
    [
        ["emile", "Émile", "emily"],
        ["resume", "résumé", "resumes"],
        ["Arger", "Ärger", "ASTER"],
        ["10", "9", "a"],
        ["o'neill", "ONEILL"],
        ["a", "ａb", "ac"],  # noqa: RUF001  a wide letter is that letter
    ],
)
def test_letters_count_first_then_accents(ordered):
    backwards = ordered[::-1]
    assert sorted(backwards, key=plain_key) == ordered


@KEYS
@pytest.mark.parametrize(("one", "other"), [("Smith", "SMITH"), ("Straße", "STRASSE"), ("É", "é")])
def test_case_never_counts(key, one, other):
    assert key(one) == key(other)


def test_an_accent_counts_alike_in_one_character_or_in_two():
    assert plain_key("\u00e9") == plain_key("e\u0301")


@KEYS
@given(text=st.text(st.characters(), max_size=8) | st.sampled_from(["\0", "\ud83d", "a\0\udc00"]))
def test_every_text_has_a_key(key, text):
    assert isinstance(key(text), bytes)


def test_without_a_language_the_plain_order_is_used(monkeypatch):
    monkeypatch.setattr(locale, "setlocale", lambda _category: "C.UTF-8")
    assert collation() is plain_key


def test_with_a_language_its_own_order_is_used(monkeypatch):
    monkeypatch.setattr(locale, "setlocale", lambda _category: "sv_SE.UTF-8")
    monkeypatch.setattr("sys.platform", "linux")
    assert collation() is locale_key


def test_macos_whose_locales_compare_bytes_has_the_plain_order(monkeypatch):
    monkeypatch.setattr(locale, "setlocale", lambda _category: "sv_SE.UTF-8")
    monkeypatch.setattr("sys.platform", "darwin")
    assert collation() is plain_key
