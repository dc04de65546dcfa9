"""Which words of two texts differ (feat-B2)."""

from hypothesis import given
from hypothesis import strategies as st

from cn_desktop.records.word_diff import compare

WORDS = st.text(st.sampled_from("ab 1.,\N{ZERO WIDTH JOINER}é"), max_size=20)


def marked(pieces):
    return "".join(f"[{piece.text}]" if piece.is_changed else piece.text for piece in pieces)


def test_only_the_words_that_differ_are_marked():
    old, new = compare("12 High Street, Leeds", "14 High Street, York")
    assert marked(old) == "[12] High Street, [Leeds]"
    assert marked(new) == "[14] High Street, [York]"


def test_a_word_that_is_added_leaves_the_old_text_unmarked():
    old, new = compare("Ann Smith", "Ann Mary Smith")
    assert marked(old) == "Ann Smith"
    assert marked(new) == "Ann [Mary ]Smith"


def test_blanks_alone_are_no_common_ground():
    old, new = compare("one two", "three four")
    assert marked(old) == "[one two]"
    assert marked(new) == "[three four]"


def test_an_emoji_of_several_signs_is_one_word():
    old, new = compare("🧑‍🚀 Ann", "🧑‍🔬 Ann")
    assert marked(old) == "[🧑‍🚀] Ann"
    assert marked(new) == "[🧑‍🔬] Ann"


def test_long_texts_are_marked_between_their_common_ends():
    middle = " ".join(f"word{number}" for number in range(400))
    old, new = compare(f"begin {middle} end", f"begin {middle.upper()} end")
    assert [piece.is_changed for piece in old] == [False, True, False]
    assert new[1].text == middle.upper()


@given(WORDS, WORDS)
def test_the_pieces_are_the_texts_and_equal_ones_have_no_mark(old, new):
    before, after = compare(old, new)
    assert "".join(piece.text for piece in before) == old
    assert "".join(piece.text for piece in after) == new
    if old == new:
        assert not any(piece.is_changed for piece in [*before, *after])


@given(WORDS, WORDS)
def test_what_is_unmarked_is_the_same_on_both_sides(old, new):
    before, after = compare(old, new)

    def common(pieces):
        return "".join(piece.text for piece in pieces if not piece.is_changed)

    assert common(before) == common(after)
