"""Before rows go: whether somebody is asked, and what may go by the answer."""

from collections.abc import Awaitable, Callable, Sequence

from PySide6.QtWidgets import QWidget

from cn_desktop.base.profile import Profile
from cn_desktop.records.dialling import Lot, asks
from cn_desktop.records.fields import DatasetId
from cn_desktop.records.outgoing import Outgoing
from cn_desktop.ui.submit import gate_words
from cn_desktop.ui.submit.question import ask
from cn_desktop.ui.submit.sending import Parcel, Sending, Wanted

Count = Callable[[Sequence[Outgoing]], Awaitable[int]]


async def _nobody_knows(_rows: Sequence[Outgoing]) -> int:
    return 0


NOBODY = Profile("", "", "")
"""Until a connection is chosen: its safety is that of PRODUCTION."""


class Gate:
    """Asks where the connection's safety level says so. `profile` gives the one in use."""

    def __init__(
        self,
        sending: Sending,
        profile: Callable[[], Profile | None],
        window: QWidget,
        known_already: Count = _nobody_knows,
    ) -> None:
        """`known_already`: how many of these rows are new records whose number others have."""
        self._sending = sending
        self._present = profile
        self._window = window
        self._known_already = known_already

    @property
    def environment(self) -> str:
        return self._profile.environment

    @property
    def _profile(self) -> Profile:
        return self._present() or NOBODY

    def lot(self, dataset: DatasetId, rows: Sequence[Outgoing]) -> Lot:
        """The rows with what the account's list says of their dataset."""
        entry = self._sending.jobs.entry(dataset)
        return Lot(dataset, rows, entry.status, entry.description)

    async def agree(self, parcels: Sequence[Parcel]) -> Wanted:
        """Which of the rows are to be sent; all of them where nothing has to be asked."""
        lots = [self.lot(parcel.sheet.dataset, parcel.rows) for parcel in parcels]
        if not asks(self._profile.asks, lots, self._sending.was_agreed):
            return _every
        sheets = {parcel.sheet.dataset: parcel.sheet for parcel in parcels}
        with self._sending.asking(sheets.values()):
            known = await self._known_already([row for lot in lots for row in lot.rows])
            question = gate_words.question_of(self.environment, lots, sheets, known)
            answer = await ask(question, self._window)
        if answer == gate_words.SEND_REST:
            calling = {(row.dataset, row.key) for lot in lots for row in lot.calling}
            return lambda row: (row.dataset, row.key) not in calling
        return _every if answer == gate_words.SEND_ALL else _none


def _every(_row: Outgoing) -> bool:
    return True


def _none(_row: Outgoing) -> bool:
    return False
