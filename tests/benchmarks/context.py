"""What a measurement is told: how many records, of what kind, how often, and where they are."""

from dataclasses import dataclass
from pathlib import Path

from benchmarks import bodies

FEW = 200
"""The records of the dataset that is on screen while the large one loads."""


@dataclass(frozen=True)
class Context:
    """`folder` holds the bodies, which are made when they are first asked for.

    `updates`: so many records are changed and sent, or half of them where there are fewer.
    """

    folder: Path
    records: int
    runs: int = 3
    shape: str = "usual"
    seed: int = 1
    updates: int = 5_000

    @property
    def body(self) -> Path:
        """The answer to a whole read of dataset 100."""
        path = self.folder / f"{self.shape}-{self.seed}-{self.records}.json"
        if not path.exists():
            bodies.write(path, self.records, self.shape, self.seed)
        return path

    @property
    def small_body(self) -> Path:
        """Of dataset 101, which has few records."""
        path = self.folder / f"{self.shape}-{self.seed}-few.json"
        if not path.exists():
            whole = b"".join(bodies.body(FEW, self.shape, self.seed))
            path.write_bytes(whole.replace(b'"dataset":"100"', b'"dataset":"101"'))
        return path

    @property
    def datasets(self) -> dict[str, str]:
        return {"100": str(self.body), "101": str(self.small_body)}
