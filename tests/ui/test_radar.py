"""Who else has a number, while datasets are read, edited, left and saved (feat-N3, feat-N4)."""

import pytest
from driving import until
from ui_fixtures import show_records, some_records

from cn_desktop.records.fields import DatasetId, FieldName
from cn_desktop.records.marks import Mark, State
from cn_desktop.records.phones import number_in
from cn_desktop.records.store import Store
from cn_desktop.ui.background import Background
from cn_desktop.ui.checks.hint_line import HintLine, Look
from cn_desktop.ui.checks.new_twins import NewTwins
from cn_desktop.ui.checks.problem_walk import ProblemWalk
from cn_desktop.ui.checks.radar import Radar, Twin
from cn_desktop.ui.checks.words import lasted, twins_said, usual
from cn_desktop.ui.notices import Tone
from cn_desktop.ui.words import LEFT_TO_RIGHT

MOBILE = FieldName("ddi_mobile")
ADA, NOBODY = "+44 7700 900100", "07700 900999"


async def radar_of(workspace, background):
    radar = Radar(workspace, background)
    workspace.show(workspace.sheet)
    await radar.ready()
    return radar


def holders(radar, text):
    return [(twin.sheet.dataset, twin.key) for twin in radar.twins(number_in(text))]


async def test_a_number_that_was_typed_counts_at_once(workspace):
    radar = await radar_of(workspace, Background(pytest.fail))
    assert holders(radar, ADA) == [("100", "550001")]
    workspace.type_text("550003", "ddi_mobile", ADA)
    assert holders(radar, ADA) == [("100", "550001"), ("100", "550003")]
    workspace.undo()
    assert holders(radar, ADA) == [("100", "550001")]


async def test_a_fresh_read_is_what_counts_from_then_on(workspace):
    radar = await radar_of(workspace, Background(pytest.fail))
    show_records(workspace, some_records()[1:])
    await radar.ready()
    assert holders(radar, ADA) == []
    assert radar.is_ready


async def test_thousands_of_cells_at_once_are_followed_behind(workspace):
    records = [some_records()[0] | {"uid": str(at)} for at in range(1, 3001)]
    sheet = show_records(workspace, records)
    radar = await radar_of(workspace, Background(pytest.fail))
    assert len(holders(radar, ADA)) == 1000, "no more than anybody could look at"
    workspace.set_columns({MOBILE: dict.fromkeys(map(str, range(3, 3001)), NOBODY)}, "paste")
    await radar.ready()
    assert holders(radar, ADA) == [("100", "1"), ("100", "2")]
    assert len(radar.twins_of(sheet, "3")) == 2997


async def test_a_dataset_that_was_left_is_followed_while_its_rows_are_saved(workspace):
    first = workspace.sheet
    radar = await radar_of(workspace, Background(pytest.fail))
    key = workspace.add_record()
    workspace.type_text(key, "ddi_mobile", NOBODY)
    sent = first.outgoing([key])[0]
    other = workspace.sheet_of(DatasetId("101"))
    store = Store()
    store.extend([{"uid": "1", "dataset": "101", "ddi_work": NOBODY}])
    other.rebase(store)
    workspace.show(other)
    await radar.ready()
    assert holders(radar, NOBODY) == [("101", "1"), ("100", key)]
    new = first.saved(sent, "550099", None, Mark(State.SAVED))
    workspace.renamed(first, key, new)
    workspace.tell_touched()
    await radar.ready()
    assert holders(radar, NOBODY) == [("101", "1"), ("100", "550099")]


async def test_another_account_knows_nothing_of_the_numbers_of_the_last_one(workspace):
    radar = await radar_of(workspace, Background(pytest.fail))
    workspace.forget_sheets()
    await radar.ready()
    assert holders(radar, ADA) == []


async def test_new_records_are_counted_and_gone_through_one_by_one(workspace):
    background = Background(pytest.fail)
    radar = await radar_of(workspace, background)
    new = NewTwins(workspace, radar, background)
    keys = [workspace.add_record() for _ in range(3)]
    for key, text in zip(keys, (ADA, NOBODY, ADA), strict=True):
        workspace.type_text(key, "ddi_home", text)
    await until(lambda: new.known == 2)
    assert new.looked_at == 3
    seen = []
    for _ in range(3):
        new.go_to_next()
        seen.append(workspace.current[0])
    assert seen == [keys[0], keys[2], keys[0]]
    workspace.revert_rows(keys)
    await until(lambda: new.known == 0)
    new.end()


async def test_f8_goes_through_the_cells_as_they_are_shown_and_round_the_ends(workspace):
    """feat-E2."""
    workspace.set_cells({("550005", MOBILE): "nobody", ("550002", MOBILE): "7700900123"}, "paste")
    workspace.set_cells({("550002", FieldName("callback")): "never"}, "paste")  # it is locked
    walk = ProblemWalk(workspace, Background(pytest.fail))
    for step, key in ((1, "550002"), (1, "550005"), (1, "550002"), (-1, "550005")):
        walk.go(step)
        await until(lambda key=key: workspace.current == (key, MOBILE))
    notices = []
    workspace.notice.connect(notices.append)
    workspace.revert_rows(["550002"])
    walk.go(1)
    await until(lambda: notices)
    assert workspace.current == ("550005", MOBILE)


def test_how_common_shared_numbers_are_decides_the_tone(workspace):
    twins = [Twin(workspace.sheet, key, MOBILE) for key in ("550001", "550002", "550003")]
    words, tone = twins_said(ADA, twins, 0.3)
    assert f"550001 · Ada Example{LEFT_TO_RIGHT} (100)" in words
    assert "1 more" in words
    assert "30%" in words
    assert tone is Tone.INFO
    assert twins_said(ADA, twins, 0.02)[1] is Tone.WARNING
    assert usual(0.02).startswith("Only 2%")
    assert "Hardly any" in usual(0.001)


@pytest.mark.parametrize(
    ("seconds", "words"), [(59, "0 min"), (37 * 60, "37 min"), (4800, "1 h 20 min")]
)
def test_an_age_is_said_in_minutes_and_hours(seconds, words):
    assert lasted(seconds) == words


def test_a_line_that_was_closed_is_not_said_again_until_it_says_something_else(
    theme, icons, qtbot, view
):
    line = HintLine("line", Look(theme, icons, view))
    line.say("One", Tone.INFO)
    line._close.click()
    line.say("One", Tone.INFO)
    assert line.said == ""
    line.say("Two", Tone.WARNING)
    assert line.said == "Two"
    assert line.accessibleName() == "Two"
    line.say("One", Tone.INFO)
    assert line.said == "One"
