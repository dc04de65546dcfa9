"""The main states as they are meant to look, kept at half their size."""

import json
from pathlib import Path

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFontMetrics, QImage, QPainter, QPixmap
from PySide6.QtWidgets import QApplication

FOLDER = Path(__file__).with_name("golden")
NAMES = (
    "loaded",
    "edited",
    "reviewed",
    "rejected",
    "deciding",
    "pasting_by_headings",
    "replacing",
    "value_list",
    "connecting_more",
    "key_changed",
)
SIZE = 1366, 768
SAMPLE = "Featherstonehaugh 0123456789 שירה نور"
CLOCK_LINE = 30
"""Pixels at the bottom, where times stand."""
STEP = 16
"""Of 255: so fine are the colours that are kept, which halves the files."""
SEEN = 48
"""Of 255: a difference that can be seen."""
SMALL = 0
"""Qt's word for the most that can be packed."""
MAY_DIFFER = 0.004
"""A part of all pixels: two lines of text may look otherwise, a panel may not."""


def font() -> str:
    """What makes texts look alike: pictures of other fonts can't be compared."""
    own = QApplication.font()
    width = QFontMetrics(own).horizontalAdvance(SAMPLE)
    return f"{own.family()} {own.pointSize()} {width}"


def reduced(picture: QPixmap) -> QImage:
    """At half its size, without the line that tells the time."""
    image = picture.toImage().convertToFormat(QImage.Format.Format_RGB888)
    painter = QPainter(image)
    line = QRect(0, image.height() - CLOCK_LINE, image.width(), CLOCK_LINE)
    painter.fillRect(line, QColor("gray"))
    painter.end()
    smooth = Qt.TransformationMode.SmoothTransformation
    return _coarse(image.scaled(image.width() // 2, image.height() // 2, mode=smooth))


def difference(one: QImage, other: QImage) -> float:
    """Which part of the pixels differs so that it can be seen; 1 for another size."""
    if one.size() != other.size():
        return 1.0
    pairs = zip(_bytes(one), _bytes(other), strict=True)
    seen = sum(abs(a - b) > SEEN for a, b in pairs)
    return seen / (3 * one.width() * one.height())


def path_of(name: str, theme: str) -> Path:
    return FOLDER / f"{name}-{theme}.png"


def remember(pictures: dict[Path, QImage]) -> None:
    """From now on it is meant to look so."""
    FOLDER.mkdir(exist_ok=True)
    for path, image in pictures.items():
        image.save(str(path), "PNG", SMALL)
    (FOLDER / "font.json").write_text(json.dumps(font()), "utf-8")


def remembered_font() -> str:
    return json.loads((FOLDER / "font.json").read_text("utf-8"))


def _coarse(image: QImage) -> QImage:
    """In fewer colours."""
    steps = bytes(value // STEP * STEP + STEP // 2 for value in range(256))
    width, height = image.width(), image.height()
    cells = _bytes(image).translate(steps)
    return QImage(cells, width, height, 3 * width, QImage.Format.Format_RGB888).copy()


def _bytes(image: QImage) -> bytes:
    same = image.convertToFormat(QImage.Format.Format_RGB888)
    width = 3 * same.width()
    return b"".join(bytes(same.constScanLine(row))[:width] for row in range(same.height()))
