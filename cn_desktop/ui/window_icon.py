"""The program's own icon, in the sizes that title bars, task bars and switchers ask for."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

DRAWING, SMALL_DRAWING = "cn-desktop.svg", "cn-desktop-small.svg"
SMALL_SIZES = (16, 20, 24)
SIZES = (32, 48, 64, 128, 256)
"""In pixels. The finer lines of the large drawing would blur below 32."""


def window_icon(folder: Path) -> QIcon:
    """The icon from the two drawings in `folder`; an empty one where they are not."""
    icon = QIcon()
    for name, sizes in ((SMALL_DRAWING, SMALL_SIZES), (DRAWING, SIZES)):
        renderer = QSvgRenderer(str(folder / name))
        for size in sizes:
            icon.addPixmap(_drawn(renderer, size))
    return icon


def _drawn(renderer: QSvgRenderer, size: int) -> QPixmap:
    pixmap = QPixmap(size, size)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    renderer.render(painter)
    painter.end()
    return pixmap
