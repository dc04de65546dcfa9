"""The step before a submit that changes who is called: said in numbers, and agreed to."""

from collections import Counter
from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from cn_desktop.base.profile import Profile, Safety
from cn_desktop.records.dialling import HOLD, Risk, is_risky, is_to_be_asked, risks_of_all
from cn_desktop.records.fields import DatasetId
from cn_desktop.records.outgoing import Outgoing
from cn_desktop.ui import dialogs
from cn_desktop.ui.dialogs import Send
from cn_desktop.ui.jobs import Jobs
from cn_desktop.ui.sending import Parcel, Wanted
from cn_desktop.ui.words import counted

DEMO = "DEMO"
RISKS: dict[Risk, tuple[str, str]] = {
    Risk.NEW: ("new record", "new records"),
    Risk.NUMBER: ("number changes", "numbers change"),
    Risk.CALL_BACK: ("call-back time changes", "call-back times change"),
    Risk.OUTCOME: ("outcome code changes", "outcome codes change"),
    Risk.AGENT: ("agent changes", "agents change"),
}
INVENTED = "This is the demo: these people are invented, and nobody is called."
WANTED: dict[Send, Wanted] = {
    Send.NOTHING: lambda _row: False,
    Send.SOME: lambda row: not is_risky(row),
    Send.EVERYTHING: lambda _row: True,
}


class Gate:
    """Asks where the connection's safety level says so. `profile` gives the one in use."""

    def __init__(self, jobs: Jobs, profile: Callable[[], Profile | None], window: QWidget) -> None:
        self._jobs = jobs
        self._profile = profile
        self._window = window

    async def agree(self, parcels: Sequence[Parcel]) -> Wanted:
        """Which of the rows are to be sent; all of them where nothing has to be asked."""
        profile = self._profile()
        safety = profile.asks if profile else Safety.ASK_DIALLING
        if not any(is_to_be_asked(safety, self._status(each), each.rows) for each in parcels):
            return WANTED[Send.EVERYTHING]
        rows = [row for parcel in parcels for row in parcel.rows]
        risky = sum(map(is_risky, rows))
        text = len(rows) - risky
        answer = await dialogs.ask_send(
            self._window,
            _title(rows, risky),
            "\n\n".join(
                self._lines(parcels, is_demo=bool(profile and profile.environment == DEMO))
            ),
            f"Send all {len(rows):,}" if len(rows) > 1 else "Send it",
            f"Send only the {text:,} that {_change(text)} text" if risky and text else "",
        )
        return WANTED[answer]

    def _lines(self, parcels: Sequence[Parcel], *, is_demo: bool) -> list[str]:
        lines = [self.line(parcel) for parcel in parcels]
        texts = sum(not is_risky(row) for parcel in parcels for row in parcel.rows)
        if texts:
            lines.append(f"{counted(texts, 'row')} {_change(texts)} text only.")
        return [*lines, INVENTED] if is_demo else lines

    def line(self, parcel: Parcel) -> str:
        """What sending means for the people of one dataset."""
        said = ", ".join(spoken(risks_of_all(parcel.rows))) or "nothing changes who is called"
        return f"{self.meaning(parcel.sheet.dataset)} {said[:1].upper()}{said[1:]}."

    def meaning(self, dataset: DatasetId) -> str:
        """What the dataset's status means for a change in it."""
        entry = self._jobs.entry(dataset)
        name = f"{entry.description} ({dataset})" if entry.description else f"Dataset {dataset}"
        if entry.status == HOLD:
            return f"{name} is on HOLD: nobody is called now."
        if entry.status:
            return f"{name} is {entry.status}: the dialler may call these people at once."
        return f"Nobody knows whether {name} is LIVE: the dialler may call these people at once."

    def _status(self, parcel: Parcel) -> str:
        return self._jobs.entry(parcel.sheet.dataset).status


def spoken(counts: Counter[Risk]) -> list[str]:
    """`2 numbers change`, and so on."""
    return [counted(counts[risk], *words) for risk, words in RISKS.items() if counts[risk]]


def _title(rows: Sequence[Outgoing], risky: int) -> str:
    total = len(rows)
    if not risky:
        return f"Send {counted(total, 'row')}?"
    if risky == total:
        verb = "This row changes" if total == 1 else f"These {total:,} rows change"
        return f"{verb} who is called."
    return f"{risky:,} of these {total:,} rows {_change(risky)} who is called."


def _change(count: int) -> str:
    return "changes" if count == 1 else "change"
