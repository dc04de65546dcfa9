"""What an account says of its fields: labels, groups, sizes, and the values to choose from.

All of it is a nicety. Where the account says nothing, the program's own words stand in.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from cn_desktop.records.fields import FieldName, label_of


@dataclass(frozen=True)
class Choice:
    """A value, and what people call it; `ends_dialling`: nobody is called after it.

    A list may call a value as it is written: then there is nothing more to say of it.
    """

    value: str
    label: str = ""
    ends_dialling: bool = False

    @property
    def title(self) -> str:
        return f"{self.value} · {self.meaning}" if self.meaning else self.value

    @property
    def meaning(self) -> str:
        """What people call it, where that is something else."""
        return "" if self.label == self.value else self.label


@dataclass(frozen=True)
class Definition:
    """One field of one table (API notes § 4).

    `kind` is the server's type (varchar, select, int …), `size` the most characters, 0 if
    that is not said; `picklist` names the list its values come from.
    """

    label: str = ""
    kind: str = ""
    size: int = 0
    group: str = ""
    is_required: bool = False
    is_read_only: bool = False
    picklist: str = ""


Definitions = Mapping[FieldName, Definition]
Choices = Mapping[FieldName, Sequence[Choice]]
NOTHING = Definition()


@dataclass(frozen=True)
class Vocabulary:
    """The fields of one dataset's table, and the choices there are for some of them."""

    definitions: Definitions = field(default_factory=dict)
    choices: Choices = field(default_factory=dict)

    def of(self, name: FieldName) -> Definition:
        return self.definitions.get(name, NOTHING)

    def label(self, name: FieldName) -> str:
        """What people call the field."""
        return self.of(name).label or label_of(name)

    def meaning(self, name: FieldName, value: str) -> str:
        """What people call this value of the field; empty if nothing is known of it."""
        return next((one.meaning for one in self.choices.get(name, ()) if one.value == value), "")

    def offers(self, name: FieldName, value: str) -> bool:
        """The value is among those to choose from, or there is nothing to choose from."""
        choices = self.choices.get(name, ())
        return not choices or any(one.value == value for one in choices)


SAYS_NOTHING = Vocabulary()
"""Of an account that was not asked, or does not answer."""


@dataclass(frozen=True)
class AccountVocabulary:
    """Everything an account says: definitions by table, and choices by field."""

    tables: Mapping[str, Definitions] = field(default_factory=dict)
    choices: Choices = field(default_factory=dict)

    def of_table(self, table: str) -> Vocabulary:
        """What holds for a table; for one that is not named, what every table says alike first."""
        definitions = self.tables.get(table)
        if definitions is None:
            definitions = {}
            for each in self.tables.values():
                definitions = {**each, **definitions}
        return Vocabulary(definitions, self.choices)
