"""What a field is called, wherever a person reads it.

A field has two names: its own, as ContactNow spells it in import files and as it stands in the
table's headings, and the account's prompt. Both are said together, so that they are known to be
the same. Both are foreign text.
"""

from collections.abc import Iterable

from cn_desktop.records.fields import UID, FieldName, folded
from cn_desktop.records.vocabulary import Vocabulary
from cn_desktop.ui.table.columns import STATUS
from cn_desktop.ui.words import shown_text

LONGEST_PROMPT = 60
OWN_NAME_ONLY = {STATUS: "status", UID: UID}
"""What has one name: whoever says uid means this, and no account calls the status anything."""


def short_name(field: FieldName) -> str:
    """`ddi_mobile`: the field's own name, for headings and wherever there is no room for more."""
    return OWN_NAME_ONLY.get(field) or shown_text(field)


def prompt(field: FieldName, vocabulary: Vocabulary) -> str:
    """`Mobile phone`: what the account calls the field, or the program where it does not say."""
    if field in OWN_NAME_ONLY:
        return short_name(field)
    text = shown_text(vocabulary.label(field))
    return text if len(text) <= LONGEST_PROMPT else f"{text[: LONGEST_PROMPT - 1]}…"


def name_beside(field: FieldName, vocabulary: Vocabulary) -> str:
    """The field's own name, where one could not tell it from the prompt; else nothing."""
    is_alike = folded(prompt(field, vocabulary)) == folded(field)
    return "" if is_alike or field in OWN_NAME_ONLY else short_name(field)


def full_name(field: FieldName, vocabulary: Vocabulary) -> str:
    """`Mobile phone (ddi_mobile)`; the prompt alone where the name says the same."""
    name = name_beside(field, vocabulary)
    return f"{prompt(field, vocabulary)} ({name})" if name else prompt(field, vocabulary)


def both_names(field: FieldName, vocabulary: Vocabulary) -> str:
    """`First name (firstname)`: for lists of columns, whose headings have the own name alone."""
    names = prompt(field, vocabulary), short_name(field)
    is_same = names[0].casefold() == names[1].casefold()
    return names[0] if is_same else f"{names[0]} ({names[1]})"


def full_names(fields: Iterable[FieldName], vocabulary: Vocabulary) -> str:
    """Several of them, with commas."""
    return ", ".join(full_name(field, vocabulary) for field in fields)


def is_called(field: FieldName, vocabulary: Vocabulary, typed: str) -> bool:
    """Either name has what is typed in it; spaces, case and underscores make no difference."""
    wanted = folded(typed)
    return any(wanted in folded(name) for name in _names(field, vocabulary))


def begins_with(field: FieldName, vocabulary: Vocabulary, typed: str) -> bool:
    """Either name begins with what is typed."""
    wanted = folded(typed)
    return any(folded(name).startswith(wanted) for name in _names(field, vocabulary))


def _names(field: FieldName, vocabulary: Vocabulary) -> tuple[str, ...]:
    return short_name(field), prompt(field, vocabulary), full_name(field, vocabulary)
