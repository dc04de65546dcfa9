"""Before rows go: whether somebody is asked, and what may go by the answer."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from cn_desktop.base.profile import Profile
from cn_desktop.records.dialling import Lot, asks
from cn_desktop.records.fields import DatasetId
from cn_desktop.records.outgoing import Outgoing
from cn_desktop.ui import gate_words
from cn_desktop.ui.question import ask
from cn_desktop.ui.sending import Parcel, Sending

NOBODY = Profile("", "", "")
"""Until a connection is chosen: its safety is that of PRODUCTION."""


class Gate:
    """Knows how careful the connection is to be, and which datasets may be dialled from now."""

    def __init__(self, sending: Sending, window: QWidget) -> None:
        self._sending = sending
        self._window = window
        self._profile = NOBODY

    @property
    def environment(self) -> str:
        return self._profile.environment

    def use(self, profile: Profile) -> None:
        """The connection from now on."""
        self._profile = profile

    def lot(self, dataset: DatasetId, rows: Sequence[Outgoing]) -> Lot:
        """The rows with what the account's list says of their dataset."""
        entry = self._sending.jobs.entry(dataset)
        return Lot(dataset, rows, entry.status, entry.description)

    async def agree(self, parcels: Sequence[Parcel]) -> Sequence[Parcel]:
        """The parcels that may go; without those rows that a person leaves out."""
        lots = [self.lot(parcel.sheet.dataset, parcel.rows) for parcel in parcels]
        if not asks(self._profile.asks, lots, self._sending.was_agreed):
            return parcels
        answer = await ask(gate_words.question_of(self.environment, lots), self._window)
        if answer == gate_words.SEND_REST:
            return [
                parcel.without({row.key for row in lot.calling})
                for parcel, lot in zip(parcels, lots, strict=True)
            ]
        return parcels if answer == gate_words.SEND_ALL else []
