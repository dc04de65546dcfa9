"""The command palette (feat-Q1), and that it reaches every command (feat-R37)."""

from cn_desktop.ui.palette.entries import Entry, found


def entry(title, **more):
    return Entry(title, more.pop("detail", ""), lambda: None, **more)


def titles(entries):
    return [each.title for each in entries]


def test_nothing_typed_offers_everything_in_order():
    entries = [entry("Undo"), entry("Copy"), entry("Submit all")]
    assert titles(found(entries, "")) == ["Undo", "Copy", "Submit all"]


def test_every_word_must_be_there_in_any_order():
    entries = [entry("Revert rows"), entry("Revert cells"), entry("Submit selected rows")]
    assert titles(found(entries, "row REV")) == ["Revert rows"]


def test_the_beginning_of_a_word_comes_before_its_middle():
    entries = [entry("Previous record"), entry("Look up a uid"), entry("Review changes")]
    assert titles(found(entries, "rev")) == ["Review changes", "Previous record"]


def test_what_can_be_done_now_comes_first():
    entries = [entry("Undo", is_ready=False), entry("Undo all the rest")]
    assert titles(found(entries, "undo")) == ["Undo all the rest", "Undo"]


def test_a_menus_name_and_the_words_of_the_tip_find_a_command_too():
    entries = [entry("Reload", detail="File", others="Read the dataset again")]
    assert titles(found(entries, "file")) == titles(found(entries, "again")) == ["Reload"]


def test_signs_are_only_signs():
    assert titles(found([entry("Copy (all)")], "(all")) == ["Copy (all)"]
