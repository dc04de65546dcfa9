"""The datasets a new simulator starts with."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import count, islice
from pathlib import Path

from cn_desktop.simulator.account import ACCOUNT_ID
from cn_desktop.simulator.csv_list import open_list
from cn_desktop.simulator.dataset import Contents, Dataset
from cn_desktop.simulator.fields import DEMO_CUSTOM
from cn_desktop.simulator.options import Options
from cn_desktop.simulator.people import Load, people

_SPRING = date(2026, 3, 2)
_WIN_BACK = date(2026, 6, 15)
_AUTUMN_2024 = date(2024, 9, 16)

_OWN_LIST = "Own_List"
"""The campaign of a list from a file: a table of its own, since its fields are its own."""

_FEWEST_WIN_BACKS = 20
_EXPIRED_RECORDS = 25


def demo_contents(options: Options, today: date) -> Iterator[Contents]:
    """The main dataset, one on hold, one that has expired and an empty one.

    The main one has the id the options ask for, the others have the next free ones from 101.
    Raises ListUnusable when the options name a file that cannot be served.
    """
    on_hold, expired, empty = islice(
        (str(number) for number in count(101) if str(number) != options.dataset), 3
    )
    yield _spring_list(options) if options.csv is None else _from_file(options, options.csv, today)
    yield _generated(
        _dataset(on_hold, "HOLD", "Win-back calls"),
        Load(on_hold, _WIN_BACK, "win_back.csv"),
        max(options.records // 10, _FEWEST_WIN_BACKS),
        options.seed,
    )
    yield _generated(
        _dataset(expired, "EXPIRED", "Autumn list 2024"),
        Load(expired, _AUTUMN_2024, "autumn_2024.csv"),
        _EXPIRED_RECORDS,
        options.seed,
    )
    yield Contents(_dataset(empty, "HOLD", "New enquiries"), DEMO_CUSTOM, ())


def _spring_list(options: Options) -> Contents:
    return _generated(
        _dataset(options.dataset, "LIVE", "Spring list"),
        Load(options.dataset, _SPRING, "spring_list.csv"),
        options.records,
        options.seed,
    )


def _from_file(options: Options, path: Path, today: date) -> Contents:
    listed = open_list(path)
    dataset = replace(_dataset(options.dataset, "LIVE", path.stem), crm_campaign=_OWN_LIST)
    return Contents(dataset, listed.custom_fields, listed.records(options.dataset, today))


def _generated(dataset: Dataset, load: Load, records: int, seed: int) -> Contents:
    everybody = people(f"{seed}/{dataset.dataset}", load)
    return Contents(dataset, DEMO_CUSTOM, islice(everybody, records))


def _dataset(dataset: str, status: str, description: str) -> Dataset:
    """A row with plausible values; those of `callbacks` and `locked` are inferred."""
    return Dataset(
        dataset=dataset,
        qid="210",
        d_status=status,
        d_priority="50",
        notes="",
        callbacks="1",
        crm_account=ACCOUNT_ID,
        crm_campaign="Demo_Campaign",
        description=description,
        locked="0",
    )
