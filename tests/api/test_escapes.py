"""Escapes decoded in place are what JSON makes of them, or are left alone."""

import json

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cn_desktop.api.escapes import decode_escapes, shown

PIECES = st.one_of(
    st.sampled_from([
        *("\\\\", '\\"', "\\/", "\\b", "\\f", "\\n", "\\r", "\\t", "\\x", "\\", "u00e9", "\\u00e9"),
        *("\\u00E9", "\\u0041", "\\u005c", "\\u0022", "\\u007f", "\\u0080", "\\u07ff", "\\u0800"),
        *("\\uffff", "\\ud83d", "\\ude00", "\\ud83d\\ude00", "\\udbff\\udfff", "\\ud800\\udc00"),
        *("\\u0000", "\\u0002", "\\u001f", "\\u12", "\\u12g4", "\\uD83D\\uDE00", "é", "\U0001f600"),
    ]),
    st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters='"\\'), max_size=4),
)


def decoded(spelled):
    codes = np.frombuffer(bytearray(spelled.encode()), np.uint8)
    return shown(codes.tobytes()).decode() if decode_escapes(codes) else None


def json_says(spelled):
    try:
        value = json.loads(f'"{spelled}"')
        value.encode()
    except (ValueError, UnicodeEncodeError):
        return None
    return value


@given(pieces=st.lists(PIECES, max_size=10))
@example(pieces=["\\\\", "\\n"])
@example(pieces=["\\\\", "\\\\", "u00e9"])
@example(pieces=["\\ud83d", "\\\\", "\\ude00"])
@example(pieces=["\\ud83d\\ude00", "\\ud83d\\ude00"])
@example(pieces=["\\ud83d", "x", "\\ude00"])
@example(pieces=["\\ude00", "\\ud83d"])
def test_what_is_decoded_is_what_json_says(pieces):
    spelled = "".join(pieces)
    found = decoded(spelled)
    assert found is None or found == json_says(spelled)


@pytest.mark.parametrize(
    "spelled",
    [
        *("\\\\", '\\"', "\\/", "\\n", "\\t", "\\u0041", "\\u005c", "\\u0022", "\\u07ff"),
        *("\\u0800", "\\uffff", "\\ud83d\\ude00", "\\udbff\\udfff", "\\\\u0041", "a\\\\b"),
    ],
)
def test_every_usual_escape_is_decoded(spelled):
    assert decoded(f"a{spelled}b") == json_says(f"a{spelled}b")


@pytest.mark.parametrize(
    "spelled",
    [
        *(
            "\\x",
            "\\",
            "\\u12",
            "\\u12g4",
            "\\ud83d",
            "\\ude00",
            "\\ud83dx\\ude00",
            "\\ude00\\ud83d",
        ),
        *("\\u0000", "\\u0002", "\\u001f", "\\ud83d\\u0041", "\\ud83d\\ud83d\\ude00"),
    ],
)
def test_what_is_no_escape_or_would_be_a_mark_is_left_alone(spelled):
    assert decoded(f"a{spelled}") is None
